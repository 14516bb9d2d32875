"""Is a pair stepping up in a long event stream?  The last 24 months against all before, and placebo pairs.

A Poisson regression in which log media volume has its own free elasticity (as an offset it is taken to be 1,
and every pair whose news grows less or more than the media looks like a trend), ranked among matched placebo
pairs.  With no volume-adjusted rank among placebos there is no verdict: the model's own errors called
14-18% of stable series rising at nominal 5%.  Series that count everything, without media between, are
compared in :mod:`comity.measures.change.window_change`.

A date is given only after the test has rejected (:mod:`comity.measures.change.onset`); dating first finds a
step in nearly every stable series.

Methods: Poisson quasi-likelihood (Gourieroux, Monfort and Trognon 1984, Econometrica 52:701), HAC errors
(Newey and West 1987, Econometrica 55:703), rank among placebos (Phipson and Smyth 2010).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from comity.errors import QuestionError
from comity.measures.stats import matching, regression
from comity.records.details import RateRatioDetail, TooLittleDetail
from comity.records.finding import Finding, Interval
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import Z90, FloatArray, IntArray

METHOD = "stepping-up/1"

RECENT = 24
"""Months in the window that is held against all before."""
HAC_LAGS = 12
ALPHA = 0.05
"""Size of each one-sided test."""
LEVEL = 1 - 2 * ALPHA
STEADY = (0.5, 2.0)
"""A ratio whose whole interval lies in here has not doubled and not halved: steady."""
FEWEST_ACTS = 20
"""A pair with fewer acts in the whole series gets no verdict."""
FEWEST_PLACEBOS = 19
"""Fewer placebo pairs cannot give a rank of one in twenty."""


@dataclass(frozen=True, slots=True)
class Step:
    """Log rate ratio of the recent window to all before, at equal media volume, and its HAC error."""

    log_ratio: float
    error: float
    elasticity: float


def rate_step(counts: FloatArray, log_volume: FloatArray, recent: int = RECENT) -> Step:
    """Poisson regression of one series on log volume and a step at the recent window.

    Parameters
    ----------
    counts : (months,) acts a month; NaN where the stream did not cover the month
    log_volume : (months,) natural log of the media volume; NaN where unknown
    recent : months in the recent window

    Raises
    ------
    QuestionError
        When either window has no covered month with both a count and a volume, or no act at all.
    """
    months = len(counts)
    late = (np.arange(months) >= months - recent).astype(float)
    ok = ~(np.isnan(counts) | np.isnan(log_volume))
    y, x = counts[ok], log_volume[ok]
    late = late[ok]
    if not 0 < late.sum() < len(y) or y[late == 1].sum() == 0 or y[late == 0].sum() == 0:
        raise QuestionError("A rate ratio needs covered months with acts in both windows.")
    moves = bool(np.ptp(x) > 0)  # media that never change explain nothing and have no elasticity
    columns = [np.ones(len(y)), late, x - x.mean()]
    design = np.column_stack(columns if moves else columns[:2])
    lags = min(HAC_LAGS, len(y) // 4)
    fit = regression.fit_poisson(y, design)
    elasticity = float(fit.coefficients[2]) if moves else 0.0
    return Step(float(fit.coefficients[1]), float(fit.errors_in_time(lags)[1]), elasticity)


def stepping_up(
    counts: FloatArray,
    log_volume: FloatArray,
    own: int,
    placebos: IntArray,
    *,
    matched_on: str = "activity",
    records: tuple[str, ...] = (),
) -> Finding:
    """Whether pair ``own`` acts more in the last 24 months than before, beyond what placebo pairs do.

    Parameters
    ----------
    counts : (pairs, months) acts a month, NaN outside coverage
    log_volume : (months,) or (pairs, months) natural log of media volume
    own : row of the pair asked about
    placebos : rows of the placebo pairs (:func:`comity.measures.stats.matching.matched`)
    matched_on : what they are matched on, in words
    records : ids behind the pair's counts

    Returns
    -------
    Finding whose value is ``stepping up``, ``easing``, ``steady`` or ``too little to say``; ``detail``
    holds ``ratio`` with ``low`` and ``high`` (at equal media volume, over the placebo pairs' median),
    ``elasticity`` and ``share_below``.

    Notes
    -----
    The verdict rests on the rank of the ratio among placebo pairs, exact under exchangeability. The
    interval takes the HAC error times the spread of the placebo pairs' standardised ratios, where that
    is above 1 (Efron 2004). Where a pair's own swings are large (AR(1) .6, standard deviation .65), false
    alarms hold (.067) and power falls to .59 at x2; a negative binomial fit finds no more. Fails when
    the pair's news grows with media volume in a way the placebo pairs' do not, and when only some of a
    pair's sources enter the stream late: refit on a fixed panel of sources and on a second stream.
    """
    counts = np.asarray(counts, float)
    volume = np.broadcast_to(np.asarray(log_volume, float), counts.shape)
    total = int(np.nansum(counts[own]))
    if total < FEWEST_ACTS:
        return _too_little(f"{total} acts, fewer than {FEWEST_ACTS}", total)
    try:
        step = rate_step(counts[own], volume[own])
    except QuestionError as e:
        return _too_little(str(e), total)
    steps = (_step_or_none(counts[p], volume[p]) for p in placebos if p != own)
    others = [s for s in steps if s is not None]
    if len(others) < FEWEST_PLACEBOS:
        return _too_little(f"{len(others)} placebo pairs, fewer than {FEWEST_PLACEBOS}", total)
    return _verdict(step, others, total, matched_on, records)


def _step_or_none(counts: FloatArray, volume: FloatArray) -> Step | None:
    try:
        return rate_step(counts, volume)
    except QuestionError:
        return None


def _too_little(why: str, n: int) -> Finding:
    detail = TooLittleDetail(reason=why)
    return Finding(
        Kind.RISING, NO_SUBJECT, "too little to say", "", "none", n, METHOD, why_not=why, detail=detail
    )


def _verdict(step: Step, others: list[Step], n: int, matched_on: str, records: tuple[str, ...]) -> Finding:
    ratios = np.array([s.log_ratio for s in others])
    centre = float(np.median(ratios))
    z = (ratios - centre) / np.array([max(s.error, 1e-6) for s in others])
    widen = max(1.0, 1.4826 * float(np.median(np.abs(z))))
    half = Z90 * step.error * widen
    ratio, low, high = (math.exp(step.log_ratio - centre + d) for d in (0.0, -half, half))
    rank = matching.rank(step.log_ratio, ratios, matched_on)
    below = matching.rank(-step.log_ratio, -ratios, matched_on).share
    word = trend_word(rank.share <= ALPHA, below <= ALPHA, low, high)
    return Finding(
        Kind.RISING,
        NO_SUBJECT,
        word,
        "",
        "placebo pairs at equal media volume",
        n,
        METHOD,
        interval=Interval(low, high, LEVEL),
        placebo=rank,
        records=records,
        records_total=len(records),
        detail=RateRatioDetail(
            interval_of="ratio of rates",
            ratio=ratio,
            low=low,
            high=high,
            level=LEVEL,
            elasticity=step.elasticity,
            placebo_ratio=math.exp(centre),
            share_above=rank.share,
            share_below=below,
            recent_months=RECENT,
        ),
    )


def trend_word(rises: bool, falls: bool, low: float, high: float) -> str:
    """The word for a test's outcome and the interval of the ratio (``low`` to ``high``).

    ``steady`` claims something: that doubling and halving are both ruled out.
    """
    if rises:
        return "stepping up"
    if falls:
        return "easing"
    return "steady" if STEADY[0] < low and high < STEADY[1] else "too little to say"


__all__ = [
    "Step",
    "rate_step",
    "stepping_up",
    "trend_word",
]
