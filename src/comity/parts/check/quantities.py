"""Reading of the numbers in a sentence, in figures or in words."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from comity.parts.check.wording import find

_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENTHS = "twenty thirty forty fifty sixty seventy eighty ninety"
_RANKS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_TENS = {word: 10 * n for n, word in enumerate(_TENTHS.split(), 2)}
_ORDINALS = {word: n for n, word in enumerate(_RANKS.split(), 1)}
_WORDS = {w: n for n, w in enumerate(_CARDINALS.split())} | _TENS | _ORDINALS
_WORDS |= {"a": 1, "dozen": 12, "once": 1, "twice": 2, "thrice": 3, "half": 50}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12,
}  # fmt: skip
_WORD = "|".join(sorted(_WORDS.keys() - {"a", "half"}, key=len, reverse=True))
_BEFORE_SCALE = rf"a(?=[ ](?:{'|'.join(_SCALES)}|(?:third|quarter|fifth|tenth) of)\b)"
_HALF = r"(?<!first )(?<!second )(?<!other )half(?= (?:of|the)\b)"
_NUMBER = re.compile(
    r"(?:(?<![\w/.-])(?:us)?[$€£¥]?\s?"
    r"(?P<figure>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?(?![\w/]|-\d)"
    rf"|\b(?P<words>{_BEFORE_SCALE}|{_HALF}|(?:{'|'.join(_TENS)})[- ](?:{_WORD})|{_WORD})\b)"
    rf"(?P<scales>(?:[\s-]?(?:{'|'.join(_SCALES)})\b){{0,2}})",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|per ?cent)", re.IGNORECASE)
_PART = r"(?P<part>hal(?:f|ves)|thirds?|quarters?|fifths?|tenths?)\b"
_PARTS = {"hal": 2, "thi": 3, "qua": 4, "fif": 5, "ten": 10}
"""The first letters of a part of a whole, and how many make one."""
_FRACTION = re.compile(rf"[\s-]{_PART}", re.IGNORECASE)
_YEAR = re.compile(r"1[5-9]\d\d")
_NOTHING_AFTER = re.compile(r"\s\w+s?\s(?:before|after|later|earlier)\b|-(?:way|sided)\b", re.IGNORECASE)
"""After how far apart two acts are, and after those who take part: "three days later", "three-way"."""
_ALL_OF = re.compile(r"\b(?:the|these|those|their|its|our|all|other)\s$", re.IGNORECASE)
AT_LEAST, AT_MOST, ABOUT, EXACT = "at least", "at most", "about", "exact"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence and its position; ``share`` marks a percentage.

    ``bound`` is ``exact``, ``about``, ``at least`` or ``at most``; ``ordinal`` marks numbers like "third".
    """

    value: float
    bound: str = EXACT
    ordinal: bool = False
    share: bool = False
    start: int = -1
    end: int = -1


def read_quantities(text: str, outside: Collection[tuple[int, int]]) -> list[Quantity]:
    """Return every number in a sentence, except inside the spans ``outside`` (dates and names)."""
    out: list[Quantity] = []
    for m in _NUMBER.finditer(text):
        words = re.split("[- ]", (m["words"] or "").lower())
        start, end = m.start("figure") if m["figure"] else m.start(), m.end()
        if _counts_nothing(text, start, end, words) or any(a <= start < b for a, b in outside):
            continue
        value = float(re.sub("[, ]", "", m["figure"])) if m["figure"] else sum(_WORDS[w] for w in words)
        for scale in re.findall("[a-z]+", m["scales"].lower()):
            value *= _SCALES[scale]
        ordinal = bool(m["ordinal"]) or words[-1] in _ORDINALS
        share = words == ["half"] or bool(_PERCENT.match(text, end))
        if (of := _FRACTION.match(text, end)) and not ordinal:
            value, share, end = 100 * value / _PARTS[of["part"][:3].lower()], True, of.end()
        out.append(Quantity(value, _read_bound(text, m.start()), ordinal, share, start, end))
    return out


def _counts_nothing(text: str, start: int, end: int, words: list[str]) -> bool:
    """Return whether a number counts nothing: "the two sides", "for the first time", "in 1925"."""
    if _NOTHING_AFTER.match(text, end):
        return True
    before = text[max(0, start - 8) : start]
    alone = text[start:end].lower() in ("two", "three", "four") and text[end : end + 1] != "-"
    if alone and _ALL_OF.search(before):
        return True
    if _YEAR.fullmatch(text, start, end):
        return True
    return words[0] in ("zero", "one", "first", "once")


def _read_bound(text: str, at: int) -> str:
    before = text[max(0, at - 26) : at].lower()
    said = [
        (m.start(), bound)
        for bound, name in ((AT_LEAST, "at_least"), (AT_MOST, "at_most"), (ABOUT, "about"))
        if (m := find(name, before))
    ]
    return min(said)[1] if said else EXACT  # the longest: "no more than", not "more than"
