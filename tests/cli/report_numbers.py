#!/usr/bin/env python3
"""Every number of a report, in every format, is what SQL says over the public views.

    report_numbers.py WSALOG
"""
import csv
import io
import json
import os
import re
import sqlite3
import sys
import tempfile
import unittest

import report_page
import report_world

PROGRAM = sys.argv.pop(1)
US = 10**6
HOUR = 3600 * US
DAY_US = 1795132800 * US  # 2026-11-20T00:00:00Z
ZONES = {'UTC': 0, 'IST-5:30': 19800 * US}
KEYS = {'code': 'code', 'source': 'source', 'peer': 'peer_address', 'call': 'call', 'pattern': 'pattern',
        'host': 'host', 'level': 'level', 'process': 'process'}
UNITS = {'day': 24 * HOUR, 'hour': HOUR, 'minute': 60 * US}
BYS = [*KEYS, *UNITS]
IGNORE = "format: 1\nkind: ignore\nignore:\n- {code: 10061, peer: '10.1.*', why: known}\n- {text: sync.exe}\n"

# Options, and the same as a condition over `occurrences`.
FILTERS = [
    ([], '1'),
    (['--code', '10054', '--code', '997'], 'code IN (10054, 997)'),
    (['--since', '2026-11-20T06:00:00Z', '--until', '2026-11-21T00:00:00Z'],
     'at_us >= %d AND at_us < %d' % (DAY_US + 6 * HOUR, DAY_US + 24 * HOUR)),
    (['--since', '2026-11-20T06:07:11Z'], 'at_us >= %d' % (DAY_US + 6 * HOUR + 431 * US)),
    (['--until', '2026-11-20T00:31:00Z'], 'at_us < %d' % (DAY_US + 1860 * US)),
    (['--source', 'web*.log'], "source GLOB '*/web*.log'"),
    (['--case', 'A'], "case_name = 'A'"),
    (['--host', 'WEB*'], "lower(host) GLOB 'web*'"),
    (['--peer', '10.1.2.3:443'], "peer_address = '10.1.2.3' AND peer_port = 443"),
    (['--level', 'error'], "lower(level) = 'error'"),
    (['--ignore', 'ignore.yaml'],
     "NOT coalesce(code = 10061 AND peer_address GLOB '10.1.*', 0) AND instr(lower(text), 'sync.exe') = 0"),
    (['--level', 'warn', '--code', '10061', '--host', 'web1', '--since', '2026-11-20T12:00:00Z'],
     "lower(level) = 'warn' AND code = 10061 AND host = 'web1' AND at_us >= %d" % (DAY_US + 12 * HOUR)),
]


def setUpModule():
    global FOLDER, WSALOG, DB
    FOLDER = tempfile.TemporaryDirectory()
    WSALOG = report_world.Program(PROGRAM, FOLDER.name)
    DB = sqlite3.connect('file:%s?mode=ro' % report_world.make(WSALOG), uri=True)
    with open(os.path.join(FOLDER.name, 'ignore.yaml'), 'w', encoding='utf-8') as file:
        file.write(IGNORE)


def tearDownModule():
    DB.close()
    FOLDER.cleanup()


def ask(sql):
    return DB.execute(sql).fetchall()


def key_sql(by, zone=0):
    if by in KEYS:
        return "coalesce(%s, '')" % KEYS[by]
    return '(at_us + %d) / %d * %d - %d' % (zone, UNITS[by], UNITS[by], zone)


def expected(by, where, zone=0):
    """[(key, count, first, last)] as the views have it."""
    return sorted(ask('SELECT %s AS key, count(*), min(at_us), max(at_us) FROM occurrences WHERE %s GROUP BY key'
                      % (key_sql(by, zone), where)), key=repr)


def instant(text):
    """RFC 3339 to microseconds, without a rounding."""
    date, fraction = re.fullmatch(r'([^.]*)(?:\.(\d+))?Z', text).groups()
    seconds = ask("SELECT unixepoch('%s')" % date)[0][0]
    return seconds * US + int((fraction or '').ljust(6, '0'))


def report(*options, tz='UTC'):
    return WSALOG.run('report', '--db', 'world.db', '--limit', '0', *options, tz=tz).decode()


def cut(rows, unit):
    """Times as far as a format shows them."""
    return sorted((count, first // unit, last // unit) for _, count, first, last in rows)


class World(unittest.TestCase):
    def test_has_something_of_everything(self):
        rows, = ask('SELECT count(DISTINCT code) > 8, count(DISTINCT peer_address) > 4, count(DISTINCT host) > 3, '
                    'count(DISTINCT process) > 1, count(DISTINCT level) > 2, count(call) > 9, '
                    'count(*) > count(time_us), count(DISTINCT source) > 3, count(DISTINCT case_name) > 1, '
                    '(SELECT count(*) FROM occurrence WHERE folded) > 50, '
                    '(SELECT count(*) FROM occurrence WHERE provisional) > 0, '
                    '(SELECT count(*) FROM sources WHERE NOT complete) > 0 FROM occurrences')
        self.assertEqual(rows, (1,) * len(rows))


class Case(unittest.TestCase):
    def for_each(self, bys, check, filters=tuple(FILTERS)):
        """check(options, condition, by) for every filter."""
        for options, where in filters:
            for by in bys:
                with self.subTest(options=options, by=by):
                    check(options, where, by)


class Csv(Case):
    def test_has_the_numbers_of_the_views(self):
        def check(options, where, by):
            rows = list(csv.DictReader(io.StringIO(report('--format=csv', '--by', by, *options))))
            name = 'peer_address' if by == 'peer' else by
            shown = [(r[name].removeprefix("'"), int(r['count']), instant(r['first']), instant(r['last'])) for r in rows]
            if by == 'hour' or by == 'minute':
                shown = [(instant(key), *rest) for key, *rest in shown]
            elif by == 'day':
                shown = [(instant(key + 'T00:00:00Z'), *rest) for key, *rest in shown]
            elif by == 'code':
                shown = [(int(key), *rest) for key, *rest in shown]
            self.assertEqual(sorted(shown, key=repr), expected(by, where))

        self.for_each(BYS, check)

    def test_has_the_pairs_of_the_views(self):
        for first, second in (('code', 'hour'), ('peer', 'level'), ('host', 'code'), ('day', 'process')):
            for options, where in FILTERS:
                with self.subTest(options=options, pair=(first, second)):
                    rows = list(csv.DictReader(io.StringIO(
                        report('--format=csv', '--by', first + ',' + second, *options))))
                    wanted = ask('SELECT count(*), min(at_us), max(at_us) FROM occurrences WHERE %s GROUP BY %s, %s'
                                 % (where, key_sql(first), key_sql(second)))
                    self.assertEqual(sorted((int(r['count']), instant(r['first']), instant(r['last'])) for r in rows),
                                     sorted(wanted))


class Json(Case):
    def test_has_the_numbers_of_the_views(self):
        def check(options, where, by):
            found = json.loads(report('--format=json', '--by', by, *options))
            total, first, last = ask('SELECT count(*), min(at_us), max(at_us) FROM occurrences WHERE ' + where)[0]
            self.assertEqual(found['total'], total)
            if '--since' not in options:
                self.assertEqual(instant(found['span']['since']), first)
            if '--until' not in options:
                self.assertEqual(instant(found['span']['until']), last)
            self.assertEqual(found['times'], dict(zip(
                ('absent', 'line', 'inherited', 'file'),
                ask('SELECT %s FROM occurrences WHERE %s' % (','.join(
                    'count(*) FILTER (WHERE time_from = %d)' % i for i in range(4)), where))[0])))
            tables = {'codes': 'code', 'sources': 'source', 'peers': 'peer', 'calls': 'call', 'days': 'day', 'rows': by}
            for name, key in tables.items():
                shown = [('', row['count'], instant(row['first']), instant(row['last'])) for row in found[name]]
                self.assertEqual(cut(shown, 1), cut(expected(key, where), 1), name)
            self.assertEqual({row['code']: row['count'] for row in found['codes']},
                             dict(ask('SELECT code, count(*) FROM occurrences WHERE %s GROUP BY code' % where)))

        self.for_each(['host', 'hour'], check)

    def test_counts_what_is_folded_or_ignored(self):
        self.assertEqual(json.loads(report('--format=json'))['folded'],
                         ask('SELECT count(*) FROM occurrence WHERE folded')[0][0])
        words = report('--ignore', 'ignore.yaml')
        ignored = ask("SELECT count(*) FROM occurrences WHERE NOT (%s)" % FILTERS[-2][1])[0][0]
        self.assertIn('%d ignored' % ignored, words)


class Markdown(Case):
    def test_has_the_numbers_of_the_views(self):
        def check(options, where, by):
            rows = re.findall(r'^\|(?: [^|]+ \|)*? (\d+) \| (\d{4}-[^|]+) \| (\d{4}-[^|]+) \|',
                              report('--format=markdown', '--by', by, *options), re.MULTILINE)
            shown = [('', int(count), instant(first.strip().replace(' ', 'T') + 'Z'),
                      instant(last.strip().replace(' ', 'T') + 'Z')) for count, first, last in rows]
            self.assertEqual(cut(shown, US), cut(expected(by, where), US))

        self.for_each(['code', 'peer', 'hour'], check)



class Text(Case):
    def test_has_the_numbers_of_the_views(self):
        def check(options, where, by):
            words = report('--by', by, *options)
            total = ask('SELECT count(*) FROM occurrences WHERE ' + where)[0][0]
            self.assertRegex(words, r'\b%d occurrences? of' % total)
            rows = re.findall(r'^\S.* (\d+) +(\d+|<1)%  ?', words, re.MULTILINE)
            wanted = [count for _, count, _, _ in expected(by, where)]
            self.assertEqual(sorted(int(count) for count, _ in rows), sorted(wanted))
            for count, share in rows:
                self.assertEqual(share, str(100 * int(count) // total or '<1'))

        self.for_each(['code', 'peer', 'day'], check)



class Html(Case):
    def page(self, *options, tz='UTC'):
        return report_page.Page(report('--format=html', *options, tz=tz))

    def check_rows(self, page, table, by, where, zone=0):
        shown = [(key, count, instant(first), instant(last)) for key, count, first, last in page.rows('t-' + table)]
        if table == 'code' and 't-noise' in page.tables:
            shown += [(key, count, instant(first), instant(last)) for key, count, first, last in page.rows('t-noise')]
        self.assertEqual(cut(shown, US // 1000), cut(expected(by, where, zone), US // 1000), table)

    def check_shares(self, page, table, total):
        for row in page.tables['t-' + table][1:]:
            count, share = [cell['text'] for cell in row if cell['tag'] == 'td'][:2]
            if re.fullmatch(r'\d+\.\d%', share):
                self.assertAlmostEqual(float(share[:-1]), 100 * report_page.number(count) / total, delta=0.051)
            else:
                self.assertIn(share, ('<0.1%', '>99.9%'))

    def check_timeline(self, page, where):
        head, *rows = page.tables['t-timeline']
        borders = [instant(row[0]['time']) for row in rows] + [2**62]
        for row, begins, ends in zip(rows, borders, borders[1:]):
            inside = '%s AND at_us >= %d AND at_us < %d' % (where, begins, ends)
            counts = dict(ask('SELECT code, count(*) FROM occurrences WHERE %s GROUP BY code' % inside))
            for column, cell in zip(head[1:], row[1:]):
                if column['text'] == 'all':
                    self.assertEqual(report_page.number(cell['text']), sum(counts.values()))
                elif re.match(r'\d{3,5} WSA', column['text']) or re.fullmatch(r'\d{5}', column['text']):
                    self.assertEqual(report_page.number(cell['text']), counts.get(int(column['text'].split()[0]), 0))
            self.assertEqual(sum(report_page.number(cell['text']) for cell in row[1:-1]), sum(counts.values()))

    def check_heat(self, page, where, zone):
        counts = dict(ask('SELECT (at_us + %d) / %d, count(*) FROM occurrences WHERE %s GROUP BY 1'
                          % (zone, HOUR, where)))
        head, *rows = page.tables['t-heat']
        self.assertEqual([cell['text'] for cell in head[1:-1]], ['%02d' % hour for hour in range(24)])
        for row in rows:
            day = instant(row[0]['text'].split()[1] + 'T00:00:00Z') // HOUR
            for hour, cell in enumerate(row[1:-1]):
                self.assertEqual(report_page.number(cell['text'] or '0'), counts.pop(day + hour, 0))
            self.assertEqual(report_page.number(row[-1]['text']),
                             sum(report_page.number(cell['text'] or '0') for cell in row[1:-1]))
        self.assertEqual(counts, {})

    def test_has_the_numbers_of_the_views(self):
        for options, where in FILTERS:
            for tz, zone in ZONES.items():
                with self.subTest(options=options, tz=tz):
                    page = self.page(*options, tz=tz)
                    total, codes, hosts = ask('SELECT count(*), count(DISTINCT code), count(DISTINCT host) '
                                              'FROM occurrences WHERE ' + where)[0]
                    self.assertEqual((page.number('n-total'), page.number('n-codes')), (total, codes))
                    self.assertEqual(page.number('n-hosts') if 'n-hosts' in page.ids else 0, hosts)
                    for by in ('code', 'peer', 'call', 'source', 'host', 'process', 'level'):
                        if 't-' + by in page.tables:
                            self.check_rows(page, by, by, where)
                            self.check_shares(page, by, total)
                        else:
                            self.assertLessEqual(len(expected(by, where)), 1)
                    self.check_timeline(page, where)
                    self.check_heat(page, where, zone)

    def test_has_every_table(self):
        page = self.page()
        for by in ('code', 'peer', 'call', 'source', 'host', 'process', 'level'):
            self.assertIn('t-' + by, page.tables)

    def test_has_the_table_of_by(self):
        def check(options, where, by):
            self.check_rows(self.page('--by', by, *options), by, by, where)

        self.for_each(BYS, check, FILTERS[::4])
        for tz, zone in ZONES.items():
            for by in UNITS:
                self.check_rows(self.page('--by', by, tz=tz), by, by, '1', zone)

    def test_sums_up_what_the_limit_cuts_off(self):
        page = report_page.Page(WSALOG.run('report', '--db', 'world.db', '--format=html', '--limit', '2').decode())
        total, = ask('SELECT count(*) FROM occurrences')[0]
        for by in ('peer', 'source', 'process', 'level'):
            *rows, last = [[cell['text'] for cell in row] for row in page.tables['t-' + by][1:]]
            self.assertEqual(report_page.number(last[1]), total)
            self.assertEqual(sum(report_page.number(row[1]) for row in rows), total)

    def test_names_the_longest_silence(self):
        shown = self.page().text_of['quiet']
        longest, = ask('SELECT max(gap) FROM (SELECT at_us - lag(at_us) OVER (ORDER BY at_us) AS gap FROM occurrences)')[0]
        hours, minutes = longest // HOUR, longest % HOUR // (60 * US)
        words = '%d d %d h' % (hours // 24, hours % 24) if hours >= 24 else '%d h %d min' % (hours, minutes)
        self.assertIn(words, shown)

    def test_says_what_was_folded_and_read(self):
        page = self.page()
        self.assertEqual(page.number('n-folded'), ask('SELECT count(*) FROM occurrence WHERE folded')[0][0])
        self.assertEqual(page.number('n-read'), ask('SELECT count(*) FROM sources')[0][0])
        self.assertEqual(page.number('n-unfinished'), ask('SELECT count(*) FROM sources WHERE NOT complete')[0][0])
        self.assertEqual(page.number('n-sources'), ask('SELECT count(DISTINCT source) FROM occurrences')[0][0])

    def test_names_the_gaps(self):
        page = self.page()
        wanted = ask('SELECT locator, verdict, reason FROM gaps ORDER BY locator')
        self.assertGreater(len(wanted), 0)
        self.assertEqual(page.number('n-gaps'), len(wanted))
        self.assertEqual([tuple(cell['text'] for cell in row) for row in page.tables['t-gaps'][1:]], wanted)
        found = json.loads(report('--format=json'))
        self.assertEqual(found['gap_count'], len(wanted))
        self.assertEqual([(row['source'], row['verdict'], row['reason']) for row in found['gaps']], wanted)


if __name__ == '__main__':
    unittest.main()
