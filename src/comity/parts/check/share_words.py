"""What share of votes a sentence says that two states cast alike, in which years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

from comity.parts.check.periods import SINCE, UNTIL, Days, Period
from comity.parts.check.quantities import small_number
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import stem
from comity.vocabulary.load import package_yaml

T = TypeVar("T")
FIRST, OPEN_END = date(1946, 1, 1), date(2100, 1, 1)


@cache
def share_data() -> dict[str, Any]:
    """What ``data/shares.yaml`` holds, as it stands."""
    data: dict[str, Any] = package_yaml("parts/check/data/shares.yaml")
    return data


@cache
def share_words(key: str) -> re.Pattern[str]:
    """One of the patterns of ``data/shares.yaml``."""
    value = share_data()[key]
    return re.compile(value if isinstance(value, str) else "|".join(value))


@cache
def words_beside() -> frozenset[str]:
    """The stems of words that say nothing of what was voted on."""
    return frozenset(stem(w) for w in share_data()["beside"].split())


@dataclass(frozen=True, slots=True)
class ClaimedShare:
    """The least and the most that a share may be, 0 to 1; ``text[start:end]`` says it."""

    least: float
    most: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClaimedTime:
    """A stretch of days; ``start`` is where the sentence names it."""

    span: Days
    start: int


_N = (
    r"(?:\d{1,3}(?:\.\d+)?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|a hundred|(?:one )?hundred)"
)
_UNIT = (
    r"(?: (?:[a-z]+ )?"
    r"(?:votes?|times?|cases?|roll[- ]calls?|resolutions?|texts?|occasions?|ballots?|questions?))?"
)
_RATIO = re.compile(
    rf"\b(?P<n>\d{{3}}|{_N}){_UNIT},? (?:in|out of|of|from) (?:every |the )?(?P<m>\d{{3,4}}|{_N})\b"
)
_PERCENT = re.compile(rf"(?<![\w.])(?P<n>{_N})(?: ?%| ?per ?cent\b)")
_PARTS = {"hal": 2, "thi": 3, "qua": 4, "fif": 5, "eig": 8, "ten": 10}
_FRACTION = re.compile(
    r"\b(?:(?P<n>a|one|two|three|four|five|seven|nine)[- ])?"
    r"(?P<part>half|halves|thirds?|quarters?|fifths?|eighths?|tenths?)\b"
    r"(?! (?:of the |a )?(?:year|decade|century))"
)


def claimed_shares(low: str) -> list[ClaimedShare]:
    """Every share that a sentence names, in order; one of words alone where it names no number.

    Parameters
    ----------
    low : the sentence in lower case, states masked, dates blanked
    """
    grain = share_data()["grain"]
    out = list[ClaimedShare]()
    for m in _RATIO.finditer(low):
        n, whole = small_number(m["n"]), small_number(m["m"])
        if whole >= 2 and n < whole:
            of_grain = grain["ten"] if whole == 10 else 0.5 / whole**2
            out.append(_bounded(low, m, n / whole, max(of_grain, grain["percent"])))
    for m in _PERCENT.finditer(low):
        out.append(_bounded(low, m, small_number(m["n"]) / 100, grain["percent"]))
    for m in _FRACTION.finditer(low):
        part = _PARTS[m["part"][:3]]
        if m["n"] or part == 2:
            n = 1.0 if m["n"] in (None, "a") else small_number(m["n"])
            if n < part:
                out.append(_bounded(low, m, n / part, grain["fraction"]))
    out = _elliptic(low, sorted(out, key=lambda s: s.start))
    return out or [
        ClaimedShare(least, most, m.start(), m.end())
        for words, (least, most) in share_data()["words"].items()
        for m in re.finditer(words, low)
    ]


def _bounded(low: str, m: re.Match[str], value: float, grain: float) -> ClaimedShare:
    """A share with what the words before it allow."""
    before = low[max(0, m.start() - 40) : m.start()]
    for bound in share_data()["bounds"]:
        if re.search(rf"\b(?:{bound['before']}) (?:in |on |a |the )?$", before):
            return ClaimedShare(value - bound["below"], value + bound["above"], m.start(), m.end())
    near = re.search(rf"\b(?:{share_data()['about']}) (?:in |on |a |the )?$", before) or low[
        m.end() :
    ].startswith(" or so")
    off = max(grain, share_data()["near"]) if near else grain
    return ClaimedShare(value - off, value + off, m.start(), m.end())


def _elliptic(low: str, shares: list[ClaimedShare]) -> list[ClaimedShare]:
    """With "85 cases of 100", also a bare "74" that is so many of as many."""
    whole = next((small_number(m["m"]) for m in _RATIO.finditer(low)), 0.0) or (
        100.0 if _PERCENT.search(low) else 0.0
    )
    if whole not in (10.0, 100.0):
        return shares
    taken = [(s.start, s.end) for s in shares]
    grain = share_data()["grain"]["ten" if whole == 10 else "hundred"]
    more = [
        _bounded(low, m, small_number(m[0]) / whole, grain)
        for m in re.finditer(rf"\b{_N}\b(?= (?:in|during|over|before|after|since|for)\b| *[,;.]|  )", low)
        if not any(a <= m.start() < b for a, b in taken) and m[0] != "one" and small_number(m[0]) < whole
    ]
    return sorted([*shares, *more], key=lambda s: s.start)


def claimed_times(reading: SentenceReading) -> list[ClaimedTime]:
    """Every time that a sentence names, in order, decades by other names among them."""
    low, data = reading.low, share_data()
    out = [ClaimedTime(_span(p, reading.text), p.start) for p in reading.periods]
    for words, year in data["decades_named"].items():
        out += [ClaimedTime(_decade(year), m.start()) for m in re.finditer(words, low)]
    out.sort(key=lambda t: t.start)
    for key, step in (("decade_after", 10), ("decade_before", -10)):
        for m in share_words(key).finditer(low):
            if any(m.start() <= t.start < m.end() for t in out):
                continue
            earlier = [t for t in out if t.start < m.start()]
            if earlier and (year := earlier[-1].span[0].year) % 10 == 0:
                out.append(ClaimedTime(_decade(year + step), m.start()))
    return sorted(out, key=lambda t: t.start)


def _decade(year: int) -> Days:
    return date(year, 1, 1), date(year + 9, 12, 31)


_SINCE_THE = re.compile(
    r"\b(?:since|after) (?:the )?(?:start of |beginning of |end of )?(?:the )?$", re.IGNORECASE
)


def _span(p: Period, text: str) -> Days:
    """The days of a time; "since the 1990s" has no end."""
    since = p.relation == SINCE or _SINCE_THE.search(text, 0, p.start)
    return FIRST if p.relation == UNTIL else p.first, OPEN_END if since else p.last


def paired(shares: Sequence[ClaimedShare], times: Sequence[T]) -> list[tuple[ClaimedShare, T]] | None:
    """Each share with its time: one for all, or one for each in order; ``None`` where that is not clear."""
    if len(shares) == 1:
        return [(shares[0], t) for t in times]
    if not shares:
        return []
    return list(zip(shares, times, strict=True)) if len(shares) == len(times) else None
