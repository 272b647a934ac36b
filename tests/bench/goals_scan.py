"""Goals of scan, and of both commands on inputs that are hard: many hits, near misses, long lines, UTF-16, .gz."""

import subprocess

from measure import Command, walls
from peers import Missing
from table import Row, ratio
from bench import both

ANY = (0, 1)


def skip(goal, what, why):
    return Row(goal, what, note=str(why))


def g6(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    bench.check(path)
    for peer, what, count, floor, target in (
            ("rg", "`rg -c`", bench.peers.rg_count, 2.0, 3.0),
            ("Vectorscan", "Vectorscan in block mode", bench.peers.vectorscan_count, 1.5, 2.0)):
        what = f"scan: times as fast as {what}"
        try:
            commands = {"ours": Command([bench.scan(path)]), "peer": Command([count(path)], good=ANY)}
        except Missing as why:
            yield skip("G6", what, why)
            continue
        yield bench.ratio_row("G6", what, commands, of="ours", to="peer", floor=floor, target=target, peer=peer)


def g7(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    yield bench.ratio_row("G7", "scan: throughput as a share of `wc -l`",
                          {"ours": Command([bench.scan(path)]), "wc": Command([["wc", "-l", path]])},
                          of="ours", to="wc", floor=0.2, target=0.3, peer="wc")


def annotate_row(bench, goal, what, path, floor, target):
    return bench.ratio_row(goal, f"annotate, {what}: times as fast as `rg --passthru --color=always`",
                           {"ours": Command([bench.annotate(path)]),
                            "rg": Command([bench.peers.rg_passthru(path)], good=ANY)},
                           of="ours", to="rg", floor=floor, target=target, peer="rg", check=path)


def scan_row(bench, goal, what, path, floor, target):
    return bench.ratio_row(goal, f"scan, {what}: times as fast as `rg -c`",
                           {"ours": Command([bench.scan(path)]),
                            "rg": Command([bench.peers.rg_count(path)], good=ANY)},
                           of="ours", to="rg", floor=floor, target=target, peer="rg")


def g8(bench):
    path = bench.data("mixed", 0.2, bench.size["part"])
    yield annotate_row(bench, "G8", "20 % hits", path, 3.0, 5.0)
    yield scan_row(bench, "G8", "20 % hits", path, 1.8, 2.5)


def per_byte(bench, one, other):
    """Seconds for each byte of scanning one file over those of another, round by round."""
    samples = bench.series({"one": Command([bench.scan(one)]), "other": Command([bench.scan(other)])})
    first, second = walls(samples["one"]), walls(samples["other"])
    return ratio(first, second) / (one.stat().st_size / other.stat().st_size), both(first, second)


def g9(bench):
    size = bench.size["part"]
    path, clean = bench.data("adversary", 0.0, size), bench.data("mixed", 0.0, size)
    yield annotate_row(bench, "G9", "near misses on every line", path, 2.5, 4.0)
    yield scan_row(bench, "G9", "near misses on every line", path, 2.5, 4.0)
    slower, note = per_byte(bench, path, clean)
    yield Row("G9", "scan, near misses on every line: throughput as a share of that on a clean log", 1 / slower,
              0.25, 0.35, note=note)


def g10(bench):
    size = bench.size["part"]
    path, longer = bench.data("longline", 0.001, size), bench.data("longline16", 0.001, size)
    yield annotate_row(bench, "G10", "lines of 1 MiB", path, 2.0, 3.0)
    slower, note = per_byte(bench, longer, path)
    yield Row("G10", "scan, lines 16 times as long: time for each byte over that of 1 MiB lines", slower, None,
              1.2, False, note=note)


def g11(bench):
    path = bench.data("utf16", 0.001, bench.size["part"])
    yield bench.ratio_row("G11", "scan of UTF-16: times as fast as `rg -c`",
                          {"ours": Command([bench.scan(path)]),
                           "rg": Command([bench.peers.rg_count(path)], good=ANY)},
                          of="ours", to="rg", floor=2.0, target=3.0, peer="rg", check=path)
    converted = [bench.peers.tool("iconv", "-f", "UTF-16", "-t", "UTF-8", path), bench.peers.rg_count()]
    yield bench.ratio_row("G11", "scan of UTF-16: times as fast as `iconv \\| rg -c`",
                          {"ours": Command([bench.scan(path)]), "peer": Command(converted)},
                          of="ours", to="peer", target=4.0, peer="peer")


def reads(bench, path):
    """Does scan read such a file?"""
    done = subprocess.run(bench.scan(path), env=bench.environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode == 0 and "NOT READ" not in done.stdout


def g12(bench):
    plain = bench.data("mixed", 0.001, bench.size["part"])
    packed = bench.derived(plain, ".gz", bench.peers.tool("gzip", "-c"))
    whats = ("scan of .gz: time over unpacking alone with zlib",
             "scan of .gz: times as fast as `gzip -dc \\| wsalog scan -`")
    if reads(bench, packed):
        ours = Command([bench.scan(packed)])
        try:
            yield bench.ratio_row("G12", whats[0], {"ours": ours, "zlib": Command([bench.peers.inflate(packed)])},
                                  of="ours", to="zlib", slower=True, floor=1.3, target=1.1, peer="zlib")
        except Missing as why:
            yield skip("G12", whats[0], why)
        yield bench.ratio_row("G12", whats[1],
                              {"ours": ours, "pipe": Command([["gzip", "-dc", packed], bench.scan("-")])},
                              of="ours", to="pipe", floor=1.0, target=1.7, peer="pipe")
    else:
        yield from (skip("G12", what, ".gz is not read yet") for what in whats)
    what = "scan of .zst: time over `zstd -dc`"
    try:
        packed = bench.derived(plain, ".zst", bench.peers.tool("zstd", "-q", "-c"))
    except Missing as why:
        yield skip("G12", what, why)
        return
    if not reads(bench, packed):
        yield skip("G12", what, ".zst is not read yet")
        return
    yield bench.ratio_row("G12", what,
                          {"ours": Command([bench.scan(packed)]),
                           "zstd": Command([["zstd", "-q", "-dc", packed]])},
                          of="ours", to="zstd", slower=True, target=1.2, peer="zstd")


def g18(bench):
    what = "scan of two files with two threads: times as fast as with one"
    if not bench.knows("scan", "--jobs"):
        yield skip("G18", what, "no --jobs yet")
        return
    paths = [bench.data("mixed", 0.001, bench.size["part"], seed) for seed in (1, 2)]
    yield bench.ratio_row("G18", what,
                          {"two": Command([bench.scan("-j2", *paths)]),
                           "one": Command([bench.scan("-j1", *paths)])},
                          of="two", to="one", floor=1.5, target=1.75, peer="one")
