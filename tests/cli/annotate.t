`wsalog annotate`, the filter: the same text out, and behind each line that reports a code what it
means. The tests of everything that could break it are in filter_torture.py and filter_world.py.

  $ printf '10:00 start\n10:01 recv failed: WSAECONNRESET\n10:02 [WinError 10061] on connect\n10:03 port 10054\n' > app.log
  $ cat app.log | wsalog annotate
  10:00 start
  10:01 recv failed: WSAECONNRESET  «WSAECONNRESET 10054: peer reset the connection»
  10:02 [WinError 10061] on connect  «WSAECONNREFUSED: nothing accepts connections on that port»
  10:03 port 10054

A number that the line shows is left out of the note. Where the output is not UTF-8, the signs are
others:

  $ LC_ALL=C wsalog annotate app.log
  10:00 start
  10:01 recv failed: WSAECONNRESET  <<WSAECONNRESET 10054: peer reset the connection>>
  10:02 [WinError 10061] on connect  <<WSAECONNREFUSED: nothing accepts connections on that port>>
  10:03 port 10054

What was found has been stored, once:

  $ wsalog report --format=csv --by=code | cut -d, -f1-4
  code,name,summary,count
  10054,WSAECONNRESET,peer reset the connection,1
  10061,WSAECONNREFUSED,nothing accepts connections on that port,1

Notes can stand below the line, or nowhere; they can say more:

  $ wsalog annotate --style=below app.log
  10:00 start
  10:01 recv failed: WSAECONNRESET
        «WSAECONNRESET 10054: peer reset the connection»
  10:02 [WinError 10061] on connect
        «WSAECONNREFUSED: nothing accepts connections on that port»
  10:03 port 10054
  $ wsalog annotate --style=none app.log | cmp - app.log
  $ wsalog annotate --style=none --explain app.log | sed -n 3,5p
        «WSAECONNRESET means: A reset came in while the program waited for»
        «WSAECONNRESET ...: data.»
        «WSAECONNRESET likely: server process stopped, restarted or crashed»

An annotated log stays as it is, whatever the style:

  $ wsalog annotate --no-store app.log > once
  $ wsalog annotate --no-store --style=below once | cmp - once
  $ wsalog annotate --no-store --style=below --explain app.log > below
  $ wsalog annotate --no-store below | cmp - below

A quoted code is no note of ours, and stays evidence:

  $ printf 'send: «WSAECONNABORTED: quoted»\n' | wsalog annotate --no-store
  send: «WSAECONNABORTED: quoted»  «WSAECONNABORTED 10053: this machine dropped the connection»

A last line without LF does not get one; a note below it has none either, which tells them apart:

  $ printf 'a\nWSAEINTR' | wsalog annotate --no-store
  a
  WSAEINTR  «WSAEINTR 10004: blocking call interrupted, mostly by a close» (no-eol)
  $ printf 'a\nWSAEINTR' | wsalog annotate --no-store --style=below
  a
  WSAEINTR
        «WSAEINTR 10004: blocking call interrupted, mostly by a close» (no-eol)

Only what matters, as grep would show it:

  $ wsalog annotate --no-store --only-matching -n app.log
  2:10:01 recv failed: WSAECONNRESET  «WSAECONNRESET 10054: peer reset the connection»
  3:10:02 [WinError 10061] on connect  «WSAECONNREFUSED: nothing accepts connections on that port»
  $ seq 9 | sed 's/[28]/& WSAEINTR/' | wsalog annotate --no-store -n -C1
  1-1
  2:2 WSAEINTR  «WSAEINTR 10004: blocking call interrupted, mostly by a close»
  3-3
  --
  7-7
  8:8 WSAEINTR  «WSAEINTR 10004: blocking call interrupted, mostly by a close»
  9-9
  $ wsalog annotate --no-store --only-matching app.log once | cut -d: -f1-3
  app.log:10:01 recv failed
  app.log:10:02 [WinError 10061] on connect  «WSAECONNREFUSED
  once:10:01 recv failed
  once:10:02 [WinError 10061] on connect  «WSAECONNREFUSED

Control characters pass, unless a terminal would take them:

  $ printf 'WSAEINTR \033[31m\a\n' | wsalog annotate --no-store
  WSAEINTR \x1b[31m\x07  \xc2\xabWSAEINTR 10004: blocking call interrupted, mostly by a close\xc2\xbb (esc)
  $ printf 'WSAEINTR \033[31m\a\n' | wsalog annotate --no-store --escape=always
  WSAEINTR \x1B[31m\x07  «WSAEINTR 10004: blocking call interrupted, mostly by a close»

UTF-16 leaves as UTF-8:

  $ printf '\377\376W\0S\0A\0E\0I\0N\0T\0R\0\n\0' | wsalog annotate --no-store
  WSAEINTR  «WSAEINTR 10004: blocking call interrupted, mostly by a close»

Records for programs; what is unknown is left out:

  $ printf '2026-11-21T08:00:00Z app[7]: connect to 192.0.2.7:443 failed: WSAETIMEDOUT\n' | wsalog annotate --no-store --format=jsonl --case=c1
  {"id":"99aa0600000000009e01779bef2cf478","time":"2026-11-21T08:00:00.000000Z","time_from":"line","source":"-","line":1,"offset":0,"column":63,"length":12,"code":10060,"name":"WSAETIMEDOUT","summary":"no answer from the other side in time","form":"name","matched":"WSAETIMEDOUT","confidence":*,"pattern":"name.wsa",*"peer_address":"192.0.2.7","peer_port":443,"case":"c1","text":"2026-11-21T08:00:00Z app[7]: connect to 192.0.2.7:443 failed: WSAETIMEDOUT"} (glob)

Statuses: 1 where asked for, 2 for what cannot be read; the rest is read all the same.

  $ echo fine | wsalog annotate --no-store --exit-code
  fine
  [1]
  $ wsalog annotate --no-store missing.log . app.log | tail -1
  wsalog annotate: cannot open 'missing.log': No such file or directory
  wsalog annotate: '.' is a directory; read it with: wsalog scan
  10:03 port 10054
  $ wsalog annotate --no-store missing.log > /dev/null
  wsalog annotate: cannot open 'missing.log': No such file or directory
  [2]

The output never is an input:

  $ wsalog annotate --no-store -o app.log app.log
  wsalog annotate: 'app.log' is the output too: it would be read for ever
  [2]
  $ wc -l < app.log
  4

A database that cannot be written holds nothing up. Only if it was named it is an error:

  $ echo 'no database' > text.db
  $ wsalog annotate --db text.db app.log | tail -1
  wsalog annotate: not stored: 'text.db' is not a database; give another one with --db PATH, or use --no-store
  10:03 port 10054
  $ wsalog annotate --db text.db app.log > /dev/null
  wsalog annotate: not stored: 'text.db' is not a database; give another one with --db PATH, or use --no-store
  [2]
  $ WSALOG_DB=text.db wsalog annotate app.log > /dev/null
  wsalog annotate: not stored: 'text.db' is not a database; give another one with --db PATH, or use --no-store
