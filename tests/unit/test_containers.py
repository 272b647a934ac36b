#!/usr/bin/env python3
"""What is read out of archives of every kind, and what is said about what cannot be read.

Usage: test_containers.py LIST_MEMBERS
"""

import gzip
import io
import lzma
import os
import struct
import subprocess
import tarfile
import unittest
import zipfile
import zlib

import archives as a
from container_case import FILES, LOG, OTHER, Case, noise

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
DAMAGED = "PARTIAL FAILED".split()


class Formats(Case):
    def test_archives_of_every_format(self):
        for make in (a.make_zip, a.make_streamed_zip, a.make_tar, a.make_7z, a.make_cab):
            for options in ([], ["-s"]):
                with self.subTest(make.__name__, options=options):
                    self.expect_files(make(FILES), *options)

    def test_packed_in_every_way(self):
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            with self.subTest("zip", method=method):
                self.expect_files(a.make_zip(FILES, method))
        for options in ("compression=lzma1", "compression=ppmd", "compression=deflate",
                        "compression=bzip2", "compression=store"):
            with self.subTest("7z", options=options):
                self.expect_files(a.make_7z(FILES, "7zip:" + options))
        for kind in (tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT):
            self.expect_files(a.make_tar(FILES, kind))

    def test_compressed_files_are_one_member_with_the_name_of_the_file(self):
        for kind in ("gz", "bz2", "xz", "zst", "lz4", "Z"):
            with self.subTest(kind):
                self.expect(a.compress(LOG, kind), [("", LOG)])
                packed = a.make_zip([("logs/app.log." + kind, a.compress(LOG, kind))])
                self.expect(packed, [("!logs/app.log." + kind, LOG)])

    def test_a_tar_in_a_compressed_file_is_entered(self):
        for kind in ("gz", "bz2", "xz", "zst", "lz4", "Z"):
            with self.subTest(kind):
                self.expect_files(a.compress(a.make_tar(FILES), kind))

    def test_gz_with_several_members_and_padding(self):
        self.expect(gzip.compress(LOG) + gzip.compress(OTHER), [("", LOG + OTHER)])
        self.expect(gzip.compress(LOG) + b"\0" * 700, [("", LOG)])
        self.expect(gzip.compress(b""), [("", b"")])

    def test_several_streams_in_one_file(self):
        for kind in ("bz2", "xz", "zst"):
            with self.subTest(kind):
                self.expect(a.compress(LOG, kind) + a.compress(OTHER, kind), [("", LOG + OTHER)])

    def test_frames_without_content_come_first(self):
        frame = b"\x50\x2a\x4d\x18" + struct.pack("<I", 4) + b"\1\2\3\4"
        for kind in ("zst", "lz4"):
            with self.subTest(kind):
                self.expect(frame + a.compress(LOG, kind), [("", LOG)])
                self.expect(frame * 3 + a.compress(LOG, kind), [("", LOG)])
        self.expect(frame + LOG, [], end="error\tis no archive that can be read")

    def test_zip64(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in FILES:
                with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                    member.write(data)
        self.expect_files(out.getvalue())

    def test_a_tar_older_than_posix(self):
        self.expect(a.make_old_tar("old.log", LOG), [("!old.log", LOG)])

    def test_tars_one_behind_the_other(self):
        both = a.make_tar(FILES[:1]) + a.make_tar(FILES[1:])
        self.expect_files(both)

    def test_empty_archives(self):
        self.expect(a.make_zip([]), [])
        self.expect(a.make_7z([]), [])

    def test_rar_only_on_request(self):
        rar = b"Rar!\x1a\x07\x01\x00" + bytes(40)
        text = "rar archive: read only with --allow-rar"
        self.expect(rar, [], end="error\t" + text)
        self.expect(a.make_zip([("x.rar", rar), FILES[0]]),
                    [("!x.rar", "REFUSED", text), ("!logs/app.log", LOG)])
        rows, _ = self.run_list(a.make_zip([("x.rar", rar)]), "-r")
        self.assertIn(rows[0][0], DAMAGED)

    def test_what_is_no_archive(self):
        self.expect(LOG, [], end="error\tis no archive that can be read")

    def test_one_in_another(self):
        inner = a.make_zip(FILES)
        data = a.make_7z([("a/inner.tar.gz", gzip.compress(a.make_tar([("b.zip", inner)]))),
                          ("c.cab", a.make_cab(FILES)), ("d.log", OTHER)])
        rows = [(f"!a/inner.tar.gz!b.zip!{name}", content) for name, content in FILES]
        rows += [(f"!c.cab!{name}", content) for name, content in FILES] + [("!d.log", OTHER)]
        self.expect(data, rows)
        self.expect(a.make_zip([("x.7z", data)]), [("!x.7z" + name, c) for name, c in rows])

    def test_from_a_pipe(self):
        for make in (a.make_zip, a.make_7z, a.make_tar):
            rows, last = self.run_list(make(FILES), piped=True)
            self.assertEqual([row[4] for row in rows], ["-!logs/app.log", "-!logs/other.log"])
            self.assertEqual(last, "end")

    def test_modification_times(self):
        for data in (a.make_tar(FILES), a.make_7z(FILES), a.compress(LOG, "gz"),
                     a.compress(a.make_tar(FILES), "gz")):
            rows, _ = self.run_list(data)
            self.assertEqual(rows[0][3], str(a.TIME * 1000000))


class Members(Case):
    def test_what_a_member_is_its_bytes_tell(self):
        utf16 = "\ufeff" + LOG.decode()
        event_log = b"ElfFile\0" + bytes(5000)
        self.expect(
            a.make_zip([("a.log", PNG), ("b.png", LOG), ("c", utf16.encode("utf-16-le")),
                        ("d", LOG.decode().encode("utf-16-be")), ("e.evtx", event_log),
                        ("f.log", b""), ("g", b"SQLite format 3\0" + bytes(99)),
                        ("h.journal", b"LPKSHHRH" + bytes(99)), ("z", OTHER)]),
            [("!a.log", "SKIPPED", "image"), ("!b.png", LOG), ("!c", utf16.encode("utf-16-le")),
             ("!d", LOG.decode().encode("utf-16-be")), ("!e.evtx", event_log), ("!f.log", b""),
             ("!g", "SKIPPED", "SQLite database"),
             ("!h.journal", "FAILED", "systemd journal, not read yet"), ("!z", OTHER)])

    def test_links_and_devices_are_left_out(self):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name, kind in (("dir", tarfile.DIRTYPE), ("sym", tarfile.SYMTYPE),
                               ("pipe", tarfile.FIFOTYPE), ("null", tarfile.CHRTYPE)):
                info = tarfile.TarInfo(name)
                info.type, info.linkname = kind, "a.log"
                archive.addfile(info)
            info = tarfile.TarInfo("a.log")
            info.size = len(LOG)
            archive.addfile(info, io.BytesIO(LOG))
            info = tarfile.TarInfo("hard")
            info.type, info.linkname = tarfile.LNKTYPE, "a.log"
            archive.addfile(info)
        self.expect(out.getvalue(),
                    [("!sym", "SKIPPED", "link"), ("!pipe", "SKIPPED", "device"),
                     ("!null", "SKIPPED", "device"), ("!a.log", LOG),
                     ("!hard", "SKIPPED", "link")])

    def test_equal_names_stay_apart(self):
        tar = a.make_tar([("a", LOG), ("a", OTHER), ("a#2", b"1\n"), ("a", b"2\n"), ("b", b"")])
        self.expect(tar, [("!a", LOG), ("!a#2", OTHER), ("!a#2#2", b"1\n"), ("!a#3", b"2\n"),
                          ("!b", b"")])

    def test_names_are_as_in_the_archive(self):
        odd = ["../../etc/passwd", "/abs", "a!b.log", "x\x1b[31m.log", "new\nline", "C:/x",
               "\u65e5\u672c\u8a9e.log", "\u00e9t\u00e9.log", "-"]
        shown = [name.replace("\x1b", r"\x1B").replace("\n", r"\x0A") for name in odd]
        rows = [("!" + name, LOG) for name in shown]
        for make in (a.make_zip, a.make_tar, a.make_7z):
            with self.subTest(make.__name__):
                self.expect(make([(name, LOG) for name in odd]), rows)
        self.expect(a.make_zip([("in.zip", a.make_zip([(name, LOG) for name in odd]))]),
                    [("!in.zip" + name, data) for name, data in rows])

    def test_names_in_code_pages_are_their_bytes(self):
        names = [("\u30ed\u30b0.txt", "cp932"), ("\u0436\u0443\u0440\u043d\u0430\u043b.log", "cp1251"),
                 ("\u00e9t\u00e9.log", "cp437"), ("\u00e9t\u00e9.log", "cp1252")]
        files = [(name.encode(page), LOG) for name, page in names]
        rows = [("!" + "".join(chr(c) if 32 <= c < 127 else "\\x%02X" % c for c in name), LOG)
                for name, _ in files]
        for options in ([], ["-s"]):
            self.expect(a.make_raw_zip(files), rows, *options)
        tar = bytearray(a.make_tar([("AAAA.log", LOG)]))
        tar[0:4] = b"\xe6\xf3\xf0\xed"
        tar[148:156] = b" " * 8
        tar[148:156] = b"%06o\0 " % sum(tar[:512])
        self.expect(bytes(tar), [("!\\xE6\\xF3\\xF0\\xED.log", LOG)])
        wrong = a.make_raw_zip([(b"\xff\xfe.log", LOG)], flags=0x800)  # said to be UTF-8
        for options in ([], ["-s"]):
            self.expect(wrong, [("!\\xFF\\xFE.log", LOG)], *options)

    def test_a_sparse_file_has_its_holes(self):
        path = os.path.join(self.folder.name, "sparse.log")
        with open(path, "wb") as file:
            file.write(LOG)
            file.seek(1 << 20)
            file.write(OTHER)
        tar = os.path.join(self.folder.name, "s.tar")
        subprocess.run(["tar", "--sparse", "-cf", tar, "-C", self.folder.name, "sparse.log"],
                       check=True)
        with open(path, "rb") as file, open(tar, "rb") as packed:
            self.expect(packed.read(), [("!sparse.log", file.read())])


class Passwords(Case):
    UNFIT = "encrypted: no password fits"

    def test_zips_open_with_the_password_that_fits(self):
        for kind in ("zipcrypt", "aes128", "aes256"):
            packed = a.make_with_library(FILES, "zip", "encryption=" + kind, "right")
            for options in ([], ["-s"]):
                with self.subTest(kind, options=options):
                    self.expect_files(packed, "-p", "wrong", "-p", "right", *options)
            with self.subTest(kind + " without"):
                self.expect(packed, [("!" + name, "FAILED", self.UNFIT) for name, _ in FILES])
                self.expect(packed, [("!" + name, "FAILED", self.UNFIT) for name, _ in FILES],
                            "-p", "wrong")

    def test_what_stands_beside_an_encrypted_one_is_read(self):
        packed = a.make_with_library(FILES, "zip", "encryption=aes256", "right")
        self.expect(a.make_zip([("e.zip", packed), FILES[1]]),
                    [("!e.zip!" + name, "FAILED", self.UNFIT) for name, _ in FILES]
                    + [("!logs/other.log", OTHER)])

    def test_a_wrong_password_that_passes_the_check_by_chance(self):
        """One byte of twelve is all that the old cipher checks a password by."""
        packed = a.make_with_library([("x", noise(9000))], "zip", "encryption=zipcrypt", "right")
        flags, _, clock, _, crc = struct.unpack_from("<HHHHI", packed, 6)
        begin = 30 + sum(struct.unpack_from("<HH", packed, 26))
        wanted = clock >> 8 if flags & 8 else crc >> 24
        for number in range(100000):
            password = f"wrong{number}"
            if zipfile._ZipDecrypter(password.encode())(packed[begin : begin + 12])[11] == wanted:
                break
        rows, _ = self.run_list(packed, "-p", password)
        self.assertEqual([rows[0][0], rows[0][5]], ["FAILED", self.UNFIT])


class Damage(Case):
    def test_a_gz_that_is_cut_off_gives_all_before(self):
        packed = gzip.compress(noise(500000))
        for cut in (5, 8, 9, 100, 100000):
            rows, last = self.run_list(packed[:-cut])
            self.assertEqual(rows[0][0], "PARTIAL")
            self.assertEqual(rows[0][5], f"cut off at byte {len(packed) - cut}")
            got = zlib.decompressobj(31).decompress(packed[:-cut])
            self.assertEqual(rows[0][2], "%08x" % zlib.crc32(got))
            self.assertEqual(last, "end")

    def test_a_gz_with_a_wrong_checksum_or_length(self):
        packed = gzip.compress(LOG)
        for at, word in ((-8, "data"), (-1, "length")):
            broken = bytearray(packed)
            broken[at] ^= 1
            rows, _ = self.run_list(bytes(broken))
            self.assertEqual([rows[0][0], rows[0][1]], ["PARTIAL", str(len(LOG))])
            self.assertIn(f"incorrect {word} check", rows[0][5])

    def test_bytes_behind_a_compressed_file_are_missed(self):
        for kind in ("gz", "bz2", "xz", "zst", "lz4"):
            rows, last = self.run_list(a.compress(noise(500000), kind) + b"more content\n")
            self.assertEqual(rows[0][0], "PARTIAL", kind)
            self.assertGreater(int(rows[0][1]), 300000)
            self.assertIn("damaged", rows[0][5])
            self.assertEqual(last, "end")

    def test_every_truncation_is_told(self):
        data = [(f"{i}.log", noise(3000, i)) for i in range(5)]
        makers = [a.make_zip, a.make_streamed_zip, a.make_7z, a.make_cab,
                  a.make_tar, lambda files: gzip.compress(a.make_tar(files)),
                  lambda files: lzma.compress(a.make_tar(files))]
        for number, make in enumerate(makers):
            packed = make(data)
            whole = len(packed) if number != 4 else packed.rindex(b"\n") + 1
            for cut in range(1, 24):
                part = packed[: whole * cut // 24]
                with self.subTest(number, cut=cut, size=len(part)):
                    rows, last = self.run_list(part)
                    told = last.startswith("error") or any(row[0] in DAMAGED for row in rows)
                    self.assertTrue(told, rows)

    def test_a_truncated_zip_gives_what_comes_before(self):
        data = [(f"{i}.log", noise(3000, i)) for i in range(5)]
        packed = a.make_zip(data)
        rows, last = self.run_list(packed[: len(packed) // 2])
        self.assertEqual([row[0] for row in rows], ["READ", "READ", "PARTIAL"])
        self.assertRegex(last, "^error\tcut off at byte")

    def test_damage_inside_does_not_end_the_outer_archive(self):
        good = a.make_zip(FILES)
        broken = {
            "cut.zip": good[: len(good) // 2], "cut.tar": a.make_tar(FILES)[:3000],
            "cut.7z": a.make_7z(FILES)[:-30], "bad.cab": b"MSCF" + bytes(60),
            "bad.xz": lzma.compress(LOG)[:40], "bad.gz": b"\x1f\x8b\x08" + bytes(20),
            "cut.tar.gz": gzip.compress(a.make_tar([("n", noise(9000))]))[:4000],
        }
        files = []
        for name, data in broken.items():
            files += [(name, data), ("after " + name, LOG)]
        for make in (a.make_zip, a.make_tar, a.make_7z, a.make_cab):
            rows, last = self.run_list(make(files))
            self.assertEqual(last, "end")
            for name in broken:
                told = [row for row in rows if row[4] == "x!" + name]
                self.assertEqual(len(told), 1, name)
                self.assertIn(told[0][0], DAMAGED, name)
                self.assertTrue(told[0][5], name)
                self.assertIn(["READ", str(len(LOG)), "x!after " + name],
                              [[row[0], row[1], row[4]] for row in rows])

    def test_a_damaged_member_does_not_take_the_others_along(self):
        data = [(f"{i}.log", noise(3000, i)) for i in range(5)]
        packed = bytearray(a.make_zip(data))
        at = packed.index(b"2.log") + 500
        packed[at : at + 20] = bytes(20)
        for options in ([], ["-s"]):
            rows, last = self.run_list(bytes(packed), *options)
            verdicts = [row[0] for row in rows]
            self.assertEqual(verdicts[:2] + verdicts[3:], ["READ"] * 4)
            self.assertIn(verdicts[2], DAMAGED)
            self.assertEqual(last, "end")

    def test_a_zip_with_a_damaged_header_goes_on_behind_it(self):
        data = [(f"{i}.log", noise(3000, i)) for i in range(5)]
        packed = a.make_zip(data)
        for signature, lost in ((packed.index(b"2.log") - 30, 1), (packed.index(b"PK\1\2"), 0)):
            broken = bytearray(packed)
            broken[signature] ^= 0x10
            for options in ([], ["-s"]):
                rows, last = self.run_list(bytes(broken), *options)
                self.assertGreaterEqual([row[0] for row in rows].count("READ"), 5 - lost)
                if lost or not options:
                    self.assertTrue(last.startswith("error"), last)

    def test_a_tar_with_a_damaged_header_goes_on_behind_it(self):
        packed = bytearray(a.make_tar([(f"{i}.log", LOG) for i in range(3)]))
        packed[packed.index(b"1.log")] ^= 1
        rows, last = self.run_list(bytes(packed))
        self.assertEqual([row[4] for row in rows], ["x!0.log", "x!2.log"])
        self.assertRegex(last, "^error\tdamaged at byte")

    def test_a_directory_that_lists_more_than_there_is(self):
        packed = bytearray(a.make_zip(FILES))
        end = packed.rindex(b"PK\5\6")
        struct.pack_into("<HH", packed, end + 8, 3, 3)
        _, last = self.run_list(bytes(packed))
        self.assertEqual(last, "error\tholds 2 of the 3 members that it lists")


if __name__ == "__main__":
    unittest.main()
