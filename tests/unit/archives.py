"""Makes archives for tests: with Python's own modules, through libarchive's writer for what they
cannot write, and by hand what nothing writes.

Files are lists of (name, bytes).
"""

import bz2
import ctypes
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

TIME = 1700000000

LIBRARY = ctypes.CDLL("libarchive.so.13")
for function in ("archive_write_new", "archive_entry_new"):
    getattr(LIBRARY, function).restype = ctypes.c_void_p
LIBRARY.archive_error_string.restype = ctypes.c_char_p
LIBRARY.archive_write_data.restype = ctypes.c_ssize_t
REGULAR = 0o100000


def make_zip(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6))
            info.compress_type = method
            archive.writestr(info, data)
    return out.getvalue()


def make_streamed_zip(files):
    """As written to a pipe: sizes stand behind the data."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            super().__init__()
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return bytes(pipe.data)


def make_raw_zip(files, flags=0):
    """Stored, with names as the bytes that they are: what old programs write in their code page."""
    body, directory = bytearray(), bytearray()
    for name, data in files:
        crc, size = zlib.crc32(data), len(data)
        fields = struct.pack("<HHHHIIIHH", flags, 0, 0x6000, 0x5800, crc, size, size, len(name), 0)
        directory += b"PK\1\2" + struct.pack("<HH", 20, 20) + fields
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\3\4" + struct.pack("<H", 20) + fields + name + data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\5\6" + end)


def make_tar(files, kind=tarfile.GNU_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), TIME
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def make_old_tar(name, data):
    """Without the signature that POSIX gave it."""
    header = bytearray(512)
    header[: len(name)] = name.encode()
    header[100:108], header[108:116], header[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    header[124:136], header[136:148] = b"%011o\0" % len(data), b"%011o\0" % TIME
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data + b"\0" * (-len(data) % 512) + b"\0" * 1024


def make_cab(files):
    """One folder of MSZIP blocks ([MS-CAB])."""
    data = b"".join(content for _, content in files)
    blocks, entries, at = [], b"", 0
    for name, content in files:
        entries += struct.pack("<IIHHHH", len(content), at, 0, 0x5822, 0x1883, 0x20)
        entries += name.encode() + b"\0"
        at += len(content)
    for start in range(0, len(data), 32768):
        chunk = data[start : start + 32768]
        history = data[max(0, start - 32768) : start]
        packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=history) if history else None
        packer = packer or zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = b"CK" + packer.compress(chunk) + packer.flush()
        head = struct.pack("<HH", len(packed), len(chunk))
        blocks.append(struct.pack("<I", cab_checksum(packed, head)) + head + packed)
    files_at = 36 + 8
    data_at = files_at + len(entries)
    folder = struct.pack("<IHH", data_at, len(blocks), 1)
    size = data_at + sum(map(len, blocks))
    head = b"MSCF" + struct.pack("<IIIII", 0, size, 0, files_at, 0)
    head += struct.pack("<BBHHHHH", 3, 1, 1, len(files), 0, 1, 0)
    return head + folder + entries + b"".join(blocks)


def cab_checksum(packed, head):
    """[MS-CAB] 3.1: of the data, then of the two lengths before it."""

    def add(data, value):
        whole = len(data) // 4 * 4
        for (word,) in struct.iter_unpack("<I", data[:whole]):
            value ^= word
        rest = 0
        for byte in data[whole:]:
            rest = rest << 8 | byte
        return value ^ rest

    return add(head, add(packed, 0))


def make_with_library(files, kind, options=None, password=None, compression=None):
    """kind: zip, 7zip, raw, ...; compression: zstd, lz4, compress ..."""
    size = sum(len(data) for _, data in files) * 2 + 1000000
    buffer, used = ctypes.create_string_buffer(size), ctypes.c_size_t()
    writer = ctypes.c_void_p(LIBRARY.archive_write_new())

    def check(rc):
        if rc < 0:
            raise OSError(LIBRARY.archive_error_string(writer))

    check(LIBRARY.archive_write_set_format_by_name(writer, kind.encode()))
    if compression:
        check(LIBRARY.archive_write_add_filter_by_name(writer, compression.encode()))
    LIBRARY.archive_write_set_bytes_in_last_block(writer, 1)
    if options:
        check(LIBRARY.archive_write_set_options(writer, options.encode()))
    if password:
        check(LIBRARY.archive_write_set_passphrase(writer, password.encode()))
    check(LIBRARY.archive_write_open_memory(writer, buffer, ctypes.c_size_t(size), ctypes.byref(used)))
    for name, data in files:
        entry = ctypes.c_void_p(LIBRARY.archive_entry_new())
        LIBRARY.archive_entry_set_pathname(entry, name.encode())
        LIBRARY.archive_entry_set_size(entry, ctypes.c_int64(len(data)))
        LIBRARY.archive_entry_set_filetype(entry, REGULAR)
        LIBRARY.archive_entry_set_perm(entry, 0o644)
        LIBRARY.archive_entry_set_mtime(entry, ctypes.c_int64(TIME), ctypes.c_long(0))
        check(LIBRARY.archive_write_header(writer, entry))
        check(LIBRARY.archive_write_data(writer, data, ctypes.c_size_t(len(data))))
        LIBRARY.archive_entry_free(entry)
    check(LIBRARY.archive_write_close(writer))
    LIBRARY.archive_write_free(writer)
    return buffer.raw[: used.value]


def make_7z(files, options=None):
    return make_with_library(files, "7zip", options)


def compress(data, name):
    if name == "gz":
        return gzip.compress(data, mtime=TIME)
    if name == "bz2":
        return bz2.compress(data)
    if name == "xz":
        return lzma.compress(data)
    name = {"zst": "zstd", "lz4": "lz4", "Z": "compress"}[name]
    return make_with_library([("data", data)], "raw", None, None, name)
