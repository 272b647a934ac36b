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
    wsalog db info  size, span, sources
    wsalog db path  for sqlite3 and other readers
  
  Commands:
    info  what the database is and holds
    path  where the database is
  
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

