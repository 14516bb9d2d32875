"""Searches for evidence against acting together, in every kind of record.

Each search gives a finding: votes on opposite sides, a veto without the other, acts of one state alone, acts
of friction, timing that the news of all states explains. A search that found nothing is shown as well, and
one that could not be made gives the reason.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy

from comity.measures.stats import matching
from comity.measures.stats.clustered import block_weights
from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import NO, YES, BallotMatrix
from comity.records.details import (
    CoActionDetail,
    ShareDetail,
    TimingApartDetail,
    VotesApartDetail,
)
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import LEVEL, RECORDS_SHOWN

METHOD = "evidence-against/1"
NULL_VOTES = "pairs of like habits"
NULL_TIMING = "each one's own activity and everyone's news"
DRAWS = 1000
LIKE = 40
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


def votes_apart(
    matrix: BallotMatrix, a: str, b: str, *, about: Subject = NO_SUBJECT, seed: int = 1
) -> Finding:
    """Return the share of shared roll calls in which one state voted yes and the other no.

    The interval is a bootstrap of whole days. The rank is among pairs with similar voting habits, where 1 is
    most often apart.
    """
    kind, subject = Kind.VOTES_APART, replace(about, states=(a, b))
    one, other = matrix.votes(a), matrix.votes(b)
    both = (one >= 0) & (other >= 0)
    n = int(both.sum())
    if n < roll_call_agreement.FEWEST_SHARED:
        why = f"{n} shared roll calls, fewer than {roll_call_agreement.FEWEST_SHARED}"
        return cannot_tell(kind, subject, why, method=METHOD, null=NULL_VOTES, n=n)
    opposed = both & (np.abs(one.astype(int) - other) == YES - NO)
    _, day = np.unique(matrix.dates[both], return_inverse=True)
    per_day, hits = np.bincount(day).astype(float), np.bincount(day, opposed[both])
    weights = block_weights(len(per_day), DRAWS, np.random.default_rng(seed))
    low, high = (float(q) for q in np.quantile((weights @ hits) / (weights @ per_day), _TAILS))
    value, days = float(opposed.sum()) / n, len(per_day)
    if value in {0.0, 1.0}:  # nothing to resample: Jeffreys' interval with the days as the trials
        law = scipy.stats.beta(value * days + 0.5, (1 - value) * days + 0.5)
        low, high = (float(law.ppf(q)) for q in _TAILS)
    others = np.array(
        [_find_opposed(matrix, x, y) for x, y in roll_call_agreement.like_pairs(matrix, a, b, LIKE)]
    )
    ids = tuple(matrix.record_ids[k] for k in np.flatnonzero(opposed)[::-1])
    return Finding(
        kind,
        subject,
        value,
        "share of shared roll calls",
        NULL_VOTES,
        n,
        METHOD,
        Interval(min(low, value), max(high, value), LEVEL),
        matching.rank(value, others, "habits") if np.isfinite(others).any() else None,
        ids[:RECORDS_SHOWN],
        len(ids),
        detail=VotesApartDetail(count=int(opposed.sum())),
    )


def _find_opposed(matrix: BallotMatrix, a: str, b: str) -> float:
    one, other = matrix.votes(a).astype(int), matrix.votes(b).astype(int)
    both = (one >= 0) & (other >= 0)
    return float((np.abs(one - other)[both] == YES - NO).mean()) if both.any() else np.nan


def timing_apart(timing: Finding) -> Finding:
    """Return what the timing of one stream says against acting together.

    The value is the share of joint days that news does not explain, with its 90% interval.

    Parameters
    ----------
    timing : finding of :func:`comity.measures.verdict.coaction_findings.together`
    """
    d = timing.detail
    subject = Subject(states=timing.subject.states, stream=timing.subject.stream)
    if not isinstance(d, CoActionDetail):
        why = timing.why_not or "the reading holds no figure of it"
        return cannot_tell(Kind.TIMING_APART, subject, why, method=METHOD, null=NULL_TIMING, n=timing.n)
    low, high, value = d.tie_low, d.tie_high, d.tie
    return Finding(
        Kind.TIMING_APART,
        subject,
        value,
        "share of the less active one's days",
        NULL_TIMING,
        timing.n,
        METHOD,
        Interval(min(low, value), max(high, value), LEVEL),
        timing.placebo,
        timing.records,
        timing.records_total,
        detail=TimingApartDetail(word=str(timing.value), less=high < 0, none=low <= 0),
    )


def mark(search: Finding) -> Finding:
    """Set ``against`` in the detail of a finding: whether it speaks against acting together, or ``None``."""
    return replace(search, detail=replace(search.detail, against=_speaks(search)))


def _speaks(f: Finding) -> bool | None:
    if not f.known:
        return None
    match f.detail:
        case TimingApartDetail(none=none):  # nothing beyond everyone's news is shown
            return none
        case VotesApartDetail(count=count) | ShareDetail(count=count):
            return count > 0
    return f.value == "yes" if isinstance(f.value, str) else bool(f.value)
