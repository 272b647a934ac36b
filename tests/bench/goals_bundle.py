"""G21 to G23: what support bundles are made of. Archives, event logs, many small files."""

import statistics
import subprocess
import zipfile

from measure import Command
import measure
from table import Row

FILES = 10_000


def zipped(path):
    """The log in a zip, as every program writes one."""
    out = path.with_name(path.name + ".zip")
    if not out.exists() or out.stat().st_mtime < path.stat().st_mtime:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "app.log")
    return out


def g21(bench):
    """zip"""
    path = bench.data("mixed", 0.001, bench.size["part"])
    archive = zipped(path)
    bench.derived(path, ".gz", bench.peers.tool("gzip", "-c"))

    def ours():
        return Command([bench.scan(archive)])

    yield bench.compare("G21", "scan of a zip: time over unpacking alone with zlib", ours,
                        lambda: Command([bench.peers.inflate(f"{path}.gz")]), "zlib", slower=True, target=1.1)
    yield bench.compare("G21", "scan of a zip: times as fast as `unzip -p \\| wsalog annotate`", ours,
                        lambda: Command([bench.peers.tool("unzip", "-p", archive),
                                         bench.wsalog("annotate", "--no-store", "-q")]), "pipe", target=1.0)


def g22(bench):
    """event logs"""
    mib = bench.size["part"] // (1 << 20)
    path = bench.data_folder / f"events-{mib}M.evtx"
    if not path.exists():
        subprocess.run([bench.helper("evtx_fill"), str(mib), str(path)], check=True)
    samples = bench.series({"ours": Command([bench.scan("-j1", path)])})
    seconds = statistics.median(measure.walls(samples["ours"]))
    yield Row("G22", "scan of a Windows event log with one thread: MB a second", path.stat().st_size / 1e6 / seconds,
              None, 150.0, unit="MB/s", note=f"{seconds:.2f} s")


def small_files(bench):
    """A tree of small logs: pieces of one log."""
    folder = bench.data_folder / f"small-{FILES}"
    if folder.exists():
        return folder
    path = bench.data("mixed", 0.001, bench.size["part"])
    with open(path, "rb") as log:
        for i in range(FILES):
            part = folder / f"{i // 100:02}"
            part.mkdir(parents=True, exist_ok=True)
            (part / f"{i:05}.log").write_bytes(b"".join(log.readlines(4096)))
    return folder


def g23(bench):
    """small files"""
    folder = small_files(bench)
    yield bench.compare("G23", f"scan of {FILES:,} small files: time over `rg -c` of the tree",
                        lambda: Command([bench.scan(folder)]), lambda: Command([bench.peers.rg_tree(folder)]), "rg",
                        slower=True, target=1.5)
