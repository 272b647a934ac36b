#!/usr/bin/env python3
"""What `wsalog annotate` promises about bytes: what goes in comes out, whatever it is and however it
arrives. Run as filter_case.py says.
"""

import os
import random
import re
import subprocess

from filter_case import (BORDERS, HITS, LONG, NAMES, RESET, STYLES, WRAPPED, Case, Filter, border_line,
                         long_line, main, random_log, records, remove_notes, special_inputs)


class Identity(Case):
    """Taking the notes out gives the input back; annotating twice adds nothing."""

    def check(self, data, styles=STYLES, *args):
        for style in styles:
            noted = self.run_ok("--no-store", "--encoding=bytes", *style, *args, data=data)
            back = remove_notes(noted)
            if back != data:
                at = next((i for i, (a, b) in enumerate(zip(back, data)) if a != b), len(back))
                self.fail("%s: differs at %d: %r, not %r" % (style, at, back[at - 20:at + 40],
                                                            data[at - 20:at + 40]))
            for again in styles if len(data) < 100000 else [style]:
                twice = self.run_ok("--no-store", "--encoding=bytes", *again, data=noted)
                self.assertEqual(twice, noted, (style, again))

    def test_special_inputs(self):
        for name, data in special_inputs():
            with self.subTest(name):
                self.check(data, STYLES if len(data) < 100000 else STYLES[:2])

    def test_notes_in_ascii(self):
        self.filter = Filter(self.home, utf8=False)
        self.check(b"WSAECONNRESET\r\nx\n" + b"\n".join(HITS) + b"\n")

    def test_random_inputs(self):
        for seed in range(200 if LONG else 8):
            with self.subTest(seed):
                self.check(random_log(random.Random(seed), 40), STYLES if LONG else STYLES[:4])

    def test_pieces(self):
        for seed in range(40 if LONG else 4):
            rng = random.Random(1000 + seed)
            data = random_log(rng, 60, [RESET])
            for style in STYLES[:4]:
                want = self.run_ok("--no-store", "--encoding=bytes", *style, data=data)
                for pieces in ([1], [3, 1, 50], [rng.randrange(1, 999)]):
                    got = self.run_ok("--no-store", "--encoding=bytes", *style, data=data, pieces=pieces)
                    self.assertEqual(got, want, (seed, style, pieces))

    def test_many_small_files_make_one_output(self):
        a, b = self.path("a", b"WSAECONNRESET"), self.path("b", b"WSAEINTR\n")
        noted = self.run_ok("--no-store", a, b)
        self.assertEqual(remove_notes(noted), b"WSAECONNRESETWSAEINTR\n")

    def test_codes_of_an_annotated_log_stay(self):
        for seed in range(60 if LONG else 6):
            data = random_log(random.Random(2000 + seed), 50)
            noted = self.run_ok("--no-store", "--encoding=bytes", data=data)
            found = [[(r["line"], r["code"]) for r in records(
                self.run_ok("--no-store", "--encoding=bytes", "--format=jsonl", data=d))] for d in (data, noted)]
            self.assertEqual(*found, seed)


class Pieces(Case):
    """Where reads and blocks end plays no part in what is found.

    A pause of the input may: then a line is out before it is known whether its message goes on. So
    messages of which half is enough wrap only where the input is a file.
    """

    def found(self, *args, **kwargs):
        out = records(self.run_ok("--no-store", "--format=jsonl", *args, **kwargs))
        for record in out:
            self.assertTrue(record.pop("source"))
        return out

    def check(self, data, sizes, *args):
        want = self.found(*args, self.path("log", data))
        for pieces in sizes:
            self.assertEqual(self.found(*args, data=data, pieces=pieces), want, pieces)
        return want

    def test_special_inputs(self):
        for name, data in special_inputs():
            with self.subTest(name):
                small = len(data) < 100000
                self.check(data, ([1], [2, 3]) if small else ([65536], [60001, 17, 4096], [4096]))

    def test_every_border_hit_is_found(self):
        for shift in range(-45, 15, 1 if LONG else 6):
            found = self.found(self.path("log", b"first\n" + border_line(shift)))
            self.assertEqual({r["name"].encode() for r in found}, set(NAMES), shift)
            self.assertEqual({r["line"] for r in found}, {2})
            self.assertEqual({r["offset"] for r in found}, {6})
            for record in found:
                column = max(BORDERS[NAMES.index(record["name"].encode())] + shift, 0) + 8
                self.assertEqual(record["column"], column, record["name"])

    def test_a_keyword_and_its_number_on_two_sides_of_a_border(self):
        for text, code in ((b" OSError: [WinError 997] in socket.recv() ", 997),
                           (b" socket.recv() failed (os error 10054) ", 10054)):
            for shift in range(-len(text), 3, 1 if LONG else 5):
                line = long_line([((3 << 18) + shift, text)], 5 << 18)
                found = self.found(self.path("log", line))
                self.assertEqual([r["code"] for r in found], [code], shift)

    def test_time_of_a_long_line_is_that_at_its_start(self):
        line = bytearray(border_line(0))
        line[:27] = b"2026-11-21 08:00:00 filler "
        line[(1 << 20) - 9000:(1 << 20) - 8980] = b"2011-01-01 01:01:01 "
        line[(1 << 20) + 900:(1 << 20) + 920] = b" WSAEINVAL          "
        found = self.check(bytes(line), ([65536], [4096, 65536]))
        self.assertEqual({r["time"] for r in found}, {"2026-11-21T08:00:00.000000Z"})

    def test_wrapped_text_and_inherited_time_over_every_border(self):
        head = b"2026-11-21 08:00:00 request failed\n"
        data = head + b"  at one\n  " + RESET + b"\n  at two\n  " + WRAPPED[2] + b"\n"
        want = self.found(self.path("log", data))
        self.assertEqual([(r["code"], r["line"], r["time_from"]) for r in want],
                         [(10054, 4, "inherited"), (10061, 7, "inherited")])
        for first in range(1, len(data), 1 if LONG else 3):
            self.assertEqual(self.found(data=data, pieces=[first, len(data)]), want, first)
        for before in range((1 << 18) - 400, (1 << 18) + 1, 1 if LONG else 13):
            filler = b"x" * 99 + b"\n"
            filler = filler * (before // 100) + b"y" * (before % 100 - 1) + b"\n" * (before % 100 > 0)
            found = self.check(filler + data, ([65536], [len(filler) % 60000 + 30, 50]))
            self.assertEqual([(r["code"], r["time_from"]) for r in found],
                             [(10054, "inherited"), (10061, "inherited")])

    def test_inherited_time_does_not_depend_on_what_is_in_memory(self):
        # the stamp is farther away than lines look back, and the reach begins inside its line
        for far in (16300, 16384, 16400, 16500):
            data = b"z\n" * 9 + b"2026-11-21 08:00:00 " + b"s" * (far - 20) + b"\n  WSAECONNRESET\n"
            self.check(data, ([18], [17, 1], [len(data) - 16], [1000]))

    def test_random_inputs(self):
        for seed in range(300 if LONG else 12):
            rng = random.Random(3000 + seed)
            with self.subTest(seed):
                data = random_log(rng, 40, [RESET])
                sizes = ([1], [rng.randrange(2, 300)], [rng.randrange(1, 90), rng.randrange(1, 9)])
                self.check(data, sizes, "--encoding=bytes")

    def test_encodings(self):
        text = "2026-11-21 08:00:00 žluť WSAECONNRESET \U0001F600 Socket error 10061\r\n\r\nx WSAEINTR"
        for first in ("", "a\r\n", "ab\n", "\r\n"):
            for codec, mark in (("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-le", b"\xff\xfe"),
                                ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf"), ("utf-8", b"")):
                data = mark + (first + text).encode(codec)
                with self.subTest(codec=codec, mark=mark, first=first):
                    found = self.check(data, ([1], [3], [5, 1]))
                    plain = self.found(self.path("plain", (first + text).encode("utf-8")))
                    self.assertEqual(found, plain)
                    self.assertEqual(len(found), 3)


class Encodings(Case):
    def test_utf16_leaves_as_utf8(self):
        for codec, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b"")):
            text = "č WSAECONNRESET\r\n\U0001F600\n"
            out = self.run_ok("--no-store", data=mark + text.encode(codec))
            self.assertEqual(remove_notes(out).decode("utf-8"), text)

    def test_broken_surrogates_are_replaced_and_counted(self):
        data = b"\xff\xfe" + "ab".encode("utf-16-le") + b"\x00\xd8" + "c\n".encode("utf-16-le") + b"\x01"
        status, out, messages = self.filter.run("--no-store", data=data)
        self.assertEqual((status, out), (0, "ab\ufffdc\n\ufffd".encode()))
        self.assertIn(b"2 broken UTF-16 units", messages)

    def test_bytes_pass_whatever_they_look_like(self):
        data = b"\xff\xfea\0W\0S\0A\0\n\0"
        self.assertEqual(self.run_ok("--no-store", "--encoding=bytes", data=data), data)

    def test_a_mark_tells_the_byte_order_of_utf16(self):
        data = b"\xfe\xff" + "x WSAEINTR\n".encode("utf-16-be")
        out = self.run_ok("--no-store", "--encoding=utf-16", data=data)
        self.assertEqual(remove_notes(out), b"x WSAEINTR\n")


class JsonLines(Case):
    FIELDS = set("id time time_from time_assumed source line offset column length code name summary form matched "
                 "confidence pattern call peer_address peer_port process level host case text cut".split())

    def check(self, data, *args):
        out = self.run_ok("--no-store", "--format=jsonl", *args, data=data)
        found = records(out)
        for record in found:
            self.assertLessEqual(set(record), self.FIELDS)
            self.assertFalse([k for k, v in record.items() if v is None or isinstance(v, (dict, list)) or v == ""])
            self.assertLessEqual(len(record["text"].encode()), 3 * 8192)
        return found

    def test_every_byte_makes_valid_json(self):
        line = bytes(range(1, 10)) + bytes(range(11, 256)) + b"\0\"\\ WSAECONNRESET \xe2\x28\xa1\xf4\x90\x80\x80\n"
        found = self.check(line * 3, "--case=a\"b\\c\x01\u00e9")
        self.assertEqual([r["line"] for r in found], [1, 2, 3])
        self.assertEqual(found[0]["case"], "a\"b\\c\x01\u00e9")

    def test_text_is_cut_between_characters(self):
        for pad in range(4):
            for where in (0, 9000):
                line = b"x" * pad + "é€😀".encode() * 1200
                line = line[:where] + b" WSAECONNRESET " + line[where:] if where == 0 else \
                    line.replace("😀".encode(), b" WSAECONNRESET ", 1000).replace(b"WSAECONNRESET", b"..", 999)
                record = self.check(line + b"\n")[0]
                self.assertIs(record["cut"], True)
                self.assertIn("WSAECONNRESET", record["text"])
                self.assertNotIn("\ufffd", record["text"])
                self.assertLessEqual(len(record["text"].encode()), 8192)

    def test_short_text_is_whole(self):
        record = self.check(b"\r WSAECONNRESET \r\r\n")[0]
        self.assertEqual(record["text"], "\r WSAECONNRESET \r")
        self.assertNotIn("cut", record)

    def test_notes_of_ours_are_no_part_of_the_text(self):
        for style in STYLES:
            noted = self.run_ok("--no-store", *style, data=b"a WSAECONNRESET and WSAEINTR\n")
            found = self.check(noted)
            self.assertEqual([r["text"] for r in found], ["a WSAECONNRESET and WSAEINTR"] * 2, style)


class Lines(Case):
    """-n, -C and --only-matching show what grep would."""

    def grep(self, data, *args):
        return subprocess.run(["grep", "-a", *args, "WSAECONNRESET"], input=data, capture_output=True,
                              env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, check=False).stdout

    def test_as_grep(self):
        for seed in range(60 if LONG else 6):
            rng = random.Random(4000 + seed)
            data = b"".join(b"%s %d\n" % (rng.choice([b"WSAECONNRESET"] + [b"x"] * 6), i) for i in range(99))
            data = data[:-1] if rng.randrange(2) else data
            for args in (["-n"], ["-C1"], ["-C3", "-n"], ["-C40", "-n"]):
                ours = ["--only-matching"] + args if args == ["-n"] else args
                for pieces in (None, [1], [7, 100]):
                    out = self.run_ok("--no-store", *ours, data=data, pieces=pieces)
                    self.assertEqual(remove_notes(out), self.grep(data, *args), (seed, args))

    def test_several_files_are_named(self):
        paths = [os.path.basename(self.path(name, b"x\nWSAECONNRESET\ny\n")) for name in ("a", "b")]
        for args in (["-n"], ["-C1", "-n"]):
            ours = ["--only-matching"] + args if args == ["-n"] else args
            out = self.run_ok("--no-store", *ours, *paths)
            want = subprocess.run(["grep", *args, "WSAECONNRESET", *paths], cwd=self.home,
                                  capture_output=True, check=False).stdout
            self.assertEqual(remove_notes(out), want)

    def test_numbers_stand_before_every_line(self):
        out = self.run_ok("--no-store", "-n", data=b"x\r\nWSAECONNRESET\r\n\nz")
        self.assertEqual(remove_notes(out), b"1-x\r\n2:WSAECONNRESET\r\n3-\n4-z\n")

    def test_a_very_long_line_is_shown_as_far_as_it_was_kept(self):
        line = long_line([(6 << 20, b" WSAECONNRESET ")], 8 << 20)
        out = remove_notes(self.run_ok("--no-store", "--only-matching", "-n", data=b"x\n" + line))
        found = re.match(rb"2:\[(\d+) bytes left out\] ", out)
        self.assertEqual(out[found.end():], line[int(found.group(1)):])
        out = self.run_ok("--no-store", "-n", data=b"x\n" + line)
        self.assertEqual(remove_notes(out)[len(b"1-x\n2-"):], line)


if __name__ == "__main__":
    main()
