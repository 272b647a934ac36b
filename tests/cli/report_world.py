"""A database with something of everything, made by scanning generated logs, and hostile ones."""
import gzip
import os
import random
import sqlite3
import subprocess

MTIME = 1795500000 * 10**9  # of files whose lines have no time; 2026-11-24T05:20:00Z
LEVELS = ['ERROR', 'WARN', 'error', 'FATAL']
PEERS = ['10.1.2.3:8443', '10.1.2.3:443', '10.9.8.7:80', '[2001:db8::5]:9000', 'db.example.com:1433',
         '192.0.2.9:5000']
PHRASES = ['connect to {peer} failed: WSAGetLastError: {code}', 'recv() failed, Winsock error {code}',
           'send to {peer} failed: WinError {code}', 'socket error {code} from {peer}: os error {code}']
CODES = [10054] * 8 + [10061] * 5 + [10060] * 3 + [11001] * 2 + [10035, 10048, 10055, 997, 10013, 10049, 10065]


class Program:
    """wsalog in a home of its own, where nothing of the caller's is read."""

    def __init__(self, path, home):
        self.path, self.home = os.path.abspath(path), home

    def run(self, *args, tz='UTC', data=b'', status=0):
        env = {k: v for k, v in os.environ.items() if not k.startswith(('WSALOG_', 'LC_', 'XDG_'))}
        env.update(HOME=self.home, LC_ALL='C.UTF-8', TZ=tz, TERM='dumb')
        done = subprocess.run([self.path, *args], env=env, cwd=self.home, input=data,
                              capture_output=True, timeout=120, check=False)
        if done.returncode != status:
            raise AssertionError('%s: %d %s' % (args, done.returncode, done.stderr.decode()))
        return done.stdout


def stamp(seconds):
    """2026-11-20T00:00:00Z and so many seconds."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    return '2026-11-%02dT%02d:%02d:%02d.%03dZ' % (20 + day, hour, minute, second, seconds % 1000)


def lines_of(seed, count, span, host, timed=True):
    rng = random.Random(seed)
    lines = []
    for at in sorted(rng.randrange(span) for _ in range(count)):
        what = rng.choice(PHRASES).format(peer=rng.choice(PEERS), code=rng.choice(CODES))
        when = '%s %s %s[%d]: ' % (stamp(at), host, rng.choice(['orders', 'sync.exe']), at) if timed else ''
        lines.append('%s%s #%d %s' % (when, rng.choice(LEVELS), at, what))
    return lines


def make(program):
    """Scan what was generated. @return path of the database"""
    home = program.home
    burst = lines_of(1, 400, 3 * 86400, 'web1')
    files = {'logs/web1.log': burst, 'logs/web2.log': lines_of(2, 150, 86400, 'web2'),
             'logs/plain.log': lines_of(3, 40, 86400, '', timed=False), 'logs/quiet.log': ['all is well'],
             'tail.log': burst[-60:]}
    os.makedirs(os.path.join(home, 'logs'), exist_ok=True)
    for name, lines in files.items():
        path = os.path.join(home, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + ('' if name.endswith('web2.log') else '\n'))
        os.utime(path, ns=(MTIME, MTIME))
    path = os.path.join(home, 'logs/old.log.gz')
    with gzip.GzipFile(path, 'wb', mtime=0) as file:
        file.write('\n'.join(lines_of(4, 80, 7200, 'db1') + ['']).encode())
    os.utime(path, ns=(MTIME, MTIME))
    with open(path, 'rb') as file, open(os.path.join(home, 'logs/broken.log.gz'), 'wb') as broken:
        broken.write(file.read()[:900])
    program.run('scan', '--db', 'world.db', '--case', 'A', 'logs', status=3)
    program.run('scan', '--db', 'world.db', '--case', 'B', '--host', 'laptop', 'tail.log')
    program.run('annotate', '--db', 'world.db', data='\n'.join(lines_of(5, 20, 3600, 'pipe')).encode())
    path = os.path.join(home, 'world.db')
    database = sqlite3.connect(path)
    # As after a run that was killed.
    database.execute('UPDATE source SET complete = 0 WHERE id = (SELECT max(source) FROM sighting)')
    database.commit()
    database.close()
    return path


HOSTILE = ['<script>alert(1)</script>', '"\'><img src=x onerror=alert(1)>', '\u202egnp.exe\u202c rtl',
           'שלום עולם', '</style><style>*{display:none}', '</title></svg><h1>big</h1>', '\x1b[31mred\x07\x00',
           '&amp;&lt;&#x3c;', '<!-- ', '\u200b\ufeff zero', ']]>', 'A' * 8192, 'عربى' * 20, '\udcff\udc80',
           '\u2066\u0085\u2028 x', '\U000e0041\ufffe']


def make_hostile(program):
    """Lines that try to be more than text: 40 codes, long peers, a name with markup."""
    codes = [*range(10035, 10052), *range(10052, 10072), 10091, 10092, 10093, 11001, 11002, 11003, 11004]
    lines = []
    for number in range(240):
        peer = 'p' * 60 + '.' + 'very-long-name.' * 17 + 'example.com:443' if number % 5 == 0 else \
            '10.0.%d.%d:8080' % (number % 7, number % 250)
        lines.append('%s h%d <b>proc</b>[%d]: ERROR %s connect to %s failed: WSAGetLastError: %d' % (
            stamp(number * 977), number % 3, number, HOSTILE[number % len(HOSTILE)], peer,
            codes[number % len(codes)]))
    name = '<h>&"\u202ex.log'
    with open(os.path.join(program.home, name), 'wb') as file:
        file.write('\n'.join(lines + ['']).encode('utf-8', 'surrogateescape'))
    program.run('scan', '--db', 'hostile.db', '--case', '<i>c</i>', name)
    return os.path.join(program.home, 'hostile.db')
