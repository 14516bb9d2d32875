"""Whether a record is of the time that a claim names."""

from __future__ import annotations

import re
from datetime import date

from comity.parts.check.candidates import CandidateRecord
from comity.parts.check.comparison.differences import DATE, Difference, day_in_words
from comity.parts.check.periods import AT, SINCE, Period
from comity.parts.check.reading import SentenceReading


def other_dates(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Which of the claim's dates the record does not have."""
    out, on_record = [], 0
    known = [p for p in claim.periods if p.relation == AT and _in(p, c.first, c.last)]
    for p in claim.periods:
        if known and _of_a_thing(p, claim, c):
            continue
        if _since_another(p, c):
            out.append(Difference(DATE, "the record counts from another date"))
        elif _in(p, c.first, c.last):
            on_record += 1
            if _vaguer(c, p) and not _spoken(p, c):
                out.append(Difference(DATE, f"the record says only {day_in_words(c)}"))
        elif not _spoken(p, c):
            out.append(Difference(DATE, f"the date was {day_in_words(c)}"))
    if claim.periods and not on_record and not out and c.kind == "event":
        out.append(Difference(DATE, f"the date was {day_in_words(c)}"))
    return out[:1]


def _since_another(p: Period, c: CandidateRecord) -> bool:
    """Whether the record counts from another date than the claim."""
    since = [q for q in c.reading.periods if q.relation == SINCE]
    return p.relation == SINCE and bool(since) and all(q.first != p.first for q in since)


def _in(p: Period, first: date, last: date) -> bool:
    if p.relation == SINCE:
        return last >= p.first
    if p.relation == AT:
        return first <= p.last and last >= p.first
    return first <= p.last and (p.last - last).days <= _BY_THEN


_BY_THEN = 750
"""How many days before a day something happened that was done "by" that day."""

_FINER = {"day": 0, "span": 1, "month": 2, "year": 3}


def _vaguer(c: CandidateRecord, p: Period) -> bool:
    """Whether the claim is dated more finely than the record."""
    if p.relation != AT or c.kind == "standing":
        return False
    return (c.last - c.first).days > (p.last - p.first).days and _FINER[c.precision] > _FINER[p.precision]


def _spoken(p: Period, c: CandidateRecord) -> bool:
    """Whether the record's own words name the same period, or one within it."""
    return any(p.first <= q.first and q.last <= p.last for q in c.reading.periods if q.relation == p.relation)


_OF = re.compile(r"(?<![Bb]ecause )(?<![Ii]n )\w+ of (?:the \w+ of )?$")


def _of_a_thing(p: Period, claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a date only says which thing is meant, made before: "the treaty of 2001".

    Not where a record names another such date.
    """
    named = _OF.search(claim.text, 0, p.start) is not None and p.relation == AT and p.last < c.first
    return named and not any(q.last < c.first for q in c.reading.periods)
