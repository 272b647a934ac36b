"""The templates of scan/stamps.tsv as the tree of scan/stamp_tree.h, for gen_stamps.py.

Templates that begin alike share a branch. From each branch is derived what its first bytes can be; it may
be more than really match, never less, because what is left out here is not tried.
"""

import string

STEPS = {
    'Y': 'YEAR4', 'y': 'YEAR2', 'm': 'MONTH', 'b': 'MONTH_NAME', 'd': 'DAY', 'x': 'DAY_MONTH',
    'a': 'WEEKDAY', 'T': 'BREAK', 'H': 'HOUR', 'M': 'MINUTE', 'S': 'SECOND', 'f': 'FRACTION',
    'p': 'HALF', 'z': 'ZONE', 'Z': 'ZONE_NUMBER', 'w': 'ZONE_NAME', 'B': 'BIAS', 's': 'EPOCH',
    'n': 'NUMBER', 'P': 'BREAK_HALF', 'h': 'HOUR_HALF', 'i': 'SEVERITY', 'l': 'LEVEL',
}
KEY_MAX = 24
# The digits of a number: at least, at most. m, d and H take two where a number follows at once.
WIDTHS = {'Y': (4, 4), 'y': (2, 2), 'm': (1, 2), 'd': (1, 2), 'H': (1, 2), 'h': (1, 2), 'M': (2, 2), 'S': (2, 2),
          'n': (1, 10), 's': (9, 19), 'x': (1, 2)}
ELASTIC = {'m', 'd', 'H'}
RUN_MAX = 20
MASKS = 64

END = 256
ANY = frozenset(range(END + 1))
DIGITS = frozenset(string.digits.encode())
BLANKS = frozenset(b' \t')
ABOVE_ASCII = frozenset(range(128, 256))
MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split()
WEEKDAYS = 'sun mon tue wed thu fri sat'.split()


def both_cases(text):
    return frozenset((text.lower() + text.upper()).encode())


def letters_at(names, index):
    return both_cases(''.join(name[index] for name in names))


# What a field begins with; those of OPTIONAL may also be empty.
BEGINS = {
    'b': letters_at(MONTHS, 0), 'a': letters_at(WEEKDAYS, 0), 'i': frozenset(b'IWEF'),
    'l': both_cases(string.ascii_lowercase), 'w': frozenset(string.ascii_uppercase.encode()),
    'P': BLANKS | ABOVE_ASCII,
    'T': frozenset(b'Tt_,-') | BLANKS, 'f': frozenset(b'.,:'), 'p': both_cases('apvn') | BLANKS | ABOVE_ASCII,
    'z': both_cases('zug') | BLANKS | frozenset(b'+-'), 'Z': frozenset(b'+-'), 'B': frozenset(b'+-'),
}
OPTIONAL = set('fpzB')


# The words for months: their first three bytes.
MONTH_BYTES = [letters_at(MONTHS, index) for index in range(3)]


def add_months(words):
    """Bytes above ASCII are not told apart: that would make too many kinds of them."""
    for word in words:
        for index in range(3):
            byte = word[index]
            MONTH_BYTES[index] |= both_cases(chr(byte)) if byte < 128 else ABOVE_ASCII
    BEGINS['b'] = MONTH_BYTES[0]


def begins(steps):
    """The bytes that can stand where these steps begin."""
    if not steps:
        return ANY
    kind, value = steps[0]
    if kind == '=':
        return BLANKS if value == ' ' else frozenset(value.encode())
    if value in WIDTHS:
        return DIGITS
    return BEGINS[value] | begins(steps[1:]) if value in OPTIONAL else BEGINS[value]


# The readers of stamp_read.h; a step without one is read the plain way.
CALLS = {
    'DATE': 'wl_stamp_read_date(t, p, %s, s)', 'CLOCK': 'wl_stamp_read_clock(t, p, s)',
    'WL_STAMP_OP_BREAK': 'wl_stamp_read_break(t, p, s)',
    'WL_STAMP_OP_FRACTION': 'wl_stamp_read_fraction(t, p, s)',
    'WL_STAMP_OP_HALF': 'wl_stamp_read_half(t, p, s)',
    'WL_STAMP_OP_ZONE': 'wl_stamp_read_zone(t, p, s)',
    'WL_STAMP_OP_YEAR4': 'wl_stamp_read_year(t, p, s)',
    'WL_STAMP_OP_MONTH_NAME': 'wl_stamp_read_month_name(t, p, s)',
    'WL_STAMP_OP_NUMBER': 'wl_stamp_read_number(t, p)',
}
for name, field, low, high in [('MONTH', 'month', 1, 12), ('DAY', 'day', 1, 31), ('HOUR', 'hour', 0, 23),
                               ('MINUTE', 'minute', 0, 59), ('SECOND', 'second', 0, 60)]:
    for suffix in ('', '2'):
        op = f'WL_STAMP_OP_{name}{suffix}'
        CALLS[op] = f'wl_stamp_read_two(t, p, {op}, {low}, {high}, &s->{field}, s)'
# The same without help from the plain way.
USUAL = {
    'WL_STAMP_OP_FRACTION': 'wl_stamp_usual_fraction(p, end, out)',
    'WL_STAMP_OP_HALF': 'wl_stamp_usual_half(p, end, out)',
    'WL_STAMP_OP_ZONE': 'wl_stamp_usual_zone(p, end, out)',
}
SKIPPED = {'WL_STAMP_OP_NUMBER', 'WL_STAMP_OP_SEVERITY', 'WL_STAMP_OP_LEVEL'}
MAY_BE_EMPTY = {'WL_STAMP_OP_FRACTION', 'WL_STAMP_OP_HALF', 'WL_STAMP_OP_ZONE', 'WL_STAMP_OP_BIAS'}


def is_sign(step):
    return step[0] == '=' and step[1] != ' '


def width(steps, index):
    """The digits that the number there can have."""
    value = steps[index][1]
    follower = steps[index + 1] if index + 1 < len(steps) else ('', '')
    if value in ELASTIC and follower[0] == '%' and follower[1] in WIDTHS:
        return 2, 2
    return WIDTHS[value]


def behind(steps):
    """What can stand one byte behind the start of these steps."""
    if not steps or steps[0][0] != '=':
        return ANY
    return begins(steps[1:]) | (BLANKS if steps[0][1] == ' ' else frozenset())


def number_shape(steps):
    """Lengths of the run of digits at the start, and what comes behind it and one byte farther."""
    low = high = index = 0
    while index < len(steps) and steps[index][0] == '%' and steps[index][1] in WIDTHS:
        least, most = width(steps, index)
        low, high, index = low + least, high + most, index + 1
        if steps[index - 1][1] == 'x':
            return begins(steps[index:]), DIGITS, frozenset(range(low, high + 1))
    # A digit behind the last one would have been counted, or forbids the match.
    return begins(steps[index:]) - DIGITS, behind(steps[index:]), frozenset(range(low, high + 1))


def shape(steps):
    """(first, second, third, runs): the sets of bytes as wl_stamp_first and so on have them."""
    kind, value = steps[0]
    first, rest = begins(steps), steps[1:]
    if kind == '%' and value in WIDTHS:
        return first, *number_shape(steps)
    if kind == '%' and value in 'ab':
        if value == 'b':
            return first, MONTH_BYTES[1], MONTH_BYTES[2], frozenset({0})
        return first, letters_at(WEEKDAYS, 1), letters_at(WEEKDAYS, 2), frozenset({0})
    if (is_sign(steps[0]) or value == 'i') and rest and rest[0][0] == '%' and rest[0][1] in WIDTHS:
        return first, *number_shape(rest)
    if is_sign(steps[0]) and not begins(rest) & DIGITS:
        return first, begins(rest), behind(rest), frozenset({0})
    return first, ANY, ANY, frozenset(range(RUN_MAX + 1))


def c_char(char):
    return "'\\%s'" % char if char in "'\\" else "'%s'" % char


def compile_steps(steps):
    ops = []
    for index, (kind, value) in enumerate(steps):
        if kind == '=':
            ops.append(c_char(value))
        else:
            fixed = value in ELASTIC and width(steps, index) == (2, 2)
            ops.append('WL_STAMP_OP_' + STEPS[value] + ('2' if fixed else ''))
    return ops


def symbols(steps):
    """(ops, steps from there on) for each edge of the tree: steps that are never parted, as one."""
    ops = compile_steps(steps)
    found, index = [], 0
    while index < len(steps):
        five = ops[index:index + 5]
        take, symbol = 1, (ops[index],)
        if five[0::2] == ['WL_STAMP_OP_YEAR4', 'WL_STAMP_OP_MONTH', 'WL_STAMP_OP_DAY'] and \
                is_sign(steps[index + 1]) and steps[index + 1] == steps[index + 3]:
            take, symbol = 5, ('DATE', five[1])
        elif five == ['WL_STAMP_OP_HOUR', "':'", 'WL_STAMP_OP_MINUTE', "':'", 'WL_STAMP_OP_SECOND']:
            take, symbol = 5, ('CLOCK',)
        elif steps[index] == ('%', 'x'):
            take, symbol = 2, tuple(five[:2])
        found.append((symbol, steps[index:]))
        index += take
    return found


class Node:
    """What follows a symbol: further ones, and perhaps the end of a row."""

    def __init__(self):
        self.children, self.where, self.begins, self.row = {}, set(), frozenset(), None

    def add(self, path, number, flags, steps):
        self.where |= set(flags)
        if not path:
            self.row = number, steps
            return
        (symbol, rest), *path = path
        child = self.children.setdefault(symbol, Node())
        child.begins |= begins(rest)
        child.add(path, number, flags, steps)


def grow(rows):
    """The branches from the root as {(symbol, shape): node above the symbol}."""
    branches, taken = {}, {}
    for number, (flags, steps) in enumerate(rows):
        if flags in (['WL_STAMP_KEY'], ['WL_STAMP_HEADING']):
            continue
        first = taken.setdefault(tuple(steps), number)
        if first != number:
            raise OverflowError(f'formats {first + 1} and {number + 1} have one template')
        # Only what also looks alike shares a branch, so that the look of one lets no other in.
        path = symbols(steps)
        branches.setdefault((path[0][0], shape(steps)), Node()).add(path, number, flags, steps)
    return branches


MOMENT_BREAKS = frozenset(b'T ')


def is_usual(node):
    """Only what USUAL reads lies behind."""
    while node.row is None and len(node.children) == 1:
        (symbol, node), = node.children.items()
        if symbol[0] not in USUAL:
            return False
    return node.row is not None and not node.children


def is_straight(node):
    """One row lies behind, and the walk stops with it."""
    while node.row is None and len(node.children) == 1:
        node, = node.children.values()
    return node.row is not None and not node.children


class Writer:
    """Makes C functions of a tree, one a fork."""

    def __init__(self, class_of):
        self.class_of, self.lines, self.count = class_of, [], 0

    def read(self, symbol, texted):
        """The lines that read one symbol; texted: the text of the stamp has begun before it."""
        op = symbol[0]
        if op in CALLS:
            call = CALLS[op] % symbol[1:] if '%' in CALLS[op] else CALLS[op]
        elif op == "' '":
            call = 'wl_stamp_read_blanks(t, p)'
        elif op[0] == "'":
            call = f'wl_stamp_read_sign(t, p, {op})'
        else:
            call = f'wl_stamp_plain(t, p, {op}, {symbol[1] if symbol[1:] else 0}, s)'
        field = op[0] != "'" and op not in SKIPPED
        lines = ['    from = p;'] if field and not texted else []
        lines += [f'    q = {call};', '    if (!q)', '        return;']
        if field:
            lines.append('    to = q > p ? q : to;' if op in MAY_BE_EMPTY else '    to = q;')
        lines.append('    p = q;')
        if len(symbol) == 2 and op == 'WL_STAMP_OP_DAY_MONTH':
            lines += self.read(symbol[1:], True)[0]
        return lines, texted or field

    def accept(self, number, steps):
        fields = {value for kind, value in steps if kind == '%'}
        flag = 'WL_STAMP_DATE' if not fields & set('dx') else \
            'WL_STAMP_YEAR' if not fields & set('Yy') else '0'
        closed = 'true' if steps[-1][0] == '=' else 'false'
        return [f'    if (wl_stamp_formats[{number}].where & t->where)',
                f'        wl_stamp_accept(t, &wl_stamp_formats[{number}], s, p, from, to, {flag}, {closed});']

    def follow(self, node, body, texted):
        """Lines that go on behind a node, to be put behind those in body."""
        while len(node.children) == 1:
            if node.row:
                body += self.accept(*node.row)
            (symbol, node), = node.children.items()
            lines, texted = self.read(symbol, texted)
            body += lines
        if node.row:
            body += self.accept(*node.row)
        if node.children:
            body.append('    here = wl_stamp_class_bit(t, p);')
        for symbol, child in node.children.items():
            lines, begun = self.read(symbol, texted)
            name = self.function(child, lines, begun)
            body += [f'    if ((here & {mask({self.class_of[byte] for byte in child.begins})}) && '
                     f'(t->where & ({" | ".join(sorted(child.where))}))) {{',
                     '        struct wl_stamp copy = *s;',
                     f'        {name}(t, p, from, to, &copy);', '    }']
        return body

    def function(self, node, lines, texted):
        """One for what follows a fork. It spoils *s."""
        return self.define('const char *p, const char *from, const char *to, struct wl_stamp *s',
                           self.follow(node, lines, texted))

    def branch(self, node):
        begin = '    s = wl_stamp_begin(t, &own);' if is_straight(node) else '    *(s = &own) = wl_stamp_none;'
        return self.define('const char *p', [
            '    struct wl_stamp own, *s;', '    const char *from = p, *to = p;', '', begin,
            *self.follow(node, [], False)])

    def moment(self, branches, node):
        """(sign, name of a function): a date, and what follows it if it is a time of day that looks as usual;
        None if something else could match there as well: a break with a half of the day in it has no digit behind
        its blank."""
        (symbol, date), = node.children.items()
        follower = date.children.get(('WL_STAMP_OP_BREAK',))
        if symbol[0] != 'DATE' or not follower or list(follower.children) != [('CLOCK',)] or \
                any(child.begins & MOMENT_BREAKS for way, child in date.children.items()
                    if way not in (('WL_STAMP_OP_BREAK',), ('WL_STAMP_OP_BREAK_HALF',))):
            return None
        sign, rest = ord(symbol[1].strip("'")), follower.children[('CLOCK',)]
        rivals = [other for (_, (first, second, third, runs)), other in branches.items()
                  if first & DIGITS and 4 in runs and sign in second and third & DIGITS and other != node]
        if rivals or not is_usual(rest):
            return None
        return symbol[1], self.define(
            'const char *p, const char *end, unsigned where, struct wl_stamp *out',
            self.usual(symbol[1], rest), 'bool')

    def usual(self, sign, node):
        """The lines of a moment. They call nothing, so that all stays in registers."""
        body = ['    const char *from = p, *to, *q;', '']
        tail = []
        while node.children:
            (symbol, node), = node.children.items()
            tail += [f'    q = {USUAL[symbol[0]]};', '    if (!q)', '        return false;',
                     '    to = q > p ? q : to;', '    p = q;']
        number, _ = node.row
        return body + [
            f'    if (!(wl_stamp_formats[{number}].where & where))', '        return false;',
            '    *out = wl_stamp_none;', f'    q = wl_stamp_usual_moment(p, {sign}, out);',
            '    if (!q)', '        return false;', '    p = to = q;', *tail,
            '    if (wl_stamp_mark(p, end) & WL_STAMP_MAY_GO_ON)', '        return false;',
            f'    out->format = wl_stamp_formats[{number}].name;',
            '    out->text = (struct wl_span){from, (size_t)(to - from)};', '    return true;']

    def define(self, parameters, body, kind='void'):
        name = f'read_{self.count}'
        self.count += 1
        local = ['    const char *q;'] * (kind == 'void' and any(line.startswith('    q = ') for line in body))
        local += ['    uint64_t here;'] * any('here =' in line for line in body)
        if kind == 'void':
            parameters = 'struct wl_stamp_try *t, ' + parameters
        self.lines += [f'static {kind}', f'{name}({parameters})', '{', *local, *body, '}', '']
        return name


def classes(sets):
    """Bytes that all of these sets treat alike get one number."""
    numbers = {}
    return [numbers.setdefault(tuple(byte in one for one in sets), len(numbers)) for byte in range(END + 1)]


def mask(bits):
    return 'UINT64_C(0x%x)' % sum(1 << bit for bit in bits)


def array(kind, name, values):
    text, line = ['const %s %s[] = {' % (kind, name)], '   '
    for value in values:
        if len(line) + len(value) > 96:
            text.append(line)
            line = '   '
        line += ' %s,' % value
    return text + [line, '};']


def shape_lines(branches, class_of):
    lines = []
    shapes = [look for _, look in branches]
    for part, name in enumerate(['first', 'second', 'third']):
        allowed = [set() for _ in range(MASKS)]
        for bit, look in enumerate(shapes):
            for byte in look[part]:
                allowed[class_of[byte]].add(bit)
        lines += array('uint64_t', f'wl_stamp_{name}', [mask(bits) for bits in allowed])
    lines += array('uint64_t', 'wl_stamp_run', [
        mask({bit for bit, look in enumerate(shapes) if run in look[3]}) for run in range(RUN_MAX + 1)])
    places = ['WL_STAMP_AT_START', 'WL_STAMP_AT_FIRST', 'WL_STAMP_IN_FIELD', 'WL_STAMP_ANYWHERE']
    wanted = [{places[bit] for bit in range(4) if where >> bit & 1} for where in range(16)]
    return lines + array('uint64_t', 'wl_stamp_where', [
        mask({bit for bit, branch in enumerate(branches.values()) if branch.where & some}) for some in wanted])


def anchor(steps):
    """The first plain sign that is neither letter nor digit, and how far inside it stands."""
    for index, (kind, value) in enumerate(steps):
        if kind != '=':
            return None
        if not value.isalnum() and value != ' ':
            return value, index
    return None


def sign_lines(rows):
    anchors = sorted({anchor(steps) for flags, steps in rows if 'WL_STAMP_ANYWHERE' in flags})
    signs = sorted({sign for sign, _ in anchors} | {'=', ':'})
    lines = array('struct wl_stamp_anchor', 'wl_stamp_anchors',
                  ['{%s, %d}' % (c_char(sign), behind) for sign, behind in anchors] + ['{0, 0}'])
    lines += ['const unsigned char wl_stamp_anchor_reach = %d;' % max(behind for _, behind in anchors)]
    signs += signs[:1] * (4 - len(signs))
    lines += array('char', 'wl_stamp_signs', [c_char(sign) for sign in signs])
    return lines + ['const unsigned char wl_stamp_sign_count = %d;' % len(signs)]


def key_lines(rows):
    keys = sorted((''.join(value for _, value in steps) for flags, steps in rows
                   if flags == ['WL_STAMP_KEY']), key=len)
    ends = [0] * 256
    for key in keys:
        for byte in both_cases(key[-1]):
            ends[byte] |= 1 << len(key)
    return array('char *const', 'wl_stamp_keys', ['"%s"' % key for key in keys] + ['NULL']) + \
        array('unsigned char', 'wl_stamp_keys_from',
              [str(sum(len(key) < size for key in keys)) for size in range(KEY_MAX + 2)]) + \
        array('uint32_t', 'wl_stamp_key_ends', ['0x%x' % lengths for lengths in ends])


def begin_sets(node):
    for child in node.children.values():
        yield child.begins
        yield from begin_sets(child)


def tables(rows):
    """Lines of C for rows of (places, steps)."""
    branches = grow(rows)
    class_of = classes([one for node in branches.values() for one in begin_sets(node)] +
                       [part for _, look in branches for part in look[:3]])
    if len(branches) > MASKS or max(class_of) >= MASKS:
        raise OverflowError(f'over {MASKS} ways to begin a template, or kinds of bytes that tell them apart: '
                            'widen the masks of stamp_tree.h')
    writer = Writer(class_of)
    names = [writer.branch(node) for node in branches.values()]
    moments = filter(None, [writer.moment(branches, node) for node in branches.values()])
    return [*writer.lines, 'void (*const wl_stamp_branches[])(struct wl_stamp_try *t, const char *p) = {',
            *(f'    {name},' for name in names), '};',
            'bool (*const wl_stamp_moments[256])(const char *p, const char *end, unsigned where, '
            'struct wl_stamp *out) = {',
            *(f'    [{sign}] = {name},' for sign, name in moments), '    [0] = NULL,', '};',
            *array('unsigned char', 'wl_stamp_class', [str(number) for number in class_of]),
            *shape_lines(branches, class_of), *sign_lines(rows), *key_lines(rows), '']
