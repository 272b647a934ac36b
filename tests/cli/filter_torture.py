#!/usr/bin/env python3
"""What `wsalog annotate` promises as a filter, on inputs that try to break it.

Usage: filter_torture.py WSALOG [--long] [unittest's options]

Input arrives through a socket of packets, so that each read() gets exactly one piece: nothing here
depends on a clock. --long adds more random inputs, and looks at memory.
"""

import fcntl
import json
import os
import pty
import random
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest

WSALOG, LONG = None, False
WATCHDOG_S = 120

NOTE = rb"(?:\x1b\[36m)?(?:\xc2\xab|<<)WSA[A-Z_]+(?: [^:\n]{1,6})?: [^\n]*?(?:\xc2\xbb|>>)(?:\x1b\[0m)?"
STYLES = ([], ["--style=below"], ["--explain"], ["--style=below", "--explain"],
          ["--color=always"], ["--style=below", "--explain", "--color=always"])


def remove_notes(data):
    """The log that was annotated. A last line of notes without LF took the LF before it along."""
    data = re.sub(rb"(?:\n {6}" + NOTE + rb")+\Z", b"", data)
    data = re.sub(rb"(?m)^ {6}" + NOTE + rb"\n", b"", data)
    return re.sub(rb" {2}" + NOTE, b"", data)


class Filter:
    """One run of annotate in a home of its own."""

    def __init__(self, home, utf8=True):
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("WSALOG_", "LC_", "XDG_"))}
        self.env.update(HOME=home, LC_ALL="C.UTF-8" if utf8 else "C", TZ="UTC", TERM="dumb")
        self.home = home

    def start(self, *args, **options):
        return subprocess.Popen([WSALOG, "annotate", *args], env=self.env, cwd=self.home, **options)

    def run(self, *args, data=b"", pieces=None):
        """@return (status, output, messages); data comes in pieces of these sizes, again and again"""
        if pieces is None:
            done = subprocess.run([WSALOG, "annotate", *args], env=self.env, cwd=self.home, input=data,
                                  capture_output=True, timeout=WATCHDOG_S, check=False)
            return done.returncode, done.stdout, done.stderr
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = self.start(*args, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        theirs.close()
        feeder = threading.Thread(target=feed, args=(ours, data, pieces))
        feeder.start()
        out, messages = process.communicate(timeout=WATCHDOG_S)
        feeder.join()
        return process.returncode, out, messages


def feed(sock, data, pieces):
    at, turn = 0, 0
    try:
        while at < len(data):
            size = pieces[turn % len(pieces)]
            sock.sendall(data[at:at + size])
            at, turn = at + size, turn + 1
    except BrokenPipeError:
        pass
    sock.close()


def records(output):
    return [json.loads(line) for line in output.decode("utf-8").split("\n") if line]


HITS = [b"connect: WSAECONNREFUSED", b"OSError: [WinError 10054] recv", b"Socket error 10060 on connect",
        b"HRESULT 0x80072747 from socket", b"WSAEINTR then WSAENOTCONN",
        b"2026-11-21 08:00:01 bind failed with error WSAEADDRINUSE",
        b"An existing connection was forcibly closed by the remote host."]
RESET = b"An existing connection was forcibly closed\r\nby the remote host."
WRAPPED = [RESET, b"A connection attempt failed because the connected party did not properly\n"
           b"respond after a period of time, or established connection failed because\r\n"
           b"connected host has failed to respond.",
           b"No connection could be made because the target\nmachine actively refused it"]
ENDINGS = [b"\n", b"\n", b"\r\n", b"\r\n", b"\r\r\n", b"\r", b"\n\n"]


def random_log(rng, lines, wrapped=WRAPPED):
    """A log with every nuisance there is; hits in about each third line."""
    out = []
    for _ in range(lines):
        kind = rng.randrange(9)
        if kind < 2:
            out.append(rng.choice(HITS))
        elif kind == 2:
            out.append(b"2026-11-21 08:%02d:00 " % rng.randrange(60) + rng.choice(HITS + wrapped))
        elif kind == 3:
            out.append(rng.choice(wrapped))
        elif kind == 4:
            out.append(bytes(rng.randrange(256) for _ in range(rng.randrange(80))).replace(b"\xab", b"?"))
        elif kind == 5:
            out.append(b"\x00" * rng.randrange(9) + b"\xff\xfe\xc3 \x1b[31mred\x1b[0m " + rng.choice(HITS))
        else:
            out.append(b"2026-11-21 08:00:00 nothing but port 10054 " * rng.randrange(4))
        out.append(rng.choice(ENDINGS))
    if rng.randrange(2):
        out.pop()
    return b"".join(out)


def long_line(hits, length, ending=b"\n"):
    """One line of `length` bytes in which hits stand at given places."""
    line = bytearray(b"filler text " * (length // 12 + 1))[:length]
    for at, text in hits:
        line[at:at + len(text)] = text
    return bytes(line) + ending


BORDERS = [0, 1 << 18, 1 << 19, 3 << 18, 1 << 20, 3 << 19, 1 << 21]
NAMES = [b"WSAECONNRESET", b"WSAECONNREFUSED", b"WSAEADDRINUSE", b"WSAETIMEDOUT", b"WSAENOTCONN",
         b"WSAEINTR", b"WSAEMSGSIZE"]


def border_line(shift, ending=b"\n"):
    """A line of 3 MiB with another code at each place where it may be cut."""
    hits = [(max(at + shift, 0), b" error " + name + b" ") for at, name in zip(BORDERS, NAMES)]
    return long_line(hits, 3 << 20, ending)


def special_inputs():
    yield "empty", b""
    yield "only LF", b"\n"
    yield "one byte", b"x"
    yield "only a hit", b"WSAECONNRESET"
    yield "only a hit and CR", b"WSAECONNRESET\r"
    yield "hit and CR LF", b"WSAECONNRESET\r\n"
    yield "a lone CR is no border", b"a\rWSAECONNRESET\rb\nc"
    yield "NULs", b"a\0b WSAECONNRESET \0\0\n\0\n\0"
    yield "bad UTF-8", b"\xc3\x28 \xf0\x9f WSAECONNRESET \xff\n\xfe\n"
    yield "UTF-8 mark", b"\xef\xbb\xbfWSAECONNRESET\nx\n"
    yield "only a mark", b"\xef\xbb\xbf"
    yield "half a mark", b"\xef\xbb"
    yield "wrapped", b"\n".join(WRAPPED) + b"\n"
    yield "a line at the window", long_line([((1 << 20) - 40, b" WSAECONNRESET ")], (1 << 20) - 1)
    yield "a line over the window", long_line([((1 << 20) - 40, b" WSAECONNRESET ")], (1 << 20) + 5)
    for shift in (-30, -20, -9, -1, 0, 3):
        yield "border %d" % shift, b"before\n" + border_line(shift) + b"WSAEINVAL after\n"
    yield "long, CR LF", border_line(0, b"\r\n") + b"x\r\n"
    yield "long, no LF", border_line(0, b"")
    yield "CR LF over the cut", long_line([(9, b" WSAECONNRESET ")], (3 << 18) - 1, b"\r\n") * 3
    # a CR that is the last byte of a part of a cut line, its LF the first of the next
    for length in ((3 << 18) - 1, (1 << 20) - 1, (3 << 19) - 1, (7 << 18) - 1):
        yield "CR at %d" % length, long_line([(9, b" WSAECONNRESET ")], length, b"\r\n") + b"x\n"


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        self.filter = Filter(self.home)

    def run_ok(self, *args, data=b"", pieces=None):
        status, out, messages = self.filter.run(*args, data=data, pieces=pieces)
        self.assertEqual((status, messages), (0, b""))
        return out

    def path(self, name, data):
        path = os.path.join(self.home, name)
        with open(path, "wb") as file:
            file.write(data)
        return path


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
        done = subprocess.run([WSALOG, "report", "--format=json"], env=self.filter.env,
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
        db.execute("ROLLBACK")
        db.close()
        process.stdin.write(b"WSAECONNRESET two\n")
        process.stdin.flush()
        self.assertIn(b"two", process.stdout.readline())
        process.communicate()
        self.assertEqual(process.returncode, 0)
        with sqlite3.connect(path) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM occurrence").fetchone(), (3,))
        db.close()


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


class Terminal(Case):
    DATA = b"\x1b]0;title\x07 WSAECONNRESET \x1b[31m\r\nplain\ttab \xff\n"
    SHOWN = b"\\x1B]0;title\\x07 WSAECONNRESET \\x1B[31m\r\nplain\ttab \\xFF\n"

    def on_terminal(self, *args):
        ours, theirs = pty.openpty()
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
            with open(path, "wb") as file:
                file.write((b"x" * 4095 + b" ") * (64 << 8) + b" WSAECONNRESET\n")
            peaks.append(self.peak_kib(path, *args))
            print("peak KiB for 64 MiB, 256 MiB, one line of 64 MiB:", args, peaks)
            self.assertLess(peaks[1], peaks[0] * 1.2 + 2048)
            self.assertLess(max(peaks), 40 << 10)


def main():
    global WSALOG, LONG
    args = sys.argv[1:]
    WSALOG = os.path.abspath(args.pop(0))
    if "--long" in args:
        args.remove("--long")
        LONG = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unittest.main(argv=[sys.argv[0], *args])


if __name__ == "__main__":
    main()
