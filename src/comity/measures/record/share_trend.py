"""Is a hotspot taking a larger part of what the two are on record for?

A chronicle grows denser with the years: more is written down of 2023 than of 1993.  So its counts per
year say nothing about stepping up.  What can be compared is a hotspot's *part* of the pair's whole
record, early against late, where the density cancels if it is the same for all hotspots of a window.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.special import xlogy

from comity.records.details import RecordTrendDetail, StepDateDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import LEVEL, FloatArray

METHOD = "share-of-record/2"
NULL = "the same part of the whole record in both windows"
FEWEST = 8
"""Occurrences at the hotspot in both windows together; fewer say nothing either way."""
STEADY = (0.5, 2.0)

METHOD_ONSET = "share-of-record-onset/1"
EDGE = 5
"""Occurrences at either end within which no step is sought."""
DRAWS = 400

MORE, LESS, SAME, LITTLE = "more of the record", "less of the record", "as before", "too little to say"


def share_of_record(
    own: tuple[int, int],
    elsewhere: tuple[int, int],
    records: tuple[str, ...] = (),
    *,
    about: Subject = NO_SUBJECT,
) -> Finding[RecordTrendDetail]:
    """Compare a hotspot's part of the record between two windows.

    Parameters
    ----------
    own : occurrences together at the hotspot, before and after
    elsewhere : the pair's occurrences together everywhere else, before and after
    records : ids behind ``own``
    about : the states and the hotspot

    Returns
    -------
    Finding whose value is one of :data:`MORE`, :data:`LESS`, :data:`SAME` (doubling and halving of the
    odds both ruled out) or :data:`LITTLE`.  ``detail`` has the conditional odds ratio with its exact 90%
    interval (Fisher 1935; Cornfield 1956), ``None`` where unbounded.
    """
    n = sum(own)
    margins = (n, sum(elsewhere), own[0] + elsewhere[0], own[1] + elsewhere[1])
    detail = RecordTrendDetail(
        here_before=own[0],
        here_after=own[1],
        elsewhere_before=elsewhere[0],
        elsewhere_after=elsewhere[1],
        no_placebo="the pair's other hotspots are its comparison",
        no_records="" if records else "nothing is on record here in either window",
    )
    word, low, high = LITTLE, 0.0, math.inf
    if n < FEWEST:
        detail = replace(detail, reason=f"{n} occurrences in both windows, fewer than {FEWEST}")
    elif not all(margins):
        why = f"{n} occurrences in both windows, with nothing to compare them with"
        detail = replace(detail, reason=why)
    else:
        odds, low, high = _odds(own, elsewhere)
        detail = replace(detail, odds_ratio=_finite(odds), low=low, high=_finite(high))
        word = _word(low, high)
        detail = replace(detail, interval_of="odds ratio")
    span = Interval(low, high, LEVEL) if detail.low is not None and math.isfinite(high) else None
    if span is None:
        detail = replace(detail, no_interval=detail.reason or "its upper end is unbounded")
    return Finding(
        Kind.RECORD_TREND,
        about,
        word,
        "",
        NULL,
        n,
        METHOD,
        span,
        records=records,
        records_total=len(records),
        detail=detail,
    )


def _odds(own: tuple[int, int], elsewhere: tuple[int, int]) -> tuple[float, float, float]:
    """Odds ratio of after to before, here to elsewhere, with its exact 90% interval given the margins."""
    table = [[own[1], elsewhere[1]], [own[0], elsewhere[0]]]
    odds = scipy.stats.contingency.odds_ratio(table, kind="conditional")
    bounds = odds.confidence_interval(LEVEL)
    return float(odds.statistic), float(bounds.low), float(bounds.high)


def _word(low: float, high: float) -> str:
    if low > 1:
        return MORE
    if high < 1:
        return LESS
    return SAME if STEADY[0] < low and high < STEADY[1] else LITTLE


def since_when(
    trend: Finding, days: Sequence[date], own: Sequence[bool], records: Sequence[tuple[str, ...]]
) -> Finding:
    """The day since when a hotspot takes a larger or smaller part, dated only after the test has rejected.

    Parameters
    ----------
    trend : of :func:`share_of_record`; without :data:`MORE` or :data:`LESS` there is no date
    days : (n,) first day of each occurrence together in both windows, oldest first
    own : (n,) whether it is of the hotspot
    records : (n,) ids behind each

    Returns
    -------
    Finding whose value is the day of the first occurrence after the step (ISO 8601); ``detail`` has
    ``earliest`` and ``latest`` at 90%.

    Notes
    -----
    Profile likelihood of one step in a Bernoulli sequence (Hinkley and Hinkley 1970, Biometrika 57:477);
    the interval holds the steps whose likelihood is not beyond what series drawn from the fitted step give
    at their true step.  Occurrences of one visit come together, which it does not know: a visit that
    touches one hotspot only makes the interval somewhat narrow.
    """
    direction = {MORE: 1, LESS: -1}.get(str(trend.value), 0)
    n, null, about = len(days), "a step at any other occurrence", trend.subject
    if not direction:
        why = "no step has been established, so there is none to date"
        return cannot_tell(Kind.RECORD_ONSET, about, why, method=METHOD_ONSET, null=null, n=n)
    if n < 2 * EDGE + 2:
        why = f"{n} occurrences are too few to date a step"
        return cannot_tell(Kind.RECORD_ONSET, about, why, method=METHOD_ONSET, null=null, n=n)
    marks = np.asarray(own, dtype=float)[None]
    steps, profile = _profile(marks, direction)
    k = int(profile[0].argmax())
    at = int(steps[k])
    fitted = np.repeat([marks[0, :at].mean(), marks[0, at:].mean()], [at, n - at])
    drawn = (np.random.default_rng(1).random((DRAWS, n)) < fitted).astype(float)
    _, again = _profile(drawn, direction)
    most = float(np.quantile(again.max(axis=1) - again[:, k], LEVEL))
    inside = steps[profile[0] >= profile[0].max() - most]
    ids = tuple(i for mark, of in zip(own, records, strict=True) if mark for i in of)
    return Finding(
        Kind.RECORD_ONSET,
        trend.subject,
        days[at].isoformat(),
        "",
        null,
        n,
        METHOD_ONSET,
        records=ids,
        records_total=len(ids),
        detail=StepDateDetail(
            earliest=days[int(inside.min())].isoformat(),
            latest=days[int(inside.max())].isoformat(),
            no_interval="a date: its range stands in earliest and latest",
            no_placebo="a date is given only where the trend was established",
            level=LEVEL,
            part_before=float(fitted[0]),
            part_after=float(fitted[-1]),
        ),
    )


def _profile(marks: FloatArray, direction: int) -> tuple[NDArray[np.int64], FloatArray]:
    """Log-likelihood of a step before each place, (series, places); a step the wrong way is none."""
    n = marks.shape[1]
    steps = np.arange(EDGE, n - EDGE + 1)
    running = np.cumsum(marks, axis=1)
    early, whole = running[:, steps - 1], running[:, -1:]
    late, after = whole - early, n - steps
    stepped = _loglik(early, steps) + _loglik(late, after)
    right = direction * (late / after - early / steps) > 0
    return steps, np.where(right, stepped, _loglik(whole, np.array([n])))


def _loglik(hits: FloatArray, n: NDArray[np.int64]) -> FloatArray:
    return np.asarray(xlogy(hits, hits / n) + xlogy(n - hits, 1 - hits / n))


def _finite(x: float) -> float | None:
    return x if math.isfinite(x) else None
