#!/usr/bin/env python3
"""HTML reports in headless Chromium: layout, contrast, structure, keyboard, errors, print.

    check.py WSALOG STORE_FILL SAMPLES [DIR]

Makes reports over several databases, opens each in two sizes and two colour schemes, and says what is wrong.
With DIR it leaves the pages, pictures and prints there, to be looked at. Exit status 1 if anything is wrong.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / 'cli'))

from chromium import Chromium  # noqa: E402
import report_world  # noqa: E402

SIZES = [(1280, 800), (390, 844)]
TAB = 9
ROWS = '1000000'
MOST_BYTES = 1000000


def make_pages(wsalog, store_fill, samples, folder):
    """[name] of pages in the folder."""
    program = report_world.Program(wsalog, str(folder))
    report_world.make(program)
    report_world.make_hostile(program)
    program.run('scan', '--db', 'samples.db', os.path.abspath(samples))
    program.run('annotate', '--db', 'one.db', data=b'2026-11-21 08:00:00 connect failed: Winsock error 10061\n')
    program.run('annotate', '--db', 'empty.db', data=b'all is well\n')
    subprocess.run([os.path.abspath(store_fill), '--rows', ROWS, folder / 'million.db'], check=True,
                   stdout=subprocess.DEVNULL)
    pages = {'samples': [], 'world': [], 'hostile': [], 'one': [], 'empty': [], 'million': [],
             'pairs': ['--db', 'world.db', '--by=code,hour'], 'by-peer': ['--db', 'hostile.db', '--by=peer'],
             'filters': ['--db', 'world.db', '--host=web1', '--level=error', '--code=10054', '--case=A',
                         '--since=2026-11-20T06:00:00Z', '--source=*.log'],
             'lines': ['--db', 'hostile.db', '--samples=20'], 'nothing': ['--db', 'world.db', '--since=2030-01-01']}
    for name, options in pages.items():
        program.run('report', '--format=html', '-o', name + '.html', *(options or ['--db', name + '.db']))
    return list(pages)


class Check:
    def __init__(self, browser, folder):
        self.browser, self.folder, self.wrong = browser, folder, []
        self.audit = (HERE / 'audit.js').read_text(encoding='utf-8')

    def complain(self, where, lines):
        for line in lines:
            self.wrong.append('%s: %s' % (where, line))

    def look_at(self, name):
        path = self.folder / (name + '.html')
        if path.stat().st_size > MOST_BYTES:
            self.complain(name, ['%d bytes' % path.stat().st_size])
        for width, height in SIZES:
            for dark in (False, True):
                where = '%s-%d-%s' % (name, width, 'dark' if dark else 'light')
                self.browser.open(path, width, height, dark)
                self.browser.picture(self.folder / (where + '.png'))
                self.browser.picture(self.folder / (where + '-whole.png'), whole=True)
                self.browser.ask("document.querySelectorAll('details').forEach((d) => d.open = true)")
                self.complain(where, self.browser.ask(self.audit))
                self.complain(where, self.events())
        self.complain(name, self.names())
        self.complain(name, self.keys())
        self.browser.print(self.folder / (name + '.pdf'))
        self.complain(name, self.events())
        self.complain(name, self.policy())

    def events(self):
        """What the browser complained about, and whatever it fetched but the file."""
        requests = 0
        for event in self.browser.events:
            method, about = event.get('method', ''), event.get('params', {})
            if method in ('Log.entryAdded', 'Runtime.exceptionThrown', 'Runtime.consoleAPICalled',
                          'Page.javascriptDialogOpening'):
                yield '%s: %s' % (method, about)
            requests += method == 'Network.requestWillBeSent'
        if requests > 1:
            yield '%d requests' % requests

    def names(self):
        """What has a role that needs a name has one, in the tree that screen readers get."""
        for node in self.browser.call('Accessibility.getFullAXTree')['nodes']:
            role = node.get('role', {}).get('value')
            if role in ('image', 'img', 'link', 'table', 'region', 'navigation', 'heading', 'figure', 'RootWebArea') \
                    and not node.get('ignored') and not node.get('name', {}).get('value', '').strip():
                yield 'a %s without a name' % role

    def keys(self):
        """Tab goes from the skip link through everything that can be used, always visibly."""
        usable = self.browser.ask("document.querySelectorAll('a, summary, [tabindex=\"0\"]').length")
        self.browser.ask('window.scrollTo(0, 0), document.activeElement.blur()')
        first = None
        for _ in range(min(usable, 40)):
            self.browser.press('Tab', TAB)
            what, outline, top, bottom = self.browser.ask(
                "(() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();"
                " return [e.className || e.tagName, s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), "
                "b.top, b.bottom]; })()")
            first = first or what
            if outline < 2:
                yield 'focus cannot be seen on ' + what
            if bottom < 0 or top > SIZES[-1][1]:
                yield 'focus is out of sight on ' + what
        if first != 'skip':
            yield 'the first stop is ' + str(first)

    def policy(self):
        """A script that got in would not run."""
        if self.browser.ask("(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                            " document.body.append(s); const d = document.createElement('div');"
                            " d.innerHTML = '<img src=x onerror=\"window.ran = 2\">'; document.body.append(d);"
                            " d.style.cssText = ''; return window.ran; })()"):
            yield 'a script ran'


def main():
    wsalog, store_fill, samples = sys.argv[1:4]
    keep = len(sys.argv) > 4
    folder = pathlib.Path(sys.argv[4] if keep else tempfile.mkdtemp(prefix='wsalog-pages.'))
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob('*.db*'), *folder.glob('logs/*')):
        old.unlink()
    names = make_pages(wsalog, store_fill, samples, folder)
    browser = Chromium(os.environ.get('CHROMIUM', 'chromium'))
    check = Check(browser, folder)
    try:
        for name in names:
            check.look_at(name)
    finally:
        browser.close()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    for line in check.wrong:
        print(line)
    print('%d pages in %d sizes and 2 colour schemes: %s' % (
        len(names), len(SIZES), '%d faults' % len(check.wrong) if check.wrong else 'nothing wrong'))
    return 1 if check.wrong else 0


if __name__ == '__main__':
    sys.exit(main())
