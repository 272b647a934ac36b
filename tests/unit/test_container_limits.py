#!/usr/bin/env python3
"""What archives may take: depth, members, bytes, ratio, memory. All in small numbers.

Usage: test_container_limits.py LIST_MEMBERS
"""

import gzip
import lzma
import unittest

import archives as a
from container_case import FILES, LOG, Case, noise


class Limits(Case):
    RATIO = "unpacks to more than 1000 times its size"

    def test_depth(self):
        data = LOG
        for _ in range(4):
            data = a.make_zip([("a", data)])
        self.expect(data, [("!a!a!a!a", LOG)], "-l", "depth=4")
        self.expect(data, [("!a!a!a", "REFUSED", "archives are nested deeper than 3")],
                    "-l", "depth=3")
        for _ in range(5):
            data = gzip.compress(data)
        self.expect(data, [("!a!a!a!a", LOG)])
        self.expect(data, [("", "REFUSED", "archives are nested deeper than 4")], "-l", "depth=4")

    def test_members(self):
        data = a.make_tar([(str(i), LOG) for i in range(9)])
        rows, last = self.run_list(data, "-l", "members=4")
        self.assertEqual((len(rows), last), (4, "error\thas more than 4 members"))

    def test_bytes_of_a_member(self):
        data = a.make_tar([("big", noise(900000)), ("small", LOG)])
        rows, last = self.run_list(data, "-l", "bytes=300000")
        self.assertEqual([row[0] for row in rows], ["PARTIAL", "READ"])
        self.assertEqual(rows[0][5], "unpacks to more than 300000 bytes")
        self.assertLess(int(rows[0][1]), 700000)
        self.assertEqual(last, "end")

    def test_memory_for_what_must_be_held(self):
        data = a.make_zip([("a.7z", a.make_7z([("n", noise(3000000))])), FILES[0]])
        self.expect(data, [("!a.7z", "REFUSED", "takes more than 1 MiB to hold"),
                           ("!logs/app.log", LOG)], "-l", "spool=1048576")
        rows, _ = self.run_list(data)
        self.assertEqual([row[0] for row in rows], ["READ", "READ"])

    def test_dictionaries(self):
        big = lzma.compress(LOG, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}])
        text = "asks for a dictionary of 256 MiB"
        self.expect(big, [], end="error\t" + text)
        self.expect(a.make_zip([("b.xz", big), FILES[0]]),
                    [("!b.xz", "REFUSED", text), ("!logs/app.log", LOG)])
        self.expect(big, [("", LOG)], "-l", f"dictionary={1 << 28}")
        chained = lzma.compress(LOG, filters=[{"id": lzma.FILTER_X86},
                                              {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}])
        self.expect(chained, [], end="error\t" + text)
        window = b"\x28\xb5\x2f\xfd\x00" + bytes([18 << 3]) + bytes(20)
        self.expect(window, [], end="error\t" + text)

    def test_dictionaries_of_a_7z(self):
        for method, size in (("ppmd", 64), ("lzma1", 64), ("lzma2", 64)):
            level = "7zip:compression-level=9"
            packed = a.make_7z(FILES, f"7zip:compression={method},{level}")
            text = f"asks for a dictionary of {size} MiB"
            few = ["-l", f"dictionary={(size << 20) - 1}"]
            with self.subTest(method):
                self.expect(packed, [], *few, end="error\t" + text)
                self.expect(a.make_zip([("b.7z", packed), FILES[0]]),
                            [("!b.7z", "REFUSED", text), ("!logs/app.log", LOG)], *few)
                self.expect_files(packed, "-l", f"dictionary={size << 20}")

    def test_dictionaries_of_all_open_layers_together(self):
        packed = LOG
        for _ in range(3):
            packed = lzma.compress(
                packed, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 48 << 20}])
        self.expect(packed, [("", "REFUSED", "asks for a dictionary of 48 MiB")])

    def test_zeros_are_cut_and_the_rest_goes_on(self):
        def check(data, most, *options):
            rows, last = self.run_list(data, *options)
            self.assertEqual([row[0] for row in rows], ["READ", "PARTIAL", "READ"])
            self.assertRegex(rows[1][5], "^unpacks to more than [0-9]+ times its size$")
            self.assertLess(int(rows[1][1]), most)
            self.assertEqual(last, "end")

        def files(size):
            return [("before", LOG), ("zeros", b"begins like a log\n" + bytes(size)), ("after", LOG)]

        check(a.make_zip(files(80 << 20)), 68 << 20)
        for make in (a.make_zip, a.make_7z, a.make_cab, lambda f: gzip.compress(a.make_tar(f)),
                     lambda f: lzma.compress(a.make_tar(f))):
            data = make(files(20 << 20))
            for options in ([], ["-s"]):
                check(data, 12 << 20, "-l", "after=1000000", "-l", "ratio=200", *options)

    def test_zeros_as_the_only_content(self):
        rows, last = self.run_list(gzip.compress(b"a log\n" + bytes(80 << 20)))
        self.assertEqual([rows[0][0], rows[0][5], last], ["PARTIAL", self.RATIO, "end"])

    def test_a_bomb_of_zips_in_zips_ends_soon(self):
        for head in (b"a log\n", b""):
            data = a.make_zip([("zeros", head + bytes(20 << 20))])
            for _ in range(4):
                data = a.make_zip([(f"{i}.zip", data) for i in range(16)])
            rows, last = self.run_list(data, "-l", "after=4000000")
            self.assertLess(sum(int(row[1]) for row in rows), 40 << 20)
            self.assertLess(len(rows), 2000)
            self.assertEqual(last, "error\t" + self.RATIO)


if __name__ == "__main__":
    unittest.main()
