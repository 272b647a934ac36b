"""What the tests of `wsalog annotate` as a filter share: running it, inputs, taking notes out.

Input arrives through a socket of packets, so that each read() gets exactly one piece: nothing here
depends on a clock. The test programs take WSALOG [--long] [unittest's options]; --long adds inputs.
"""

import json
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM = os.path.abspath(sys.argv[1])
LONG = "--long" in sys.argv
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
        return subprocess.Popen([PROGRAM, "annotate", *args], env=self.env, cwd=self.home, **options)

    def run(self, *args, data=b"", pieces=None):
        """@return (status, output, messages); data is a file, or comes in pieces of these sizes"""
        if pieces is None:
            with tempfile.TemporaryFile() as file:
                file.write(data)
                file.seek(0)
                done = subprocess.run([PROGRAM, "annotate", *args], env=self.env, cwd=self.home, stdin=file,
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


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unittest.main(argv=[sys.argv[0], *(arg for arg in sys.argv[2:] if arg != "--long")])
