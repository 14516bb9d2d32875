"""The threshold for reporting an unusual week, chosen so that false alarms stay within a monthly budget.

A pair's week is scored against the days before: how probable was as much activity as was observed? Such
probabilities are wrong by large factors, because news comes in clusters and crises involve everybody. So no
score is used without calibration. The *threshold* is the lowest score at which placebo pairs, on the days
before, would have caused no more alarms than the budget allows. Placebo pairs are pairs of similar activity
with no reason to coordinate.

The rate of false alarms has a one-sided 95% bound. It is exact for a weighted sum of Poisson counts with
equal weights (Garwood 1936, Biometrika 28:437), else that of Fay and Feuer (1997, Statistics in Medicine
16:791). Alarms of one week occur together, so the counts are divided by their overdispersion (quasi-Poisson;
Wedderburn 1974, Biometrika 61:439). If even the highest threshold cannot be shown to keep the budget, the
data are too short, and no alarm is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from scipy.special import betaln, gammaln

from comity.records.details import FalseAlarmDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import BoolArray, FloatArray

METHOD = "alarms/1"
NULL = "placebo pairs of like activity, in the days before"

WEEK = 7
"""Days in sight that a step is asked of."""
BURN_IN = 28
"""Days in sight that a habit needs before any day is scored."""
QUIET = 14
"""Days in sight without an alarm after which the next one is a new one."""
FEWEST_SCORED = 42
"""Scored days that a threshold needs: fewer than six weeks do not show how alarms come together."""
FEWEST_PLACEBOS = 19
MONTH = 365.25 / 12
LEVEL = 0.95
THRESHOLDS = np.round(np.arange(1.0, 15.05, 0.1), 1)
"""Thresholds tried: minus the decimal logarithm of a chance."""
LEAST_DAYS = 2
"""Fewer days of a kind in a week are no step, however rare they were before."""


def steps(days: BoolArray) -> FloatArray:
    """Score each day by how unusual the pair's number of active days in the last seven is.

    Parameters
    ----------
    days : (pairs, days) whether the pair was active on each covered day

    Returns
    -------
    (pairs, days) minus the decimal logarithm of the probability of as many active days or more. The
    probability is beta-binomial, with Jeffreys' prior, from all days before the seven. The score is 0 on days
    without activity and on days that cannot be scored.
    """
    pairs, n = days.shape
    total = np.concatenate([np.zeros((pairs, 1)), np.cumsum(days, axis=1)], axis=1)
    out = np.zeros((pairs, n))
    ends = np.arange(BURN_IN + WEEK - 1, n)
    if not len(ends):
        return out
    before = total[:, ends - WEEK + 1]
    within = total[:, ends + 1] - before
    past = (ends - WEEK + 1)[None, :].astype(float)
    scores = -_log10_tail(within, before + 0.5, past - before + 0.5)
    out[:, ends] = np.where(days[:, ends] & (within >= LEAST_DAYS), np.maximum(scores, 0.0), 0.0)
    return out


def _log10_tail(counts: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """Return log10 of the probability of ``counts`` or more active days in seven (beta-binomial)."""
    chance = np.zeros(np.broadcast_shapes(counts.shape, a.shape, b.shape))
    for k in range(WEEK + 1):
        choose = gammaln(WEEK + 1) - gammaln(k + 1) - gammaln(WEEK - k + 1)
        chance += np.where(k >= counts, np.exp(choose + betaln(k + a, WEEK - k + b) - betaln(a, b)), 0.0)
    return np.asarray(np.log10(np.clip(chance, 1e-300, 1.0)))


def silences(days: BoolArray) -> FloatArray:
    """Score each day that ends a silence by how unusual the length of the silence is for the pair.

    Parameters
    ----------
    days : (pairs, days) whether the pair was active on each covered day

    Returns
    -------
    (pairs, days) minus the decimal logarithm of the probability of so many days without activity. The
    probability is beta-geometric, with Jeffreys' prior, from the days before the silence. All other days have
    score 0.
    """
    out = np.zeros(days.shape)
    for row, pair_days in zip(out, days, strict=True):
        at = np.flatnonzero(pair_days)
        if len(at) < 2:
            continue
        last, now = at[:-1], at[1:]
        gap, past, gaps_before = now - last - 1, last + 1, np.arange(1, len(at))
        a, b = gaps_before + 0.5, past - gaps_before + 0.5
        chance = (betaln(a, b + gap) - betaln(a, b)) / np.log(10)
        row[now] = np.where((gap > QUIET) & (past >= BURN_IN), -chance, 0.0)
    return out


def alarms(scores: FloatArray, threshold: float) -> BoolArray:
    """Mark the days on which a score reaches the threshold for the first time in over :data:`QUIET` days."""
    loud = scores >= threshold
    out = loud.copy()
    reach = np.cumsum(np.concatenate([np.zeros((len(loud), 1), int), loud.astype(int)], axis=1), axis=1)
    n = loud.shape[1]
    before = np.maximum(np.arange(n) - QUIET, 0)
    out &= reach[:, np.arange(n)] - reach[:, before] == 0
    return np.asarray(out)


@dataclass(frozen=True, slots=True)
class Rate:
    """False alarms per month of a watch on one pair: estimated ``value``, and its one-sided 95% ``bound``.

    ``alarms`` is the number of alarms among ``pairs`` placebo pairs, which have no reason to coordinate (the
    fewest at any place), in ``months``. ``dispersion`` is the overdispersion of the weekly sums against
    independent alarms.
    """

    value: float
    bound: float
    alarms: int
    pairs: int
    months: float
    dispersion: float


def rate(pairs: Sequence[BoolArray]) -> Rate:
    """Estimate a watch's false alarms per month from placebo pairs, which have no reason to coordinate.

    Parameters
    ----------
    pairs : for each place and kind watched, a mask (pairs, days) of the days on which an alarm began; the
        days are the same for all
    """
    days = pairs[0].shape[1]
    months = days / MONTH
    weights = np.array([1.0 / (len(t) * months) for t in pairs])
    counts = np.array([t.sum() for t in pairs], float)
    weeks = -(-days // WEEK)
    weekly = np.zeros(weeks)
    for t, w in zip(pairs, weights, strict=True):
        weekly += w * np.bincount(np.arange(days) // WEEK, t.sum(axis=0), weeks)
    value, spread = float(weights @ counts), float(weights**2 @ counts)
    strays = float(((weekly - weekly.mean()) ** 2).sum() * weeks / max(weeks - 1, 1))
    dispersion = max(1.0, strays / spread) if spread else 1.0
    one = dispersion * float(weights.max())
    v, y = dispersion * spread + one**2, value + one
    bound = v / (2 * y) * float(scipy.stats.chi2.ppf(LEVEL, 2 * y**2 / v))
    return Rate(value, bound, int(counts.sum()), min(map(len, pairs)), months, dispersion)


@dataclass(frozen=True, slots=True)
class Promise:
    """A threshold for alarms with its rate of false alarms, or in ``why_not`` why there is no threshold."""

    budget: float
    threshold: float
    rate: Rate | None = None
    why_not: str = ""

    @property
    def possible(self) -> bool:
        """Whether a threshold was found."""
        return not self.why_not

    def finding(self) -> Finding:
        """Return the rate of false alarms per month as a finding, from 0 to its one-sided bound."""
        if self.rate is None or self.why_not:
            return cannot_tell(Kind.FALSE_ALARMS, NO_SUBJECT, self.why_not, method=METHOD, null=NULL)
        r = self.rate
        return Finding(
            Kind.FALSE_ALARMS,
            NO_SUBJECT,
            r.value,
            "false alarms a month",
            NULL,
            r.alarms,
            METHOD,
            Interval(0.0, r.bound, LEVEL),
            detail=FalseAlarmDetail(
                budget=self.budget,
                threshold=self.threshold,
                placebo_pairs=r.pairs,
                months=r.months,
                dispersion=r.dispersion,
                no_placebo="it is made of placebo pairs",
            ),
        )


def too_short(days: int) -> str:
    """Return why so many covered days are too few to set a threshold for alarms, or "" if they suffice."""
    scored = max(days - BURN_IN - WEEK + 1, 0)
    if scored >= FEWEST_SCORED:
        return ""
    return f"the stream is too short: {scored} days can be scored, {FEWEST_SCORED} are needed"


def promise(scores: Sequence[FloatArray], budget: float) -> Promise:
    """Return the lowest threshold at which the alarms of placebo pairs stay within the budget.

    Parameters
    ----------
    scores : for each place and kind watched, scores (placebo pairs, days) of the same days, none later than
        the day for which the threshold is
    budget : false alarms per month that the watch may give, over all its places and kinds

    Returns
    -------
    A promise with a bound of at most the budget, or one that gives the reason why there is none.
    """
    usable = [s for s in scores if len(s) >= FEWEST_PLACEBOS]
    if not usable:
        return Promise(budget, 0.0, why_not=f"no place has {FEWEST_PLACEBOS} placebo pairs")
    if why := too_short(usable[0].shape[1]):
        return Promise(budget, 0.0, why_not=why)
    scored = [s[:, BURN_IN + WEEK - 1 :] for s in usable]
    low, high = 0, len(THRESHOLDS)
    while low < high:  # the rate falls as the threshold rises, apart from how episodes join
        middle = (low + high) // 2
        if _keeps(scored, middle, budget):
            high = middle
        else:
            low = middle + 1
    if low == len(THRESHOLDS):
        met = _rate(scored, low - 1)
        why = f"{met.months:.1f} months of placebo pairs cannot show that the budget is kept"
        return Promise(budget, 0.0, met, why)
    return Promise(budget, float(THRESHOLDS[low]), _rate(scored, low))


def _rate(scored: Sequence[FloatArray], at: int) -> Rate:
    return rate([alarms(s, float(THRESHOLDS[at])) for s in scored])


def _keeps(scored: Sequence[FloatArray], at: int, budget: float) -> bool:
    return _rate(scored, at).bound <= budget
