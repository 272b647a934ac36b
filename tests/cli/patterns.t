Patterns: what detection knows, and what users add to it.

Every rule in a line, by kind, nothing wider than the terminal; texts are counted unless they are asked for:

  $ wsalog patterns list | grep -cE '^ +[0-9+-]+  [a-z]+\.[a-z0-9-]+ ' | awk '{ print ($1 > 40) }'
  1

  $ wsalog patterns list | grep -E '^[A-Z]'
  Patterns: what finds a code, and how sure that is
  Contexts: what stands near a code, for it or against it
  Fields: what is kept with a code
  Message texts, by language
  Diagnoses: what several occurrences together say

  $ wsalog patterns list | grep -E '.{81}'
  [1]

  $ wsalog patterns list | grep -E 'name.wsa|for.socket |peer.url'
     95  name.wsa                     a WSA name of the code table
    +30  for.socket                   words that only network code uses
         peer.url                     the host of a URL

  $ wsalog patterns list -v | grep -A 1 name.wsa | tail -n 1
   +patterns/names.yaml:[0-9]+ (re)

  $ wsalog patterns list --texts | grep 'text.en.10054 '
     95  text.en.10054                forcibly closed by the remote host

For programs: one object a line.

  $ wsalog patterns list --texts --format=json >list; python3 -c '
  > import json
  > rows = [json.loads(line) for line in open("list")]
  > print(sorted({row["kind"] for row in rows}))
  > print([row for row in rows if row["id"] == "name.wsa"][0]["keywords"])'
  ['context', 'diagnosis', 'field', 'pattern', 'text']
  ['wsa', 'wsea']


The built-in examples all hold (the build runs the same test):

  $ wsalog patterns test | grep -o ' passed, .*'
   passed, 0 failed


A file of one's own: a pattern, a better one in place of a built-in one, one switched off, a text.

  $ cat >net.yaml <<'.'
  > format: 1
  > kind: patterns
  > disable: [number.errno]
  > define:
  >   n: '(?<code>\d{5})\b'
  > patterns:
  > - id: own.relay
  >   title: our relay prints R/10054
  >   keywords: [relayd]
  >   regex: 'relayd\[\d{1,9}\]: R/(?&n)'
  >   confidence: 90
  >   match:
  >   - {line: 'relayd[7]: R/10054', codes: [10054]}
  >   no_match:
  >   - 'relayd[7]: S/10054'
  > - id: number.winerror
  >   title: only ours
  >   keywords: [winerror]
  >   regex: 'winerror ours (?&n)'
  >   confidence: 91
  >   match:
  >   - {line: 'WinError ours 10060', codes: [10060]}
  >   no_match:
  >   - 'WinError yours 10060'
  > .

  $ cat >texts.yaml <<'.'
  > format: 1
  > kind: texts
  > texts:
  > - {code: 10061, lang: la, text: 'machina destinata recusavit conexum'}
  > .

  $ wsalog patterns check net.yaml texts.yaml
  net.yaml: ok (2 patterns, 0 contexts, 0 fields, 0 texts, 1 switched off)
  texts.yaml: ok (0 patterns, 0 contexts, 0 fields, 1 text)

  $ cat >app.log <<'.'
  > relayd[7]: R/10054
  > x WinError ours 10060
  > x [WinError 10053]
  > x [Errno 10054]
  > Error: Machina destinata RECUSAVIT conexum.
  > .

  $ wsalog annotate --no-store app.log
  relayd[7]: R/10054
  x WinError ours 10060
  x [WinError 10053]  «WSAECONNABORTED: this machine dropped the connection»
  x [Errno 10054]  «WSAECONNRESET: peer reset the connection»
  Error: Machina destinata RECUSAVIT conexum.

  $ wsalog annotate --no-store --patterns net.yaml --patterns texts.yaml app.log
  relayd[7]: R/10054  «WSAECONNRESET: peer reset the connection»
  x WinError ours 10060  «WSAETIMEDOUT: no answer from the other side in time»
  x [WinError 10053]
  x [Errno 10054]
  Error: Machina destinata RECUSAVIT conexum.  «WSAECONNREFUSED 10061: nothing accepts connections on that port»

Files in the user's directory are loaded without being named, in the order of their names, and what finds a
code is told. A directory can be named too.

  $ mkdir -p "$XDG_CONFIG_HOME/wsalog/patterns"; cp net.yaml texts.yaml "$XDG_CONFIG_HOME/wsalog/patterns"

  $ wsalog annotate --no-store --format=jsonl app.log | grep -oE '"(code|pattern)":[^,]*' | paste - -
  "code":10054	"pattern":"own.relay"
  "code":10060	"pattern":"number.winerror"
  "code":10061	"pattern":"text.la.10061"

  $ wsalog patterns list | grep -E 'own.relay|number.winerror|number.errno| la:1'
     91  number.winerror              only ours
     90  own.relay                    our relay prints R/10054
         la:1

  $ wsalog patterns check | sed 's|.*/||'
  net.yaml: ok (2 patterns, 0 contexts, 0 fields, 0 texts, 1 switched off)
  texts.yaml: ok (0 patterns, 0 contexts, 0 fields, 1 text)

  $ wsalog patterns test | grep -o ' passed, .*'
   passed, 0 failed

  $ rm -r "$XDG_CONFIG_HOME/wsalog"

  $ mkdir more; mv net.yaml texts.yaml more; wsalog annotate --no-store --patterns more app.log | tail -n 1
  Error: Machina destinata RECUSAVIT conexum.  «WSAECONNREFUSED 10061: nothing accepts connections on that port»

  $ wsalog patterns check
  wsalog patterns check: no files given, and none in the pattern directory


A mistake is shown where it was made; the next file is checked all the same.

  $ rule() { printf "format: 1\nkind: patterns\npatterns:\n- id: own.relay\n  title: ours\n  keywords: [relayd]\n  confidence: 90\n%s\n" "$1"; }
  $ match="  match: [{line: 'relayd: 10054', codes: [10054]}]
  >   no_match: ['relayd: idle']"

  $ rule "  regex: 'relayd: (?<code>\\d{5})'" >none.yaml; rule "  regex: 'relayd: (?<code>\\d{5})'
  > $match" >good.yaml; wsalog patterns check none.yaml good.yaml
  wsalog patterns check: none.yaml:4:3: 'match' is missing: at least one line that the rule must find
    - id: own.relay
      ^
  good.yaml: ok (1 pattern, 0 contexts, 0 fields, 0 texts)
  [2]

  $ sed '/no_match/d' good.yaml >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:4:3: 'no_match' is missing: at least one line that looks alike and must not be found
    - id: own.relay
      ^
  [2]

  $ sed 's/title:/titel:/' good.yaml >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:5:3: unknown key 'titel'; known here: id title keywords regex confidence small code unless match no_match
      titel: ours
      ^
  [2]

  $ (cat good.yaml; sed 1,3d good.yaml) >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:11:7: id 'own.relay' stands in this file already, in line 4
    - id: own.relay
          ^
  [2]

  $ rule "  regex: 'relayd: (?<code>\\d{5}'
  > $match" >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:8:32: missing closing parenthesis
      regex: 'relayd: (?<code>\d{5}'
                                   ^
  [2]

  $ (printf "define:\n  is: '[:=]'\n"; rule "  regex: 'relayd(?&is) *+*(?<code>\\d{5})'
  > $match") >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:10:26: quantifier does not follow a repeatable item
      regex: 'relayd(?&is) *+*(?<code>\d{5})'
                             ^
  [2]

  $ (printf "define:\n  is: '[z-a]'\n"; rule "  regex: 'relayd(?&is) (?<code>\\d{5})'
  > $match") >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:2:11: range out of order in character class
      is: '[z-a]'
              ^
  [2]

  $ rule "  regex: \"\\brelayd: (?<code>\\\\\\\\d{5})\"
  > $match" >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:8:10: "\b" in double quotes is a backspace; write the expression in single quotes or after |-
      regex: "\brelayd: (?<code>\\\\d{5})"
             ^
  [2]

  $ sed 's/\[relayd\]/[sparrow]/' good.yaml >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:9:18: own.relay: expected 10054, found nothing: no keyword of the pattern is in it
      match: [{line: 'relayd: 10054', codes: [10054]}]
                     ^
  [2]

  $ sed 's/\[10054\]/[10060]/' good.yaml >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:9:18: own.relay: expected 10060, found 10054
      match: [{line: 'relayd: 10054', codes: [10060]}]
                     ^
  [2]

  $ sed 's/idle/10060/' good.yaml >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:10:14: own.relay: expected no code by this pattern, found 10060
      no_match: ['relayd: 10060']
                 ^
  [2]

  $ rule "  regex: '(?:\\w+\\s?)+: (?<code>\\d{5})'
  > $match" >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:8:10: own.relay: expected bounded work, found a regex that runs away when parts of 'relayd: 10054' are repeated
      regex: '(?:\w+\s?)+: (?<code>\d{5})'
             ^
  [2]

  $ printf 'format: 1\nkind: texts\ntexts:\n- {code: 10060, lang: la, text: forcibly closed by the remote host}\n' >bad.yaml; wsalog patterns check bad.yaml
  wsalog patterns check: bad.yaml:4:33: text.en.10054 has this text already, for another code
    - {code: 10060, lang: la, text: forcibly closed by the remote host}
                                    ^
  [2]

  $ wsalog patterns check missing.yaml
  wsalog patterns check: cannot open 'missing.yaml': No such file or directory
  [2]

No other command works with such a file, and the mistake is the same:

  $ echo x | wsalog annotate --no-store --patterns bad.yaml
  wsalog annotate: bad.yaml:4:33: text.en.10054 has this text already, for another code
    - {code: 10060, lang: la, text: forcibly closed by the remote host}
                                    ^
  [2]

An example that fails shows up in the test, beside those of the program:

  $ sed 's/idle/10060/' good.yaml >bad.yaml; wsalog patterns test --patterns bad.yaml | sed 's/[0-9]* passed/N passed/'
  own.relay  bad.yaml:10
    line:     relayd: 10060
    expected: no code by this pattern
    found:    10060
  N passed, 1 failed


Why is a line reported, or not? Each number, name and text in it, the patterns that were tried, what speaks for it and
against it, and what follows:

  $ wsalog patterns why 'relay.cpp:10054: connect() to 192.0.2.7:10048 failed: 10061' | grep -E '^[1W]|no pattern|source-line|call-failed  '
  10054 at column 11: number of 10054 WSAECONNRESET
    - 80  against.source-line        a line of a source file
  10048 at column 41: number of 10048 WSAEADDRINUSE
    =  0                             no pattern finds it
  10061 at column 55: number of 10061 WSAECONNREFUSED
      82  number.call-failed         a socket call that failed, with its number
  10054 WSAECONNRESET: not reported, the doubts outweigh it
  10048 WSAEADDRINUSE: not reported, no pattern finds it
  10061 WSAECONNREFUSED: reported with confidence 99 (number, number.call-failed)

  $ wsalog patterns why '[WinError 10061] No connection could be made because the target machine actively refused it' | tail -n 2
  10061 WSAECONNREFUSED: reported with confidence 99 (number, number.winerror;
        raised by message)

  $ wsalog patterns why 'warning C4005: WSAECONNRESET: macro redefinition'
  WSAECONNRESET at column 16: name of 10054 WSAECONNRESET
        matched, but dropped by 'unless': name.wsa
    =  0                             no pattern finds it
  
  10054 WSAECONNRESET: not reported, no pattern finds it

  $ wsalog patterns why --min-confidence=99 'all is well, WSAEINTR WSAEINTR, 997'
  WSAEINTR at column 14: name of 10004 WSAEINTR
      95  name.wsa                   a WSA name of the code table
    = 95                             less than 99: not enough alone
  
  WSAEINTR at column 23: name of 10004 WSAEINTR
        not judged: the line shows this code in this form already
  
  997 at column 33: number of 997 WSA_IO_PENDING
        tried, no match: number.wsa-field
    =  0                             no pattern finds it
  
  10004 WSAEINTR: not reported, 95 is below the threshold of 99
  997 WSA_IO_PENDING: not reported, no pattern finds it

  $ wsalog patterns why --patterns more/net.yaml 'relayd[7]: R/10060' | sed '/^  [=+-]/d; /^      /d'
  10060 at column 14: number of 10060 WSAETIMEDOUT
      90  own.relay                  our relay prints R/10054
  
  10060 WSAETIMEDOUT: reported with confidence 90 (number, own.relay)

  $ wsalog patterns why 'nothing of the kind'
  no number, name or text that could be a Winsock code

Colours of the log do not matter; control characters are shown, not sent to the terminal. A text may wrap:

  $ printf '\033[31mconnect: Die angeforderte Adresse ist in diesem\r\n  Kontext ung\303\274ltig\033[0m (10049)\r\n' | wsalog patterns why - | sed -n '1p;$p'
  Kontext ung at line 2, column 3: localized of 10049 WSAEADDRNOTAVAIL
  10049 WSAEADDRNOTAVAIL: reported with confidence 80 (localized, text.de.10049)

  $ wsalog patterns why
  wsalog patterns why: LINE is missing; --help shows how
  [2]

  $ for command in '' list check test why; do wsalog help patterns $command; done | grep -E '.{81}'
  [1]
