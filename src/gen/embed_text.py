#!/usr/bin/env python3
"""Embed a file into C: embed_text.py FUNCTION HEADER IN OUT.c

The function returns a struct wl_span over the bytes; HEADER declares it.
"""
import pathlib
import sys


def main():
    function, header, source, out = sys.argv[1:]
    data = pathlib.Path(source).read_bytes()
    rows = [', '.join(map(str, data[i:i + 24])) for i in range(0, len(data), 24)]
    pathlib.Path(out).write_text(
        f'/* Generated from {pathlib.Path(source).name} by embed_text.py. */\n'
        f'#include "{header}"\n\n'
        'static const unsigned char bytes[] = {\n    ' + ',\n    '.join(rows) + ', 0};\n\n'
        f'struct wl_span\n{function}(void)\n{{\n'
        f'    return (struct wl_span){{(const char *)bytes, {len(data)}}};\n}}\n', encoding='ascii')


if __name__ == '__main__':
    main()
