#!/usr/bin/env python3
"""The queries of the README run over the public views and give what they promise."""

import pathlib
import re

from store_kit import Case, main

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
LOG = b"""2026-11-22 08:00:00 connect to 192.0.2.7:443 failed: WSAECONNREFUSED
2026-11-22 08:10:00 connect to 192.0.2.7:443 failed: WSAECONNREFUSED
2026-11-22 09:00:00 connect to 192.0.2.8:80 failed: WSAECONNREFUSED
2026-11-22 09:00:01 getaddrinfo failed: WSAHOST_NOT_FOUND
"""
COLUMNS = ("id at_us time_us time_from time_assumed code form confidence pattern source line offset column length call "
           "peer_address peer_port process level host case_name text idle_us idle_from").split()


class Queries(Case):
    def setUp(self):
        super().setUp()
        self.home.write("a.log", LOG)
        self.home.scan("-q", "a.log")

    def test_queries(self):
        block = re.search(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), re.S)[1]
        queries = [part for part in block.split(";") if part.strip()]
        self.assertEqual(len(queries), 3)
        hours, peers, sources = (self.home.query(query) for query in queries)
        self.assertEqual(hours[0], (10061, "2026-11-22 08:00", 2))
        self.assertEqual(peers, [("192.0.2.7", 443, 2), ("192.0.2.8", 80, 1)])
        self.assertEqual(sources, [("a.log",)])

    def test_columns_are_those_that_are_documented(self):
        told = README.read_text(encoding="utf-8")
        have = [row[1] for row in self.home.query("PRAGMA table_info(occurrences)")]
        self.assertEqual(sorted(have), sorted(COLUMNS))
        for column in COLUMNS:
            self.assertIn("`%s`" % column, told)


if __name__ == "__main__":
    main()
