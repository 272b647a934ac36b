#!/usr/bin/env python3
"""Turn scan/related.tsv into a C table.

Usage: gen_related.py IN.tsv OUT.c

Refuses a row that is out of order, incomplete, or wider than a screen can show.
"""

import json
import sys

COLUMNS = ["number", "system", "name", "code", "note"]
NOTE_MAX = 90


def rows(path):
    header, last, seen = None, None, set()
    with open(path, encoding="ascii") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#"):
                continue
            fields = line.rstrip("\n").split("\t")
            where = f"{path}:{number}"
            if header is None:
                header = fields
                if header != COLUMNS:
                    sys.exit(f"{where}: the columns are {', '.join(COLUMNS)}")
                continue
            if len(fields) != len(COLUMNS) or len(fields[4]) > NOTE_MAX:
                sys.exit(f"{where}: {len(COLUMNS)} fields, a note of at most {NOTE_MAX} letters")
            key = (int(fields[0]), fields[1], int(fields[3]))
            if key in seen or (last is not None and key[0] < last):
                sys.exit(f"{where}: out of order or twice")
            last = key[0]
            seen.add(key)
            yield key, fields


def main():
    source, target = sys.argv[1:]
    lines = [
        f"    {{{number}, {code}, {json.dumps(system)}, {json.dumps(fields[2])}, {json.dumps(fields[4])}}},"
        for (number, system, code), fields in rows(source)
    ]
    with open(target, "w", encoding="ascii") as out:
        out.write('#include "scan/related.h"\n\nstatic const struct wl_related table[] = {\n')
        out.write("\n".join(lines))
        out.write("\n};\n\nconst struct wl_related *\nwl_related(size_t *count)\n{\n")
        out.write("    *count = sizeof table / sizeof *table;\n    return table;\n}\n")


if __name__ == "__main__":
    main()
