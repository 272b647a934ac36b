#!/usr/bin/env python3
"""What `wsalog scan` promises of support bundles: everything planted is found, with its source, line and
time; everything that cannot be read is in the ledger with its reason. Run as WSALOG [--long]; --long takes
the bombs at full size.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import bundle_kit as kit

PROGRAM = os.path.abspath(sys.argv[1])
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

    def test_everything_planted_is_found(self):
        logs = self.logs()
        rotated, rotated_lines = kit.log([10054], before=11, filler="rotated")
        cut = gzip.compress(kit.log([10061] * 400, before=2, filler="cut off")[0].encode(), mtime=0)
        inner = kit.zip_of([(name, data) for name, data, _ in logs]
                           + [("app.log.1.gz", kit.COMPRESS["gz"](rotated.encode())), ("empty.log", b""),
                              ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
                              ("cut.log.gz", cut[:len(cut) * 2 // 3]),
                              ("secret.zip", kit.encrypted_zip_of([("s.log", b"10054")], "nobody knows")),
                              ("../../etc/evil\x1b[31m\n.log", rotated.replace("rotated", "evil").encode())])
        outer = kit.seven_zip_of([("host-a.tar.gz", kit.COMPRESS["gz"](kit.tar_of([("bundle.zip", inner)])))])
        self.put("case.7z", outer)
        before = set(self.home.iterdir())
        scan = self.scan("case.7z", status=3)
        at = "case.7z!host-a.tar.gz!bundle.zip!"
        planted = {at + name: lines for name, _, lines in logs}
        planted[at + "app.log.1.gz"] = rotated_lines
        found = scan.found()
        odd = next((source for source, _, _ in found if "evil" in source), None)
        planted[odd] = rotated_lines
        whole = {hit for hit in found if not hit[0].endswith("cut.log.gz")}
        self.assertEqual(whole, {(source, line, code) for source, lines in planted.items()
                                 for line, code in lines.items()})
        verdicts = scan.verdicts()
        self.assertEqual(verdicts[at + "cut.log.gz"], "partial")
        self.assertTrue([hit for hit in found if hit[0].endswith("cut.log.gz")], "what came before the cut is lost")
        self.assertEqual(verdicts[at + "secret.zip!s.log"], "failed")
        self.assertIn("encrypted", scan.reason(at + "secret.zip!s.log"))
        self.assertEqual(verdicts[at + "logo.png"], "skipped")
        self.assertEqual(verdicts[at + "empty.log"], "read")
        self.assertTrue(all(record["time"].startswith("2026-11-20T08:") for record in scan.records))
        new = {path.name for path in self.home.iterdir()} - {path.name for path in before}
        self.assertEqual({name for name in new if not name.startswith("bundle.db")}, {"ledger.jsonl"})

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
    unittest.main(argv=[sys.argv[0], *(arg for arg in sys.argv[2:] if arg != "--long")])
