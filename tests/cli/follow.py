#!/usr/bin/env python3
"""What `wsalog annotate --follow` promises: files by name, across rotation. Run as filter_case.py says.

Nothing waits for a time: each step waits for what the one before it must bring about.
"""

import os
import signal
import sqlite3
import subprocess
import threading

from filter_case import PROGRAM, WATCHDOG_S, Case, main, remove_notes


class Following:
    """A run of annotate -f, and what has come out of it so far."""

    def __init__(self, case, *args, **options):
        self.process = case.filter.start("-f", *args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        self.data = {"out": b"", "err": b""}
        self.changed = threading.Condition()
        self.readers = [threading.Thread(target=self.read, args=(name, pipe))
                        for name, pipe in (("out", self.process.stdout), ("err", self.process.stderr))]
        for reader in self.readers:
            reader.start()
        case.addCleanup(self.end)

    def read(self, name, pipe):
        while piece := os.read(pipe.fileno(), 65536):
            with self.changed:
                self.data[name] += piece
                self.changed.notify_all()

    def wait(self, text, name="out"):
        with self.changed:
            if not self.changed.wait_for(lambda: text in self.data[name], WATCHDOG_S):
                raise AssertionError("%r did not come; there is %r" % (text, self.data))

    def end(self, number=signal.SIGTERM):
        """@return (how it ended, output without notes, messages)"""
        if self.process.returncode is None:
            self.process.send_signal(number)
            self.process.wait(WATCHDOG_S)
            for reader in self.readers:
                reader.join()
            self.process.stdout.close()
            self.process.stderr.close()
        return self.process.returncode, remove_notes(self.data["out"]), self.data["err"]


class FollowCase(Case):
    poll = False

    def setUp(self):
        super().setUp()
        if self.poll:
            self.filter.env["WSALOG_FOLLOW"] = "poll"

    def file(self, name):
        return os.path.join(self.home, name)

    def add(self, name, data, mode="ab"):
        with open(self.file(name), mode) as file:
            file.write(data)

    def follow(self, *args):
        return Following(self, *args)

    def assert_shown(self, following, want):
        status, out, messages = following.end()
        self.assertEqual((status, messages), (-signal.SIGTERM, b""))
        self.assertEqual(out, want)


class Files(FollowCase):
    def test_the_whole_file_then_what_is_added(self):
        self.add("a", b"WSAECONNRESET one\n" + b"two\n" * 100000)
        f = self.follow("a")
        f.wait(b"peer reset the connection\xc2\xbb\ntwo\n")
        self.add("a", b"WSAEINTR three\n")
        f.wait(b"WSAEINTR three  \xc2\xab")
        self.add("a", b"four\n")
        f.wait(b"four\n")
        self.assert_shown(f, b"WSAECONNRESET one\n" + b"two\n" * 100000 + b"WSAEINTR three\nfour\n")

    def test_a_line_waits_until_it_is_whole(self):
        self.add("a", b"one\nbegun")
        f = self.follow("--no-store", "a", "b")
        f.wait(b"one\n")
        self.add("b", b"other\n")
        f.wait(b"other\n")
        self.assertNotIn(b"begun", f.data["out"])
        self.add("a", b" WSAECONNRESET")
        self.add("b", b"more\n")
        f.wait(b"more\n")
        self.assertNotIn(b"begun", f.data["out"])
        self.add("a", b" and ended\n")
        f.wait(b"begun WSAECONNRESET and ended  ")
        status, out, _ = f.end()
        self.assertEqual(status, -signal.SIGTERM)
        self.assertEqual(out, b"==> a <==\none\n\n==> b <==\nother\nmore\n\n==> a <==\n"
                              b"begun WSAECONNRESET and ended\n")

    def test_a_renamed_file_is_read_until_the_new_one_has_content(self):
        self.add("a", b"one\n")
        f = self.follow("--no-store", "a")
        f.wait(b"one\n")
        os.rename(self.file("a"), self.file("a.1"))
        self.add("a.1", b"late\n")
        f.wait(b"late\n")
        self.add("a", b"")
        self.add("a.1", b"later, without an end")
        self.add("a", b"\nnew WSAECONNRESET\n")
        f.wait(b"new WSAECONNRESET  ")
        self.add("a.1", b"not ours any more\n")
        self.add("a", b"last\n")
        f.wait(b"last\n")
        self.assert_shown(f, b"one\nlate\nlater, without an end\nnew WSAECONNRESET\nlast\n")

    def test_an_empty_successor_ends_it_too(self):
        self.add("a", b"one\nbegun")
        f = self.follow("--no-store", "a")
        f.wait(b"one\n")
        os.rename(self.file("a"), self.file("a.1"))
        self.add("a", b"")
        f.wait(b"begun")
        self.add("a", b"new\n")
        f.wait(b"new\n")
        self.assert_shown(f, b"one\nbegunnew\n")

    def test_a_file_that_is_cut_begins_anew(self):
        self.add("a", b"one\ntwo\nbegun")
        f = self.follow("--no-store", "a")
        f.wait(b"two\n")
        self.add("a", b"", "wb")
        f.wait(b"begun")
        self.add("a", b"\nthree WSAECONNRESET\n")
        f.wait(b"three WSAECONNRESET  ")
        self.assert_shown(f, b"one\ntwo\nbegun\nthree WSAECONNRESET\n")

    def test_a_file_that_is_cut_and_longer_at_once(self):
        self.add("a", b"one\n")
        f = self.follow("--no-store", "a")
        f.wait(b"one\n")
        for number in range(5):
            text = b"%d %s\n" % (number, b"x" * 1000 * (number + 1))
            self.add("a", text, "wb")
            f.wait(text)
        self.assertEqual(f.end()[1].count(b"x"), 15000)

    def test_a_file_that_is_deleted_and_made_anew(self):
        self.add("a", b"one\n")
        f = self.follow("--no-store", "a")
        f.wait(b"one\n")
        for number in range(3):
            os.unlink(self.file("a"))
            self.add("a", b"%d WSAECONNRESET\n" % number)
            f.wait(b"%d WSAECONNRESET  " % number)
        self.assert_shown(f, b"one\n" + b"".join(b"%d WSAECONNRESET\n" % n for n in range(3)))

    def test_a_file_that_comes_later_in_a_folder_that_comes_later(self):
        f = self.follow("--no-store", self.file("new/a"))
        f.wait(b"waiting for", "err")
        os.mkdir(self.file("new"))
        self.add("new/a", b"WSAECONNRESET\n")
        f.wait(b"peer reset")
        self.assertEqual(f.end()[1], b"WSAECONNRESET\n")

    def test_the_target_of_a_link(self):
        os.mkdir(self.file("data"))
        self.add("data/1", b"one\n")
        self.add("data/2", b"two\n")
        os.symlink("data/1", self.file("a"))
        f = self.follow("--no-store", "a")
        f.wait(b"one\n")
        self.add("data/1", b"more\n")
        f.wait(b"more\n")
        os.symlink("data/2", self.file("b"))
        os.rename(self.file("b"), self.file("a"))
        f.wait(b"two\n")
        self.assert_shown(f, b"one\nmore\ntwo\n")

    def test_utf16_in_any_pieces(self):
        data = "one WSAECONNRESET \u20ac\U0001F600\r\n".encode("utf-16-le")
        self.add("a", b"\xff\xfe" + data[:7])
        f = self.follow("--no-store", "a", "b")
        for at in range(7, len(data), 5):
            self.add("a", data[at:at + 5])
            self.add("b", b"%d\n" % at)
            f.wait(b"%d\n" % at)
        f.wait("\u20ac\U0001F600  ".encode())
        self.assertIn("one WSAECONNRESET \u20ac\U0001F600\r\n".encode(), f.end()[1])


class FilesByPolling(Files):
    poll = True


class Others(FollowCase):
    def test_lines_of_several_files_stay_whole(self):
        names = ["a", "b", "c"]
        for name in names:
            self.add(name, b"")
        f = self.follow("--no-store", *names)
        for turn in range(30):
            for name in names:
                line = b"%s %d WSAECONNRESET %s" % (name.encode(), turn, b"x" * (turn * 1000))
                for at in range(0, len(line), 7777):
                    self.add(name, line[at:at + 7777])
                self.add(name, b"\n" * 3)
        for name in names:
            f.wait(b"%s 29 " % name.encode())
            self.add(name, b"end of %s\n" % name.encode())
            f.wait(b"end of %s\n" % name.encode())
        per_file, shown = {name.encode(): b"" for name in names}, None
        out = b"\n" + f.end()[1]
        for part in out.split(b"\n==> ")[1:]:
            shown, text = part.split(b" <==\n", 1)
            per_file[shown] += text
        for name, text in per_file.items():
            with open(self.file(name.decode()), "rb") as file:
                self.assertEqual(text.replace(b"\n", b""), file.read().replace(b"\n", b""))

    def test_a_signal_ends_it(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for names in (("a",), ("a", "b")):
                for name in names:
                    self.add(name, b"one\n")
                f = self.follow("--no-store", *names)
                f.wait(b"one\n")
                self.assertEqual(f.end(number)[0], -number)

    def test_it_ends_when_the_reader_goes_away(self):
        for names in (("a",), ("a", "b")):
            for name in names:
                self.add(name, b"one\n")
            process = self.filter.start("-f", "--no-store", *names, stdout=subprocess.PIPE)
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(WATCHDOG_S), -signal.SIGPIPE)

    def test_a_full_disk(self):
        self.add("a", b"one\n")
        with open("/dev/full", "wb") as full:
            process = self.filter.start("-f", "--no-store", "a", "b", stdout=full, stderr=subprocess.PIPE)
            messages = process.communicate(timeout=WATCHDOG_S)[1]
        self.assertEqual(process.returncode, 2)
        self.assertEqual(messages.count(b"No space left"), 1)

    def stored(self, sql="SELECT hex(id) FROM occurrence ORDER BY id"):
        path = self.file(".local/state/wsalog/wsalog.db")
        if not os.path.exists(path):
            return []
        db = sqlite3.connect(path, timeout=WATCHDOG_S)
        try:
            return [row[0] for row in db.execute(sql)]
        except sqlite3.OperationalError:  # it has no tables yet
            return []
        finally:
            db.close()

    def wait_for_stored(self, count):
        stopped = threading.Event()
        watchdog = threading.Timer(WATCHDOG_S, stopped.set)
        watchdog.start()
        while len(self.stored()) < count and not stopped.is_set():
            pass
        watchdog.cancel()
        self.assertEqual(len(self.stored()), count)

    def test_what_is_found_is_stored_as_it_comes(self):
        self.add("a", b"WSAECONNRESET one\nbegun ")
        f = self.follow("a", "b")
        self.wait_for_stored(1)
        self.add("a", b"WSAEINTR two\n")
        self.wait_for_stored(2)
        self.add("b", b"WSAEINVAL three\n")
        self.wait_for_stored(3)
        f.end()
        before = self.stored()
        done = subprocess.run([PROGRAM, "scan", "a", "b"], env=self.filter.env, cwd=self.home,
                              capture_output=True, check=True)
        self.assertEqual(self.stored(), before, done.stdout)
        self.assertEqual(self.stored("SELECT count(*) FROM source"), [2])

    def test_what_cannot_be_followed(self):
        self.add("a", b"one\n")
        for bad, why in (("-", b"standard input"), (self.home, b"no regular file")):
            f = self.follow("--no-store", "a", bad)
            f.wait(b"one\n")
            f.wait(why, "err")
            self.assertEqual(f.end()[0], -signal.SIGTERM)
        status, _, messages = self.filter.run("-f", "--no-store", self.home)
        self.assertEqual(status, 2)
        self.assertIn(b"no regular file", messages)

    def test_standard_input_is_read_to_its_end(self):
        for args in (("-f",), ("-f", "-")):
            self.assertEqual(remove_notes(self.run_ok("--no-store", *args, data=b"WSAECONNRESET\n")),
                             b"WSAECONNRESET\n")

    def test_json_lines_and_numbers_need_no_headers(self):
        self.add("a", b"WSAECONNRESET one\n")
        self.add("b", b"WSAEINTR two\n")
        for args in (("--format=jsonl",), ("-n",), ("--only-matching",)):
            f = self.follow("--no-store", *args, "a", "b")
            f.wait(b"WSAECONNRESET one")
            f.wait(b"WSAEINTR two")
            self.assertNotIn(b"==>", f.end()[1])


if __name__ == "__main__":
    main()
