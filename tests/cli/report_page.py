"""Reads an HTML report: well-formedness, tables, texts. Nothing is repaired: a mistake is an error."""
import html.parser
import re

VOID = {'meta', 'link', 'br', 'img', 'input', 'hr'}
# Elements that the report is made of; nothing else may appear, whatever the logs hold.
KNOWN = set('html head meta title style body a header h1 h2 h3 h4 nav ul ol li main section p b strong span dl div '
            'dt dd time table caption thead tbody tfoot tr th td figure figcaption details summary svg defs '
            'pattern path rect g line text desc pre code article footer'.split())


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack, self.ids, self.tables = [], {}, {}
        self.elements, self.drawn = [], []  # outside of drawings, and in them
        self.links, self.words, self.style, self.policy = [], [], '', ''
        self.table = self.row = self.cell = None
        self.text_of = {}
        self.feed(text)
        self.close()
        if self.stack:
            raise AssertionError('not closed: %s' % self.stack)

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if tag not in KNOWN:
            raise AssertionError('element %s at %s' % (tag, self.getpos()))
        if len(set(names)) != len(names) or any(name.startswith('on') or name == 'style' for name in names):
            raise AssertionError('attributes %s at %s' % (attrs, self.getpos()))
        given = dict(attrs)
        inside = any(name == 'svg' for name, _ in self.stack)
        (self.drawn if inside else self.elements).append((tag, given))
        if 'id' in given:
            if given['id'] in self.ids:
                raise AssertionError('id %s twice' % given['id'])
            self.ids[given['id']] = tag
        if 'href' in given:
            self.links.append(given['href'])
        if given.get('http-equiv') == 'Content-Security-Policy':
            self.policy = given['content']
        if tag not in VOID:
            self.stack.append((tag, given.get('id')))
        if tag == 'table':
            self.table = self.tables.setdefault(given['id'], [])
        elif tag == 'tr':
            self.row = []
            self.table.append(self.row)
        elif tag in ('td', 'th'):
            self.cell = {'text': '', 'time': None, 'tag': tag, 'scope': given.get('scope')}
            self.row.append(self.cell)
        elif tag == 'time' and self.cell is not None:
            self.cell['time'] = given['datetime']

    def handle_startendtag(self, tag, attrs):
        if not any(name == 'svg' for name, _ in self.stack):
            raise AssertionError('<%s/> outside of a drawing' % tag)
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1][0] != tag:
            raise AssertionError('</%s> at %s in %s' % (tag, self.getpos(), self.stack))
        self.stack.pop()
        if tag in ('td', 'th'):
            self.cell = None

    def handle_data(self, data):
        inside = self.stack[-1][0] if self.stack else ''
        if inside == 'style':
            self.style += data
            return
        self.words.append(data)
        for _, identity in self.stack:
            if identity:
                self.text_of[identity] = self.text_of.get(identity, '') + data
        if self.cell is not None:
            self.cell['text'] += data

    def handle_comment(self, data):
        raise AssertionError('a comment at %s' % (self.getpos(),))

    def handle_pi(self, data):
        raise AssertionError('a processing instruction at %s' % (self.getpos(),))

    def number(self, identity):
        return number(self.text_of[identity])

    def rows(self, identity):
        """[(key, count, first, last)] without header, sums and rests; times as in the attribute."""
        found = []
        for row in self.tables[identity]:
            times = [cell['time'] for cell in row if cell['time']]
            numbers = [cell['text'] for cell in row if re.fullmatch(r'[\d,]+', cell['text']) and cell['tag'] == 'td']
            if len(times) == 2:
                found.append((row[0]['text'], number(numbers[0]), *times))
        return found


def number(text):
    return int(text.replace(',', ''))
