#!/usr/bin/env python3
"""kill -9 at random moments of a scan, each followed by a second run: the rows are those of an undisturbed one.

Usage: kills.py WSALOG [--long] [--size MIB] [--kills N] [--seed N]

Most kills are aimed between the first commit of rows and the last commit of the run; how many really fell there is
read off a copy of the database and printed. What must come out does not depend on when a kill strikes.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import store_kit

ROWS = "SELECT 1 FROM occurrence LIMIT 1"
BETWEEN = "between the first and the last commit"


def remove(db):
    for end in ("", "-wal", "-shm", "-journal"):
        if os.path.exists(db + end):
            os.unlink(db + end)


def start(home):
    return home.start("scan", "-q", "a.log", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def has_rows(home, db):
    try:
        return os.path.exists(db) and bool(home.query(ROWS, db))
    except sqlite3.OperationalError:  # no tables yet
        return False


def watch(home):
    """An undisturbed run. @return seconds until rows were committed first, and until it ended"""
    remove(home.db)
    began, first = time.monotonic(), None
    process = start(home)
    while process.poll() is None:
        if first is None and has_rows(home, home.db):
            first = time.monotonic() - began
        time.sleep(0.001)
    if process.returncode != 0:
        sys.exit("kills: the undisturbed run ended with %d" % process.returncode)
    total = time.monotonic() - began
    return first or total / 2, total


def moment(rng, first, total, aimed):
    """Anywhere, or near a moment that proved to be between two commits, so that most of them are."""
    kind = rng.random()
    if kind < 0.2:
        return rng.uniform(0, total * 1.05)
    if kind < 0.4 or not aimed:
        return rng.uniform(first, total * 0.98)
    return max(0, rng.choice(aimed) + rng.gauss(0, total / 20))


def kill(home, after):
    """@return whether it was killed, not done"""
    process = start(home)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    status = process.wait()
    if status not in (0, -signal.SIGKILL):
        sys.exit("kills: a run that was to be killed ended with %d" % status)
    return status != 0


def stage(home):
    """How far the killed run came. A copy is looked at: opening the database itself would already repair it."""
    copy = home.path("copy.db")
    remove(copy)
    for end in ("", "-wal"):
        if os.path.exists(home.db + end):
            shutil.copyfile(home.db + end, copy + end)
    if not has_rows(home, copy):
        return "before the first commit"
    if home.query("SELECT 1 FROM run WHERE ended_us IS NOT NULL", copy):
        return "after the last commit"
    return BETWEEN


def what_it_has(home):
    """What `db export` says, and all that it does not: sources, and counts, which are those of the rows then."""
    return home.export(), home.digest(store_kit.SOURCES, store_kit.SIGHTINGS, store_kit.SUMMARY, store_kit.TALLY)


def second_run(home, want):
    status, _, messages = home.run("scan", "-q", "a.log")
    if status != 0 or messages:
        return "the second run ended with %d: %s" % (status, messages.decode())
    if what_it_has(home) == want:
        wrong = [text for (text,) in home.query("PRAGMA integrity_check") if text != "ok"]
        return "not sound: " + "; ".join(wrong) if wrong else None
    return "other rows: " + "; ".join(home.verify())


def rounds(home, rng, options, want, times):
    """@return how many kills fell into each stage; prints what went wrong"""
    stages, aimed, wrong = {}, [], 0
    for number in range(options.kills):
        if number and number % 25 == 0:  # the machine may have become faster or slower
            times, aimed = watch(home), []
        remove(home.db)
        after = moment(rng, *times, aimed)
        killed = kill(home, after)
        where = stage(home) if killed else "after the end"
        stages[where] = stages.get(where, 0) + 1
        if where == BETWEEN:
            aimed.append(after)
        if reason := second_run(home, want):
            wrong += 1
            print("kill %d, after %.4f s, %s: %s" % (number, after, where, reason))
        if (number + 1) % 100 == 0:
            print("%d kills, %d wrong" % (number + 1, wrong), flush=True)
    return stages, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--long", action="store_true", help="256 MiB, 1000 kills")
    parser.add_argument("--size", type=int, help="of the log, in MiB (16)")
    parser.add_argument("--kills", type=int, help="how many (20)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.size = options.size or (256 if options.long else 16)
    options.kills = options.kills or (1000 if options.long else 20)
    rng = random.Random(options.seed)
    with store_kit.new_home() as folder:
        home = store_kit.Home(folder)
        # The short form has as many hits as three batches need, so that there is something between commits.
        rate = 0.01 if options.size >= 100 else min(0.2, 2.6 / options.size)
        hits = store_kit.make_log(home.path("a.log"), options.size << 20, rate, options.seed)
        times = watch(home)
        want, rows, wrong = what_it_has(home), home.count(), home.verify()
        if wrong:
            sys.exit("kills: the undisturbed database is not sound: " + "; ".join(wrong))
        print("%d MiB, %d lines report a code, %d rows; the first are written after %.3f s, the run ends after %.3f s"
              % (options.size, hits, rows, *times), flush=True)
        stages, wrong = rounds(home, rng, options, want, times)
    for name, count in sorted(stages.items()):
        print("%5d %s" % (count, name))
    print("%d kills, %d second runs equal to an undisturbed run, %d not"
          % (options.kills, options.kills - wrong, wrong))
    if options.long and stages.get(BETWEEN, 0) < options.kills / 2:
        sys.exit("kills: too few between the first and the last commit")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
