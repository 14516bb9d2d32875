"""The agreement of two states in roll calls, and agreement corrected for the voting habits of each.

Two indices are computed from the 3 x 3 table of both states' choices (no, abstain, yes) in roll calls in
which both voted:

``raw``    the share of votes alike, for description
``kappa``  agreement corrected for chance given each state's own choices, with abstention half-way between
           no and yes, for comparison (Cohen 1968, linear weights; for votes: Häge 2011, Political
           Analysis 19:287)

``raw`` depends on the agenda: if everyone votes yes, everyone agrees. Neither index alone is evidence of
acting together, because states with similar positions agree without any coordination
(:mod:`comity.measures.votes.excess`). Not voting is not a choice and is counted separately.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from comity.measures.stats.clustered import block_weights
from comity.measures.stats.matching import matched, rank_among_matched
from comity.measures.votes.ballots import ABSENT, UNRECORDED, BallotMatrix
from comity.records.details import AbsenceDetail, AgreementDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import RECORDS_SHOWN, Z90, FloatArray, IntArray
from comity.vocabulary.states import display

if TYPE_CHECKING:
    from numpy.typing import NDArray


METHOD = "agreement/3"
FEWEST_SHARED = 15
"""Roll calls in which both must have voted before anything is said."""
FEWEST_DAYS = 5
"""Days these must fall on: fewer blocks give no interval worth the name."""
FEWEST_SESSIONS = 8
"""Sessions from which on whole sessions are drawn as well as days: agreement drifts over the years."""
MATCHED = 300
"""Placebo pairs a pair is held against (a quarter of all pairs where there are fewer than 1,200)."""
DRAWS = 2000

INDICES = {
    "raw": (Kind.AGREEMENT_RAW, "share of shared roll calls"),
    "kappa": (Kind.AGREEMENT_KAPPA, "weighted kappa, at most 1"),
}
"""Index -> its kind of finding and its unit."""

_STEPS = np.abs(np.subtract.outer(np.arange(3), np.arange(3))) / 2.0
_DIFFER = 1.0 - np.eye(3)
SUMS = np.column_stack([np.repeat(np.eye(3), 3, 0), np.tile(np.eye(3), (3, 1)), _STEPS.ravel()])
"""(9, 7) from the cells of a table to what kappa needs, which adds up over roll calls: choices of the one, of
the other, and steps between the two."""


def indices(tables: NDArray[np.number]) -> dict[str, FloatArray]:
    """Return both indices of 3 x 3 tables of counts.

    Parameters
    ----------
    tables : (..., 3, 3) roll calls by the choices of one state (rows) and of the other (columns), both in the
        order no, abstain, yes

    Returns
    -------
    A map from each index to an array of shape (...). It is NaN without a shared roll call. Kappa is also NaN
    if both states always made one and the same choice, because chance then explains all agreement.
    """
    counts = np.asarray(tables, float)
    n = counts.sum((-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = counts / n[..., None, None]
        one, other = shares.sum(-1), shares.sum(-2)

        def lost(weights: FloatArray, joint: FloatArray) -> FloatArray:
            return np.asarray((weights * joint).sum((-2, -1)))

        expected = lost(_STEPS, one[..., :, None] * other[..., None, :])
        kappa = np.where(expected > 0, 1 - lost(_STEPS, shares) / expected, np.nan)
        return {"raw": 1 - lost(_DIFFER, shares), "kappa": kappa}


def find_kappa(sums: FloatArray) -> FloatArray:
    """Return kappa of many tables from (7, ...) sums (:data:`SUMS`); NaN as in :func:`indices`."""
    one, other, lost = sums[:3], sums[3:6], sums[6]
    n = one[0] + one[1] + one[2]
    near = one[1] * (other[0] + other[2]) + (one[0] + one[2]) * other[1]
    expected = near / 2 + one[0] * other[2] + one[2] * other[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - lost * n / expected, np.nan)


def pair_tables(matrix: BallotMatrix) -> IntArray:
    """Return the tables of all pairs (S, S, 3, 3).

    The cell ``[a, b, k, l]`` counts the roll calls in which state a chose k and state b chose l.
    """
    # float32 is exact below 2**24 roll calls and an order of magnitude faster than integers
    chose = [(matrix.choices == k).astype(np.float32) for k in range(3)]
    size = len(matrix.states)
    out = np.empty((size, size, 3, 3), np.int64)
    for k in range(3):
        for m in range(k, 3):
            out[:, :, k, m] = np.rint(chose[k] @ chose[m].T)
            out[:, :, m, k] = out[:, :, k, m].T
    return out


def agreement(
    matrix: BallotMatrix, a: str, b: str, *, about: Subject = NO_SUBJECT, seed: int = 1
) -> list[Finding]:
    """Return both indices of a pair and its absences as findings.

    The 90% intervals come from a bootstrap of whole days, and of whole sessions if there are many. Roll calls
    of one meeting or year are correlated. Each index is ranked among the pairs with the most similar voting
    habits (shares of yes, abstention and no, and of roll calls voted in). These placebo pairs may contain one
    of the two states.

    Parameters
    ----------
    matrix : the roll calls
    a, b : codes of two different states, in any order
    about : hotspot or topic of the roll calls
    seed : seed of the bootstrap
    """
    a, b = sorted((a, b))
    shared, reason = _count_shared(matrix, a, b)
    if reason:
        subject, n = replace(about, states=(a, b)), int(shared.sum())
        unknown = [cannot_tell(kind, subject, reason, method=METHOD, n=n) for kind, _ in INDICES.values()]
        return [*unknown, absence(matrix, a, b, about=about)]
    field = _Field.of(matrix)
    pair = field.number(a, b)
    intervals = _intervals(matrix, a, b, shared, seed)
    findings = [_finding(matrix, field, pair, i, intervals[i], about) for i in INDICES]
    return [*findings, absence(matrix, a, b, about=about)]


def absence(matrix: BallotMatrix, a: str, b: str, *, about: Subject = NO_SUBJECT) -> Finding:
    """Count the roll calls in which one state voted while the other was recorded as absent.

    Roll calls without any record of a state are counted separately, in ``detail``. Many publications omit
    absences, and the state may not have been a member.
    """
    a, b = sorted((a, b))
    kind, subject = Kind.ABSENCE, replace(about, states=(a, b))
    one, other = matrix.votes(a), matrix.votes(b)
    either = (one >= 0) | (other >= 0)
    away = (one == ABSENT, other == ABSENT)
    unrecorded = int((either & ((one == UNRECORDED) | (other == UNRECORDED))).sum())
    n = int(either.sum())
    if not n or (unrecorded and not (away[0] | away[1]).any()):
        why = "neither voted" if not n else "no absence of either is recorded in these roll calls"
        return cannot_tell(kind, subject, f"{why}.", method=METHOD, n=n)
    alone = (either & away[0], either & away[1])
    records = [matrix.record_ids[k] for k in np.flatnonzero(alone[0] | alone[1])[::-1]]
    return Finding(
        kind,
        subject,
        value=int(alone[0].sum() + alone[1].sum()),
        unit="roll calls",
        null="none: a count",
        n=n,
        method=METHOD,
        records=tuple(records[:RECORDS_SHOWN]),
        records_total=len(records),
        detail=AbsenceDetail(
            away={s: int(mask.sum()) for s, mask in zip((a, b), alone, strict=True)},
            both_away=int((away[0] & away[1]).sum()),
            one_unrecorded=unrecorded,
            first=_day(matrix, either, 0),
            last=_day(matrix, either, -1),
        ),
    )


def like_pairs(matrix: BallotMatrix, a: str, b: str, k: int) -> list[tuple[str, str]]:
    """Return the ``k`` pairs with the most similar voting habits, none if the pair shares too few votes."""
    a, b = sorted((a, b))
    if _count_shared(matrix, a, b)[1]:
        return []
    field = _Field.of(matrix)
    near = matched(field.features, field.number(a, b), k)
    return [(field.states[i], field.states[j]) for i, j in field.pairs[near]]


@dataclass(frozen=True, slots=True)
class _Field:
    """All pairs with enough shared roll calls, their indices of agreement, and what pairs are matched on."""

    states: tuple[str, ...]
    pairs: NDArray[np.intp]  # (pairs, 2) rows of the two states
    tables: IntArray  # (pairs, 3, 3)
    values: dict[str, FloatArray]  # (pairs,)
    features: FloatArray  # (pairs, 8)

    @classmethod
    def of(cls, matrix: BallotMatrix) -> _Field:
        """Return the pairs in a matrix of votes with their indices and features, computed once for all."""
        return matrix.once("pairs", lambda: cls._make_field(matrix))

    @classmethod
    def _make_field(cls, matrix: BallotMatrix) -> _Field:
        tables = pair_tables(matrix)
        pairs = np.column_stack(np.triu_indices(len(matrix.states), 1))
        pairs = pairs[tables[pairs[:, 0], pairs[:, 1]].sum((1, 2)) >= FEWEST_SHARED]
        own_tables = tables[pairs[:, 0], pairs[:, 1]]
        voting = habits(matrix)
        one, other = voting[pairs[:, 0]], voting[pairs[:, 1]]
        # sum and distance do not depend on which state is named first
        features = np.hstack([one + other, np.abs(one - other)])
        return cls(matrix.states, pairs, own_tables, indices(own_tables), features)

    def number(self, a: str, b: str) -> int:
        rows = self.states.index(a), self.states.index(b)
        return int(np.flatnonzero((self.pairs == rows).all(1))[0])

    def placebo(self, index: str, pair: int) -> PlaceboRank:
        defined = np.flatnonzero(np.isfinite(self.values[index]))
        k = min(MATCHED, len(defined) // 4)
        at = np.array([int(np.searchsorted(defined, pair))])
        place = rank_among_matched(self.values[index][defined], self.features[defined], at, k)
        return PlaceboRank(int(place.rank[0]), int(place.of[0]), "choice mix and activity")


def habits(matrix: BallotMatrix) -> FloatArray:
    """Return for each state its shares of no, abstention and yes, and of roll calls in which it voted."""
    cast = np.stack([(matrix.choices == k).sum(1) for k in range(3)], 1).astype(float)
    n = cast.sum(1, keepdims=True)
    return np.hstack([cast / np.maximum(n, 1), n / max(len(matrix.roll_calls), 1)])


def _count_shared(matrix: BallotMatrix, a: str, b: str) -> tuple[NDArray[np.bool_], str]:
    """Return which roll calls both states voted in, and why these are too few ("" if they are enough)."""
    shared = (matrix.votes(a) >= 0) & (matrix.votes(b) >= 0)
    n, days = int(shared.sum()), len(np.unique(matrix.dates[shared]))
    if missing := [s for s in (a, b) if not (matrix.votes(s) >= 0).any()]:
        return shared, f"{display(missing[0])} cast no vote in these roll calls."
    if n < FEWEST_SHARED:
        return shared, f"Both voted in only {n} roll calls; at least {FEWEST_SHARED} are needed."
    if days < FEWEST_DAYS:
        return shared, f"The {n} shared roll calls fell on only {days} days; {FEWEST_DAYS} are needed."
    return shared, ""


def _intervals(
    matrix: BallotMatrix, a: str, b: str, shared: NDArray[np.bool_], seed: int
) -> dict[str, Interval | None]:
    """Return 90% percentile intervals by bootstrap of whole days; ``None`` if undefined.

    With :data:`FEWEST_SESSIONS` or more, whole sessions are drawn as well, and the wider range is used. If
    the two states never differed, no draw differs either; then the low end is that of :func:`_unanimous`.
    """
    cell = 3 * matrix.votes(a)[shared].astype(np.int64) + matrix.votes(b)[shared]
    days, sessions = matrix.dates[shared], matrix.sessions[shared]
    table = np.bincount(cell, minlength=9).reshape(3, 3)
    if not (table * _DIFFER).any():
        return _unanimous(table, len(np.unique(days)))
    ways = [days, sessions] if len(np.unique(sessions)) >= FEWEST_SESSIONS else [days]
    ranges = [_draw_blocks(cell, blocks, seed) for blocks in ways]
    out: dict[str, Interval | None] = {}
    for index in ranges[0]:
        ends = [r[index] for r in ranges if len(r[index])]
        out[index] = Interval(min(e[0] for e in ends), max(e[1] for e in ends)) if ends else None
    return out


def _draw_blocks(cell: IntArray, blocks: NDArray[Any], seed: int) -> dict[str, tuple[float, ...]]:
    """Return both ends of each index by bootstrap of whole blocks; () if the index is undefined.

    With few blocks a bootstrap varies too little. So the ends move away from their middle as those of a mean
    of so many values would (Student's t), but not beyond any draw.
    """
    names, block = np.unique(blocks, return_inverse=True)
    n = len(names)
    by_block = np.bincount(9 * block + cell, minlength=9 * n).reshape(-1, 9)
    weights = block_weights(n, DRAWS, np.random.default_rng(seed))
    drawn = indices((weights @ by_block).reshape(-1, 3, 3))
    more = float(scipy.special.stdtrit(max(n - 1, 1), 0.95)) / Z90 * (n / max(n - 1, 1)) ** 0.5
    out: dict[str, tuple[float, ...]] = {}
    for index, values in drawn.items():
        finite = values[np.isfinite(values)]  # a draw that leaves nothing to correct says nothing
        if not len(finite):
            out[index] = ()
            continue
        low, middle, high = np.quantile(finite, [0.05, 0.5, 0.95])
        ends = middle + more * (low - middle), middle + more * (high - middle)
        out[index] = tuple(float(np.clip(e, finite.min(), finite.max())) for e in ends)
    return out


def _unanimous(table: IntArray, days: int) -> dict[str, Interval | None]:
    """Return intervals for a pair that never differed on so many days; ``None`` if an index is undefined.

    With no difference in ``days`` independent days, a share of up to ``1 - 0.05 ** (1 / days)`` of days may
    differ (exact one-sided 95% bound of Clopper and Pearson 1934, Biometrika 26:404; the rule of three of
    Hanley and Lippman-Hand 1983, JAMA 249:1743). The low end is the index of the table in which that share
    was cast on opposite sides, half each way.
    """
    most = 1 - 0.05 ** (1 / days)
    opposed = np.array([[0.0, 0, 0.5], [0, 0, 0], [0.5, 0, 0]])
    low = indices((1 - most) * table / table.sum() + most * opposed)
    value = indices(table)
    return {i: Interval(float(low[i]), float(value[i])) if np.isfinite(value[i]) else None for i in INDICES}


def _finding(
    matrix: BallotMatrix, field: _Field, pair: int, index: str, interval: Interval | None, about: Subject
) -> Finding:
    a, b = (field.states[k] for k in field.pairs[pair])
    table, value = field.tables[pair], float(field.values[index][pair])
    (kind, unit), subject, n = INDICES[index], replace(about, states=(a, b)), int(table.sum())
    if not np.isfinite(value) or interval is None:
        why = "both made one and the same choice throughout: chance leaves nothing to correct."
        return cannot_tell(kind, subject, f"{display(a)} and {display(b)}: {why}", method=METHOD, n=n)
    ranked = field.values[index][np.isfinite(field.values[index])]
    shared, _ = _count_shared(matrix, a, b)
    return Finding(
        kind,
        subject,
        value=value,
        unit=unit,
        null="pairs that vote as much and in the same mix",
        n=n,
        method=METHOD,
        interval=interval,
        placebo=field.placebo(index, pair),
        records=_newest(matrix, shared),
        records_total=n,
        detail=AgreementDetail(
            index=index,
            rank_of_all_pairs=1 + int((ranked > value).sum()),
            all_pairs=len(ranked),
            opposite=int(table[0, 2] + table[2, 0]),
            days=len(np.unique(matrix.dates[shared])),
            first=_day(matrix, shared, 0),
            last=_day(matrix, shared, -1),
        ),
    )


def _day(matrix: BallotMatrix, mask: NDArray[np.bool_], k: int) -> str:
    return str(np.sort(matrix.dates[mask])[k])


def _newest(matrix: BallotMatrix, mask: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(matrix.record_ids[k] for k in np.flatnonzero(mask)[::-1][:RECORDS_SHOWN])
