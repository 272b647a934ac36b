#!/usr/bin/env python3
"""All C files are as clang-format leaves them.

Usage: check_format.py CLANG_FORMAT TOP
"""

import pathlib
import subprocess
import sys


def main():
    program, top = sys.argv[1], pathlib.Path(sys.argv[2])
    paths = [path for folder in ("src", "tests") for path in sorted((top / folder).rglob("*.[ch]"))]
    sys.exit(subprocess.run([program, "--dry-run", "-Werror", *map(str, paths)], check=False).returncode)


if __name__ == "__main__":
    main()
