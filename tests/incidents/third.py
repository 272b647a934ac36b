"""A third set: JSON of .NET, nginx, syslog of many hosts, transcripts, messages in five languages."""
import datetime as dt
import json
T = {
    ('en', 10054): 'An existing connection was forcibly closed by the remote host.',
    ('en', 10053): 'An established connection was aborted by the software in your host machine.',
    ('en', 10060): 'A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.',
    ('en', 10061): 'No connection could be made because the target machine actively refused it.',
    ('en', 10048): 'Only one usage of each socket address (protocol/network address/port) is normally permitted.',
    ('en', 10013): 'An attempt was made to access a socket in a way forbidden by its access permissions.',
    ('en', 11001): 'No such host is known.',
    ('en', 10055): 'An operation on a socket could not be performed because the system lacked sufficient buffer space or because a queue was full.',
    ('en', 10051): 'A socket operation was attempted to an unreachable network.',
    ('en', 10065): 'A socket operation was attempted to an unreachable host.',
    ('en', 10106): 'The requested service provider could not be loaded or initialized.',
    ('en', 10040): 'A message sent on a datagram socket was larger than the internal message buffer or some other network limit, or the buffer used to receive a datagram into was smaller than the datagram itself.',
    ('en', 10038): 'An operation was attempted on something that is not a socket.',
    ('de', 10060): 'Ein Verbindungsversuch ist fehlgeschlagen, da die Gegenstelle nach einer bestimmten Zeitspanne nicht richtig reagiert hat, oder die hergestellte Verbindung war fehlerhaft, da der verbundene Host nicht reagiert hat.',
    ('de', 10013): 'Der Zugriff auf einen Socket war aufgrund der Zugriffsrechte des Sockets unzulässig.',
    ('de', 10054): 'Eine vorhandene Verbindung wurde vom Remotehost geschlossen.',
    ('fr', 10048): 'Une seule utilisation de chaque adresse de socket (protocole/adresse réseau/port) est habituellement autorisée.',
    ('fr', 11001): 'Hôte inconnu.',
    ('ja', 10061): '対象のコンピューターによって拒否されたため、接続できませんでした。',
    ('ja', 10054): '既存の接続はリモート ホストに強制的に切断されました。',
    ('zh', 10013): '以一种访问权限不允许的方式做了一个访问套接字的尝试。',
    ('zh', 10060): '由于连接方在一段时间后没有正确答复或连接的主机没有反应，连接尝试失败。',
    ('ru', 10053): 'Программа на вашем хост-компьютере разорвала установленное подключение.',
    ('ru', 10054): 'Удаленный хост принудительно разорвал существующее подключение.',
    ('ru', 10061): 'Подключение не установлено, т.к. конечный компьютер отверг запрос на подключение.'}


def t(c, l='en'):
    return T[l, c]


def hr(c):
    return '0x%08X' % (2147942400 | c)


def shr(c):
    return (2147942400 | c) - (1 << 32)
B = dt.datetime(2026, 3, 9, 2, 0, 0)


def iso(s):
    return (B + dt.timedelta(seconds=s)).strftime('%Y-%m-%d %H:%M:%S.') + '%03d' % (int(s * 1000) % 1000)


def jz(s):
    return (B + dt.timedelta(seconds=s)).strftime('%Y-%m-%dT%H:%M:%S.') + '%03dZ' % (int(s * 1000) % 1000)


def ngx(s):
    return (B + dt.timedelta(seconds=s)).strftime('%Y/%m/%d %H:%M:%S')


def sysl(s):
    return (B + dt.timedelta(seconds=s)).strftime('%b %d %H:%M:%S')


def deD(s):
    return (B + dt.timedelta(seconds=s)).strftime('%d.%m.%Y %H:%M:%S')


def us(s):
    return (B + dt.timedelta(seconds=s)).strftime('%m/%d/%Y %I:%M:%S %p')


class Page:
    """One log file as the kit writes it."""

    def __init__(self, name):
        self.process, self.rows = (name, [])

    def render(self):
        return ('\n'.join((row[1] for row in sorted(self.rows, key=lambda row: row[0]))) + '\n').encode('utf-8')


class W:
    """Log files by name, lines with the second they are written at."""

    def __init__(self, world):
        self.r, self.world, self.pages = (world.rnd, world, {})

    def a(self, f, at, text):
        if f not in self.pages:
            self.pages[f] = Page(f.rsplit('.', 1)[0])
            self.world.logs.append(self.pages[f])
        self.pages[f].rows.append((at, text))

    def spread(s, f, n, a, b, fn):
        for i in range(n):
            at = a + (b - a) * (i + s.r.random()) / n
            s.a(f, at, fn(at, i))

    def ip(s):
        return '%d.%d.%d.%d' % (s.r.choice([31, 45, 82, 104, 185, 203]), s.r.randint(1, 254), s.r.randint(0, 254), s.r.randint(1, 254))

    def noise(s, f, n, a, b, style, codes=(10035, 997, 10054, 10060, 11001, 10061)):

        def one(at, i):
            c = s.r.choice(codes)
            p = '%s:%d' % (s.ip(), s.r.choice([443, 80, 8443, 5222]))
            if c in (10035, 997):
                m = 'send would block, WSAGetLastError=10035' if c == 10035 else 'WSARecv returned WSA_IO_PENDING (997)'
            elif c == 11001:
                m = 'getaddrinfo cdn%d.example.net failed: error 11001' % s.r.randint(1, 9999)
            elif c in (10054, 10053):
                m = 'recv from %s failed with error %d' % (p, c)
            else:
                m = 'connect to %s failed with error %d' % (p, c)
            return style(at, m, i)
        s.spread(f, n, a, b, one)


def log4(n):
    return lambda at, m, i: iso(at).replace('.', ',') + ' [pool-1-thread-%d] WARN  %s - %s' % (i % 9, n, m)


def js(n):
    return lambda at, m, i: json.dumps({'@t': jz(at), '@l': 'Warning', 'SourceContext': n, '@m': m}, ensure_ascii=False)


def sl(h, n):
    return lambda at, m, i: '<28>%s %s %s[%d]: %s' % (sysl(at), h if isinstance(h, str) else h[i % len(h)], n, 900 + i % 5, m)


def ng(at, m, i):
    return ngx(at) + ' [error] 4312#7788: *%d %s' % (i, m)


def plain(n):
    return lambda at, m, i: '[%s] %s: %s' % (iso(at), n, m)


def evx(n):
    return lambda at, m, i: '%s,%s,%d,Error,None,"%s"' % (us(at), n, 1000 + i % 7, m)


def info(w, f, n, a, b, style, words):
    w.spread(f, n, a, b, lambda at, i: style(at, w.r.choice(words), i))
W1 = ['request done in 18 ms', 'cache refreshed', 'session opened for user 411', 'job 88 finished', 'heartbeat ok', 'config reloaded']

INCIDENTS = {}
QUIET = {}


def inc(p):

    def d(f):
        INCIDENTS[p + '_' + f.__name__] = lambda world: f(W(world))
        return f
    return d


@inc('P1')
def orders_json(w):
    s = js('Orders.Gateway.HttpForwarder')
    f = 'gateway.json'
    info(w, f, 700, 0, 7200, s, W1)
    w.noise(f, 60, 0, 7200, s)
    for k in range(3):
        w.spread(f, 40, 3000 + k * 240, 3090 + k * 240, lambda at, i: s(at, 'Forwarding failed: System.Net.Sockets.SocketException (10048): %s [10.20.%d.%d]:443 at System.Net.Sockets.Socket.ConnectAsync' % (t(10048).rstrip('.'), i % 3, 10 + i % 6), i))


@inc('P1')
def nginx_upstream(w):
    f = 'error.log'
    w.noise(f, 900, 0, 86400, ng, (10054, 10060, 10053, 10061))
    info(w, f, 3000, 0, 86400, ng, ['client sent plain HTTP request to HTTPS port', 'an upstream response is buffered to a temporary file'])
    w.spread(f, 260, 40000, 40160, lambda at, i: ng(at, 'connect() to 127.0.0.1:8080 failed (10055: %s) while connecting to upstream, client: %s, server: shop, request: "GET /p/%d HTTP/1.1", upstream: "http://127.0.0.1:8080/p/%d"' % (t(10055)[:-1], w.ip(), i, i), i))


@inc('P2')
def tomcat_fr(w):
    f = 'catalina.log'
    s = log4('org.apache.coyote.AbstractProtocol')
    info(w, f, 60, 0, 5000, s, W1)
    w.noise('agent.log', 70, 0, 5000, plain('ZabbixAgent'))
    for k in range(9):
        at = 900 + k * 61
        w.a(f, at, s(at, 'Failed to initialize end point associated with ProtocolHandler ["http-nio-8080"]', k))
        w.a(f, at + 0.01, 'java.net.BindException: Address already in use: bind')
        w.a(f, at + 0.02, '\tat sun.nio.ch.Net.bind0(Native Method)')


@inc('P3')
def game_zh(w):
    f = 'gameserver.log'
    s = plain('GameSrv')
    info(w, f, 300, 0, 90000, s, ['玩家登录', '地图已加载', '存档完成'])
    w.noise(f, 90, 0, 90000, s)
    for k in range(6):
        at = 50000 + k * 300
        w.a(f, at, s(at, '启动服务器 port 50051', k))
        w.a(f, at + 1, s(at + 1, 'bind 0.0.0.0:50051 失败: %s' % t(10013, 'zh'), k))


@inc('P4')
def backup_de(w):
    f = 'agent.log'
    s = lambda at, m, i: '%s  Sicherungsagent(%d)  FEHLER  %s' % (deD(at), 4120, m)
    info(w, f, 120, 0, 40000, s, ['Sicherung abgeschlossen', 'Index geprüft'])
    w.noise('proxy.log', 50, 0, 40000, plain('proxy'))
    w.spread(f, 30, 21000, 40000, lambda at, i: s(at, 'connect zu %s:%d fehlgeschlagen: %s (%s)' % (['vault1.corp.example', '10.8.0.9', 'lizenz.example.org', '172.16.3.4', 'update.example.com'][i % 5], [8400, 443, 443, 9392, 443][i % 5], t(10013, 'de'), hr(10013)), i))


@inc('P5')
def syslog_silence(w):
    hs = ['web01', 'web02', 'app07', 'sql03']
    f = 'central.log'
    s = sl(hs, 'winlogd')
    info(w, f, 1500, 0, 30000, s, W1)
    w.noise(f, 160, 0, 30000, s)
    w.spread(f, 70, 14000, 14700, lambda at, i: s(at, 'connect to 10.77.%d.%d:%d timed out, WSAETIMEDOUT' % (i % 2, 10 + i % 9, [445, 1433, 389][i % 3]), i))


@inc('P5')
def ps_de(w):
    f = 'transcript.txt'
    s = lambda at, m, i: '[%s] %s' % (deD(at), m)
    info(w, f, 90, 0, 9000, s, ['PS C:\\> .\\Sync.ps1', 'Gestartet', 'OK'])
    w.noise(f, 40, 0, 9000, s)
    w.spread(f, 24, 5000, 5500, lambda at, i: s(at, 'Invoke-Command : Verbindung mit Server fs-%02d.lager.example nicht möglich. %s HResult: %d' % (i % 8, t(10060, 'de'), shr(10060)), i))


@inc('P6')
def sql_ja(w):
    f = 'app.log'
    s = log4('jp.example.zaiko.Dao')
    info(w, f, 500, 0, 12000, s, ['在庫更新完了', '処理開始', '処理終了'])
    w.noise(f, 110, 0, 12000, s)
    for i in range(6):
        w.a(f, 6000 + i * 0.1, s(6000 + i * 0.1, 'SQL エラー: 10.1.4.20:1433 %s (Microsoft SQL Server, エラー: 10054)' % t(10054, 'ja'), i))
    w.spread(f, 45, 6003, 6600, lambda at, i: s(at, 'SQL Server 10.1.4.20,1433 への接続を確立しているときにエラーが発生しました。(provider: TCP Provider, error: 0 - %s) (Microsoft SQL Server, エラー: 10061)' % t(10061, 'ja'), i))


@inc('P6')
def rabbit_v6(w):
    f = 'worker.log'
    s = plain('rust-worker')
    info(w, f, 40, 0, 3000, s, W1)
    w.noise(f, 20, 0, 3000, s)
    w.spread(f, 14, 1000, 1400, lambda at, i: s(at, 'amqp connect [::1]:5672: Os { code: 10061, kind: ConnectionRefused, message: "%s" }' % t(10061), i))


@inc('P6')
def exch_ru(w):
    f = 'smtp-connectivity.log'
    s = lambda at, m, i: '%s,%016X,SMTP,relay,%s' % (jz(at), 36256 + i, m)
    info(w, f, 800, 0, 500000, s, ['+,queue opened', '-,Messages: 3 Bytes: 9113'])
    w.noise(f, 240, 0, 500000, s)
    w.spread(f, 60, 260000, 290000, lambda at, i: s(at, '>,[2001:db8:4::25]:25 %s Win32 error %s' % (t(10061, 'ru'), hr(10061).lower()), i))


@inc('P7')
def pool_idle(w):
    f = 'billing.log'
    s = log4('com.example.billing.Ldap')
    at = 0
    w.noise('other.log', 60, 0, 40000, plain('nms'))
    for i in range(14):
        for k in range(5):
            at += 20 + w.r.random() * 20
            w.a(f, at, s(at, 'ldap 10.9.0.3:636 search ok', i))
        if i % 2:
            at += 905 + w.r.random() * 60
            w.a(f, at, s(at, 'ldap 10.9.0.3:636 search failed: java.io.IOException: %s' % t(10054), i))
            at += 0.4
            w.a(f, at, s(at, 'ldap 10.9.0.3:636 reconnected', i))
        else:
            at += 300


@inc('P8')
def http_race(w):
    f = 'client.log'
    s = plain('ApiClient')
    info(w, f, 1500, 0, 50000, s, ['GET https://api.partner.example/v2/items 200 (reused connection)', 'POST https://api.partner.example/v2/order 201'])
    w.noise(f, 400, 0, 50000, s, (10035, 997))
    for k in range(11):
        at = 2000 + k * 4000 + w.r.random() * 900
        w.a(f, at, s(at, 'POST https://api.partner.example/v2/order on reused keep-alive connection failed: [WinError 10054] ' + t(10054), k))
        w.a(f, at + 0.05, s(at + 0.05, 'retry 1 on new connection: POST https://api.partner.example/v2/order 201', k))


@inc('P9')
def vpn_resume(w):
    f = 'desktop.log'
    s = js('Sync.Desktop')
    info(w, f, 400, 0, 30000, s, W1)
    w.noise(f, 60, 0, 30000, s)
    for k in range(3):
        b = 6000 + k * 9000
        w.a(f, b, s(b, 'power event: resume from sleep', 0))
        for i, p in enumerate(['52.97.1.9:443', '140.82.112.25:443', '10.0.0.8:445', 'imap.example.com:993', '[2001:db8::9]:443']):
            w.a(f, b + 2 + i * 0.8, s(b + 2 + i * 0.8, 'recv from %s: error 10053 WSAECONNABORTED' % p, i))


@inc('P10')
def flap_ru(w):
    f = 'svc.log'
    s = plain('Служба обмена')
    info(w, f, 250, 0, 20000, s, ['Обмен завершён', 'Ожидание'])
    w.noise(f, 50, 0, 20000, s)
    w.spread(f, 36, 9000, 9100, lambda at, i: s(at, 'connect %s:8093 ошибка WSA %d' % (['10.3.1.1', '10.3.2.1', '192.168.40.2', '10.5.0.7'][i % 4], [10051, 10065, 10050][i % 3]), i))


@inc('P11')
def dns_ps(w):
    f = 'jobs.log'
    s = plain('JobRunner')
    info(w, f, 300, 0, 10000, s, W1)
    w.noise(f, 50, 0, 10000, s, (10035, 997, 10054, 10060))
    w.spread(f, 40, 4000, 4250, lambda at, i: s(at, 'Invoke-WebRequest https://%s/ : getaddrinfo failed with error %d' % (['login.example.com', 'api.example.org', 'cdn.example.net', 'mail.example.com', 'git.example.org', 'pay.example.net'][i % 6], [11001, 11002, 11002][i % 3]), i))


@inc('P11')
def dns_fr(w):
    f = 'planif.log'
    s = lambda at, m, i: '%s;ERREUR;%s' % (iso(at), m)
    info(w, f, 30, 0, 4000, s, ['Tâche terminée', 'Démarrage'])
    w.noise(f, 15, 0, 4000, s, (10054, 10060, 10035))
    w.spread(f, 15, 2000, 2200, lambda at, i: s(at, 'Résolution de srv-%s.interne.example impossible (%s)' % (['paie', 'stock', 'rh', 'web', 'sql'][i % 5], hr([11001, 11002][i % 2])), i))


@inc('P12')
def leak_weeks(w):
    f = 'broker.log'
    s = plain('MqBroker')
    D = 86400
    info(w, f, 1500, 0, 24 * D, s, W1)
    w.noise(f, 700, 0, 24 * D, s)
    for k in (1, 2, 3):
        e = k * 8 * D - 7200
        w.spread(f, 60, e, e + 7000, lambda at, i: s(at, 'accept failed: WSAEMFILE (10024)', i))
        w.a(f, e + 7100, s(e + 7100, 'service restarted', 0))


@inc('P13')
def race_close(w):
    f = 'proxyd.log'
    s = plain('proxyd')
    info(w, f, 400, 0, 15000, s, W1)
    w.noise(f, 90, 0, 15000, s)
    for k in range(12):
        at = 600 + k * 1100 + w.r.random() * 300
        c = 4000 + k
        w.a(f, at, s(at, 'thread %d: conn %d idle timeout, closing socket' % (k % 4, c), k))
        w.a(f, at + 0.03, s(at + 0.03, 'thread %d: conn %d recv failed: %s (10038)' % ((k + 1) % 4, c, t(10038)), k))


@inc('P14')
def no_startup(w):
    f = 'plugin.log'
    s = plain('ImportPlugin')
    w.noise('host.log', 30, 0, 4000, plain('host'))
    for k in range(5):
        at = 300 + k * 600
        w.a(f, at, s(at, 'process started, pid %d' % (700 + k), k))
        for i in range(3):
            w.a(f, at + 0.1 + i * 0.1, s(at + 0.1 + i * 0.1, 'socket() failed: WSANOTINITIALISED 10093', k))


@inc('P15')
def lsp(w):
    for n, f in (('chrome', 'a.log'), ('Outlook', 'b.log'), ('sqlagent', 'c.log'), ('updater', 'd.log')):
        s = plain(n)
        info(w, f, 25, 0, 5000, s, W1)
        w.noise(f, 10, 0, 2400, s)
        w.spread(f, 7, 2500, 5000, lambda at, i: s(at, 'WSASocket failed: %s (os error 10106)' % t(10106), i))


@inc('P17')
def stop_service(w):
    f = 'svc.log'
    s = plain('DeviceHub')
    info(w, f, 400, 0, 9000, s, W1)
    w.noise(f, 90, 0, 8900, s)
    w.a(f, 9000, s(9000, 'Service stop requested, shutting down', 0))
    for i in range(16):
        w.a(f, 9000.2 + i * 0.1, s(9000.2 + i * 0.1, ['accept interrupted: error 10004', 'WSARecv completed with error 995', 'recv: error 10004 WSAEINTR', 'send failed: 10058 WSAESHUTDOWN'][i % 4], i))
    w.a(f, 9003, s(9003, 'Service stopped', 0))


@inc('P18')
def followups(w):
    f = 'ftp.log'
    s = plain('ftpd')
    info(w, f, 300, 0, 16000, s, W1)
    w.noise(f, 50, 0, 16000, s, (10035, 997, 11001, 10060))
    for k in range(9):
        at = 800 + k * 1500
        p = '10.44.%d.%d:21' % (k, k + 3)
        w.a(f, at, s(at, 'session %d %s recv error 10054' % (k, p), k))
        w.a(f, at + 0.1, s(at + 0.1, 'session %d %s send error 10057 WSAENOTCONN' % (k, p), k))
        w.a(f, at + 0.2, s(at + 0.2, 'session %d %s shutdown error 10057 WSAENOTCONN' % (k, p), k))
        w.a(f, at + 0.3, s(at + 0.3, 'session %d %s send error 10058' % (k, p), k))


@inc('P19')
def pool_pressure(w):
    f = 'stream.csv'
    s = evx('StreamServer')
    info(w, f, 300, 0, 20000, s, W1)
    w.noise(f, 70, 0, 20000, s)
    w.spread(f, 50, 11000, 12500, lambda at, i: s(at, ['WSASend failed: error 10055 (WSAENOBUFS)', 'WSARecv failed: error 10055', 'accept failed: WSAENOBUFS', 'send failed: error 10055'][i % 4], i))


@inc('P20')
def mtu_syslog(w):
    f = 'radius.log'
    s = sl('nps01', 'radiusd')
    info(w, f, 350, 0, 80000, s, W1)
    w.noise(f, 60, 0, 80000, s)
    w.a(f, 30000, s(30000, 'peer 10.2.2.2 upgraded to firmware 9.1', 0))
    w.spread(f, 40, 30100, 80000, lambda at, i: s(at, 'recvfrom 10.2.2.2:1812: %s (WSAEMSGSIZE)' % t(10040), i))


def quiet(f):
    QUIET[f.__name__] = lambda world: f(W(world))
    return f
D = 86400


@quiet
def q_web_week(w):
    f = 'error.log'
    w.spread(f, 420, 0, 7 * D, lambda at, i: ng(at, '%s, client: %s, server: www' % (w.r.choice(['recv() failed (10054: %s) while reading client request line' % t(10054)[:-1], 'send() failed (10053: %s) while sending to client' % t(10053)[:-1]]), w.ip()), i))
    info(w, f, 1500, 0, 7 * D, ng, ['open() "favicon.ico" failed (2: No such file)'])


@quiet
def q_gateway_week(w):
    f = 'gw.json'
    s = js('Edge')
    w.noise(f, 500, 0, 7 * D, s)
    info(w, f, 1500, 0, 7 * D, s, W1)


@quiet
def q_iocp(w):
    f = 'io.log'
    s = plain('iocp')
    w.noise(f, 900, 0, 4000, s, (10035, 997))
    info(w, f, 200, 0, 4000, s, W1)


@quiet
def q_evx(w):
    f = 'System.csv'
    s = evx('Application')
    w.noise(f, 80, 0, 20 * D, s)
    info(w, f, 200, 0, 20 * D, s, W1)


@quiet
def q_syslog(w):
    s = sl(['h%02d' % i for i in range(30)], 'svc')
    w.noise('all.log', 250, 0, 3 * D, s)
    info(w, 'all.log', 4000, 0, 3 * D, s, W1)


@quiet
def q_few(w):
    s = plain('tool')
    w.noise('x.log', 5, 0, 3000, s)
    info(w, 'x.log', 8, 0, 3000, s, W1)


@quiet
def q_lang(w):
    s = log4('sync')

    def one(at, i):
        l, c = w.r.choice([k for k in T if k[1] in (10054, 10060, 10061, 10053)])
        return s(at, '%s:%d %s' % (w.ip(), 443, t(c, l)), i)
    w.spread('m.log', 160, 0, 10 * D, one)
    info(w, 'm.log', 400, 0, 10 * D, s, W1)


@quiet
def q_agents(w):
    for k in range(5):
        s = plain('backup%d' % k)
        w.noise('agent%d.log' % k, 60, 0, 14 * D, s)
        info(w, 'agent%d.log' % k, 100, 0, 14 * D, s, W1)
