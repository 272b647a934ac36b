#!/usr/bin/env python3
"""The benchmark's own parts: data, arithmetic, table, README. Nothing here depends on how fast anything is.

Usage: test_bench.py WSALOG STOPWATCH FOLLOW
"""

import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import families
import goals
import goals_filter
import knowledge
import logs
import measure
import table

WSALOG, STOPWATCH, FOLLOW = sys.argv[1:4] if len(sys.argv) > 3 else (None, None, None)

# A small pool makes the same lines, only fewer different ones.
logs.POOL_SETS, logs.HIT_SETS, logs.NUMBERS = 2000, 400, 8192
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent",
               "XDG_CONFIG_HOME": "/nonexistent"}


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def make(self, kind, rate=0.01, size=1 << 20, seed=1):
        path = self.folder / f"{kind}-{rate}-{seed}"
        return logs.write(path, kind, rate, size, seed), path.read_bytes()


class Logs(Folder):
    def test_the_same_seed_gives_the_same_bytes(self):
        for kind in ("mixed", "adversary", "longline", "oneline", "utf16"):
            with self.subTest(kind):
                first = self.make(kind)
                self.assertEqual(first, self.make(kind))
                self.assertNotEqual(first[1], self.make(kind, seed=2)[1])

    def test_truth_counts_bytes_and_lines(self):
        for kind in ("mixed", "dense", "adversary", "longline"):
            with self.subTest(kind):
                truth, data = self.make(kind)
                self.assertEqual((truth["bytes"], truth["lines"]), (len(data), data.count(b"\n")))
                self.assertGreaterEqual(len(data), 1 << 20)

    def test_truth_is_kept_beside_the_file(self):
        truth, _ = self.make("mixed")
        self.assertEqual(json.loads((self.folder / "mixed-0.01-1.truth").read_text(encoding="utf-8")), truth)

    def test_the_rate_is_met(self):
        for rate in (0.0, 0.001, 0.01, 0.2):
            truth, _ = self.make("mixed", rate)
            self.assertAlmostEqual(truth["hits"] / truth["lines"], rate, delta=0.003 if rate > 0.1 else 0.0003)
        self.assertEqual(self.make("adversary", 0.2)[0]["hits"], 0)

    def test_lines_look_alike_as_often_as_they_should(self):
        number = re.compile(knowledge.bare_number().encode())
        for kind, low, high in (("mixed", 0.05, 0.065), ("dense", 0.26, 0.31)):
            truth, data = self.make(kind, 0.0, 4 << 20)
            share = sum(1 for line in data.splitlines() if number.search(line)) / truth["lines"]
            self.assertTrue(low < share < high, f"{kind}: {share}")
            self.assertTrue(110 < len(data) / truth["lines"] < 150)

    def test_every_adversary_line_has_a_near_miss(self):
        near = re.compile(rb"WSA|1[01]\d\d\d")
        self.assertTrue(all(near.search(line) for line in self.make("adversary")[1].splitlines()))

    def test_long_lines_are_json_of_a_mebibyte(self):
        truth, data = self.make("longline", size=3 << 20)
        for line in data.splitlines():
            self.assertTrue(1 << 20 <= len(line) < 1.3 * (1 << 20))
            self.assertTrue(json.loads(line)["records"])
        self.assertLess(truth["occurrences"], truth["hits"])

    def test_one_line_does_not_end(self):
        truth, data = self.make("oneline")
        self.assertEqual((truth["lines"], data.count(b"\n")), (1, 0))

    def test_utf16_has_a_mark_and_crlf(self):
        _, data = self.make("utf16")
        self.assertTrue(data.startswith(b"\xff\xfe"))
        text = data.decode("utf-16")
        self.assertEqual(text.count("\n"), text.count("\r\n"))

    def test_time_moves_on(self):
        clocks = re.findall(rb"^2026-11-\d\d \d\d:\d\d:\d\d,", self.make("mixed")[1], re.M)
        self.assertEqual(clocks, sorted(clocks))
        self.assertGreater(len(set(clocks)), 100)

    def test_a_recipe_names_what_the_bytes_depend_on(self):
        recipes = {logs.recipe(kind, rate, 1, seed) for kind in ("mixed", "dense") for rate in (0.1, 0.2)
                   for seed in (1, 2)}
        self.assertEqual(len(recipes), 8)

    @unittest.skipUnless(WSALOG, "no wsalog given")
    def test_wsalog_finds_what_was_put_in_and_no_more(self):
        for kind, rate in (("mixed", 0.2), ("dense", 0.01), ("adversary", 0.0), ("utf16", 0.01),
                           ("longline", 0.001)):
            with self.subTest(kind):
                truth, _ = self.make(kind, rate)
                done = subprocess.run([WSALOG, "scan", "--no-store", "--format=jsonl",
                                       str(self.folder / f"{kind}-{rate}-1")],
                                      env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
                self.assertEqual(len(done.stdout.splitlines()), truth["occurrences"])


class Knowledge(unittest.TestCase):
    def test_number_expressions_match_their_span_alone(self):
        for low, high in ((10004, 10112), (11001, 11033), (10000, 10999), (10099, 10101), (10010, 10010),
                          (10008, 10230)):
            expression = re.compile(f"(?:{knowledge.number_expression(low, high)})")
            matched = [number for number in range(9990, 12000) if expression.fullmatch(str(number))]
            self.assertEqual(matched, list(range(low, high + 1)))

    def test_spans_hold_all_codes_of_five_digits(self):
        codes = [code for code in knowledge.names() if code >= 10000]
        self.assertGreater(len(codes), 80)
        self.assertTrue(all(any(low <= code <= high for low, high in knowledge.code_spans()) for code in codes))

    def test_peers_look_for_numbers_names_hex_and_texts(self):
        expressions = knowledge.expressions()
        self.assertEqual(len(expressions), 4 + 25)
        one = re.compile("|".join(expressions))
        for line in ("code=10054.", "WSAECONNRESET", "0x00002746", "hr 0x80072746", "it was forcibly closed by "
                     "the remote host"):
            self.assertTrue(one.search(line), line)
        for line in ("code=100541", "0x27461", "GET /index.html 404"):
            self.assertFalse(one.search(line), line)

    def test_every_common_code_has_name_and_text(self):
        names, texts = knowledge.names(), knowledge.texts("en")
        self.assertTrue(all(code in names and code in texts for code in knowledge.COMMON))

    def test_only_hits_hold_a_code_outside_the_free_number(self):
        rng = logs.random.Random(1)
        number = re.compile(knowledge.bare_number())
        for pieces in families.pool(rng, families.MIXED, 3000):
            self.assertFalse(number.search("x".join(pieces[1:])), pieces)


class Arithmetic(unittest.TestCase):
    def test_ratio_is_taken_round_by_round(self):
        self.assertEqual(table.ratio([2.0, 30.0, 8.0], [1.0, 10.0, 2.0]), 3.0)
        self.assertEqual(table.ratio([2.0, 4.0], [1.0, 1.0]), 3.0)
        with self.assertRaises(ValueError):
            table.ratio([1.0], [1.0, 2.0])

    def test_percentile_is_a_value_that_was_measured(self):
        self.assertEqual(table.percentile([5, 1, 4, 2, 3], 0.5), 3)
        self.assertEqual(table.percentile(range(100), 0.95), 95)
        self.assertEqual(table.percentile([7], 0.95), 7)

    def test_a_line_of_the_stopwatch_is_read(self):
        self.assertEqual(measure.parse("1 2500000000 1500000 2048 0 500000 1024 141"),
                         (1, 2.5, [(1.5, 2.0, 0), (0.5, 1.0, 141)]))

    def test_seconds_are_those_with_a_unit(self):
        self.assertEqual(measure.seconds_in("fill2: 10 rows, 1.5 s, 7 rows/s, CPU 2.000 s"), 1.5)
        with self.assertRaises(measure.Failed):
            measure.seconds_in("10 rows")

    def test_stages_are_joined_by_bars(self):
        self.assertEqual(measure.words_of([["cat", "a"], ["wc"]]), ["cat", "a", "|", "wc"])


class Stopwatch(Folder):
    @unittest.skipUnless(STOPWATCH, "no stopwatch given")
    def test_commands_take_turns_and_report_each_stage(self):
        watch = measure.Stopwatch(STOPWATCH, ENVIRONMENT)
        runs = watch.call(["-n", "2", "-d", "sh", "-c", "exit 3", "|", "cat", "||", "true"])
        self.assertEqual([(number, [status for _, _, status in stages]) for number, _, stages in runs],
                         [(0, [3, 0]), (1, [0]), (0, [3, 0]), (1, [0])])

    @unittest.skipUnless(STOPWATCH, "no stopwatch given")
    def test_a_command_that_fails_has_no_figures(self):
        watch = measure.Stopwatch(STOPWATCH, ENVIRONMENT)
        with self.assertRaises(measure.Failed):
            watch.series({"bad": measure.Command([["false"]])}, 1)
        with self.assertRaises(measure.Failed):
            watch.call(["/nonexistent"])

    @unittest.skipUnless(STOPWATCH, "no stopwatch given")
    def test_what_is_printed_is_read_and_files_are_fresh(self):
        watch, out, fresh = measure.Stopwatch(STOPWATCH, ENVIRONMENT), self.folder / "out", self.folder / "fresh"
        script = f"test ! -e {fresh} && echo > {fresh} && echo done: 7 rows, 0.25 s, 28 rows/s"
        command = measure.Command([["sh", "-c", script]], out=out, fresh=(fresh,), prints=True)
        samples = watch.series({"one": command}, 2)["one"]
        self.assertEqual([sample.printed for sample in samples], [0.25, 0.25])

    @unittest.skipUnless(FOLLOW, "no follow given")
    def test_following_gives_a_time_for_each_line(self):
        log = str(self.folder / "log")
        done = subprocess.run([FOLLOW, log, "3", "1", "tail", "-n0", "-F", log, "|", "cat"],
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env=ENVIRONMENT, text=True, check=True)
        self.assertRegex(done.stdout, r"^(\d+\n){3}idle \d+\n$")


class Table(unittest.TestCase):
    ROWS = [table.Row("G1", "fast", 4.25, 2.5, 4.0, note="1 s, rg 4 s"), table.Row("G2", "less", 1.2, 1.3, 1.1,
                                                                                   False),
            table.Row("G3", "small", 70.123, 64, 32, False, "MiB"), table.Row("G4", "later", note="not read yet"),
            table.Row("G20", "same", 1.0, 1, 1, unit="yes")]

    def test_rows_read_as_sentences_of_a_table(self):
        self.assertEqual(table.markdown(self.ROWS, "Here, today."), (
            "Here, today.\n\n"
            "| # | what | measured | floor | goal | |\n"
            "|---|---|---|---|---|---|\n"
            "| G1 | fast | **4.25x** (1 s, rg 4 s) | ≥ 2.5x | ≥ 4x | met |\n"
            "| G2 | less | **1.20x** | ≤ 1.3x | ≤ 1.1x | floor met |\n"
            "| G3 | small | **70.1 MiB** | ≤ 64 MiB | ≤ 32 MiB | **missed** |\n"
            "| G4 | later | not read yet |  |  | not measured |\n"
            "| G20 | same | **yes** | yes | yes | met |\n"))
        self.assertEqual(table.tally(self.ROWS), "2 met, 1 floor met, 1 missed, 1 not measured")

    def test_a_lone_floor_or_goal_decides(self):
        self.assertEqual(table.Row("G17", "", 0.5, 1.0, None, False).verdict(), "met")
        self.assertEqual(table.Row("G17", "", 1.5, 1.0, None, False).verdict(), "**missed**")
        self.assertEqual(table.Row("G11", "", 3.9, None, 4.0).verdict(), "**missed**")

    def test_markers_keep_what_stands_around_them(self):
        text = f"a\n{table.BEGIN}\nold\n{table.END}\nb\n"
        self.assertEqual(table.put_between_markers(text, "new\n"), f"a\n{table.BEGIN}\nnew\n{table.END}\nb\n")
        for bad in ("a", f"{table.END} {table.BEGIN}", text + text):
            with self.assertRaises(ValueError):
                table.put_between_markers(bad, "new\n")

    def test_readme_has_the_markers(self):
        readme = (knowledge.PATTERNS.parent / "README.md").read_text(encoding="utf-8")
        self.assertIn("new\n", table.put_between_markers(readme, "new\n"))

    def test_every_goal_has_its_measurement(self):
        self.assertEqual(list(goals.GOALS), [f"G{n}" for n in range(1, 24)])


class Notes(Folder):
    def test_notes_are_taken_out_and_nothing_else(self):
        text = "a «b» c\r\nd\nlast".encode()
        noted = "a «b» c  «WSAEINTR: x»  «WSAEBADF 10009: y»\r\nd\nlast  «WSAEINVAL: z»".encode()
        path = self.folder / "log"
        path.write_bytes(text)
        self.assertTrue(goals_filter.same_bytes(goals_filter.without_notes(io.BytesIO(noted)), path))
        for other in (noted + b"x", noted[1:], b""):
            self.assertFalse(goals_filter.same_bytes(goals_filter.without_notes(io.BytesIO(other)), path))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
