"""A comparison of a complete series in the present window and in the one before: up, about level or down.

Each word needs evidence. "About level" means that a doubling and a halving are both excluded. If the range
allows more, the word is "cannot be told". There are three kinds of series:

* shares of trials that occur in clusters (:func:`compare_shares`), such as texts of the Security Council;
* counts of a complete list (:func:`compare_counts`), such as vetoes and exercises;
* amounts by year (:func:`compare_amounts`), such as arms, trade and distances. Their variation from year to
  year is estimated from the pair and its placebo pairs in one fit (Smyth 2004, Stat. Appl. Genet. Mol. Biol.
  3:3). Placebo pairs are comparable pairs with no reason to coordinate.

Shares of a fixed total are never compared: if one part rises, the others fall, whatever happens to each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from comity.errors import QuestionError
from comity.measures.stats import clustered, matching
from comity.measures.stats.clustered import Tally, find_root
from comity.records.finding import PlaceboRank
from comity.types import FloatArray, IntArray

METHOD = "window-change/2"
METHOD_COUNTS = "two-windows/1"

ALPHA = 0.05
"""Size of each one-sided test; ranges are of 90%."""
STEADY = (0.5, 2.0)
"""A ratio whose whole range lies in here has not doubled and not halved."""
FEWEST = 5
"""Hits or counts in both windows together; fewer give no word, whatever the range."""
FOURFOLD = 4.0
"""A range whose high end is more than so many times its low end is called wide."""
YEARS = 6
"""Calendar years of each window; the running year is added to the present one."""
LEAST_YEARS = 3.0
"""Years of each window that a series must cover."""
EDGE = 3
"""Years at either end within which no step is sought."""
EVIDENCE = 2.0
"""Log likelihood by which a step must beat a trend before a year is named."""
DRAWS = 400
POWERS = (1.0, 2.0)
"""Bounds of the power of the mean that the variance of amounts by year goes with."""
_LEAST_DISPERSION = 1e-9
_ALIKE = 1e4  # half the degrees of freedom from which on the pairs' dispersions are one
_MOST_LIKENESS = 0.8  # of one year to the next: more could not be told from a trend in six years

UP, ABOUT_LEVEL, DOWN, UNKNOWN = "up", "about level", "down", "cannot be told"


@dataclass(frozen=True, slots=True)
class Change:
    """How a series of a pair changed from one window of years to the next: a word, and its figures.

    ``ratio`` is the later rate over the earlier one, with its 90% range ``low`` to ``high``. Each of them is
    ``None`` if there is none, ``high`` also if it is unbounded. ``before`` and ``after`` are shares, counts
    or means per year. ``n`` is the number of trials, counts or years behind both. ``placebo`` is the rank
    among placebo pairs, and ``p`` the one-sided p-value in the direction of the change.
    """

    word: str
    before: float
    after: float
    n: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    placebo: PlaceboRank | None = None
    p: float = 1.0

    @property
    def wide(self) -> bool:
        """Whether the high end of the ratio's 90% range is more than four times the low end."""
        return self.low is not None and (self.high is None or self.high > FOURFOLD * self.low)


def word(low: float, high: float) -> str:
    """Return the word for a ratio of rates, ``low`` to ``high``: up, about level, down or cannot be told."""
    if low > 1:
        return UP
    if high < 1:
        return DOWN
    return ABOUT_LEVEL if low >= STEADY[0] and high <= STEADY[1] else UNKNOWN


def correct(change: Change, looked: int) -> tuple[float | None, float | None]:
    """Return the 90% range of a change, corrected for the number of series looked at (Bonferroni).

    The ends move away from the middle as those of a normal distribution on a log scale. For the eight series
    of China and Russia this gives 1.2 to 8.7; simulation at the corrected level gives 1.2 to 8.9.
    """
    if change.low is None or change.high is None or not change.low:
        return change.low, change.high
    low, high = math.log(change.low), math.log(change.high)
    middle, more = (
        (low + high) / 2,
        float(scipy.special.ndtri(1 - ALPHA / looked) / scipy.special.ndtri(1 - ALPHA)),
    )
    return math.exp(middle + more * (low - middle)), math.exp(middle + more * (high - middle))


def compare_shares(before: Tally, after: Tally, years: tuple[Tally, Tally] | None = None) -> Change:
    """Compare the share of hits in two windows of years; trials on one subject or in one year are correlated.

    If one window has no hit, the middle of the range is used as the ratio.

    Parameters
    ----------
    before, after : trials and hits of each window, by subject
    years : the same trials by year, if years may differ in their share

    Raises
    ------
    QuestionError
        If a window has no trials.
    """
    if not (before.n and after.n):
        raise QuestionError("Two shares can be compared only where both windows have trials.")
    shares = before.k / before.n, after.k / after.n
    n = before.n + after.n
    if not (before.k or after.k):
        return Change(UNKNOWN, *shares, n)
    singly = Tally.singly(before.k, before.n), Tally.singly(after.k, after.n)
    r = (
        clustered.ratio_two_ways((before, after), years, singly)
        if years is not None
        else clustered.ratio(before, after)
    )
    ratio = shares[1] / shares[0] if before.k and after.k else r.middle
    claim = word(r.low, r.high) if before.k + after.k >= FEWEST else UNKNOWN
    return Change(claim, *shares, n, ratio, r.low, r.high, p=min(r.rise, 1 - r.rise))


@dataclass(frozen=True, slots=True)
class RateRatio:
    """The ratio of two rates with an exact interval; ``ratio`` and ``high`` may be ``inf``."""

    ratio: float
    low: float
    high: float
    p_rise: float
    p_fall: float
    dispersion: float


def compare_rates(
    before: FloatArray, exposure_before: float, after: FloatArray, exposure_after: float
) -> RateRatio:
    """Compare the rates of counts in two windows of time by an exact test, corrected for clustered counts.

    Parameters
    ----------
    before, after : (bins,) counts in equal bins of each window, or one total each
    exposure_before, exposure_after : length of each window, in the same unit

    Notes
    -----
    Given the sum, the later count is binomial if the rates are equal (Przyborowski and Wilenski 1940,
    Biometrika 31:313). The interval is that of Clopper and Pearson (1934, Biometrika 26:404). If bins are
    given and their Pearson dispersion is above 1, the counts are divided by it (quasi-Poisson; Wedderburn
    1974, Biometrika 61:439). The beta form of the interval then takes the smaller, fractional counts.
    """
    dispersion = max(_dispersion(before, after), 1.0)
    b, a = float(before.sum()) / dispersion, float(after.sum()) / dispersion
    fair = exposure_after / (exposure_before + exposure_after)
    low = float(scipy.special.betaincinv(a, b + 1, ALPHA)) if a > 0 else 0.0
    high = float(scipy.special.betaincinv(a + 1, b, 1 - ALPHA)) if b > 0 else 1.0
    p_rise = float(scipy.special.betainc(a, b + 1, fair)) if a > 0 else 1.0  # = P(Bin >= after)
    p_fall = float(scipy.special.betaincc(a + 1, b, fair)) if b > 0 else 1.0
    exposure = exposure_before / exposure_after

    def odds(share: float) -> float:
        return math.inf if share >= 1 else exposure * share / (1 - share)

    ratio = odds(a / (a + b)) if a + b > 0 else math.nan
    return RateRatio(ratio, odds(low), odds(high), p_rise, p_fall, dispersion)


def _dispersion(before: FloatArray, after: FloatArray) -> float:
    free = len(before) + len(after) - 2
    if free < 1:
        return 1.0
    pearson = sum(((w - w.mean()) ** 2).sum() / w.mean() for w in (before, after) if w.sum() > 0)
    return float(pearson) / free


def compare_counts(before: FloatArray, years_before: float, after: FloatArray, years_after: float) -> Change:
    """Compare the yearly counts of a complete list (such as all vetoes) in two windows of years.

    Parameters
    ----------
    before, after : (years,) counts by calendar year of each window
    years_before, years_after : number of years of each window that the list covers
    """
    rates = float(before.sum()) / years_before, float(after.sum()) / years_after
    n = int(before.sum() + after.sum())
    if not n:
        return Change(UNKNOWN, *rates, n)
    r = compare_rates(before, years_before, after, years_after)
    ratio, high = (x if math.isfinite(x) else None for x in (r.ratio, r.high))
    claim = word(r.low, r.high) if n >= FEWEST else UNKNOWN
    return Change(claim, *rates, n, ratio, r.low, high, p=min(r.p_rise, r.p_fall))


def compare_amounts(before: FloatArray, after: FloatArray, own: int, matched_on: str) -> Change:
    """Compare a pair's yearly amounts (such as trade) in two windows, and rank the ratio among other pairs.

    Parameters
    ----------
    before, after : (pairs, years) amounts of 0 or more, without gaps
    own : row of the pair asked about; all others are its placebo pairs
    matched_on : what the placebo pairs are matched on, in words

    Notes
    -----
    The method is quasi-likelihood with a variance proportional to a power of the mean (Tweedie; Jorgensen
    1987, J. R. Stat. Soc. B 49:127). The power is estimated from the pairs: 2 if all vary by a similar
    proportion, 1 if amounts are sums of many similar items. The dispersion of each pair is shrunk toward that
    of all pairs, the more the more similar they are (Smyth 2004). Correlated years count for less, by a
    correlation pooled over all pairs.
    """
    means = np.column_stack([before.mean(1), after.mean(1)])
    n = before.shape[1] + after.shape[1]
    earlier, later = float(means[own, 0]), float(means[own, 1])
    if not (earlier and later):
        return Change(UNKNOWN, earlier, later, n)
    usable = np.asarray((means > 0).all(1))
    at = int(usable[:own].sum())
    windows = [(w[usable], m) for w, m in zip((before, after), means[usable].T, strict=True)]
    log_ratio = np.log(means[usable, 1] / means[usable, 0])
    power = _power(windows)
    inflation, dispersion, free = _swings(windows, power)
    squared = sum(f * m ** (power - 2) / w.shape[1] for (w, m), f in zip(windows, inflation, strict=True))
    errors = np.sqrt(dispersion * squared)
    half = float(scipy.special.stdtrit(free, 1 - ALPHA)) * errors[at]
    ratio, low, high = (math.exp(log_ratio[at] + d) for d in (0.0, -half, half))
    placebo = (
        matching.rank(log_ratio[at], np.delete(log_ratio, at), matched_on) if len(log_ratio) > 1 else None
    )
    p = float(scipy.special.stdtr(free, -abs(log_ratio[at]) / errors[at])) if errors[at] else 0.0
    return Change(word(low, high), earlier, later, n, ratio, low, high, placebo, p)


def _power(windows: Sequence[tuple[FloatArray, FloatArray]]) -> float:
    """Return the power of the mean that describes the pairs' variances (Taylor 1961, Nature 189:732)."""
    both = along = 0.0
    for amounts, means in windows:
        variances = amounts.var(axis=1)
        swing = variances > 0
        if swing.any():
            size = np.log(means[swing]) - np.log(means[swing]).mean()
            both += float(size @ np.log(variances[swing]))
            along += float(size @ size)
    return float(np.clip(both / along, *POWERS)) if along > 0 else POWERS[1]


def _swings(
    windows: Sequence[tuple[FloatArray, FloatArray]], power: float
) -> tuple[list[float], FloatArray, float]:
    """Return variance inflation by correlated years, dispersions of pairs, and degrees of freedom."""
    residuals = [(w - m[:, None]) / m[:, None] ** (power / 2) for w, m in windows]
    size = np.mean([w.shape[1] for w, _ in windows])
    shifted = sum((e[:, 1:] * e[:, :-1]).sum() for e in residuals)
    whole = sum((e**2).sum() for e in residuals)
    # a mean taken from the same few years makes these look less alike (Kendall 1954, Biometrika 41:403)
    lag_one = float(shifted / whole) if whole > 0 else 0.0
    likeness = (
        float(np.clip((size * lag_one + 1) / (size - 3), 0.0, _MOST_LIKENESS)) if size > LEAST_YEARS else 0.0
    )
    inflation = [_inflation(likeness, e.shape[1]) for e in residuals]
    free = sum(e.shape[1] - f for e, f in zip(residuals, inflation, strict=True))
    own = sum((e**2).sum(1) for e in residuals) / free
    prior, extra = _prior(own, free)
    if math.isinf(extra):
        return inflation, np.full(len(own), prior), math.inf
    return inflation, (extra * prior + free * own) / (extra + free), extra + free


def _inflation(likeness: float, years: int) -> float:
    """Return by what factor correlation multiplies the variance of a mean over so many years."""
    lags = np.arange(1, years)
    return float(1 + 2 * ((1 - lags / years) * likeness**lags).sum())


def _prior(dispersions: FloatArray, free: float) -> tuple[float, float]:
    """Return the common dispersion and the degrees of freedom that it is worth (Smyth 2004, section 6.2)."""
    known = dispersions[dispersions > 0]
    if len(known) < EDGE:
        return float(known.mean()) if len(known) else 0.0, 0.0
    logs = np.log(known) - scipy.special.digamma(free / 2) + math.log(free / 2)
    spread = float(logs.var(ddof=1)) - _trigamma(free / 2)
    if spread <= _trigamma(_ALIKE):
        return math.exp(float(logs.mean())), math.inf
    half = find_root(lambda x: _trigamma(x) - spread, 1e-3, _ALIKE)
    return math.exp(float(logs.mean() + scipy.special.digamma(half))) / half, 2 * half


def _trigamma(x: float) -> float:
    return float(scipy.special.polygamma(1, x))


@dataclass(frozen=True, slots=True)
class Since:
    """The year in which a series stepped up or down, and the earliest and latest not excluded at 90%."""

    year: int
    earliest: int
    latest: int


def since(
    amounts: FloatArray, exposure: FloatArray, years: IntArray, direction: int, earliest: int
) -> Since | None:
    """Return the year in which a series began to rise or fall; ``None`` if the evidence is too weak.

    A step at that year must fit better, by :data:`EVIDENCE`, than a steady change and than a level followed
    by a steady change. The year may not lie before ``earliest``, because a change within the earlier window
    would contradict the word.

    Parameters
    ----------
    amounts : (years,) hits, counts or amounts of each year
    exposure : (years,) trials or 1; years with 0 are left out
    years : (years,) calendar years, ascending
    direction : 1 for up, -1 for down; a step in the other direction is ignored
    earliest : first year of the present window

    Notes
    -----
    The method is profile quasi-likelihood of one step (Hinkley 1970, Biometrika 57:1). The range is found by
    simulation from the fitted step with the same dispersion. It has the years whose deviance is no larger
    than that of the true year in 90% of the simulated series.
    """
    ok = exposure > 0
    y, x, labels = amounts[ok].astype(float), exposure[ok].astype(float), years[ok]
    n = len(y)
    if n < 2 * EDGE + 1 or not y.sum():
        return None
    steps = np.arange(EDGE, n - EDGE + 1)
    profile = _steps(y[None], x, steps, direction)[0]
    k = int(profile.argmax())
    side = np.arange(n) >= steps[k]
    rates = [max(y[s].sum(), 0.5) / x[s].sum() for s in (~side, side)]
    mean = np.where(side, *rates[::-1]) * x
    dispersion = max(
        float(((y - mean) ** 2 / mean).sum()) / (n - 2), 1.0 if (y == np.rint(y)).all() else 1e-9
    )
    rise = max(_rise(y, x, start) for start in range(n - EDGE + 1))
    if labels[steps[k]] < earliest or profile[k] - rise < EVIDENCE * dispersion:
        return None
    drawn = (dispersion * np.random.default_rng(1).poisson(mean / dispersion, (DRAWS, n))).astype(float)
    again = _steps(drawn, x, steps, direction)
    most = float(np.quantile(again.max(1) - again[:, k], 1 - 2 * ALPHA))
    inside = labels[steps[profile >= profile.max() - most]]
    return Since(int(labels[steps[k]]), int(inside.min()), int(inside.max()))


def _steps(y: FloatArray, x: FloatArray, steps: IntArray, direction: int) -> FloatArray:
    """Return the log quasi-likelihood of a step before each of the given years, (series, steps)."""
    running, exposure = np.cumsum(y, axis=1), np.cumsum(x)
    early, whole = running[:, steps - 1], running[:, -1:]
    first, all_ = exposure[steps - 1], exposure[-1]
    late, last = whole - early, all_ - first
    stepped = _loglik(early, first) + _loglik(late, last)
    right = direction * (late / last - early / first) > 0
    return np.where(right, stepped, _loglik(whole, np.array([all_])))


def _rise(y: FloatArray, x: FloatArray, start: int) -> float:
    """Return the log quasi-likelihood of a level followed by a log-linear change from ``start`` on."""
    design = np.column_stack([np.ones(len(y)), np.maximum(np.arange(len(y)) - start, 0) / len(y)])
    beta = np.array([math.log(y.sum() / x.sum()), 0.0])
    for _ in range(50):
        mean = x * np.exp(design @ beta)
        step = np.linalg.lstsq(design.T @ (mean[:, None] * design), design.T @ (y - mean), rcond=None)[0]
        beta = beta + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-8:
            break
    return float(y @ (design @ beta) - (x * np.exp(design @ beta)).sum() + y.sum())


def _loglik(y: FloatArray, x: FloatArray) -> FloatArray:
    return np.asarray(scipy.special.xlogy(y, y / x))
