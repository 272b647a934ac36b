#!/usr/bin/env python3
"""`scan --rescan`: a source's rows become what is found now, whatever was found before, in one step.

Takes WSALOG [--long] [unittest's options].
"""

import random
import re
import sqlite3

from store_kit import OCCURRENCES, SOURCES, SUMMARY, TALLY, Case, main, make_log, small_log

ROWS = (OCCURRENCES, SOURCES, SUMMARY, TALLY)
MORE = """format: 1
kind: patterns
patterns:
- id: number.own
  title: our own program
  keywords: ['frobnicate']
  regex: 'frobnicate (?<code>\\d{5})'
  confidence: 95
  match:
    - {line: 'frobnicate 10050', codes: [10050]}
  no_match:
    - 'frobnicate 10'
"""
OWN = "2026-11-2%d 07:00:00 frobnicate %d\n"


def log(seed, lines=200, day=21):
    own = "".join(OWN % (day - 20, code) for code in (10050, 10051, 10050))
    return (small_log(random.Random(seed), lines, day=day) + own).encode()


class Rescan(Case):
    def setUp(self):
        super().setUp()
        self.more = self.home.write("more.yaml", MORE.encode())

    def scan(self, *args, home=None):
        return (home or self.home).scan("--patterns", self.more, *args)

    def calm(self, *names, patterns=True):
        """What the same logs give in a new database."""
        home = self.another_home()
        for name in names:
            with open(self.home.path(name), "rb") as file:
                home.write(name, file.read())
            self.scan("-q", name, home=home) if patterns else home.scan("-q", name)
        return home

    def test_what_new_patterns_find_comes_and_what_they_do_not_goes(self):
        self.home.write("a.log", log(1))
        self.home.scan("-q", "a.log")
        before = self.home.count()
        self.assertIn("; 3 new,", self.scan("--rescan", "a.log"))
        self.assertEqual(self.home.count(), before + 3)
        self.assert_same(self.home, self.calm("a.log"), *ROWS)
        shown = self.home.scan("--rescan", "a.log")
        self.assertIn("; 3 removed, found no more", re.sub(r"\s+", " ", shown))
        self.assert_same(self.home, self.calm("a.log", patterns=False), *ROWS)

    def test_again_with_the_same_patterns(self):
        self.home.write("a.log", log(1))
        self.home.scan("-q", "a.log")
        before = self.home.dump(*ROWS)
        self.assertIn("; 0 new,", self.home.scan("--rescan", "a.log"))
        self.assertEqual(self.home.dump(*ROWS), before)
        self.assert_sound()

    def test_a_log_of_several_batches(self):
        make_log(self.home.path("a.log"), 2 << 20, 0.9)
        with open(self.home.path("a.log"), "ab") as file:
            file.write(log(3))
        self.home.scan("-q", "a.log")
        self.scan("-q", "--rescan", "a.log")
        self.assert_same(self.home, self.calm("a.log"), *ROWS)
        self.home.scan("-q", "--rescan", "--min-confidence=99", "a.log")
        other = self.calm()
        with open(self.home.path("a.log"), "rb") as file:
            other.write("a.log", file.read())
        other.scan("-q", "--min-confidence=99", "a.log")
        self.assertGreater(other.count(), 0)
        self.assert_same(self.home, other, *ROWS)

    def test_one_that_is_new(self):
        self.home.write("a.log", log(1))
        self.scan("-q", "--rescan", "a.log")
        self.assert_same(self.home, self.calm("a.log"), *ROWS)

    def test_one_that_has_grown(self):
        data = log(1) + b"no end: WSAEI"
        self.home.write("a.log", data)
        self.home.scan("-q", "a.log")
        self.home.write("a.log", data + b"NTR\nand more: WSAEINVAL")
        self.scan("-q", "--rescan", "a.log")
        self.assert_same(self.home, self.calm("a.log"), *ROWS)

    def test_nothing_but_the_named_source_changes(self):
        for number in range(3):
            self.home.write("%d.log" % number, log(number, day=21 + number))
        self.home.scan("-q", "0.log", "1.log", "2.log")
        others = "SELECT id, pattern_set, text FROM occurrence WHERE text NOT LIKE '2026-11-22%' AND text LIKE '2026%'"
        before = self.home.query(others)
        self.scan("-q", "--rescan", "1.log")
        self.assertEqual(self.home.query(others), before)
        self.assert_sound()

    def test_a_repeat_counts_when_what_it_repeats_is_gone(self):
        self.home.write("whole.log", log(1))
        self.home.write("tail.log", b"".join(log(1).splitlines(True)[-20:]))
        self.scan("-q", "whole.log")
        self.scan("-q", "tail.log")
        counted = "occurrence WHERE folded = 0 AND text LIKE '%frobnicate%'"
        self.assertEqual(self.home.count(counted), 3)
        self.home.scan("-q", "--rescan", "whole.log")
        self.assertEqual(self.home.count(counted), 3)
        self.assert_sound()
        self.home.scan("-q", "--rescan", "tail.log")
        self.assertEqual(self.home.count(counted), 0)
        self.assert_sound()

    def test_logs_with_a_common_beginning(self):
        for name, more in (("a.log", b"one WSAEINTR\n"), ("b.log", b"other WSAEINVAL\n")):
            self.home.write(name, log(1) + more)
            self.home.scan("-q", name)
        rows = self.home.count()
        for name in ("b.log", "a.log", "b.log"):
            self.scan("-q", "--rescan", name)
            self.assert_sound()
        self.assertEqual(self.home.count(), rows + 3)

    def test_nothing_is_seen_of_it_before_it_is_done(self):
        """What fails in between leaves all as it was."""
        self.home.write("a.log", log(1))
        self.home.scan("-q", "a.log")
        before = self.home.dump(*ROWS)
        with sqlite3.connect(self.home.db) as db:
            db.execute("CREATE TRIGGER stop BEFORE INSERT ON summary BEGIN SELECT raise(ABORT, 'no'); END")
        status, _, messages = self.home.run("scan", "--patterns", self.more, "-q", "--rescan", "a.log")
        self.assertEqual(status, 2)
        self.assertIn(b"not stored", messages)
        self.assertEqual(self.home.dump(*ROWS), before)

    def test_options_that_leave_something_out(self):
        for option in ("--resume", "--since=-1h"):
            status, _, messages = self.home.run("scan", "--rescan", option, "a.log")
            self.assertEqual(status, 2)
            self.assertIn(b"--rescan", messages)

    def test_the_report_tells_of_different_patterns(self):
        for number in range(2):
            self.home.write("%d.log" % number, log(number, day=21 + number))
        self.home.scan("-q", "0.log")
        self.assertNotIn("pattern set", self.home.ok("report"))
        self.scan("-q", "1.log")
        self.assertIn("2 pattern sets", self.home.ok("report"))
        self.assertIn("--rescan", self.home.ok("report"))
        self.assertNotIn("pattern set", self.home.ok("report", "--source=1.log"))
        self.scan("-q", "--rescan", "0.log")
        self.assertNotIn("pattern set", self.home.ok("report"))


if __name__ == "__main__":
    main()
