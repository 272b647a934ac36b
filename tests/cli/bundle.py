#!/usr/bin/env python3
"""What `wsalog scan` promises of support bundles: everything planted is found, with its source, line and
time; everything that cannot be read is in the ledger with its reason. Run as WSALOG MAKE_EVTX [--long]; --long
takes the bombs at full size.
"""

import gzip
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import bundle_kit as kit

PROGRAM = os.path.abspath(sys.argv[1])
kit.MAKE_EVTX = os.path.abspath(sys.argv[2])
LONG = "--long" in sys.argv
WATCHDOG_S = 300
MEMORY = 64 << 20


# Runs a command and tells the most memory that it took, which a fork of this large process would hide.
MEASURE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:], check=False).returncode
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(status)
"""


def decoded(data):
    """The content without UTF-16 and marks, as it is known of logs() below."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16").encode()
    if data[1:2] == b"\0":
        return data.decode("utf-16-le").encode()
    if data[:1] == b"\0":
        return data.decode("utf-16-be").encode()
    return data


def time_at(data, line):
    """The time that a line of a log of the kit bears, as JSON has it."""
    text = decoded(data).splitlines()[line - 1].decode("latin-1")
    return text[:10] + "T" + text[11:23] + "000Z"


class Scan:
    """A scan of files in a home of its own, and what came of it."""

    def __init__(self, home, *args, status=None):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("WSALOG_", "LC_", "XDG_"))}
        env.update(HOME=str(home), LC_ALL="C.UTF-8", TZ="UTC", TERM="dumb")
        self.db = Path(home, "bundle.db")
        ledger = Path(home, "ledger.jsonl")
        peak = Path(home, "peak")
        done = subprocess.run([sys.executable, "-c", MEASURE, peak, PROGRAM, "scan", "--db", self.db, "--ledger", ledger, "--format=jsonl", *args], env=env,
                              cwd=home, stdin=subprocess.DEVNULL, capture_output=True, timeout=WATCHDOG_S, check=False)
        self.peak = int(peak.read_text()) * 1024
        peak.unlink()
        self.status, self.messages = done.returncode, done.stderr.decode()
        self.records = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.ledger = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
        if status is not None and self.status != status:
            raise AssertionError(f"exit status {self.status}, not {status}: {self.messages}")

    def dated(self):
        return {(r["source"], r["line"], r["code"], r["time"]) for r in self.records}

    def found(self):
        return {(r["source"], r["line"], r["code"]) for r in self.records}

    def verdicts(self):
        return {entry["source"]: entry["verdict"] for entry in self.ledger}

    def reason(self, source):
        return next(entry.get("reason", "") for entry in self.ledger if entry["source"] == source)

    def stored(self):
        with sqlite3.connect(self.db) as db:
            return db.execute("SELECT count(*) FROM occurrence").fetchone()[0]


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="wsalog-bundle-")
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)

    def put(self, name, data):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return name

    def scan(self, *args, status=None):
        return Scan(self.home, *args, status=status)

    def expect(self, scan, planted):
        """planted: {source: {line: code}}"""
        self.assertEqual(scan.found(), {(source, line, code) for source, lines in planted.items()
                                        for line, code in lines.items()})


class Forms(Case):
    """One log in each form of container."""

    def setUp(self):
        super().setUp()
        text, self.lines = kit.log([10054, 10061])
        self.data = text.encode()

    def check(self, name, data, member=None):
        self.put(name, data)
        scan = self.scan(name, status=0)
        self.expect(scan, {name + (f"!{member}" if member else ""): self.lines})
        self.assertLessEqual(set(scan.verdicts().values()), {"read", "known"}, scan.ledger)

    def test_gz(self):
        self.check("app.log.gz", kit.COMPRESS["gz"](self.data))

    def test_gz_of_several_members(self):
        self.check("app.log.gz", kit.COMPRESS["gz"](self.data[:100]) + kit.COMPRESS["gz"](self.data[100:]))

    def test_bz2(self):
        self.check("app.log.bz2", kit.COMPRESS["bz2"](self.data))

    def test_xz(self):
        self.check("app.log.xz", kit.COMPRESS["xz"](self.data))

    def test_zst_and_lz4_tars(self):
        for how in "zstd", "lz4":
            self.check(f"app.tar.{how}", kit.bsdtar_of([("a.log", self.data)], f"--{how}", "--format=ustar"), "a.log")

    def test_name_says_nothing(self):
        self.check("picture.png", kit.COMPRESS["gz"](self.data))

    def test_zip(self):
        self.check("case.zip", kit.zip_of([("logs/a.log", self.data)]), "logs/a.log")

    def test_zip_encrypted(self):
        self.put("words", b"wrong\nright one\n")
        for how in "aes256", "zipcrypt":
            self.put("case.zip", kit.encrypted_zip_of([("a.log", self.data)], "right one", how))
            scan = self.scan("--password-file", "words", "case.zip", status=0)
            self.expect(scan, {"case.zip!a.log": self.lines})

    def test_7z(self):
        self.check("case.7z", kit.seven_zip_of([("a.log", self.data)]), "a.log")

    def test_cabinet(self):
        self.check("case.cab", kit.cabinet_of([("a.log", self.data)]), "a.log")

    def test_tar(self):
        self.check("case.tar", kit.tar_of([("a.log", self.data)]), "a.log")

    def test_same_log_in_other_forms_counts_once(self):
        self.put("app.log", self.data)
        self.put("app.log.gz", kit.COMPRESS["gz"](self.data))
        self.put("case.zip", kit.zip_of([("x/other.log", self.data)]))
        self.put("utf16.log", self.data.decode().encode("utf-16"))
        scan = self.scan("app.log", "app.log.gz", "case.zip", "utf16.log", status=0)
        self.assertEqual(scan.stored(), len(self.lines))


class Bundle(Case):
    """All at once: zips in tars in 7z, logs in every encoding, and what cannot be read."""

    def logs(self):
        """[(name, bytes, {line: code})]"""
        plain, lines = kit.log([10054, 10060, 10061])
        other, other_lines = kit.log([11001, 10061, 11001], before=5)
        again, again_lines = kit.log([10060, 10060], before=7, filler="service started")
        return [
            ("utf8.log", other.encode(), other_lines),
            ("le.log", plain.encode("utf-16"), lines),
            ("be.log", b"\xfe\xff" + again.encode("utf-16-be"), again_lines),
            ("le-no-bom.log", (plain + other).encode("utf-16-le"),
             {**lines, **{n + len(plain.splitlines()): c for n, c in other_lines.items()}}),
            ("be-no-bom.log", (other + plain).encode("utf-16-be"),
             {**other_lines, **{n + len(other.splitlines()): c for n, c in lines.items()}}),
            ("cp932.log", ("接続エラー\n" + plain).encode("cp932"), {n + 1: c for n, c in lines.items()}),
            ("cp1251.log", ("ошибка\n" + other).encode("cp1251"), {n + 1: c for n, c in other_lines.items()}),
            ("crlf.log", again.replace("\n", "\r\n").encode(), again_lines),
        ]

    def hostile(self):
        """[(name, bytes, verdict, part of the reason)]: what cannot be read, or only in part."""
        cut = gzip.compress(kit.log([10061] * 400, before=2, filler="cut off")[0].encode(), mtime=0)
        return [
            ("empty.log", b"", "read", ""),
            ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "skipped", "image"),
            ("cut.log.gz", cut[:len(cut) * 2 // 3], "partial", "cut off at byte"),
            ("secret.zip!s.log", kit.encrypted_zip_of([("s.log", b"10054")], "nobody knows"), "failed", "encrypted"),
            ("zeros.zip!zeros.log", kit.swollen_zip("zeros.log", 10 << 30 if LONG else 256 << 20), "skipped", "binary"),
            ("lines.zip!lines.log", kit.swollen_zip("lines.log", 256 << 20, b"\n"), "refused", "1000 times"),
            ("broken.evtx", kit.evtx([10054] * 9, 3, broken=1), "partial", "event log damaged"),
            ("noise.evtx", b"ElfFile\0" + b"\x5a" * 5000, "failed", "event log damaged"),
        ]

    def bundle(self):
        """(bytes of a bundle, where its files lie, {(source, line, code, time)}, what hostile() gave)"""
        rotated, rotated_lines = kit.log([10054], before=11, filler="rotated")
        logs = self.logs()
        evil = rotated.replace("rotated", "evil").encode()
        events = [10060, 10054, 11001]
        hostile = self.hostile()
        files = ([(name, data) for name, data, _ in logs]
                 + [("app.log.1.gz", kit.COMPRESS["gz"](rotated.encode())), ("System.evtx", kit.evtx(events, 2)),
                    ("../../etc/evil\x1b[31m\n.log", evil)]
                 + [(name.split("!")[0], data) for name, data, _, _ in hostile])
        outer = kit.seven_zip_of([("host-a.tar.gz", kit.COMPRESS["gz"](kit.tar_of([("bundle.zip", kit.zip_of(files))])))])
        at = "case.7z!host-a.tar.gz!bundle.zip!"
        logs += [("app.log.1.gz", rotated.encode(), rotated_lines), ("../../etc/evil\x1b[31m\n.log", evil, rotated_lines)]
        planted = {(at + name, line, code, time_at(data, line)) for name, data, lines in logs
                   for line, code in lines.items()}
        planted |= {(at + "System.evtx", n + 1, code, kit.event_time(n)) for n, code in enumerate(events)}
        # of the event log with a broken chunk: what stands before and behind it
        planted |= {(at + "broken.evtx", i + 1, 10054, kit.event_time(n)) for i, n in enumerate([0, 1, 2, 6, 7, 8])}
        return outer, at, planted, hostile

    def test_everything_planted_is_found(self):
        outer, at, planted, hostile = self.bundle()
        self.put("case.7z", outer)
        scan = self.scan("case.7z", status=3)
        cut = {hit for hit in scan.dated() if hit[0].endswith("cut.log.gz")}
        self.assertEqual(scan.dated() - cut, planted)
        self.assertTrue(cut, "what came before the cut is lost")
        verdicts = scan.verdicts()
        for name, _, verdict, reason in hostile:
            with self.subTest(name=name):
                self.assertEqual(verdicts[at + name], verdict)
                self.assertIn(reason, scan.reason(at + name))
        rest = {source: verdict for source, verdict in verdicts.items()
                if source not in {at + name for name, _, _, _ in hostile}}
        self.assertLessEqual(set(rest.values()), {"read", "known"}, rest)
        self.assertEqual(len(rest), 11)
        self.assertLess(scan.peak, MEMORY)

    def test_nothing_is_written_outside_the_database(self):
        outer, _, _, _ = self.bundle()
        self.put("case.7z", outer)
        if not shutil.which("strace"):
            self.skipTest("no strace")
        trace = self.home / "trace"
        env = {**os.environ, "HOME": str(self.home), "TMPDIR": str(self.home)}
        done = subprocess.run(["strace", "-f", "-qq", "-e", "trace=open,openat,creat,mkdir,mkdirat,rename,renameat2,link,"
                               "linkat,symlink,symlinkat,mknod,mknodat,memfd_create,unlink,unlinkat", "-o", trace, PROGRAM,
                               "scan", "-q", "--db", "bundle.db", "case.7z"], cwd=self.home, env=env, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=WATCHDOG_S)
        if done.returncode != 3:
            self.skipTest(f"strace does not run here: {done.stderr.decode()}")
        calls = trace.read_text("utf-8", "replace").splitlines()
        self.assertTrue([call for call in calls if "case.7z" in call])
        writes = [call for call in calls if ("bundle.db" not in call and call.split("= ")[-1][:1] != "-")
                  and (re.search(r"O_(CREAT|WRONLY|RDWR|TMPFILE)", call) or not re.search(r"\bopen(at)?\(", call))]
        self.assertEqual(writes, [])
        self.assertEqual({path.name.split("-")[0] for path in self.home.iterdir()}, {"case.7z", "bundle.db", "trace"})

    def test_dry_run_tells_the_same(self):
        outer, at, _, hostile = self.bundle()
        self.put("case.7z", outer)
        done = subprocess.run([PROGRAM, "scan", "--dry-run", "case.7z"], cwd=self.home, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=WATCHDOG_S, check=False)
        self.assertEqual(done.returncode, 3)
        told = [line.split(None, 1) for line in done.stdout.decode().splitlines()]
        self.assertIn(["read", at + "utf8.log"], told)
        self.assertIn(["read", at + "../../etc/evil\\x1B[31m\\x0A.log"], told)
        for name, _, verdict, reason in hostile:
            if verdict in {"skipped", "failed"} and not name.endswith(".evtx"):
                found = [text for word, text in told if word == verdict and text.startswith(at + name)]
                self.assertTrue(found and reason in found[0], (name, told))

    def test_from_a_pipe(self):
        text, lines = kit.log([10054, 10060])
        for name, data in (("zip", kit.zip_of([("logs/a.log", text.encode())])),
                           ("7z", kit.seven_zip_of([("logs/a.log", text.encode())])),
                           ("tar.gz", kit.tar_of([("logs/a.log", text.encode())], "w:gz"))):
            with self.subTest(name=name):
                done = subprocess.run([PROGRAM, "scan", "--no-store", "--format=jsonl", "-q", "-"], cwd=self.home, input=data,
                                      capture_output=True, timeout=WATCHDOG_S, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, b""))
                records = [json.loads(line) for line in done.stdout.decode().splitlines()]
                self.assertEqual({(r["source"], r["line"]) for r in records}, {("-!logs/a.log", line) for line in lines})
        refused = subprocess.run([PROGRAM, "scan", "--no-store", "--max-spool=100", "-"], cwd=self.home,
                                 input=kit.seven_zip_of([("a.log", text.encode())]), capture_output=True, check=False)
        self.assertEqual(refused.returncode, 3)
        self.assertIn(b"NOT READ", refused.stdout)

    def test_filter_reads_archives(self):
        text, _ = kit.log([10054, 10060])
        note = subprocess.run([PROGRAM, "annotate", "--no-store", "-"], input=text.encode(), capture_output=True, check=True).stdout
        self.assertIn("WSAECONNRESET".encode(), note)
        forms = {how: make(text.encode()) for how, make in kit.COMPRESS.items()}
        forms["zip"] = kit.zip_of([("logs/a.log", text.encode()), ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(100))])
        forms["tar"] = kit.tar_of([("logs/a.log", text.encode())])
        forms["7z"] = kit.seven_zip_of([("logs/a.log", text.encode())])
        for name, data in forms.items():
            with self.subTest(name=name):
                self.put("case", data)
                for args in (["case"], ["-"]):
                    done = subprocess.run([PROGRAM, "annotate", "--no-store", *args], cwd=self.home, input=data, capture_output=True,
                                          check=False)
                    self.assertEqual((done.returncode, done.stderr, done.stdout), (0, b"", note))
                raw = subprocess.run([PROGRAM, "annotate", "--no-store", "--encoding=bytes", "--style=none"], input=data,
                                     capture_output=True, check=True).stdout
                self.assertEqual(raw, data)

    def test_filter_passes_what_only_looks_compressed(self):
        for data in (b"\x1f\x8b", b"\x1f\x8b\x08\xff no gzip\n" * 9, b"PK\x03\x04", b"BZh9", b"BZh91AX&SY\n", b"7z\xbc\xaf",
                     b"\xfd7zXZ\x00 text\n", b"\x28\xb5\x2f\xfd\n", b"ElfFil\n", b"PK\n", b"logs/a.log\0\0\0ustar\n"):
            done = subprocess.run([PROGRAM, "annotate", "--no-store"], input=data, capture_output=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (0, data))

    def test_filter_tells_what_it_cannot_read(self):
        text, _ = kit.log([10054])
        self.put("case.zip", kit.zip_of([("a.log", text.encode()), ("s.zip", kit.encrypted_zip_of([("s.log", b"x")], "secret"))]))
        done = subprocess.run([PROGRAM, "annotate", "--no-store", "-n", "case.zip"], cwd=self.home, capture_output=True, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"cannot read 'case.zip!s.zip!s.log': encrypted", done.stderr)
        self.assertIn(b"case.zip!a.log:4:", done.stdout)

    def hosts(self, *args):
        self.scan(*args, status=0)
        with sqlite3.connect(self.home / "bundle.db") as db:
            return dict(db.execute("SELECT locator, host FROM sighting"))

    def test_host_is_what_the_bundle_tells(self):
        logs = iter([kit.log([10054], filler=f"log {n}")[0].encode() for n in range(9)])
        info = "Host Name:                 WEB01\r\nOS Name:                   Windows\r\n".encode("utf-16")
        self.put("one.zip", kit.zip_of([("a.log", next(logs)), ("info/systeminfo.txt", info), ("logs/b.log", next(logs))]))
        two = [(name, kit.tar_of([("var/log/x.log", next(logs)), ("etc/hostname", name[:5].encode() + b"\n")], "w:gz"))
               for name in ("app01.tgz", "app02.tgz")]
        self.put("two.zip", kit.zip_of([*two, ("top.log", next(logs))]))
        self.put("tree/host/hostname", b"deep\n")
        self.put("tree/host/x.log", next(logs))
        self.put("alone.log", next(logs))
        want = {"one.zip!a.log": "WEB01", "one.zip!info/systeminfo.txt": "WEB01", "one.zip!logs/b.log": "WEB01",
                "two.zip!app01.tgz!var/log/x.log": "app01", "two.zip!app01.tgz!etc/hostname": "app01",
                "two.zip!app02.tgz!var/log/x.log": "app02", "two.zip!app02.tgz!etc/hostname": "app02",
                "two.zip!top.log": "", "tree/host/hostname": "deep", "tree/host/x.log": "deep", "alone.log": ""}
        for _ in range(2):
            self.assertEqual(self.hosts("one.zip", "two.zip", "tree", "alone.log"), want)
        with sqlite3.connect(self.home / "bundle.db") as db:
            self.assertEqual(db.execute("SELECT count(*) FROM sighting").fetchone()[0], len(want))

    def test_host_that_is_given_wins(self):
        self.put("etc/hostname", b"told\n")
        self.assertEqual(self.hosts("--host", "given", "etc"), {"etc/hostname": "given"})

    def test_again_repacked_and_grown(self):
        logs = self.logs()
        files = [(name, data) for name, data, _ in logs]
        self.put("case.zip", kit.zip_of(files))
        stored = self.scan("case.zip", status=0).stored()
        # a log and one that begins with it share what they have in common
        self.assertEqual(stored, len({tuple(decoded(data).splitlines(True)[:line]) for _, data, lines in logs
                                      for line in lines}))
        self.assertEqual(self.scan("case.zip", status=0).stored(), stored)
        self.put("case.tar.gz", kit.tar_of(files, "w:gz"))
        again = self.scan("case.tar.gz", status=0)
        self.assertEqual(again.stored(), stored)
        self.assertEqual({"known"}, set(again.verdicts().values()) - {"read"})
        grown = [(name, data + kit.log([10054], before=1)[0].encode() if name == "utf8.log" else data) for name, data in files]
        self.put("case.zip", kit.zip_of(grown))
        self.assertEqual(self.scan("case.zip", status=0).stored(), stored + 1)

    def test_members_of_one_name_stay_apart(self):
        first, first_lines = kit.log([10054])
        second, second_lines = kit.log([10061], before=9)
        self.put("case.zip", kit.zip_of([("a.log", first.encode()), ("a.log", second.encode())]))
        scan = self.scan("case.zip", status=0)
        self.assertEqual(len({record["source"] for record in scan.records}), 2)
        self.assertEqual({(r["line"], r["code"]) for r in scan.records},
                         set(first_lines.items()) | set(second_lines.items()))

    def test_exclude_and_list_of_files(self):
        text, lines = kit.log([10054])
        self.put("case.zip", kit.zip_of([("a.log", text.encode()), ("b.log", text.replace("idle", "b").encode())]))
        self.put("odd\nname.log", text.replace("idle", "odd").encode())
        self.put("list", b"case.zip\0odd\nname.log\0")
        scan = self.scan("--files0-from", "list", "--exclude", "b.*", status=0)
        self.assertEqual(len(scan.records), 2 * len(lines))
        self.assertEqual(scan.verdicts()["case.zip!b.log"], "skipped")
        self.assertEqual(scan.reason("case.zip!b.log"), "excluded")


class Hostile(Case):
    """Bombs and damage: told, bounded, and the rest is still read."""

    def bounded(self, *args, status):
        scan = self.scan(*args, status=status)
        self.assertLess(scan.peak, MEMORY)
        return scan

    def test_member_that_swells(self):
        text, lines = kit.log([10054])
        swollen = kit.swollen_zip("swollen.log", 10 << 30 if LONG else 256 << 20, b"\n")
        self.put("case.zip", kit.zip_of([("swollen.zip", swollen), ("a.log", text.encode())]))
        scan = self.bounded("case.zip", status=3)
        self.expect(scan, {"case.zip!a.log": lines})
        self.assertEqual(scan.verdicts()["case.zip!swollen.zip!swollen.log"], "refused")

    def test_member_of_zeros_is_no_log(self):
        text, lines = kit.log([10054])
        zeros = kit.swollen_zip("zeros.log", 10 << 30 if LONG else 256 << 20)
        self.put("case.zip", kit.zip_of([("zeros.zip", zeros), ("a.log", text.encode())], 0))
        scan = self.bounded("case.zip", status=0)
        self.expect(scan, {"case.zip!a.log": lines})
        self.assertEqual(scan.verdicts()["case.zip!zeros.zip!zeros.log"], "skipped")

    def test_bomb_of_zips(self):
        text, lines = kit.log([10061])
        bomb = kit.nested_bomb(3, 16, 64 << 20, b"\0" if LONG else b"\n")
        self.put("case.zip", kit.zip_of([("a.log", text.encode()), ("bomb.zip", bomb)]))
        scan = self.bounded("case.zip", status=3)
        self.expect(scan, {"case.zip!a.log": lines})
        self.assertIn("refused", scan.verdicts().values())

    def test_depth(self):
        text, lines = kit.log([10061])
        data, name = text.encode(), "a.log"
        for level in range(7):
            data, name = kit.zip_of([(name, data)]), f"{level}.zip"
        self.put("seven.zip", data)
        self.assertEqual(len(self.scan("seven.zip", status=0).records), len(lines))
        for level in range(3):
            data, name = kit.zip_of([(name, data)]), f"more{level}.zip"
        self.put("ten.zip", data)
        scan = self.scan("ten.zip", status=3)
        self.assertEqual(list(scan.verdicts().values()), ["refused"])
        self.assertEqual(len(self.scan("--max-depth=10", "ten.zip", status=0).records), len(lines))

    def test_damage_ends_nothing_else(self):
        text, lines = kit.log([10061])
        broken = bytearray(kit.zip_of([("x.log", os.urandom(1) * 5000 + text.encode())]))
        broken[60:80] = bytes(20)
        self.put("case.zip", kit.zip_of([("broken.zip", bytes(broken)), ("a.log", text.encode())]))
        scan = self.scan("case.zip", status=3)
        self.assertLessEqual({("case.zip!a.log", line, code) for line, code in lines.items()}, scan.found())
        self.assertTrue({"failed", "partial"} & set(scan.verdicts().values()))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *(arg for arg in sys.argv[3:] if arg != "--long")])
