"""Runs commands in turns and says what each took: the runner's side of stopwatch.c."""

import dataclasses
import os
import pathlib
import re
import subprocess


# Where a goal says one core: the first processor that we may use.
ONE_CPU = min(os.sched_getaffinity(0))


class Failed(Exception):
    """A measured command ended badly; its figures would mean nothing."""


@dataclasses.dataclass
class Command:
    """A pipeline. What it writes goes to cat and away, unless out names a file."""

    stages: list                # of words
    cpu: int = None             # keep it on this processor
    out: str = None
    fresh: tuple = ()           # files removed before each run
    watched: int = 0            # the stage whose memory counts
    good: tuple = (0,)          # exit statuses of the watched stage
    prints: bool = False        # what it writes to out says how many seconds it took, as "1.25 s"


@dataclasses.dataclass
class Sample:
    """One run."""

    wall_s: float
    cpu_s: float                # of the watched stage
    rss_mib: float              # the same
    printed: float = None


def parse(line):
    """A line of the stopwatch: number of the command, seconds, [(cpu s, rss MiB, status)] of its stages."""
    numbers = [int(word) for word in line.split()]
    stages = [(numbers[i] / 1e6, numbers[i + 1] / 1024, numbers[i + 2]) for i in range(2, len(numbers), 3)]
    return numbers[0], numbers[1] / 1e9, stages


def seconds_in(text):
    """The first time that a program says it took."""
    found = re.search(r"(?<![\w.])(\d+(?:\.\d+)?) s\b", text)
    if not found:
        raise Failed("a program does not say how long it took")
    return float(found[1])


def words_of(stages):
    out = []
    for stage in stages:
        out += ([] if not out else ["|"]) + [str(word) for word in stage]
    return out


class Stopwatch:
    """The program, and the environment that everything measured runs in."""

    def __init__(self, program, environment):
        self.program = str(program)
        self.environment = environment

    def call(self, words):
        done = subprocess.run([self.program, *words], stdout=subprocess.PIPE, env=self.environment, text=True,
                              check=False)
        if done.returncode != 0:
            raise Failed("the stopwatch failed")
        return [parse(line) for line in done.stdout.splitlines()]

    def once(self, name, command):
        for path in command.fresh:
            pathlib.Path(path).unlink(missing_ok=True)
        options = [] if command.cpu is None else ["-c", str(command.cpu)]
        stages = command.stages if command.out else [*command.stages, ["cat"]]
        options += ["-o", str(command.out)] if command.out else []
        (_, wall_s, used), = self.call([*options, *words_of(stages)])
        for at, (_, _, status) in enumerate(used):
            if status not in (command.good if at == command.watched else (0, 1)):
                raise Failed(f"{name}: exit status {status}")
        sample = Sample(wall_s, *used[command.watched][:2])
        if command.prints:
            sample.printed = seconds_in(pathlib.Path(command.out).read_text(encoding="utf-8"))
        return sample

    def series(self, commands, rounds, warm_up=True):
        """{name: [Sample]} of commands that take turns; the first turn of all only warms caches."""
        samples = {name: [] for name in commands}
        for turn in range(rounds + warm_up):
            for name, command in commands.items():
                sample = self.once(name, command)
                if turn >= warm_up:
                    samples[name].append(sample)
        return samples

    def starts(self, commands, runs):
        """{name: [seconds]} of very short commands in turns, each writing into a pipe of the stopwatch."""
        words = []
        for stages in commands.values():
            words += ([] if not words else ["||"]) + words_of(stages)
        names, times = list(commands), {name: [] for name in commands}
        for number, wall_s, stages in self.call(["-n", str(runs), "-d", *words]):
            if any(status not in (0, 1) for _, _, status in stages):
                raise Failed(f"{names[number]}: exit status {stages[0][2]}")
            times[names[number]].append(wall_s)
        return times


def walls(samples):
    return [sample.wall_s for sample in samples]
