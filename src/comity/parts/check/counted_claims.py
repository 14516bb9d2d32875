"""What a sentence counts when it says how often states voted so: the number, the time, the matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from comity.language.mentions import mentions
from comity.parts.check.periods import AT, SINCE, UNTIL, Days, Period
from comity.parts.check.quantities import ABOUT, EXACT, Quantity
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import stem
from comity.parts.check.topic import Topic
from comity.vocabulary.load import package_yaml

FIRST, LAST = date(1945, 1, 1), date(2100, 1, 1)


@cache
def counting_words() -> dict[str, re.Pattern[str]]:
    """The patterns of ``data/counting.yaml``."""
    return {
        key: re.compile("|".join([value] if isinstance(value, str) else value))
        for key, value in package_yaml("parts/check/data/counting.yaml").items()
    }


@dataclass(frozen=True, slots=True)
class CountedClaim:
    """How often a sentence says that it was.

    ``number`` is how often, ``None`` where the sentence says no number, ``total`` of how many; ``numbers``
    are all that say how often, in order; ``every``: each time; ``spans`` the stretches of time counted;
    ``named`` narrower ones that name single votes among those counted; ``part`` how many of the counted are
    about the ``matter``, ``None`` where all are or no matter is named.
    """

    number: Quantity | None
    every: bool
    spans: tuple[Days, ...]
    named: tuple[Days, ...]
    matter: Topic
    part: Quantity | None
    total: Quantity | None
    numbers: tuple[Quantity, ...]


def counted_claim(reading: SentenceReading, voters: frozenset[str] = frozenset()) -> CountedClaim:
    """What a sentence counts, taken apart; ``voters`` are those whose votes it counts."""
    number, total, part = _numbers_of(reading)
    words = counting_words()
    every = number is None and words["every"].search(reading.low) is not None
    within = [
        p
        for p in reading.periods
        if words["that_of"].search(reading.text, 0, p.start)
        or any(_contains(q, p, reading) for q in reading.periods if q is not p)
    ]
    never = number is not None and number.value == 0
    spans = [_span(p, reading, never=never) for p in reading.periods if p not in within]
    return CountedClaim(
        number,
        every,
        tuple(spans) or ((FIRST, LAST),),
        tuple((p.first, p.last) for p in within),
        _matter(reading, voters),
        part,
        total,
        times_said(reading),
    )


def _matter(reading: SentenceReading, voters: frozenset[str]) -> Topic:
    """What the votes counted are about, without what only tells of the time: "when it struck down ...".

    The words by which one counts say nothing of it.
    """
    about, words = Topic.of(reading), counting_words()
    blanked = _without_times(reading.low)
    stems = frozenset(w for w in about.words if not words["of_counting"].fullmatch(w))
    codes = about.states - voters
    if blanked != reading.low:
        stems &= {stem(w) for w in re.findall(r"[a-zà-ÿ]+", blanked)}
        codes &= {s for m in mentions(_unmasked(blanked, reading.text)) for s in m.states}
    return Topic(stems, about.names & stems, codes)


def _without_times(low: str) -> str:
    """A sentence without what only says which time is meant, or who sat there then."""
    return counting_words()["of_time"].sub(lambda m: " " * len(m[0]), low)


def _unmasked(blanked: str, text: str) -> str:
    """The text where a reading of it is not blanked."""
    return "".join(c if t != " " else " " for c, t in zip(text, blanked, strict=True))


def times_said(reading: SentenceReading) -> tuple[Quantity, ...]:
    """Every number that says how often, in order: "once in the first term and seven times in the second"."""
    words = counting_words()
    out = [q for q in _counts(reading) if _counts_votes(q, reading)]
    taken = [(q.start, q.end) for q in out]
    for m in words["once"].finditer(_without_times(reading.low)):
        if not any(a < m.end() and m.start() < b for a, b in taken):
            value = 1.0 if m["one"] else 2.0 if m["two"] else 3.0 if m["three"] else 0.0
            out.append(Quantity(value, EXACT, False, "count", *m.span()))
    return tuple(sorted(out, key=lambda q: q.start))


def _counts(reading: SentenceReading) -> list[Quantity]:
    return [rounded(q, reading) for q in reading.numbers if q.kind == "count" and not q.ordinal]


def rounded(q: Quantity, reading: SentenceReading) -> Quantity:
    """A number as it is meant: "eighty or so" is about eighty."""
    return replace(q, bound=ABOUT) if counting_words()["or_so"].match(reading.low, q.end) else q


def _counts_votes(q: Quantity, reading: SentenceReading) -> bool:
    """Whether a number counts times, texts or votes."""
    words, low = counting_words(), reading.low
    bare = reading.periods and words["last_word"].match(low, q.end)
    on_so_many = words["before_so_many"].search(low, 0, q.start) and words["they"].match(low, q.end)
    return bool(
        bare or on_so_many or words["counted"].match(low, q.end) or words["of_them"].match(low, q.end)
    )


def _numbers_of(reading: SentenceReading) -> tuple[Quantity | None, Quantity | None, Quantity | None]:
    """How often a sentence says it was, of how many, and how many of these are about a matter.

    "On two of the fifty", "of the fifty, on two" and "of the two on which they parted, one was about it".
    """
    low, words = reading.low, counting_words()
    for q, of in pairwise(_counts(reading)):
        if words["of_total"].fullmatch(low, q.end, of.start) and _counts_votes(of, reading):
            return q, of, None
    if any(words["of_them_done"].match(low, q.end) for q in _counts(reading)):
        return None, None, None  # of what anybody did so many times, how often one did: two counts
    counts = [q for q in _counts(reading) if _counts_votes(q, reading)]
    if not counts:
        return next(iter(times_said(reading)), None), None, None
    first, second = counts[0], counts[1] if len(counts) > 1 else None
    if second and words["of_them"].match(low, second.end):
        return first, None, second
    if words["of_all"].search(low, 0, first.start):
        return _of_all(reading, first, second)
    return first, None, None


def _of_all(
    reading: SentenceReading, first: Quantity, second: Quantity | None
) -> tuple[Quantity | None, Quantity | None, Quantity | None]:
    """What follows "of the fifty": how many of them, or how many of those counted were about a matter."""
    low = reading.low
    later = second or next((q for q in _counts(reading) if q.start > first.start), None)
    if later is not None:
        own = re.split(r",|\band\b", low[first.end : later.start])[0]
        of_some = counting_words()["chosen"].search(own)
        return (first, None, later) if of_some else (later, first, None)
    others = [q for q in times_said(reading) if q != first]
    return others[-1] if others else None, first, None


def _relation(p: Period, reading: SentenceReading) -> str:
    """Whether a time is one of, or the beginning: "since it came back to the Council in January"."""
    return SINCE if counting_words()["since"].search(reading.low, 0, p.start) else p.relation


def _contains(outer: Period, inner: Period, reading: SentenceReading) -> bool:
    """Whether one time is a narrower one within another."""
    if _relation(inner, reading) != AT or _relation(outer, reading) == UNTIL:
        return False
    last = LAST if _relation(outer, reading) == SINCE else outer.last
    return outer.first <= inner.first and inner.last <= last and inner.last - inner.first < last - outer.first


def _span(p: Period, reading: SentenceReading, *, never: bool) -> Days:
    """The days of a time; what was never done "since" a time was not done after it."""
    relation = _relation(p, reading)
    since = p.last + timedelta(1) if never and relation == SINCE else p.first
    return FIRST if relation == UNTIL else since, LAST if relation == SINCE else p.last


def inside(day: date, spans: Sequence[Days]) -> bool:
    """Whether a day lies in any of some spans."""
    return any(a <= day <= b for a, b in spans)
