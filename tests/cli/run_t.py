#!/usr/bin/env python3
"""Run the examples in .t files and compare what they print.

Usage: run_t.py [--update] WSALOG SAMPLES FILE.t...

A .t file is prose in which indented lines are a session: a command after `  $ ` (more lines of it after
`  > `), then what it prints, indented by two spaces, and `  [N]` if its exit status N is not 0. Standard
error counts as output. Endings: ` (re)` a regular expression, ` (glob)` with * and ?, ` (no-eol)` a last
line without LF. Bytes that are no printable UTF-8 show as \\xNN, and the line then ends in ` (esc)`.

All commands of a file run in one shell, in a new directory that is also $HOME. $SAMPLES is the folder of
samples. --update writes what was printed into the file.
"""

import difflib
import fnmatch
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import uuid

TIME_LIMIT_S = 120


class Step:
    """One command, the line where its output begins, and what is expected."""

    def __init__(self, command):
        self.command = command
        self.expected = []


def parse(text):
    """Split into a list of strings (prose lines) and Steps."""
    parts, step = [], None
    for line in text.splitlines():
        if line.startswith("  $ "):
            step = Step(line[4:] + "\n")
            parts.append(step)
        elif line.startswith("  > ") and step and not step.expected:
            step.command += line[4:] + "\n"
        elif line.startswith("  ") and step:
            step.expected.append(line[2:])
        else:
            step = None
            parts.append(line)
    return parts


def environment(home, program, samples):
    path = f"{pathlib.Path(program).resolve().parent}:/usr/local/bin:/usr/bin:/bin"
    env = {"HOME": home, "PATH": path, "TZ": "UTC", "LC_ALL": "C.UTF-8", "TERM": "dumb",
           "SAMPLES": str(pathlib.Path(samples).resolve())}
    for name, folder in (("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config"), ("TMPDIR", "tmp")):
        env[name] = os.path.join(home, "." + folder)
        os.mkdir(env[name])
    # What sanitizers and coverage need passes through.
    keep = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE")
    env.update({name: os.environ[name] for name in keep if name in os.environ})
    return env


def run(steps, env):
    """Run all in one shell; a marker line after each command separates outputs and tells the status."""
    marker = f"end-{uuid.uuid4().hex}"
    script = "".join(f"{step.command}printf '\\n{marker} %d\\n' $?\n" for step in steps)
    done = subprocess.run(["/bin/sh", "-c", script], cwd=env["HOME"], env=env, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=TIME_LIMIT_S)
    pieces = re.split(rb"\n" + marker.encode() + rb" (\d+)\n", done.stdout)
    outputs = [(pieces[i], int(pieces[i + 1])) for i in range(0, len(pieces) - 1, 2)]
    # A command that left the shell leaves the rest without output: that is a failure to be seen.
    return outputs + [(pieces[-1], done.returncode or 1)] * (len(steps) - len(outputs))


def show(raw):
    """Bytes of one line as they stand in a .t file."""
    try:
        text = raw.decode("utf-8")
        if all(char.isprintable() or char == "\t" for char in text):
            return text
    except UnicodeDecodeError:
        pass
    escaped = "".join(chr(b) if 0x20 <= b < 0x7F else f"\\x{b:02x}" for b in raw.replace(b"\\", b"\\\\"))
    return escaped + " (esc)"


def printed(output, status):
    lines = output.split(b"\n")
    last = lines.pop()
    shown = [show(line) for line in lines]
    if last:
        shown.append(show(last) + " (no-eol)")
    if status:
        shown.append(f"[{status}]")
    return shown


def matches(expected, actual):
    if expected == actual:
        return True
    if expected.endswith(" (re)"):
        return re.fullmatch(expected[:-5], actual) is not None
    if expected.endswith(" (glob)"):
        return fnmatch.fnmatchcase(actual, expected[:-7].replace("[", "[[]"))
    return False


def merge(expected, actual):
    """What was printed, but with the expected line wherever that matches."""
    if len(expected) == len(actual):
        return [e if matches(e, a) else a for e, a in zip(expected, actual)]
    out, start = [], 0
    for line in actual:
        found = next((i for i in range(start, len(expected)) if matches(expected[i], line)), None)
        out.append(line if found is None else expected[found])
        start = start if found is None else found + 1
    return out


def run_file(path, program, samples, update):
    """@return (passed, failed) in commands"""
    text = path.read_text(encoding="utf-8")
    parts = parse(text)
    steps = [part for part in parts if isinstance(part, Step)]
    with tempfile.TemporaryDirectory() as home:
        outputs = run(steps, environment(home, program, samples))
    results = {step: merge(step.expected, printed(*output)) for step, output in zip(steps, outputs)}
    failed = sum(result != step.expected for step, result in results.items())
    actual = []
    for part in parts:
        if isinstance(part, Step):
            first, *more = part.command[:-1].split("\n")
            actual += ["  $ " + first, *("  > " + line for line in more)]
            actual += ["  " + line for line in results[part]]
        else:
            actual.append(part)
    if failed and update:
        path.write_text("\n".join(actual) + "\n", encoding="utf-8")
    elif failed:
        print(*difflib.unified_diff(text.splitlines(), actual, str(path), "printed", lineterm=""),
              sep="\n")
    return len(steps) - failed, failed


def main():
    args = sys.argv[1:]
    update = args[:1] == ["--update"]
    program, samples, *files = args[update:]
    passed = failed = 0
    for name in files:
        good, bad = run_file(pathlib.Path(name), program, samples, update)
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
