"""The rows of the benchmark, what they are worth, and the table they make, also inside README.md."""

import dataclasses
import statistics

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


@dataclasses.dataclass
class Row:
    """One figure beside what is asked of it."""

    goal: str                   # "G1"
    what: str
    figure: float = None        # None: not measured, and note says why
    floor: float = None         # less is a defect; None: there is none
    target: float = None        # the goal; not both are None where there is a figure
    at_least: bool = True       # more is better
    unit: str = "x"
    note: str = ""

    def meets(self, bound):
        return self.figure >= bound if self.at_least else self.figure <= bound

    def verdict(self):
        if self.figure is None:
            return "not measured"
        if self.meets(self.floor if self.target is None else self.target):
            return "met"
        if self.floor is not None and self.meets(self.floor):
            return "floor met"
        return "**missed**"


def number(value, unit):
    if unit == "yes":
        return "yes" if value else "no"
    if value == 0 or abs(value) >= 100:
        digits = f"{value:.0f}"
    else:
        digits = f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return digits + (unit if unit in ("x", "%") else f" {unit}")


def bound(row, value):
    if value is None:
        return ""
    if row.unit == "yes":
        return "yes"
    text = f"{value:g}" + (row.unit if row.unit in ("x", "%") else f" {row.unit}")
    return ("≥ " if row.at_least else "≤ ") + text


def markdown(rows, heading):
    """A Markdown table, with a paragraph above it that says where and when it was measured."""
    lines = [heading, "", "| # | what | measured | floor | goal | |", "|---|---|---|---|---|---|"]
    for row in rows:
        measured = "" if row.figure is None else f"**{number(row.figure, row.unit)}**"
        if row.note:
            measured += f" ({row.note})" if measured else row.note
        lines.append(f"| {row.goal} | {row.what} | {measured} | {bound(row, row.floor)} | "
                     f"{bound(row, row.target)} | "
                     f"{row.verdict()} |")
    return "\n".join(lines) + "\n"


def tally(rows):
    """One line: how many of each verdict."""
    verdicts = [row.verdict().strip("*") for row in rows]
    names = ("met", "floor met", "missed", "not measured")
    return ", ".join(f"{verdicts.count(name)} {name}" for name in names if name in verdicts)


def put_between_markers(text, table):
    """The text with what stands between the two marker comments replaced."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(f"it takes one {BEGIN} with one {END} behind it")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table}{END}{rest.split(END)[1]}"


def ratio(above, below):
    """Two series of the same interleaved rounds, divided round by round: noise that both share goes out."""
    if len(above) != len(below) or not above:
        raise ValueError("two series of the same rounds")
    return statistics.median(a / b for a, b in zip(above, below))


def percentile(values, share):
    """The value below which that share of them lies, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
