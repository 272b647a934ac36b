"""Log time formats by table: the same lines in several zones. test_formats.py WSALOG STAMPS.tsv FORMATS.tsv

The tables say what a clock showed; Python's zoneinfo says which instant that was. Where a clock showed a time
twice, the earlier one counts, and a time that it skipped lies as far behind the gap.
"""

import contextlib
import datetime
import os
import sqlite3
import subprocess
import sys
import tempfile
import zoneinfo

ZONES = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe']
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
WRITTEN = datetime.datetime(2026, 11, 22, 20, tzinfo=datetime.timezone.utc)
HIT = 'WSAECONNRESET in test%d'  # one of its own, so that no two logs begin alike


def rows_of(path):
    with open(path, encoding='utf-8') as file:
        for line in file:
            if line.strip() and not line.startswith('#'):
                yield line.rstrip('\n').split('\t')


def examples(path):
    """Those of the formats, as rows of the other table. What they leave open is as a clock shows it."""
    for name, where, _, example, expected in rows_of(path):
        if where == 'heading':
            continue
        instant, _, assumed = expected.partition(' ')
        zone = 'local' if 'zone' in assumed else '+00:00'
        yield name, [example.replace('\\t', '\t') + ' HIT', '-', instant.rstrip('Z'), zone, assumed or '-']


def extras(path):
    for number, row in enumerate(rows_of(path), 1):
        content = row[0].replace('\\n', '\n').replace('\\t', '\t')
        yield f'row {number} ({row[0][:40]})', [content] + row[1:]


def text_of(instant):
    return instant.astimezone(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%fZ')


def expected(clock, zone, local):
    at = datetime.datetime.fromisoformat(clock.ljust(26, '0') if '.' in clock else clock)
    zone = local if zone == 'local' else datetime.datetime.fromisoformat('2026-01-01T00:00:00' + zone).tzinfo
    return text_of(at.replace(tzinfo=zone, fold=0))


def write(directory, rows):
    for index, (_, row) in enumerate(rows):
        place = os.path.join(directory, '%04d' % index)
        os.mkdir(place)
        path = os.path.join(place, 'app.log' if row[1] == '-' else row[1])
        with open(path, 'w', encoding='utf-8') as file:
            file.write(row[0].replace('HIT', HIT % index) + '\n')
        os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))


def scan(wsalog, directory, zone):
    """{index: (time, assumed)} as the database has them in the end."""
    database = os.path.join(directory, 'db')
    subprocess.run([wsalog, 'scan', '--db', database, '-q', os.path.join(directory, 'logs')], check=True,
                   env=dict(os.environ, TZ=zone), stdout=subprocess.DEVNULL)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        rows = connection.execute('SELECT source, time_us, time_assumed FROM occurrences').fetchall()
    os.remove(database)
    names = ['zone', 'year', 'day-order', 'date']
    return {int(os.path.basename(os.path.dirname(source))):
            (text_of(EPOCH + datetime.timedelta(microseconds=time_us)),
             ','.join(name for bit, name in enumerate(names) if assumed >> bit & 1) or '-')
            for source, time_us, assumed in rows}


def main(wsalog, stamps, formats):
    rows = [*examples(stamps), *extras(formats)]
    failures = 0
    with tempfile.TemporaryDirectory() as directory:
        os.mkdir(os.path.join(directory, 'logs'))
        write(os.path.join(directory, 'logs'), rows)
        for zone in ZONES:
            found = scan(wsalog, directory, zone)
            for index, (name, row) in enumerate(rows):
                want = expected(row[2], row[3], zoneinfo.ZoneInfo(zone)), row[4]
                if found.get(index) != want:
                    failures += 1
                    print(f'{zone}: {name}: {found.get(index)}, not {want}')
    print(f'{len(rows)} formats in {len(ZONES)} zones, {failures} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
