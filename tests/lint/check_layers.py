#!/usr/bin/env python3
"""Rules about the tree that a compiler does not check.

Usage: check_layers.py TOP

Layers include downward only, a foreign library has one module that knows it, files stay short and
say what they are, names in headers have their prefix, and the project speaks of itself alone.
"""

import pathlib
import re
import sys

LINES_MAX = 500

# A layer may include from itself and from these.
LAYERS = {
    "base": set(),
    "gen": {"base", "scan"},
    "input": {"base"},
    "scan": {"base"},
    "store": {"base", "scan"},
    "sink": {"base", "scan", "store"},
    "report": {"base", "scan", "store"},
    "flow": {"base", "input", "scan", "store", "sink", "report"},
    "cli": {"base", "input", "scan", "store", "sink", "report", "flow"},
}

# Headers of libraries: how many modules may include them, and where they must live.
LIBRARIES = {
    "pcre2.h": (1, "scan"),
    "yaml.h": (1, "scan"),
    "archive.h": (1, "input"),
    "archive_entry.h": (1, "input"),
    "zlib.h": (1, "input"),
    "sqlite3.h": (None, "store"),
}

# What the project must not say. Spelt so that this file does not say it either.
WORDS = [
    r"\bF" r"IXME\b",
    r"\bX" r"XX\b",
    r"\bT" r"ODO\b",
    r"(?<![\w.-])/wo" r"rk/",
    r"(?<![\w.-])/tm" r"p/w/",
    r"\.\./sha" r"red\b",
    r"\bLL" r"M\b",
    r"\bChat" r"GPT\b",
    r"\bClau" r"de\b",
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
FUNCTION = re.compile(r"\b([A-Za-z_]\w*)\s*\([^;{}]*\)\s*(?:__attribute__\s*\(\(.*?\)\)\s*)?[;{]", re.S)
NOT_FUNCTIONS = {"if", "for", "while", "switch", "return", "sizeof", "assert", "_Static_assert"}


def layer_of(path, top):
    parts = path.relative_to(top).parts
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def check_includes(path, text, layer, modules):
    for kind, target in INCLUDE.findall(text):
        if kind == "<" or target in LIBRARIES:
            if target in LIBRARIES:
                modules.setdefault(target, set()).add(path)
                where = LIBRARIES[target][1]
                if layer != where:
                    yield f"includes <{target}>, which only {where}/ may"
            continue
        below = target.split("/")[0] if "/" in target else layer
        if below in LAYERS and below != layer and below not in LAYERS[layer]:
            yield f'includes "{target}": {layer}/ must not depend on {below}/'


def check_header(text, layer):
    if not text.lstrip().startswith("/*"):
        yield "a header begins with a comment that says what it is"
    if "#pragma once" not in text:
        yield "a header has #pragma once"
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", COMMENT.sub("", text), flags=re.M)
    depth_zero = strip_bodies(code)
    for name in FUNCTION.findall(depth_zero):
        # Generators are programs of their own.
        prefixes = ("wl_", "wsalog_", "__", "gen_") if layer == "gen" else ("wl_", "wsalog_", "__")
        if name in NOT_FUNCTIONS or name.startswith(prefixes):
            continue
        yield f"{name}() in a header lacks the prefix wl_"


def strip_bodies(code):
    """Drop what stands between braces: bodies of inline functions, fields of structs."""
    out, depth = [], 0
    for char in code:
        if char == "}":
            depth -= 1
        if depth == 0:
            out.append(char)
        if char == "{":
            depth += 1
    return "".join(out)


def check_file(path, top, modules):
    text = path.read_text(encoding="utf-8", errors="replace")
    layer = layer_of(path, top)
    lines = text.count("\n")
    if path.suffix in (".c", ".h", ".py") and lines > LINES_MAX:
        yield 1, f"{lines} lines; more than {LINES_MAX} hide a second module"
    for word in WORDS:
        for match in re.finditer(word, text):
            yield text.count("\n", 0, match.start()) + 1, f"says '{match.group()}'"
    if layer and path.suffix in (".c", ".h"):
        if layer not in LAYERS:
            yield 1, f"src/{layer}/ is no layer"
            return
        for message in check_includes(path, text, layer, modules):
            yield 1, message
        if path.suffix == ".h":
            for message in check_header(text, layer):
                yield 1, message


def tree(top):
    for folder in ("src", "patterns", "tests", "samples"):
        for path in sorted((top / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from (top / name for name in ("meson.build", "README.md") if (top / name).exists())


def main():
    top = pathlib.Path(sys.argv[1]).resolve()
    modules, failed = {}, 0
    for path in tree(top):
        for line, message in check_file(path, top, modules):
            print(f"{path.relative_to(top)}:{line}: {message}")
            failed += 1
    for library, paths in sorted(modules.items()):
        most = LIBRARIES[library][0]
        if most and len(paths) > most:
            names = ", ".join(sorted(str(path.relative_to(top)) for path in paths))
            print(f"{names}: more than one module includes <{library}>")
            failed += 1
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
