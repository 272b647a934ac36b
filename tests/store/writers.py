#!/usr/bin/env python3
"""Several processes that write into one database at once: nothing is lost, nothing double, nobody gives up early.

Takes WSALOG [--long] [unittest's options].
"""

import contextlib
import random
import signal
import sqlite3
import subprocess
import threading
import unittest

from store_kit import LONG, OCCURRENCES, SOURCES, SUMMARY, TALLY, WATCHDOG_S, Case, main, make_log, small_log

ALL = (OCCURRENCES, SOURCES, SUMMARY, TALLY)
WAIT_S = 25 if LONG else 3


class Writers(Case):
    def put_logs(self, home, count, lines=3000):
        """Logs without a common line, so that it does not matter who is first; and another home with them."""
        for number in range(count):
            home.write("%d.log" % number, small_log(random.Random(number), lines, day=number + 1).encode())
        calm = self.another_home()
        for number in range(count):
            with open(home.path("%d.log" % number), "rb") as file:
                calm.write("%d.log" % number, file.read())
        return calm

    def start(self, command, *args, **options):
        return self.home.start(command, *args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, **options)

    def finish(self, processes):
        for process in processes:
            messages = process.communicate(timeout=WATCHDOG_S)[1]
            self.assertEqual((process.returncode, messages), (0, b""))

    def test_logs_of_their_own(self):
        for command in ("scan", "annotate"):
            self.home, args = self.another_home(), ["-q"] if command == "scan" else []
            calm = self.put_logs(self.home, 4)
            for number in range(4):
                calm.ok(command, *args, "%d.log" % number)
            self.finish([self.start(command, *args, "%d.log" % number) for number in range(4)])
            with self.subTest(command=command):
                self.assert_same(self.home, calm, *ALL)

    def test_the_same_log(self):
        for turn in range(20 if LONG else 4):
            self.home = self.another_home()
            calm = self.put_logs(self.home, 1, 6000)
            calm.scan("-q", "0.log")
            self.finish([self.start(command, *args, "0.log")
                         for command, *args in (("scan", "-q"), ("annotate",), ("scan", "-q", "-j1"))])
            with self.subTest(turn=turn):
                self.assert_same(self.home, calm, *ALL)

    def test_a_database_that_several_make_at_once(self):
        for turn in range(100 if LONG else 15):
            self.home = self.another_home()
            self.home.write("a.log", b"WSAEINTR\n")
            with self.subTest(turn=turn):
                self.finish([self.start("scan", "-q", "a.log") for _ in range(4)])
                self.assertEqual(self.home.count(), 1)

    def test_a_log_of_several_batches_by_two(self):
        calm = self.another_home()
        rows = make_log(self.home.path("big.log"), 3 << 20, 0.9)
        with open(self.home.path("big.log"), "rb") as file:
            calm.write("big.log", file.read())
        calm.scan("-q", "big.log")
        self.finish([self.start("scan", "-q", "big.log"), self.start("annotate", "big.log")])
        self.assertGreater(rows, 20000)
        self.assertEqual(self.home.count(), rows)
        self.assert_same(self.home, calm, *ALL)

    def test_followed_beside_scans(self):
        """annotate -f is open all the time and stores what comes."""
        lines = small_log(random.Random(9), 60).encode().splitlines(True)
        self.put_logs(self.home, 3)
        self.home.write("a.log", b"".join(lines[:20]))
        follower = self.home.start("annotate", "-f", "a.log", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for number in range(3):
            for _ in range(20):
                follower.stdout.readline()
            if number < 2:
                self.home.write("a.log", b"".join(lines[20 * number + 20:20 * number + 40]), "ab")
            self.home.scan("-q", "%d.log" % number)
        self.home.scan("-q", "a.log")
        follower.send_signal(signal.SIGTERM)
        self.assertEqual(follower.communicate(timeout=WATCHDOG_S)[1], b"")
        calm = self.another_home()
        for name in ("0.log", "1.log", "2.log", "a.log"):
            with open(self.home.path(name), "rb") as file:
                calm.write(name, file.read())
            calm.scan("-q", name)
        self.assert_same(self.home, calm, OCCURRENCES, SUMMARY, TALLY)

    def test_a_database_that_is_busy_for_less_than_30_seconds(self):
        self.put_logs(self.home, 2, 200)
        self.home.scan("-q", "0.log")
        with contextlib.closing(sqlite3.connect(self.home.db, isolation_level=None,
                                                check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(WAIT_S, other.execute, ["COMMIT"])
            release.start()
            self.finish([self.start("scan", "-q", "1.log"), self.start("annotate", "1.log")])
            release.join()
        self.assertEqual(len(self.home.query("SELECT * FROM source")), 2)
        self.assert_sound()

    def test_a_reader_with_an_old_view_keeps_nobody_up(self):
        self.put_logs(self.home, 2, 200)
        self.home.scan("-q", "0.log")
        with contextlib.closing(sqlite3.connect(self.home.db, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            before = reader.execute("SELECT count(*) FROM occurrence").fetchone()
            self.home.scan("-q", "1.log")
            self.assertEqual(reader.execute("SELECT count(*) FROM occurrence").fetchone(), before)
        self.assert_sound()

    @unittest.skipUnless(LONG, "it waits for half a minute")
    def test_a_database_that_stays_busy(self):
        self.put_logs(self.home, 2, 200)
        self.home.scan("-q", "0.log")
        with contextlib.closing(sqlite3.connect(self.home.db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            processes = [self.start("scan", "-q", "1.log"), self.start("annotate", "1.log")]
            for process in processes:
                messages = process.communicate(timeout=WATCHDOG_S)[1]
                self.assertEqual(process.returncode, 2)
                self.assertRegex(messages, b"^wsalog [a-z]+: (not stored: )?database '.*' is busy: .* for 30 s; try")
                self.assertEqual(messages.count(b"\n"), 1)


if __name__ == "__main__":
    main()
