"""Goals of scan, and of both commands on inputs that are hard: many hits, near misses, long lines, UTF-16, .gz."""

import subprocess

from measure import Command, walls
from peers import Missing
from table import Row, ratio
from bench import both

ANY = (0, 1)


def scan_against(bench, goal, what, path, count, name, floor, target):
    """Against a peer that counts lines."""
    return bench.compare(goal, f"scan{what}", lambda: Command([bench.scan(path)]),
                         lambda: Command([count(path)], good=ANY), name, floor=floor, target=target)


def scan_row(bench, goal, what, path, floor, target):
    return scan_against(bench, goal, f"{what}: times as fast as `rg -c`", path, bench.peers.rg_count, "rg", floor,
                        target)


def annotate_row(bench, goal, what, path, floor, target):
    return bench.compare(goal, f"annotate{what}: times as fast as `rg --passthru --color=always`",
                         lambda: Command([bench.annotate(path)]),
                         lambda: Command([bench.peers.rg_passthru(path)], good=ANY), "rg", floor=floor,
                         target=target)


def per_byte(bench, one, other):
    """Seconds for each byte of scanning one file over those of another, round by round."""
    samples = bench.series({"one": Command([bench.scan(one)]), "other": Command([bench.scan(other)])})
    first, second = walls(samples["one"]), walls(samples["other"])
    return ratio(first, second) / (one.stat().st_size / other.stat().st_size), both(first, second)


def g6(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    bench.check(path)
    yield scan_row(bench, "G6", "", path, 2.0, 3.0)
    yield scan_against(bench, "G6", ": times as fast as Vectorscan in block mode", path, bench.peers.vectorscan_count,
                       "Vectorscan", 1.5, 2.0)


def g7(bench):
    path = bench.data("mixed", 0.001, bench.size["big"])
    yield bench.compare("G7", "scan: throughput as a share of `wc -l`", lambda: Command([bench.scan(path)]),
                        lambda: Command([["wc", "-l", path]]), "wc", floor=0.2, target=0.3)


def g8(bench):
    path = bench.data("mixed", 0.2, bench.size["part"])
    bench.check(path)
    yield annotate_row(bench, "G8", ", 20 % hits", path, 3.0, 5.0)
    yield scan_row(bench, "G8", ", 20 % hits", path, 1.8, 2.5)


def g9(bench):
    size, what = bench.size["part"], ", near misses on every line"
    path, clean = bench.data("adversary", 0.0, size), bench.data("mixed", 0.0, size)
    bench.check(path)
    yield annotate_row(bench, "G9", what, path, 2.5, 4.0)
    yield scan_row(bench, "G9", what, path, 2.5, 4.0)
    slower, note = per_byte(bench, path, clean)
    yield Row("G9", f"scan{what}: throughput as a share of that on a clean log", 1 / slower, 0.25, 0.35, note=note)


def g10(bench):
    size = bench.size["part"]
    path, longer = bench.data("longline", 0.001, size), bench.data("longline16", 0.001, size)
    bench.check(path)
    yield annotate_row(bench, "G10", ", lines of 1 MiB", path, 2.0, 3.0)
    slower, note = per_byte(bench, longer, path)
    yield Row("G10", "scan, lines 16 times as long: time for each byte over that of 1 MiB lines", slower, None, 1.2,
              False, note=note)


def g11(bench):
    path = bench.data("utf16", 0.001, bench.size["part"])
    bench.check(path)
    yield scan_row(bench, "G11", " of UTF-16", path, 2.0, 3.0)
    yield bench.compare(
        "G11", "scan of UTF-16: times as fast as `iconv \\| rg -c`", lambda: Command([bench.scan(path)]),
        lambda: Command([bench.peers.tool("iconv", "-f", "UTF-16", "-t", "UTF-8", path), bench.peers.rg_count()]),
        "iconv", target=4.0)


def packed(bench, suffix, *words):
    """A compressed log that scan reads."""
    path = bench.derived(bench.data("mixed", 0.001, bench.size["part"]), suffix, bench.peers.tool(*words))
    done = subprocess.run(bench.scan(path), env=bench.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode != 0 or "NOT READ" in done.stdout:
        raise Missing(f"{suffix} is not read yet")
    return path


def g12(bench):
    def ours(suffix, *words):
        return lambda: Command([bench.scan(packed(bench, suffix, *words))])

    gz = ours(".gz", "gzip", "-c")
    path = bench.data("mixed", 0.001, bench.size["part"])
    yield bench.compare("G12", "scan of .gz: time over unpacking alone with zlib", gz,
                        lambda: Command([bench.peers.inflate(f"{path}.gz")]), "zlib", slower=True, floor=1.3,
                        target=1.1)
    yield bench.compare("G12", "scan of .gz: times as fast as `gzip -dc \\| wsalog scan -`", gz,
                        lambda: Command([["gzip", "-dc", f"{path}.gz"], bench.scan("-")]), "pipe", floor=1.0,
                        target=1.7)
    yield bench.compare("G12", "scan of .zst: time over `zstd -dc`", ours(".zst", "zstd", "-q", "-c"),
                        lambda: Command([["zstd", "-q", "-dc", f"{path}.zst"]]), "zstd", slower=True,
                        target=1.2)


def g18(bench):
    paths = [bench.data("mixed", 0.001, bench.size["part"], seed) for seed in (1, 2)]

    def with_threads(count):
        return lambda: Command([bench.scan(f"-j{count}", *paths)])

    yield bench.compare("G18", "scan of two files with two threads: times as fast as with one", with_threads(2),
                        with_threads(1), "one", floor=1.5, target=1.75)
