What a code means, by whatever name it is known.

  $ wsalog explain 10054
  WSAECONNRESET  10054  0x2746  HRESULT 0x80072746 (-2147014842)
  peer reset the connection
  
  A reset arrived for this connection: the program on the other side crashed or
  closed it hard, or a device in between (firewall, load balancer, proxy) answered
  in its name. On UDP it only says that nobody listens on the port to which an
  earlier packet went.
  
  typical calls: recv, send, WSARecv, WSASend, recvfrom, connect
  severity:      peer
  
  Likely causes
    - server process stopped, restarted or crashed
    - server closed an idle connection in the moment the client used it again
    - idle timeout of a firewall, NAT or load balancer
    - TLS version, cipher or certificate not accepted
    - connection limit, intrusion prevention or a filter in between
    - UDP: no program on the remote port
  
  What to check
    - log of the peer in the same second: stop, crash, limit, TLS alert?
    - idle time before the reset: always about the same (4, 5, 15, 60 minutes)
      means a timeout on the way
    - is the service up now? Test-NetConnection HOST -Port PORT
    - capture on both ends: if the peer never sent the reset, a device between did
      (compare TTL)
    - cure for idle timeouts: keep-alive or a heartbeat shorter than the timeout
  
  In other systems
    unsigned       2147952454: the HRESULT without its sign
    NTSTATUS       0xC0072746
    .NET           SocketError.ConnectionReset
    POSIX          ECONNRESET (BSD and macOS errno 54, Linux errno 104, Windows C
                   runtime errno 108)
    libuv, Node.js UV_ECONNRESET (-4077)
    Rust           ErrorKind::ConnectionReset
    Win32 cousin   64 ERROR_NETNAME_DELETED: how a reset looks to code that uses
                   completion ports or AcceptEx
    Win32 cousin   1234 ERROR_PORT_UNREACHABLE: nobody listens on that UDP port;
                   recvfrom reports it as 10054
  
  What it means depends on the function that failed: --call recvfrom, connect,
  recv or send.

The same by every other spelling:

  $ wsalog explain 10054 >want
  $ for word in 0x2746 0x00002746 0x80072746 -2147014842 2147952454 WSAECONNRESET wsaeconnreset \
  >     ConnectionReset SocketError.ConnectionReset -10054; do
  >   wsalog explain $word | cmp - want
  > done

Names of other systems are close, but they are not the code, and that is said:

  $ wsalog explain ECONNRESET | diff want -
  43a44,45
  > 
  > 'ECONNRESET': POSIX name of the same condition
  [1]

  $ wsalog explain UV_ECONNRESET | tail -n 1
  'UV_ECONNRESET': what libuv makes of it

Several at once:

  $ wsalog explain 10054 WSATRY_AGAIN | grep HRESULT
  WSAECONNRESET  10054  0x2746  HRESULT 0x80072746 (-2147014842)
    unsigned       2147952454: the HRESULT without its sign
  WSATRY_AGAIN  11002  0x2AFA  HRESULT 0x80072AFA (-2147013894)
    unsigned       2147953402: the HRESULT without its sign

A name that stands for more than one code: the usual one in full, the others in a line each.

  $ wsalog explain EINVAL | grep -E "HRESULT|'EINVAL'|^ *[0-9]+ WSA"
  WSAEINVAL  10022  0x2726  HRESULT 0x80072726 (-2147014874)
    unsigned       2147952422: the HRESULT without its sign
  'EINVAL': POSIX name of the same condition
  'EINVAL': may also stand for
     87 WSA_INVALID_PARAMETER     a parameter Windows does not accept
  10046 WSAEPFNOSUPPORT           protocol family not available here


Message texts and lines of a log, in every language of the patterns:

  $ wsalog explain 'No connection could be made because the target machine actively refused it' | head -n 1
  WSAECONNREFUSED  10061  0x274D  HRESULT 0x8007274D (-2147014835)

  $ wsalog explain 'Eine vorhandene Verbindung wurde vom Remotehost geschlossen' | head -n 1
  WSAECONNRESET  10054  0x2746  HRESULT 0x80072746 (-2147014842)

  $ wsalog explain '2026-11-22 08:00:02 ERROR connect() to 192.0.2.7:10048 failed: 10061' | grep HRESULT
  WSAECONNREFUSED  10061  0x274D  HRESULT 0x8007274D (-2147014835)
    unsigned       2147952461: the HRESULT without its sign

  $ wsalog explain 'recv: WSAECONNRESET; then 0x80072AF9, WSAECONNRESET again' | grep HRESULT
  WSAECONNRESET  10054  0x2746  HRESULT 0x80072746 (-2147014842)
    unsigned       2147952454: the HRESULT without its sign
  WSAHOST_NOT_FOUND  11001  0x2AF9  HRESULT 0x80072AF9 (-2147013895)
    unsigned       2147953401: the HRESULT without its sign

What annotate would not be sure of is explained too, but not a number that something speaks against:

  $ wsalog explain 'error 10054' | head -n 1
  WSAECONNRESET  10054  0x2746  HRESULT 0x80072746 (-2147014842)

  $ wsalog explain 'listening on port 10048'
  wsalog explain: no Winsock code 'listening on port 10048'; '--search WORDS' looks into the explanations
  [1]


Unknown codes end with status 1, and what is near is named:

  $ wsalog explain 10094
  wsalog explain: no Winsock code '10094'; did you mean WSANOTINITIALISED (10093), WSAVERNOTSUPPORTED (10092) or WSASYSNOTREADY (10091)?
  [1]

  $ wsalog explain WSAECONRESET
  wsalog explain: no Winsock code 'WSAECONRESET'; did you mean WSAECONNRESET (10054) or WSAENETRESET (10052)?
  [1]

  $ wsalog explain gibberish
  wsalog explain: no Winsock code 'gibberish'; '--search WORDS' looks into the explanations
  [1]

  $ wsalog explain 10054 10094 2>&1 | tail -n 1
  wsalog explain: no Winsock code '10094'; did you mean WSANOTINITIALISED (10093), WSAVERNOTSUPPORTED (10092) or WSASYSNOTREADY (10091)?

  $ wsalog explain 10054 10094 >/dev/null
  wsalog explain: no Winsock code '10094'; did you mean WSANOTINITIALISED (10093), WSAVERNOTSUPPORTED (10092) or WSASYSNOTREADY (10091)?
  [1]


Numbers of other systems get a short answer, and the Winsock code for the same thing:

  $ wsalog explain 104
  104 is no Winsock code but ECONNRESET (Linux errno). Winsock's code for the same
  condition: 10054 WSAECONNRESET (peer reset the connection).

  $ wsalog explain 111 64 1225 -4077 10000 ERROR_SEM_TIMEOUT 0x80070079 0x80004005
  111 is no Winsock code but ECONNREFUSED (Linux errno). Winsock's code for the
  same condition: 10061 WSAECONNREFUSED (nothing accepts connections on that
  port).
  
  64 is no Winsock code but ERROR_NETNAME_DELETED (Win32 error): how a reset looks
  to code that uses completion ports or AcceptEx. Winsock's code for the same
  condition: 10054 WSAECONNRESET (peer reset the connection).
  
  64 is no Winsock code but EHOSTDOWN (BSD and macOS errno). Winsock's code for
  the same condition: 10064 WSAEHOSTDOWN (destination host is switched off or
  gone).
  
  1225 is no Winsock code but ERROR_CONNECTION_REFUSED (Win32 error): the same
  refusal, as ConnectEx, RPC and completion ports report it. Winsock's code for
  the same condition: 10061 WSAECONNREFUSED (nothing accepts connections on that
  port).
  
  -4077 is no Winsock code but UV_ECONNRESET (libuv and Node.js on Windows).
  Winsock's code for the same condition: 10054 WSAECONNRESET (peer reset the
  connection).
  
  10000 is no Winsock code but WSABASEERR (Winsock constant): the number that
  Winsock counts from; no error itself.
  
  121 is no Winsock code but ERROR_SEM_TIMEOUT (Win32 error): how a time-out looks
  to code that uses completion ports. Winsock's code for the same condition: 10060
  WSAETIMEDOUT (no answer from the other side in time).
  
  121 is no Winsock code but ERROR_SEM_TIMEOUT (Win32 error): how a time-out looks
  to code that uses completion ports. Winsock's code for the same condition: 10060
  WSAETIMEDOUT (no answer from the other side in time).
  
  -2147467259 is no Winsock code but E_FAIL (HRESULT): 0x80004005 says only that
  it failed; of a SocketException, its text tells the code.


All codes, and those with given words in their texts:

  $ wsalog explain --list | wc -l
  97

  $ wsalog explain --list | grep -E '.{81}'
  [1]

  $ wsalog explain --list | head -n 5
      6 WSA_INVALID_HANDLE        invalid event or overlapped handle
      8 WSA_NOT_ENOUGH_MEMORY     out of memory for this call
     87 WSA_INVALID_PARAMETER     a parameter Windows does not accept
    995 WSA_OPERATION_ABORTED     pending I/O was cancelled on this side
    996 WSA_IO_INCOMPLETE         overlapped I/O still running

  $ wsalog explain --search 'address in use'
      8 WSA_NOT_ENOUGH_MEMORY     out of memory for this call
  10013 WSAEACCES                 not permitted: port reserved or call filtered
  10014 WSAEFAULT                 bad pointer or too small a buffer
  10022 WSAEINVAL                 invalid argument or wrong socket state
  10039 WSAEDESTADDRREQ           no destination address given
  10047 WSAEAFNOSUPPORT           address family does not fit, often IPv6 is off
  10048 WSAEADDRINUSE             port in use, or no free local port left
  10049 WSAEADDRNOTAVAIL          address not valid on this machine
  10061 WSAECONNREFUSED           nothing accepts connections on that port
  10065 WSAEHOSTUNREACH           no way to reach that host
  10112 WSAEREFUSED               name server refused the query

  $ wsalog explain --search time wait tcp
  10024 WSAEMFILE                 no more sockets, probably a handle leak
  10038 WSAENOTSOCK               handle is not a socket, or already closed
  10048 WSAEADDRINUSE             port in use, or no free local port left
  10055 WSAENOBUFS                no buffers or local ports left
  10060 WSAETIMEDOUT              no answer from the other side in time

  $ wsalog explain --search 'no such words at all'
  wsalog explain: no code with 'no such words at all' in its texts; fewer words find more
  [1]


For programs: one object a line.

  $ wsalog explain --format=json 10101
  {"code":10101,"name":"WSAEDISCON","names":["WSAEDISCON"],"hex":"0x2775","hresult":"0x80072775","hresult_signed":-2147014795,"aliases":[],"dotnet":"Disconnecting","severity":"info","noise":true,"summary":"peer is closing in an orderly way","meaning":"The other side has begun to end the session properly. Not a failure.","calls":["WSARecv","WSARecvFrom","WSASend"],"causes":["a session over a message-oriented protocol ends"],"checks":["nothing to do","earlier than expected: log of the peer"],"systems":[{"system":"NTSTATUS","number":3221694325},{"system":".NET SocketError","name":"Disconnecting"},{"system":"Win32 error","name":"ERROR_GRACEFUL_DISCONNECT","number":1226}]}

  $ wsalog explain --format=json 104
  {"number":104,"name":"ECONNRESET","system":"Linux errno","winsock":10054}

  $ wsalog explain --list --format=json | python3 -c 'import json,sys; print(len([json.loads(line) for line in sys.stdin]))'
  97


Lines are wrapped to the width of the terminal, but not beyond 100 columns; without UTF-8 all is ASCII; colour is used where it is wanted.

  $ COLUMNS=40 wsalog explain 10054 | sed -n '3,6p'
  
  A reset arrived for this connection: the
  program on the other side crashed or
  closed it hard, or a device in between

  $ COLUMNS=300 wsalog explain --list --format=text >/dev/null; COLUMNS=300 wsalog explain 10013 10048 10060 | grep -E '.{101}'
  [1]

  $ for number in $(wsalog explain --list | cut -c1-5); do LC_ALL=C wsalog explain $number; done | LC_ALL=C grep '[^ -~]'
  [1]

  $ wsalog explain --color=always 10054 | head -n 1
  \x1b[1mWSAECONNRESET\x1b[0m  10054  0x2746  HRESULT 0x80072746 (-2147014842) (esc)


Into a file:

  $ wsalog explain -o out.txt 10054; cmp out.txt want

  $ wsalog explain -o missing/out.txt 10054
  wsalog explain: cannot write 'missing/out.txt': No such file or directory
  [2]


What a code means often depends on the function that failed; each in its own words:

  $ for call in bind WSARecvFrom 'ws2_32.connect()' ConnectEx; do wsalog explain 10048 10054 --call "$call" | grep '^From'; done
  From bind: Another socket has this local address and port. This is about the
  From WSARecvFrom: On UDP nothing was reset: an ICMP message came back that
  From ws2_32.connect(): This machine has run out of local ports, or of free
  From ws2_32.connect(): The reset came as the answer to the first packet, or
  From ConnectEx: This machine has run out of local ports, or of free combinations
  From ConnectEx: The reset came as the answer to the first packet, or right after

Where nothing is particular to a function, that is said; and a search finds those words, too:

  $ wsalog explain 10061 --call connect | sed -n 4,5p
  From connect: The host is alive and said no: there is no listener at that
  address, or a firewall rejects instead of dropping. The network in between

  $ wsalog explain --search excludedportrange startport
  10013 WSAEACCES                 not permitted: port reserved or call filtered

What a line of a log reports, with the function that the line names; the log may be compressed, or lie in an archive:

  $ printf 'up\nbind: error WSAEADDRINUSE\nrecv failed with error 10054, then WSAENOTCONN\n' > app.log

  $ wsalog explain --log app.log:2 | sed -n '1p;4p'
  WSAEADDRINUSE  10048  0x2740  HRESULT 0x80072740 (-2147014848)
  From bind: Another socket has this local address and port. This is about the

  $ wsalog explain --log app.log:3 | grep HRESULT\ 0x
  WSAECONNRESET  10054  0x2746  HRESULT 0x80072746 (-2147014842)
  WSAENOTCONN  10057  0x2749  HRESULT 0x80072749 (-2147014839)

  $ gzip -k app.log; tar cf case.tar app.log; for log in app.log.gz case.tar!app.log; do wsalog explain --log $log:3 | grep -c ^WSA; done
  2
  2

  $ wsalog explain --log app.log:1
  wsalog explain: app.log:1 reports no Winsock error; 'wsalog patterns why' shows why not
  [1]

  $ wsalog explain --log app.log:4
  wsalog explain: app.log:4 is no line: there are 3
  [1]

  $ wsalog explain --log app.log
  wsalog explain: --log takes FILE:LINE, such as app.log:12, not 'app.log'
  [2]

  $ wsalog explain --log none.log:1
  wsalog explain: cannot read 'none.log': No such file or directory
  [2]

  $ wsalog explain --log case.tar!none.log:1
  wsalog explain: 'case.tar!none.log' has no such member
  [2]

  $ wsalog explain --log app.log:1 10054
  wsalog explain: --log says it all; '10054' is too much
  [2]

  $ wsalog explain --log app.log:1 --list
  wsalog explain: --list and --log exclude each other
  [2]
