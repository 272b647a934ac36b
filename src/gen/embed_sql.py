#!/usr/bin/env python3
"""Embed SQL, or a style sheet, into C: NUL-terminated const char arrays.

    embed_sql.py IN.sql OUT.c OUT.h             sections `-- query: NAME`, `-- report: NAME`
    embed_sql.py --whole NAME IN.sql OUT.c OUT.h
    embed_sql.py --style NAME IN.css OUT.c OUT.h

A section becomes wl_query_NAME or wl_report_NAME and loses its comment lines; a whole file becomes
wl_sql_NAME and keeps them, since SQLite shows them in `.schema`. A style sheet becomes wl_css_NAME,
less comments and indentation, and wl_css_NAME_sha256, its digest as a content security policy wants
it. The arrays are lists of numbers: a compiler need not take a literal of more than 4095
characters.
"""
import argparse
import base64
import hashlib
import pathlib
import re
import sys

MARKER = re.compile(r'^-- (query|report): ([a-z][a-z0-9_]*)$')


class Mistake(Exception):
    pass


def read_sections(path, text):
    """[(array name, SQL)] in the order of the file."""
    found = {}
    current = None
    for number, line in enumerate(text.split('\n'), 1):
        marker = MARKER.match(line)
        if marker:
            current = 'wl_%s_%s' % marker.groups()
            if current in found:
                raise Mistake(f'{path}:{number}: a second section {marker[2]}')
            found[current] = []
        elif re.match(r'\s*--\s*(query|report)\s*:', line):
            raise Mistake(f'{path}:{number}: a section is written `-- query: a_name`')
        elif not line.strip() or line.lstrip().startswith('--'):
            continue
        elif current is None:
            raise Mistake(f'{path}:{number}: SQL before the first section')
        else:
            found[current].append(line)
    for name, lines in found.items():
        if not lines:
            raise Mistake(f'{path}: section {name} is empty')
    return [(name, '\n'.join(lines)) for name, lines in found.items()]


def read_style(name, text):
    """The sheet and its digest, as arrays."""
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)
    text = '\n'.join(filter(None, (line.strip() for line in text.split('\n'))))
    if '<' in text:
        raise Mistake(f'{name}: `<` could end the element that holds the sheet')
    digest = base64.b64encode(hashlib.sha256(text.encode('ascii')).digest()).decode('ascii')
    return [(f'wl_css_{name}', text), (f'wl_css_{name}_sha256', digest)]


def c_array(name, sql):
    data = sql.encode('ascii') + b'\0'
    rows = [', '.join(map(str, data[i:i + 24])) for i in range(0, len(data), 24)]
    return 'const char %s[] = {\n    %s};\n' % (name, ',\n    '.join(rows))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--whole', metavar='NAME')
    parser.add_argument('--style', metavar='NAME')
    parser.add_argument('input', type=pathlib.Path)
    parser.add_argument('source', type=pathlib.Path)
    parser.add_argument('header', type=pathlib.Path)
    args = parser.parse_args()
    try:
        text = args.input.read_text(encoding='ascii')
        if '\0' in text:
            raise Mistake(f'{args.input}: a NUL byte')
        if args.whole:
            sections = [('wl_sql_' + args.whole, text)]
        elif args.style:
            sections = read_style(args.style, text)
        else:
            sections = read_sections(args.input, text)
    except (Mistake, UnicodeError, OSError) as mistake:
        sys.exit(str(mistake))
    note = f'/* Generated from {args.input.name} by embed_sql.py. */\n'
    args.header.write_text(
        note + '#pragma once\n\n' + ''.join(f'extern const char {name}[];\n' for name, _ in sections))
    args.source.write_text(
        note + f'#include "{args.header.name}"\n\n' + '\n'.join(c_array(*s) for s in sections))


if __name__ == '__main__':
    main()
