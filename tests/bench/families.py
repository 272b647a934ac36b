"""Lines of log families, as templates that become the pieces which the generator joins.

A family is one row: weight, kind of time stamp, template. In a template {stamp} and {n} stay open: the
stamp moves on, and the number n is drawn for each line. It looks like a code now and then, so it stands
where logs have numbers of any size: times, bytes, ids, ports, counts. Every other {field} is filled once,
when the pool of pieces is made, and never looks like a code. Only lines of HITS report an error of Windows
Sockets, each exactly one code.
"""

import re

import knowledge


def number(low, high, form="{}"):
    """A field: a number from low, below high."""
    return lambda rng: form.format(rng.randrange(low, high))


def digits(count):
    return number(0, 10 ** count, "{:0%dd}" % count)


def hexadecimal(count):
    return lambda rng: f"{rng.getrandbits(4 * count):0{count}x}"


def times(low, high, template):
    """A field: a template low to high times."""
    return lambda rng: "".join(fill(rng, template, FIELDS) for _ in range(rng.randrange(low, high + 1)))


# A tuple is a choice among templates.
FIELDS = {
    "ip": lambda rng: f"{rng.randrange(11, 220)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}",
    "port": number(32768, 61000),
    "pid": number(300, 9000),
    "pid6": number(300, 9000, "{:6d}"),
    "few": number(1, 90),
    "some": number(1, 900),
    "many": number(10 ** 5, 10 ** 6),
    "d2": digits(2), "d3": digits(3), "d6": digits(6), "d9": digits(9), "d11": digits(11),
    "hex8": hexadecimal(8), "hex16": hexadecimal(16), "hex32": hexadecimal(32),
    "host": ("db01", "web-07", "app03.corp.example", "10.0.5.17", "srv-sql", "mx1.example.net", "ws-61", "edge-2"),
    "class": ("OrderService", "PaymentGateway", "SessionManager", "QueueWorker", "CacheLoader", "UserRepository",
              "InvoicePrinter", "StockLedger"),
    "method": ("Run", "Invoke", "Handle", "Load", "Flush", "Commit"),
    "page": ("/", "/index.html", "/api/v1/items", "/api/v2/orders", "/login", "/health", "/metrics", "/cart/add",
             "/static/app.js", "/img/logo.svg", "/reports/daily"),
    "agent": ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0", "curl/8.5.0",
              "Go-http-client/2.0", "python-requests/2.32.3", "kube-probe/1.31",
              "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 Safari/605.1.15"),
    "agent_plus": ("Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64;+rv:131.0)+Gecko/20100101+Firefox/131.0",
                   "curl/8.5.0", "kube-probe/1.31"),
    "verb": ("GET", "GET", "GET", "GET", "POST", "PUT", "HEAD"),
    "status": ("200", "200", "200", "200", "204", "301", "304", "404", "500", "502"),
    "web_port": ("80", "443", "8080"),
    "level": ("INFO", "INFO", "INFO", "DEBUG", "DEBUG", "WARN"),
    "small_level": ("info", "info", "debug", "warning"),
    "apache_says": ("File does not exist: /var/www/html{page}", "script not found or unable to stat",
                    "client denied by server configuration", "Timeout waiting for output from CGI script"),
    "docker_says": ("Container started", "image pulled", "ignoring event", "cleaning up"),
    "vpn_says": ("TLS: Initial packet from [AF_INET]", "Peer Connection Initiated with [AF_INET]",
                 "MULTI: primary virtual IP for client at ", "UDPv4 link remote: [AF_INET]"),
    "zabbix_says": ("active check data upload to [{ip}:{n}] is working again",
                    "received configuration from [{ip}:{n}]"),
    "syslog_says": ("sshd[{pid}]: Accepted publickey for deploy from {ip} port {n} ssh2",
                    "systemd[1]: backup.service: Main process exited, pid {n}, status=0",
                    "postfix/smtpd[{pid}]: disconnect from unknown[{ip}] ehlo=1 quit=1 commands={n}",
                    "kernel: [{many}.{d6}] eth0: link becomes ready, rx bytes {n}"),
    "service_says": ("Dienst gestartet, Größe des Puffers", "service entered the running state, process id",
                     "Wiederherstellung abgeschlossen, geprüfte Sätze", "printer queue emptied, jobs"),
    "others_say": ("HTTP 429 from api, error budget used up, retry after",
                   "update server returned 0x80072EE2, attempt",
                   "fault offset 0x00002746 in module ntdll.dll, process id",
                   "WSAStartup 2.2 done, sockets ready after", "ORA-01017: invalid username, session",
                   "PING answered, sequence"),
    "java_frames": times(2, 6, "\n\tat com.example.service.{class}.{method}({class}.java:{some})"),
    "net_frames": times(1, 4, "\n   at Contoso.Core.{class}.{method}(String name) in "
                              "D:\\src\\Core\\{class}.cs:line {some}"),
    # Of lines that only nearly report an error.
    "near": number(10000, 12000),
    "near_hex": number(0x2600, 0x2700, "{:X}"),
    "call": ("WSAStartup", "WSACleanup", "WSARecv", "WSASend", "WSAIoctl", "WSAPoll", "xWSAE", "WSA-", "NEWSAGENT"),
}

# What a program writes about itself.
PROGRAMS = (
    (10, "iso_ms", "{stamp} [{level}] Contoso.Web.{class}: Request {verb} {page} finished in {n} ms, status {status}, "
                   "trace {hex16}"),
    (9, "iso_ms", "{stamp}  {level} {pid} --- [nio-8080-exec-{some}] c.e.s.{class} : processed order {d9}, {n} rows, "
                  "total {some}.{d2} EUR"),
    (1, "iso_ms", "{stamp} ERROR [worker-{few}] c.e.s.{class} : item {n} rejected\n"
                  "java.lang.IllegalStateException: no price for article {d9}{java_frames}"),
    (1, "iso_t", "{stamp} fail: Contoso.Core.{class}[{few}] System.InvalidOperationException: key {n} was not in the "
                 "dictionary{net_frames}"),
    (6, "iso_ms", "{stamp} - worker.{few} - {level} - task app.sync[{hex16}] done in {few}.{d6}s, {n} records"),
    (8, "iso_t", '{"level":"{small_level}","ts":"{stamp}","caller":"server/handler.go:{some}","msg":"request done",'
                 '"remote":"{ip}:{port}","status":{status},"bytes":{n},"dur_ms":{some}}'),
    (4, "iso_t", 'time="{stamp}" level={small_level} msg="{docker_says}" container={hex32} pid={n} '
                 "module=libcontainerd namespace=moby zone={host}"),
    (3, "zabbix", "{pid6}:{stamp} {zabbix_says}, {some} values of host {host}"),
    (4, "iso_ms", "{stamp} UTC [{pid}] app@orders LOG:  duration: {some}.{d3} ms  execute S_{few}: SELECT * FROM orders "
                  "WHERE customer = {n} LIMIT {some}"),
    (3, "slash", "{stamp} {host} Service Control Manager Information {pid} {class}: {service_says} {n}, "
                 "session {hex8}"),
)

MIXED = (
    *PROGRAMS,
    (20, "clf", '{ip} - - [{stamp}] "{verb} {page} HTTP/1.1" {status} {n} "-" "{agent}" 0.{d3}'),
    (5, "apache", "[{stamp}] [core:error] [pid {pid}:tid 1401{d11}] [client {ip}:{n}] AH00{d3}: {apache_says}"),
    (12, "iso", "{stamp} {ip} {verb} {page} - {web_port} - {ip} {agent_plus} - {status} 0 0 {n} {some} {some}"),
    (4, "iso", "{stamp} {host}/{ip}:{port} {vpn_says}{ip}:{n}, sid={hex8} {hex8}"),
    (5, "iso", "{stamp}, Info                  CBS    Session: 31{d6}_{d9} package KB50{d6}~31bf3856ad364e35~amd64~~"
               "10.0.{n}.{few} [HRESULT = 0x00000000 - S_OK]"),
    (8, "syslog", "{stamp} {host} {syslog_says}"),
    (4, "none", "  [{few}%] D:\\build\\agent\\src\\net\\{class}.cpp({n},{few}): warning C4{d3}: conversion from "
                "'size_t' to 'int', possible loss of data [D:\\build\\agent\\net.vcxproj]"),
    (3, "cmtrace", "<![LOG[Policy {{hex16}} evaluated by {class}]LOG]!><{stamp} component=\"{class}\" context=\"\" "
                   'type="1" thread="{n}" file="policy.cpp:{some}">'),
    (4, "syslog", "{stamp} lb1 haproxy[{pid}]: {ip}:{port} [in] www~ app/{host} 0/0/{few}/{some}/{some} {status} {n} "
                  '- - ---- {few}/{few}/0/0/0 0/0 "{verb} {page} HTTP/1.1"'),
    (0.3, "iso", "{stamp} {host} {class} {others_say} {n}, build 4.{few}.{many}"),
)

# Lines that almost report an error: numbers of the range and beyond, the letters WSA, words of errors.
NEAR_MISSES = (
    (1, "iso_ms", "{stamp} DEBUG {call} posted {near}.{near} kB, sequence {n}-{near}, no error"),
    (1, "iso_ms", "{stamp} TRACE {call} handle={near}{few} context=0x{near_hex}0 took {n} ms"),
    (1, "iso_ms", "{stamp} INFO  {call} {ip}:{near} -> {ip}:{n} ok, errors none"),
    (1, "iso", "{stamp} {call} took {near}ms, {near}kB sent, error log rotated at {n} bytes"),
    (1, "iso_ms", "{stamp} {call} id=a{near} uid={near}z ticket {near}_{near} failed over to pool {n}/{near}"),
    (1, "iso_t", '{"ts":"{stamp}","fn":"{call}","port":{near},"pid":{near},"hr":"0x8007001F","bytes":{n}}'),
    (1, "iso_ms", "{stamp} {call} forcibly close requested by the operator, ticket {near}{near}, queue of {n} jobs"),
    (1, "iso_ms", "{stamp} {call} An existing connection was reused, pool {near}/{near}, after {n} ms"),
    (1, "iso", "{stamp} {call} 0x274C0 0x{near_hex}7 0x80071{d3} {near}{near} at line {n} of the dump"),
    (1, "zabbix", "{pid6}:{stamp} {call} connected to [{ip}:10051], {near} items, {n}/{near} values"),
    (1, "iso_ms", "{stamp} {call} No such host key known; the requested address is valid, port {n}, pid {near}"),
    (1, "iso_ms", "{stamp} {call} pid {near} tid {near} exited, 1{near} 0{near} errors: 0, uptime {n} s"),
)

HITS = (
    ("iso_ms", "{stamp} [{few}] ERROR Contoso.Web.{class} - System.Net.Sockets.SocketException ({code}): {text} "
               "after {n} ms"),
    ("iso_ms", "{stamp} ERROR connect to {host} failed: {name} ({code}), attempt took {n} ms"),
    ("iso", "{stamp} {ip}:{port} read UDPv4: {text} ({name}) (code={code}) after {n} packets"),
    ("iso_ms", "{stamp} - worker.{few} - ERROR - OSError: [WinError {code}] {text} (task {n})"),
    ("iso_t", '{"level":"error","ts":"{stamp}","msg":"dial failed","err":"dial tcp {ip}:{port}: connectex: {text}.",'
              '"dur_ms":{n}}'),
    ("zabbix", "{pid6}:{stamp} cannot connect to [{ip}:{port}]: [0x{hex}] {text}, next try after {n} ms"),
    ("iso", "{stamp}, Error                 CBS    Failed to download package [HRESULT = 0x{hresult}], {n} bytes read"),
    ("apache", "[{stamp}] [proxy:error] [pid {pid}] (OS {code}){text}.  : AH00957: HTTP: attempt to connect to "
               "{ip}:{port} failed, {n} ms"),
    ("iso_ms", "{stamp} ERROR recv() failed, WSAGetLastError() = {code}, {n} bytes lost"),
    ("slash", "{stamp} [error] {pid}#0: *{many} WSARecv() failed ({code}: {text}) while reading response header from "
              "upstream, bytes sent: {n}"),
    ("iso_ms", "{stamp} WARN  {class}: Socket Error # {code} on handle {n}"),
    ("iso_t", "{stamp} error: tcp connect error: {text} (os error {code}), retry in {n} ms"),
    ("iso_ms", "{stamp} FEHLER {class}: {translated} ({name}), Versuch nach {n} ms"),
)

FIELD = re.compile(r"\{(\w+)\}")


def fill(rng, template, fields):
    """The template with its fields filled in; {stamp} and {n} stay."""
    def value(match):
        what = fields.get(match[1], match[0])
        if callable(what):
            return what(rng)
        return fill(rng, rng.choice(what), fields) if isinstance(what, tuple) else what
    return FIELD.sub(value, template)


def pieces(rng, stamp, template, fields):
    """The kind of stamp, and the text before it, between it and the free number, and after that."""
    before, found, rest = fill(rng, template, fields).partition("{stamp}")
    between, _, after = (rest if found else before).partition("{n}")
    return stamp, before if found else "", between, after


def pool(rng, families, count):
    """About count sets of pieces, as many of each family as its weight says."""
    total = sum(weight for weight, _, _ in families)
    return [pieces(rng, stamp, template, FIELDS) for weight, stamp, template in families
            for _ in range(max(1, int(count * weight / total)))]


def hit_pool(rng, count):
    """Sets of pieces with the code they report: [(pieces, code)]."""
    usual = {10054: 30, 10060: 22, 10061: 18, 10053: 10, 11001: 8, 10048: 5}
    names, english, german = knowledge.names(), knowledge.texts("en"), knowledge.texts("de")
    out = []
    for code in rng.choices(knowledge.COMMON, [usual.get(code, 1) for code in knowledge.COMMON], k=count):
        own = {"code": str(code), "name": names[code], "hex": f"{code:08X}", "hresult": f"{0x80070000 + code:08X}",
               "text": english[code], "translated": german.get(code, english[code])}
        out.append((pieces(rng, *rng.choice(HITS), {**FIELDS, **own}), code))
    return out
