"""The same diagnoses in other clothes: lines as .NET, Go, Python, Java, nginx, Rust and PHP write them, other
languages, IPv6, names, long spans, noise that is most of what there is."""
from kit import NAMES, STYLES, text_of


def dotnet(w, code, language='en', peer=None):
    tail = f' ({peer})' if peer else ''
    return w.rnd.choice([f'System.Net.Sockets.SocketException ({code}): {text_of(code, language)}.{tail}',
                         f'System.Net.Sockets.SocketException (0x80004005): {text_of(code, language)}{" " + peer if peer else ""}'])


def python(code, language='en'):
    return f'[WinError {code}] {text_of(code, language)}'


def rust(code, language='en'):
    return f'{text_of(code, language)} (os error {code})'


CLIENT_CALLS = ['GET https://{}/v2/items', 'POST https://{}/login', 'sync with {}']


def many(w):
    return w.rnd.choice([10, 60, 300, 2500])


def crowd(w, start, end, count, avoid, logs=None):
    """Noise of a busy host: most of it normal, the rest spread evenly over many peers."""
    logs = logs or [w.log(style=w.rnd.choice(sorted(STYLES)), process=p) for p in ('eventd', 'portal')]
    rnd = w.rnd
    for _ in range(count):
        log, at, peer = rnd.choice(logs), rnd.uniform(start, end), w.ip('198.51')
        kind = rnd.random()
        if kind < 0.7:
            code = rnd.choice([10035, 10035, 997, 995, 996])
            log.put(at, 'DEBUG', rnd.choice([f'{NAMES[code]} on socket {rnd.randrange(200, 4000)}, will retry',
                                             f'WSASend returned {NAMES[code]} ({code})', f'async op status: winsock error {code}']))
            continue
        code = rnd.choice([c for c in (10054, 10054, 10053, 10060, 11001, 10061) if c not in avoid])
        log.put(at, 'WARN', {
            10054: f'ConnectionResetError: {python(10054)} from {peer}:{rnd.randrange(1025, 65000)}',
            10053: f'client {peer} gone: {python(10053)}',
            10060: f'dial tcp {peer}:443: connectex: {text_of(10060, "en")}.',
            11001: f'socket.gaierror: [Errno 11001] getaddrinfo failed for host {w.name()}',
            10061: f'dial tcp {peer}:{rnd.choice([80, 443, 8080])}: connectex: {text_of(10061, "en")}.'}[code])


def p1(w):
    """.NET clients of one very busy API, and a Go program beside it."""
    n = many(w)
    api, other = w.log(process='OrderApi', language='de'), w.log(process='exporter')
    span = w.rnd.choice([30, 120, max(60, n / 3)])
    host = w.name()
    for _ in range(n):
        at = 50000 + w.rnd.uniform(0, span)
        if w.rnd.random() < 0.8:
            api.put(at, 'ERROR', f'HttpRequestException: {text_of(10048, w.rnd.choice(["en", "de"]))} ({host}:443) ---> '
                    + dotnet(w, 10048, 'en'))
        else:
            other.put(at, 'ERROR', f'dial tcp {w.ip()}:9090: connectex: {text_of(w.rnd.choice([10048, 10055]), "en")}.')
    crowd(w, 0, 90000, n * 2, {10048})


def p2(w):
    """A supervisor starts the service over and over."""
    log, port = w.log(process='supervisor'), w.rnd.choice([8081, 9000, 443, 1883])
    say = w.rnd.choice([
        lambda: f"OSError: [WinError 10048] error while attempting to bind on address ('0.0.0.0', {port}): {text_of(10048, 'en')}",
        lambda: f'listen tcp :{port}: bind: {text_of(10048, "en")}.',
        lambda: f'Unable to start Kestrel. Failed to bind to address http://[::]:{port}: {dotnet(w, 10048)}',
        lambda: f'Fehler beim Binden an Port {port}: {text_of(10048, "de")}. (10048)',
        lambda: f'thread main panicked: Os {{ code: 10048, kind: AddrInUse, message: "{text_of(10048, "en")}." }} bind 127.0.0.1:{port}'])
    for i in range(w.rnd.choice([3, 10, 100])):
        log.put(7000 + i * w.rnd.choice([5, 5.2, 6]), 'ERROR', say())
    crowd(w, 0, 20000, 60, {10048})


def p3(w):
    log, port = w.log(process='devserver'), w.rnd.choice([50051, 8888, 3306, 5000])
    say = w.rnd.choice([
        lambda: f'listen tcp 0.0.0.0:{port}: bind: {text_of(10013, "en")}.',
        lambda: f'Error response from daemon: Ports are not available: exposing port TCP 0.0.0.0:{port} -> 0.0.0.0:0: listen tcp '
                f'0.0.0.0:{port}: bind: {text_of(10013, "en")}.',
        lambda: f"PermissionError: [WinError 10013] {text_of(10013, 'en')} while binding ('127.0.0.1', {port})",
        lambda: f'Failed to start server on port {port}: {rust(10013)}'])
    for i in range(w.rnd.choice([2, 6, 30])):
        log.put(100 + i * 400, 'ERROR', say())
    crowd(w, 0, 15000, 50, {10013})


def p4(w):
    log = w.log(process='backupagent')
    for i in range(w.rnd.choice([5, 40, 400])):
        peer = w.rnd.choice([w.ip('192.0'), w.name()])
        log.put(40000 + i * w.rnd.uniform(1, 40), 'ERROR', w.rnd.choice([
            f'dial tcp {peer}:443: connectex: {text_of(10013, "en")}.',
            f'HttpRequestException: {text_of(10013, "en")} ({peer}:443)',
            f'error trying to connect: tcp connect error to {peer}:443: {rust(10013)}']))
    crowd(w, 0, 90000, 80, {10013})


def p5(w):
    n = many(w)
    log = w.log(process='inventory')
    net = w.rnd.choice(['10.99', '172.16', 'v6'])
    hosts = [f'2001:db8:7::{i:x}' if net == 'v6' else w.ip(net) for i in range(1, w.rnd.choice([5, 25, 120]))]
    start, span = w.rnd.choice([500, 80000]), w.rnd.choice([300, 1800, 9000])
    for _ in range(n):
        peer = w.rnd.choice(hosts)
        shown = f'[{peer}]' if ':' in peer else peer
        log.put(start + w.rnd.uniform(0, span), 'ERROR', w.rnd.choice([
            f'dial tcp {shown}:5985: connectex: {text_of(10060, "en")}.',
            f'TimeoutError: [WinError 10060] {text_of(10060, "en")} connecting to {shown}:5985',
            f'{dotnet(w, 10060, "en", f"{shown}:5985")}']))
    crowd(w, 0, 100000, n * 2, {10060})


def p6(w):
    n = many(w)
    where = w.rnd.choice(['db7.corp.example', '10.4.4.4', '127.0.0.1', '[2001:db8::5]', 'localhost'])
    port = w.rnd.choice([3306, 6379, 5672, 8080])
    logs = [w.log(process='web', host=h) for h in ('web01', 'web02', 'web03')[:w.rnd.choice([1, 3])]]
    start, span = 30000, w.rnd.choice([60, 900, 7200])
    for _ in range(n):
        log = w.rnd.choice(logs)
        log.put(start + w.rnd.uniform(0, span), 'ERROR', w.rnd.choice([
            f'dial tcp {where}:{port}: connectex: {text_of(10061, "en")}.',
            f'{text_of(10061, w.rnd.choice(["de", "fr", "en", "ru", "es"]))} {where}:{port} (10061)',
            f"2003 (HY000): Can't connect to MySQL server on '{where}:{port}' (10061)" if port == 3306 else
            f'Error 10061 connecting to {where}:{port}. {text_of(10061, "en")}.',
            f'Connection refused: {dotnet(w, 10061, "en", f"{where}:{port}")}']))
    crowd(w, 0, 90000, n * 3, {10061})


def p7(w):
    """Nothing says how long: the pool's last use of the same connection stands lines before."""
    idle, at = w.rnd.choice([240, 350, 240, 600, 120]), 3000
    db, log = w.ip('10.8'), w.log(process='ordersvc')
    for i in range(w.rnd.choice([5, 15, 40])):
        conn = f'conn-{i:04d}'
        at += w.rnd.uniform(5, 600)
        log.put(at, 'INFO', f'{conn} query to {db}:1433 done in {w.rnd.randrange(3, 80)} ms')
        log.chatter(at, at + idle, w.rnd.choice([2, 15]))
        at += idle + w.rnd.uniform(0, 6)
        log.put(at, 'ERROR', f'{conn} write to {db}:1433 failed: {dotnet(w, 10054)}')
    crowd(w, 0, at, 40, {10054, 10053}, [w.log(process='other')])


def p7_stated(w):
    idle, at = w.rnd.choice([240, 350, 3600, 1800]), 3000
    log = w.log(process='jdbcapp')
    for _ in range(w.rnd.choice([4, 15, 60])):
        at += idle + w.rnd.uniform(100, 4000)
        ms = int((idle + w.rnd.uniform(0.2, 8)) * 1000)
        log.put(at, 'ERROR', w.rnd.choice([
            f'CommunicationsException: The last packet successfully received from the server was {ms:,} milliseconds ago. '
            f'java.net.SocketException: {text_of(10054, "en")} (10054)',
            f'session 10.8.1.4:389 reset after {ms // 60000}m{ms // 1000 % 60}s idle: WSAECONNRESET',
            f'keepalive probe failed, idle for {ms // 1000}s, peer 10.8.1.4:389: {python(10054)}']))
    crowd(w, 0, at, 60, {10054, 10053}, [w.log(process='other')])


def p9(w):
    logs = [w.log(host='LAPTOP-9', process=p) for p in ('outlook', 'teams', 'browser', 'git')]
    for episode in range(w.rnd.choice([1, 2, 10])):
        start = 20000 + episode * w.rnd.choice([3600, 14400])
        for _ in range(w.rnd.choice([5, 12, 60])):
            log, peer = w.rnd.choice(logs), w.rnd.choice([w.ip('192.0'), w.name()])
            log.put(start + w.rnd.uniform(0, 15), 'ERROR', w.rnd.choice([
                f'read tcp 192.168.1.20:{w.rnd.randrange(50000, 60000)}->{w.ip("192.0")}:443: wsarecv: {text_of(10053, "en")}.',
                f'ConnectionAbortedError: {python(10053)} (peer {peer}:443)',
                f'{peer}:443: {text_of(10053, w.rnd.choice(["de", "en", "fr"]))} (10053)']))
    crowd(w, 0, 90000, 60, {10053})


def p10(w):
    n = w.rnd.choice([6, 25, 200])
    logs = [w.log(process='vpnuser'), w.log(process='sync')]
    for episode in range(w.rnd.choice([1, 3])):
        start = 15000 + episode * 30000
        for _ in range(n):
            log, peer = w.rnd.choice(logs), w.ip('10.50')
            code = w.rnd.choice([10051, 10065, 10050])
            log.put(start + w.rnd.uniform(0, w.rnd.choice([20, 100])), 'ERROR', w.rnd.choice([
                f'dial tcp {peer}:443: connectex: {text_of(code, "en")}.',
                f'OSError: {python(code)} connecting to {peer}', f'{NAMES[code]} while sending to {peer}:514',
                f'{text_of(code, w.rnd.choice(["de", "fr", "en"]))} {peer}:443 ({NAMES[code]})']))
        for _ in range(n // 3):
            w.rnd.choice(logs).put(start + w.rnd.uniform(0, 60), 'ERROR', w.rnd.choice([
                f'socket.gaierror: [Errno 11001] getaddrinfo failed for {w.name()}',
                f'read tcp 10.0.0.2:50111->{w.ip()}:22: wsarecv: {text_of(10053, "en")}.']))
    crowd(w, 0, 100000, n * 2, {10050, 10051, 10065})


def p11(w):
    n = many(w)
    log = w.log(process='crawler')
    for _ in range(n):
        name = w.name()
        code = w.rnd.choice([11001, 11002, 11001, 11003])
        log.put(60000 + w.rnd.uniform(0, w.rnd.choice([120, 600])), 'ERROR', w.rnd.choice([
            f'dial tcp: lookup {name}: getaddrinfow: {text_of(code, "en")}.',
            f'HttpRequestException: {text_of(code, "en")} ({name}:443)',
            f"requests.exceptions.ConnectionError: host='{name}', port=443: getaddrinfo failed [Errno {code}]",
            f'{NAMES[code]} resolving {name}']))
    crowd(w, 0, 90000, n * 2, {11001})


def p12(w):
    log = w.log(process='legacyd')
    days = w.rnd.choice([1, 3, 10])
    for day in range(days):
        end = (day + 1) * 86400 - 600
        log.put(day * 86400, 'INFO', 'service started, version 4.1')
        for i in range(w.rnd.choice([10, 100])):
            log.put(end - 7200 + w.rnd.uniform(0, 7200), 'ERROR', w.rnd.choice([
                f'accept: WSAEMFILE, {w.rnd.randrange(15000, 16400)} handles open', f'socket: {text_of(10024, "en")} (10024)',
                f'WSASocket failed with error {NAMES[10024]}']))
    crowd(w, 0, days * 86400, 300, {10024})


def p13(w):
    log, at = w.log(process='gamesrv'), 100
    for _ in range(w.rnd.choice([6, 30, 200])):
        at += w.rnd.uniform(5, 4000)
        if w.rnd.random() < 0.6:
            log.put(at, 'WARN', f'worker {w.rnd.randrange(8)}: session timeout, closesocket')
        log.put(at + w.rnd.uniform(0.001, 0.5), 'ERROR', w.rnd.choice([
            f'worker {w.rnd.randrange(8)}: send: {text_of(10038, "en")} (10038)', 'select() returned WSAENOTSOCK',
            f'OSError: {python(10038)}', f'recv: {NAMES[10038]} on socket 0x{w.rnd.randrange(4096):x}']))
    crowd(w, 0, at, 50, {10038})


def p15(w):
    for p in ('svchost', 'python', 'chrome', 'backup', 'erp')[:w.rnd.choice([1, 3, 5])]:
        log = w.log(process=p)
        for _ in range(w.rnd.choice([3, 15])):
            log.put(w.rnd.uniform(500, 40000), 'ERROR', w.rnd.choice([
                f'OSError: {python(10106)}', f'WSAStartup failed: {NAMES[10107]}', f'socket: {text_of(10106, "en")} (10106)',
                'WSASocketW returned WSAEPROVIDERFAILEDINIT', 'cannot create socket: 10104 WSAEINVALIDPROCTABLE']))
    crowd(w, 0, 50000, 60, set())


def p19(w):
    log, n = w.log(process='mediasrv'), many(w)
    for _ in range(n):
        log.put(30000 + w.rnd.uniform(0, 3000), 'ERROR', w.rnd.choice([
            f'write tcp 10.0.0.2:554->{w.ip()}:6000: wsasend: {text_of(10055, "en")}.',
            f'OSError: {python(10055)} in sendto', 'WSARecv failed: WSAENOBUFS', f'accept failed: {rust(10055)}']))
    crowd(w, 0, 60000, n, {10055})


def p20(w):
    log, n = w.log(process='radiusd'), many(w)
    for _ in range(n):
        log.put(30000 + w.rnd.uniform(0, 9000), 'ERROR', w.rnd.choice([
            f'OSError: {python(10040)} recvfrom {w.ip("10.1")}:1812', 'WSARecvFrom: WSAEMSGSIZE, datagram of 2814 bytes',
            f'read udp 0.0.0.0:1812: wsarecvfrom: {text_of(10040, "en")} (10040)']))
    crowd(w, 0, 60000, n, {10040})


def p20_hole(w):
    """Small requests pass, large transfers stall."""
    log = w.log(process='filecopy')
    for _ in range(w.rnd.choice([5, 40])):
        log.put(30000 + w.rnd.uniform(0, 20000), 'ERROR',
                f'upload of {w.rnd.randrange(90, 4000) * 1000} bytes to share.corp.example:443 over vpn stalled: {python(w.rnd.choice([10060, 10053]))}')
        log.put(30000 + w.rnd.uniform(0, 20000), 'INFO', 'HEAD share.corp.example:443 ok, 120 bytes')
    crowd(w, 0, 60000, 40, {10060, 10053})


INCIDENTS = {f.__name__.upper(): f for f in (p1, p2, p3, p4, p5, p6, p7, p7_stated, p9, p10, p11, p12, p13, p15, p19, p20,
                                             p20_hole)}


def quiet_gateway(w):
    """Clients of the internet come and go, for a week."""
    log = w.log(process='gateway')
    for _ in range(400):
        log.put(w.rnd.uniform(0, 7 * 86400), 'WARN', w.rnd.choice([
            f'read tcp 10.0.0.2:443->{w.ip("198.51")}:{w.rnd.randrange(1025, 65000)}: wsarecv: {text_of(10054, "en")}.',
            f'client {w.ip("198.51")}: {python(10053)}']))
    crowd(w, 0, 7 * 86400, 300, {10054, 10053, 10060, 11001, 10061} - {10054})


def quiet_busy(w):
    """A web server of many visitors: some of them leave, all day long."""
    log = w.log(process='webfront')
    for _ in range(w.rnd.choice([800, 5000])):
        log.put(w.rnd.uniform(0, 6 * 3600), 'INFO', w.rnd.choice([
            f'writing response to {w.ip("198.51")}: {text_of(10053, "en")} (10053)', f'{w.ip("198.51")} disconnected: WSAECONNABORTED',
            f'read tcp 10.0.0.2:443->{w.ip("198.51")}:{w.rnd.randrange(1025, 65000)}: wsarecv: {text_of(10054, "en")}.']))
    crowd(w, 0, 6 * 3600, 300, {10060, 11001, 10061})


def quiet_iocp(w):
    crowd(w, 0, 3600, 900, {10054, 10053, 10060, 11001} - {10054}, [w.log(process='iocpd')])


def quiet_weeks(w):
    crowd(w, 0, 30 * 86400, 500, set())


def quiet_poll(w):
    log = w.log(process='poller')
    for i in range(500):
        log.put(i * 11 + w.rnd.random(), 'DEBUG', w.rnd.choice(['select: WSAEWOULDBLOCK', 'ReadFile: 997 WSA_IO_PENDING',
                                                               'overlapped result WSA_IO_INCOMPLETE (996)', 'cancelled: WSA_OPERATION_ABORTED']))
    for i in range(4):
        log.put(5600 + i * 0.2, 'INFO', 'accept interrupted: WSAEINTR')


QUIET = {f.__name__: f for f in (quiet_gateway, quiet_busy, quiet_iocp, quiet_weeks, quiet_poll)}
