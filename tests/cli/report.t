What `wsalog report` makes of its options, before it looks into a database.

  $ wsalog report --by=colour
  wsalog report: --by takes code, source, peer, call, day, hour, pattern, host, level or process, not 'colour'
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

