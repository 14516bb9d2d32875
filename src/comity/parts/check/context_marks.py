"""The mark of a sentence that is read with those around it, in two halves, or in another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comity.parts.check.candidates import CandidateRecord, Candidates
from comity.parts.check.claims import TextClaim
from comity.parts.check.comparison.differences import day_in_words
from comity.parts.check.comparison.words import shares_words
from comity.parts.check.marks import CONTRADICTED, PARTLY, SUPPORTED, UNSUPPORTED, ClaimMark, borne_out, shown
from comity.parts.check.match import compare
from comity.parts.check.rules import grammar, weights
from comity.parts.check.topic import Topic


def of_sentence_before(
    claim: TextClaim, given: ClaimMark, before: Sequence[CandidateRecord], candidates: Candidates
) -> ClaimMark:
    """The mark of a claim that only the sentence before explains: no other record than that one's decides it.

    Parameters
    ----------
    before : the records of the nearest sentence before it that has any
    """
    days = {(c.first, c.last) for c in before}
    decides = given.records_for if given.mark == SUPPORTED else given.records_against
    if given.mark in (PARTLY, UNSUPPORTED):
        return _goes_on(claim, before[:1], candidates) or given
    if not (given.mark in (SUPPORTED, CONTRADICTED) and _refers_back(claim)):
        return given
    if not decides or (decides[0].first, decides[0].last) in days:
        return given
    same = tuple(c for c in decides if (c.first, c.last) in days)
    if same and given.mark == SUPPORTED:
        rest = tuple(c for c in decides if c not in same)
        reason = f"The record of {day_in_words(same[0])} bears it out."
        return ClaimMark(SUPPORTED, reason, (*same, *rest), given.records_against)
    reason = f"What it refers to stands before it; the record found is of {day_in_words(decides[0])}."
    return ClaimMark(PARTLY, reason, given.records_for, given.records_against, ("form",))


def of_halves(each: Sequence[ClaimMark], given: ClaimMark) -> ClaimMark:
    """The mark of a sentence that tells two acts, by those of each; ``given`` where neither is borne out."""
    borne_out = [m for m in each if m.mark == SUPPORTED]
    records = tuple(dict.fromkeys(m.records_for[0] for m in borne_out))
    if len(borne_out) == len(each) and len(records) == 1:
        return borne_out[0]
    if len(borne_out) == len(each):
        days = " and ".join(day_in_words(c) for c in records)
        reason = f"Each of its two acts is borne out: the records of {days}."
        return ClaimMark(SUPPORTED, reason, records, together=len(records))
    if borne_out and given.mark == UNSUPPORTED:
        reason = (
            f"The record of {day_in_words(records[0])} bears out one of its two acts; the other is not found."
        )
        return ClaimMark(PARTLY, reason, records, (), ("form",))
    return given


def of_other_reading(other: ClaimMark, given: ClaimMark) -> ClaimMark:
    """The mark of a sentence that can be read in two ways: that of the other reading where it finds more."""
    better = other.mark == SUPPORTED or (given.mark == UNSUPPORTED and other.mark == PARTLY)
    return other if better else given


def _goes_on(claim: TextClaim, before: Sequence[CandidateRecord], candidates: Candidates) -> ClaimMark | None:
    """The mark of a sentence that goes on about what the one before told, if its record bears it out."""
    reading = claim.reading
    known = frozenset(s for c in before for s in c.states)
    if reading.periods or reading.symbols or claim.never or not grammar()["goes_on"].search(reading.low):
        return None
    meant = replace(reading, states=reading.named | (reading.states & known))
    agree = [
        m for c in before if (m := compare(meant, c, candidates)) and not m.differences and not m.opposed
    ]
    if not agree or agree[0].candidate.kind == "view" or not shares_words(meant, agree[0].candidate):
        return None
    m = agree[0]
    enough = m.own_words >= weights().words_sure and m.parts["act"] >= weights().act
    return ClaimMark(SUPPORTED, borne_out(m), shown(agree)) if enough else None


def _refers_back(claim: TextClaim) -> bool:
    """Whether a sentence without a date or a text of its own says what it is about by a pronoun."""
    reading = claim.reading
    pronoun = grammar()["refers_back"].search(reading.low)
    if reading.periods or reading.symbols:
        return False
    if reading.voting and not Topic.of(reading).size:
        return True  # "Peru abstained": on what, and when, only what stands before says
    if pronoun is None:
        return not reading.named and grammar()["goes_on"].search(reading.low) is not None
    return not pronoun[0].endswith((" it", " them")) or not grammar()["matter"].search(
        reading.low[: pronoun.start()]
    )
