"""The agreement of a pair in each session of the General Assembly, beside the band of similar pairs.

The index is weighted kappa, agreement corrected for the voting habits of both states. The band depends on the
choice of similar pairs, so the rule was fixed before any result was seen. The main band has the 300 pairs
most similar in voting habits *over all sessions*, the same pairs in each session. The other band, ``anew``,
has the 300 pairs most similar in that session. It is wider, because a session has only some seventy roll
calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from comity.measures.stats import matching
from comity.measures.stats.clustered import block_weights
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.roll_call_agreement import (
    FEWEST_SHARED,
    MATCHED,
    METHOD,
    SUMS,
    agreement,
    find_kappa,
    habits,
    indices,
    like_pairs,
    pair_tables,
)
from comity.records.details import SessionAgreementDetail
from comity.records.finding import Finding
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import FloatArray, IntArray, Pair

EDGES = (0.1, 0.5, 0.9)
"""Low end, middle and high end of a band, as shares of the like pairs."""
NULL = "like pairs over all sessions"
FIRST_YEAR = 1945
"""The session of a number opens so many years on."""


FEWEST_CALLS = 100
"""Shared roll calls that a period needs."""
FEWEST_SESSIONS = 4
"""Sessions that a period needs, since whole sessions are drawn anew."""
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class PeriodPlace:
    """The rank of a pair among similar pairs in some years, by kappa.

    ``low`` to ``high`` is the 90% range of kappa, ``best`` to ``worst`` that of the rank, by bootstrap of
    whole sessions. ``alike`` is the share of votes alike, ``n`` the number of shared roll calls, ``end`` the
    day of the last one.
    """

    first: int
    last: int
    n: int
    alike: float
    kappa: float
    low: float
    high: float
    rank: int
    of: int
    best: int
    worst: int
    end: str


def place_in_period(
    part: BallotMatrix, a: str, b: str, like: Sequence[Pair], seed: int = 1
) -> PeriodPlace | None:
    """Return the rank of a pair in one period; ``None`` if it shares too few roll calls or sessions.

    ``like`` are the pairs to compare with, the same in every period; those with too few shared roll calls in
    this one are left out. An agenda recurs within a session, so the bootstrap draws sessions, not days.
    """
    a, b = sorted((a, b))
    if a not in part.states or b not in part.states:
        return None
    both = (part.votes(a) >= 0) & (part.votes(b) >= 0)
    sessions = np.unique(part.sessions[both]).astype(np.int64)
    if both.sum() < FEWEST_CALLS or len(sessions) < FEWEST_SESSIONS:
        return None
    row = {s: k for k, s in enumerate(part.states)}
    named = [(a, b), *(p for p in like if set(p) <= set(row) and p != (a, b))]
    pairs = np.array([(row[x], row[y]) for x, y in named])
    tables = _tally_sessions(part, pairs, sessions)
    tables = tables[:, tables.sum((0, 2)) >= FEWEST_SHARED]
    agreement = indices(tables.sum(0).reshape(-1, 3, 3))
    kappas = agreement["kappa"]
    weights = block_weights(len(sessions), DRAWS, np.random.default_rng(seed)).astype(float)
    sums = np.moveaxis(tables @ SUMS, -1, 0)
    parts = np.array_split(weights, DRAWS // 100)  # a tenth of the memory
    drawn = np.concatenate([find_kappa(np.array([w @ s for s in sums])) for w in parts])
    own, others = drawn[:, :1], drawn[:, 1:]
    ranks = 1 + (others > own).sum(1)
    low, high = np.nanquantile(own[:, 0], (0.05, 0.95))
    best, worst = np.quantile(ranks, (0.05, 0.95))
    days = np.sort(part.dates[both])
    years = [int(str(d)[:4]) for d in (days[0], days[-1])]
    place = matching.rank(float(kappas[0]), kappas[1:], "choice mix and activity")
    return PeriodPlace(
        years[0],
        years[1],
        int(both.sum()),
        float(agreement["raw"][0]),
        float(kappas[0]),
        float(low),
        float(high),
        place.rank,
        place.of,
        int(best),
        int(worst),
        str(days[-1]),
    )


def _tally_sessions(part: BallotMatrix, pairs: IntArray, sessions: IntArray) -> FloatArray:
    """Count roll calls by session, pair and the choices of both states, (sessions, pairs, 9)."""
    inside = np.isin(part.sessions, sessions)
    at = np.searchsorted(sessions, part.sessions[inside])
    one, other = (part.choices[pairs[:, k]][:, inside].astype(np.int32) for k in (0, 1))
    cells = 9 * (len(pairs) * at + np.arange(len(pairs))[:, None]) + 3 * one + other
    counts = np.bincount(cells[(one >= 0) & (other >= 0)], minlength=9 * len(pairs) * len(sessions))
    return counts.reshape(len(sessions), len(pairs), 9).astype(float)


def compare_sessions(matrix: BallotMatrix, a: str, b: str, *, about: Subject = NO_SUBJECT) -> list[Finding]:
    """Return the kappa (agreement beyond chance) of a pair by session, with bands of similar pairs and ranks.

    Parameters
    ----------
    matrix : roll calls of the Assembly
    a, b : codes of two different states, in any order
    about : topic of the roll calls
    """
    a, b = sorted((a, b))
    throughout = like_pairs(matrix, a, b, MATCHED)
    out = []
    for session in np.unique(matrix.sessions[matrix.sessions > 0]).tolist():
        part = matrix.select(matrix.sessions == session)
        year = FIRST_YEAR + session
        findings = agreement(part, a, b, about=replace(about, span=f"session {session}, from {year}"))
        kappa = next(f for f in findings if f.kind is Kind.AGREEMENT_KAPPA)
        if kappa.known:
            out.append(_add_bands(kappa, part, throughout, session))
    return out


def _add_bands(kappa: Finding, part: BallotMatrix, throughout: list[Pair], session: int) -> Finding:
    tables = pair_tables(part)
    pairs = np.column_stack(np.triu_indices(len(part.states), 1))
    pairs = pairs[tables[pairs[:, 0], pairs[:, 1]].sum((1, 2)) >= FEWEST_SHARED]
    place = {s: k for k, s in enumerate(part.states)}
    own = int(np.flatnonzero((pairs == [place[s] for s in kappa.subject.states]).all(1))[0])
    voting = habits(part)
    one, other = voting[pairs[:, 0]], voting[pairs[:, 1]]
    near = matching.matched(np.hstack([one + other, np.abs(one - other)]), own, MATCHED)
    named = [(place[x], place[y]) for x, y in throughout if x in place and y in place]
    always = _kappas(tables, np.array(named, np.int64).reshape(-1, 2))
    anew = _kappas(tables, pairs[near])
    value = float(kappa.value or 0.0)
    return replace(
        kappa,
        null=NULL,
        method=METHOD,
        placebo=matching.rank(value, always, "choice mix and activity over all sessions"),
        detail=SessionAgreementDetail(
            index="kappa",
            session=session,
            year=FIRST_YEAR + session,
            band=_band(always),
            band_anew=_band(anew),
            rank_anew=int((anew >= value).sum()) + 1,
            of_anew=int(np.isfinite(anew).sum()) + 1,
            first=kappa.detail.first,
            last=kappa.detail.last,
        ),
    )


def _kappas(tables: IntArray, pairs: IntArray) -> FloatArray:
    own = tables[pairs[:, 0], pairs[:, 1]]
    return np.asarray(indices(own[own.sum((1, 2)) >= FEWEST_SHARED])["kappa"])


def _band(values: FloatArray) -> tuple[float, ...]:
    finite = values[np.isfinite(values)]
    return tuple(map(float, np.quantile(finite, EDGES))) if len(finite) else ()
