One occurrence with its evidence and the lines around it.

  $ export WSALOG_DB=db TZ=UTC
  $ mkdir logs; cat > logs/app.log <<'LOG'
  > 2026-11-22 08:00:00 INFO  service started on port 8080
  > 2026-11-22 08:00:01 INFO  working
  > 2026-11-22 08:00:02 INFO  working
  > 2026-11-22 08:00:03 INFO  working
  > 2026-11-22 08:00:04 ERROR recv failed with error 10054, peer 192.0.2.7:443, which is a long line that does not fit into eighty columns
  > 2026-11-22 08:00:05 INFO  working
  > 2026-11-22 08:00:06 INFO  working
  > LOG
  $ wsalog scan -q --case 8841 logs

By name and line; the name may be the end of it:

  $ wsalog show app.log:5
  WSAECONNRESET 10054: peer reset the connection
  time        2026-11-22 08:00:04 UTC, as the line says: 2026-11-22 08:00:04;
              assumed: zone
  source      logs/app.log:5
  case        8841
  level       ERROR
  call        recv
  peer        192.0.2.7 port 443
  evidence    number in column 50, by pattern number.call-failed, confidence 99
  id          9b1378000000009de83e95075f54a580
  
         2  2026-11-22 08:00:01 INFO  working
         3  2026-11-22 08:00:02 INFO  working
         4  2026-11-22 08:00:03 INFO  working
  >      5  2026-11-22 08:00:04 ERROR recv failed with error 10054, peer
            192.0.2.7:443, which is a long line that does not fit into eighty
            columns
         6  2026-11-22 08:00:05 INFO  working
         7  2026-11-22 08:00:06 INFO  working

  $ wsalog show logs/app.log:5 | grep -c ^WSA
  1

By its id, or the beginning of it:

  $ id=$(wsalog show app.log:5 | sed -n 's/^id *//p'); wsalog show $id | sed -n 1p; wsalog show ${id%????????} | sed -n 1p
  WSAECONNRESET 10054: peer reset the connection
  WSAECONNRESET 10054: peer reset the connection

As many lines as are wanted:

  $ wsalog show -C0 app.log:5 | grep -c 'INFO'
  0
  [1]
  $ wsalog show -C1 app.log:5 | grep -c 'INFO'
  2

A source that has changed, or is gone; the line as it was stored is still there:

  $ cp logs/app.log keep; sed -i 's/recv/send/' logs/app.log; wsalog show app.log:5 | tail -6
  
  >      5  2026-11-22 08:00:04 ERROR recv failed with error 10054, peer
            192.0.2.7:443, which is a long line that does not fit into eighty
            columns
  
  the lines around it can't be shown: the source has changed since it was read

  $ rm logs/app.log; wsalog show app.log:5 | tail -3
  
  the lines around it can't be shown: cannot read 'logs/app.log': No such file or
  directory

In an archive:

  $ mv keep app2.log; sed -i 's/ 08:/ 09:/' app2.log; tar czf case.tgz app2.log; wsalog scan -q case.tgz; rm app2.log; wsalog show -C1 app2.log:5 | sed -n '3p;/^>/,$p'
              assumed: zone
  >      5  2026-11-22 09:00:04 ERROR recv failed with error 10054, peer
            192.0.2.7:443, which is a long line that does not fit into eighty
            columns
         6  2026-11-22 09:00:05 INFO  working

Through a pipe nothing can be read again:

  $ echo 'x: error WSAEFAULT in connect()' | wsalog annotate -o /dev/null; wsalog show -- -:1
  WSAEFAULT 10014: bad pointer or too small a buffer
  time        unknown: neither line, record nor file tells
  source      -:1
  call        connect
  evidence    name in column 10, by pattern name.wsa, confidence 95
  id          99aa060000000000fbd7f8194c1c53cf
  
  >      1  x: error WSAEFAULT in connect()
  
  the lines around it can't be shown: it came through a pipe

What is no occurrence:

  $ wsalog show 0000000000
  wsalog show: the database has no occurrence '0000000000'
  [1]

  $ wsalog show app.log
  wsalog show: 'app.log' is neither an id (the field 'id' of --format=jsonl, 4 digits or more) nor SOURCE:LINE
  [2]

  $ wsalog show
  wsalog show: ID|SOURCE:LINE... is missing; --help shows how
  [2]
