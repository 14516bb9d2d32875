"""What would a series have been without the parting?  Synthetic control, with its placebos.

The pair's own series before the parting is copied by a weighted mean of other pairs' series (weights at
least 0 that add up to 1; Abadie, Diamond and Hainmueller 2010, JASA 105:493), each less its own mean of
those years, so that pairs of another size may serve (Ferman and Pinto 2021, Quantitative Economics
12:1197).  What the pair departs from its copy afterwards is compared with how much pairs that did not part
depart from theirs:

* in space: the ratio of the prediction error after to the one before, ranked among the donor pairs; the
  rank over their number is the p value, so it can never fall below one over the placebos;
* in time: the same with the parting moved to years in which nothing happened.

Where the copy does not fit before the parting there is no answer.  One parted pair cannot tell what a
parting does; others may have been moved by it too, and those who saw it coming may have acted before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.measures.stats import matching
from comity.records.details import PartingEffectDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL, FloatArray

METHOD = "synthetic-control/1"
NULL = "pairs that did not part"
FEWEST_BEFORE = 8
"""Years before the parting that a copy needs."""
FEWEST_DONORS = 19
"""Fewer donor pairs could never be surprising at 5%."""
MOST_DONORS = 40
WORST_FIT = 2.0
"""A copy whose error before exceeds this many times the donors' median error does not fit [guess]."""
ALPHA = 0.05
_SUM_WEIGHT = 1e3
_LEAST_ERROR = 1e-9


@dataclass(frozen=True, slots=True)
class Fit:
    """One copied series: weights (donors,), prediction error before and after, gap in each year (years,)."""

    weights: FloatArray
    before: float
    after: float
    gaps: FloatArray

    @property
    def ratio(self) -> float:
        """Error after over error before."""
        return self.after / max(self.before, _LEAST_ERROR)


def fit(own: FloatArray, donors: FloatArray, cut: int) -> Fit:
    """Copy a series from donors over its first ``cut`` years.

    Parameters
    ----------
    own : (years,)
    donors : (donors, years)
    cut : first year (position) after the parting
    """
    y = own - own[:cut].mean()
    x = donors - donors[:, :cut].mean(1, keepdims=True)
    scale = max(float(np.abs(x[:, :cut]).max()), float(np.abs(y[:cut]).max()), _LEAST_ERROR)
    rows = np.vstack([x[:, :cut].T / scale, np.full(len(x), _SUM_WEIGHT)])
    weights = scipy.optimize.nnls(rows, np.append(y[:cut] / scale, _SUM_WEIGHT))[0]
    weights /= max(float(weights.sum()), _LEAST_ERROR)
    gaps = y - weights @ x
    root = [float(np.sqrt((g**2).mean())) for g in (gaps[:cut], gaps[cut:])]
    return Fit(weights, root[0], root[1], gaps)


def in_space(own: FloatArray, donors: FloatArray, cut: int) -> tuple[Fit, list[Fit]]:
    """The pair's copy and, each from all the others, the donors' copies of themselves."""
    others = [fit(donors[k], np.delete(donors, k, axis=0), cut) for k in range(len(donors))]
    return fit(own, donors, cut), others


def p_value(mine: Fit, others: list[Fit]) -> PlaceboRank:
    """Rank of the pair's error ratio; 1 departs most from its copy."""
    return matching.rank(
        mine.ratio, np.array([f.ratio for f in others]), "donor pairs, error after over before"
    )


def in_time(own: FloatArray, donors: FloatArray, cut: int, after: int) -> list[PlaceboRank]:
    """Ranks for every earlier year as if the pair had parted then, with ``after`` years to follow each.

    Only years before the true parting are used, and none with fewer than :data:`FEWEST_BEFORE` before it.
    """
    out = []
    for fake in range(FEWEST_BEFORE, cut - after + 1):
        stretch = slice(0, fake + after)
        out.append(p_value(*in_space(own[stretch], donors[:, stretch], fake)))
    return out


def effect(
    question: tuple[Kind, Subject],
    unit: str,
    own: FloatArray,
    donors: FloatArray,
    cut: int,
    *,
    records: tuple[str, ...] = (),
) -> Finding:
    """How far a pair's series departed from its copy after a parting.

    Parameters
    ----------
    question, unit : kind, subject and unit of the finding; its value is the mean gap of the years after, in
        the series' own unit
    own : (years,) complete; donors : (donors, years), pairs that share no state with the pair
    cut : position of the first year after the parting
    records : ids behind the pair's series

    Returns
    -------
    Finding with the mean gap, its 90% interval (the donors' gaps, which are all chance, put around it), the
    rank in space, and in ``detail`` the ranks in time; "cannot tell" where years or donors are too few or
    the copy does not fit.
    """
    why = ""
    if cut < FEWEST_BEFORE or cut >= len(own):
        why = f"{cut} years are told before it and {len(own) - cut} after; {FEWEST_BEFORE} and 1 are needed"
    elif len(donors) < FEWEST_DONORS:
        why = f"only {len(donors)} other pairs are told as long; {FEWEST_DONORS} are needed"
    if why:
        return cannot_tell(*question, why, method=METHOD, null=NULL, n=len(own))
    mine, others = in_space(own, donors, cut)
    usual = float(np.median([f.before for f in others]))
    if mine.before > WORST_FIT * usual:
        why = f"no mix of other pairs copies the years before (error {mine.before:.3g}, usual {usual:.3g})"
        return cannot_tell(*question, why, method=METHOD, null=NULL, n=len(own))
    rank = p_value(mine, others)
    gap = float(mine.gaps[cut:].mean())
    chance = np.array([f.gaps[cut:].mean() for f in others])
    fakes = in_time(own, donors, cut, min(len(own) - cut, 3))
    return Finding(
        *question,
        gap,
        unit,
        NULL,
        len(own),
        METHOD,
        interval=interval(gap, chance),
        placebo=rank,
        records=records[:50],
        records_total=len(records),
        detail=PartingEffectDetail(
            p=rank.share,
            error_before=mine.before,
            error_ratio=mine.ratio,
            years_before=cut,
            years_after=len(own) - cut,
            donors=len(donors),
            in_time=tuple(f.share for f in fakes),
            in_time_alarms=sum(f.share <= ALPHA for f in fakes),
            verdict=verdict(rank, fakes),
        ),
    )


def interval(gap: float, chance: FloatArray) -> Interval:
    """The gap less what chance does: the donors' own gaps mirrored around it.

    One rank wider at each end than a 90% prediction interval of exchangeable gaps: the donors' copies share
    donors and noise, and the plain interval covered .87 in simulated partings.
    """
    ordered = np.sort(chance)
    n = len(ordered)
    k = max(int(np.floor((n + 1) * (1 - LEVEL) / 2)) - 2, 0)
    return Interval(min(gap - float(ordered[n - 1 - k]), gap), max(gap - float(ordered[k]), gap), LEVEL)


def verdict(rank: PlaceboRank, fakes: list[PlaceboRank]) -> str:
    """What may be said: an effect needs its placebos in space and in time."""
    if rank.share > ALPHA:
        return "no more than pairs that did not part"
    if any(f.share <= ALPHA for f in fakes):
        return "cannot tell: years in which nothing happened look the same"
    return (
        "departs from its copy, and no placebo does" if fakes else "departs from its copy; no placebo in time"
    )


def nearest(own: FloatArray, donors: FloatArray, cut: int) -> NDArray[np.int64]:
    """Rows of the donors nearest to the pair in level, growth and swing before the parting."""
    before = np.vstack([own[None, :cut], donors[:, :cut]])
    features = np.column_stack(
        [
            before.mean(1),
            before[:, cut // 2 :].mean(1) - before[:, : cut // 2].mean(1),
            np.diff(before, axis=1).std(1),
        ]
    )
    return np.sort(matching.matched(features, 0, MOST_DONORS)[:MOST_DONORS] - 1)
