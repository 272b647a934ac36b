#!/usr/bin/env python3
"""Are the codes found in each sample log the ones its index promises?

The index is a table of `file`, `codes`, `program` and `format`, where codes is `10054:3,10060:1`
(code and number of occurrences) or `-`. A file without a row, or a row without a file, is an error too.

Exit status: 0 all as promised, 1 something differs, 2 nothing could be checked.
"""
import argparse
import collections
import os
import sys

import wsalog_run

COLUMNS = ["file", "codes", "program", "format"]


def load(path):
    """{file: Counter of codes}"""
    index = {}
    with open(path, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f]
    if not rows or rows[0] != COLUMNS:
        raise ValueError("%s:1: expected the columns %s" % (path, " ".join(COLUMNS)))
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS) or row[0] in index:
            raise ValueError("%s:%d: bad or repeated row" % (path, number))
        codes = collections.Counter()
        for item in row[1].split(",") if row[1] != "-" else []:
            code, count = item.split(":")
            codes[int(code)] = int(count)
        index[row[0]] = codes
    return index


def describe(codes):
    return ",".join("%d:%d" % item for item in sorted(codes.items())) or "-"


def check(binary, directory, index):
    """Prints what differs; the number of files that do."""
    bad = 0
    for name in sorted(set(index) ^ set(os.listdir(directory))):
        print("%s: %s" % (name, "no such file" if name in index else "not in the index"))
        bad += 1
    for name, want in sorted(index.items()):
        path = os.path.join(directory, name)
        if not os.path.exists(path):
            continue
        records = wsalog_run.annotate(binary, path)
        got = collections.Counter(record["code"] for record in records)
        if got != want:
            print("%s: expected %s, found %s" % (name, describe(want), describe(got)))
            for record in records:
                print("    line %d: %d %s" % (record["line"], record["code"], record.get("matched", "")))
            bad += 1
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("samples", help="the directory that holds index.tsv and logs/")
    options = parser.parse_args()
    try:
        index = load(os.path.join(options.samples, "index.tsv"))
        bad = check(options.binary, os.path.join(options.samples, "logs"), index)
    except (OSError, ValueError, wsalog_run.CannotRun) as e:
        print("check_samples: %s" % e, file=sys.stderr)
        return 2
    print("%d of %d files as promised" % (len(index) - bad if bad <= len(index) else 0, len(index)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
