#!/usr/bin/env python3
"""The HTML report as a document: well formed, self-contained, and inert whatever the logs hold.

    report_html.py WSALOG

What only a browser can tell (layout, contrast, errors) is checked by tests/browser.
"""
import base64
import hashlib
import re
import sys
import tempfile
import unittest

import report_page
import report_world

PROGRAM = sys.argv.pop(1)
# What may not stand in the bytes: controls but TAB and LF, what turns the direction of text, and what hides.
MISLEADING = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f'
                        '\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]')


def setUpModule():
    global FOLDER, WSALOG
    FOLDER = tempfile.TemporaryDirectory()
    WSALOG = report_world.Program(PROGRAM, FOLDER.name)
    report_world.make(WSALOG)
    report_world.make_hostile(WSALOG)
    WSALOG.run('annotate', '--db', 'empty.db', data=b'nothing to see\n')
    WSALOG.run('annotate', '--db', 'one.db', data=b'2026-11-21 08:00:00 Winsock error 10061\n')


def tearDownModule():
    FOLDER.cleanup()


def report(db, *options):
    return WSALOG.run('report', '--db', db + '.db', '--format=html', *options).decode('utf-8')


class Document(unittest.TestCase):
    def pages(self):
        for db in ('world', 'hostile', 'empty', 'one'):
            for options in ([], ['--by=peer'], ['--by=code,source'], ['--samples=2'], ['--sort=key']):
                yield db, report(db, *options)
        yield 'world', report('world', '--since=2030-01-01')
        yield 'world', report('world', '--host=nowhere')

    def test_is_well_formed_with_landmarks_and_ordered_headings(self):
        for db, text in self.pages():
            with self.subTest(db=db):
                self.assertTrue(text.startswith('<!DOCTYPE html>\n<html lang="en">'))
                page = report_page.Page(text)
                tags = [tag for tag, _ in page.elements]
                for once in ('header', 'main', 'footer', 'h1', 'title', 'style'):
                    self.assertEqual(tags.count(once), 1, once)
                levels = [int(tag[1]) for tag in tags if re.fullmatch('h[1-6]', tag)]
                self.assertEqual(levels[0], 1)
                for before, after in zip(levels, levels[1:]):
                    self.assertLessEqual(after, before + 1)

    def test_has_labels_that_lead_somewhere(self):
        for db, text in self.pages():
            with self.subTest(db=db):
                page = report_page.Page(text)
                for tag, given in page.elements:
                    for name in ('aria-labelledby', 'aria-describedby'):
                        for identity in given.get(name, '').split():
                            self.assertIn(identity, page.ids)
                    if tag == 'section':
                        self.assertIn('aria-labelledby', given)
                    if tag == 'svg':
                        self.assertTrue(given.get('aria-hidden') == 'true' or given.get('role') == 'img')
                    if tag == 'th':
                        self.assertIn(given.get('scope'), ('row', 'col'))
                for link in page.links:
                    self.assertIn(link[1:], page.ids)
                    self.assertEqual(link[0], '#')
                self.assertEqual(text.count('<table'), text.count('<caption'))

    def test_allows_nothing_but_its_own_style(self):
        page = report_page.Page(report('world'))
        digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        self.assertEqual(page.policy, "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
                         % digest)
        self.assertNotRegex(page.style, r'@import|url\(|https?:')

    def test_is_inert_whatever_the_logs_hold(self):
        for options in ([], ['--samples=50'], ['--by=peer'], ['--by=source,process'], ['--case=<i>c</i>'],
                        ['--source=*x.log'], ['--peer=<b>'], ['--limit=0']):
            with self.subTest(options=options):
                text = report('hostile', *options)
                self.assertIsNone(MISLEADING.search(text))
                page = report_page.Page(text)  # unknown elements and attributes of events are errors
                self.assertEqual([given for tag, given in page.elements if tag in ('script', 'img')], [])

    def test_shows_the_text_as_it_is(self):
        words = ''.join(report_page.Page(report('hostile', '--samples=50')).words)
        for shown in ('<script>alert(1)</script>', '"\'><img src=x onerror=alert(1)>', r'\u{202E}gnp.exe\u{202C} rtl',
                      'שלום עולם', '</style><style>*{display:none}', '</title></svg><h1>big</h1>', r'\x1B[31mred\x07',
                      '&amp;&lt;&#x3c;', '<!-- ', r'\u{200B}\u{FEFF} zero', ']]>', r'\u{2066}\x85\u{2028} x',
                      r'<h>&"\u{202E}x.log', r'\u{E0041}\u{FFFE}'):
            self.assertIn(shown, words)

    def test_cuts_long_lines_and_says_so(self):
        page = report_page.Page(report('hostile', '--samples=50'))
        words = ''.join(page.words)
        self.assertIn('AAAA … (cut)', words)
        self.assertLess(max(map(len, words.split('\n'))), 700)

    def test_names_the_case(self):
        page = report_page.Page(report('hostile', '--case=<i>c</i>'))
        self.assertIn('Winsock errors, case <i>c</i>', ''.join(page.words))
        page = report_page.Page(report('hostile', '--case=' + 'ä' * 500))
        self.assertIn('Winsock errors, case ' + 'ä' * 50 + '…', ''.join(page.words))

    def test_finds_a_line_of_a_rare_code_among_many(self):
        many = ['%s Winsock error 10054' % report_world.stamp(at) for at in range(0, 80000, 3)]
        many.insert(20000, '%s Winsock error 11001, the only one' % report_world.stamp(60000))
        for name, lines in (('many.log', many), ('few.log', many[:50])):
            with open(WSALOG.home + '/' + name, 'w', encoding='utf-8') as file:
                file.write('\n'.join(lines + ['']))
        WSALOG.run('scan', '--db', 'rare.db', 'many.log', 'few.log')
        page = report_page.Page(report('rare'))
        self.assertIn('Winsock error 11001, the only one', ''.join(page.words))
        self.assertIn('line 20,001 of many.log', ''.join(page.words))

    def test_stays_small(self):
        self.assertLess(len(report('hostile').encode()), 400000)
        self.assertLess(len(report('world').encode()), 200000)

    def test_is_the_same_again(self):
        self.assertEqual(report('world'), report('world'))

    def test_says_what_to_do_where_nothing_is_found(self):
        words = ''.join(report_page.Page(report('empty')).words)
        self.assertIn('the database has no occurrences yet', words)
        self.assertIn("wsalog scan --db 'empty.db' PATH...", words)
        words = ''.join(report_page.Page(report('world', '--since=2030-01-01')).words)
        self.assertIn('nothing in this span', words)


if __name__ == '__main__':
    unittest.main()
