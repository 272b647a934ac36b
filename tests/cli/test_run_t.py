#!/usr/bin/env python3
"""The runner itself: what passes, what fails, and what --update leaves in the file."""

import pathlib
import subprocess
import sys
import tempfile

RUNNER = pathlib.Path(__file__).with_name("run_t.py")

# text of a file, (passed, failed), text after --update or None if the same
CASES = [
    ("Prose.\n  $ echo a; echo b >&2\n  a\n  b\n", (1, 0), None),
    ("  $ (exit 3)\n  [3]\n  $ printf x\n  x (no-eol)\n", (2, 0), None),
    ("  $ echo one 12\n  one \\d+ (re)\n  $ echo a[b]c\n  a[b]* (glob)\n", (2, 0), None),
    ("  $ printf 'a\\001\\n'\n  a\\x01 (esc)\n", (1, 0), None),
    ("  $ cat <<X\n  > a\n  > X\n  a\n", (1, 0), None),
    ("  $ x=1\n  $ echo $x $TZ ${COLUMNS-none}; test \"$HOME\" = \"$PWD\"\n  1 UTC none\n", (2, 0), None),
    ("  $ echo a\n  b\n", (0, 1), "  $ echo a\n  a\n"),
    ("  $ echo a1; echo b\n  a\\d (re)\n  c\n", (0, 1), "  $ echo a1; echo b\n  a\\d (re)\n  b\n"),
    ("  $ exit 4\n  $ echo a\n  a\n", (0, 2), None),
    ("  $ echo a\n  a\n  more\n", (0, 1), "  $ echo a\n  a\n"),
]


def run(path, *options):
    return subprocess.run([sys.executable, RUNNER, *options, "/bin/true", "/", path], check=False,
                          text=True, stdout=subprocess.PIPE)


def main():
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "case.t")
        for text, (passed, failed), updated in CASES:
            path.write_text(text, encoding="utf-8")
            done = run(path)
            last = done.stdout.splitlines()[-1]
            good = last == f"{passed} passed, {failed} failed" and done.returncode == (failed > 0)
            if updated:
                run(path, "--update")
                good = good and path.read_text(encoding="utf-8") == updated
            if not good:
                bad += 1
                print(f"{text!r}: {done.stdout}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
