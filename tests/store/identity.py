#!/usr/bin/env python3
"""Which source a content is: by what it says, not by its name, its container or its place.

Takes WSALOG [--long] [unittest's options].
"""

import gzip
import json
import os
import random
import zipfile

from store_kit import OCCURRENCES, SUMMARY, TALLY, Case, main, small_log

ROWS = (OCCURRENCES, SUMMARY, TALLY)
BANNER = "2026-11-20 00:00:00 service 4.2 starts\n2026-11-20 00:00:00 listening on port 10054\n"


def log(seed, lines=60, **options):
    return small_log(random.Random(seed), lines, **options).encode()


class Identity(Case):
    def put(self, name, data):
        self.home.write(name, data)
        self.home.scan("-q", name)

    def sources(self):
        """Contents that have rows, as (locators, rows)."""
        found = {}
        for source, locator, rows in self.home.query(
                "SELECT s.id, g.locator, (SELECT count(*) FROM occurrence o WHERE o.source = s.id) FROM source s "
                "JOIN sighting g ON g.source = s.id"):
            found.setdefault(source, [set(), rows])[0].add(locator)
        return sorted((sorted(locators), rows) for locators, rows in found.values() if rows)

    def report(self, *args):
        return json.loads(self.home.ok("report", "--format=json", *args))

    def assert_one_source(self, locators, data):
        """All of these are sightings of one source, and the rows are those of data read once."""
        calm = self.another_home()
        calm.write("a.log", data)
        calm.scan("-q", "a.log")
        self.assert_same(self.home, calm, *ROWS)
        self.assertEqual([names for names, _ in self.sources()], [sorted(locators)])

    def test_one_log_in_every_dress(self):
        data = log(1)
        self.put("a.log", data)
        self.home.ok("scan", "-q", "-", data=data)
        self.home.ok("annotate", data=data)
        self.put("b.log.gz", gzip.compress(data))
        with zipfile.ZipFile(self.home.path("c.zip"), "w") as archive:
            archive.writestr("logs/app.log", data)
        self.home.scan("-q", "c.zip")
        self.put("mark.log", b"\xef\xbb\xbf" + data)
        self.assert_one_source(["a.log", "-", "b.log.gz", "c.zip!logs/app.log", "mark.log"], data)

    def test_rotated_and_renamed(self):
        data = log(2)
        self.put("a.log", data)
        os.rename(self.home.path("a.log"), self.home.path("a.log.1"))
        self.put("a.log", b"")
        self.put("a.log", log(3, day=22))
        self.put("a.log.2.gz", gzip.compress(data))
        self.home.scan("-q", "a.log.1")
        self.assertEqual([names for names, _ in self.sources()], [["a.log"], ["a.log", "a.log.1", "a.log.2.gz"]])
        self.assert_sound()

    def test_appended(self):
        data = log(4)
        for lines in (10, 11, 30, 59, 60):
            self.put("a.log", b"".join(data.splitlines(True)[:lines]))
        self.assert_one_source(["a.log"], data)

    def test_an_older_copy_after_the_newer_one(self):
        data = log(5)
        self.put("new.log", data)
        self.put("old.log", b"".join(data.splitlines(True)[:30]))
        self.put("older.log", data[:1000])
        self.assertEqual(self.report()["total"], self.home.count("occurrence WHERE source = 1"))
        self.assert_sound()

    def test_copy_truncated(self):
        first, second = log(6), log(7, day=23)
        self.put("a.log", first)
        self.put("a.log.1", first)
        self.put("a.log", second)
        self.assertEqual([names for names, _ in self.sources()], [["a.log"], ["a.log", "a.log.1"]])
        rows = self.home.count()
        self.put("a.log.1", first)
        self.put("a.log", second)
        self.assertEqual(self.home.count(), rows)

    def test_replaced(self):
        first = log(8)
        second = first[:200] + log(9)[200:]
        self.put("a.log", first)
        self.put("a.log", second)
        self.assert_sound()
        calm = self.another_home()
        for name, data in (("b.log", second), ("a.log", first)):
            calm.write(name, data)
            calm.scan("-q", name)
        self.assertEqual(self.home.query("SELECT id FROM occurrence ORDER BY id"),
                         calm.query("SELECT id FROM occurrence ORDER BY id"))

    def test_ids_are_of_content_and_place_alone(self):
        data = log(10)
        other = self.another_home()
        self.put("a.log", data)
        other.write("very-else.txt", data)
        other.scan("-q", "--host=srv9", "--case=x", "-j1", "very-else.txt", env={"TZ": "Asia/Kolkata"})
        self.assertEqual(self.home.query("SELECT id FROM occurrence ORDER BY id"),
                         other.query("SELECT id FROM occurrence ORDER BY id"))

    def full(self, seed, lines=400):
        """Every line bears its own full time and none repeats."""
        return [b"2026-11-21 %02d:%02d:%02d.%03d connect failed: [WinError %d] to 10.0.0.%d\n"
                % (n // 3600, n // 60 % 60, n % 60, seed, (10054, 10060, 10061)[n % 3], n % 200) for n in range(lines)]

    def check_folded(self, whole, part, overlap):
        self.put("whole.log", b"".join(whole))
        self.put("part.log", b"".join(part))
        self.assert_sound()
        report = self.report()
        self.assertEqual((report["total"], report["folded"]), (len(whole), overlap))
        self.assertEqual(sum(code["count"] for code in report["codes"]), len(whole))
        shown = self.home.ok("report")
        self.assertIn("%d repeats folded" % overlap, shown)
        alone = self.report("--source", "part.log")
        self.assertEqual(alone["total"], sum(b"Win" in line for line in part))

    def test_the_tail_of_a_log_is_folded(self):
        whole = self.full(1)
        self.check_folded(whole, whole[-100:], 100)

    def test_a_log_cut_at_its_head_is_folded(self):
        whole = self.full(1)
        self.check_folded(whole, [whole[50][-9:], *whole[51:]], 349)

    def test_an_excerpt_before_the_whole_log(self):
        whole = self.full(1)
        self.put("part.log", b"".join(whole[-100:]))
        self.put("whole.log", b"".join(whole))
        self.assert_sound()
        report = self.report()
        self.assertEqual((report["total"], report["folded"]), (400, 100))

    def test_lines_that_repeat_count_as_often_as_the_log_has_them(self):
        line = b"2026-11-21 08:00:00 connect failed: [WinError 10060] to 10.0.0.1\n"
        self.put("a.log", b"start\n" + line * 7)
        self.put("tail.log", line * 3)
        report = self.report()
        self.assertEqual((report["total"], report["folded"]), (7, 3))

    def test_two_logs_with_the_same_banner(self):
        one, two = (BANNER.encode() + log(seed, day=21 + seed) for seed in (1, 2))
        self.put("a.log", one)
        self.put("b.log", two)
        self.assertEqual([names for names, _ in self.sources()], [["a.log"], ["b.log"]])
        self.put("b.log", two + b"more WSAEINTR\n")
        self.put("a.log", one + b"more WSAEINTR\n")
        self.assertEqual([names for names, _ in self.sources()], [["a.log"], ["b.log"]])
        self.assertEqual(self.home.count("source"), 2)
        self.assert_sound()

    def test_a_banner_alone_then_two_logs(self):
        """What begins both belongs to the one that is read first; the other is a source of its own."""
        banner = b"2026-11-20 00:00:00 bind: WSAEADDRINUSE\n"
        self.put("a.log", banner)
        self.put("b.log", banner + log(1))
        self.put("a.log", banner + log(2, day=22))
        self.assert_sound()
        self.assertEqual(self.report()["total"], self.home.count())
        self.assertEqual(self.home.count("occurrence WHERE text LIKE '%bind: WSAEADDRINUSE' AND line = 1"), 1)

    def test_a_last_line_cut_by_the_moment_of_reading(self):
        data = b"2026-11-21 08:00:00 start\n2026-11-21 08:00:01 socket error 10060 on connect, WSAEINTR\n"
        for cut in range(60, len(data)):
            self.put("a.log", data[:cut])
        self.put("a.log", data)
        self.assert_one_source(["a.log"], data)

    def test_a_cut_line_counts_while_it_is_there(self):
        self.put("a.log", b"2026-11-21 08:00:00 start\n2026-11-21 08:00:01 socket error 10060 on conn")
        self.assertEqual(self.report()["total"], 1)
        self.assert_sound()

    def test_an_empty_log(self):
        self.put("a.log", b"")
        self.put("b.log", b"")
        self.assertEqual(self.home.count(), 0)
        self.put("a.log", log(1))
        self.put("b.log", log(2))
        self.assertEqual([names for names, _ in self.sources()], [["a.log"], ["b.log"]])

    def test_one_shorter_than_its_fingerprint_that_grows(self):
        data = b"WSAEINTR\nWSAEINVAL\n" + log(3)
        for size in (1, 4, 8, 9, 12, 15, 16, 17, 18, 19, len(data)):
            self.put("a.log", data[:size])
        self.assert_one_source(["a.log"], data)

    def test_two_short_ones_that_begin_alike(self):
        self.put("a.log", b"WSAEINTR\n")
        self.put("b.log", b"WSAEINTR\nWSAEINVAL\n")
        self.put("c.log", b"WSAEINTR\nWSAEBADF\n")
        self.assertEqual(self.home.count(), 3)
        self.assert_sound()

    def test_utf16_and_its_conversion(self):
        text = small_log(random.Random(11), 40) + "\u00fc\u20ac\U0001f600 WSAEINTR\r\n"
        for name, data in (("le.log", b"\xff\xfe" + text.encode("utf-16-le")), ("utf8.log", text.encode()),
                           ("be.log", b"\xfe\xff" + text.encode("utf-16-be")), ("bare.log", text.encode("utf-16-le"))):
            self.put(name, data)
        self.assert_one_source(["le.log", "utf8.log", "be.log", "bare.log"], text.encode())


if __name__ == "__main__":
    main()
