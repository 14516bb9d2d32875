"""A sentence that tells several votes alike: on one matter at several times, or on one matter each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from comity.language.mentions import mentions
from comity.parts.check.choices import vote_cues
from comity.parts.check.periods import AT, Period
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import stem

_SEVERAL = 2
_AND = re.compile(
    r"\s*(?:,|(?:, )?(?:and|as well as|as)(?: (?:again|then|also))?(?: in| on)?)\s*", re.IGNORECASE
)
_ON = re.compile(r"\b(?:on|over|about)\b")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")


def several_votes(reading: SentenceReading) -> list[SentenceReading]:
    """The readings of a sentence for each vote it tells; none where it tells one.

    "In 2018 and in 2019" is one matter at two times, "on Peru in May and on Chad in June" two matters.
    """
    if earlier := _and_earlier(reading):
        return earlier
    times = [q for p in reading.periods if p.relation == AT for q in _apart(p, reading)]
    if len(times) < _SEVERAL or any(p.relation != AT for p in reading.periods):
        return []
    if all(_AND.fullmatch(reading.text, p.end, q.start) for p, q in pairwise(times)):
        return [replace(reading, periods=(p,)) for p in times]
    inner = [p for p in times if not any(_within(q, p) for q in times)]
    return _on_each(reading, inner, times) if len(reading.ballots) == 1 else []


_EARLIER = re.compile(
    r", (?:which|who) had [^,@]*? (?P<n>a|one|two|three|four|five) years? (?:before|earlier),", re.IGNORECASE
)
_COUNTED = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def _and_earlier(reading: SentenceReading) -> list[SentenceReading]:
    """The vote of a sentence and one some years before: "Peru, which had abstained a year before, ..."."""
    m = _EARLIER.search(reading.low)
    cues = vote_cues(reading.low)
    if m is None or len(reading.periods) != 1 or len(cues) != len(reading.ballots):
        return []
    (time,) = reading.periods
    year = time.first.year - _COUNTED[m["n"].lower()]
    before = replace(time, first=date(year, 1, 1), last=date(year, 12, 31), precision="year")
    inside = [m.start() <= c.start < m.end() for c in cues]
    then = tuple(b for b, of_then in zip(reading.ballots, inside, strict=True) if of_then)
    now = tuple(b for b, of_then in zip(reading.ballots, inside, strict=True) if not of_then)
    if not then or not now or time.relation != AT:
        return []
    return [replace(reading, ballots=now), replace(reading, periods=(before,), ballots=then)]


_YEARS = re.compile(r"(\d{4}) and (\d{4})$")


def _apart(p: Period, reading: SentenceReading) -> list[Period]:
    """Two years as they are meant in a list, or where they do not follow one another: not all between."""
    m = _YEARS.search(reading.text, p.start, p.end)
    listed = any(q.end < p.start and _AND.fullmatch(reading.text, q.end, p.start) for q in reading.periods)
    if m is None or not (listed or int(m[2]) - int(m[1]) > 1):
        return [p]
    years = ((int(m[k]), m.start(k), m.end(k)) for k in (1, 2))
    return [Period(date(y, 1, 1), date(y, 12, 31), "year", AT, a, b) for y, a, b in years]


def _within(inner: Period, outer: Period) -> bool:
    return inner is not outer and outer.first <= inner.first and inner.last <= outer.last


def _on_each(
    reading: SentenceReading, inner: Sequence[Period], times: Sequence[Period]
) -> list[SentenceReading]:
    """A reading for each time before which a matter is named."""
    if len(inner) < _SEVERAL or any(p.first == q.first for p, q in pairwise(inner)):
        return []
    outer = [p.end for p in times if p not in inner and p.start < inner[0].start]
    starts = [max(outer, default=0), *(p.end for p in inner[:-1])]
    pieces = [reading.text[a : p.start] for a, p in zip(starts, inner, strict=True)]
    if not all(_ON.search(piece) for piece in pieces):
        return []
    return [_of_piece(reading, piece, p, len(inner)) for piece, p in zip(pieces, inner, strict=True)]


def _of_piece(reading: SentenceReading, piece: str, time: Period, pieces: int) -> SentenceReading:
    """A sentence as far as one of its pieces says what was voted on, and when."""
    stems = {stem(w) for w in _WORD.findall(piece)}
    voters = {a for b in reading.ballots for a in b.agents}
    named = {s for m in mentions(piece) for s in m.states}
    return replace(
        reading,
        periods=(time,),
        words=reading.words & stems,
        names=frozenset(n for n in reading.names if n in piece.lower()),
        named=reading.named & (named | voters),
        states=reading.states & (named | voters),
        numbers=tuple(q for q in reading.numbers if q.value != pieces),
    )
