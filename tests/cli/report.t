What `wsalog report` makes of its options, before it looks into a database.

  $ wsalog report --by=colour
  wsalog report: --by takes code, source, peer, call, day, hour, minute, pattern, host, level or process (or two of them: code,hour), not 'colour'
  [2]

  $ wsalog report --code WSAECONRESET
  wsalog report: no Winsock code 'WSAECONRESET'; did you mean WSAECONNRESET (10054)?
  [2]

  $ wsalog report --code 10099
  wsalog report: no Winsock code '10099'; did you mean WSANOTINITIALISED (10093)?
  [2]

  $ wsalog report --since 'the day before'
  wsalog report: cannot understand 'the' as a time; examples: yesterday, '2026-11-21 08:00', -2h, '3 days ago', friday, @1763712000
    the day before
    ^~~
  [2]

  $ wsalog report --since 2026-11-22 --until 2026-11-21
  wsalog report: --since '2026-11-22' is not before --until '2026-11-21'
  [2]

  $ wsalog report --tz Europe/Berlim
  wsalog report: no time zone 'Europe/Berlim'; examples: Europe/Berlin, UTC, +02:00, CET-1CEST
  [2]

  $ wsalog report --limit=-1
  wsalog report: --limit takes a number from 0 to 1000000, not '-1'
  [2]

  $ wsalog report yesterday
  wsalog report: 'yesterday' is too much; --help shows what it takes
  [2]


What can be asked of a small log:

  $ export WSALOG_DB=db TZ=UTC
  $ cat > app.log <<'LOG'
  > 2026-11-22 08:00:00 web1 ERROR recv from 192.0.2.7:443 failed with error 10054
  > 2026-11-22 08:00:30 web1 ERROR recv from 192.0.2.8:443 failed with error 10054
  > 2026-11-22 08:20:00 web1 WARN  connect to 192.0.2.9:1433 failed: WSAECONNREFUSED
  > 2026-11-22 09:59:59 web1 ERROR connect to 192.0.2.9:1433 failed: WSAECONNREFUSED
  > 2026-11-23 00:00:00 web1 ERROR recv from 192.0.2.7:8443 failed with error 10054
  > LOG
  $ wsalog scan -q --host web1 app.log

Two keys at once:

  $ wsalog report --by=code,hour | tail -6
  
  CODE                   HOUR                COUNT     %
  10054 WSAECONNRESET    2026-11-22 08:00        2   40%
  10054 WSAECONNRESET    2026-11-23 00:00        1   20%
  10061 WSAECONNREFUSED  2026-11-22 08:00        1   20%
  10061 WSAECONNREFUSED  2026-11-22 09:00        1   20%

  $ wsalog report --by=peer,code | tail -5
  
  PEER       CODE                     COUNT     %  FIRST        LAST
  192.0.2.7  10054 WSAECONNRESET          2   40%  11-22 08:00  11-23 00:00
  192.0.2.9  10061 WSAECONNREFUSED        2   40%  11-22 08:20  11-22 09:59
  192.0.2.8  10054 WSAECONNRESET          1   20%  11-22 08:00  11-22 08:00

  $ wsalog report --by=day,code --format=csv
  day,code,count,first,last
  2026-11-22,10054,2,2026-11-22T08:00:00.000000Z,2026-11-22T08:00:30.000000Z
  2026-11-22,10061,2,2026-11-22T08:20:00.000000Z,2026-11-22T09:59:59.000000Z
  2026-11-23,10054,1,2026-11-23T00:00:00.000000Z,2026-11-23T00:00:00.000000Z

  $ wsalog report --by=code,minute --format=json --limit 2 | python3 -c 'import json,sys; r = json.load(sys.stdin); print(r["by"], *r["rows"], sep="\n")'
  code,minute
  {'code': 10054, 'minute': '2026-11-22T08:00:00.000000Z', 'count': 2, 'first': '2026-11-22T08:00:00.000000Z', 'last': '2026-11-22T08:00:30.000000Z'}
  {'code': 10054, 'minute': '2026-11-23T00:00:00.000000Z', 'count': 1, 'first': '2026-11-23T00:00:00.000000Z', 'last': '2026-11-23T00:00:00.000000Z'}

  $ wsalog report --by=level,code --format=markdown --limit 1 | tail -4
  | level | code | count | first | last |
  | --- | --- | ---: | --- | --- |
  | ERROR | 10054 | 3 | 2026-11-22 08:00:00 | 2026-11-23 00:00:00 |
  | 2 more | | 2 | | |

  $ wsalog report --by=code,code
  wsalog report: --by takes code, source, peer, call, day, hour, minute, pattern, host, level or process (or two of them: code,hour), not 'code,code'
  [2]
  $ wsalog report --by=,
  wsalog report: --by takes code, source, peer, call, day, hour, minute, pattern, host, level or process (or two of them: code,hour), not ','
  [2]

By the minute, and in other orders:

  $ wsalog report --by=minute | tail -5
  MINUTE            COUNT     %  FIRST     LAST
  2026-11-22 08:00      2   40%  08:00:00  08:00:30  ████████████████████████
  2026-11-22 08:20      1   20%  08:20:00  08:20:00  ████████████
  2026-11-22 09:59      1   20%  09:59:59  09:59:59  ████████████
  2026-11-23 00:00      1   20%  00:00:00  00:00:00  ████████████

  $ for sort in count key first last; do wsalog report --by=peer --format=csv --sort=$sort | tail -n +2 | cut -d, -f1,4 | tr '\n' ' '; echo; done
  192.0.2.7,2 192.0.2.9,2 192.0.2.8,1 
  192.0.2.7,2 192.0.2.8,1 192.0.2.9,2 
  192.0.2.7,2 192.0.2.8,1 192.0.2.9,2 
  192.0.2.7,2 192.0.2.9,2 192.0.2.8,1 

  $ wsalog report --sort=size
  wsalog report: --sort takes count, key, first or last, not 'size'
  [2]

Only a part:

  $ wsalog report --peer '192.0.2.7' --format=csv
  code,name,summary,count,first,last,noise
  10054,WSAECONNRESET,peer reset the connection,2,2026-11-22T08:00:00.000000Z,2026-11-23T00:00:00.000000Z,0
  $ wsalog report --peer '192.0.2.*:443' --format=csv
  code,name,summary,count,first,last,noise
  10054,WSAECONNRESET,peer reset the connection,2,2026-11-22T08:00:00.000000Z,2026-11-22T08:00:30.000000Z,0
  $ wsalog report --level warn --by=level --format=csv
  level,count,first,last
  WARN,1,2026-11-22T08:20:00.000000Z,2026-11-22T08:20:00.000000Z
  $ wsalog report --host 'WEB?' --by=host --format=csv
  host,count,first,last
  web1,5,2026-11-22T08:00:00.000000Z,2026-11-23T00:00:00.000000Z
  $ wsalog report --host db1 | sed -n '3,$p'
  found     nothing for --host; without that the database has 5 occurrences from
            2026-11-22 08:00:00 to 2026-11-23 00:00:00 UTC:
  
    wsalog report --since '2026-11-22T08:00:00Z'

Lines to look at; those that differ in numbers only are alike, the latest is shown:

  $ wsalog report --samples 2 --by=code | tail -7
  WSAECONNREFUSED 10061
    1x app.log:4
      2026-11-22 09:59:59 web1 ERROR connect to 192.0.2.9:1433 failed:
      WSAECONNREFUSED
    1x app.log:3
      2026-11-22 08:20:00 web1 WARN  connect to 192.0.2.9:1433 failed:
      WSAECONNREFUSED

  $ wsalog report --samples 1 --code 10061 --format=json | python3 -c 'import json,sys; print(*json.load(sys.stdin)["samples"], sep="\n")' | sed "s/'id': '[0-9a-f]*'/'id': ID/"
  {'code': 10061, 'count': 1, 'source': 'app.log', 'line': 4, 'time': '2026-11-22T09:59:59.000000Z', 'id': ID, 'text': '2026-11-22 09:59:59 web1 ERROR connect to 192.0.2.9:1433 failed: WSAECONNREFUSED'}

  $ wsalog report --samples 1 --format=csv
  wsalog report: --samples: a report as csv shows no lines
  [2]

What a site knows is left out, and counted:

  $ cat > known.yaml <<'YAML'
  > format: 1
  > kind: ignore
  > ignore:
  > - {code: WSAECONNRESET, peer: '192.0.2.7:*', why: the balancer does that}
  > - {text: '192.0.2.8:443', source: '*.log'}
  > YAML
  $ wsalog report --ignore known.yaml | sed -n '3,4p'
  found     2 occurrences of 1 code in 1 source on 1 host; 3 ignored as known
  times     all from the line; assumed zone for 2
  $ wsalog report --ignore known.yaml --format=json | grep -E '"(total|ignored)"'
    "total": 2,
    "ignored": 3,

  $ printf 'format: 1\nkind: ignore\nignore:\n- {kode: 10054}\n' > bad.yaml; wsalog report --ignore bad.yaml
  wsalog report: bad.yaml:4:4: unknown key 'kode'; a rule has code, peer, source, host, text, why
    - {kode: 10054}
       ^
  [2]
  $ printf 'format: 1\nkind: ignore\nignore:\n- {code: 10099}\n' > bad.yaml; wsalog report --ignore bad.yaml
  wsalog report: bad.yaml:4:10: no Winsock code '10099'
    - {code: 10099}
             ^
  [2]
  $ printf 'format: 1\nkind: ignore\nignore:\n- {why: no reason}\n' > bad.yaml; wsalog report --ignore bad.yaml
  wsalog report: bad.yaml:4:3: the rule would ignore everything: name a code, peer, source, host or text
    - {why: no reason}
      ^
  [2]
  $ printf 'format: 1\nkind: patterns\nignore: []\n' > bad.yaml; wsalog report --ignore bad.yaml
  wsalog report: bad.yaml:2:7: 'kind' must be ignore
    kind: patterns
          ^
  [2]
  $ wsalog report --ignore none.yaml
  wsalog report: cannot open 'none.yaml': No such file or directory
  [2]

What has no peer has a row of its own behind all others, however many lines it is and whatever the limit:

  $ cat > peers.log <<'E'
  > 2026-11-22T08:00:00Z connect to 192.0.2.1:443 failed: WSAECONNREFUSED
  > 2026-11-22T08:00:01Z connect to 192.0.2.1:443 failed: WSAECONNREFUSED
  > 2026-11-22T08:00:02Z connect to 192.0.2.2:443 failed: WSAECONNREFUSED
  > 2026-11-22T08:00:03Z connect failed: WSAECONNREFUSED (again)
  > 2026-11-22T08:00:04Z connect failed: WSAECONNREFUSED (and again)
  > 2026-11-22T08:00:05Z connect failed: WSAECONNREFUSED (and once more)
  > E
  $ wsalog scan -q --db peers.db peers.log
  $ wsalog report --db peers.db --by=peer --limit=1 --tz UTC | tail -4
  PEER              COUNT     %  FIRST     LAST
  192.0.2.1:443         2   33%  08:00:00  08:00:01  ████████████████████████
  1 more peer           1   16%
  (unknown)             3   50%  08:00:03  08:00:05
  $ wsalog report --db peers.db --by=peer --limit=1 --tz UTC --format=markdown | tail -3
  | 192.0.2.1:443 | 2 | 2026-11-22 08:00:00 | 2026-11-22 08:00:01 |
  | 1 more | 1 | | |
  | (unknown) | 3 | 2026-11-22 08:00:03 | 2026-11-22 08:00:05 |
  $ wsalog report --db peers.db --by=peer --limit=1 --format=html | grep -o '>(unknown)<\|1 more peer, not listed'
  >(unknown)<
  1 more peer, not listed

Levels that are numbers in a log are named by what they stand for there (CMTrace, journald, events as XML):

  $ for file in ccmexec.log journald-export.json event-viewer.xml; do
  >   wsalog scan -q --db levels.db "$SAMPLES/logs/$file"
  > done
  $ wsalog report --db levels.db --by=level --format=csv | cut -d, -f1,2
  level,count
  Error,2
  err,2
  error,2
  warning,1
