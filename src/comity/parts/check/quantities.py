"""How many: every number in a sentence, in figures or words, with what it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.parts.check.wording import find

# fmt: off
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
    "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)
_TENS = (
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh",
    "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
    "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)
# fmt: on
_MULTIPLES = {"a": 1, "dozen": 12, "once": 1, "twice": 2, "thrice": 3}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12,
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\w/.-])(?P<money>(?:us)?[$€£¥]\s?)?"
    r"(?P<figure>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?"
    r"(?![\w/]|-\d)(?:[\s-]?(?:hundred|thousand|million|billion|trillion|bn|m)\b){0,2}"
    r"(?=(?:\s?(?P<unit>%|per ?cent|percent|\w+))?)",
    re.IGNORECASE,
)
_SCALE = r"(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion)\b)?"
_WORDED = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<one>{'|'.join(_UNITS[1:10])}|{'|'.join(_ORDINALS[:9])}))?"
    r"|(?P<word>a(?= (?:hundred|thousand|million|billion|trillion)\b)"
    rf"|{'|'.join(sorted([*_UNITS, *_ORDINALS, *list(_MULTIPLES)[1:]], key=len, reverse=True))}))\b"
    rf"{_SCALE}(?=(?:\s(?P<unit>\w+))?)",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"[\s-](?P<part>hal(?:f|ves)|thirds?|quarters?|fifths?|tenths?)\b", re.IGNORECASE)
_IN_SO_MANY = re.compile(
    r"\s(?:in|out of)\s(?:every\s)?(?P<whole>three|four|five|six|eight|ten)\b", re.IGNORECASE
)
"""After a number that is a share of a whole: "nine in ten"."""
_PART_OF = re.compile(
    r"(?<!first )(?<!second )(?<!last )(?<!other )\b(?:a |one )?(?P<part>half|third|quarter|fifth|tenth)"
    r"(?= (?:of|the)\b)(?! of an? (?:century|hour))",
    re.IGNORECASE,
)
"""A part of a whole without a number: "half of its arms", "a quarter of the trade"."""
_PARTS = {"hal": 2, "thi": 3, "qua": 4, "fif": 5, "ten": 10}
"""The first letters of a part of a whole, and how many make one."""
_NO_NUMBER = frozenset(
    {
        "sides",
        "countries",
        "states",
        "powers",
        "capitals",
        "governments",
        "presidents",
        "leaders",
        "ministers",
    }
    | {"neighbours", "neighbors", "nations", "parties", "of", "others", "men", "minds"}
)
"""What "two" or "one" stands before where nothing is counted: "the two sides", "a year"."""

AT_LEAST, AT_MOST, ABOUT, EXACT = "at least", "at most", "about", "exact"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a sentence and where it stands.

    ``bound`` is ``exact``, ``about``, ``at least`` or ``at most``; ``kind`` is ``count``, ``money`` or
    ``share``.
    """

    value: float
    bound: str
    ordinal: bool
    kind: str
    start: int
    end: int


def read_quantities(text: str, outside: list[tuple[int, int]]) -> list[Quantity]:
    """Every number of a sentence, those inside the spans ``outside`` (dates, names) left out."""
    out: list[Quantity] = []
    for m in _NUMBER.finditer(text):
        long_ago = _YEAR.fullmatch(m["figure"]) and _OF_YEAR.search(text, 0, m.start("figure"))
        if (
            not long_ago
            and not _inside(m.start("figure"), outside)
            and not _APART.match(text, m.end("figure"))
        ):
            out.append(_figure(text, m))
    for m in _WORDED.finditer(text):
        within = any(q.start <= m.start() < q.end for q in out)
        counts = not _counts_nothing(m) and not _APART.match(text, m.end("word"))
        if not within and not _inside(m.start(), outside) and counts:
            out.append(_read_words(text, m))
    for m in _PART_OF.finditer(text):
        alone = m["part"].lower() == "half" or m[0].lower() != m["part"].lower()
        if alone and not _inside(m.start(), outside) and not any(q.start <= m.start() < q.end for q in out):
            share = 100 / _PARTS[m["part"][:3].lower()]
            out.append(Quantity(share, _bound(text, m.start()), False, "share", m.start(), m.end()))
    return sorted(out, key=lambda q: q.start)


def small_number(words: str) -> float:
    """Read a number up to a hundred that stands alone: "85", "twenty-one", "a hundred"."""
    if words[0].isdigit():
        return float(words)
    tens, _, one = words.replace("-", " ").rpartition(" ")
    if one == "hundred":
        return 100.0
    value = 10.0 * (_TENS.index(one) + 2) if one in _TENS else float(_UNITS.index(one))
    return value + (10.0 * (_TENS.index(tens) + 2) if tens in _TENS else 0.0)


_APART = re.compile(r"\s(?:day|week|month|year)s?\s(?:before|after|later|earlier)\b", re.IGNORECASE)
"""How far apart two acts are is a date, not a number of things."""
_YEAR = re.compile(r"1[5-9]\d\d")
_OF_YEAR = re.compile(r"\b(?:of|in|since|from|until|before|after)\s$", re.IGNORECASE)
"""Before a year that is no number of things: "the Geneva Protocol of 1925"."""
_ANAPHOR = re.compile(r"\b(?:the|these|those|their|its|our|all)\s$", re.IGNORECASE)


_ONE_VOTE = re.compile(r" (?:vote|seat)\b", re.IGNORECASE)
_OF_SIDES = re.compile(r"-(?:way|sided)\b", re.IGNORECASE)
"""After a number of those who take part, which are named: "the three-way format"."""


def _counts_nothing(m: re.Match[str]) -> bool:
    """Whether a number word counts nothing: "the two sides", "one of them", "for the first time"."""
    word, unit = (m["word"] or "").lower(), (m["unit"] or "").lower()
    if m["scale"] or m["tens"]:
        return False
    if _OF_SIDES.match(m.string, m.end("word")):
        return True
    compound = m.string[m.end("word") :].startswith("-")
    anaphor = _ANAPHOR.search(m.string, max(0, m.start() - 8), m.start())
    if anaphor and not compound and word in ("two", "three", "four"):
        return True
    if word == "two" and m.string[max(0, m.start() - 6) : m.start()].lower() == "other ":
        return True
    if word == "one" and _ONE_VOTE.match(m.string, m.end("word")):
        return not m.string[: m.start()].lower().endswith(" by ")
    return word in ("zero", "one", "first", "once") or (word == "two" and unit in _NO_NUMBER)


def _read_words(text: str, m: re.Match[str]) -> Quantity:
    one, word = (m["one"] or "").lower(), (m["word"] or "").lower()
    ordinal = one in _ORDINALS or word in _ORDINALS
    value = 10.0 * (_TENS.index(m["tens"].lower()) + 2) if m["tens"] else 0.0
    for part in (one, word):
        if part:
            value += (
                _ORDINALS.index(part) + 1
                if part in _ORDINALS
                else _MULTIPLES[part]
                if part in _MULTIPLES
                else _UNITS.index(part)
            )
    if (of := _FRACTION.match(text, m.end("word"))) and not ordinal:
        share = 100 * value / _PARTS[of["part"][:3].lower()]
        return Quantity(share, _bound(text, m.start()), False, "share", m.start(), of.end())
    if (of := _IN_SO_MANY.match(text, m.end())) and not ordinal and 0 < value <= small_number(of["whole"]):
        share = 100 * value / small_number(of["whole"])
        return Quantity(share, _bound(text, m.start()), False, "share", m.start(), of.end())
    value *= _SCALES[m["scale"].lower()] if m["scale"] else 1
    end = (
        m.end("scale") if m["scale"] else m.end("one") if m["one"] else m.end("tens" if m["tens"] else "word")
    )
    kind = _kind("", (m["unit"] or "").lower(), text[end : end + 30])
    return Quantity(value, _bound(text, m.start()), ordinal, kind, m.start(), end)


def _figure(text: str, m: re.Match[str]) -> Quantity:
    value = float(re.sub(r"[, ]", "", m["figure"]))
    scales = re.findall(r"hundred|thousand|million|billion|trillion|bn|\bm\b", m[0].lower())
    for scale in scales:
        value *= _SCALES[scale]
    kind = _kind(m["money"] or "", (m["unit"] or "").lower(), text[m.end("figure") : m.end("figure") + 40])
    return Quantity(value, _bound(text, m.start()), bool(m["ordinal"]), kind, m.start(), m.end("figure"))


def _kind(money: str, unit: str, after: str) -> str:
    if money or re.match(r"[\s-]*(?:\w+\s)?(?:dollar|euro|yuan|rouble|ruble|pound)", after, re.IGNORECASE):
        return "money"
    return "share" if unit.startswith(("%", "per")) or re.match(r"\s?(?:%|per)", after) else "count"


def _bound(text: str, at: int) -> str:
    before = text[max(0, at - 26) : at].lower()
    said = [
        (m.start(), bound)
        for bound, name in ((AT_LEAST, "at_least"), (AT_MOST, "at_most"), (ABOUT, "about"))
        if (m := find(name, before))
    ]
    return min(said)[1] if said else EXACT  # the longest: "no more than", not "more than"


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(a <= at < b for a, b in spans)
