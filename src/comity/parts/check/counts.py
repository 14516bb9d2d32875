"""How often: a number of times is counted again on the record, and "every" is tried on each case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from comity.parts.check.candidates import CandidateRecord, Candidates
from comity.parts.check.claims import TextClaim
from comity.parts.check.comparison.differences import in_words
from comity.parts.check.comparison.names import led
from comity.parts.check.periods import AT, SINCE
from comity.parts.check.quantities import ABOUT, AT_LEAST, Quantity
from comity.parts.check.reading import SentenceReading

COUNTED = {
    "veto": "joint-veto",
    "abstain": "joint-abstention",
    "meet": "summit",
    "drill": "joint-exercise",
    "patrol": "joint-patrol",
}
"""Kinds of act whose number can be counted, and the form that each has where all act."""
_TIMES = re.compile(
    r"\s*(?:times\b|(?:joint |double |such |more |[\w-]+ )?"
    r"(?:vetoes|drafts|texts|meetings|summits|patrols|drills|exercises|abstentions)\b)"
)
_ACTS = r"(?:time|occasion|veto|draft|text|resolution|meeting|summit|patrol|drill|exercise|abstention|vote)"
_EVERY = re.compile(rf"\b(?:(?:every|each)(?: [\w-]+)?? {_ACTS}|all (?:the |of (?:the )?)?{_ACTS})")


@dataclass(frozen=True, slots=True)
class ActCount:
    """How often the record has what a claim counts.

    ``claimed`` is the number claimed, ``None`` for "every"; ``what`` names what was counted; ``cases`` are
    the records counted; ``missing`` those that "every" lacks; ``until_then``: counted up to a day that the
    sentence does not name, so that more cases oppose nothing.
    """

    claimed: Quantity | None
    what: str
    cases: tuple[CandidateRecord, ...]
    missing: tuple[CandidateRecord, ...]
    until_then: bool = False

    @property
    def reached(self) -> bool:
        """Whether a claim of "more than" so many is borne out by the record as it stands."""
        q = self.claimed
        return q is not None and q.bound == AT_LEAST and len(self.cases) > q.value

    @property
    def exceeded(self) -> bool:
        """Whether the record has more cases than a claim of so many, or of at most so many, allows."""
        q = self.claimed
        more = q is not None and q.bound not in (AT_LEAST, ABOUT) and len(self.cases) > q.value
        return more and not self.until_then


def count(claim: TextClaim, candidates: Candidates) -> ActCount | None:
    """What the record has of the act that a claim counts; ``None`` where it counts none."""
    reading = claim.reading
    kind = next((p.kind for p in reading.propositions if p.kind in COUNTED), None)
    if kind is None or not reading.states:
        return None
    every = _EVERY.search(reading.low) is not None
    number = _number(reading)
    if number is None and not every:
        return None
    agents = frozenset(a for p in reading.propositions if p.kind == kind for a in p.agents)
    if every and (number is not None or not agents):
        return None
    agents = agents or reading.states
    if kind == "meet":
        agents = reading.states
    about = reading.states - agents
    what = _what(kind, agents)
    cases = [c for c in candidates.rows if _case(c, kind, reading, about)]
    if every:
        tried = _distinct((c for c in cases if _did(c, kind) & reading.states), kind)
        joined = tuple(c for c in tried if agents <= _did(c, kind))
        return ActCount(None, what, joined, tuple(c for c in tried if not agents <= _did(c, kind)))
    joined = tuple(_distinct((c for c in cases if agents <= _did(c, kind)), kind))
    until_then = not reading.periods and _UNTIL_THEN.search(reading.low) is not None
    return ActCount(number, what, joined, (), until_then)


_UNTIL_THEN = re.compile(r"\b(?:had|by (?:then|that time)|until then|so far|to date)\b")


_EVERY_YEAR = re.compile(r"\b(?:every|each) (?:single )?year\b|\b(?:yearly|annually|year after year)\b")


@dataclass(frozen=True, slots=True)
class Years:
    """In which years of a span the record has an act: ``cases`` one a year, ``missing`` the years without."""

    cases: tuple[CandidateRecord, ...]
    missing: tuple[int, ...]


def yearly(claim: TextClaim, candidates: Candidates, until: date) -> Years | None:
    """What the record has of an act that a claim says was done in every year since, or from one to another.

    Parameters
    ----------
    until : the last day known; its own year need not have a case yet
    """
    reading = claim.reading
    kind = next((p.kind for p in reading.propositions if p.kind in COUNTED), None)
    spans = [p for p in reading.periods if p.relation == SINCE or p.precision == "span"]
    if kind is None or len(spans) != 1 or not reading.states or not _EVERY_YEAR.search(reading.low):
        return None
    last = min(spans[0].last.year, until.year - 1) if spans[0].relation != SINCE else until.year - 1
    agents = frozenset(a for p in reading.propositions if p.kind == kind for a in p.agents) or reading.states
    about = reading.states - agents
    by_year: dict[int, CandidateRecord] = {}
    for c in candidates.rows:
        if _case(c, kind, replace(reading, periods=()), about) and agents <= _did(c, kind):
            by_year.setdefault(c.first.year, c)
    years = range(spans[0].first.year, last + 1)
    return Years(
        tuple(by_year[y] for y in years if y in by_year), tuple(y for y in years if y not in by_year)
    )


_FIRST_TOGETHER = re.compile(
    r"\bfirst (?:(?:joint|double|shared|common) veto|(?:veto |time )?(?:that )?(?:@|both|the two|they))"
)


def earlier_veto(claim: TextClaim, candidates: Candidates) -> CandidateRecord | None:
    """A veto of the states of a claim together before the one that it calls their first, oldest first."""
    reading = claim.reading
    dated = [p for p in reading.periods if p.relation == AT]
    if "veto" not in reading.kinds or not dated or not _FIRST_TOGETHER.search(reading.low):
        return None
    before = [
        c
        for c in candidates.rows
        if COUNTED["veto"] in c.forms
        and c.last < dated[0].first
        and len(_did(c, "veto") & reading.states) > 1
    ]
    return min(before, key=lambda c: (c.first, c.record_id), default=None)


def counts_acts(reading: SentenceReading) -> bool:
    """Whether a sentence says how often, or the how-manieth act it was."""
    return _number(reading) is not None or any(q.ordinal for q in reading.numbers)


def _number(reading: SentenceReading) -> Quantity | None:
    """The number that says how often."""
    for q in reading.numbers:
        if not q.ordinal and q.kind == "count" and _TIMES.match(reading.low, q.end):
            return q
    for word, value in (("twice", 2), ("thrice", 3)):
        if at := re.search(rf"\b{word}\b", reading.low):
            return Quantity(value, "exact", False, "count", *at.span())
    return None


def _what(kind: str, agents: frozenset[str]) -> str:
    """What was counted, in words."""
    named = in_words(agents)
    return f"meetings in person of {named} alone" if kind == "meet" else f"records of {named}"


_AT_A_DISTANCE = frozenset({"video", "phone", "telephone", "telephoned", "call", "online"})


def _met(c: CandidateRecord, reading: SentenceReading) -> bool:
    """Whether a record tells of a meeting in person of those whom a claim counts, and of nobody else."""
    if reading.states != c.actors or not _AT_A_DISTANCE.isdisjoint(c.tokens):
        return False
    leaders = bool(reading.leaders) or _OF_LEADERS.search(reading.low) is not None
    return (
        "summit" in c.forms or ("consultation" in c.forms and not leaders and "meet" in c.reading.kinds)
    ) and all(name.split()[-1] in c.tokens or led(name, c) for name in reading.leaders)


_OF_LEADERS = re.compile(r"\b(?:summits?|leaders?|presidents?|heads of state)\b")


def _case(c: CandidateRecord, kind: str, reading: SentenceReading, about: frozenset[str]) -> bool:
    if c.kind != "event" or not (kind in c.reading.kinds or COUNTED[kind] in c.forms):
        return False
    if kind == "meet" and not _met(c, reading):
        return False
    states = {s for s in about if len(s) == 3}
    return states <= c.states and all(
        c.last >= p.first
        if p.relation == SINCE
        else c.first <= p.last and (p.relation != AT or c.last >= p.first)
        for p in reading.periods
    )


def _did(c: CandidateRecord, kind: str) -> frozenset[str]:
    """Who did it by the record's words, else all its actors where the form says that all did."""
    if kind == "meet":
        return c.actors
    did = {a for p in c.reading.propositions if p.kind == kind and not p.negated for a in p.agents}
    return frozenset(did) if did else c.actors if COUNTED[kind] in c.forms else frozenset()


def _distinct(cases: Iterable[CandidateRecord], kind: str) -> list[CandidateRecord]:
    """One record an act: records of one occurrence, or of one day, place and agents, tell one."""
    by_act: dict[tuple[object, ...], CandidateRecord] = {}
    for c in cases:
        key: tuple[object, ...] = (
            (c.first, _did(c, kind)) if c.precision == "day" and kind == "meet" else (c.occurrence,)
        )
        if kind == "veto" and COUNTED[kind] not in c.forms:
            key = (c.first, c.places, _did(c, kind))
        by_act.setdefault(key, c)
    return list(by_act.values())
