"""Turns scan/stamps.tsv into the C table of scan/stamp_format.h: gen_stamps.py IN.tsv OUT.c

The notation is described at the head of the .tsv. Every mistake in a row is reported as FILE:LINE.
"""

import sys

WHERE = {
    'start': 'WL_STAMP_AT_START',
    'first': 'WL_STAMP_AT_FIRST',
    'field': 'WL_STAMP_IN_FIELD',
    'anywhere': 'WL_STAMP_ANYWHERE',
    'key': 'WL_STAMP_KEY',
}
STEPS = {
    'Y': 'YEAR4', 'y': 'YEAR2', 'm': 'MONTH', 'b': 'MONTH_NAME', 'd': 'DAY', 'x': 'DAY_MONTH',
    'a': 'WEEKDAY', 'T': 'BREAK', 'H': 'HOUR', 'M': 'MINUTE', 'S': 'SECOND', 'f': 'FRACTION',
    'p': 'HALF', 'z': 'ZONE', 'Z': 'ZONE_NUMBER', 'w': 'ZONE_NAME', 'B': 'BIAS', 's': 'EPOCH',
    'n': 'NUMBER', 'i': 'SEVERITY', 'l': 'LEVEL',
}
# These take one or two digits, but two where the next step is a number as well.
ELASTIC = {'m', 'd', 'H'}
NUMBERS = set('YymdHMSnsx')
NAMES = set('abi')


class RowError(Exception):
    pass


def split_template(template):
    """The steps: ('%', letter) for a field, ('=', char) for a character that stands for itself."""
    steps = []
    chars = iter(template)
    for char in chars:
        if char == '%':
            letter = next(chars, '')
            if letter not in STEPS:
                raise RowError(f"unknown field '%{letter}'")
            steps.append(('%', letter))
        elif not ' ' <= char <= '~':
            raise RowError('a template is printable ASCII')
        else:
            steps.append(('=', char))
    return steps


def c_char(char):
    return "'\\%s'" % char if char in "'\\" else "'%s'" % char


def c_string(text):
    return '"%s"' % ''.join(
        '\\' + c if c in '"\\' else c if ' ' <= c <= '~' else
        ''.join('\\%03o' % byte for byte in c.encode()) for c in text)


def compile_template(template):
    steps = split_template(template)
    ops = []
    for index, (kind, value) in enumerate(steps):
        follower = steps[index + 1] if index + 1 < len(steps) else None
        if kind == '=':
            ops.append(c_char(value))
            continue
        if value == 'x' and (not follower or follower[0] != '='):
            raise RowError('%x needs a sign behind it')
        fixed = value in ELASTIC and follower and follower[0] == '%' and follower[1] in NUMBERS
        ops.append('WL_STAMP_OP_' + STEPS[value] + ('2' if fixed else ''))
    return ops


def lead(template):
    """What the first byte of a match is, and the one behind that sign or number; '' for open."""
    steps = split_template(template)
    kind, value = steps[0]
    if kind == '=':
        first = value
    else:
        first = '0' if value in NUMBERS else 'a' if value in NAMES else ''
    plain = len(steps) > 1 and steps[1][0] == '=' and steps[1][1] != ' '
    return first, steps[1][1] if plain and first not in ('', 'a') else ''


def read_rows(path):
    names = set()
    with open(path, encoding='utf-8', newline='\n') as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip('\n')
            if not line or line.startswith('#'):
                continue
            try:
                columns = line.split('\t')
                if len(columns) != 5:
                    raise RowError(f'{len(columns)} columns, not 5')
                name, where, template, example, expected = columns
                if name in names:
                    raise RowError(f"a second '{name}'")
                names.add(name)
                flags = [WHERE[word] for word in where.split(',') if word in WHERE]
                if len(flags) != len(where.split(',')):
                    raise RowError(f"unknown place in '{where}'")
                ops = compile_template(template)
                if not ops:
                    raise RowError('an empty template')
                if where == 'key' and '%' in template:
                    raise RowError('a key is a plain word')
                if 'anywhere' in where and template[0] == '%':
                    raise RowError("a template for 'anywhere' begins with a plain sign")
                # A TAB separates columns, so an example writes it as \t.
                yield name, flags, ops, lead(template), example.replace('\\t', '\t'), expected
            except RowError as error:
                sys.exit(f'{path}:{number}: {error}')


def main(source, target):
    out = ['/* Made from stamps.tsv by gen_stamps.py. */', '#include "scan/stamp_format.h"', '',
           'const struct wl_stamp_format wl_stamp_formats[] = {']
    for name, flags, ops, signs, example, expected in read_rows(source):
        out.append('    {%s, %s,' % (c_string(name), ' | '.join(flags)))
        out.append('     (const unsigned char[]){%s},' % ', '.join(ops + ['WL_STAMP_OP_END']))
        out.append('     %s,' % ', '.join(c_char(sign) if sign else '0' for sign in signs))
        out.append('     %s,' % c_string(example))
        out.append('     %s},' % c_string(expected))
    out += ['};', '', 'const size_t wl_stamp_format_count =',
            '    sizeof wl_stamp_formats / sizeof *wl_stamp_formats;', '']
    with open(target, 'w', encoding='utf-8') as file:
        file.write('\n'.join(out))


if __name__ == '__main__':
    main(*sys.argv[1:])
