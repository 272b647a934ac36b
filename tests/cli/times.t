How times are given to `--since` and `--until`. The grammar itself is tested in tests/unit/when.tsv.

  $ cat > app.log <<'END'
  > 2026-11-20T08:00:01Z ERROR recv failed with error 10054
  > 2026-11-20T09:30:00Z ERROR connect failed with error 10061
  > 2026-11-21T23:59:59.5Z ERROR recv failed with error 10054
  > END
  $ wsalog scan app.log 2>&1 | grep found
  found     3 occurrences of 2 codes on 3 lines; all new
  $ wsalog report --since '2026-11-20 09:30' --until '21 Nov 2026' --tz UTC | grep -e span -e found
  span      2026-11-20 09:30:00 to 2026-11-21 00:00:00 UTC
  found     1 occurrence of 1 code in 1 source
  $ wsalog report --since '2026-11-20 09:30 Asia/Tokyo' --until '2026-11-20 18:30 Asia/Tokyo' | grep -e span -e found
  span      2026-11-20 00:30:00 to 2026-11-20 09:30:00 UTC
  found     1 occurrence of 1 code in 1 source

A word that is not understood is named and marked, with what may have been meant:

  $ wsalog report --since 'last firday 08:00'
  wsalog report: cannot understand 'firday' as a time; did you mean 'friday'?
    last firday 08:00
         ^~~~~~
  [2]
  $ wsalog report --since '3 dais ago'
  wsalog report: cannot understand 'dais' as a time; did you mean 'days'?
    3 dais ago
      ^~~~
  [2]
  $ wsalog report --since 'Fri 2026-11-21'
  wsalog report: 2026-11-21 is a Saturday, not a Friday
    Fri 2026-11-21
    ^~~
  [2]
  $ wsalog report --since '2026-11-20 09:30 Asia/Tokio'
  wsalog report: no time zone 'Asia/Tokio'; examples: Europe/Berlin, UTC, +01:00
    2026-11-20 09:30 Asia/Tokio
                     ^~~~~~~~~~
  [2]
  $ wsalog report --until 30
  wsalog report: the number 30 has no unit; write 30min, 30h, 30d ago, or @30 for seconds since 1970
  [2]

Whatever a report prints is understood: its first column of days and hours, times of CSV and JSON, and the
span of its header. (Those without a year or a day are in the table of the unit test, which has its own now.)

  $ export TZ=Australia/Lord_Howe
  $ for by in day hour; do
  >   wsalog report --by=$by | sed -n '/^[0-9-]\{10\}/s/  .*//p'
  >   wsalog report --by=$by --format=csv | sed 1d | tr , '\n' | grep -
  > done > times
  $ wsalog report --format=csv | tr , '\n' | grep Z$ >> times
  $ wsalog report --format=json | grep -o '[0-9-]*T[0-9:.]*Z' >> times
  $ wsalog report | sed -n 's/^span *//p' | sed 's/ to .*//' >> times
  $ wsalog report | sed -n 's/^span.* to //p' >> times
  $ sort -u times | while read -r time; do
  >   echo "$time = $(wsalog report --since "$time" | sed -n 's/^span *//p' | sed 's/ to .*//')"
  > done
  2026-11-19T13:00:00.000000Z = 2026-11-20 00:00:00
  2026-11-20 = 2026-11-20 00:00:00
  2026-11-20 19:00 = 2026-11-20 19:00:00
  2026-11-20 19:00:01 = 2026-11-20 19:00:01
  2026-11-20 20:00 = 2026-11-20 20:00:00
  2026-11-20T08:00:00.000000Z = 2026-11-20 19:00:00
  2026-11-20T08:00:01.000000Z = 2026-11-20 19:00:01
  2026-11-20T09:00:00.000000Z = 2026-11-20 20:00:00
  2026-11-20T09:30:00.000000Z = 2026-11-20 20:30:00
  2026-11-21T13:00:00.000000Z = 2026-11-22 00:00:00
  2026-11-21T23:00:00.000000Z = 2026-11-22 10:00:00
  2026-11-21T23:59:59.500000Z = 2026-11-22 10:59:59
  2026-11-22 = 2026-11-22 00:00:00
  2026-11-22 10:00 = 2026-11-22 10:00:00
  2026-11-22 10:59:59 +11:00 = 2026-11-22 10:59:59
