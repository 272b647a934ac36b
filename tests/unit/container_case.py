"""What the tests over list_members share: contents, and the comparison of what is listed.

The program is the first argument of whoever imports this.
"""

import os
import random
import subprocess
import sys
import tempfile
import unittest
import zlib

LIST_MEMBERS = os.path.abspath(sys.argv.pop(1))
LOG = b"".join(b"2026-01-02 03:04:05 line %d: error 10054\n" % i for i in range(3000))
OTHER = b"another log\n"
FILES = [("logs/app.log", LOG), ("logs/other.log", OTHER)]


def noise(size, seed=1):
    """Bytes that hardly pack, of printable characters."""
    return random.Random(seed).randbytes(size // 2).hex().encode()[: size - 1] + b"\n"


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_list(self, data, *options, name="x", piped=False):
        """-> rows of (verdict, size, crc, mtime, locator, reason), and the last line."""
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(data)
        with open(path, "rb") as file:
            done = subprocess.run(
                [LIST_MEMBERS, *options, "-" if piped else name],
                stdin=file if piped else None, cwd=self.folder.name, check=True,
                stdout=subprocess.PIPE, timeout=300)
        lines = done.stdout.decode().splitlines()
        return [line.split("\t") for line in lines[:-1]], lines[-1]

    def expect(self, data, rows, *options, end="end", name="x"):
        """rows: (locator behind the name, content), or (..., verdict, reason)."""
        found, last = self.run_list(data, *options, name=name)
        got, wanted = [], []
        for row in found:
            if row[0] == "READ":
                got.append((row[4], int(row[1]), row[2]))
            else:
                got.append((row[4], row[0], row[5]))
        for row in rows:
            if len(row) == 2:
                wanted.append((name + row[0], len(row[1]), "%08x" % zlib.crc32(row[1])))
            else:
                wanted.append((name + row[0], *row[1:]))
        self.assertEqual(got, wanted)
        self.assertEqual(last, end)

    def expect_files(self, data, *options):
        self.expect(data, [("!" + name, content) for name, content in FILES], *options)
