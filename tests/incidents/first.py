"""Incidents, one function each: what happens, in which logs, with which noise. The name says the diagnosis."""
from kit import background


def volumes(world):
    return world.rnd.choice([12, 40, 150, 600])


def noise(world, start, end, count, avoid):
    background(world, start, end, int(count * world.rnd.uniform(0.2, 3.5)) + 8, avoid)


def p1(w):
    log, n = w.log(), volumes(w)
    span = max(60, n / w.rnd.uniform(0.5, 4))
    peers = [w.ip() for _ in range(w.rnd.choice([1, 3, 20]))]
    for _ in range(n):
        at = 4000 + w.rnd.uniform(0, span)
        log.fail(at, w.rnd.choice([10048, 10048, 10055]), f'connect to {w.rnd.choice(peers)}:443 failed: {{}}')
    log.chatter(0, 9000, 200)
    noise(w, 0, 9000, n, {10048, 10055})


def p2(w):
    log, port = w.log(), w.rnd.choice([80, 8080, 5432, 27017])
    for i in range(w.rnd.choice([2, 4, 15])):
        log.fail(600 + i * 60 + w.rnd.random(), 10048, f'cannot listen on 0.0.0.0:{port}: bind: {{}}')
        log.put(601 + i * 60, 'INFO', 'service exits, restart in 60 s')
    log.chatter(0, 600, 100)
    noise(w, 0, 3000, 12, {10048})


def p3(w):
    log, port = w.log(), w.rnd.choice([50051, 5357, 49670, 3000])
    for i in range(w.rnd.choice([2, 5, 20])):
        log.fail(900 + i * 120 + w.rnd.random(), 10013, f'bind to 127.0.0.1:{port} failed: {{}}')
    log.chatter(0, 3000, 100)
    noise(w, 0, 4000, 12, {10013})


def p4(w):
    log, n = w.log(process='updater'), w.rnd.choice([6, 30, 200])
    for _ in range(n):
        log.fail(1000 + w.rnd.uniform(0, 3000), 10013, f'connect to {w.ip("198.51")}:443: {{}}')
    log.chatter(0, 4000, 100)
    noise(w, 0, 5000, n, {10013})


def p5(w):
    log, n = w.log(), volumes(w)
    hosts = [w.ip('10.30') for _ in range(w.rnd.choice([4, 12, 60]))]
    for _ in range(n):
        log.fail(5000 + w.rnd.uniform(0, max(240, n * 2)), 10060,
                 f'connect to {w.rnd.choice(hosts)}:445 gave up after 21.0 s: {{}}')
    log.chatter(0, 12000, 300)
    noise(w, 0, 12000, n, {10060})


def p6(w):
    peer, port, n = w.ip(), w.rnd.choice([5432, 1433, 6379, 8443]), volumes(w)
    logs = [w.log(), w.log()]
    for i in range(6):
        w.rnd.choice(logs).fail(3000 + w.rnd.uniform(0, 1), 10054, f'recv from {peer}:{port}: {{}}')
    for _ in range(n):
        w.rnd.choice(logs).fail(3001 + w.rnd.uniform(0, max(120, n * 3)), 10061, f'connect to {peer}:{port}: {{}}')
    for log in logs:
        log.chatter(0, 8000, 100)
    noise(w, 0, 8000, n, {10061})


def p7(w):
    log, idle = w.log(), w.rnd.choice([240, 350, 3600, 300])
    peer, at = w.ip(), 1000
    for _ in range(w.rnd.choice([4, 12, 50])):
        at += idle + w.rnd.uniform(10, idle * 4)
        stated = idle + w.rnd.uniform(0, 5)
        log.fail(at, w.rnd.choice([10054, 10054, 10053]), w.rnd.choice([
            f'send to {peer}:1433 failed after {stated:.0f} s of inactivity: {{}}',
            f'connection to {peer}:1433 was idle for {stated:.1f} s: send: {{}}']))
    log.chatter(0, at, 300)
    noise(w, 0, at, 20, {10053, 10054})


def p9(w):
    logs = [w.log(host='pc77', process=p) for p in ('mailer', 'chatd', 'syncsvc')]
    for episode in range(w.rnd.choice([1, 3, 6])):
        for _ in range(w.rnd.choice([6, 20, 80])):
            w.rnd.choice(logs).fail(2000 + episode * 7000 + w.rnd.uniform(0, 8), 10053,
                                    f'recv from {w.ip("198.51")}:443 failed: {{}}')
    for log in logs:
        log.chatter(0, 40000, 60)
    noise(w, 0, 44000, 40, {10053})


def p10(w):
    log, n = w.log(), w.rnd.choice([10, 40, 300])
    for episode in range(w.rnd.choice([1, 2, 4])):
        for _ in range(n):
            at = 3000 + episode * 9000 + w.rnd.uniform(0, 60)
            code = w.rnd.choice([10050, 10051, 10065, 10065, 10053, 11001])
            what = f'lookup of host {w.name()} failed: {{}}' if code == 11001 else \
                f'recv from {w.ip()}:443: {{}}' if code == 10053 else f'connect to {w.ip()}:443 failed: {{}}'
            log.fail(at, code, what)
    log.chatter(0, 40000, 200)
    noise(w, 0, 40000, n, {10050, 10051, 10065})


def p11(w):
    log, n = w.log(), volumes(w)
    for _ in range(n):
        log.fail(5000 + w.rnd.uniform(0, 200 + n), w.rnd.choice([11001, 11001, 11002]),
                 f'getaddrinfo for {w.name()} failed: {{}}')
    log.chatter(0, 12000, 200)
    noise(w, 0, 12000, n, {11001, 11002})


def p12(w):
    log, n = w.log(process='mailer'), volumes(w)
    for run in range(w.rnd.choice([1, 3])):
        end = (run + 1) * 200000
        for _ in range(5):
            log.fail(end - w.rnd.uniform(9000, 20000), 10055, 'socket() failed: {}')
        for i in range(n):
            log.fail(end - 9000 + i * 8000 / n, 10024, w.rnd.choice(['accept failed: {}', 'socket() failed: {}']))
        log.put(end, 'INFO', 'service started')
    log.chatter(0, 200000, 300)
    noise(w, 0, 200000, n, {10024, 10055})


def p13(w):
    log, at = w.log(process='relayd'), 500
    for _ in range(w.rnd.choice([5, 25, 120])):
        at += w.rnd.uniform(30, 1500)
        log.fail(at, w.rnd.choice([10054, 10060]), f'recv from {w.ip()}:7000 failed, closing socket: {{}}')
        log.fail(at + w.rnd.uniform(0.01, 0.6), 10038, w.rnd.choice(['send failed: {}', 'select failed: {}', 'recv failed: {}']))
    log.chatter(0, at, 200)
    noise(w, 0, at, 40, {10038})


def p14(w):
    log = w.log(process='plughost')
    log.put(0, 'INFO', 'starting')
    for i in range(w.rnd.choice([3, 10, 60])):
        log.fail(2 + i * 0.7, 10093, w.rnd.choice(['socket() failed: {}', 'gethostbyname failed: {}']))
    noise(w, 0, 600, 12, {10093})


def p15(w):
    for p in ('browser', 'mailer', 'updater', 'sync')[:w.rnd.choice([2, 4])]:
        log = w.log(host='pc9', process=p)
        for _ in range(w.rnd.choice([2, 8])):
            log.fail(w.rnd.uniform(100, 5000), w.rnd.choice([10106, 10106, 10104, 10107]), 'socket() failed: {}')
        log.chatter(0, 5000, 40)
    noise(w, 0, 6000, 20, {10106})


def p17(w):
    log = w.log(process='gateway')
    log.chatter(0, 9000, 200)
    log.put(9000, 'INFO', 'service control: stop requested, shutting down')
    for i in range(w.rnd.choice([6, 25])):
        log.fail(9001 + w.rnd.uniform(0, 4), [10004, 995, 10038][i % 3],
                 w.rnd.choice(['accept ended: {}, listener is stopping', 'recv cancelled by shutdown: {}']), 'WARN')
    background(w, 0, 8000, 30, {10004, 995, 10038})


def p19(w):
    log, n = w.log(process='streamd'), volumes(w)
    for _ in range(n):
        log.fail(4000 + w.rnd.uniform(0, 900), w.rnd.choice([10055, 10055, 10055, 10024]) if n > 12 else 10055,
                 w.rnd.choice([f'send to {w.ip()}:8554 failed: {{}}', f'WSASend to {w.ip()}:8554: {{}}']))
    log.chatter(0, 9000, 200)
    noise(w, 0, 9000, n, {10055, 10024})


def p20(w):
    log, n = w.log(process='snmpd'), volumes(w)
    peer = w.ip()
    for _ in range(n):
        log.fail(3000 + w.rnd.uniform(0, 6000), 10040, f'recvfrom {peer}:161 failed: {{}}')
    log.chatter(0, 9000, 200)
    noise(w, 0, 9000, n, {10040})


def p8(w):
    log, at = w.log(process='webclient'), 100
    peer = w.ip('198.51')
    for _ in range(w.rnd.choice([5, 20, 60])):
        at += w.rnd.uniform(60, 2500)
        log.fail(at, w.rnd.choice([10054, 10053]), f'POST https://{peer}/v1/orders on reused connection failed: {{}}; retry succeeded',
                 'WARN')
    log.chatter(0, at, 500)
    noise(w, 0, at, 20, {10053, 10054})


INCIDENTS = {f.__name__.upper(): f for f in (p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p17, p19, p20)}


def quiet_async(w):
    background(w, 0, 86400, 800, serious=0)


def quiet_web(w):
    log = w.log(process='httpd')
    for _ in range(120):
        log.fail(w.rnd.uniform(0, 7 * 86400), w.rnd.choice([10054, 10053]), f'client {w.ip("198.51")}:{w.rnd.randrange(20000, 65000)} '
                 'went away while sending the response: {}', 'INFO')
    log.chatter(0, 7 * 86400, 2000)
    background(w, 0, 7 * 86400, 400, serious=0.02)


def quiet_desktop(w):
    background(w, 0, 21 * 86400, 300, serious=0.12)


def quiet_udp(w):
    log = w.log(process='discoveryd')
    for _ in range(90):
        log.fail(w.rnd.uniform(0, 86400), 10054, f'recvfrom (UDP) {w.ip()}:1900: {{}}, ignored', 'DEBUG')
    background(w, 0, 86400, 300, serious=0)


QUIET = {f.__name__: f for f in (quiet_async, quiet_web, quiet_desktop, quiet_udp)}
