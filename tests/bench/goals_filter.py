"""Goals of annotate: speed as a filter, and that nothing but notes is added."""

import re
import subprocess

from measure import ONE_CPU, Command, walls
from table import Row, ratio
from bench import MIB, both

ANY = (0, 1)
NOTES = re.compile(rb"(?:  \xc2\xab[^\xc2\r\n]*\xc2\xbb)+(?=\r?\n|\Z)")


def g1(bench):
    """Annotate against ripgrep that passes all lines through with colours."""
    path = bench.data("mixed", 0.001, bench.size["big"])
    bench.check(path)
    database, files = bench.database()
    samples = bench.series({
        "bare": Command([bench.annotate(path)]),
        "stored": Command([bench.wsalog("annotate", "-q", "--db", database, path)], fresh=files),
        "rg": Command([bench.peers.rg_passthru(path)], good=ANY),
    })
    theirs = walls(samples["rg"])
    for name, what, goal in (("bare", "`--no-store`", 4.0), ("stored", "with its database", 3.5)):
        ours = walls(samples[name])
        yield Row("G1", f"annotate into a pipe, {what}: times as fast as `rg --passthru --color=always`",
                  ratio(theirs, ours), 2.5, goal, note=both(ours, theirs, "rg"))


def g2(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    yield bench.compare(
        "G2", "annotate, all on one processor: throughput as a share of `cat \\| cat`",
        lambda: Command([bench.annotate(path)], cpu=ONE_CPU), lambda: Command([["cat", path]], cpu=ONE_CPU), "cat",
        floor=0.40, target=0.55)


def g3(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    yield bench.compare(
        "G3", "annotate on two processors: time as a share of `cat \\| cat`",
        lambda: Command([bench.annotate(path)]), lambda: Command([["cat", path]]), "cat",
        slower=True, floor=1.0, target=0.65)


def g4(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    filtered = [["cat", path], bench.wsalog("annotate", "--no-store", "-q")]
    yield bench.compare(
        "G4", "`cat \\| wsalog annotate \\| cat` on one processor: time over `cat \\| cat \\| cat`",
        lambda: Command(filtered, cpu=ONE_CPU, watched=1),
        lambda: Command([["cat", path], ["cat"]], cpu=ONE_CPU), "cat",
        slower=True, floor=1.8, target=1.3)


def g5(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    ours, theirs = bench.scratch / "ours.out", bench.scratch / "cat.out"
    yield bench.compare(
        "G5", "annotate into a file: time over `cat > file`",
        lambda: Command([bench.annotate(path)], out=ours, fresh=(ours,)),
        lambda: Command([["cat", path]], out=theirs, fresh=(theirs,)), "cat",
        slower=True, floor=1.3, target=1.1)
    for out in (ours, theirs):
        out.unlink(missing_ok=True)


def without_notes(stream):
    """Blocks of what a filter printed, the notes taken out. Notes stand on one line, so blocks end with lines."""
    rest = b""
    while True:
        block = stream.read(4 * MIB)
        data = rest + block
        cut = data.rfind(b"\n") + 1 if block else len(data)
        yield NOTES.sub(b"", data[:cut])
        rest = data[cut:]
        if not block:
            return


def same_bytes(blocks, path):
    """Do the blocks together hold exactly the file?"""
    with open(path, "rb") as file:
        return all(file.read(len(block)) == block for block in blocks) and not file.read(1)


def passes_unchanged(bench, path):
    with subprocess.Popen(bench.annotate(path), env=bench.environment, stdout=subprocess.PIPE) as child:
        same = same_bytes(without_notes(child.stdout), path)
    return same and child.returncode == 0


def g20(bench):
    """Not a matter of speed: a filter that changes what passes is none."""
    size = bench.size["part"]
    paths = [bench.data("mixed", 0.2, size), bench.data("dense", 0.001, size), bench.data("adversary", 0.0, size),
             bench.data("longline", 0.001, size)]
    bad = [path.name for path in paths if not passes_unchanged(bench, path)]
    yield Row("G20", "output of annotate without its notes is the input, byte for byte", float(not bad), 1, 1,
              unit="yes", note=", ".join(bad) if bad else "20 % hits, look-alikes, adversary, long lines")
