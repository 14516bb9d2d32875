"""Does the measure find known turns of pairs?  Scored by a list and a rule fixed beforehand.

``data/dated_turns.csv`` names turns of pairs, each with year, direction (``closer`` or ``apart``) and source.
It was collected for this study and committed before anything was computed with it.

The rule was fixed with the list:

1. Take the distance between two states' published positions in the General Assembly. Compare, by their ratio,
   the :data:`~comity.measures.change.window_change.YEARS` years from a year on with as many years before (at
   least :data:`LEAST` of each).
2. Rank this ratio among the 300 pairs that were about as far apart before.
3. A turn is found in a year if the pair is in the outermost share :data:`EDGE` at either end, and if no year
   within :data:`APART` is further out.
4. A listed turn is found if a turn of its direction is found within a year of it.

Precision is the share of found turns of the listed pairs that are near a listed turn of the same direction.
It is a lower bound, because no list has every turn. It is compared with chance: the same turns moved by every
other number of years.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import combinations

import numpy as np

from comity.lake.query.view import View
from comity.measures.change.window_change import YEARS
from comity.measures.stats import matching
from comity.types import FloatArray, IntArray, Pair
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry
from comity.watch.questions import complete_series

LEAST = 3
"""Years with both positions that each window needs."""
EDGE = 0.05
APART = 3
NEAR = 1
"""Years between a turn on the list and one found that is taken for it."""
CLOSER, FURTHER = "closer", "apart"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point of a pair, from the list (with its source) or found by the measure."""

    pair: Pair
    year: int
    direction: str
    what: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Result: listed turns that were found, missed or lack positions, all turns found, and chance level."""

    hits: tuple[Turn, ...]
    missed: tuple[Turn, ...]
    untold: tuple[Turn, ...]
    detected: tuple[Turn, ...]
    on_the_list: int
    by_chance: float


def listed() -> list[Turn]:
    """Return the list of turns as registered beforehand."""
    text = resources.files("studies").joinpath("data/dated_turns.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return [Turn((r["a"], r["b"]), int(r["year"]), r["direction"], r["what"], r["source"]) for r in rows]


def score(view: View) -> Score:
    """Score the list of turns against the positions in a view's records."""
    known = complete_series.ideal_points(Inquiry.of_view(view, Group.of("CHN", "RUS")))
    if known is None:
        raise LookupError("no published positions are held")
    return of_positions(listed(), *known)


def of_positions(turns: Sequence[Turn], states: Sequence[str], years: IntArray, points: FloatArray) -> Score:
    """Score a list of turns against positions.

    Parameters
    ----------
    turns : the list
    states : state codes, shape (states,)
    years : ascending without gaps, shape (years,)
    points : positions, NaN if unknown, shape (states, years)
    """
    pairs = list(combinations(range(len(states)), 2))
    one, other = np.array(pairs).T
    changes = _Changes.of(np.abs(points[one] - points[other]))
    at = {(states[i], states[j]): k for k, (i, j) in enumerate(pairs)}
    row = {t.pair: at.get(t.pair, at.get(t.pair[::-1])) for t in turns}
    detected = tuple(
        Turn(pair, int(years[k]), direction)
        for pair in sorted(row)
        if (n := row[pair]) is not None
        for k, direction in changes.turns(n)
    )
    scored = [t for t in turns if _can_be_scored(t, row, years, changes)]
    hit = [_near(t, detected) for t in scored]
    close = sum(any(_same(d, t) for t in turns) for d in detected)
    shifts = [k for k in range(-YEARS * 4, YEARS * 4 + 1) if abs(k) > APART]
    moved = [[replace(d, year=d.year + k) for d in detected] for k in shifts]
    by_chance = np.mean([[_near(t, of) for t in scored] for of in moved]) if scored and detected else 0.0
    return Score(
        tuple(t for t, h in zip(scored, hit, strict=True) if h),
        tuple(t for t, h in zip(scored, hit, strict=True) if not h),
        tuple(t for t in turns if t not in scored),
        detected,
        close,
        float(by_chance),
    )


def _same(d: Turn, t: Turn) -> bool:
    return d.pair == t.pair and d.direction == t.direction and abs(d.year - t.year) <= NEAR


def _near(t: Turn, detected: Sequence[Turn]) -> bool:
    return any(_same(d, t) for d in detected)


def _can_be_scored(t: Turn, row: dict[Pair, int | None], years: IntArray, changes: _Changes) -> bool:
    """Return whether both windows of a listed turn have enough positions."""
    n, k = row[t.pair], t.year - int(years[0])
    return n is not None and 0 <= k < len(years) and not np.isnan(changes.log_ratio[n, k])


@dataclass(frozen=True, slots=True, eq=False)
class _Changes:
    """Mean distance before each year, and log ratio of the distance after it; shape (pairs, years)."""

    before: FloatArray
    log_ratio: FloatArray

    @classmethod
    def of(cls, apart: FloatArray) -> _Changes:
        """Compute the changes from yearly distances of shape (pairs, years)."""
        before, after = np.full_like(apart, np.nan), np.full_like(apart, np.nan)
        for k in range(apart.shape[1]):
            for out, window in ((before, apart[:, max(k - YEARS, 0) : k]), (after, apart[:, k : k + YEARS])):
                enough = (~np.isnan(window)).sum(1) >= LEAST
                out[enough, k] = np.nanmean(window[enough], axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return cls(before, np.log(after / before))

    def turns(self, pair: int) -> list[tuple[int, str]]:
        """Return the index of each year in which a pair turns, with the direction."""
        out = []
        for direction, sign in ((CLOSER, -1), (FURTHER, 1)):
            shares = np.array([self._share(pair, k, sign) for k in range(self.before.shape[1])])
            outermost = np.lexsort((-sign * self.log_ratio[pair], shares))
            taken: list[int] = []
            for k in outermost[shares[outermost] <= EDGE].tolist():
                if all(abs(k - other) > APART for other in taken):
                    taken.append(k)
                    out.append((k, direction))
        return sorted(out)

    def _share(self, pair: int, year: int, sign: int) -> float:
        """Return the share of similar pairs that turned at least as far; above 1 if unknown."""
        values = self.log_ratio[:, year]
        if not np.isfinite(values[pair]):
            return 2.0
        like = matching.matched(
            self.before[:, year], pair, complete_series.MATCHED, usable=np.isfinite(values)
        )
        return matching.rank(sign * float(values[pair]), sign * values[like], "distance before").share


def report(score: Score) -> str:
    """Return the score in Markdown, with the missed turns listed."""
    scored = len(score.hits) + len(score.missed)
    lines = [
        f"Found within {NEAR} year: {len(score.hits)} of {scored} ({len(score.hits) / scored:.0%}); "
        f"by chance {score.by_chance:.0%}.",
        f"Precision at least {score.on_the_list / len(score.detected):.0%}: {score.on_the_list} of "
        f"{len(score.detected)} turns found in these pairs are on the list.",
        "",
    ]
    for name, turns in (("found", score.hits), ("missed", score.missed), ("untold", score.untold)):
        lines += [f"- {name}: {'-'.join(t.pair)} {t.year}, {t.direction} ({t.what})" for t in turns]
    return "\n".join(lines) + "\n"
