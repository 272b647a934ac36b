"""Turns scan/stamp_words.tsv into the table that scan/stamp_words.h declares: gen_words.py IN.tsv OUT.c

Every mistake in a row is reported as FILE:LINE.
"""

import re
import sys

KINDS = ['zone', 'am', 'pm', 'month']


class RowError(Exception):
    pass


def read_row(line):
    columns = line.split('\t')
    if len(columns) not in (3, 4):
        raise RowError(f'{len(columns)} columns, not 3 or 4')
    kind, word, value = columns[:3]
    if kind not in KINDS:
        raise RowError(f"unknown kind '{kind}'")
    if kind == 'zone' and not (re.fullmatch('[A-Z]{3,5}', word) and re.fullmatch(r'-?\d+\??', value)):
        raise RowError('a zone is 3 to 5 capitals and a number of minutes')
    if kind == 'month' and value not in map(str, range(1, 13)):
        raise RowError('a month is 1 to 12')
    if kind in ('am', 'pm') and value not in ('behind', 'before'):
        raise RowError("a half stands 'behind' or 'before' the time")
    number = {'behind': '0', 'before': '1'}.get(value, value.rstrip('?'))
    return KINDS.index(kind), word, number, value.endswith('?')


def read_rows(path):
    rows = {}
    with open(path, encoding='utf-8', newline='\n') as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip('\n')
            if not line or line.startswith('#'):
                continue
            try:
                row = read_row(line)
                if row[:2] in rows:
                    raise RowError(f"a second '{row[1]}'")
                rows[row[:2]] = row
            except RowError as error:
                sys.exit(f'{path}:{number}: {error}')
    return rows.values()


def months(path):
    """The words for months that are not English, as bytes."""
    return [word.encode() for kind, word, _, _ in read_rows(path) if KINDS[kind] == 'month']


def c_string(text):
    return '"%s"' % ''.join(chr(byte) if 32 <= byte < 127 else '\\%03o' % byte for byte in text.encode())


def main(source, target):
    # The longest word first, so that the first match is the right one.
    rows = sorted(read_rows(source), key=lambda row: (row[0], -len(row[1].encode()), row[1]))
    out = ['/* Made from stamp_words.tsv by gen_words.py. */', '#include "scan/stamp_words.h"', '',
           'const struct wl_stamp_word wl_stamp_words[] = {']
    for kind, word, value, unsure in rows:
        out.append('    {%s, %d, %d, %s, %s},' % (
            c_string(word), len(word.encode()), kind, value, 'true' if unsure else 'false'))
    out += ['    {0},', '};', '', 'const unsigned short wl_stamp_words_from[] = {%s};' % ', '.join(
        str(sum(row[0] < kind for row in rows)) for kind in range(len(KINDS) + 1)), '']
    begins = [0] * 256
    for kind, word, _, _ in rows:
        first = word.encode()[:1]
        for byte in {first[0], first.lower()[0], first.upper()[0]} if kind != 0 else {first[0]}:
            begins[byte] |= 1 << kind
    out += ['const unsigned char wl_stamp_word_begins[256] = {%s};' % ', '.join(map(str, begins)), '']
    with open(target, 'w', encoding='utf-8') as file:
        file.write('\n'.join(out))


if __name__ == '__main__':
    main(*sys.argv[1:])
