"""What synthetic incidents are made of: logs of several programs, ways to say an error, noise.

Everything follows from a seed. Names and addresses are those set aside for documentation, or private.
"""
import datetime
import json
import pathlib
import random
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = {}
TEXTS = {}
TEXT = re.compile(r"\{code: (\d+), lang: ([A-Za-z-]+), text: (['\"])(.*?)\3")


def load_names():
    """WSA names and message texts, from the project's own data."""
    code = None
    for line in (ROOT / 'patterns/codes.yaml').read_text(encoding='utf-8').splitlines():
        if line.startswith('- code: '):
            code = int(line.split()[-1])
        elif line.startswith('  name'):
            NAMES[code] = re.search(r'WSA\w+', line)[0]
    for match in TEXT.finditer((ROOT / 'patterns/texts.yaml').read_text(encoding='utf-8')):
        TEXTS.setdefault((int(match[1]), match[2]), match[4].replace("''", "'"))


load_names()
NOISE = {10035, 997, 996, 995, 10004, 10101}
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
START = datetime.datetime(2026, 11, 17, 6, 30)


def text_of(code, language):
    return TEXTS.get((code, language)) or TEXTS.get((code, 'en')) or NAMES[code]


class World:
    """Log files being written, with one source of chance."""

    def __init__(self, seed):
        self.rnd = random.Random(seed)
        self.logs = []
        self.truth = None

    def log(self, style=None, host=None, process=None, language='en', forms=None):
        style = style or self.rnd.choice(sorted(STYLES))
        log = Log(self, style, host or self.rnd.choice(['web01', 'app-7', 'SRV-DB2', 'gw3', 'pc1123']),
                  process or self.rnd.choice(['relayd', 'shopd', 'syncsvc', 'agent', 'poller']), language,
                  forms or self.rnd.sample(sorted(FORMS), 3))
        self.logs.append(log)
        return log

    def ip(self, net='10.20'):
        return f'{net}.{self.rnd.randrange(256)}.{self.rnd.randrange(1, 255)}'

    def public(self):
        return f'203.0.113.{self.rnd.randrange(1, 255)}'

    def name(self):
        return self.rnd.choice(['api', 'db', 'files', 'mail', 'auth', 'cdn', 'queue', 'img', 'ldap', 'pay']) + \
            f'{self.rnd.randrange(30)}.' + self.rnd.choice(['example.com', 'example.net', 'corp.example', 'internal.example'])

    def write(self, folder):
        for i, log in enumerate(self.logs):
            (folder / f'{i}-{log.process}.log').write_bytes(log.render())


class Log:
    def __init__(self, world, style, host, process, language, forms):
        self.world, self.style, self.host, self.process = world, style, host, process
        self.language, self.forms = language, forms
        self.lines = []

    def put(self, seconds, level, message):
        self.lines.append((seconds, len(self.lines), level, message))

    def fail(self, seconds, code, what, level='ERROR', form=None):
        """what: a message with {} where the error goes."""
        rnd = self.world.rnd
        form = form or rnd.choice(self.forms)
        self.put(seconds, level, what.replace('{}', FORMS[form](code, self.language)))

    def chatter(self, start, end, count):
        """Lines without any error."""
        rnd = self.world.rnd
        for _ in range(count):
            self.put(rnd.uniform(start, end), 'INFO', rnd.choice([
                'request handled in %d ms' % rnd.randrange(2, 900), 'cache refreshed, %d entries' % rnd.randrange(9999),
                'session %06x opened' % rnd.randrange(1 << 24), 'heartbeat ok', 'job %d finished' % rnd.randrange(70000),
                'GET /items/%d 200 %d bytes' % (rnd.randrange(9999), rnd.randrange(90000))]))

    def render(self):
        out = []
        for seconds, number, level, message in sorted(self.lines):
            when = START + datetime.timedelta(seconds=seconds)
            out.append(STYLES[self.style](self, when, number, level, message))
        return ('\n'.join(out) + '\n').encode('utf-8')


def iso(log, when, number, level, message):
    return f'{when:%Y-%m-%d %H:%M:%S},{when.microsecond // 1000:03d} {level:5} [{log.process}] {message}'


def syslog(log, when, number, level, message):
    return (f'{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond:06d}+00:00 {log.host} '
            f'{log.process}[{1000 + len(log.process)}]: {level.lower()}: {message}')


def bracket(log, when, number, level, message):
    return f'[{when:%Y-%m-%d %H:%M:%S.%f}] [{level.lower()}] [T{number % 9}] {log.process}: {message}'


def jsonl(log, when, number, level, message):
    return json.dumps({'time': f'{when:%Y-%m-%dT%H:%M:%S.%f}Z', 'level': level.lower(), 'host': log.host,
                       'app': log.process, 'msg': message}, ensure_ascii=False)


def plain(log, when, number, level, message):
    return f'{when:%Y/%m/%d %H:%M:%S} {log.process}.exe {level} {message}'


STYLES = {'iso': iso, 'syslog': syslog, 'bracket': bracket, 'jsonl': jsonl, 'plain': plain}


def hresult(code, language):
    return f'HRESULT 0x{0x80070000 | code:08X}'


FORMS = {
    'number': lambda code, language: f'error {code}',
    'last': lambda code, language: f'WSAGetLastError() = {code}',
    'name': lambda code, language: NAMES[code],
    'both': lambda code, language: f'{NAMES[code]} ({code})',
    'text': lambda code, language: text_of(code, language),
    'hresult': hresult,
    'python': lambda code, language: f'[WinError {code}] {text_of(code, language)}',
    'rust': lambda code, language: f'{text_of(code, language)} (os error {code})',
    'dotnet': lambda code, language: f'System.Net.Sockets.SocketException ({code}): {text_of(code, language)}',
}


def background(world, start, end, count, avoid=(), serious=0.25):
    """Noise: mostly codes of healthy programs, some failures here and there, in a log of its own and in others."""
    rnd = world.rnd
    log = world.log(process='noised', forms=['number', 'name', 'both'])
    logs = [log] + world.logs[:1]
    for _ in range(count):
        at, to = rnd.uniform(start, end), rnd.choice(logs)
        if rnd.random() >= serious:
            code = rnd.choice([10035, 10035, 10035, 997, 996, 995, 10004])
            to.fail(at, code, rnd.choice(['recv: {}', 'send would block: {}', 'overlapped read: {}', 'WSARecv returned {}']),
                    'DEBUG', form='both')
            continue
        code = rnd.choice([c for c in (10054, 10060, 10061, 10053, 11001, 10057, 10049) if c not in avoid])
        call = {10060: 'connect to %s:443 failed: {}', 10061: 'connect to %s:80 failed: {}', 11001: 'lookup of host %s failed: {}',
                10049: 'bind to %s:0 failed: {}'}.get(code, 'client %s:50123: recv failed: {}')
        to.fail(at, code, call % (world.name() if code == 11001 else world.public()), 'WARN')
    return log
