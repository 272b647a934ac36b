#!/usr/bin/env python3
"""A log that is read again and again while it grows, in any pieces, gives the rows of one reading at its end.

Takes WSALOG [--long] [unittest's options].
"""

import gzip
import io
import random
import tarfile
import zipfile

from store_kit import LONG, OCCURRENCES, SUMMARY, TALLY, Case, main, small_log

ROWS = (OCCURRENCES, SUMMARY, TALLY)  # sightings differ: a pipe has no name
WRAPPED = ["An existing connection was forcibly closed\nby the remote host.\n",
           "2026-11-21 09:00:00 A connection attempt failed because the connected party did not properly\n"
           "respond after a period of time, or established connection failed because\nconnected host has failed to "
           "respond.\n",
           "No connection could be made because the target\r\nmachine actively refused it\r\n"]
STACK = "2026-11-21 10:00:0%d worker failed\n  at net.connect()\n  OSError: [WinError 10061] refused\n"


def text_of(rng, lines):
    """Lines with every kind of end, evidence over several lines, times that lines inherit."""
    out = []
    for line in small_log(rng, lines).splitlines(True):
        kind = rng.randrange(8)
        if kind == 0:
            out.append(rng.choice(WRAPPED))
        elif kind == 1:
            out.append(STACK % rng.randrange(10))
        elif kind == 2:
            line = line[:-1] + " \u20ac\U0001f600 \u00fc\r\n"
        out.append(line)
    text = "".join(out)
    return text[:-1] if rng.randrange(2) else text


def cuts(rng, size, pieces):
    """Where readings end, the last one at the end; often nothing is there yet at first."""
    places = sorted(rng.sample(range(1, size), min(pieces, size - 1)))
    return ([0] if rng.randrange(3) == 0 else []) + places + [size]


class Splits(Case):
    def read(self, home, data, name="a.log"):
        home.write(name, data)
        home.scan("-q", name)

    def check(self, data, rng, rounds, pieces=6):
        calm = self.another_home()
        self.read(calm, data)
        for number in range(rounds):
            home = self.another_home()
            places = cuts(rng, len(data), 1 + rng.randrange(pieces))
            with self.subTest(round=number, places=places):
                for place in places:
                    self.read(home, data[:place])
                self.assert_same(home, calm, *ROWS)

    def rounds(self, short):
        return short * 10 if LONG else short

    def test_bytes_of_any_kind(self):
        for seed in range(self.rounds(4)):
            rng = random.Random(seed)
            with self.subTest(seed=seed):
                self.check(text_of(rng, 40).encode(), rng, 3)

    def test_every_border_of_evidence_over_lines(self):
        data = "".join(["2026-11-21 08:00:00 start\n", *WRAPPED, STACK % 1, "the end\n"]).encode()
        calm = self.another_home()
        self.read(calm, data)
        for place in range(1, len(data), 1 if LONG else 11):
            home = self.another_home()
            with self.subTest(place=place):
                self.read(home, data[:place])
                self.read(home, data)
                self.assert_same(home, calm, *ROWS)

    def test_utf16_in_the_middle_of_units(self):
        for seed, encoding in enumerate(("utf-16-le", "utf-16-be", "utf-16") * self.rounds(1)):
            rng = random.Random(seed)
            with self.subTest(seed=seed, encoding=encoding):
                self.check(text_of(rng, 20).encode(encoding), rng, 2)

    def test_growth_of_a_log_beyond_a_block(self):
        rng = random.Random(5)
        data = b"".join(b"%s%s\n" % (text_of(rng, 20).encode(), b"x" * rng.randrange(90000)) for _ in range(12))
        self.check(data, rng, self.rounds(2))

    def test_one_line_that_grows(self):
        data = b"2026-11-21 08:00:00 " + b"filler " * 300 + b"[WinError 10054] and WSAEINTR " + b"filler " * 300000
        data += b"WSAENOTCONN at last\n"
        rng = random.Random(6)
        self.check(data, rng, self.rounds(2), pieces=4)

    def test_pieces_through_other_ways_in(self):
        """Each reading comes as a file, a pipe, compressed or from an archive."""
        for seed in range(self.rounds(3)):
            rng = random.Random(seed)
            data, home, calm = text_of(rng, 60).encode(), self.another_home(), self.another_home()
            self.read(calm, data)
            with self.subTest(seed=seed):
                for number, place in enumerate(cuts(rng, len(data), 5)):
                    self.read_somehow(rng, home, data[:place], number)
                self.assert_same(home, calm, *ROWS)

    def read_somehow(self, rng, home, data, number):
        kind = rng.randrange(6)
        if kind == 0:
            self.read(home, data, "a.log")
        elif kind == 1:
            home.ok("scan", "-q", "-", data=data)
        elif kind == 2:
            home.ok("annotate", data=data)
        elif kind == 3:
            self.read(home, gzip.compress(data), "a.log.%d.gz" % number)
        elif kind == 4:
            with zipfile.ZipFile(home.path("%d.zip" % number), "w") as archive:
                archive.writestr("logs/a.log", data)
            home.scan("-q", "%d.zip" % number)
        else:
            with tarfile.open(home.path("%d.tar.xz" % number), "w:xz") as archive:
                member = tarfile.TarInfo("var/log/a.log")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
            home.scan("-q", "%d.tar.xz" % number)


if __name__ == "__main__":
    main()
