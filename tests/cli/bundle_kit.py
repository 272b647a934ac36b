"""Makes support bundles for tests: logs in every encoding, archives in one another, and broken ones.

Archives that Python cannot write (7z, cab, zip with a password) come from bsdtar.
"""

import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

# A line of log and the code it reports; the time makes lines of one source tell apart.
LINES = {
    10054: "recv failed: WSAECONNRESET (10054)",
    10060: "System.Net.Sockets.SocketException (10060): connect to 10.0.0.7:443",
    10061: "connect() failed, WinError 10061",
    11001: "getaddrinfo: WSAHOST_NOT_FOUND (11001)",
}


def log(codes, before=3, filler="worker idle, port 10060, 10054 bytes"):
    """(text, {line: code}): each code on a line of its own, with lines that report none before it."""
    lines, planted = [], {}
    for number, code in enumerate(codes):
        for _ in range(before):
            lines.append(f"2026-11-20 08:{len(lines) // 60 % 60:02d}:{len(lines) % 60:02d}.000 INFO {filler}")
        lines.append(f"2026-11-20 08:{len(lines) // 60 % 60:02d}:{len(lines) % 60:02d}.000 ERROR #{number} {LINES[code]}")
        planted[len(lines)] = code
    return "\n".join(lines) + "\n", planted


def zip_of(files, compression=zipfile.ZIP_DEFLATED):
    """files: [(name, bytes)], names may repeat."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, (2026, 11, 20, 9, 0, 0))
            info.compress_type = compression
            archive.writestr(info, data)
    return out.getvalue()


def tar_of(files, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=tarfile.PAX_FORMAT) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1795165200
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def bsdtar_of(files, *options):
    """What bsdtar makes of files, whose names must be plain here."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, data in files:
            path = Path(folder, "in", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            names.append(name)
        target = Path(folder, "out")
        subprocess.run(["bsdtar", "-c", "-f", target, *options, "-C", Path(folder, "in"), *names], check=True,
                       stdin=subprocess.DEVNULL)
        return target.read_bytes()


def seven_zip_of(files):
    return bsdtar_of(files, "--format=7zip")


def encrypted_zip_of(files, password, how="aes256"):
    return bsdtar_of(files, "--format=zip", f"--options=zip:encryption={how}", "--passphrase", password)


def cabinet_of(files):
    """A cabinet whose files are stored as they are: [MS-CAB] sections 2.1 to 2.4."""
    data = b"".join(content for _, content in files)
    assert len(data) <= 32768
    entries, at = b"", 0
    for name, content in files:
        entries += len(content).to_bytes(4, "little") + at.to_bytes(4, "little") + bytes(2)
        entries += (0x5B74).to_bytes(2, "little") + (0x4800).to_bytes(2, "little") + (0x20).to_bytes(2, "little")
        entries += name.encode("ascii") + b"\0"
        at += len(content)
    folder_at = 36
    files_at = folder_at + 8
    data_at = files_at + len(entries)
    block = bytes(4) + len(data).to_bytes(2, "little") * 2 + data
    folder = data_at.to_bytes(4, "little") + (1).to_bytes(2, "little") + bytes(2)
    head = (b"MSCF" + bytes(4) + (data_at + len(block)).to_bytes(4, "little") + bytes(4)
            + files_at.to_bytes(4, "little") + bytes(4) + b"\3\1" + (1).to_bytes(2, "little")
            + len(files).to_bytes(2, "little") + bytes(6))
    return head + folder + entries + block


def swollen_zip(name, size, filler=b"\0"):
    """A zip with one member of size bytes that compresses to nearly nothing, made without holding it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, \
            archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
        piece = (filler * (1 << 20))[:1 << 20]
        for _ in range(size >> 20):
            member.write(piece)
    return out.getvalue()


def nested_bomb(depth, width, inner, filler):
    """Zips in zips: width to the power of depth times inner bytes, in very few."""
    data = swollen_zip("swollen.log", inner, filler)
    for level in range(depth):
        data = zip_of([(f"{level}-{i}.zip", data) for i in range(width)])
    return data


COMPRESS = {"gz": lambda data: gzip.compress(data, mtime=0), "bz2": bz2.compress, "xz": lzma.compress}


MAKE_EVTX = None  # the program, set by the test
EVENTS_FROM = 1795161600  # 2026-11-20T08:00:00Z


def event_time(number):
    return f"2026-11-20T08:00:{number:02d}.000000Z"


def evtx(codes, each, broken=None):
    """An event log, an event for each code, so many in a chunk; a chunk may be overwritten by others' bytes."""
    text = "".join(f"{EVENTS_FROM + n} #{n} {LINES[code]}\n" for n, code in enumerate(codes))
    data = bytearray(subprocess.run([MAKE_EVTX, str(each)], input=text.encode(), capture_output=True, check=True).stdout)
    if broken is not None:
        start = 4096 + 65536 * broken
        data[start:start + 65536] = b"\x5a" * 65536
    return bytes(data)
