"""Ranking of competing hypotheses by the evidence against them.

The method is analysis of competing hypotheses (Heuer 1999, Psychology of Intelligence Analysis, chapter 8).
Each record is rated under every hypothesis. A record that is consistent with all of them says nothing. The
best hypothesis is the one with the least evidence *against* it, not the most for it (steps 3 to 5). Finally
one asks what would change if a record were wrong (step 6).

Several reviewers may rate a record under a hypothesis. The record counts against the hypothesis by the share
of them who call it inconsistent. A record that is not rated under every hypothesis is left out of all scores,
because a hypothesis would otherwise gain from not being rated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

CONSISTENT, NEUTRAL, INCONSISTENT = "consistent", "neutral", "inconsistent"
RATINGS = {CONSISTENT: 1, NEUTRAL: 0, INCONSISTENT: -1}

#: Reviewer -> rating.
Cell = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RatedRecord:
    """One record with its ratings (consistent, inconsistent ...) by hypothesis id."""

    id: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Weighing:
    """Scores of competing hypotheses, from records that reviewers rated.

    ``scores`` is the evidence against each hypothesis: the sum of 0 to 1 per record, so lower is better.
    ``leading`` are the hypotheses with the lowest score (empty if no record counts). ``spread`` says how much
    a record's ratings differ between hypotheses, from 0 to 2; ``None`` for a record left out. ``without``
    maps each record whose removal would change the leaders to the new leaders.
    """

    scores: Mapping[int, float]
    counted: tuple[int, ...]
    left_out: tuple[int, ...]
    leading: tuple[int, ...]
    spread: Mapping[int, float | None]
    without: Mapping[int, tuple[int, ...]]


def weigh(hypotheses: Sequence[int], rows: Sequence[RatedRecord]) -> Weighing:
    """Score hypotheses by rated records; find the records that separate them or decide the result.

    Parameters
    ----------
    hypotheses : ids of the hypotheses
    rows : the rated records
    """
    whole = [r for r in rows if len(hypotheses) > 1 and all(r.cells.get(h) for h in hypotheses)]
    against = {r.id: {h: _against(r.cells[h]) for h in hypotheses} for r in whole}
    leading = _leading(hypotheses, against)
    without = {
        gone: left
        for gone in against
        if (left := _leading(hypotheses, {k: v for k, v in against.items() if k != gone})) != leading
    }
    means = {r.id: [_mean(r.cells[h]) for h in hypotheses] for r in whole}
    return Weighing(
        scores={h: float(sum(row[h] for row in against.values())) for h in hypotheses},
        counted=tuple(against),
        left_out=tuple(r.id for r in rows if r.id not in against),
        leading=leading,
        spread={r.id: float(max(means[r.id]) - min(means[r.id])) if r.id in means else None for r in rows},
        without=without,
    )


def _against(cell: Cell) -> Fraction:
    return Fraction(sum(v == INCONSISTENT for v in cell.values()), len(cell))


def _mean(cell: Cell) -> Fraction:
    return Fraction(sum(RATINGS[v] for v in cell.values()), len(cell))


def _leading(hypotheses: Sequence[int], against: Mapping[int, Mapping[int, Fraction]]) -> tuple[int, ...]:
    """Return the hypotheses with the least evidence against them; exact fractions make equal scores tie."""
    if not against:
        return ()
    scores = {h: sum((row[h] for row in against.values()), Fraction(0)) for h in hypotheses}
    best = min(scores.values())
    return tuple(h for h in hypotheses if scores[h] == best)
