#!/usr/bin/env python3
"""Precision and recall of a wsalog binary on labelled lines.

A labelled line is {"program", "line", "codes": [...], "form": [...]}: the codes an expert says the
line reports, and the forms of evidence it shows for them. What is scored is the set of (line, code)
pairs. Lines are written to one file with a blank line after each, so that nothing wraps into the next.

Exit status: 0 at or above the floors, 1 below one, 2 nothing could be scored.
"""
import argparse
import collections
import json
import os
import sys
import tempfile

import wsalog_run


def load(path):
    rows = []
    with open(path, encoding="utf-8") as f:
        for number, raw in enumerate(f, 1):
            if not raw.strip():
                continue
            row = json.loads(raw)
            if "\n" in row["line"] or "\r" in row["line"]:
                raise ValueError("%s:%d: a labelled line holds a line ending" % (path, number))
            rows.append(row)
    return rows


def run(binary, rows):
    """[{code: set of forms reported}] for each row."""
    found = [collections.defaultdict(set) for _ in rows]
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "labelled.log")
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.writelines(row["line"] + "\n\n" for row in rows)
        for record in wsalog_run.annotate(binary, path):
            form = record.get("form", [])
            place = min((record["line"] - 1) // 2, len(rows) - 1)
            found[place][record["code"]].update([form] if isinstance(form, str) else form)
    return found


def ratio(part, whole):
    return part / whole if whole else 1.0


class Tally:
    """True hits, false hits and misses; of what was labelled, of what was reported."""

    def __init__(self):
        self.hit = self.false = self.missed = 0

    def precision(self):
        return ratio(self.hit, self.hit + self.false)

    def recall(self):
        return ratio(self.hit, self.hit + self.missed)

    def f1(self):
        p, r = self.precision(), self.recall()
        return ratio(2 * p * r, p + r) if p + r else 0.0


def compare(rows, found):
    overall, labelled, reported = Tally(), collections.defaultdict(Tally), collections.defaultdict(Tally)
    for row, got in zip(rows, found):
        want = set(row["codes"])
        hit, false, missed = want & set(got), set(got) - want, want - set(got)
        overall.hit += len(hit)
        overall.false += len(false)
        overall.missed += len(missed)
        for form in row["form"]:
            labelled[form].hit += len(hit)
            labelled[form].missed += len(missed)
        for code, forms in got.items():
            for form in forms:
                reported[form].hit += code in want
                reported[form].false += code not in want
        for what, codes in (("missed", missed), ("false", false)):
            for code in sorted(codes):
                print("%-6s %5d  %s: %s" % (what, code, row["program"], row["line"]))
    return overall, labelled, reported


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("labelled", help="a .jsonl file of labelled lines")
    parser.add_argument("--min-precision", type=float, default=0.0, metavar="P")
    parser.add_argument("--min-recall", type=float, default=0.0, metavar="R")
    parser.add_argument("--min-f1", type=float, default=0.0, metavar="F")
    options = parser.parse_args()
    try:
        rows = load(options.labelled)
        found = run(options.binary, rows)
    except (OSError, ValueError, KeyError, wsalog_run.CannotRun) as e:
        print("score: %s" % e, file=sys.stderr)
        return 2

    overall, labelled, reported = compare(rows, found)
    quiet = sum(not row["codes"] for row in rows)
    print("%d lines, %d of them look-alikes" % (len(rows), quiet))
    print("%-10s %9s %9s %9s" % ("", "precision", "recall", "F1"))
    print("%-10s %9.4f %9.4f %9.4f" % ("overall", overall.precision(), overall.recall(), overall.f1()))
    # By form, precision is of what the program says it saw, recall of what the label says is there.
    for form in sorted(set(labelled) | set(reported)):
        print("%-10s %9.4f %9.4f" % (form, reported[form].precision(), labelled[form].recall()))

    below = [name for name, value, floor in (
        ("precision", overall.precision(), options.min_precision),
        ("recall", overall.recall(), options.min_recall),
        ("F1", overall.f1(), options.min_f1)) if value < floor]
    for name in below:
        print("score: %s is below its floor" % name, file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
