"""Goals of what takes no time: starting, following a log, reading a time stamp."""

import subprocess

from measure import Failed, words_of
from table import Row, percentile, ratio

FOLLOW_PATTERN = r"\b(1000[4-9]|100[1-9][0-9])\b"


def g16(bench):
    big = bench.data("mixed", 0.001, bench.size["part"])
    path = bench.scratch / "4k.log"
    with open(big, "rb") as file:
        path.write_bytes(file.read(4096).rpartition(b"\n")[0] + b"\n")
    database, _ = bench.database("start.db")
    times = bench.watch.starts({
        "ours": [bench.annotate(path)],
        "stored": [bench.wsalog("annotate", "-q", "--db", database, path)],
        "rg": [bench.peers.rg_count(path)],
        "cat": [["cat", path]],
    }, bench.size["starts"])
    middle = {name: percentile(values, 0.5) * 1000 for name, values in times.items()}
    yield Row("G16", "annotate of a 4 KiB file from start to end: time over `rg -c`",
              ratio(times["ours"], times["rg"]), 1.0, 0.6, False,
              note=f"{middle['ours']:.2f} ms, rg {middle['rg']:.2f} ms, cat {middle['cat']:.2f} ms, "
              f"with database {middle['stored']:.2f} ms")


def follow(bench, stages):
    """Milliseconds of each line, and the share of a processor used while nothing happens."""
    idle_ms = bench.size["idle_ms"]
    words = [bench.helper("follow"), bench.scratch / "follow.log", bench.size["follow"], idle_ms, *words_of(stages)]
    done = subprocess.run([str(word) for word in words], env=bench.environment, stdout=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode != 0:
        raise Failed("following failed")
    *lines, last = done.stdout.split("\n")[:-1]
    return [int(line) / 1e6 for line in lines], int(last.split()[1]) / (idle_ms * 1000)


def g17(bench):
    log = bench.scratch / "follow.log"
    tail = ["tail", "-n0", "-F", log]
    if bench.knows("annotate", "--follow"):
        how, ours = "annotate -f", [bench.annotate(log, "-f")]
    else:
        how, ours = "tail -F | wsalog annotate", [tail, bench.wsalog("annotate", "--no-store", "-q")]
    theirs = [tail, ["env", "LC_ALL=C", "grep", "--line-buffered", "-E", FOLLOW_PATTERN]]
    rounds = [(follow(bench, ours), follow(bench, theirs)) for _ in range(max(1, bench.rounds // 2))]
    waits = [wait for (lines, _), _ in rounds for wait in lines]
    peer_waits = [wait for _, (lines, _) in rounds for wait in lines]
    middle, last = percentile(waits, 0.5), percentile(waits, 0.95)
    how = how.replace("|", "\\|")
    yield Row("G17", f"`{how}`: an appended line is out after (median)", middle, 1.0, None, False, "ms")
    yield Row("G17", "the same over `tail -F \\| grep --line-buffered`", middle / percentile(peer_waits, 0.5),
              None, 2.0, False, note=f"grep {percentile(peer_waits, 0.5):.2f} ms")
    yield Row("G17", "the same, of 95 % of lines", last, None, 1.0, False, "ms")
    yield Row("G17", "processor used while nothing is appended", 100 * max(idle for (_, idle), _ in rounds), None,
              0.1, False, "%")


def g19(bench):
    done = subprocess.run([bench.helper("stamps"), str(bench.size["stamps"]), str(bench.rounds)],
                          stdout=subprocess.PIPE, text=True, check=False, env=bench.environment)
    if done.returncode != 0:
        raise Failed("stamps differ")
    times = [[int(word) for word in line.split()] for line in done.stdout.splitlines()]
    ours, theirs = zip(*times)
    each = bench.size["stamps"]
    yield Row("G19", "stamp of a line found and read: times as fast as `strptime` and `timegm`",
              ratio(theirs, ours), 4.0, 6.0,
              note=f"{percentile(ours, 0.5) / each:.0f} ns, strptime {percentile(theirs, 0.5) / each:.0f} ns")
