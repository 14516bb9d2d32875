"""A sentence that two records bear out together: what one of them lacks the other has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from comity.parts.check.candidates import CandidateRecord, Candidates
from comity.parts.check.claims import ABSENCE, ACT, TextClaim
from comity.parts.check.comparison.acts import act_agreement
from comity.parts.check.comparison.differences import DATE, Difference, day_in_words
from comity.parts.check.comparison.words import unsaid, wanted_words
from comity.parts.check.marks import SUPPORTED, ClaimMark
from comity.parts.check.match import Match, compare, evidence
from comity.parts.check.periods import AT, Period
from comity.parts.check.predicates import acts_in, verb_lists
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import stem, weights, word_lists


@dataclass(frozen=True, slots=True)
class _Part:
    """What a record has of a claim: the dates that it is of, and the comparison by these dates alone."""

    periods: frozenset[Period]
    match: Match
    differences: tuple[Difference, ...]
    evidence: float


_MOST = 8
"""Of so many records at most, those that share most that is rare, every two are tried."""


def of_two_records(claim: TextClaim, candidates: Candidates) -> ClaimMark | None:
    """The mark of a claim that two records bear out together; ``None`` where no two do.

    Each is of a date that the claim names, and shares enough that is rare with it; whatever differs from
    the one, the other has.
    """
    dated = [p for p in claim.reading.periods if p.relation == AT]
    several = len(dated) > 1 or acts_in(claim.reading.text) > 1
    silent = "silence" in claim.reading.kinds
    if claim.kind not in (ACT, ABSENCE) or not dated or not several or claim.never or silent:
        return None
    every = (_part(claim.reading, c, candidates, dated) for c in candidates.rows if c.kind != "view")
    parts = sorted((p for p in every if p), key=lambda p: (-p.evidence, p.match.candidate.record_id))[:_MOST]
    for one, other in combinations(parts, 2):
        if _together(claim.reading, one, other, candidates) and one.periods | other.periods == set(dated):
            both = sorted((one.match.candidate, other.match.candidate), key=lambda c: (c.first, c.record_id))
            days = " and ".join(dict.fromkeys(day_in_words(c) for c in both))
            reason = f"Two records together bear it out, of {days}."
            return ClaimMark(SUPPORTED, reason, tuple(both), together=len(both))
    return None


def _part(
    reading: SentenceReading, c: CandidateRecord, candidates: Candidates, dated: Sequence[Period]
) -> _Part | None:
    own = [p for p in dated if p.first <= c.last and c.first <= p.last]
    if not own:
        return None
    rest = tuple(p for p in reading.periods if p.relation != AT)
    of_it = replace(reading, periods=(*own, *rest))
    m = compare(of_it, c, candidates)
    acted = any(act_agreement(p, c) >= weights().act for p in reading.propositions)
    if m is None or m.opposed or any(d.part == DATE for d in m.differences):
        return None
    shared = evidence(of_it, m, candidates)
    if shared < (weights().evidence_together if acted else weights().evidence):
        return None
    return _Part(frozenset(own), m, (*m.differences, *unsaid(reading, c, frozenset())), shared)


def _together(reading: SentenceReading, one: _Part, other: _Part, candidates: Candidates) -> bool:
    """Whether two records have between them all that a claim says, and enough of its words."""
    if any(d.shared_with(e) for d in one.differences for e in other.differences):
        return False
    wanted = sorted(wanted_words(reading) - word_lists().common)
    first, second = (_words_in(p.match.candidate, wanted) for p in (one, other))
    telling_little = {stem(v) for v in verb_lists()["plain"] | verb_lists()["light"]}
    names = (wanted_words(reading) - reading.words) | telling_little
    of_first, of_second = (p.match.candidate.states & reading.states for p in (one, other))
    alone = min(
        len((first - second - names) | (of_first - of_second)),
        len((second - first - names) | (of_second - of_first)),
    )
    total = sum(map(candidates.rarity, wanted))
    apart = one.periods - other.periods and other.periods - one.periods
    return (
        alone >= (1 if apart else _OWN)
        and sum(map(candidates.rarity, first | second)) >= weights().words_together * total
    )


_OWN = 2
"""So many words and states of a claim, verbs that tell little not counted, each of two records of one time
must have by itself; where each has a time of its own, one is enough."""


def _words_in(c: CandidateRecord, wanted: Sequence[str]) -> set[str]:
    same = word_lists().same
    return {w for w in wanted if w in c.terms or not c.terms.isdisjoint(same.get(w, ()))}
