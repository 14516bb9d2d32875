"""What a sentence counts when it says how often states voted so: the number, the time, the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from comity.checking.periods import AT, SINCE, UNTIL, Period
from comity.checking.quantities import EXACT, Quantity
from comity.checking.reading import SentenceReading
from comity.checking.topic import Topic
from comity.vocabulary.load import package_yaml

Span = tuple[date, date]
FIRST, LAST = date(1945, 1, 1), date(2100, 1, 1)


@cache
def counting_words() -> dict[str, re.Pattern[str]]:
    """The patterns of ``data/counting.yaml``."""
    return {
        key: re.compile("|".join([value] if isinstance(value, str) else value))
        for key, value in package_yaml("checking/data/counting.yaml").items()
    }


@dataclass(frozen=True, slots=True)
class CountedClaim:
    """How often a sentence says that it was.

    ``number`` is how often, ``None`` where the sentence says no number; ``every``: each time; ``spans`` the
    stretches of time counted; ``named`` narrower ones that name single votes among those counted; ``part``
    how many of the counted are about the ``matter``, ``None`` where all are or no matter is named.
    """

    number: Quantity | None
    every: bool
    spans: tuple[Span, ...]
    named: tuple[Span, ...]
    matter: Topic
    part: Quantity | None


def counted_claim(reading: SentenceReading, voters: frozenset[str] = frozenset()) -> CountedClaim:
    """What a sentence counts, taken apart; ``voters`` are those whose votes it counts."""
    number = _number(reading)
    words = counting_words()
    every = number is None and words["every"].search(reading.low) is not None
    within = [
        p for p in reading.periods if any(_contains(q, p, reading) for q in reading.periods if q is not p)
    ]
    never = number is not None and number.value == 0
    spans = [_span(p, reading, never=never) for p in reading.periods if p not in within]
    part = None
    if number is not None and words["part_of"].search(reading.low, 0, number.start):
        part = next((q for q in reading.numbers if q.start > number.start and q.kind == "count"), None)
    about = Topic.of(reading)
    stems = frozenset(w for w in about.words if not words["of_counting"].fullmatch(w))
    return CountedClaim(
        number,
        every,
        tuple(spans) or ((FIRST, LAST),),
        tuple((p.first, p.last) for p in within),
        Topic(stems, about.names & stems, about.states - voters),
        part,
    )


def _number(reading: SentenceReading) -> Quantity | None:
    """How often a sentence says it was; "never" is none."""
    words = counting_words()
    for q in reading.numbers:
        bare = reading.periods and words["last_word"].match(reading.low, q.end)
        if q.kind == "count" and not q.ordinal and (bare or words["counted"].match(reading.low, q.end)):
            return q
    if m := words["once"].search(reading.low):
        value = 1.0 if m["one"] else 2.0 if m["two"] else 3.0 if m["three"] else 0.0
        return Quantity(value, EXACT, False, "count", *m.span())
    return None


def _relation(p: Period, reading: SentenceReading) -> str:
    """Whether a time is one of, or the beginning: "since it came back to the Council in January"."""
    return SINCE if counting_words()["since"].search(reading.low, 0, p.start) else p.relation


def _contains(outer: Period, inner: Period, reading: SentenceReading) -> bool:
    """Whether one time is a narrower one within another."""
    if _relation(inner, reading) != AT or _relation(outer, reading) == UNTIL:
        return False
    last = LAST if _relation(outer, reading) == SINCE else outer.last
    return outer.first <= inner.first and inner.last <= last and inner.last - inner.first < last - outer.first


def _span(p: Period, reading: SentenceReading, *, never: bool) -> Span:
    """The days of a time; what was never done "since" a time was not done after it."""
    relation = _relation(p, reading)
    since = p.last + timedelta(1) if never and relation == SINCE else p.first
    return FIRST if relation == UNTIL else since, LAST if relation == SINCE else p.last


def inside(day: date, spans: Sequence[Span]) -> bool:
    """Whether a day lies in any of some spans."""
    return any(a <= day <= b for a, b in spans)
