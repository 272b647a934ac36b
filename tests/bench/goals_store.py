"""Goals of the database and of memory."""

import hashlib
import pathlib
import sqlite3
import subprocess

import peers
from bench import both, say
from measure import Command, walls
from table import Row, ratio


def rows_of(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT count(*) FROM occurrence").fetchone()[0]
    finally:
        connection.close()


def g13(bench):
    """The store against a bare SQLite loop with the same rows."""
    bare_insert, store_fill = bench.helper("bare_insert"), bench.helper("store_fill")
    path = bench.data("mixed", 0.2, bench.size["part"])
    databases = {name: bench.database(f"{name}.db") for name in ("scanned", "filled", "bare")}
    (scanned, scanned_files), (filled, filled_files), (bare, bare_files) = databases.values()
    samples = bench.series({
        "scan": Command([bench.wsalog("scan", "--db", scanned, path)], fresh=scanned_files),
        "store": Command([[store_fill, "--from", scanned, filled]], out=bench.scratch / "store.txt",
                         fresh=filled_files, prints=True),
        "loop": Command([[bare_insert, scanned, bare]], out=bench.scratch / "loop.txt", fresh=bare_files,
                        prints=True),
    })
    rows = rows_of(scanned)
    loop, store = ([sample.printed for sample in samples[name]] for name in ("loop", "store"))
    yield Row("G13", "rows stored per second: share of a bare SQLite loop", ratio(loop, store), 0.6, 0.85,
              note=f"{rows} rows: {both(store, loop, 'loop')}")
    ours = walls(samples["scan"])
    yield Row("G13", "scan with database, 20 % hits: time over the bare loop alone", ratio(ours, loop), None, 1.2,
              False, note=both(ours, loop, "loop"))
    for name in (*scanned_files, *filled_files, *bare_files):
        pathlib.Path(name).unlink(missing_ok=True)


def bare_table(path, source):
    """The codes of all occurrences in a table with an index, as somebody without summaries would keep them."""
    connection = sqlite3.connect(path)
    connection.execute("ATTACH ? AS s", (str(source),))
    connection.execute("CREATE TABLE bare AS SELECT id, source, code, time_us FROM s.occurrence")
    connection.execute("CREATE INDEX bare_code ON bare (code)")
    connection.commit()
    connection.close()


def g14(bench):
    """Report by code against GROUP BY on an indexed table."""
    store_fill, rows = bench.helper("store_fill"), bench.size["rows"]
    schema = hashlib.sha256((peers.TOP / "src/store/schema.sql").read_bytes()).hexdigest()[:8]
    database = bench.data_folder / f"rows-{rows}-{schema}.db"
    bare = bench.data_folder / f"rows-{rows}-{schema}-bare.db"
    if not bare.exists():
        say(f"making {database.name}")
        for name in (database, bare):
            for end in ("", "-wal", "-shm"):
                pathlib.Path(f"{name}{end}").unlink(missing_ok=True)
        subprocess.run([store_fill, "--rows", str(rows), str(database)], check=True, stdout=subprocess.DEVNULL,
                       env=bench.environment)
        part = pathlib.Path(f"{bare}.part")
        part.unlink(missing_ok=True)
        bare_table(part, database)
        part.rename(bare)
    query = "SELECT code, count(*) FROM bare GROUP BY code"
    yield bench.compare(
        "G14", f"report by code over {rows} occurrences: time over `GROUP BY` on an indexed table",
        lambda: Command([bench.wsalog("report", "--by=code", "--db", database)]),
        lambda: Command([bench.peers.tool("sqlite3", bare, query)]), "sqlite3", slower=True, floor=1.0, target=0.1)


def memory(bench, path, stored):
    """Peak MiB of annotate and of scan on one file."""
    database, files = bench.database()
    keep = ["--db", database] if stored else ["--no-store"]
    samples = bench.series({name: Command([bench.wsalog(name, "-q", *keep, path)], fresh=files)
                            for name in ("annotate", "scan")}, rounds=1, warm_up=False)
    return [runs[0].rss_mib for runs in samples.values()]


def g15(bench):
    """Not a median but the most: memory is a promise for every input."""
    short, long = bench.size["flat"]
    paths = [bench.data("mixed", 0.001, short), bench.data("mixed", 0.001, long),
             bench.data("longline", 0.001, bench.size["part"]), bench.data("oneline", 0.001, bench.size["line"])]
    names = [f"{short >> 20} MiB", f"{long >> 20} MiB", "1 MiB lines", f"one line of {bench.size['line'] >> 20} MiB"]
    for stored, floor, target in ((False, 16, 6), (True, 64, 32)):
        used = [memory(bench, path, stored) for path in paths]
        how = "with database" if stored else "`--no-store`"
        note = "; ".join(f"{name} {peaks[0]:.1f}, {peaks[1]:.1f}" for name, peaks in zip(names, used))
        yield Row("G15", f"peak memory of annotate and scan, {how}", max(map(max, used)), floor, target, False,
                  "MiB", note)
        yield Row("G15", f"the same at {names[1]} over {names[0]}, {how}",
                  max(b / a for a, b in zip(used[0], used[1])),
                  None, 1.1, False)
