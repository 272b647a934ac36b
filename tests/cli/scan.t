Files and directories into the database, with a summary.

  $ mkdir -p case/app/old case/web
  $ cat >case/app/app.log <<'END'
  > 2026-11-20 08:00:00 INFO started
  > 2026-11-20 08:00:01 ERROR connect to 10.0.0.7:443 failed: WSAECONNREFUSED (10061)
  > 2026-11-20 08:00:05 ERROR recv failed: WSAECONNRESET (10054)
  > 2026-11-20 08:00:09 ERROR recv failed: WSAECONNRESET (10054)
  > END
  $ echo '2026-11-20 09:00:00 ERROR send failed: WSAETIMEDOUT (10060)' >case/web/web.log
  $ : >case/web/empty.log

  $ wsalog scan case
  read      3 files, 297 bytes, 5 lines
  found     4 occurrences of 3 codes on 4 lines; all new
  span      2026-11-20 08:00:01 to 2026-11-20 09:00:00 UTC
  
  NAME             CODE COUNT
  WSAECONNRESET   10054     2  peer reset the connection
  WSAETIMEDOUT    10060     1  no answer from the other side in time
  WSAECONNREFUSED 10061     1  nothing accepts connections on that port
  
  next: wsalog report --since 2026-11-20T08:00:01Z

The command that it names shows just that:

  $ wsalog report --since 2026-11-20T08:00:01Z | grep found
  found     4 occurrences of 3 codes in 2 sources


The same again adds nothing, and a log that grew adds what is new:

  $ echo '2026-11-20 09:00:03 ERROR send failed: WSAETIMEDOUT (10060)' >>case/web/web.log
  $ wsalog scan case | head -n 2
  read      3 files, 357 bytes, 6 lines; 2 were known before
  found     5 occurrences of 3 codes on 5 lines; 1 new, 4 already known

  $ wsalog scan -q case; wsalog db info | grep '^occurrences'
  occurrences   5


A copy under another name is one log, and its occurrences count once:

  $ mkdir twice; cp case/app/app.log twice/app.log; cp case/app/app.log twice/app.log.1
  $ wsalog scan --db twice.db twice | head -n 2
  read      2 files, 474 bytes, 8 lines; 1 is a copy of another, counted once
  found     3 occurrences of 2 codes on 3 lines; all new

  $ wsalog db info --db twice.db | grep -E '^(occurrences|sightings)'
  sightings     2
  occurrences   3

A hard link is not even read twice:

  $ rm twice/app.log.1; ln twice/app.log twice/link.log
  $ wsalog scan --no-store twice | tail -n 4
  LEFT OUT
      1  same file under another name: twice/link.log
  
  next: wsalog explain 10054


What is no log is left out, what may hold logs but cannot be read yet is a gap. A link to a directory
above ends nowhere, because links are not followed:

  $ mkdir mixed; cp case/web/web.log mixed; gzip -n <case/app/app.log >mixed/app.log.1.gz
  $ printf '\211PNG\r\n\032\n\000\000\000\rIHDR' >mixed/shot.png
  $ printf 'ElfFile\000' >mixed/System.evtx; printf 'LPKSHHRH' >mixed/system.journal
  $ printf '\001\002\003\004\000\000\000\000' >mixed/state.bin
  $ ln -s .. mixed/loop; mkfifo mixed/pipe
  $ wsalog scan mixed --db mixed.db
  read      2 files, 357 bytes, 6 lines
  found     5 occurrences of 3 codes on 5 lines; all new
  span      2026-11-20 08:00:01 to 2026-11-20 09:00:03 UTC
  
  NAME             CODE COUNT
  WSAECONNRESET   10054     2  peer reset the connection
  WSAETIMEDOUT    10060     2  no answer from the other side in time
  WSAECONNREFUSED 10061     1  nothing accepts connections on that port
  
  NOT READ
      1  event log damaged at byte 8
           mixed/System.evtx
      1  systemd journal: a form that is not read
           mixed/system.journal
  
  LEFT OUT
      1  symbolic link: mixed/loop
      1  named pipe: mixed/pipe
      1  image: mixed/shot.png
      1  binary: mixed/state.bin
  
  next: wsalog report --since 2026-11-20T08:00:01Z --db mixed.db
  [3]
  $ wsalog report --db mixed.db | grep found
  found     5 occurrences of 3 codes in 2 sources

  $ wsalog scan -q --no-store mixed
  [3]

  $ wsalog scan -v --no-store mixed 2>&1 >summary
  wsalog scan: reading 'mixed/System.evtx'
  wsalog scan: not read 'mixed/System.evtx': event log damaged at byte 8
  wsalog scan: reading 'mixed/app.log.1.gz'
  wsalog scan: left out 'mixed/loop': symbolic link
  wsalog scan: left out 'mixed/pipe': named pipe
  wsalog scan: left out 'mixed/shot.png': image
  wsalog scan: left out 'mixed/state.bin': binary
  wsalog scan: not read 'mixed/system.journal': systemd journal: a form that is not read
  wsalog scan: reading 'mixed/web.log'
  [3]

What would be read, and what not:

  $ wsalog scan --dry-run mixed case/web
  read     mixed/System.evtx
  read     mixed/app.log.1.gz
  skipped  mixed/loop: symbolic link
  skipped  mixed/pipe: named pipe
  skipped  mixed/shot.png: image
  skipped  mixed/state.bin: binary
  failed   mixed/system.journal: systemd journal: a form that is not read
  read     mixed/web.log
  read     case/web/empty.log
  read     case/web/web.log
  [3]

What the user names is read whatever it is, standard input included, unless its bytes hide the text:

  $ wsalog scan --no-store mixed/state.bin mixed/shot.png | head -n 2
  read      2 files, 24 bytes, 4 lines
  found     nothing: no line reports a Winsock error
  $ cat case/web/web.log | wsalog scan --no-store - | head -n 2
  read      1 file, 120 bytes, 2 lines
  found     2 occurrences of 1 code on 2 lines; nothing stored (--no-store)
  $ wsalog scan --no-store mixed/app.log.1.gz
  read      1 file, 237 bytes, 4 lines
  found     3 occurrences of 2 codes on 3 lines; nothing stored (--no-store)
  span      2026-11-20 08:00:01 to 2026-11-20 08:00:09 UTC
  
  NAME             CODE COUNT
  WSAECONNRESET   10054     2  peer reset the connection
  WSAECONNREFUSED 10061     1  nothing accepts connections on that port
  
  next: wsalog explain 10054


Files that cannot be read are gaps; nothing is closed to root, who sees what it would be:

  $ mkdir closed; cp case/web/web.log closed/a.log; cp case/web/web.log closed/b.log; chmod 0 closed/a.log
  $ if [ -r closed/a.log ]; then
  >   printf '%s\n' 'NOT READ' '    1  Permission denied' '         closed/a.log'
  > else
  >   wsalog scan --no-store closed | sed -n '/NOT READ/,/^$/p' | head -n 3
  > fi
  NOT READ
      1  Permission denied
           closed/a.log


A missing operand is an error, but the others are read:

  $ wsalog scan --no-store nowhere case/web
  wsalog scan: cannot read 'nowhere': No such file or directory
  read      2 files, 120 bytes, 2 lines
  found     2 occurrences of 1 code on 2 lines; nothing stored (--no-store)
  span      2026-11-20 09:00:00 to 2026-11-20 09:00:03 UTC
  
  NAME          CODE COUNT
  WSAETIMEDOUT 10060     2  no answer from the other side in time
  
  NOT READ
      1  No such file or directory
           nowhere
  
  next: wsalog explain 10060
  [2]
  $ wsalog scan -q --no-store nowhere mixed
  wsalog scan: cannot read 'nowhere': No such file or directory
  [2]

  $ wsalog scan
  wsalog scan: PATH... is missing; --help shows how
  [2]


UTF-16 is read as such:

  $ mkdir wide; iconv -f UTF-8 -t UTF-16 <case/web/web.log >wide/web.log
  $ wsalog scan --no-store wide | head -n 2
  read      1 file, 120 bytes, 2 lines
  found     2 occurrences of 1 code on 2 lines; nothing stored (--no-store)


JSON Lines go to standard output, the summary to standard error:

  $ wsalog scan --format=jsonl --no-store case/web 2>summary | grep -o '"source".*"code":[0-9]*'
  "source":"case/web/web.log","line":1,"offset":0,"column":54,"length":5,"code":10060
  "source":"case/web/web.log","line":2,"offset":60,"column":54,"length":5,"code":10060
  $ head -n 2 summary
  read      2 files, 120 bytes, 2 lines
  found     2 occurrences of 1 code on 2 lines; nothing stored (--no-store)
  $ wsalog scan --format=jsonl --no-store -q -o out.jsonl case; grep -c '"code"' out.jsonl
  5


In a tree, the output itself is no input:

  $ for i in 1 2; do wsalog scan --format=jsonl --no-store -q -o case/out.jsonl case; grep -c '"code"' case/out.jsonl; done
  5
  5
  $ rm case/out.jsonl; wsalog scan --no-store case >case/summary; tail -n 4 case/summary; rm case/summary
  LEFT OUT
      1  output of this command: case/summary
  
  next: wsalog explain 10054


Exit status 1 when something was found is for who asks for it; a gap weighs more:

  $ wsalog scan -q --no-store --fail-on case
  [1]
  $ wsalog scan -q --no-store --fail-on case/web/empty.log
  $ wsalog scan -q --no-store --fail-on mixed
  [3]


Nothing found is said, with what was covered:

  $ mkdir quiet; echo 'all is well on port 10054' >quiet/a.log; cp case/web/empty.log quiet
  $ wsalog scan quiet
  read      2 files, 26 bytes, 1 line
  found     nothing: no line reports a Winsock error
  
  next: wsalog scan --no-store --min-confidence=30 quiet
  $ wsalog scan quiet/empty.log
  read      1 file, 0 bytes, 0 lines
  found     nothing: there was no line to read


A case keeps apart; words of the next command are quoted for a shell:

  $ wsalog scan --case "O'Neill 8841" --db 'my cases.db' case | tail -n 1
  next: wsalog report --case 'O'\''Neill 8841' --db 'my cases.db'


Names can hold anything; they are shown escaped:

  $ mkdir odd; cp mixed/app.log.1.gz "$(printf 'odd/a\033[2J\nb.gz')"; cp case/web/web.log "$(printf 'odd/c\033\nd.log')"
  $ wsalog scan --no-store odd
  read      2 files, 357 bytes, 6 lines
  found     5 occurrences of 3 codes on 5 lines; nothing stored (--no-store)
  span      2026-11-20 08:00:01 to 2026-11-20 09:00:03 UTC
  
  NAME             CODE COUNT
  WSAECONNRESET   10054     2  peer reset the connection
  WSAETIMEDOUT    10060     2  no answer from the other side in time
  WSAECONNREFUSED 10061     1  nothing accepts connections on that port
  
  next: wsalog explain 10054
  $ wsalog scan --dry-run odd
  read     odd/a\x1B[2J\x0Ab.gz
  read     odd/c\x1B\x0Ad.log
  $ wsalog scan --no-store --format=jsonl -q odd | grep -o '"source":"[^"]*"'
  "source":"odd/a\u001b[2J\nb.gz"
  "source":"odd/a\u001b[2J\nb.gz"
  "source":"odd/a\u001b[2J\nb.gz"
  "source":"odd/c\u001b\nd.log"
  "source":"odd/c\u001b\nd.log"


The database is what a scan is for: without it nothing is read, whether the place was given or not.

  $ echo text >notes.txt; wsalog scan --db notes.txt case
  wsalog scan: 'notes.txt' is not a database; give another one with --db PATH, or use --no-store
  [2]
  $ WSALOG_DB=notes.txt wsalog scan -q case
  wsalog scan: 'notes.txt' is not a database; give another one with --db PATH, or use --no-store
  [2]
  $ cat notes.txt
  text


A signal ends it after what is whole has been stored, and is passed on:

  $ mkfifo in out; wsalog scan --format=jsonl --db stopped.db in >out 2>summary & pid=$!
  > exec 4<out 3>in; cat case/web/web.log >&3; read -r record <&4; kill -INT $pid; exec 3>&- 4<&-; wait $pid
  [130]
  $ head -n 4 summary; wsalog report --db stopped.db | grep found
  stopped   by a signal; what was read until then is stored, and the same command
            reads the rest
  read      1 file, 120 bytes, 2 lines
  found     2 occurrences of 1 code on 2 lines; all new
  found     2 occurrences of 1 code in 1 source


The number of threads changes the time that it takes, and nothing else:

  $ yes "$(cat case/app/app.log)" | head -n 9000 >long.log; cat case/web/web.log >>long.log
  $ for j in 1 2 5; do
  >   wsalog scan -j $j --db jobs$j.db --format=jsonl long.log nowhere case 2>&1 | sed 's/jobs[0-9]/jobs/' | cksum
  >   wsalog report --db jobs$j.db | grep found
  > done | sort -u | wc -l
  2
  $ wsalog report --db jobs5.db | grep found
  found     6752 occurrences of 3 codes in 1 source; 2 repeats folded
  $ wsalog scan -j 0 case
  wsalog scan: -j takes a number from 1 to 256, not '0'
  [2]
  $ wsalog annotate -j 3 --no-store long.log | head -n 1
  2026-11-20 08:00:00 INFO started


Archives are read as they come, whatever they are called; a ledger names every file in them:

  $ mkdir pack; cp case/app/app.log pack/app.log; cp case/web/web.log pack/web.log; cp mixed/shot.png pack
  $ tar -C pack --sort=name --mtime=@1795165200 --owner=0 --group=0 -czf pack.bin app.log shot.png web.log
  $ head -c 100 mixed/app.log.1.gz >cut.gz
  $ wsalog scan -q --db pack.db --ledger ledger.jsonl pack.bin cut.gz
  [3]
  $ cat ledger.jsonl
  {"verdict":"read","source":"pack.bin!app.log","bytes":237,"lines":4,"occurrences":3}
  {"verdict":"skipped","source":"pack.bin!shot.png","reason":"image"}
  {"verdict":"read","source":"pack.bin!web.log","bytes":120,"lines":2,"occurrences":2}
  {"verdict":"partial","source":"cut.gz","reason":"cut off at byte 100","bytes":33,"lines":1,"occurrences":0}
  $ wsalog scan -q --no-store --exclude 'app*' --exclude web.log --format=jsonl pack.bin
  $ printf 'pack.bin\000' | wsalog scan --no-store --files0-from - | head -n 2
  read      2 files, 357 bytes, 6 lines
  found     5 occurrences of 3 codes on 5 lines; nothing stored (--no-store)
  $ wsalog scan -q --no-store --max-depth=0 pack.bin
  wsalog scan: --max-depth takes a number from 1 to 64, not '0'
  [2]
  $ wsalog scan -q --no-store --max-member-size=1X pack.bin
  wsalog scan: --max-member-size takes a size such as 500M or 2G, not '1X'
  [2]
  $ wsalog scan --no-store
  wsalog scan: PATH... is missing; --help shows how
  [2]
  $ wsalog scan --no-store --files0-from nowhere
  wsalog scan: cannot open 'nowhere': No such file or directory
  [2]


Only what is new, or only what was not read yet:

  $ wsalog scan --no-store --since '2026-11-20 08:30 UTC' pack.bin | grep found
  found     2 occurrences of 1 code on 2 lines; nothing stored (--no-store); 3
  $ wsalog scan --no-store --since 'someday' pack.bin
  wsalog scan: cannot understand 'someday' as a time; examples: yesterday, '2026-11-21 08:00', -2h, '3 days ago', friday, @1763712000
  [2]
  $ wsalog scan --db pack.db --resume pack.bin | head -n 1
  read      0 files, 0 bytes, 0 lines; 2 files were not read again (--resume)
  $ touch -d 2026-11-20T10:00:00Z pack/*.log; wsalog scan -q --db pack.db pack
  $ wsalog scan --db pack.db --resume pack | head -n 2
  read      0 files, 0 bytes, 0 lines; 2 files were not read again (--resume)
  found     nothing: there was no line to read
  $ touch -d 2026-11-20T11:00:00Z pack/app.log; wsalog scan --db pack.db --resume pack | head -n 2
  read      1 file, 237 bytes, 4 lines; 1 was known before; 1 file was not read
            again (--resume)
  $ wsalog scan --no-store --host web7 --format=jsonl -q pack/web.log | grep -o '"host":"[^"]*"'
  "host":"web7"
  "host":"web7"

`--rescan` replaces what is stored of a log, also what is found no more; what would leave lines out
cannot go with it:

  $ printf '2026-11-21 08:00:00 connect: WSAECONNREFUSED\n2026-11-21 08:00:01 WSAEINTR\n' >again.log
  $ wsalog scan --db again.db -q again.log; wsalog scan --db again.db --rescan again.log | grep found
  found     2 occurrences of 2 codes on 2 lines; 0 new, 2 already known
  $ wsalog scan --db again.db --rescan --min-confidence=100 again.log | grep found
  found     nothing: no line reports a Winsock error; 2 removed, found no more
  $ wsalog report --db again.db | grep found
  found     nothing: the database has no occurrences yet; no Winsock error is
  $ wsalog scan --db again.db --rescan --resume again.log
  wsalog scan: --rescan reads what --resume leaves out: give one
  [2]
  $ wsalog scan --db again.db --rescan --since=yesterday again.log
  wsalog scan: --rescan replaces whole logs, so it cannot be given with --since
  [2]

What could not be read is remembered, until it can be:

  $ mkdir gaps; printf 'x error 10054 in recv()\n' | gzip > gaps/a.gz; head -c 20 gaps/a.gz > gaps/b.gz
  $ wsalog scan -q --db gaps.db gaps
  [3]
  $ python3 -c 'import sqlite3; print(*sqlite3.connect("gaps.db").execute("SELECT locator, verdict, reason FROM gaps"), sep="\n")'
  ('gaps/b.gz', 'failed', 'cut off at byte 20')

  $ cp gaps/a.gz gaps/b.gz; wsalog scan -q --db gaps.db gaps; python3 -c 'import sqlite3; print(*sqlite3.connect("gaps.db").execute("SELECT locator FROM gaps"))'
  

and a report says so:

  $ head -c 20 gaps/a.gz > gaps/b.gz; wsalog scan -q --db gaps.db gaps
  [3]
  $ wsalog report --db gaps.db | grep gaps/
  gaps      1 file not read, or not to the end: gaps/b.gz (cut off at byte 20)
  $ wsalog report --db gaps.db --format=json | python3 -c 'import json,sys; print(json.load(sys.stdin)["gaps"])'
  [{'source': 'gaps/b.gz', 'verdict': 'failed', 'reason': 'cut off at byte 20'}]

An event log of which nothing but the name is left is not "read":

  $ python3 -c 'open("zeros.evtx", "wb").write(b"ElfFile" + bytes(70000))'; wsalog scan -q --no-store --ledger zeros.jsonl zeros.evtx
  wsalog scan: cannot read 'zeros.evtx': event log damaged at byte 0
  [2]
  $ grep -o '"verdict.*' zeros.jsonl
  "verdict":"failed","source":"zeros.evtx","reason":"event log damaged at byte 0","bytes":0,"lines":0,"occurrences":0}
