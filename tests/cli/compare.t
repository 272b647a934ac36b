What changed between two periods, machines or databases. Two days of a log, quiet but for its last hours:

  $ for day in 20 21; do for hour in $(seq -w 0 23); do
  >   echo "2026-11-${day}T$hour:00:00Z INFO  begin"
  >   echo "2026-11-${day}T$hour:10:00Z ERROR recv from 192.0.2.7:443 failed with error 10054"
  >   case $hour in *[05]) echo "2026-11-${day}T$hour:12:00Z ERROR connect to 192.0.2.8:80 failed with error 10060";; esac
  >   if [ $day$hour -ge 2114 ]; then
  >     for minute in 20 25 30 35 40 45; do
  >       echo "2026-11-${day}T$hour:$minute:00Z ERROR recv from 192.0.2.7:443 failed with error 10054"
  >     done
  >     echo "2026-11-${day}T$hour:50:00Z ERROR connect to 192.0.2.9:443 failed with error 10061"
  >   elif [ $day$hour -lt 2008 ]; then
  >     echo "2026-11-${day}T$hour:51:00Z ERROR lookup failed with error 11001"
  >   fi
  >   echo "2026-11-${day}T$hour:59:00Z INFO  end"
  > done; done > app.log
  $ wsalog scan -q app.log

  $ wsalog compare 2026-11-20 2026-11-21
  A         2026-11-20
            2026-11-20 00:00:00 to 2026-11-21 00:00:00 UTC
            37 occurrences in 1 log, 1.54 an hour
            covered by logs: 24 h
  B         2026-11-21
            2026-11-21 00:00:00 to 2026-11-22 00:00:00 UTC
            99 occurrences in 1 log, 4.12 an hour
            covered by logs: 24 h
  changed   3 of 4 codes, 2 of 3 peers
  moment    all from 2026-11-21 14:00:00 UTC on 8.20 an hour, before 1.42
  only in B WSAECONNREFUSED 10061, 192.0.2.9:443
  only in A WSAHOST_NOT_FOUND 11001
  
  NAME                  CODE      A      B    A/H    B/H   B:A         95 % CHANGE
  WSAECONNRESET        10054     24     84   1.00   3.50  3.50    2.20-5.76 up
    peer reset the connection
    from 2026-11-21 14:00:00 UTC on 7.00 an hour, before 1.00
  WSAECONNREFUSED      10061      0     10      0   0.42          over 2.24 new
    nothing accepts connections on that port
    from 2026-11-21 14:45:00 UTC on 1.08 an hour, before 0
  WSAHOST_NOT_FOUND    11001      8      0   0.33      0         under 0.59 gone
    host name not found
    from 2026-11-20 08:00:00 UTC on 0 an hour, before 1.00
  WSAETIMEDOUT         10060      5      5   0.21   0.21  1.00    0.23-4.35
  
  PEER                            A      B    A/H    B/H   B:A         95 % CHANGE
  192.0.2.7:443                  24     84   1.00   3.50  3.50    2.20-5.76 up
  192.0.2.9:443                   0     10      0   0.42          over 2.24 new
  
  A/H and B/H are per hour that logs cover, from their first to their last line.
  95 % is the exact interval of B:A, and a CHANGE is more than chance at 95 % over
  all rows (Holm), both for independent occurrences; a burst is not.
  [1]

The same period of the second day is like that of the first until 14:00. A time of day behind the dots is
on the day before them:

  $ wsalog compare --a '2026-11-20 08:00..14:00' --b '2026-11-21 08:00..14:00'
  A         2026-11-20 08:00..14:00
            2026-11-20 08:00:00 to 2026-11-20 14:00:00 UTC
            7 occurrences in 1 log, 1.17 an hour
            covered by logs: 6 h
  B         2026-11-21 08:00..14:00
            2026-11-21 08:00:00 to 2026-11-21 14:00:00 UTC
            7 occurrences in 1 log, 1.17 an hour
            covered by logs: 6 h
  changed   nothing by more than chance; compared were 2 codes and 2 peers
  
  NAME                  CODE      A      B    A/H    B/H   B:A         95 % CHANGE
  WSAECONNRESET        10054      6      6   1.00   1.00  1.00    0.27-3.74
  WSAETIMEDOUT         10060      1      1   0.17   0.17  1.00    0.01-78.5
  
  A/H and B/H are per hour that logs cover, from their first to their last line.
  95 % is the exact interval of B:A, and a CHANGE is more than chance at 95 % over
  all rows (Holm), both for independent occurrences; a burst is not.

For a spreadsheet or a program; what is unknown or infinite is left out:

  $ wsalog compare 2026-11-20 2026-11-21 --format=csv
  kind,key,name,a_count,b_count,a_per_hour,b_per_hour,ratio,ratio_low,ratio_high,p,change,moment
  all,,,37,99,1.54167,4.125,2.67568,1.81704,4.01657,1.02602e-07,up,2026-11-21T14:00:00.000000Z
  code,10054,WSAECONNRESET,24,84,1,3.5,3.5,2.20136,5.76266,4.39189e-08,up,2026-11-21T14:00:00.000000Z
  code,10061,WSAECONNREFUSED,0,10,0,0.416667,,2.24152,,0.0117188,new,2026-11-21T14:45:00.000000Z
  code,11001,WSAHOST_NOT_FOUND,8,0,0.333333,0,0,0,0.585833,0.03125,gone,2026-11-20T08:00:00.000000Z
  code,10060,WSAETIMEDOUT,5,5,0.208333,0.208333,1,0.230142,4.34513,1,,
  peer,192.0.2.7:443,,24,84,1,3.5,3.5,2.20136,5.76266,3.29392e-08,up,
  peer,192.0.2.9:443,,0,10,0,0.416667,,2.24152,,0.0078125,new,
  peer,192.0.2.8:80,,5,5,0.208333,0.208333,1,0.230142,4.34513,1,,
  [1]
  $ wsalog compare 2026-11-20 2026-11-21 --format=json
  {
    "a": {"label": "2026-11-20", "since": "2026-11-20T00:00:00.000000Z", "until": "2026-11-21T00:00:00.000000Z", "total": 37, "undated": 0, "sources": 1, "hours": 24, "covered": [{"since": "2026-11-20T00:00:00.000000Z", "until": "2026-11-21T00:00:00.000000Z"}]},
    "b": {"label": "2026-11-21", "since": "2026-11-21T00:00:00.000000Z", "until": "2026-11-22T00:00:00.000000Z", "total": 99, "undated": 0, "sources": 1, "hours": 24, "covered": [{"since": "2026-11-21T00:00:00.000000Z", "until": "2026-11-22T00:00:00.000000Z"}]},
    "changed": true,
    "level": 0.95,
    "all": {"a": 37, "b": 99, "a_per_hour": 1.54167, "b_per_hour": 4.125, "ratio": 2.67568, "ratio_low": 1.81704, "ratio_high": 4.01657, "p": 1.02602e-07, "significant": true, "change": "up", "moment": {"time": "2026-11-21T14:00:00.000000Z", "before_per_hour": 1.42105, "after_per_hour": 8.2}},
    "codes": [
      {"code": 10054, "name": "WSAECONNRESET", "summary": "peer reset the connection", "a": 24, "b": 84, "a_per_hour": 1, "b_per_hour": 3.5, "ratio": 3.5, "ratio_low": 2.20136, "ratio_high": 5.76266, "p": 4.39189e-08, "significant": true, "change": "up", "moment": {"time": "2026-11-21T14:00:00.000000Z", "before_per_hour": 1, "after_per_hour": 7}, "noise": false},
      {"code": 10061, "name": "WSAECONNREFUSED", "summary": "nothing accepts connections on that port", "a": 0, "b": 10, "a_per_hour": 0, "b_per_hour": 0.416667, "ratio_low": 2.24152, "p": 0.0117188, "significant": true, "change": "new", "moment": {"time": "2026-11-21T14:45:00.000000Z", "before_per_hour": 0, "after_per_hour": 1.08108}, "noise": false},
      {"code": 11001, "name": "WSAHOST_NOT_FOUND", "summary": "host name not found", "a": 8, "b": 0, "a_per_hour": 0.333333, "b_per_hour": 0, "ratio": 0, "ratio_low": 0, "ratio_high": 0.585833, "p": 0.03125, "significant": true, "change": "gone", "moment": {"time": "2026-11-20T08:00:00.000000Z", "before_per_hour": 1, "after_per_hour": 0}, "noise": false},
      {"code": 10060, "name": "WSAETIMEDOUT", "summary": "no answer from the other side in time", "a": 5, "b": 5, "a_per_hour": 0.208333, "b_per_hour": 0.208333, "ratio": 1, "ratio_low": 0.230142, "ratio_high": 4.34513, "p": 1, "significant": false, "noise": false}
    ],
    "peers": [
      {"peer_address": "192.0.2.7", "peer_port": 443, "a": 24, "b": 84, "a_per_hour": 1, "b_per_hour": 3.5, "ratio": 3.5, "ratio_low": 2.20136, "ratio_high": 5.76266, "p": 3.29392e-08, "significant": true, "change": "up"},
      {"peer_address": "192.0.2.9", "peer_port": 443, "a": 0, "b": 10, "a_per_hour": 0, "b_per_hour": 0.416667, "ratio_low": 2.24152, "p": 0.0078125, "significant": true, "change": "new"},
      {"peer_address": "192.0.2.8", "peer_port": 80, "a": 5, "b": 5, "a_per_hour": 0.208333, "b_per_hour": 0.208333, "ratio": 1, "ratio_low": 0.230142, "ratio_high": 4.34513, "p": 1, "significant": false}
    ]
  }
  [1]

Numbers are those of a report over the same span, also where it does not begin at a quarter of an hour:

  $ wsalog compare '2026-11-20 00:10:01..23:10' '2026-11-21 00:10:01..23:10' --format=csv | grep ^all | cut -d, -f4,5
  35,90
  $ for day in 20 21; do
  >   wsalog report --since "2026-11-$day 00:10:01" --until "2026-11-$day 23:10" | grep ^found
  > done
  found     35 occurrences of 3 codes in 1 source
  found     90 occurrences of 3 codes in 1 source

A log without errors covers its time, too; what no log covers is not compared (see below), and of a period
that is covered in part, the rest does not count:

  $ printf '2026-11-22T0%d:30:00Z INFO  all is well\n' 0 1 2 3 4 5 6 7 > next.log
  $ wsalog scan -q --db three.db app.log next.log
  $ wsalog compare --db three.db 2026-11-21 2026-11-22 | sed -n '5,/^$/p'
  B         2026-11-22
            2026-11-22 00:00:00 to 2026-11-23 00:00:00 UTC
            0 occurrences in 1 log, 0 an hour
            covered by logs: 7.75 h of 24 h
  changed   1 of 3 codes, 1 of 3 peers
  moment    all from 2026-11-22 00:00:00 UTC on 0 an hour, before 4.12
  only in A WSAECONNRESET 10054, WSAECONNREFUSED 10061, WSAETIMEDOUT 10060,
            192.0.2.7:443, 192.0.2.9:443, 192.0.2.8:80
  

Lines without a time count, too, but tell of no moment:

  $ for i in 1 2 3 4 5 6 7 8; do echo "try $i: connect failed: WSAECONNREFUSED" >> undated.log; done
  $ touch -d 2026-11-22T06:00:00Z undated.log
  $ wsalog scan -q --db three.db undated.log
  $ wsalog compare --db three.db 2026-11-21 2026-11-22 --code 10061 | sed -n '5,/^$/p'
  B         2026-11-22
            2026-11-22 00:00:00 to 2026-11-23 00:00:00 UTC
            8 occurrences in 2 logs, 1.03 an hour; 8 by the date of their file
            covered by logs: 7.75 h of 24 h
  changed   nothing by more than chance; compared were 1 code and 1 peer
  only in A 192.0.2.9:443
  
  $ wsalog compare --db three.db 2026-11-22 2026-11-21 --code 10035 --format=csv
  kind,key,name,a_count,b_count,a_per_hour,b_per_hour,ratio,ratio_low,ratio_high,p,change,moment
  all,,,0,0,0,0,,0,,1,,
  $ wsalog compare --db three.db 2026-11-22 2026-11-21 --code 10035 | grep -A99 changed
  changed   nothing: neither side has any occurrence

Machines, sources, and other databases:

  $ sed -n '/T2[0-3]/s/T\([0-9:]*\)Z \([A-Z]*\)/T\1Z web2 \2/p' app.log > web2.log
  $ wsalog scan -q --host web1 --db both.db app.log
  $ wsalog scan -q --host web2 --db both.db web2.log
  $ wsalog compare --db both.db --a-host web1 --b-host web2 --code 10061 --format=csv | head -2
  kind,key,name,a_count,b_count,a_per_hour,b_per_hour,ratio,ratio_low,ratio_high,p,change,moment
  all,,,10,4,0.208333,0.0833333,0.4,0.0915712,1.38684,0.179565,,
  $ wsalog compare --db both.db --a-source app.log --b-source web2.log --b 2026-11-21 --a 2026-11-21 | head -8
  A         app.log, 2026-11-21
            2026-11-21 00:00:00 to 2026-11-22 00:00:00 UTC
            99 occurrences in 1 log, 4.12 an hour
            covered by logs: 24 h
  B         web2.log, 2026-11-21
            2026-11-21 00:00:00 to 2026-11-22 00:00:00 UTC
            33 occurrences in 1 log, 1.38 an hour
            covered by logs: 24 h
  $ wsalog scan -q --db other.db web2.log
  $ wsalog compare both.db other.db 2>&1 | head -9
  A         both.db
            2026-11-20 00:00:00 to 2026-11-22 00:00:00 UTC
            174 occurrences in 2 logs, 3.62 an hour
            covered by logs: 48 h
  B         other.db
            2026-11-20 20:00:00 to 2026-11-22 00:00:00 UTC
            38 occurrences in 1 log, 1.36 an hour
            covered by logs: 28 h
  changed   1 of 4 codes, 1 of 3 peers

What cannot be compared:

  $ wsalog compare
  wsalog compare: compare what? Two periods (yesterday today), two databases (old.db new.db), or --a-source, --a-host or --a-case with its --b-
  [2]
  $ wsalog compare yesterday
  wsalog compare: what is 'yesterday' to be compared with? B is missing
  [2]
  $ wsalog compare --a yesterday --b-source x
  wsalog compare: A has a period, B has none; give both
  [2]
  $ wsalog compare --a-host web1
  wsalog compare: --a-host needs --b-host
  [2]
  $ wsalog compare 2026-11-20 2027-01-01
  wsalog compare: no log covers B, '2027-01-01'; there are logs from 2026-11-20 00:00:00 to 2026-11-22 00:00:00 UTC
  [2]
  $ wsalog compare 2026-11-20 '2026-11-20 10:00..'
  wsalog compare: A and B share time and 1 log, so the same occurrences would stand on both sides
  [2]
  $ wsalog compare 2026-11-20 2026-11-21 --source 'none*'
  wsalog compare: no log covers A, '2026-11-20'; nothing fits it at any time
  [2]
  $ wsalog compare 2026-11-20 noon
  wsalog compare: 'noon' is a moment, not a period; write 'noon..' for all from then on, or its end behind the dots
  [2]
  $ wsalog compare 2026-11-20 tomorow
  wsalog compare: cannot understand 'tomorow' as a time; did you mean 'tomorrow'?
  [2]
  $ wsalog compare both.db ohter.db
  wsalog compare: there is no database 'ohter.db'
  [2]
  $ wsalog compare 2026/11/20 both.db
  wsalog compare: A has a period, B has none; give both
  [2]
