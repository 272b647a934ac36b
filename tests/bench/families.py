"""Lines of log families, as pieces that the generator joins.

A family returns (stamp, before, between, after): the line is before, the stamp of that kind, between, a
free number, after. The free number varies from line to line, and is what looks like a code now and then;
so it stands where logs have numbers of any size: times, bytes, ids, ports, counts. Everything else is
fixed when the pool of pieces is made. No line of a family reports an error of Windows Sockets;
those of hits() do, exactly one code each.
"""

import knowledge

HOSTS = ("db01", "web-07", "app03.corp.example", "10.0.5.17", "srv-sql", "mx1.example.net", "ws-61", "edge-2")
CLASSES = ("OrderService", "PaymentGateway", "SessionManager", "QueueWorker", "CacheLoader", "UserRepository",
           "InvoicePrinter", "StockLedger")
METHODS = ("Run", "Invoke", "Handle", "Load", "Flush", "Commit")
PAGES = ("/", "/index.html", "/api/v1/items", "/api/v2/orders", "/login", "/health", "/metrics", "/cart/add",
         "/static/app.js", "/img/logo.svg", "/reports/daily")
AGENTS = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0", "curl/8.5.0",
          "Go-http-client/2.0", "python-requests/2.32.3", "kube-probe/1.31",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 Safari/605.1.15")
VERBS = ("GET", "GET", "GET", "GET", "POST", "PUT", "HEAD")
STATUS = (200, 200, 200, 200, 204, 301, 304, 404, 500, 502)
LEVELS = ("INFO", "INFO", "INFO", "DEBUG", "DEBUG", "WARN")


def address(rng):
    return f"{rng.randrange(11, 220)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def port(rng):
    """Of a client; none of those that look like a code, which only the free number does."""
    return rng.randrange(32768, 61000)


def nginx_access(rng):
    return ("clf", f"{address(rng)} - - [", f'] "{rng.choice(VERBS)} {rng.choice(PAGES)} HTTP/1.1" '
            f"{rng.choice(STATUS)} ", f' "-" "{rng.choice(AGENTS)}" 0.{rng.randrange(1000):03d}')


def apache_error(rng):
    what = rng.choice((f"File does not exist: /var/www/html{rng.choice(PAGES)}", "script not found or unable to stat",
                       "client denied by server configuration", "Timeout waiting for output from CGI script"))
    return ("apache", "[", f"] [core:{rng.choice(('error', 'info', 'notice'))}] [pid {rng.randrange(300, 9000)}:tid "
            f"1401{rng.randrange(10**11):011d}] [client {address(rng)}:", f"] AH00{rng.randrange(10, 999):03d}: {what}")


def iis(rng):
    return ("iso", "", f" {address(rng)} {rng.choice(VERBS)} {rng.choice(PAGES)} - {rng.choice((80, 443, 8080))} - "
            f"{address(rng)} {rng.choice(AGENTS).replace(' ', '+')} - {rng.choice(STATUS)} 0 0 ",
            f" {rng.randrange(90, 900)} {rng.randrange(5000)}")


def aspnet(rng):
    return ("iso_ms", "", f" [{rng.choice(LEVELS)}] Contoso.Web.{rng.choice(CLASSES)}: Request {rng.choice(VERBS)} "
            f"{rng.choice(PAGES)} finished in ", f" ms, status {rng.choice(STATUS)}, trace {rng.getrandbits(48):012x}")


def spring(rng):
    return ("iso_ms", "", f"  {rng.choice(LEVELS)} {rng.randrange(300, 9000)} --- [nio-8080-exec-{rng.randrange(1, 200)}] "
            f"c.e.s.{rng.choice(CLASSES)} : processed order {rng.randrange(10**8, 10**9)}, ",
            f" rows, total {rng.randrange(500)}.{rng.randrange(100):02d} EUR")


def java_trace(rng):
    frames = "".join(f"\n\tat com.example.service.{rng.choice(CLASSES)}.{rng.choice(METHODS).lower()}"
                     f"({rng.choice(CLASSES)}.java:{rng.randrange(1, 2000)})" for _ in range(rng.randrange(2, 7)))
    return ("iso_ms", "", f" ERROR [worker-{rng.randrange(1, 40)}] c.e.s.{rng.choice(CLASSES)} : item ",
            f" rejected\njava.lang.IllegalStateException: no price for article {rng.randrange(10**6, 10**7)}{frames}")


def dotnet_trace(rng):
    frames = "".join(f"\n   at Contoso.Core.{rng.choice(CLASSES)}.{rng.choice(METHODS)}(String name) in "
                     f"D:\\src\\Core\\{rng.choice(CLASSES)}.cs:line {rng.randrange(10, 900)}"
                     for _ in range(rng.randrange(1, 5)))
    return ("iso_t", "", f" fail: Contoso.Core.{rng.choice(CLASSES)}[{rng.randrange(10)}] System.InvalidOperationException: "
            "key ", f" was not in the dictionary{frames}")


def python_worker(rng):
    return ("iso_ms", "", f" - worker.{rng.randrange(16)} - {rng.choice(('INFO', 'DEBUG', 'WARNING'))} - task "
            f"app.{rng.choice(('sync', 'mail', 'report'))}[{rng.getrandbits(64):016x}] done in {rng.randrange(60)}."
            f"{rng.randrange(10**6):06d}s, ", " records")


def json_line(rng):
    return ("iso_t", f'{{"level":"{rng.choice(("info", "debug", "warn"))}","ts":"',
            f'","caller":"server/handler.go:{rng.randrange(10, 900)}","msg":"request done","remote":"{address(rng)}:'
            f'{port(rng)}","status":{rng.choice(STATUS)},"bytes":', f',"dur_ms":{rng.randrange(2000)}}}')


def dockerd(rng):
    return ("iso_t", 'time="', f'" level={rng.choice(("info", "debug", "warning"))} msg="'
            f'{rng.choice(("Container started", "image pulled", "ignoring event", "cleaning up"))}" container='
            f"{rng.getrandbits(128):032x} pid=", f" module=libcontainerd namespace=moby zone={rng.choice(HOSTS)}")


def openvpn(rng):
    what = rng.choice(("TLS: Initial packet from [AF_INET]", "Peer Connection Initiated with [AF_INET]",
                       "MULTI: primary virtual IP for client at ", "UDPv4 link remote: [AF_INET]"))
    return ("iso", "", f" {rng.choice(HOSTS)}/{address(rng)}:{port(rng)} {what}{address(rng)}:",
            f", sid={rng.getrandbits(32):08x} {rng.getrandbits(32):08x}")


def zabbix(rng):
    what = rng.choice((f"active check data upload to [{address(rng)}:", f"received configuration from [{address(rng)}:"))
    return ("zabbix", f"{rng.randrange(300, 9000):6d}:", f" {what}", "] is working again, "
            f"{rng.randrange(900)} values of host {rng.choice(HOSTS)}")


def cbs(rng):
    return ("iso", "", f", Info                  CBS    Session: 31{rng.randrange(10**6):06d}_{rng.randrange(10**9)} "
            f"package KB50{rng.randrange(20000, 99999)}~31bf3856ad364e35~amd64~~10.0.", f".{rng.randrange(2, 99)} "
            "[HRESULT = 0x00000000 - S_OK]")


def syslog(rng):
    what = rng.choice((f"sshd[{rng.randrange(300, 9000)}]: Accepted publickey for deploy from {address(rng)} port ",
                       f"systemd[1]: {rng.choice(('backup', 'logrotate', 'apt-daily'))}.service: Main process exited, pid ",
                       f"postfix/smtpd[{rng.randrange(300, 9000)}]: disconnect from unknown[{address(rng)}] after ",
                       f"kernel: [{rng.randrange(10**5, 10**6)}.{rng.randrange(10**6):06d}] eth0: rx bytes "))
    return ("syslog", "", f" {rng.choice(HOSTS)} {what}", f" {rng.choice(('ssh2', 'done', 'ok', 'status=0'))}")


def build_log(rng):
    return ("none", "", f"  [{rng.randrange(1, 99)}%] D:\\build\\agent\\src\\net\\{rng.choice(CLASSES)}.cpp(",
            f",{rng.randrange(1, 80)}): warning C4{rng.randrange(100, 999)}: conversion from 'size_t' to 'int', possible loss "
            "of data [D:\\build\\agent\\net.vcxproj]")


def cmtrace(rng):
    return ("cmtrace", f"<![LOG[Policy {{{rng.getrandbits(64):016X}}} evaluated by {rng.choice(CLASSES)}]LOG]!><",
            f'" component="{rng.choice(CLASSES)}" context="" type="1" thread="',
            f'" file="policy.cpp:{rng.randrange(10, 2000)}">')


def postgres(rng):
    return ("iso_ms", "", f" UTC [{rng.randrange(300, 9000)}] app@orders LOG:  duration: {rng.randrange(1000)}."
            f"{rng.randrange(1000):03d} ms  execute S_{rng.randrange(99)}: SELECT * FROM orders WHERE customer = ",
            f" LIMIT {rng.randrange(10, 500)}")


def haproxy(rng):
    return ("syslog", "", f" lb1 haproxy[{rng.randrange(300, 9000)}]: {address(rng)}:{port(rng)} [in] www~ app/"
            f"{rng.choice(HOSTS)} 0/0/{rng.randrange(9)}/{rng.randrange(900)}/{rng.randrange(2000)} {rng.choice(STATUS)} ",
            f' - - ---- {rng.randrange(90)}/{rng.randrange(90)}/0/0/0 0/0 "{rng.choice(VERBS)} {rng.choice(PAGES)} HTTP/1.1"')


def windows_service(rng):
    what = rng.choice(("Dienst gestartet, Größe des Puffers", "service entered the running state, process id",
                       "Wiederherstellung abgeschlossen, geprüfte Sätze", "printer queue emptied, jobs"))
    return ("slash", "", f" {rng.choice(HOSTS)} Service Control Manager Information {rng.randrange(7000, 7050)} "
            f"{rng.choice(CLASSES)}: {what} ", f", session {rng.getrandbits(32):08x}")


def other_codes(rng):
    """Codes of others, and the letters and digits of ours where they mean nothing."""
    what = rng.choice(("HTTP 429 from api, error budget used up, retry after", "update server returned 0x80072EE2, attempt",
                       "fault offset 0x00002746 in module ntdll.dll, process id", "WSAStartup 2.2 done, sockets ready after",
                       "ORA-01017: invalid username, session", "PING answered, sequence"))
    return ("iso", "", f" {rng.choice(HOSTS)} {rng.choice(CLASSES)} {what} ",
            f", build 4.{rng.randrange(90)}.{rng.randrange(10**5, 10**6)}")


MIXED = ((nginx_access, 20), (apache_error, 5), (iis, 12), (aspnet, 10), (spring, 9), (java_trace, 1), (dotnet_trace, 1),
         (python_worker, 6), (json_line, 8), (dockerd, 4), (openvpn, 4), (zabbix, 3), (cbs, 5), (syslog, 8),
         (build_log, 4), (cmtrace, 3), (postgres, 4), (haproxy, 4), (windows_service, 3), (other_codes, 0.3))


# Of one program that logs to JSON: no access logs, whose neighbourhood speaks against errors.
RECORDS = ((aspnet, 10), (spring, 9), (python_worker, 6), (json_line, 8), (dockerd, 4), (zabbix, 3), (postgres, 4),
           (windows_service, 3), (dotnet_trace, 1))


def near_miss(rng):
    """Lines that almost report an error: numbers of the code range and beyond, the letters WSA, words of errors."""
    a, b = rng.randrange(10000, 12000), rng.randrange(10000, 12000)
    call = rng.choice(("WSAStartup", "WSACleanup", "WSARecv", "WSASend", "WSAIoctl", "WSAPoll", "xWSAE", "WSA-", "NEWSAGENT"))
    return rng.choice((
        ("iso_ms", "", f" DEBUG {call} posted {a}.{b} kB, sequence ", f"-{b}, no error"),
        ("iso_ms", "", f" TRACE {call} handle={a}{rng.randrange(10)} context=0x{0x2600 + rng.randrange(256):X}0 took ", " ms"),
        ("iso_ms", "", f" INFO  {call} {address(rng)}:{a} -> {address(rng)}:", " ok, errors none"),
        ("iso", "", f" {call} took {a}ms, {b}kB sent, error log rotated at ", " bytes"),
        ("iso_ms", "", f" {call} id=a{a} uid={b}z ticket {a}_{b} failed over to pool ", f"/{a}"),
        ("iso_t", '{"ts":"', f'","fn":"{call}","port":{a},"pid":{b},"hr":"0x800700{rng.randrange(0x10, 0x50):02X}","bytes":', "}"),
        ("iso_ms", "", f" {call} forcibly close requested by the operator, ticket {a}{b}, queue of ", " jobs"),
        ("iso_ms", "", f" {call} An existing connection was reused, pool {a}/{b}, after ", " ms"),
        ("iso", "", f" {call} 0x2{0x74C:03X}0 0x{a * 16:05X} 0x80071{rng.randrange(4096):03X} {a}{b} at line ", " of the dump"),
        ("zabbix", f"{a:6d}:", f" {call} connected to [{address(rng)}:10051], {a} items, ", f"/{b} values"),
        ("iso_ms", "", f" {call} No such host key known; the requested address is valid, port ", f", pid {b}"),
        ("iso_ms", "", f" {call} pid {a} tid {b} exited, 1{a} 0{b} errors: 0, uptime ", " s")))


def hits(rng, code, name, text, translated):
    """A line that reports the code, and no other, in one of the usual forms."""
    return rng.choice((
        ("iso_ms", "", f" [{rng.randrange(1, 99)}] ERROR Contoso.Web.{rng.choice(CLASSES)} - System.Net.Sockets.SocketException "
         f"({code}): {text} after ", " ms"),
        ("iso_ms", "", f" ERROR connect to {rng.choice(HOSTS)} failed: {name} ({code}), attempt took ", " ms"),
        ("iso", "", f" {address(rng)}:{port(rng)} read UDPv4: {text} ({name}) (code={code}) after ", " packets"),
        ("iso_ms", "", f" - worker.{rng.randrange(16)} - ERROR - OSError: [WinError {code}] {text} (task ", ")"),
        ("iso_t", '{"level":"error","ts":"', f'","msg":"dial failed","err":"dial tcp {address(rng)}:{port(rng)}: connectex: '
         f'{text}.","dur_ms":', "}"),
        ("zabbix", f"{rng.randrange(300, 9000):6d}:", f" cannot connect to [{address(rng)}:{port(rng)}]: [0x{code:08X}] {text}, next try after ",
         " ms"),
        ("iso", "", f", Error                 CBS    Failed to download package [HRESULT = 0x{0x80070000 + code:08X}], ",
         " bytes read"),
        ("apache", "[", f"] [proxy:error] [pid {rng.randrange(300, 9000)}] (OS {code}){text}.  : AH00957: HTTP: attempt to connect "
         f"to {address(rng)}:{port(rng)} failed, ", " ms"),
        ("iso_ms", "", f" ERROR recv() failed, WSAGetLastError() = {code}, ", " bytes lost"),
        ("slash", "", f" [error] {rng.randrange(300, 9000)}#0: *{rng.randrange(10**6, 10**7)} WSARecv() failed ({code}: {text}) "
         "while reading response header from upstream, bytes sent: ", ""),
        ("iso_ms", "", f" WARN  {rng.choice(CLASSES)}: Socket Error # {code} on handle ", ""),
        ("iso_t", "", f" error: tcp connect error: {text} (os error {code}), retry in ", " ms"),
        ("iso_ms", "", f" FEHLER {rng.choice(CLASSES)}: {translated} ({name}), Versuch nach ", " ms")))


def pool(rng, family_weights, count):
    """About count sets of pieces, as many of each family as its weight says."""
    total = sum(weight for _, weight in family_weights)
    return [family(rng) for family, weight in family_weights for _ in range(max(1, int(count * weight / total)))]


def hit_pool(rng, count):
    """Sets of pieces with their code: [((stamp, before, between, after), code)]."""
    usual = {10054: 30, 10060: 22, 10061: 18, 10053: 10, 11001: 8, 10048: 5}
    names, english, german = knowledge.names(), knowledge.texts("en"), knowledge.texts("de")
    codes = rng.choices(knowledge.COMMON, [usual.get(code, 1) for code in knowledge.COMMON], k=count)
    return [(hits(rng, code, names[code], english[code], german.get(code, english[code])), code) for code in codes]
