#!/usr/bin/env python3
"""What `wsalog annotate` promises about the world around it: pauses, signals, disks, databases, terminals,
memory. Run as filter_case.py says.
"""

import fcntl
import json
import os
import pty
import signal
import socket
import sqlite3
import subprocess
import threading

from filter_case import LONG, PROGRAM, WATCHDOG_S, Case, feed, main, remove_notes


class Latency(Case):
    """Each line is out before the next one comes in; the test would hang, not be late."""

    def check(self, *args, lines=(b"WSAECONNRESET one\n", b"WSAEINTR two\n", b"WSAEINVAL three\n"), rest=b""):
        process = self.filter.start(*args, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        watchdog = threading.Timer(WATCHDOG_S, process.kill)
        watchdog.start()
        try:
            for line in lines:
                process.stdin.write(line)
                process.stdin.flush()
                out = process.stdout.readline()
                self.assertIn(line.split()[-1], out, args)
                if rest:
                    process.stdin.write(rest)
                    process.stdin.flush()
            process.stdin.close()
            process.stdout.read()
            self.assertEqual(process.wait(), 0)
        finally:
            watchdog.cancel()
            process.stdout.close()

    def test_lines_are_not_held_back(self):
        for args in ((), ("--no-store",), ("-n",), ("--only-matching",), ("--format=jsonl",),
                     ("--encoding=bytes",), ("--style=none",), ("-C2",)):
            with self.subTest(args):
                self.check(*args)

    def test_very_short_first_lines(self):
        self.check("--no-store", lines=(b"a\n", b"b\n"))
        self.check("--no-store", lines=(b"ab\n", b"b\n"))

    def test_a_line_is_out_while_the_next_has_begun(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = self.filter.start("--no-store", stdin=theirs, stdout=subprocess.PIPE)
        os.kill(process.pid, signal.SIGSTOP)
        ours.send(b"WSAECONNRESET one\n" + b"x" * 100 + b"\n")
        ours.send(b"the next, without its e")
        os.kill(process.pid, signal.SIGCONT)
        watchdog = threading.Timer(WATCHDOG_S, process.kill)
        watchdog.start()
        self.assertIn(b"one", process.stdout.readline())
        watchdog.cancel()
        ours.close()
        theirs.close()
        process.communicate()

    def test_notes_below_are_not_held_back(self):
        process = self.filter.start("--style=below", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        watchdog = threading.Timer(WATCHDOG_S, process.kill)
        watchdog.start()
        process.stdin.write(b"WSAECONNRESET\n")
        process.stdin.flush()
        process.stdout.readline()
        self.assertIn(b"peer reset", process.stdout.readline())
        watchdog.cancel()
        process.communicate()


class Ends(Case):
    """How it ends: signals, full disks, missing files."""

    def stored(self):
        done = subprocess.run([PROGRAM, "report", "--format=json"], env=self.filter.env,
                              capture_output=True, check=False)
        return json.loads(done.stdout)["total"] if done.returncode == 0 else 0

    def test_the_reader_goes_away(self):
        path = self.path("log", b"WSAECONNRESET first\n" + b"nothing to see in this line\n" * 100000)
        process = self.filter.start(path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertIn(b"first", process.stdout.readline())
        process.stdout.close()
        self.assertEqual(process.stderr.read(), b"")
        self.assertEqual(process.wait(WATCHDOG_S), -signal.SIGPIPE)
        process.stderr.close()
        self.assertEqual(self.stored(), 1)

    def test_a_signal_ends_it_after_committing(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.filter.start("--case=%d" % number, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                process.stdin.write(b"%d WSAECONNRESET\nbegun" % number)
                process.stdin.flush()
                process.stdout.readline()
                process.send_signal(number)
                self.assertEqual(process.wait(WATCHDOG_S), -number)
                self.assertEqual(process.stderr.read(), b"")
                process.communicate()
        self.assertEqual(self.stored(), 2)

    def test_a_full_disk(self):
        path = self.path("log", b"WSAECONNRESET\n" + b"x\n" * 100000)
        for args in ((path, path), ("-n", path), ("--format=jsonl", path), ("-o", "/dev/full", path)):
            with open("/dev/full", "wb") as full:
                process = self.filter.start("--no-store", *args, stdout=full, stderr=subprocess.PIPE)
                messages = process.communicate()[1]
            self.assertEqual(process.returncode, 2)
            self.assertEqual(messages.count(b"\n"), 1, messages)
            self.assertIn(b"No space left", messages)

    def test_output_into_a_file(self):
        path, out = self.path("log", b"WSAECONNRESET\n"), self.path("out", b"old and longer than that\n" * 9)
        self.run_ok("--no-store", "-o", out, path)
        with open(out, "rb") as file:
            self.assertEqual(remove_notes(file.read()), b"WSAECONNRESET\n")

    def test_an_input_is_never_the_output(self):
        path = self.path("log", b"WSAECONNRESET\n")
        for args in (("-o", path, path), ("-o", path, "-")):
            with open(path, "rb") as log:
                done = self.filter.start("--no-store", *args, stdin=log, stderr=subprocess.PIPE)
                self.assertIn(b"'", done.communicate()[1])
            self.assertEqual(done.returncode, 2)
        with open(path, "ab") as out:
            done = self.filter.start("--no-store", path, stdout=out, stderr=subprocess.PIPE)
            self.assertIn(b"log", done.communicate()[1])
        with open(path, "rb") as log:
            self.assertEqual(log.read(), b"WSAECONNRESET\n")

    def test_what_cannot_be_read_is_named_and_passed_over(self):
        good = self.path("good", b"WSAECONNRESET\n")
        locked = os.path.join(self.home, "socket")
        with socket.socket(socket.AF_UNIX) as sock:  # opening it fails for root too
            sock.bind(locked)
            for bad in (os.path.join(self.home, "missing"), self.home, locked):
                status, out, messages = self.filter.run("--no-store", bad, good)
                self.assertEqual((status, remove_notes(out)), (2, b"WSAECONNRESET\n"))
                self.assertIn(bad.encode(), messages)

    def test_exit_code(self):
        self.assertEqual(self.filter.run("--no-store", "--exit-code", data=b"x\n")[0], 1)
        self.assertEqual(self.filter.run("--no-store", "--exit-code", data=b"WSAEINTR\n")[0], 0)
        self.assertEqual(self.filter.run("--no-store", "--exit-code", "missing", data=b"")[0], 2)

    def test_descriptors_that_do_not_block(self):
        data = b"".join(b"WSAECONNRESET %d\n" % i for i in range(20000))
        ours, theirs = socket.socketpair()
        out_read, out_write = os.pipe()
        for fd in (theirs.fileno(), out_write):
            fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)
        process = self.filter.start("--no-store", stdin=theirs, stdout=out_write)
        theirs.close()
        os.close(out_write)
        feeder = threading.Thread(target=feed, args=(ours, data, [5000]))
        feeder.start()
        with os.fdopen(out_read, "rb") as out:
            self.assertEqual(remove_notes(out.read()), data)
        feeder.join()
        self.assertEqual(process.wait(), 0)


class Database(Case):
    """A database that fails does not hold up a single line."""

    def check(self, *args, status, message):
        data = b"WSAECONNRESET\n" + b"x\n" * 1000
        got, out, messages = self.filter.run(*args, data=data)
        self.assertEqual(remove_notes(out), data)
        self.assertEqual(got, status, messages)
        self.assertEqual(messages.count(b"\n"), 1, messages)
        self.assertIn(message, messages)

    def test_the_default_place_cannot_be_written(self):
        self.filter.env["XDG_STATE_HOME"] = self.path("state", b"a file, no directory")
        self.check(status=0, message=b"not stored")


    def test_a_file_that_is_no_database(self):
        path = self.path("text.db", b"this is no database, but long enough to look like one\n" * 40)
        self.check("--db", path, status=2, message=b"not a database")

    def test_the_database_of_another_program(self):
        path = os.path.join(self.home, "other.db")
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE t (x)")
        db.close()
        self.check("--db", path, status=2, message=b"another program")

    def test_a_directory(self):
        self.check("--db", self.home, status=2, message=b"not stored")

    def test_output_goes_on_while_another_program_holds_the_database(self):
        path = os.path.join(self.home, "w.db")
        self.run_ok("--db", path, data=b"WSAEINTR\n")
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("BEGIN EXCLUSIVE")
        process = self.filter.start("--db", path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(b"WSAECONNRESET one\n")
        process.stdin.flush()
        self.assertIn(b"one", process.stdout.readline())
        process.stdin.write(b"WSAECONNRESET two\n")
        process.stdin.flush()
        locked = threading.Timer(WATCHDOG_S, process.kill)
        locked.start()
        self.assertIn(b"two", process.stdout.readline())
        locked.cancel()
        db.execute("ROLLBACK")
        db.close()
        process.communicate()
        self.assertEqual(process.returncode, 0)
        with sqlite3.connect(path) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM occurrence").fetchone(), (3,))
        db.close()


class Terminal(Case):
    DATA = b"\x1b]0;title\x07 WSAECONNRESET \x1b[31m\r\nplain\ttab \xff\n"
    SHOWN = b"\\x1B]0;title\\x07 WSAECONNRESET \\x1B[31m\r\nplain\ttab \\xFF\n"

    def on_terminal(self, *args):
        try:
            ours, theirs = pty.openpty()
        except OSError as error:  # a bare chroot without /dev/pts
            self.skipTest("no terminal to be had: %s" % error)
        process = self.filter.start("--no-store", *args, stdin=subprocess.PIPE, stdout=theirs)
        os.close(theirs)
        process.stdin.write(self.DATA)
        process.stdin.close()
        out = b""
        try:
            while piece := os.read(ours, 4096):
                out += piece
        except OSError:  # how a terminal says that the other side is closed
            pass
        os.close(ours)
        self.assertEqual(process.wait(), 0)
        return remove_notes(out.replace(b"\r\n", b"\n"))

    def test_control_characters(self):
        shown = self.SHOWN.replace(b"\r\n", b"\n").replace(b"\\x1B[31m\n", b"\\x1B[31m\r\n")
        self.assertEqual(self.on_terminal().replace(b"\r\n", b"\n"), shown.replace(b"\r\n", b"\n"))
        self.assertIn(b"\x1b[31m", self.on_terminal("--escape=never"))
        self.assertNotIn(b"\x1b", self.on_terminal("-n"))
        self.assertEqual(remove_notes(self.run_ok("--no-store", data=self.DATA)), self.DATA)
        self.assertEqual(remove_notes(self.run_ok("--no-store", "--escape=always", data=self.DATA)), self.SHOWN)


class Memory(Case):
    def peak_kib(self, path, *args):
        process = self.filter.start(*args, path, stdout=subprocess.DEVNULL)
        usage = os.wait4(process.pid, 0)[2]
        process.returncode = 0
        return usage.ru_maxrss

    def test_memory_does_not_grow_with_the_input(self):
        if not LONG:
            self.skipTest("only with --long")
        path = os.path.join(self.home, "big")
        unit = b"2026-11-21 08:00:00 nothing in this line of some length\n" * 999 + b"WSAECONNRESET\n"
        for args in ((), ("-n",), ("-C1000",), ("--format=jsonl",)):
            peaks = []
            for size in (64 << 20, 256 << 20):
                with open(path, "wb") as file:
                    for _ in range(size // len(unit)):
                        file.write(unit)
                peaks.append(self.peak_kib(path, *args))
            with open(path, "wb") as file:  # in parts: a child begins with the peak of its parent
                for _ in range(64 << 8):
                    file.write(b"x" * 4095 + b" ")
                file.write(b" WSAECONNRESET\n")
            peaks.append(self.peak_kib(path, *args))
            print("peak KiB for 64 MiB, 256 MiB, one line of 64 MiB:", args, peaks)
            self.assertLess(peaks[1], peaks[0] * 1.2 + 2048)
            self.assertLess(max(peaks), 40 << 10)


if __name__ == "__main__":
    main()
