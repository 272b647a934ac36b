"""Times do not depend on how a log came: whole or grown piece by piece, by one thread or by several, from a
file or through a pipe, after a run that was killed. test_pieces.py WSALOG [ROUNDS]
"""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

WRITTEN = 1767268800 + 40 * 86400  # 2026-02-10T12:00:00Z
HIT = 'connect failed: WSAECONNREFUSED'
ROWS = 'SELECT hex(id), line, offset, time_us, time_text, time_from, time_assumed FROM occurrence ORDER BY id'
SUMS = """SELECT code, quarter, n, folded, inherited, from_file, first_us, last_us FROM summary
          WHERE n + folded > 0 ORDER BY 1, 2"""
TALLY = """SELECT field, value, number, n, folded, undated, first_us, last_us FROM tally
           WHERE n + folded > 0 ORDER BY 1, 2, 3"""


def clock(seconds, form):
    return time.strftime(form, time.gmtime(seconds))


def log(rng, form, seconds, step, lines, hits, head=''):
    """Lines of one form of stamp, step seconds apart on average; some have traces behind them."""
    out = [head] if head else []
    for number in range(lines):
        seconds += rng.randrange(1, 2 * step)
        hit = rng.random() < hits
        out.append('%s worker %d %s\n' % (clock(seconds, form), number, HIT if hit else 'is well'))
        for _ in range(rng.choice([0, 0, 0, 1, 3])):
            out.append('    at frame(%d) %s\n' % (number, HIT + ' again' if rng.random() < hits else ''))
    return ''.join(out)


def logs(rng, size):
    december = 1764547200  # 2025-12-01
    yield 'slash', log(rng, '%d/%m/%Y %H:%M:%S', december, 3 * 86400 // size, 10 * size, 0.1)
    yield 'slash-short', log(rng, '%d/%m/%Y %H:%M:%S', december, 300, 20, 0.5)
    yield 'month-first', log(rng, '%m/%d/%Y %I:%M:%S %p', december, 5 * 86400 // size, 10 * size, 0.1)
    yield 'syslog', log(rng, '%b %d %H:%M:%S', december - 40000000, 20000, 10 * size, 0.1)
    yield 'syslog-year', log(rng, '%b %d %H:%M:%S', december, 2000, 10 * size, 0.1, '# log of 2024-12-01\n')
    yield 'clock', log(rng, '%H:%M:%S', december, 2000, 10 * size, 0.1)
    yield 'clock-headed', log(rng, '%H:%M:%S', december, 2000, 10 * size, 0.1) + \
        '--- Day changed Mon Dec 01 2025\n' + log(rng, '%H:%M:%S', december, 2000, 30, 0.3)
    yield 'far', '2025-12-01 08:00:00 worker started\n' + 'a line without a time\n' * 300 + HIT + '\n'
    yield 'iso', log(rng, '%Y-%m-%d %H:%M:%S', december, 2000, 10 * size, 0.1)


def environment():
    return dict(os.environ, TZ='Europe/Berlin')


def scan(wsalog, database, path, *options):
    subprocess.run([wsalog, 'scan', '-q', '--db', database, *options, path], check=True, env=environment(),
                   stdout=subprocess.DEVNULL)


def read(database):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [connection.execute(query).fetchall() for query in (ROWS, SUMS, TALLY)]


def write(path, content):
    with open(path, 'w', encoding='ascii') as file:
        file.write(content)
    os.utime(path, (WRITTEN, WRITTEN))


def kill(wsalog, database, path, rng):
    child = subprocess.Popen([wsalog, 'scan', '-q', '--db', database, path], env=environment(),
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(rng.random() * 0.03)
    child.send_signal(signal.SIGKILL)
    child.wait()


def ways(wsalog, directory, path, content, rng):
    """(what, database) for each way to read the content."""
    for jobs in '2', '4':
        database = os.path.join(directory, f'jobs{jobs}')
        scan(wsalog, database, path, '-j', jobs)
        yield f'{jobs} threads', database
    database = os.path.join(directory, 'pieces')
    cuts = sorted(rng.randrange(len(content)) for _ in range(rng.randrange(1, 4)))
    for cut in cuts:
        write(path, content[:cut])
        scan(wsalog, database, path)
    write(path, content)
    scan(wsalog, database, path)
    yield f'pieces up to {cuts}', database
    database = os.path.join(directory, 'again')
    scan(wsalog, database, path)
    scan(wsalog, database, path)
    yield 'twice', database
    database = os.path.join(directory, 'killed')
    kill(wsalog, database, path, rng)
    scan(wsalog, database, path)
    yield 'killed and again', database


def main(wsalog, rounds='1'):
    failures = checks = rows = 0
    for number in range(int(rounds)):
        rng = random.Random(number)
        for name, content in logs(rng, rng.choice([5, 50, 1500])):
            with tempfile.TemporaryDirectory() as directory:
                path = os.path.join(directory, 'app.log')
                write(path, content)
                scan(wsalog, os.path.join(directory, 'whole'), path, '-j', '1')
                want = read(os.path.join(directory, 'whole'))
                rows += len(want[0])
                if name == 'far' and want[0][0][3] is not None:
                    failures += 1
                    print('a line far from any record has a time')
                for what, database in ways(wsalog, directory, path, content, rng):
                    checks += 1
                    got = read(database)
                    if got != want:
                        failures += 1
                        other = [(a, b) for x, y in zip(want, got) for a, b in zip(x, y) if a != b]
                        print(f'round {number}: {name} ({len(want[0])} rows), {what}: {len(other)} differ: {other[:2]}')
    print(f'{checks} readings of {rows} rows, {failures} differ')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
