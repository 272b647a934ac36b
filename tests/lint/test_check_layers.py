#!/usr/bin/env python3
"""The lint finds what it is for: each case is a small tree and what must be said about it."""

import pathlib
import subprocess
import sys
import tempfile

LINT = pathlib.Path(__file__).with_name("check_layers.py")
HEADER = "/* What it is. */\n#pragma once\n"

CASES = [
    ("downward is fine", {"src/scan/a.c": '#include "base/buf.h"\n#include "scan/b.h"\n'}, None),
    ("upward", {"src/base/a.c": '#include "scan/b.h"\n'}, "base/ must not depend on scan/"),
    ("sideways", {"src/store/a.c": '#include "report/b.h"\n'}, "store/ must not depend on report/"),
    ("sqlite", {"src/report/a.c": "#include <sqlite3.h>\n"}, "only store/ may"),
    ("two pcre2", {"src/scan/a.c": "#include <pcre2.h>\n", "src/scan/b.c": "#include <pcre2.h>\n"},
     "src/scan/a.c, src/scan/b.c: more than one module includes <pcre2.h>"),
    ("long file", {"tests/unit/a.c": "\n" * 501}, "tests/unit/a.c:1: 501 lines"),
    ("no comment", {"src/base/a.h": "#pragma once\n"}, "begins with a comment"),
    ("no prefix", {"src/base/a.h": HEADER + "int open_it(const char *path);\n"},
     "open_it() in a header lacks the prefix wl_"),
    ("no prefix, inline", {"src/base/a.h": HEADER + "static inline int\ntwice(int a)\n{\n return f(a);\n}\n"},
     "twice() in a header lacks the prefix wl_"),
    ("prefixed", {"src/base/a.h": HEADER + "/** Not f(x); */\nint wl_a(int (*get)(void))\n"
                  '    __attribute__((format(printf, 1, 2)));\nstruct wl_b {\n int (*run)(int);\n};\n'
                  "#define M(x) \\\n f(x);\n"}, None),
    ("word", {"src/base/a.c": "\n/* TO" "DO: more */\n"}, "src/base/a.c:2: says"),
]


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, LINT, folder], check=False, text=True,
                              stdout=subprocess.PIPE)


def main():
    failed = 0
    for title, files, expected in CASES:
        done = run(files)
        good = expected in done.stdout and done.returncode == 1 if expected else done.returncode == 0
        if not good:
            failed += 1
            print(f"{title}: expected {expected!r}, status {done.returncode}, said:\n{done.stdout}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
