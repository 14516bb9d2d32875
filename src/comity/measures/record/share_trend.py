"""Is a hotspot taking a larger part of what the two are on record for?

A chronicle grows denser with the years: more is written down of 2023 than of 1993.  So its counts per
year say nothing about stepping up.  What can be compared is a hotspot's *part* of the pair's whole
record, early against late, where the density cancels if it is the same for all hotspots of a window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.special import xlogy

from comity.errors import QuestionError
from comity.measures.record.coder_error import Known, widened
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

Table = NDArray[np.int64]
Coded = tuple[tuple[int, int], tuple[int, int]]
"""Of the occurrences at the hotspot and elsewhere, those that a machine read: before and after each."""

MORE, LESS, SAME, LITTLE = "more of the record", "less of the record", "as before", "too little to say"


def share_of_record(
    own: tuple[int, int],
    elsewhere: tuple[int, int],
    records: tuple[str, ...] = (),
    *,
    coded: Coded = ((0, 0), (0, 0)),
    coder: Known | None = None,
    about: Subject = NO_SUBJECT,
) -> Finding[RecordTrendDetail]:
    """Compare a hotspot's part of the record between two windows.

    Parameters
    ----------
    own : occurrences together at the hotspot, before and after
    elsewhere : the pair's occurrences together everywhere else, before and after
    records : ids behind ``own``
    coded : how many of ``own`` and of ``elsewhere`` only a machine read from texts
    coder : how well it reads; needed where it read any
    about : the states and the hotspot

    Returns
    -------
    Finding whose value is one of :data:`MORE`, :data:`LESS`, :data:`SAME` (doubling and halving of the
    odds both ruled out) or :data:`LITTLE`.  ``detail`` has the conditional odds ratio with its exact 90%
    interval (Fisher 1935; Cornfield 1956), ``None`` where unbounded.

    Notes
    -----
    What was written down and what a machine read are compared apart, each with its own, and one odds ratio
    fitted to both (exact, stratified: Gart 1970, Biometrika 57:471): a corpus that begins, ends or grows
    between the windows moves nothing.  The interval is widened by what is not known of the coder
    (:func:`comity.measures.record.coder_error.widened`); ``detail`` keeps that without it as ``low_as_read``.
    """
    strata = _strata(own, elsewhere, coded)
    n = sum(own)
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
    elif not strata:
        why = f"{n} occurrences in both windows, with nothing to compare them with"
        detail = replace(detail, reason=why)
    else:
        odds, low, high = _odds(strata)
        if sum(map(sum, coded)):
            read = (*coded[0], *coded[1])
            detail = replace(detail, coded=read, low_as_read=low, high_as_read=_finite(high))
            low, high = _with_error(strata, (low, odds, high), coder)
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


def _strata(own: tuple[int, int], elsewhere: tuple[int, int], coded: Coded) -> dict[str, Table]:
    """Tables (after, before) x (here, elsewhere) that can tell anything: of facts, and of what was read."""
    read = np.array(coded, dtype=int)
    facts = np.array((own, elsewhere), dtype=int) - read
    tables = {"facts": facts[:, ::-1].T, "read": read[:, ::-1].T}
    return {k: t for k, t in tables.items() if t.sum(axis=0).all() and t.sum(axis=1).all()}


def _odds(strata: dict[str, Table]) -> tuple[float, float, float]:
    """Odds ratio common to the tables, with its exact 90% interval, conditional on the margins of each."""
    if len(strata) == 1:
        one = scipy.stats.contingency.odds_ratio(next(iter(strata.values())), kind="conditional")
        bounds = one.confidence_interval(LEVEL)
        return float(one.statistic), float(bounds.low), float(bounds.high)
    weights, first, seen = np.ones(1), 0, 0
    for t in strata.values():
        law = scipy.stats.hypergeom(t.sum(), t.sum(axis=0)[0], t.sum(axis=1)[0])
        least, most = (int(x) for x in law.support())
        weights = np.convolve(weights, law.pmf(np.arange(least, most + 1)))
        first, seen = first + least, seen + int(t[0, 0])
    values, logs = first + np.arange(len(weights)), np.log(np.maximum(weights, 1e-300))

    def chances(log_odds: float) -> FloatArray:
        weighted = logs + values * log_odds
        weighted = np.exp(weighted - weighted.max())
        return np.asarray(weighted / weighted.sum())

    def root(excess: Callable[[float], float]) -> float:
        return math.exp(float(scipy.optimize.brentq(excess, -30.0, 30.0)))

    tail = (1 - LEVEL) / 2
    bottom, top = seen == values[0], seen == values[-1]
    odds = 0.0 if bottom else math.inf if top else root(lambda x: float(chances(x) @ values) - seen)
    low = 0.0 if bottom else root(lambda x: float(chances(x)[values >= seen].sum()) - tail)
    high = math.inf if top else root(lambda x: float(chances(x)[values <= seen].sum()) - tail)
    return odds, low, high


def _with_error(
    strata: dict[str, Table], ratio: tuple[float, float, float], coder: Known | None
) -> tuple[float, float]:
    """The interval with the coder's error, as far as the evidence was read by it."""
    weight = {k: 1 / float((1 / (t + 0.5)).sum()) for k, t in strata.items()}
    part = weight.get("read", 0.0) / sum(weight.values())
    if coder is None:
        raise QuestionError("Acts read by a machine are compared only with what is known of its error.")
    return widened(*ratio, part, coder)


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
