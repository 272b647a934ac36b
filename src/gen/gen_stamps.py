"""Turns scan/stamps.tsv into what scan/stamp_format.h, scan/stamp_tree.h and scan/stamp_signs.h declare: gen_stamps.py IN.tsv WORDS.tsv OUT.c

The notation is described at the head of the .tsv. Every mistake in a row is reported as FILE:LINE.
"""

import sys

import gen_words
import stamp_tree

WHERE = {
    'start': 'WL_STAMP_AT_START',
    'first': 'WL_STAMP_AT_FIRST',
    'field': 'WL_STAMP_IN_FIELD',
    'anywhere': 'WL_STAMP_ANYWHERE',
    'heading': 'WL_STAMP_HEADING',
    'key': 'WL_STAMP_KEY',
}


class RowError(Exception):
    pass


def split_template(template):
    """The steps: ('%', letter) for a field, ('=', char) for a character that stands for itself."""
    steps = []
    chars = iter(template)
    for char in chars:
        if char == '%':
            letter = next(chars, '')
            if letter not in stamp_tree.STEPS:
                raise RowError(f"unknown field '%{letter}'")
            steps.append(('%', letter))
        elif not ' ' <= char <= '~':
            raise RowError('a template is printable ASCII')
        else:
            steps.append(('=', char))
    for index, step in enumerate(steps):
        if step == ('%', 'x') and steps[index + 1:index + 2] in ([], [('=', ' ')]):
            raise RowError('%x needs a sign behind it')
        if step == ('%', 'x') and steps[index + 1][0] != '=':
            raise RowError('%x needs a sign behind it')
    return steps


def c_string(text):
    return '"%s"' % ''.join(
        '\\' + c if c in '"\\' else c if ' ' <= c <= '~' else
        ''.join('\\%03o' % byte for byte in c.encode()) for c in text)


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
                steps = split_template(template)
                if not steps:
                    raise RowError('an empty template')
                if where == 'key' and '%' in template:
                    raise RowError('a key is a plain word')
                if where == 'key' and len(template) > stamp_tree.KEY_MAX:
                    raise RowError(f'a key is at most {stamp_tree.KEY_MAX} letters long')
                if 'anywhere' in where and not stamp_tree.anchor(steps):
                    raise RowError("a template for 'anywhere' begins with plain text with a sign in it")
                # A TAB separates columns, so an example writes it as \t.
                yield name, flags, steps, example.replace('\\t', '\t'), expected
            except RowError as error:
                sys.exit(f'{path}:{number}: {error}')


def main(source, words, target):
    stamp_tree.add_months(gen_words.months(words))
    out = ['/* Made from stamps.tsv by gen_stamps.py. */', '#include "scan/stamp_signs.h"',
           '#include "scan/stamp_read.h"', '', 'const struct wl_stamp_format wl_stamp_formats[] = {']
    rows = list(read_rows(source))
    for name, flags, steps, example, expected in rows:
        ops = stamp_tree.compile_steps(steps)
        out.append('    {%s, %s,' % (c_string(name), ' | '.join(flags)))
        out.append('     (const unsigned char[]){%s},' % ', '.join(ops + ['WL_STAMP_OP_END']))
        out.append('     %s,' % c_string(example))
        out.append('     %s},' % c_string(expected))
    out += ['};', '', 'const size_t wl_stamp_format_count =',
            '    sizeof wl_stamp_formats / sizeof *wl_stamp_formats;', '']
    try:
        out += stamp_tree.tables([(flags, steps) for _, flags, steps, _, _ in rows])
    except OverflowError as error:
        sys.exit(f'{source}: {error}')
    with open(target, 'w', encoding='utf-8') as file:
        file.write('\n'.join(out))


if __name__ == '__main__':
    main(*sys.argv[1:])
