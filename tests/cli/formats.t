Logs in the formats of Windows and of others: what is read out of each. A line is: line number, code,
time and where it is from, level, program, host.

  $ cat >what.py <<'END'
  > import json, sys
  > for line in sys.stdin:
  >     o = json.loads(line)
  >     print(" ".join(str(o.get(k, "-")) for k in "line code time time_from level process host".split()))
  > END
  $ of() { wsalog scan -q --no-store --tz=UTC --format=jsonl "$SAMPLES/logs/$1" | python3 what.py; }

A transcript names its machine at its head, in any language:

  $ of powershell-console.txt
  13 10061 - - - - ADM-10061
  16 10061 - - - - ADM-10061
  23 11001 - - - - ADM-10061

  $ of powershell-transcript.log
  19 10061 - - - - WS-61
  27 11001 - - - - WS-61
  32 10054 - - - - WS-61

Windows Installer:

  $ of msi-verbose.log
  6 10060 2026-11-22T08:02:12.310000Z inherited - - -
  7 10061 2026-11-22T08:02:12.310000Z inherited - - -

An entry of a CMTrace log may be of several lines, and has its time at its end:

  $ of intune-management.log
  5 10060 2026-11-12T08:14:45.612000Z inherited - - -
  10 10054 2026-11-12T08:15:10.001000Z line warning ClientHealth -
  15 11001 2026-11-12T08:16:30.500000Z inherited - - -

Events that Event Viewer saved are one line each, also where their text has several:

  $ of event-viewer.csv
  2 10054 2026-11-12T08:21:02.000000Z line Error MSSQLSERVER -
  4 10053 2026-11-12T08:25:13.000000Z line Warning Relay Service -
  5 10048 2026-11-12T08:31:59.000000Z line Error Service Control Manager -

  $ of event-viewer.xml
  2 10054 2026-11-12T07:40:11.512340Z line Error Relay Service APP4.example.com
  4 10048 2026-11-12T07:42:59.000100Z line Error Service Control Manager APP4.example.com

Events of journald; the last message is a list of bytes, for one of them is no UTF-8:

  $ of journald-export.json
  1 10054 2026-11-12T07:30:02.514123Z line err relayd gw1
  3 10061 2026-11-12T07:30:04.714123Z line err relayd gw1

  $ wsalog scan -q --no-store --format=jsonl $SAMPLES/logs/journald-export.json | grep -o 'APP4 sagt: [^,]*'
  APP4 sagt: Überlauf

Columns of IIS; HTTPERR has none with an error code:

  $ of iis-central.log
  7 10060 2026-11-12T09:00:31.000000Z line - - WEB2
  8 10054 2026-11-12T09:01:02.000000Z line - - WEB2

  $ of httperr.log

Servicing and SQL Server:

  $ of cbs.log
  11 10054 2026-11-08T03:11:40.000000Z line Error CBS -

  $ of mssql-errorlog.log
  10 10048 2026-11-09T22:00:03.620000Z line - - -
  17 10054 2026-11-10T02:11:40.870000Z line - - -
  19 10061 2026-11-10T02:12:02.870000Z line - - -

Line ends of all kinds in one file; a CR alone ends none:

  $ printf '10 %%\r20 %%\rrecv: WSAECONNRESET\r\nx\nWinError 10053\r\r\n\rWSAETIMEDOUT\n' >mixed.log
  $ wsalog scan -q --no-store --format=jsonl mixed.log | python3 what.py | cut -d ' ' -f 1,2
  1 10054
  3 10053
  4 10060

UTF-16 behind the mark of UTF-8, as a program leaves it that appends to another's file:

  $ (printf '\357\273\277'; printf 'socket error 10054\r\n' | iconv -t UTF-16LE) >both.log
  $ wsalog scan -q --no-store --format=jsonl both.log | grep -o '"text":.*'
  "text":"socket error 10054"}

What is stored or printed as JSON is UTF-8; a guess tells the code page, unless it is given:

  $ printf 'Ошибка сокета 10054, узел не отвечает\n' | iconv -t CP866 >oem.log
  $ wsalog annotate --no-store --format=jsonl oem.log | grep -o '"text":.*'
  "text":"Ошибка сокета 10054, узел не отвечает"}

  $ printf 'σφάλμα: socket error 10054\n' | iconv -t CP1253 >greek.log
  $ wsalog annotate --no-store --format=jsonl --encoding=1253 greek.log | grep -o '"text":.*'
  "text":"σφάλμα: socket error 10054"}

  $ wsalog annotate --no-store --encoding=1253 --style=none greek.log | cmp - greek.log

  $ wsalog annotate --no-store --encoding=klingon greek.log
  wsalog annotate: --encoding takes auto, bytes, utf-16le, utf-16be or a code page (cp437, cp850, cp866, cp874, cp932, cp949, cp1251, koi8-r, iso-8859-2 ...), not 'klingon'
  [2]
