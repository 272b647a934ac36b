"""What the tests of the store as a whole share: running wsalog in a home of its own, and what a database comes to.

The test programs take WSALOG [--long] [options of their own, or of unittest].
"""

import contextlib
import hashlib
import os
import pathlib
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""
LONG = "--long" in sys.argv
WATCHDOG_S = 300

# All that a database knows, without row numbers, runs and times of reading. A source is called by its content.
OCCURRENCES = """
SELECT 'occurrence', o.id, s.digest, o.line, o.offset, o.column, o.length, o.code, o.form, o.confidence,
       o.pattern, p.digest, o.time_us, o.time_text, o.time_from, o.time_assumed, o.line_key, o.folded,
       o.provisional, o.call, o.peer_address, o.peer_port, o.process, o.level, o.host, o.text
FROM occurrence o JOIN source s ON s.id = o.source JOIN pattern_set p ON p.id = o.pattern_set"""
SOURCES = "SELECT 'source', head, length, digest, lines, complete, first_us, last_us FROM source"
SIGHTINGS = """
SELECT 'sighting', s.digest, locator, host, case_name, mtime_us FROM sighting g JOIN source s ON s.id = g.source"""
SUMMARY = """
SELECT 'summary', s.digest, code, quarter, n, folded, inherited, from_file, c.first_us, c.last_us
FROM summary c JOIN source s ON s.id = c.source"""
TALLY = """
SELECT 'tally', s.digest, field, value, iif(field = 'pattern_set', 0, number), n, folded, undated, c.first_us,
       c.last_us
FROM tally c JOIN source s ON s.id = c.source"""

QUARTER = "iif(time_us IS NULL, -1, time_us - (time_us % 900000000 + 900000000) % 900000000)"
COUNTED = [("code", "''", "code"), ("quarter", "''", QUARTER), ("time_from", "''", "time_from"),
           ("pattern_set", "''", "pattern_set"), ("pattern", "pattern", "0"), ("call", "call", "0"),
           ("process", "process", "0"), ("level", "level", "0"), ("host", "host", "0")]


class Home:
    """A folder with logs and a database, and wsalog run in it; nothing outside is read."""

    def __init__(self, folder):
        self.folder = str(folder)
        self.db = self.path("a.db")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("WSALOG_", "LC_", "XDG_"))}
        self.env.update(HOME=self.folder, LC_ALL="C.UTF-8", TZ="UTC", TERM="dumb")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, data, mode="wb"):
        with open(self.path(name), mode) as file:
            file.write(data)
        return self.path(name)

    def start(self, command, *args, db=None, env=None, **options):
        return subprocess.Popen([PROGRAM, command, *args, "--db", db or self.db], cwd=self.folder,
                                env={**self.env, **(env or {})}, **options)

    def run(self, command, *args, data=b"", **options):
        """@return (status, output, messages)"""
        process = self.start(command, *args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             **options)
        out, messages = process.communicate(data, timeout=WATCHDOG_S)
        return process.returncode, out, messages

    def ok(self, command, *args, **options):
        status, out, messages = self.run(command, *args, **options)
        if status != 0 or messages:
            raise AssertionError("%s %s: exit status %d, %r" % (command, args, status, messages))
        return out.decode()

    def scan(self, *args, **options):
        return self.ok("scan", *args, **options)

    def query(self, sql, db=None):
        with contextlib.closing(sqlite3.connect(db or self.db, timeout=WATCHDOG_S)) as connection:
            return connection.execute(sql).fetchall()

    def count(self, what="occurrence"):
        return self.query("SELECT count(*) FROM " + what)[0][0]

    def dump(self, *parts, db=None):
        """The rows of these tables, sorted; all without an argument."""
        parts = parts or (OCCURRENCES, SOURCES, SIGHTINGS, SUMMARY, TALLY)
        with contextlib.closing(sqlite3.connect(db or self.db, timeout=WATCHDOG_S)) as connection:
            return sorted(repr(row) for part in parts for row in connection.execute(part))

    def digest(self, *parts, db=None):
        return hashlib.sha256("\n".join(self.dump(*parts, db=db)).encode("utf-8", "surrogatepass")).hexdigest()

    def export(self):
        """The digest of what `db export` says, which is the same for the same contents whatever the runs were."""
        lines = sorted(self.ok("db", "export").splitlines())
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()

    def verify(self):
        """What is wrong with the database: its pages, or counts that are not those of the rows; empty when all is
        well. Looked at from outside, and by the program itself."""
        with contextlib.closing(sqlite3.connect(self.db, timeout=WATCHDOG_S)) as connection:
            found = list(faults(connection))
        status, out, messages = self.run("db", "verify")
        if status != 0:
            found.append("db verify: exit status %d, %r %r" % (status, out, messages))
        return found


def faults(db):
    for (text,) in db.execute("PRAGMA integrity_check"):
        if text != "ok":
            yield text
    for row in db.execute("PRAGMA foreign_key_check"):
        yield "foreign key: %r" % (row,)
    rows = """SELECT source, {cell}, sum(folded = 0), sum(folded), {sums}, min(iif(folded, NULL, time_us)),
                     max(iif(folded, NULL, time_us)) FROM occurrence WHERE provisional = 0 GROUP BY 1, 2, 3{more}"""
    yield from difference(
        db, "summary", rows.format(cell="code, " + QUARTER, more="",
                                   sums="sum(folded = 0 AND time_from = 2), sum(folded = 0 AND time_from = 3)"),
        "SELECT * FROM summary")
    for field, value, number in COUNTED:
        yield from difference(
            db, "tally of " + field,
            rows.format(cell="'%s', ifnull(%s, ''), ifnull(%s, 0)" % (field, value, number), more=", 4",
                        sums="sum(folded = 0 AND time_us IS NULL)"),
            "SELECT * FROM tally WHERE field = '%s'" % field)
    for what, sql in (("occurrence without a source", "SELECT count(*) FROM occurrence WHERE source NOT IN "
                       "(SELECT id FROM source)"),
                      ("source without a sighting", "SELECT count(*) FROM source WHERE id NOT IN "
                       "(SELECT source FROM sighting)"),
                      ("occurrence without a pattern set", "SELECT count(*) FROM occurrence WHERE pattern_set NOT IN "
                       "(SELECT id FROM pattern_set)")):
        if count := db.execute(sql).fetchone()[0]:
            yield "%d times: %s" % (count, what)


def difference(db, what, want, got):
    for one, other, text in ((want, got, "is missing"), (got, want, "is too much")):
        for row in db.execute("SELECT * FROM (%s) EXCEPT SELECT * FROM (%s) LIMIT 3" % (one, other)):
            yield "%s: %r %s" % (what, row, text)


def make_log(path, size, rate=0.01, seed=1, kind="mixed"):
    """A log of the benchmark's kind, and how many occurrences it has."""
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bench"))
    import logs  # pylint: disable=import-outside-toplevel,import-error

    return logs.write(str(path), kind, rate, size, seed)["occurrences"]


HITS = ["connect: WSAECONNREFUSED", "OSError: [WinError 10054] recv", "Socket error 10060 on connect to 10.1.2.3:443",
        "HRESULT 0x80072747 from socket", "WSAEINTR then WSAENOTCONN", "bind failed with error WSAEADDRINUSE"]


def small_log(rng, lines, day=21):
    """A log in which half of the lines report a code: with a full time, without one, and in rows of equal ones."""
    out = []
    for number in range(lines):
        hit = rng.choice(HITS) if rng.random() < 0.5 else "nothing, port 10054 at %d" % number
        clock = "2026-11-%02d %02d:%02d:%02d " % (day, number // 3600, number // 60 % 60, number % 60)
        out.append(rng.choice((clock, clock, clock[:17] + "00 ", "")) + hit + "\n")
    return "".join(out)


def new_home():
    return tempfile.TemporaryDirectory(prefix="wsalog-")


class Case(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = new_home()
        self.addCleanup(folder.cleanup)
        self.home = Home(folder.name)

    def another_home(self):
        folder = new_home()
        self.addCleanup(folder.cleanup)
        return Home(folder.name)

    def assert_sound(self, home=None):
        self.assertEqual((home or self.home).verify(), [])

    def assert_same(self, one, other, *parts):
        """Two homes' databases tell the same."""
        self.assert_sound(one)
        self.assert_sound(other)
        self.assertEqual("\n".join(one.dump(*parts)), "\n".join(other.dump(*parts)))


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    unittest.main(argv=[sys.argv[0], *(arg for arg in sys.argv[2:] if arg != "--long")])
