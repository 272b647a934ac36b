The database: where it is, by --db, else WSALOG_DB, else the state directory.

  $ wsalog db path | sed "s|^$HOME|HOME|"
  HOME/.state/wsalog/wsalog.db

  $ (unset XDG_STATE_HOME; wsalog db path) | sed "s|^$HOME|HOME|"
  HOME/.local/state/wsalog/wsalog.db

  $ export WSALOG_DB=elsewhere.db; wsalog db path
  elsewhere.db

  $ wsalog db path --db=given.db
  given.db


Asking where it is, or what it holds, creates nothing:

  $ wsalog db info
  wsalog db info: there is no database 'elsewhere.db' yet; 'wsalog scan PATH' or 'wsalog annotate' makes one, --db PATH names another
  [2]

  $ wsalog report
  wsalog report: there is no database 'elsewhere.db' yet; 'wsalog scan PATH' or 'wsalog annotate' makes one, --db PATH names another
  [2]

  $ ls


Commands of two words are checked like the others:

  $ wsalog db
  wsalog db: the name of a command must come first; 'wsalog help db' lists them
  [2]

  $ wsalog db inof
  wsalog db: no command 'inof'; did you mean 'info'?
  [2]

  $ wsalog db drop
  wsalog db: no command 'drop'; 'wsalog help db' lists them
  [2]

  $ wsalog db info now
  wsalog db info: 'now' is too much; --help shows what it takes
  [2]

  $ wsalog db info --no-store
  wsalog db info: no option '--no-store'; --help lists them
  [2]

  $ wsalog db --help
  wsalog db: the database itself: where it is, what it holds
  
  Usage: wsalog db COMMAND
  
  Examples:
    wsalog db info                       size, span, sources
    wsalog db export | sort | sha256sum  every occurrence, one a line
    wsalog db merge web1.db web2.db      take in other databases
    wsalog db forget --case 8841         let go of a customer's data
  
  Commands:
    info    what the database is and holds
    path    where the database is
    export  every occurrence, one a line, in the order of ids
    verify  whether the database is sound, and all its sums agree
    merge   take in what other databases hold
    forget  let go of a case, or of what the latest run has added
    prune   let go of what is old, or of some sources
  
  Help:
    -h, --help                     show this text
        --version                  show the version

  $ wsalog help db path >a; wsalog db path --help >b; cmp a b && head -n 3 a
  wsalog db path: where the database is
  
  Usage: wsalog db path [OPTION]...


A file that is no database is left alone:

  $ echo text >notes.txt; wsalog db info --db notes.txt; cat notes.txt
  wsalog db info: 'notes.txt' is not a database; give another one with --db PATH, or use --no-store
  text


All occurrences, in the order of their ids; what was read twice or by another name gives the same:

  $ export TZ=UTC; mkdir logs; printf '2026-11-22 08:00:00 recv failed with error 10054\n2026-11-22 08:00:01 =WSAEFAULT\n' > logs/a.log
  $ wsalog scan -q --db one.db logs; cp logs/a.log b.log; wsalog scan -q --db two.db b.log logs; wsalog scan -q --db two.db logs
  $ wsalog db export --db one.db
  {"id":"99aa06000000000077af014cc0d5bfcf","time":"2026-11-22T08:00:00.000000Z","time_from":"line","time_assumed":"zone","source":"logs/a.log","line":1,"offset":0,"column":44,"length":5,"code":10054,"name":"WSAECONNRESET","summary":"peer reset the connection","form":"number","matched":"10054","confidence":99,"pattern":"number.call-failed","call":"recv","text":"2026-11-22 08:00:00 recv failed with error 10054"}
  {"id":"9b13780000000031d4419761724fea9c","time":"2026-11-22T08:00:01.000000Z","time_from":"line","time_assumed":"zone","source":"logs/a.log","line":2,"offset":49,"column":22,"length":9,"code":10014,"name":"WSAEFAULT","summary":"bad pointer or too small a buffer","form":"name","matched":"WSAEFAULT","confidence":95,"pattern":"name.wsa","text":"2026-11-22 08:00:01 =WSAEFAULT"}

  $ wsalog db export --db one.db > one; wsalog db export --db two.db | sed 's|"b.log"|"logs/a.log"|' | diff one -
  $ wsalog db export --db one.db --format=csv
  id,time,time_from,time_assumed,source,line,offset,column,length,code,name,summary,form,matched,confidence,pattern,call,peer_address,peer_port,process,level,host,case,text,folded,provisional
  99aa06000000000077af014cc0d5bfcf,2026-11-22T08:00:00.000000Z,line,zone,logs/a.log,1,0,44,5,10054,WSAECONNRESET,peer reset the connection,number,10054,99,number.call-failed,recv,,,,,,,2026-11-22 08:00:00 recv failed with error 10054,0,0
  9b13780000000031d4419761724fea9c,2026-11-22T08:00:01.000000Z,line,zone,logs/a.log,2,49,22,9,10014,WSAEFAULT,bad pointer or too small a buffer,name,WSAEFAULT,95,name.wsa,,,,,,,,2026-11-22 08:00:01 =WSAEFAULT,0,0

  $ wsalog db export --db one.db -o missing/x
  wsalog db export: cannot write 'missing/x': No such file or directory
  [2]

A database is sound, or what is wrong is named:

  $ wsalog db verify --db two.db
  sound
  $ cat > harm.py <<'PY'
  > import sqlite3, sys
  > with sqlite3.connect(sys.argv[1]) as db:
  >     db.execute(sys.argv[2])
  > PY
  $ python3 harm.py two.db "UPDATE summary SET n = n + 1 WHERE code = 10014"; wsalog db verify --db two.db
  count by source, code and quarter of an hour that is not that of the rows: 1, such as source 1 code 10014 quarter 1795334400000000
  total that differs by code, by source and by day: 1, such as 2 rows, 2 by code, 2 by source, 2 by day, 3 as counted
  [2]
  $ python3 harm.py one.db "DELETE FROM tally WHERE field = 'call'"; wsalog db verify --db one.db
  count by source and field that is not that of the rows: 2, such as source 1 call  0
  [2]
  $ python3 harm.py one.db "UPDATE occurrence SET id = x'00' WHERE code = 10014"; wsalog db verify --db one.db
  id that is none: 1, such as 00
  count by source and field that is not that of the rows: 2, such as source 1 call  0
  [2]
  $ python3 harm.py one.db "UPDATE occurrence SET folded = 1, source = 7"; wsalog db verify --db one.db
  occurrence without source or pattern set: 2, such as 99aa06000000000077af014cc0d5bfcf
  id that is none: 1, such as 00
  line counted twice, or not at all: 2, such as 99aa06000000000077af014cc0d5bfcf
  count by source, code and quarter of an hour that is not that of the rows: 4, such as source 1 code 10014 quarter 1795334400000000
  count by source and field that is not that of the rows: 24, such as source 1 code  10014
  total that differs by code, by source and by day: 1, such as 0 rows, 0 by code, 0 by source, 0 by day, 2 as counted
  [2]

Several databases become one; in which order, and how often, does not matter:

  $ printf '2026-11-22 09:00:00 recv failed with error 10054\n' > c.log; wsalog scan -q --case 17 --db three.db c.log; wsalog scan -q --case 18 --db two.db logs
  $ wsalog db merge --db all.db two.db three.db
  2 occurrences and 1 source more, from two.db
  1 occurrence and 1 source more, from three.db
  $ wsalog db merge --db all.db three.db two.db; wsalog db verify --db all.db
  0 occurrences and 0 sources more, from three.db
  0 occurrences and 0 sources more, from two.db
  sound
  $ wsalog db merge -q --db other.db three.db two.db; wsalog db export --db other.db > other; wsalog db export --db all.db | diff other -

  $ wsalog db merge --db all.db all.db
  wsalog db merge: 'all.db' is the database that it would be merged into
  [2]
  $ wsalog db merge --db all.db none.db
  wsalog db merge: there is no database 'none.db'
  [2]
  $ wsalog db merge --db all.db c.log
  wsalog db merge: cannot open database 'c.log': file is not a database
  [2]
  $ python3 -c 'import sqlite3; sqlite3.connect("mine.db").execute("CREATE TABLE t (a)")'; wsalog db merge --db all.db mine.db
  wsalog db merge: 'mine.db' is no database of wsalog
  [2]
  $ python3 harm.py three.db 'PRAGMA user_version = 2'; wsalog db merge --db all.db three.db
  wsalog db merge: database 'three.db' is of an older wsalog; 'wsalog scan --db three.db PATH' brings it up to date
  [2]
  $ wsalog db merge --db all.db
  wsalog db merge: DATABASE... is missing; --help shows how
  [2]

What is let go is gone; what was met elsewhere, too, stays:

  $ wsalog db forget --case 17 --db all.db --dry-run; wsalog db forget --case 17 --db all.db; wsalog db verify --db all.db
  1 occurrence and 1 source would go
  1 occurrence and 1 source forgotten
  sound
  $ wsalog db forget --case 17 --db all.db
  0 occurrences and 0 sources forgotten
  $ wsalog db forget --db all.db
  wsalog db forget: what? --last: what the latest run has added; --case NAME: all of a case
  [2]
  $ wsalog db prune --before '2026-11-22 08:00:01' --db all.db; wsalog db export --db all.db | grep -o '"code":[0-9]*'
  1 occurrence and 0 sources forgotten
  "code":10014
  $ wsalog db prune --source 'a.log' --db all.db -q; wsalog db export --db all.db; wsalog db verify --db all.db
  {"id":"9b13780000000031d4419761724fea9c","time":"2026-11-22T08:00:01.000000Z","time_from":"line","time_assumed":"zone","source":"b.log","line":2,"offset":49,"column":22,"length":9,"code":10014,"name":"WSAEFAULT","summary":"bad pointer or too small a buffer","form":"name","matched":"WSAEFAULT","confidence":95,"pattern":"name.wsa","text":"2026-11-22 08:00:01 =WSAEFAULT"}
  sound
  $ wsalog db prune --db all.db
  wsalog db prune: what? Either --before TIME: what is older; or --source GLOB: what was met there only
  [2]
  $ wsalog db prune --before soon --db all.db
  wsalog db prune: cannot understand 'soon' as a time; did you mean 'noon'?
  [2]
  $ wsalog db forget --last --db none.db
  wsalog db forget: there is no database 'none.db' yet; 'wsalog scan PATH' or 'wsalog annotate' makes one, --db PATH names another
  [2]
  $ wsalog scan -q --db all.db logs; wsalog scan -q --db all.db c.log; wsalog db forget --last --db all.db; wsalog db export --db all.db | grep -c ''
  1 occurrence and 1 source forgotten
  2
