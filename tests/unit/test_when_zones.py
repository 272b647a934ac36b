#!/usr/bin/env python3
"""Check the time grammar in four zones against when.tsv, and when.tsv against Python's own calendar.

Usage: test_when_zones.py [--update] WHEN_PROBE WHEN.tsv

A row has an expression, what it means in words (a recipe), and the instant in each zone. The instants are
worked out here from the recipe with datetime and zoneinfo, and have to be those of the row and of the
program. --update writes them into the table. Recipes:

  now [SECONDS]                                   unix SECONDS            utc DATE [TIME]
  day N [TIME]        so many days from today     date DATE [TIME]        latest MM-DD [TIME]
  weekday NAME latest|before|after|this [TIME]    hour N, week N, month N, year N

TIME is 00:00 where it is missing; "in ZONE" at the end means the clocks there; "second" that of two
instants with the same local time the second is meant. `now UTC-TIME` in a line of its own sets the present.
"""

import datetime as dt
import os
import subprocess
import sys
import zoneinfo

ZONES = ["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MICROSECOND = dt.timedelta(microseconds=1)


def micros(moment):
    return (moment - EPOCH) // MICROSECOND


def instant_of(local, zone, second):
    """The instant of a naive local time; behind a gap the first one that there is."""
    tries = [local.replace(tzinfo=zone, fold=fold).astimezone(dt.timezone.utc) for fold in (0, 1)]
    good = [t for t in tries if t.astimezone(zone).replace(tzinfo=None) == local]
    if good:
        return (max if second else min)(good)
    at = min(tries).replace(second=0, microsecond=0)
    before = at.astimezone(zone).utcoffset()
    while at.astimezone(zone).utcoffset() == before:
        at += dt.timedelta(minutes=1)
    return at


def clock(text):
    """TIME as a duration from midnight."""
    if not text:
        return dt.timedelta(0)
    hour, minute, second = (text.split(":") + ["0", "0"])[:3]
    return dt.timedelta(hours=int(hour), minutes=int(minute), microseconds=round(float(second) * 1000000))


def month_step(day, step):
    count = day.year * 12 + day.month - 1 + step
    return dt.date(count // 12, count % 12 + 1, 1)


def weekday_day(today, name, which):
    back = (today.weekday() - WEEKDAYS.index(name)) % 7
    if which == "this":
        return today - dt.timedelta(days=today.weekday() - WEEKDAYS.index(name))
    if which == "after":
        return today + dt.timedelta(days=7 - back)
    return today - dt.timedelta(days=back or (7 if which == "before" else 0))


def latest_day(today, month, day):
    for year in range(today.year, today.year - 9, -1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError(f"no {month}-{day}")


def local_time(words, now):
    """A recipe that is a local date and time of day, as a naive datetime."""
    today, kind = now.date(), words[0]
    rest = words[2:]
    if kind == "hour":
        return now.replace(tzinfo=None, minute=0, second=0, microsecond=0) + dt.timedelta(hours=int(words[1]))
    if kind == "day":
        day = today + dt.timedelta(days=int(words[1]))
    elif kind == "date":
        day = dt.date.fromisoformat(words[1])
    elif kind == "latest":
        day = latest_day(today, *map(int, words[1].split("-")))
    elif kind == "weekday":
        day, rest = weekday_day(today, words[1], words[2]), words[3:]
    elif kind == "week":
        day = today + dt.timedelta(days=7 * int(words[1]) - today.weekday())
    elif kind == "month":
        day = month_step(today, int(words[1]))
    elif kind == "year":
        day = dt.date(today.year + int(words[1]), 1, 1)
    else:
        raise ValueError(f"unknown recipe {kind}")
    return dt.datetime.combine(day, dt.time()) + clock(rest[0] if rest else "")


def expected(recipe, zone_name, now):
    words = recipe.split()
    second = words[-1] == "second"
    words = words[:-1] if second else words
    if len(words) > 2 and words[-2] == "in":
        zone_name, words = words[-1], words[:-2]
    zone = zoneinfo.ZoneInfo(zone_name)
    if words[0] == "now":
        return micros(now) + (round(float(words[1]) * 1000000) if len(words) > 1 else 0)
    if words[0] == "unix":
        whole, _, part = words[1].partition(".")
        return int(whole) * 1000000 + int((part + "000000")[:6])
    if words[0] == "utc":
        return micros(instant_of(local_time(["date"] + words[1:], now), dt.timezone.utc, False))
    return micros(instant_of(local_time(words, now.astimezone(zone)), zone, second))


def show(value):
    moment = EPOCH + dt.timedelta(microseconds=value)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{moment.microsecond:06d}" if moment.microsecond else "") + "Z"


class Row:
    """A line of the table: the cells, and the present it is seen from."""

    def __init__(self, cells, now):
        self.edge, self.text, self.recipe, self.now = cells[0], cells[1], cells[2], now
        self.instants = cells[3:]


def read_table(path):
    lines, rows, now = [], [], None
    with open(path, encoding="utf-8") as table:
        for line in table:
            line = line.rstrip("\n")
            if line.startswith("now "):
                now = dt.datetime.fromisoformat(line[4:].replace("Z", "+00:00"))
            elif line and not line.startswith("#"):
                rows.append(Row(line.split("\t"), now))
                line = rows[-1]
            lines.append(line)
    return lines, rows


def run_probe(probe, zone, now, rows):
    text = "".join(f"{row.edge}\t{row.text}\n" for row in rows)
    done = subprocess.run([probe, str(micros(now))], input=text, capture_output=True, encoding="utf-8",
                          check=True, env={**os.environ, "TZ": zone})
    return done.stdout.splitlines()


def check_program(probe, rows, number, zone):
    failures = []
    for now in sorted({row.now for row in rows}):
        seen = [row for row in rows if row.now == now]
        for row, got in zip(seen, run_probe(probe, zone, now, seen)):
            words = got if got.startswith("!") else show(int(got))
            if words != row.instants[number]:
                failures.append(f"{zone}: {row.edge} '{row.text}' gave {words}, not {row.instants[number]}")
    return failures


def main():
    arguments = sys.argv[1:]
    update = arguments[:1] == ["--update"]
    probe, path = arguments[update:]
    lines, rows = read_table(path)
    failures = []
    for row in rows:
        told = [show(expected(row.recipe, zone, row.now)) for zone in ZONES]
        if update:
            row.instants = told
        elif told != row.instants:
            failures.append(f"table: '{row.text}' ({row.recipe}) is {told}, not {row.instants}")
    if update:
        with open(path, "w", encoding="utf-8") as table:
            for line in lines:
                cells = [line.edge, line.text, line.recipe, *line.instants] if isinstance(line, Row) else [line]
                table.write("\t".join(cells) + "\n")
    for number, zone in enumerate(ZONES):
        failures += check_program(probe, rows, number, zone)
    distinct = len({row.text for row in rows})
    print(*failures, f"{distinct} expressions, {len(rows)} rows, {len(ZONES)} zones", sep="\n")
    if failures or distinct < 80:
        sys.exit(1)


if __name__ == "__main__":
    main()
