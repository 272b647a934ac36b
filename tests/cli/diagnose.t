What a report makes of the codes together: the likely cause, how sure, the evidence with lines to show for it,
what else it may be, and what to look at. Which cause fits which log is tested in tests/incidents.

  $ export TZ=UTC
  $ cp "$SAMPLES/logs/mssql-errorlog.log" .
  $ wsalog scan -q mssql-errorlog.log
  $ wsalog report | sed -n '/^DIAG/,$p'
  DIAGNOSIS
   65%  P2: The port is taken by another program
    that is  A server could not listen, because somebody listens on that port
             already; often an older instance of itself that is still running.
    evidence 1 x 10048 WSAEADDRINUSE, at 2026-11-09 22:00:03 UTC
    lines    mssql-errorlog.log:10
               2026-11-09 22:00:03.62 spid11s     TDSSNIClient initialization fai…
    or else  While connecting, the code means that outgoing ports are used up
             (P1). 10013 on a port that nobody holds is a reserved one (P3).
    check    netstat -ano | findstr :PORT, then tasklist /fi "pid eq PID"
             Get-Process -Id (Get-NetTCPConnection -LocalPort PORT -State
             Listen).OwningProcess
             Look for an old instance, a child that inherited the socket, a second
             service with the same port.

More than one: the likeliest is told in full, the others in a line each.

  $ cp "$SAMPLES/logs/mfc-dataserver.log" .
  $ wsalog scan -q --db both.db mfc-dataserver.log
  $ wsalog report --db both.db | sed -n '/^DIAG/,$p' | grep -v '^  lines' | tail -4
             net stop winnat, netsh int ipv4 add excludedportrange protocol=tcp
             startport=10013 numberofports=1, net start winnat; or take another
             port
   57%  P14: Winsock was not started, or was ended too early; 1 x 10093 WSANOTINI…

A table alone (`--by`) has none, nor has what fits no rule:

  $ wsalog report --by=code | grep -c DIAG
  0
  [1]
  $ echo '2026-11-22T08:00:00Z recv failed: WSAECONNRESET' > one.log
  $ wsalog scan -q --db one.db one.log
  $ wsalog report --db one.db | grep -c DIAG
  0
  [1]

What the evidence names is filled in, unless it is no plain name:

  $ for i in 1 2 3 4 5 6 7 8; do
  >   echo "2026-11-22T08:00:0${i}Z connect to 192.0.2.7:1433 failed: WSAECONNREFUSED"
  > done > refused.log
  $ wsalog scan -q --db refused.db refused.log
  $ wsalog report --db refused.db | grep -e netstat -e Test-Net
    check    On the target: netstat -ano | findstr :1433; is the service running?
             Test-NetConnection 192.0.2.7 -Port 1433 from here and from the target
  $ sed 's/192.0.2.7/db$(reboot).example/' refused.log > names.log
  $ wsalog scan -q --db names.db names.log
  $ wsalog report --db names.db | grep -e netstat -e Test-Net
    check    On the target: netstat -ano | findstr :PORT; is the service running?
             Test-NetConnection HOST -Port PORT from here and from the target
