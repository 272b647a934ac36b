"""Finds the programs that wsalog is measured against, and builds the two that are ours.

Nothing is installed here (see the script install); what is missing is left out, and said so.
"""

import glob
import pathlib
import re
import shutil
import subprocess

import knowledge

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
CACHE = TOP / "build-bench"
RIPGREP_LEAST = 15


class Missing(Exception):
    """A peer or a part of wsalog that is not there; the text goes into the table."""


def output_of(*words):
    """What a command prints, or "" when it does not run."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def find_ripgrep(given):
    """Path and version of ripgrep, from --rg, from npm's package, or from $PATH."""
    paths = [given] if given else sorted(glob.glob(str(CACHE / "node_modules/@vscode/ripgrep*/bin/rg")))
    paths += [] if given else [shutil.which("rg")]
    for path in paths:
        version = re.match(r"ripgrep (\d+)\.(\S+)", output_of(path, "--version")) if path else None
        if version and (given or int(version[1]) >= RIPGREP_LEAST):
            return path, f"{version[1]}.{version[2]}"
    return None, None


def build(name, package):
    """Build a driver of a library from its one file; (path, version), or (None, None) without the library."""
    version = output_of("pkg-config", "--modversion", package).strip()
    if not version:
        return None, None
    CACHE.mkdir(exist_ok=True)
    source, program = HERE / f"{name}.c", CACHE / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        flags = output_of("pkg-config", "--cflags", "--libs", package).split()
        subprocess.run(["cc", "-O2", "-std=c17", "-D_GNU_SOURCE", "-o", str(program), str(source), *flags],
                       check=True)
    return str(program), version


class Peers:
    """The commands of the peers; each raises Missing when its program is not there."""

    def __init__(self, scratch, ripgrep=None):
        self.ripgrep, self.ripgrep_version = find_ripgrep(ripgrep)
        self.vectorscan, self.vectorscan_version = build("vectorscan_count", "libhs")
        self.inflater, self.zlib_version = build("inflate", "zlib")
        expressions = knowledge.expressions()
        self.one = pathlib.Path(scratch, "one.re")
        self.one.write_text("|".join(expressions), encoding="utf-8")
        self.list = pathlib.Path(scratch, "list.re")
        self.list.write_text("\n".join(expressions) + "\n", encoding="utf-8")

    def versions(self):
        known = [("ripgrep", self.ripgrep_version), ("Vectorscan", self.vectorscan_version),
                 ("zlib", self.zlib_version)]
        return ", ".join(f"{name} {version}" for name, version in known if version)

    def rg(self, *options):
        if not self.ripgrep:
            raise Missing(f"no ripgrep {RIPGREP_LEAST}: run tests/bench/install")
        return [self.ripgrep, "--no-config", "-j1", "-a", *options, "-f", str(self.one)]

    def rg_count(self, *files):
        return [*self.rg("--no-mmap", "-c"), *map(str, files)]

    def rg_tree(self, folder):
        """All files below a folder, with as many threads as rg likes."""
        return [*(word for word in self.rg("-c") if word != "-j1"), str(folder)]

    def rg_passthru(self, path):
        return [*self.rg("-N", "--passthru", "--color=always"), str(path)]

    def vectorscan_count(self, path):
        if not self.vectorscan:
            raise Missing("no Vectorscan: run tests/bench/install")
        return [self.vectorscan, str(self.list), str(path)]

    def inflate(self, path):
        if not self.inflater:
            raise Missing("no zlib to build against: run tests/bench/install")
        return [self.inflater, str(path)]

    @staticmethod
    def tool(name, *words):
        """A command of the system."""
        if not shutil.which(name):
            raise Missing(f"no {name}: run tests/bench/install")
        return [name, *map(str, words)]
