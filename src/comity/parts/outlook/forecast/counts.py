"""Forecasts of monthly counts as probability distributions, each from the past of one series.

Ten simple rules give a mean each:

- exponentially weighted levels of the counts (alpha .1, .3 and .6)
- the same levels of the logarithms of the counts, which react less to one unusual month (Gardner 2006,
  International Journal of Forecasting 22:637)
- the mean of the last 24 months (climatology), and the average of this mean and a level
- two of these rules, shifted by their recent errors

Two more rules are used if the total volume of other events in the stream is known. They multiply the series'
share of that volume (a slow level) by the volume (a fast level), because news grows and shrinks for all pairs
at once.

Each mean is combined with negative binomials of six widths, and all combinations are mixed. A combination
that made past outcomes likely gets more weight, and old outcomes lose 5% of their influence per month (online
expectation-maximisation, Cappe and Moulines 2009, Journal of the Royal Statistical Society B 71:593). Several
widths keep the long tails of news counts. :mod:`comity.parts.outlook.forecast.mixtures` corrects lasting
biases.

A forecast uses no data after its origin, the last month it knows. A month without data is NaN and changes
nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from comity.parts.outlook.forecast import mixtures, scores
from comity.types import FloatArray

METHOD = "counts-ahead/4"


#: Weight of the newest month in the level that serves as a benchmark.
ALPHA = 0.3

ALPHAS = (0.1, 0.3, 0.6)
#: Months averaged for the climatology.
MEMORY = 24

#: Months of data needed before the first forecast.
FIRST = 24

#: Past errors needed before a distribution is given.
PAST = 8

#: Monthly decay factor of a rule's past errors.
KEEP = 0.9

#: Monthly decay factor of the mixture shares, chosen on the first half of the origins (docs/outlook.md).
SHARE_KEPT = 0.95

#: Excess variances of the negative binomials around each mean.
WIDTHS: FloatArray = np.array([0.02, 0.06, 0.15, 0.3, 0.6, 1.2])

#: Weight, in months, of the equal shares that all combinations start with.
EVEN = 1.0

MOST_EXCESS = 8.0

#: Least mean per month, so that an event that has never happened keeps some probability.
FLOOR = 0.05

#: Combinations with less weight than this are left out of the mixture.
LEAST = 0.006


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is forecast: the sum of ``span`` months, starting ``lead`` months after the last known month."""

    lead: int = 1
    span: int = 1

    @property
    def reach(self) -> int:
        """Number of months from the last known month to the last month of the sum."""
        return self.lead + self.span - 1


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Probability distribution of a count; ``past`` is the number of past errors that it is based on."""

    ahead: Ahead
    pmf: FloatArray
    past: int

    @property
    def mean(self) -> float:
        """Expected count."""
        return float(self.pmf @ np.arange(len(self.pmf)))

    @property
    def any(self) -> float:
        """Probability that the count is at least one."""
        return float(1 - self.pmf[0])


def levels(counts: FloatArray, alpha: float = ALPHA) -> FloatArray:
    """Return the exponentially weighted mean of counts after each month, shape (months,); NaN before data."""
    out = np.full(len(counts), np.nan)
    level = np.nan
    for t, y in enumerate(counts):
        if not np.isnan(y):
            level = y if np.isnan(level) else alpha * y + (1 - alpha) * level
        out[t] = level
    return out


def log_levels(counts: FloatArray, alpha: float = ALPHA) -> FloatArray:
    """Return the exponentially weighted mean of log(count + 1/2), turned into a count, shape (months,)."""
    return np.asarray(np.maximum(np.exp(levels(np.log(counts + 0.5), alpha)) - 0.5, 0.0))


def climatology(counts: FloatArray, memory: int = MEMORY) -> FloatArray:
    """Return after each month the mean count of the last ``memory`` months, without NaN, shape (months,)."""
    months_known = np.concatenate([[0.0], np.cumsum(~np.isnan(counts))])
    total = np.concatenate([[0.0], np.cumsum(np.nan_to_num(counts))])
    now = np.arange(1, len(counts) + 1)
    before = np.maximum(now - memory, 0)
    n = months_known[now] - months_known[before]
    return np.where(n > 0, (total[now] - total[before]) / np.maximum(n, 1), np.nan)


def outcomes(counts: FloatArray, ahead: Ahead) -> FloatArray:
    """Return the true sum that a forecast from each month is about, shape (months,); NaN if unknown."""
    out = np.full(len(counts), np.nan)
    for t in range(len(counts) - ahead.reach):
        out[t] = counts[t + ahead.lead : t + ahead.reach + 1].sum()
    return out


def benchmarks(counts: FloatArray, ahead: Ahead) -> dict[str, list[Forecast | None]]:
    """Return from each month the forecasts by simple rules, with which others are compared.

    ``mean`` (of the last 24 months), ``level`` (exponentially weighted mean) and ``persistence`` (the last
    month) each use one negative binomial, with the excess variance of their last 24 errors. ``climatology``
    is the empirical distribution of the last 24 months, which is harder to beat.
    """
    plain = {"mean": climatology(counts), "level": levels(counts), "persistence": levels(counts, 1.0)}
    return {
        "climatology": [_forecast_plain(counts, ahead, t) for t in range(len(counts))],
        **{k: _forecast_by_rule(_target(v, counts, ahead), counts, ahead) for k, v in plain.items()},
    }


def _forecast_by_rule(mean: FloatArray, counts: FloatArray, ahead: Ahead) -> list[Forecast | None]:
    """Return the forecasts of one rule from each month, with excess variance from its newest known errors."""
    truth = outcomes(counts, ahead)
    out: list[Forecast | None] = []
    for t, m in enumerate(mean):
        known = np.flatnonzero(~np.isnan(mean[: t + 1]) & ~np.isnan(truth[: t + 1]))
        known = known[known + ahead.reach <= t]
        if len(known) < PAST or np.isnan(m):
            out.append(None)
            continue
        mu, y = mean[known[-MEMORY:]], truth[known[-MEMORY:]]
        excess = float(np.clip((((y - mu) ** 2 - mu).sum()) / (mu**2).sum(), 0.0, MOST_EXCESS))
        out.append(Forecast(ahead, scores.negative_binomial(float(m), excess), len(known)))
    return out


def _forecast_plain(counts: FloatArray, ahead: Ahead, t: int) -> Forecast | None:
    """Return the empirical distribution of sums of ``span`` months in the 24 months up to month ``t``."""
    recent = counts[max(0, t + 1 - MEMORY) : t + 1]
    sums = np.convolve(recent, np.ones(ahead.span), "valid") if len(recent) >= ahead.span else recent[:0]
    whole = sums[~np.isnan(sums)].astype(np.int64)
    return Forecast(ahead, np.bincount(whole) / len(whole), len(whole)) if len(whole) >= PAST else None


def rules(counts: FloatArray, ahead: Ahead, volume: FloatArray | None = None) -> list[FloatArray]:
    """Return the mean count that each rule forecasts from each month; NaN without enough data."""
    level, long = levels(counts), climatology(counts)
    followed = [levels(counts, a) for a in ALPHAS]
    plain = [level, (level + long) / 2, *followed[::2], long, *(log_levels(counts, a) for a in ALPHAS)]
    plain += [] if volume is None else _forecast_shares(counts, volume)
    out = [_target(v, counts, ahead) for v in plain]
    truth = outcomes(counts, ahead)
    return [*out, *(_move_rule(v, truth, ahead) for v in out[:2])]


def _forecast_shares(counts: FloatArray, volume: FloatArray) -> list[FloatArray]:
    """Return forecasts of a series as share of other news times their volume: by counts, by logarithms."""
    slow, fast = ALPHAS[0], ALPHAS[2]
    beside = np.where(np.isnan(counts), np.nan, volume)
    share = levels(counts, slow) / levels(beside, slow)
    log_share = np.exp(levels(np.log((counts + 0.5) / beside), slow))
    return [share * levels(volume, fast), log_share * levels(volume, fast)]


def _target(per_month: FloatArray, counts: FloatArray, ahead: Ahead) -> FloatArray:
    early = np.cumsum(~np.isnan(counts)) < FIRST
    return np.where(early, np.nan, np.maximum(per_month, FLOOR) * ahead.span)


def _move_rule(mean: FloatArray, truth: FloatArray, ahead: Ahead) -> FloatArray:
    """Shift a rule's forecasts by their mean log error so far, shrunk by three further errors of zero."""
    errors = np.log((truth + 0.5) / (mean + 0.5))
    usable = ~np.isnan(errors)
    total = _fading(np.where(usable, errors, 0.0)[:, None], ahead)[:, 0]
    n = _fading(usable.astype(float)[:, None], ahead)[:, 0]
    return mean * np.exp(np.clip(total / (n + 3), -1.5, 1.5))


def _fading(rows: FloatArray, ahead: Ahead) -> FloatArray:
    """Return for each month sums over the past rows whose outcome was known by then, old ones decayed."""
    out, total = np.zeros_like(rows), np.zeros(rows.shape[1])
    for t in range(ahead.reach, len(rows)):
        total = KEEP * total + rows[t - ahead.reach]
        out[t] = total
    return out


def _log_likelihood(mean: FloatArray, outcome: FloatArray) -> FloatArray:
    """Return the log probability of each outcome for each width, shape (months, widths); NaN if unknown."""
    m, y, size = mean[:, None], outcome[:, None], 1 / WIDTHS[None, :]
    free = gammaln(y + size) - gammaln(size) + size * np.log(size / (size + m)) + y * np.log(m / (size + m))
    return np.asarray(free - gammaln(y + 1))


def forecast(
    counts: FloatArray, ahead: Ahead, plain: float = 0.0, volume: FloatArray | None = None
) -> Forecast | None:
    """Return the forecast of counts after the last month of a series; ``None`` with too little data.

    Parameters
    ----------
    counts : one count per month, oldest first, NaN for a month without data, shape (months,)
    ahead : which sum of months to forecast
    plain : weight (0 to 1) of the empirical distribution of the last 24 months in the result
    volume : other events in the stream per month, all above 0, NaN for a month without coverage
    """
    if not len(counts):
        return None
    last = len(counts) - 1
    return pool(
        rolling(counts, ahead, origins=[last], volume=volume),
        [_forecast_plain(counts, ahead, last)],
        plain,
    )[0]


def pool(
    forecasts: Sequence[Forecast | None], lying: Sequence[Forecast | None], plain: float
) -> list[Forecast | None]:
    """Mix each forecast with one from ``lying`` for the same months, which gets the weight ``plain``."""
    out: list[Forecast | None] = []
    for f, other in zip(forecasts, lying, strict=True):
        if f is None or other is None or not plain:
            out.append(f)
            continue
        pmf = np.zeros(max(len(f.pmf), len(other.pmf)))
        pmf[: len(f.pmf)] += (1 - plain) * f.pmf
        pmf[: len(other.pmf)] += plain * other.pmf
        out.append(Forecast(f.ahead, pmf, f.past))
    return out


def rolling(
    counts: FloatArray,
    ahead: Ahead,
    *,
    origins: Sequence[int] | None = None,
    volume: FloatArray | None = None,
) -> list[Forecast | None]:
    """Return the forecasts from each month (or the given ones), each using only data known then."""
    if not len(counts):
        return []
    at = range(len(counts)) if origins is None else origins
    mixed, truth = np.stack(rules(counts, ahead, volume)), outcomes(counts, ahead)
    weight, past = _weigh_rules(mixed, truth, ahead)
    usable = np.flatnonzero((past >= PAST) & ~np.isnan(mixed).any(0) & (np.arange(len(counts)) <= max(at)))
    used = np.where(weight[usable] >= LEAST, weight[usable], 0.0)
    pmfs = dict(zip(usable.tolist(), mixtures.mixtures(mixed[:, usable], used, WIDTHS), strict=True))
    due = [t for t in pmfs if not np.isnan(truth[t])]
    counted = np.cumsum(mixtures.stretches([pmfs[t] for t in due], truth[due]), axis=0)
    out: list[Forecast | None] = []
    for t in at:
        known = bisect_right(due, t - ahead.reach)
        pmf = pmfs.get(t)
        if pmf is not None and known:
            pmf = mixtures.correct(pmf, counted[known - 1], known)
        out.append(None if pmf is None else Forecast(ahead, pmf, int(past[t])))
    return out


def _weigh_rules(mixed: FloatArray, truth: FloatArray, ahead: Ahead) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return the weights of rules and widths at each month (months, rules, widths), and how many outcomes."""
    likelihood = np.stack([_log_likelihood(m, truth) for m in mixed], axis=1)
    weights, past = np.empty_like(likelihood), np.zeros(len(truth), dtype=np.int64)
    shares = np.zeros(likelihood.shape[1:])
    for t in range(len(truth)):
        past[t] = past[t - 1] if t else 0
        before = t - ahead.reach
        if before >= 0:
            shares *= SHARE_KEPT
            if not np.isnan(likelihood[before]).any():
                posterior = np.log(_even(shares)) + likelihood[before]
                posterior = np.exp(posterior - posterior.max())
                shares += posterior / posterior.sum()
                past[t] += 1
        weights[t] = _even(shares)
    return weights, past


def _even(shares: FloatArray) -> FloatArray:
    """Scale weights to a sum of one, after adding :data:`EVEN` months of equal weights."""
    raised = shares + EVEN / shares.size
    return np.asarray(raised / raised.sum())
