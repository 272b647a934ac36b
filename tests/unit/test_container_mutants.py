#!/usr/bin/env python3
"""Damaged archives, hundreds of them: nothing crashes or hangs, and whatever is lost is told.

Usage: test_container_mutants.py LIST_MEMBERS
"""

import gzip
import lzma
import os
import random
import subprocess
import sys
import tempfile
import unittest

import archives as a

LIST_MEMBERS = os.path.abspath(sys.argv.pop(1))
EACH = int(os.environ.get("MUTANTS", "50")) // 2 * 2
AT_ONCE = 25
FILES = [(f"logs/{name}.log", b"".join(b"%d %s error 10054\n" % (i, name.encode())
                                        for i in range(size)))
         for name, size in (("app", 90), ("service", 400), ("x", 1), ("long", 1500))]
# A tar and its like have no checksum over content: they are only asked not to crash.
UNCHECKED = {"tar": a.make_tar, "zst": lambda files: a.compress(files[3][1], "zst"),
             "Z": lambda files: a.compress(files[3][1], "Z"),
             "lz4": lambda files: a.compress(files[3][1], "lz4")}
TOLD = ("error", "PARTIAL", "FAILED", "REFUSED")

MAKERS = {
    "zip": a.make_zip,
    "streamed.zip": a.make_streamed_zip,
    "tar.gz": lambda files: gzip.compress(a.make_tar(files)),
    "tar.xz": lambda files: lzma.compress(a.make_tar(files)),
    "7z": a.make_7z,
    "cab": a.make_cab,
    "xz": lambda files: lzma.compress(files[3][1]),
    "bz2": lambda files: a.compress(files[3][1], "bz2"),
    "nested": lambda files: a.make_zip([("a.tar.gz", gzip.compress(a.make_tar(
        [("b.7z", a.make_7z(files[:2])), ("c.cab", a.make_cab(files[2:]))])))]),
}


def mutate(data, dice):
    data = bytearray(data)
    if dice.random() < 0.25:
        return bytes(data[: dice.randrange(len(data))])
    for _ in range(dice.choice([1, 1, 1, 2, 8])):
        at = dice.randrange(len(data))
        kind = dice.randrange(4)
        if kind == 0:
            data[at : at + dice.randrange(1, 40)] = bytes(dice.randrange(1, 40))
        elif kind == 1:
            data[at : at + 4] = b"\xff\xff\xff\xff"
        else:
            data[at] ^= 1 << dice.randrange(8)
    return bytes(data)


class Mutants(unittest.TestCase):
    def run_list(self, folder, names, *options):
        """-> for each file its lines."""
        done = subprocess.run([LIST_MEMBERS, *options, *names], cwd=folder, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 0, (names, done.stderr[-3000:].decode()))
        found = [[]]
        for line in done.stdout.decode().splitlines():
            found[-1].append(line.split("\t"))
            if found[-1][-1][0] in ("end", "error") and len(found[-1][-1]) < 3:
                found.append([])
        return found[:-1]

    def contents(self, lines):
        return sorted((line[1], line[2]) for line in lines if line[0] == "READ")

    def check(self, kind, *options):
        dice = random.Random(kind + "".join(options))
        data = {**MAKERS, **UNCHECKED}[kind](FILES)
        with tempfile.TemporaryDirectory() as folder:
            def write(name, content):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(content)

            write("whole", data)
            whole = self.contents(self.run_list(folder, ["whole"], *options)[0])
            for begin in range(0, EACH // 2, AT_ONCE):
                names = [f"{i}" for i in range(begin, min(begin + AT_ONCE, EACH // 2))]
                for name in names:
                    write(name, mutate(data, dice))
                found = self.run_list(folder, names, *options)
                self.assertEqual(len(found), len(names))
                for name, lines in zip(names, found):
                    told = any(line[0] in TOLD for line in lines)
                    if kind in MAKERS and not told and self.contents(lines) != whole:
                        self.lost(kind, os.path.join(folder, name), lines)

    def lost(self, kind, path, lines):
        if os.environ.get("MUTANTS_KEEP"):
            os.rename(path, os.path.join(os.environ["MUTANTS_KEEP"], f"{kind}-{os.path.basename(path)}"))
        self.silent.append((kind, lines))

    def test_nothing_crashes_and_no_loss_is_silent(self):
        self.silent = []
        for kind in [*MAKERS, *UNCHECKED]:
            for options in ([], ["-s"]):
                with self.subTest(kind, options=options):
                    self.check(kind, *options)
        self.assertEqual(self.silent, [])


if __name__ == "__main__":
    unittest.main()
