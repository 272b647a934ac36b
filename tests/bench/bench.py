"""What all goals share: the programs, the data, the environment, and how a figure becomes a row."""

import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import time

import logs
import measure
import peers
import table

MIB = 1 << 20
SIZES = {
    "full": {"big": 1024 * MIB, "part": 256 * MIB, "flat": (64 * MIB, 4096 * MIB), "line": 1024 * MIB,
             "rows": 10_000_000, "starts": 300, "follow": 100, "idle_ms": 5000, "stamps": 1_000_000},
    "small": {"big": 16 * MIB, "part": 8 * MIB, "flat": (4 * MIB, 16 * MIB), "line": 16 * MIB,
              "rows": 100_000, "starts": 30, "follow": 20, "idle_ms": 1000, "stamps": 100_000},
}
SEED = 1
HELPERS = ("stopwatch", "follow", "stamps", "bare_insert", "store_fill", "evtx_fill")


def say(text):
    print(text, file=sys.stderr, flush=True)


def environment(scratch):
    """The same for all, and nothing of the user's: neither configuration nor database."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": str(scratch), "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb",
            "XDG_STATE_HOME": f"{scratch}/state", "XDG_CONFIG_HOME": f"{scratch}/config"}


def is_ours(folder):
    """Is this a build of the tree that we stand in?"""
    info = folder / "meson-info/meson-info.json"
    return info.exists() and read_json(info)["directories"]["source"] == str(peers.TOP)


def build(program):
    """The program to measure, and the folder of the build that has the helpers: a release build made now,
    unless --wsalog names a program of another build of this tree."""
    folder = peers.TOP / "build-release"
    if program:
        above = pathlib.Path(program).resolve().parents
        if len(above) > 2 and is_ours(above[2]):
            folder = above[2]
    if not (folder / "build.ninja").exists():
        subprocess.run(["meson", "setup", str(folder), str(peers.TOP), "--buildtype=release"], check=True,
                       stdout=sys.stderr)
    wanted = [f"tests/bench/{name}" for name in HELPERS if (peers.HERE / f"{name}.c").exists()]
    wanted += [] if program else ["src/cli/wsalog:executable"]
    subprocess.run(["meson", "compile", "-C", str(folder), *wanted], check=True, stdout=sys.stderr)
    return str(pathlib.Path(program).resolve() if program else folder / "src/cli/wsalog"), folder


class Bench:
    """One run of the benchmark."""

    def __init__(self, options, scratch):
        self.rounds = options.rounds
        self.size = SIZES[options.size]
        self.size_name = options.size
        self.data_folder = pathlib.Path(options.data)
        self.data_folder.mkdir(parents=True, exist_ok=True)
        self.scratch = pathlib.Path(scratch)
        self.program, self.folder = build(options.wsalog)
        self.built_here = not options.wsalog
        self.environment = environment(self.scratch)
        self.watch = measure.Stopwatch(self.helper("stopwatch"), self.environment)
        self.peers = peers.Peers(self.scratch, options.rg)
        self.found = {}

    def helper(self, name):
        path = self.folder / "tests/bench" / name
        if not path.exists():
            raise peers.Missing(f"no tests/bench/{name}.c yet")
        return str(path)

    # Data

    def data(self, kind, rate, size, seed=SEED):
        """The path of such a log, made now or in an earlier run, and in the page cache."""
        path = self.data_folder / f"{kind}-{rate:g}-{size // MIB}M-{seed}.log"
        truth = pathlib.Path(f"{path}.truth")
        recipe = logs.recipe(kind, rate, size, seed)
        if not path.exists() or not truth.exists() or read_json(truth)["recipe"] != recipe:
            say(f"making {path.name}")
            logs.write(path, kind, rate, size, seed)
        warm(path)
        return path

    def derived(self, path, suffix, words):
        """A file made from another by a command that writes to standard output, kept like the data."""
        out = pathlib.Path(f"{path}{suffix}")
        if not out.exists() or out.stat().st_mtime < path.stat().st_mtime:
            say(f"making {out.name}")
            part = pathlib.Path(f"{out}.part")
            with open(part, "wb") as to:
                subprocess.run([*words, str(path)], stdout=to, check=True)
            os.replace(part, out)
        warm(out)
        return out

    def check(self, path):
        """Once for each file: as many occurrences as were put in? Speed without them would mean nothing."""
        if path in self.found:
            return
        expected = read_json(f"{path}.truth")["occurrences"]
        out = self.scratch / "found.jsonl"
        with open(out, "wb") as to:
            subprocess.run(self.wsalog("scan", "--no-store", "--format=jsonl", path), env=self.environment,
                           stdout=to, stderr=subprocess.DEVNULL, check=False)
        with open(out, "rb") as found:
            self.found[path] = (sum(1 for _ in found), expected)
        say(f"found {self.found[path][0]} of {expected} in {path.name}")

    # Commands

    def wsalog(self, *words):
        return [self.program, *map(str, words)]

    def annotate(self, path, *options):
        return self.wsalog("annotate", "--no-store", "-q", *options, path)

    def scan(self, *paths):
        return self.wsalog("scan", "--no-store", *paths)

    def database(self, name="run.db"):
        """A path for a database, and all files that make it up."""
        path = self.scratch / name
        return path, tuple(f"{path}{end}" for end in ("", "-wal", "-shm", "-journal"))

    def knows(self, command, option):
        """Does wsalog's command know such an option?"""
        return option in peers.output_of(self.program, command, "--help")

    # Measuring

    def series(self, commands, rounds=None, warm_up=True):
        return self.watch.series(commands, rounds or self.rounds, warm_up)

    def compare(self, goal, what, ours, peer, name, *, slower=False, floor=None, target=None):
        """A row: how many times as long the peer of that name takes, or, where slower, wsalog does. Both are
        functions that make a Command, so that what is missing costs one row only."""
        row = table.Row(goal, what, None, floor, target, not slower)
        try:
            samples = self.series({"ours": ours(), "peer": peer()})
        except (peers.Missing, measure.Failed) as why:
            row.note = str(why)
            return row
        mine, theirs = measure.walls(samples["ours"]), measure.walls(samples["peer"])
        row.figure = table.ratio(mine, theirs) if slower else table.ratio(theirs, mine)
        row.note = both(mine, theirs, name)
        return row

    def machine(self):
        """The paragraph above the table."""
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            model = re.search(r"model name\s*: (.*)", info.read())
        with open("/proc/meminfo", encoding="utf-8") as info:
            memory = int(re.search(r"MemTotal:\s*(\d+)", info.read())[1]) / MIB
        system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
        version = peers.output_of(self.program, "--version").split("\n")[0]
        if self.built_here:
            commit = peers.output_of("git", "-C", str(peers.TOP), "describe", "--always", "--dirty").strip()
            version += f" at {commit}" if commit else ""
        programs = ", ".join(filter(None, (version, self.peers.versions())))
        return (f"{time.strftime('%Y-%m-%d')}, {model[1] if model else platform.machine()}, "
                f"{os.cpu_count()} processors, {memory:.0f} GiB, {system}, Linux {platform.release()}; "
                f"{programs}; size {self.size_name}, median of {self.rounds} rounds.")


def both(ours, theirs, peer=""):
    """The times behind a ratio, for the reader to see what is divided."""
    middle = [sorted(times)[len(times) // 2] for times in (ours, theirs)]
    return f"{middle[0]:.3f} s, {peer + ' ' if peer else ''}{middle[1]:.3f} s"


def read_json(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def warm(path):
    with open(path, "rb", buffering=0) as file:
        while file.read(4 * MIB):
            pass
