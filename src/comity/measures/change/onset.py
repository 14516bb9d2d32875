"""Since when?  The month of a step, asked only after the step itself has been established.

Profile quasi-likelihood over the month of one step in a Poisson series with log media volume at a free
elasticity (Hinkley 1970, Biometrika 57:1, for the likelihood of a changepoint).  The interval holds all
months whose likelihood is not beyond what a block bootstrap of the fitted series gives at the true month
(Kuensch 1989 for blocks); months are correlated, so chi-square limits would be far too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from comity.measures.stats.block_bootstrap import moving_blocks
from comity.records.details import StepDateDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind
from comity.types import LEVEL, FloatArray, IntArray

METHOD = "onset/1"
DIRECTIONS = {"stepping up": 1, "easing": -1}

EDGE = (12, 6)
"""A step is sought no nearer than this many months to the beginning and to the end."""
BLOCK = 12
"""Months in a block of the bootstrap."""
DRAWS = 200
ELASTICITIES = np.linspace(-0.5, 2.5, 61)
"""Grid of the media elasticity over which the likelihood is maximised."""

_LEAST_ACTS = 0.5  # a side without acts counts as half an act: its rate is small, not nothing


@dataclass(frozen=True, slots=True)
class Onset:
    """Positions in the series: the first month after the step, and the earliest and latest not excluded."""

    at: int
    earliest: int
    latest: int


def profile(
    counts: FloatArray, log_volume: FloatArray, direction: int, grid: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Log quasi-likelihood of a step at each month, maximised over rates and elasticity.

    Parameters
    ----------
    counts : (series, months) without gaps
    log_volume : (months,)
    direction : 1 for a step up, -1 for a step down; a step the wrong way counts as none
    grid : (g,) elasticities

    Returns
    -------
    months : (m,) position of the first month after the step
    likelihood : (series, m)
    """
    bins = counts.shape[1]
    months = np.arange(EDGE[0], bins - EDGE[1] + 1)
    running = np.cumsum(counts, axis=1)
    early, whole = running[:, months - 1], running[:, -1:]
    slope = (counts @ log_volume)[:, None]
    best = np.full(early.shape, -np.inf)
    for elasticity in grid:
        volume = np.cumsum(np.exp(elasticity * log_volume))
        v = volume[months - 1]
        stepped = _loglik(early, v) + _loglik(whole - early, volume[-1] - v)
        rises = (whole - early) / (volume[-1] - v) > early / v
        right = rises if direction > 0 else ~rises
        value = elasticity * slope + np.where(right, stepped, _loglik(whole, volume[-1:]))
        np.maximum(best, value, out=best)
    return months, best


def _loglik(acts: FloatArray, volume: FloatArray) -> FloatArray:
    return np.asarray(acts * np.log(np.maximum(acts, _LEAST_ACTS) / volume))


def date_step(counts: FloatArray, log_volume: FloatArray, direction: int, rng: np.random.Generator) -> Onset:
    """Month of the step and its interval.

    Parameters
    ----------
    counts, log_volume : (months,) without gaps, at least 24
    direction : 1 up, -1 down
    """
    months, likelihood = profile(counts[None], log_volume, direction, ELASTICITIES)
    k = int(likelihood[0].argmax())
    mean = _fitted(counts, log_volume, int(months[k]))
    at = moving_blocks(len(counts), BLOCK, DRAWS, rng)
    again = mean * (counts / mean)[at]
    _, drawn = profile(again, log_volume, direction, ELASTICITIES[::2])
    deviance = drawn.max(axis=1) - drawn[:, k]
    inside = months[likelihood[0] >= likelihood[0].max() - np.quantile(deviance, LEVEL)]
    return Onset(int(months[k]), int(inside.min()), int(inside.max()))


def _fitted(counts: FloatArray, log_volume: FloatArray, step: int) -> FloatArray:
    """Mean of the series for a step at ``step``, at the best elasticity."""
    sides = (slice(None, step), slice(step, None))
    best, out = -np.inf, np.empty(0)
    for elasticity in ELASTICITIES:
        weight = np.exp(elasticity * log_volume)
        rates = [max(counts[s].sum(), _LEAST_ACTS) / weight[s].sum() for s in sides]
        mean = weight * np.repeat(rates, [step, len(counts) - step])
        value = float((counts * np.log(mean) - mean).sum())
        if value > best:
            best, out = value, mean
    return out


def onset(
    trend: Finding, counts: FloatArray, log_volume: FloatArray, labels: Sequence[str], *, seed: int = 0
) -> Finding:
    """The month since when a pair steps up or eases, with its 90% interval.

    Parameters
    ----------
    trend : what :func:`comity.measures.change.stepping_up.stepping_up` found for the same series; without a
        verdict of a step there is no date
    counts, log_volume : (months,) of the pair; uncovered months (NaN) are left out
    labels : (months,) name of each month ("2019-03")
    seed : of the bootstrap

    Returns
    -------
    Finding whose value is the label of the first month after the step; ``detail`` has ``earliest`` and
    ``latest``. Fails, as an answer, on series with more than one step: it dates the greatest.
    """
    direction, about = DIRECTIONS.get(str(trend.value), 0), trend.subject
    if not direction:
        return cannot_tell(
            Kind.RISING_SINCE, about, "no step has been established, so there is none to date", method=METHOD
        )
    ok = np.flatnonzero(~(np.isnan(counts) | np.isnan(log_volume)))
    if len(ok) < sum(EDGE) + BLOCK:
        why = f"{len(ok)} covered months are too few to date a step"
        return cannot_tell(Kind.RISING_SINCE, about, why, method=METHOD, n=len(ok))
    step = date_step(counts[ok], log_volume[ok], direction, np.random.default_rng(seed))
    at, earliest, latest = (labels[ok[i]] for i in (step.at, step.earliest, step.latest))
    return Finding(
        Kind.RISING_SINCE,
        about,
        at,
        "",
        "a step at any other month",
        int(counts[ok].sum()),
        METHOD,
        records=trend.records,
        records_total=trend.records_total,
        detail=StepDateDetail(
            earliest=earliest,
            latest=latest,
            level=LEVEL,
            direction=str(trend.value),
            no_interval="a date: its range stands in earliest and latest",
            no_placebo="placebo pairs decided the trend before it was dated",
        ),
    )
