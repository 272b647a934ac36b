"""What the benchmark takes from the project's own knowledge: codes, names, message texts, and from these
the expressions that peers are given.

The files in patterns/ are read by their fixed form, a record a line or a key a line; the build reads
them with a real parser.
"""

import hashlib
import pathlib
import re

PATTERNS = pathlib.Path(__file__).resolve().parents[2] / "patterns"

# The codes that logs are full of; the generator reports these, and peers look for their texts.
COMMON = (10004, 10009, 10013, 10014, 10022, 10024, 10035, 10038, 10040, 10043, 10047, 10048, 10049,
          10050, 10051, 10052, 10053, 10054, 10055, 10056, 10060, 10061, 10065, 11001, 11004)

TEXT_ROW = re.compile(r"- \{code: (\d+), lang: ([\w-]+), text: '((?:[^']|'')*)'(?:, confidence: (\d+))?\}")


def names():
    """The usual name of each code."""
    text = (PATTERNS / "codes.yaml").read_text(encoding="utf-8")
    return {int(code): name for code, name in re.findall(r"^- code: (\d+)\n  names: \[(\w+)", text, re.M)}


def texts(language):
    """The surest message text of each code in a language, the first of several."""
    best = {}
    for code, lang, text, confidence in TEXT_ROW.findall(
            (PATTERNS / "texts.yaml").read_text(encoding="utf-8")):
        sure = int(confidence or 95)
        if lang == language and sure > best.get(int(code), (0,))[0]:
            best[int(code)] = (sure, text.replace("''", "'"))
    return {code: text for code, (_, text) in best.items()}


def number_expression(low, high):
    """An expression for the numbers low to high, which have the same count of digits."""
    if low == high:
        return str(low)
    left, right = str(low), str(high)
    same = 0
    while left[same] == right[same]:
        same += 1
    parts, rest = [], len(left) - same - 1
    if rest == 0:
        return f"{left[:same]}[{left[-1]}-{right[-1]}]"
    unit = 10 ** rest
    first, last = -(-low // unit), (high + 1) // unit
    if low < first * unit:
        parts.append(number_expression(low, first * unit - 1))
    if first < last:
        digits = str(first % 10) if last - first == 1 else f"[{first % 10}-{(last - 1) % 10}]"
        parts.append(left[:same] + digits + "[0-9]" * rest)
    if last * unit <= high:
        parts.append(number_expression(last * unit, high))
    return "|".join(parts)


def code_spans():
    """The spans that the five-digit codes cover, one for each thousand."""
    spans = {}
    for code in names():
        if code >= 10000:
            low, high = spans.get(code // 1000, (code, code))
            spans[code // 1000] = (min(low, code), max(high, code))
    return [spans[key] for key in sorted(spans)]


def bare_number():
    """What people grep for: any number of the code range."""
    return r"\b(" + "|".join(number_expression(*span) for span in code_spans()) + r")\b"


def escape(text):
    """For engines of every kind: only what all of them take for a sign of their own."""
    return re.sub(r"([\\.()\[\]{}*+?|^$])", r"\\\1", text)


def expressions():
    """All that a peer looks for: numbers, names, both hex forms and the texts of the common codes."""
    english = texts("en")
    return [bare_number(), r"\bWSA[A-Z_]{3,}", r"\b0x0*27[0-9A-Fa-f]{2}\b", r"\b0x80072[0-9A-Fa-f]{3}\b",
            *(escape(english[code]) for code in COMMON)]


def digest():
    """Changes when something changes that the lines are made of."""
    usual, english, german = names(), texts("en"), texts("de")
    known = [(code, usual[code], english[code], german.get(code)) for code in COMMON]
    return hashlib.sha256(repr((known, code_spans())).encode()).hexdigest()
