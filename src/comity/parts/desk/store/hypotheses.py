"""Which hypothesis has the least evidence against it, and on which records does that hang?

Analysis of competing hypotheses (Heuer 1999, Psychology of Intelligence Analysis, chapter 8): evidence is
read across, one record under every hypothesis; what is consistent with all of them tells nothing; the
hypothesis that stands is the one with the least *against* it, not the one with the most for it (steps 3
to 5); and one asks what would change if a record were wrong (step 6).

Several reviewers may rate one cell.  A record counts as far as they call it inconsistent: the share of the
cell's raters who do.  Records that are not rated under every hypothesis are left out of every score, since a
hypothesis would else look better for not having been asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

CONSISTENT, NEUTRAL, INCONSISTENT = "consistent", "neutral", "inconsistent"
RATINGS = {CONSISTENT: 1, NEUTRAL: 0, INCONSISTENT: -1}

Cell = Mapping[str, str]
"""Reviewer -> rating."""


@dataclass(frozen=True, slots=True)
class RatedRecord:
    """One record and how it is read under each hypothesis, by the hypothesis's number."""

    id: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the table comes to.

    ``scores`` by hypothesis: records against it, each from 0 to 1; lower is better.  ``leading`` are those
    with the lowest score, none where nothing counts.  ``spread`` by record: how differently it reads under
    the hypotheses, from 0 (it tells nothing between them) to 2; ``None`` where it is left out.
    ``without`` are the records whose loss would change who leads, with who would lead then.
    """

    scores: Mapping[int, float]
    counted: tuple[int, ...]
    left_out: tuple[int, ...]
    leading: tuple[int, ...]
    spread: Mapping[int, float | None]
    without: Mapping[int, tuple[int, ...]]


def weigh(hypotheses: Sequence[int], rows: Sequence[RatedRecord]) -> Weighing:
    """Scores, what discriminates, and what the leader hangs on.

    Parameters
    ----------
    hypotheses : numbers of the columns
    rows : the records
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
    """Those with the least against them; exact, so that equal ones tie."""
    if not against:
        return ()
    scores = {h: sum((row[h] for row in against.values()), Fraction(0)) for h in hypotheses}
    best = min(scores.values())
    return tuple(h for h in hypotheses if scores[h] == best)
