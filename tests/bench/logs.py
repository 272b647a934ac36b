#!/usr/bin/env python3
"""Makes log files for the benchmark: the same kind, rate, size and seed give the same bytes.

Usage: logs.py -o FILE [--kind KIND] [--rate RATE] [--size SIZE] [--seed N]

SIZE may end in K, M or G. RATE is the share of lines that report a Windows Sockets error. Kinds:
  mixed      many log families, about 128 bytes a line; 5.7 % of lines hold a number that looks like a code
  dense      the same with 29 % of such lines
  adversary  every line almost reports an error, none does
  longline   JSON lines of 1 MiB; RATE counts the records in them. longline16: of 16 MiB
  oneline    one line of SIZE, without an end of line
  utf16      mixed as UTF-16LE with BOM and CRLF
FILE.truth then says in JSON what is in FILE: bytes, lines, hits (lines or records that report a code) and
occurrences (distinct codes of each line, summed up), and the recipe it was made by.

Lines are put together from a pool of pieces, a time stamp that moves on, and a number that is drawn for each line;
1 GiB takes well under a minute.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import time

import families
import knowledge

EPOCH_S = 1793577600  # 2026-11-02T00:00:00Z, a Monday
BLOCK_LINES = 8192
LINES_A_SECOND = 32
POOL_SETS, HIT_SETS, NUMBERS = 30000, 6000, 1 << 16
LONG_LINE = {"longline": 1 << 20, "longline16": 16 << 20}
KINDS = ("mixed", "dense", "adversary", "longline", "longline16", "oneline", "utf16")

# Of lines, those whose free number looks like a code. The pool's fixed numbers look like one in a few lines more.
NEAR_SHARE = {"dense": 0.29, "adversary": 0.5}
NEAR_SHARE_MIXED = 0.057

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def stamps(second, milli):
    """The instant in every kind of time stamp."""
    at = time.gmtime(second)
    clock = f"{at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d}"
    date = f"{at.tm_year}-{at.tm_mon:02d}-{at.tm_mday:02d}"
    month = MONTHS[at.tm_mon - 1]
    return {
        "none": "",
        "iso": f"{date} {clock}",
        "iso_ms": f"{date} {clock},{milli:03d}",
        "iso_t": f"{date}T{clock}.{milli:03d}Z",
        "slash": f"{date.replace('-', '/')} {clock}",
        "zabbix": f"{date.replace('-', '')}:{clock.replace(':', '')}.{milli:03d}",
        "clf": f"{at.tm_mday:02d}/{month}/{at.tm_year}:{clock} +0000",
        "syslog": f"{month} {at.tm_mday:2d} {clock}",
        "apache": f"{DAYS[at.tm_wday]} {month} {at.tm_mday:02d} {clock}.{milli:03d}{milli:03d} {at.tm_year}",
        "cmtrace": f'time="{clock}.{milli:03d}+000" date="{at.tm_mon:02d}-{at.tm_mday:02d}-{at.tm_year}',
    }


def free_numbers(rng, near_share):
    """Numbers of every size, as text; near_share of them lie in a span of codes."""
    spans = knowledge.code_spans()
    out = []
    while len(out) < NUMBERS:
        if rng.random() < near_share:
            out.append(str(rng.randrange(*rng.choice(spans))))
            continue
        number = int(10 ** (rng.random() * 6))
        if not any(low <= number <= high for low, high in spans):
            out.append(str(number))
    return out


class Maker:
    """Blocks of lines of one kind, as text, and the count of what is in them."""

    def __init__(self, kind, rate, seed):
        self.rng = random.Random(f"{seed}/{kind}/{rate!r}")
        self.rate = 0.0 if kind == "adversary" else rate
        self.lines = self.hits = 0
        self.second = EPOCH_S
        if kind == "adversary":
            rows = families.NEAR_MISSES
        elif kind in LONG_LINE or kind == "oneline":
            rows = families.PROGRAMS  # access logs in the same line would speak against errors
        else:
            rows = families.MIXED
        self.pool = families.pool(self.rng, rows, POOL_SETS)
        self.lines_a_set = 1 + sum(after.count("\n") for _, _, _, after in self.pool) / len(self.pool)
        self.hit_pool = families.hit_pool(self.rng, HIT_SETS) if self.rate else []
        self.numbers = free_numbers(self.rng, NEAR_SHARE.get(kind, NEAR_SHARE_MIXED))

    def plant(self, picks):
        """Put as many hits among the picked pieces as the rate asks for by now. Their codes."""
        wanted = round((self.lines + len(picks) * self.lines_a_set) * self.rate) - self.hits
        codes = []
        for place in self.rng.sample(range(len(picks)), min(wanted, len(picks))):
            picks[place], code = self.rng.choice(self.hit_pool)
            codes.append(code)
        self.hits += len(codes)
        return codes

    def block(self, count=BLOCK_LINES):
        """Count records or a few lines more, each ending in a newline, and the codes they report."""
        picks = self.rng.choices(self.pool, k=count)
        codes = self.plant(picks)
        numbers = self.rng.choices(self.numbers, k=count)
        out = []
        for first in range(0, count, LINES_A_SECOND):
            at = stamps(self.second, self.rng.randrange(1000))
            self.second += 1
            out += [f"{before}{at[stamp]}{between}{number}{after}\n" for (stamp, before, between, after), number
                    in zip(picks[first:first + LINES_A_SECOND], numbers[first:first + LINES_A_SECOND])]
        text = "".join(out)
        self.lines += text.count("\n")
        return text, codes


def as_records(text):
    """Lines as strings of a JSON array, without its brackets."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return '"' + text[:-1].replace("\n", '","') + '"'


def plain_blocks(maker, encode):
    """Bytes, lines and occurrences of block after block."""
    while True:
        before = maker.lines
        text, codes = maker.block()
        yield encode(text), maker.lines - before, len(codes)


def json_lines(maker, line_bytes):
    """The same for JSON lines of about that length each, as whole lines."""
    while True:
        parts, codes, length = [], set(), 0
        while length < line_bytes:
            text, found = maker.block(1024)
            parts.append(as_records(text))
            codes.update(found)
            length += len(parts[-1])
        yield ('{"host":"srv-sql","records":[' + ",".join(parts) + "]}\n").encode(), 1, len(codes)


def one_line(maker):
    """The same for a line that does not end."""
    codes, opening = set(), '{"host":"srv-sql","records":['
    while True:
        text, found = maker.block()
        new = set(found) - codes
        codes |= new
        yield (opening + as_records(text)).encode(), 0, len(new)
        opening = ","


def pieces(maker, kind):
    if kind == "utf16":
        return plain_blocks(maker, lambda text: text.replace("\n", "\r\n").encode("utf-16-le"))
    if kind in LONG_LINE:
        return json_lines(maker, LONG_LINE[kind])
    return one_line(maker) if kind == "oneline" else plain_blocks(maker, str.encode)


def recipe(kind, rate, size, seed):
    """Tells whether a file made earlier is what write() would make now."""
    digest = hashlib.sha256(f"{kind} {rate!r} {size} {seed} {knowledge.digest()}".encode())
    for module in (__file__, families.__file__):
        digest.update(pathlib.Path(module).read_bytes())
    return digest.hexdigest()[:16]


def write(path, kind, rate, size, seed):
    """Write the file, and its truth beside it. The size is met from above, to the next block."""
    maker = Maker(kind, rate, seed)
    truth = {"recipe": recipe(kind, rate, size, seed), "bytes": 0, "lines": 1 if kind == "oneline" else 0,
             "hits": 0,
             "occurrences": 0}
    part = pathlib.Path(f"{path}.part")
    with open(part, "wb") as out:
        if kind == "utf16":
            truth["bytes"] = out.write(b"\xff\xfe")
        for data, lines, occurrences in pieces(maker, kind):
            truth["bytes"] += out.write(data)
            truth["lines"] += lines
            truth["occurrences"] += occurrences
            if truth["bytes"] >= size:
                break
    truth["hits"] = maker.hits
    pathlib.Path(f"{path}.truth").write_text(json.dumps(truth) + "\n", encoding="utf-8")
    os.replace(part, path)
    return truth


def bytes_of(text):
    unit = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(text[-1:].upper())
    return int(float(text[:-1]) * unit) if unit else int(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--kind", choices=KINDS, default="mixed")
    parser.add_argument("--rate", type=float, default=0.001)
    parser.add_argument("--size", type=bytes_of, default="64M")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(write(options.output, options.kind, options.rate, options.size, options.seed)))


if __name__ == "__main__":
    main()
