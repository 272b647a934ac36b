#!/usr/bin/env python3
"""Databases merged in any order, in any groups, as often as one likes, tell the same.

Takes WSALOG [--long] [unittest's options].
"""

import itertools
import os
import random

from store_kit import LONG, OCCURRENCES, SIGHTINGS, SOURCES, SUMMARY, TALLY, Case, main, small_log

GAPS = "SELECT 'gap', locator, host, case_name, verdict, reason FROM gap"
ROWS = (OCCURRENCES, SOURCES, SIGHTINGS, SUMMARY, TALLY, GAPS)


class Merges(Case):
    def logs(self, rng):
        """Logs that have to do with each other: grown, cut, with one beginning, the same under other names."""
        whole = [small_log(rng, 30, day) for day in (20, 21, 22)]
        banner = small_log(rng, 6, 19)
        pieces = {"whole%d.log" % i: text for i, text in enumerate(whole)}
        for i, text in enumerate(whole):
            lines = text.splitlines(True)
            pieces["grown%d.log" % i] = "".join(lines[:rng.randrange(1, len(lines))])
            pieces["half%d.log" % i] = text[:rng.randrange(1, len(text))]
            pieces["tail%d.log" % i] = "".join(lines[rng.randrange(len(lines)):])
            pieces["banner%d.log" % i] = banner + "".join(lines[:rng.randrange(len(lines))])
        pieces["empty.log"] = ""
        return pieces

    def database(self, rng, number, logs):
        """One that a colleague might have: some of the logs, some of them in an earlier state."""
        path = self.home.path("db%d.db" % number)
        for name in rng.sample(sorted(logs), rng.randrange(1, len(logs))):
            data = logs[name].encode()
            if rng.randrange(3) == 0:
                data = data[:rng.randrange(len(data) + 1)]
            self.home.write(name, data)
            os.utime(self.home.path(name), (1_700_000_000, 1_700_000_000))
            self.home.scan("-q", "--case", rng.choice(("one", "two")), *rng.choice(((), ("--host", "web1"))), name,
                           db=path)
        if rng.randrange(2):
            self.home.write("cut.gz", b"\x1f\x8b\x08\x00cut")
            self.home.run("scan", "-q", "cut.gz", db=path)
        return path

    def merged(self, name, *paths):
        out = self.home.path(name)
        self.home.ok("db", "merge", "-q", *paths, db=out)
        self.home.db = out
        self.assert_sound()
        return out

    def assert_alike(self, one, other):
        self.assertEqual(self.home.dump(*ROWS, db=one), self.home.dump(*ROWS, db=other))
        self.assertEqual(self.home.ok("db", "export", db=one), self.home.ok("db", "export", db=other))

    def check(self, seed):
        rng = random.Random(seed)
        logs = self.logs(rng)
        a, b, c = (self.database(rng, 10 * seed + number, logs) for number in range(3))
        name = ("%d-%d.db" % (seed, number) for number in itertools.count())
        all_three = self.merged(next(name), a, b, c)
        for order in ((c, b, a), (b, a, c)):
            self.assert_alike(all_three, self.merged(next(name), *order))
        self.assert_alike(all_three, self.merged(next(name), a, self.merged(next(name), b, c)))
        self.assert_alike(all_three, self.merged(next(name), all_three, b, a, a))
        self.every_code_once((a, b, c), all_three)

    def every_code_once(self, parts, whole):
        """Nothing is lost but last lines that another part has whole, and no line counts twice."""
        firm = "SELECT hex(id) FROM occurrence WHERE provisional = 0"
        have = set(self.home.query(firm, db=whole))
        for part in parts:
            self.assertLessEqual(set(self.home.query(firm, db=part)), have)
        self.assertEqual(self.home.query("SELECT line_key FROM occurrence WHERE folded = 0 AND provisional = 0 AND "
                                         "line_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1", db=whole), [])

    def test_order_and_groups_do_not_matter(self):
        for seed in range(40 if LONG else 4):
            with self.subTest(seed=seed):
                self.check(seed)

    def test_forgetting_a_case_leaves_the_other(self):
        """As if it had never been there, but for the name of who came first."""
        rng = random.Random(7)
        logs = self.logs(rng)
        for name, text in logs.items():
            self.home.write(name, text.encode())
        some, others = sorted(logs)[::2], sorted(logs)[1::2]
        self.home.scan("-q", "--case", "one", *some)
        self.home.scan("-q", "--case", "two", *others)
        self.home.ok("db", "forget", "-q", "--case", "one")
        self.assert_sound()
        alone = self.another_home()
        for name in others:
            alone.write(name, logs[name].encode())
        alone.scan("-q", "--case", "two", *others)
        one, two = (set(home.query("SELECT code, text FROM occurrences")) for home in (self.home, alone))
        # a beginning that two contents share was stored with the one that has gone
        shared = {line for name in some for line in logs[name].splitlines()}
        self.assertEqual({row for row in two - one if row[1] not in shared}, set())
        self.assertEqual(one - two, set())


if __name__ == "__main__":
    main()
