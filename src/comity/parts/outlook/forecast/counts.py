"""How many next?  Counts of the months ahead as distributions, from the past of one series alone.

Ten simple rules each give a mean: a level that follows (exponentially weighted, alpha .1, .3 or .6), the
same of the logarithms (Gardner 2006, International Journal of Forecasting 22:637: one loud month moves it
less), the mean of the last 24 months (climatology), half of each, and two of these moved by how they erred
of late.  Where the volume of all other events of the stream is known, two more follow the series' part of
that (slowly) and the whole (fast): news grows and shrinks for everybody at once.

Around each mean are negative binomials of six widths.  Rule and width together are mixed: each month's
outcome is shared out among them by how likely they made it, and the shares so far, fading by a twentieth a
month, are the weights of the next forecast (online expectation-maximisation of mixture weights, Cappe and
Moulines 2009, Journal of the Royal Statistical Society B 71:593).  A mixture of widths keeps the long tails
that counts of news have.  What erred the same way for years is corrected
(:mod:`comity.parts.outlook.forecast.mixtures`).

A forecast reads nothing after its origin: shuffling the future cannot change it.  A month that nobody saw
is NaN: levels wait, means leave it out, and no error is counted there.
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


ALPHA = 0.3
"""Weight of the newest month in the level that is the one to beat."""

ALPHAS = (0.1, 0.3, 0.6)
MEMORY = 24
"""Months of the climatology."""

FIRST = 24
"""Months that must be seen before the first forecast."""

PAST = 8
"""Past errors that must be known before a distribution is given."""

KEEP = 0.9
"""What an error of a rule's height still weighs a month later."""

SHARE_KEPT = 0.95
"""What a share of a month's outcome still weighs a month later.  Chosen on the first half of the origins of
the streams at hand (docs/outlook.md)."""

WIDTHS: FloatArray = np.array([0.02, 0.06, 0.15, 0.3, 0.6, 1.2])
"""Excess variances of the negative binomials around each rule."""

EVEN = 1.0
"""Months' worth of equal shares that every rule and width begins with."""

MOST_EXCESS = 8.0

FLOOR = 0.05
"""Least mean of a month: what never happened may happen."""

LEAST = 0.006
"""Weight below which a rule and width are left out of the mix."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is forecast: the sum of ``span`` months, the first of them ``lead`` months after the origin."""

    lead: int = 1
    span: int = 1

    @property
    def reach(self) -> int:
        """Months from the origin to the last month meant."""
        return self.lead + self.span - 1


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """A distribution over the count of one target; it rests on ``past`` errors."""

    ahead: Ahead
    pmf: FloatArray
    past: int

    @property
    def mean(self) -> float:
        """Expected count."""
        return float(self.pmf @ np.arange(len(self.pmf)))

    @property
    def any(self) -> float:
        """Probability of at least one."""
        return float(1 - self.pmf[0])


def levels(counts: FloatArray, alpha: float = ALPHA) -> FloatArray:
    """Exponentially weighted level after each month, shape (months,); NaN before the first month seen."""
    out = np.full(len(counts), np.nan)
    level = np.nan
    for t, y in enumerate(counts):
        if not np.isnan(y):
            level = y if np.isnan(level) else alpha * y + (1 - alpha) * level
        out[t] = level
    return out


def log_levels(counts: FloatArray, alpha: float = ALPHA) -> FloatArray:
    """Exponentially weighted level of log(count + 1/2) after each month, back in counts, shape (months,)."""
    return np.asarray(np.maximum(np.exp(levels(np.log(counts + 0.5), alpha)) - 0.5, 0.0))


def climatology(counts: FloatArray, memory: int = MEMORY) -> FloatArray:
    """Mean of the last ``memory`` months after each month, unseen ones left out, shape (months,)."""
    months_known = np.concatenate([[0.0], np.cumsum(~np.isnan(counts))])
    total = np.concatenate([[0.0], np.cumsum(np.nan_to_num(counts))])
    now = np.arange(1, len(counts) + 1)
    before = np.maximum(now - memory, 0)
    n = months_known[now] - months_known[before]
    return np.where(n > 0, (total[now] - total[before]) / np.maximum(n, 1), np.nan)


def outcomes(counts: FloatArray, ahead: Ahead) -> FloatArray:
    """Return what became of the target of each origin, shape (months,).

    NaN where a month of it was not seen.
    """
    out = np.full(len(counts), np.nan)
    for t in range(len(counts) - ahead.reach):
        out[t] = counts[t + ahead.lead : t + ahead.reach + 1].sum()
    return out


def benchmarks(counts: FloatArray, ahead: Ahead) -> dict[str, list[Forecast | None]]:
    """Forecasts at each origin by the rules to beat.

    ``mean``: the mean of the last 24 months, the climatology that the bars are set against; ``level``: the
    exponentially weighted level; ``persistence``: the last month.  Around each is one negative binomial
    with the excess variance of its last 24 known errors.  ``climatology``, harder to beat: the counts of the
    last 24 months as they lie.
    """
    plain = {"mean": climatology(counts), "level": levels(counts), "persistence": levels(counts, 1.0)}
    return {
        "climatology": [_lying(counts, ahead, t) for t in range(len(counts))],
        **{k: _alone(_target(v, counts, ahead), counts, ahead) for k, v in plain.items()},
    }


def _alone(mean: FloatArray, counts: FloatArray, ahead: Ahead) -> list[Forecast | None]:
    """One rule by itself: excess variance by moments of its newest known errors."""
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


def _lying(counts: FloatArray, ahead: Ahead, t: int) -> Forecast | None:
    """Return the sums of ``span`` months within the last 24 up to ``t``, each as likely as the other."""
    recent = counts[max(0, t + 1 - MEMORY) : t + 1]
    sums = np.convolve(recent, np.ones(ahead.span), "valid") if len(recent) >= ahead.span else recent[:0]
    whole = sums[~np.isnan(sums)].astype(np.int64)
    return Forecast(ahead, np.bincount(whole) / len(whole), len(whole)) if len(whole) >= PAST else None


def rules(counts: FloatArray, ahead: Ahead, volume: FloatArray | None = None) -> list[FloatArray]:
    """Mean forecasts of the rules that are mixed, at each origin; NaN where none can be given."""
    level, long = levels(counts), climatology(counts)
    followed = [levels(counts, a) for a in ALPHAS]
    plain = [level, (level + long) / 2, *followed[::2], long, *(log_levels(counts, a) for a in ALPHAS)]
    plain += [] if volume is None else _parts(counts, volume)
    out = [_target(v, counts, ahead) for v in plain]
    truth = outcomes(counts, ahead)
    return [*out, *(_move_rule(v, truth, ahead) for v in out[:2])]


def _parts(counts: FloatArray, volume: FloatArray) -> list[FloatArray]:
    """Return part of the news of all others, by sums and by logarithms, times how much news there is now."""
    slow, fast = ALPHAS[0], ALPHAS[2]
    beside = np.where(np.isnan(counts), np.nan, volume)
    share = levels(counts, slow) / levels(beside, slow)
    log_share = np.exp(levels(np.log((counts + 0.5) / beside), slow))
    return [share * levels(volume, fast), log_share * levels(volume, fast)]


def _target(per_month: FloatArray, counts: FloatArray, ahead: Ahead) -> FloatArray:
    early = np.cumsum(~np.isnan(counts)) < FIRST
    return np.where(early, np.nan, np.maximum(per_month, FLOOR) * ahead.span)


def _move_rule(mean: FloatArray, truth: FloatArray, ahead: Ahead) -> FloatArray:
    """Move a rule by how its known outcomes ran above or below it, shrunk by three errors of none."""
    errors = np.log((truth + 0.5) / (mean + 0.5))
    usable = ~np.isnan(errors)
    total = _fading(np.where(usable, errors, 0.0)[:, None], ahead)[:, 0]
    n = _fading(usable.astype(float)[:, None], ahead)[:, 0]
    return mean * np.exp(np.clip(total / (n + 3), -1.5, 1.5))


def _fading(rows: FloatArray, ahead: Ahead) -> FloatArray:
    """Return sums over the rows whose target has ended by each origin, older ones with less weight.

    Same shape.
    """
    out, total = np.zeros_like(rows), np.zeros(rows.shape[1])
    for t in range(ahead.reach, len(rows)):
        total = KEEP * total + rows[t - ahead.reach]
        out[t] = total
    return out


def _log_likelihood(mean: FloatArray, outcome: FloatArray) -> FloatArray:
    """Log probability of each outcome at each width, shape (months, widths); NaN if unknown."""
    m, y, size = mean[:, None], outcome[:, None], 1 / WIDTHS[None, :]
    free = gammaln(y + size) - gammaln(size) + size * np.log(size / (size + m)) + y * np.log(m / (size + m))
    return np.asarray(free - gammaln(y + 1))


def forecast(
    counts: FloatArray, ahead: Ahead, plain: float = 0.0, volume: FloatArray | None = None
) -> Forecast | None:
    """Return the forecast after the last month of a series; ``None`` where too little was seen.

    Parameters
    ----------
    counts : one number a month, oldest first, NaN where the month was not seen, shape (months,)
    ahead : the target
    plain : share of the mix that goes to the counts of the last 24 months as they lie
    volume : events of all others in the stream by month, above 0, NaN where the month was not covered
    """
    if not len(counts):
        return None
    last = len(counts) - 1
    return pool(rolling(counts, ahead, origins=[last], volume=volume), [_lying(counts, ahead, last)], plain)[
        0
    ]


def pool(
    forecasts: Sequence[Forecast | None], lying: Sequence[Forecast | None], plain: float
) -> list[Forecast | None]:
    """Forecasts with this share of their distribution given to another of the same origin and target."""
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
    """Return the forecast at every origin (or these), each from what was seen by then."""
    if not len(counts):
        return []
    at = range(len(counts)) if origins is None else origins
    mixed, truth = np.stack(rules(counts, ahead, volume)), outcomes(counts, ahead)
    weight, past = _learnt(mixed, truth, ahead)
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


def _learnt(mixed: FloatArray, truth: FloatArray, ahead: Ahead) -> tuple[FloatArray, NDArray[np.int64]]:
    """Weights at each origin, shape (months, rules, widths), and how many outcomes were known by then."""
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
    """Shares as weights that sum to one, :data:`EVEN` months of equal ones added."""
    raised = shares + EVEN / shares.size
    return np.asarray(raised / raised.sum())
