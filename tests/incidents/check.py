#!/usr/bin/env python3
"""Is the right diagnosis first?   check.py WSALOG [--seeds N] [--from N] [--set first|second|third] [--only P7] [-v]

Every incident is written to logs, scanned into a database of its own, and reported as JSON. Fails if, with
any seed, an incident is missed more than once in twelve, or a log of plain noise gets any diagnosis.
"""
import argparse
import importlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from kit import World  # noqa: E402


def diagnose(wsalog, make, seed, keep=None):
    world = World(seed)
    make(world)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(keep or name)
        (folder / 'logs').mkdir(parents=True, exist_ok=True)
        world.write(folder / 'logs')
        db = folder / 'x.db'
        env = {**os.environ, 'TZ': 'UTC', 'LC_ALL': 'C', 'XDG_CONFIG_HOME': '/nonexistent'}
        subprocess.run([wsalog, 'scan', '-q', '--db', db, folder / 'logs'], env=env, check=True,
                       stdout=subprocess.DEVNULL)
        report = subprocess.run([wsalog, 'report', '--db', db, '--format=json'], env=env, check=True,
                                stdout=subprocess.PIPE)
        return json.loads(report.stdout)


def told(report):
    return ' '.join(f'{d["id"]}:{d["confidence"]}' for d in report['diagnoses']) or '-'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('wsalog')
    parser.add_argument('--seeds', type=int, default=2)
    parser.add_argument('--from', dest='first', type=int, default=1)
    parser.add_argument('--set', default='first')
    parser.add_argument('--only')
    parser.add_argument('--keep', type=pathlib.Path)
    parser.add_argument('-v', action='store_true')
    args = parser.parse_args()
    module = importlib.import_module(args.set)
    missed = wrong = total = 0
    for seed in range(args.first, args.first + args.seeds):
        for name, make in {**module.INCIDENTS, **module.QUIET}.items():
            if args.only and name != args.only:
                continue
            report = diagnose(args.wsalog, make, f'{name} {seed}', args.keep)
            first = report['diagnoses'][0]['id'] if report['diagnoses'] else None
            want = name.split('_')[0] if name in module.INCIDENTS else None
            total += want is not None
            if first != want:
                missed += want is not None
                wrong += want is None
            if first != want or args.v:
                codes = ' '.join(f'{c["code"]}x{c["count"]}' for c in report['codes'])
                print(f'{"ok  " if first == want else "MISS"} {name} seed {seed}: {told(report)}   [{codes}]')
    print(f'{total - missed} of {total} incidents, {wrong} noise logs with a diagnosis')
    return 1 if wrong or missed * 12 > total else 0


if __name__ == '__main__':
    sys.exit(main())
