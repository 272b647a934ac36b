#!/usr/bin/env python3
"""The n-th write, sync or truncation of the database fails, with a full disk or an I/O error, once or from then on.

Usage: faults.py WSALOG FAULTS [--long | --strace]

Either the run is complete all the same, or it ends with a clear error; the database is sound, and a second run
completes it. What annotate lets through is never touched. FAULTS is faults.c as a library to be preloaded; with
--strace its place is taken by strace, which makes the kernel's own calls fail, for every n up to 200 of each of them.
"""

import argparse
import errno
import os
import random
import re
import shutil
import subprocess
import sys

import store_kit

NAMES = {errno.ENOSPC: ("ENOSPC", re.compile(b"disk is full")), errno.EIO: ("EIO", re.compile(b"Input/output error|disk I/O error"))}
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate")


class Trial:
    """Runs of one command on one log, from a database that is new or has another log in it."""

    def __init__(self, home, command, log, fresh, library):
        self.home, self.command, self.library = home, command, library
        self.args = ["-q", log] if command == "scan" else [log]
        self.base = None
        if not fresh:
            home.scan("-q", "before.log")
            self.base = home.path("base.db")
            os.replace(home.db, self.base)
        self.reset()
        self.out = home.ok(command, *self.args)
        self.want = home.digest()
        self.name = "%s, %s database" % (command, "new" if fresh else "old")

    def reset(self):
        for end in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(self.home.db + end):
                os.unlink(self.home.db + end)
        if self.base:
            shutil.copyfile(self.base, self.home.db)

    def preload(self, **fault):
        env = {"LD_PRELOAD": self.library, "FAULT_PATH": self.home.db, "ASAN_OPTIONS": "verify_asan_link_order=0"}
        env.update({"FAULT_" + key.upper(): str(value) for key, value in fault.items()})
        return self.home.run(self.command, *self.args, env=env)

    def count(self):
        """How many calls an undisturbed run makes."""
        self.reset()
        path = self.home.path("count")
        self.preload(count=path)
        with open(path, encoding="ascii") as file:
            return int(file.read())

    def judge(self, status, out, messages, word):
        """@return what is wrong, or None"""
        if self.command == "annotate" and out.decode() != self.out:
            return "lines were lost or changed"
        if status == 0 and messages:
            return "messages, but exit status 0: %r" % messages
        if status not in (0, 2):
            return "exit status %d: %r" % (status, messages)
        if status == 2 and (messages.count(b"\n") != 1 or b"database" not in messages or not word.search(messages)
                            or self.home.db.encode() not in messages):
            return "not a clear message: %r" % messages
        if status == 0 and self.home.digest() != self.want:
            return "exit status 0, but rows are missing"
        if status != 0 and (wrong := self.unsound()):
            return wrong
        second = self.home.run(self.command, *self.args)
        if second[0] != 0 or second[2]:
            return "the second run ended with %d: %r" % (second[0], second[2])
        if self.home.digest() != self.want:
            return "the second run has other rows"
        return None

    def unsound(self):
        if os.path.exists(self.home.db) and self.home.query("SELECT count(*) FROM sqlite_master")[0][0]:
            return "; ".join(self.home.verify()) or None
        return None


class Results:
    def __init__(self):
        self.complete = self.failed = self.wrong = 0

    def take(self, what, status, reason):
        self.complete += status == 0
        self.failed += status != 0
        if reason:
            self.wrong += 1
            print("%s: %s" % (what, reason), flush=True)


def places(count, long):
    """Which calls are to fail: the first ones, the last ones, some of the others; in a long run the first 200."""
    rng = random.Random(count)
    first = range(1, min(count, 200 if long else 10) + 1)
    others = rng.sample(range(1, count + 1), min(count, 60 if long else 6))
    last = range(max(1, count - (30 if long else 8)), count + 1)
    return sorted({*first, *others, *last})


def preloaded(trial, results, long):
    count = trial.count()
    for error, (name, word) in NAMES.items():
        for lasts in (0, 1):
            for at in places(count, long):
                trial.reset()
                status, out, messages = trial.preload(at=at, error=error, lasts=lasts)
                reason = trial.judge(status, out, messages, word)
                results.take("%s, %s at call %d of %d%s" % (trial.name, name, at, count, " and on" * lasts), status,
                             reason)


def traced(trial, results):
    files = [part for end in ("", "-wal", "-shm", "-journal") for part in ("-P", trial.home.db + end)]
    log = trial.home.path("trace")
    for name, word in NAMES.values():
        for call in CALLS:
            for at in range(1, 201):
                trial.reset()
                command = ["strace", "-f", "-qq", "-o", log, *files, "-e", "trace=" + call, "-e",
                           "inject=%s:error=%s:when=%d" % (call, name, at), store_kit.PROGRAM, trial.command, "--db",
                           trial.home.db, *trial.args]
                done = subprocess.run(command, env=trial.home.env, cwd=trial.home.folder, capture_output=True,
                                      stdin=subprocess.DEVNULL, check=False)
                with open(log, "rb") as file:
                    met = b"(INJECTED)" in file.read()
                if not met:
                    break
                results.take("%s, %s at %s %d" % (trial.name, name, call, at), done.returncode,
                             trial.judge(done.returncode, done.stdout, done.stderr, word))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("library")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--strace", action="store_true")
    options = parser.parse_args()
    results = Results()
    for command in ("scan", "annotate"):
        for fresh in (True, False):
            with store_kit.new_home() as folder:
                home = store_kit.Home(os.path.realpath(folder))
                rng = random.Random(1)
                home.write("a.log", store_kit.small_log(rng, 3000 if options.long or options.strace else 600).encode())
                home.write("before.log", store_kit.small_log(rng, 100, day=20).encode())
                trial = Trial(home, command, "a.log", fresh, os.path.abspath(options.library))
                if options.strace:
                    traced(trial, results)
                else:
                    preloaded(trial, results, options.long)
    print("%d calls failed: %d runs complete all the same, %d ended with an error; %d were wrong"
          % (results.complete + results.failed, results.complete, results.failed, results.wrong))
    sys.exit(1 if results.wrong or not results.failed else 0)


if __name__ == "__main__":
    main()
