"""Alerts from an event stream: more joint activity, an end of silence, or divergence.

The threshold of a month comes from other (placebo) pairs on the days before that month. Each alert also says
how similar pairs did in the same week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.event_counts import counts_matrix
from comity.lake.query.view import View
from comity.measures.change import alarms
from comity.measures.change.alarms import WEEK, Promise
from comity.measures.stats import matching
from comity.parts.follow.alerts.alert import RECORDS_SHOWN, Alert, stable_id
from comity.parts.follow.alerts.wanted import BY_STREAM, Wanted
from comity.records.details import WeekAlertDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind, Subject
from comity.types import BoolArray, FloatArray, Pair
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import display
from comity.watch.event_streams import actors_toward, ids_toward, rows_of_pair

#: Least number of earlier acts of each state in a placebo pair.
FEWEST_ACTS = 5
#: Number of last covered days that are checked, because late files may add to them.
LOOK_BACK = alarms.QUIET


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of alert at one hotspot (place watched), with what pairs of states did there.

    Arrays have the shape (pairs, covered days). Row 0 is the pair of the watch, the others are placebo pairs.
    """

    hotspot: Hotspot
    kind: str
    pairs: tuple[Pair, ...]
    happened: BoolArray
    scores: FloatArray


def places(
    cells: pa.Table,
    sight: Sequence[date],
    pair: Pair,
    spots: Sequence[Hotspot],
    before: date,
    kinds: Sequence[str] = BY_STREAM,
) -> list[Place]:
    """Score each kind of alert at each hotspot (place watched) that is not one of the two states.

    Parameters
    ----------
    cells : counts of one stream by day
    sight : covered days, in order
    before : placebo pairs are chosen by their acts before this day
    """
    out = []
    n = sum(d < before for d in sight)
    for spot in spots:
        if not spot.states or spot.own or set(pair) & set(spot.states):
            continue
        toward = cells.filter(pc.equal(cells["hotspot"], spot.id))
        states = actors_toward(toward, spot, pair)
        friendly, hostile = (counts_matrix(toward, spot.id, states, sight, q) for q in ((1, 2), (3, 4)))
        total = {s: int(k) for s, k in zip(states, (friendly + hostile)[:, :n].sum(axis=1), strict=True)}
        pairs = (pair, *matching.like_pairs(total, pair, FEWEST_ACTS))
        row = {s: k for k, s in enumerate(states)}
        a, b = np.array([[row[x], row[y]] for x, y in pairs]).T
        joint = ((friendly + hostile)[a] > 0) & ((friendly + hostile)[b] > 0)
        one, other = (friendly > 0) & (hostile == 0), (hostile > 0) & (friendly == 0)
        split = (one[a] & other[b]) | (one[b] & other[a])
        days_and_scores = {
            "stepping-up": (joint, alarms.steps),
            "silence-broken": (joint, alarms.silences),
            "divergence": (split, alarms.steps),
        }
        out += [
            Place(spot, k, pairs, days, score(days))
            for k, (days, score) in days_and_scores.items()
            if k in kinds
        ]
    return out


def compute_threshold(scored: Sequence[Place], sight: Sequence[date], before: date, budget: float) -> Promise:
    """Return the threshold for scores from ``before`` on, and its false alarm rate, from the days before."""
    n = sum(d < before for d in sight)
    return alarms.promise([p.scores[1:, :n] for p in scored], budget)


def alerts(
    view: View, stream: str, wanted: Wanted, scored: Sequence[Place], sight: Sequence[date], promise: Promise
) -> list[Alert]:
    """Return the alerts of an event stream for the last days it covers, oldest first."""
    if not promise.possible or not sight:
        return []
    loud = [
        (place, int(at))
        for place in scored
        for at in np.flatnonzero(alarms.alarms(place.scores[:1], promise.threshold)[0])
        if at >= len(sight) - LOOK_BACK
    ]
    if not loud:
        return []
    rows = rows_of_pair(view, stream, wanted.group.pairs[0])
    out = [_alert(rows, stream, wanted, place, sight, at, promise) for place, at in loud]
    return sorted(out, key=lambda a: (a.day, a.hotspot, a.kind))


def _alert(
    rows: pa.Table,
    stream: str,
    wanted: Wanted,
    place: Place,
    sight: Sequence[date],
    at: int,
    promise: Promise,
) -> Alert:
    day = sight[at]
    first = sight[max(at - WEEK + 1, 0)]
    ids = ids_toward(rows, place.hotspot, first, day)
    why = _why(stream, place, sight, at, promise, tuple(ids))
    return Alert(
        id=stable_id(wanted.name, wanted.pair, place.kind, place.hotspot.id, day.isoformat()),
        watch=wanted.name,
        pair=wanted.pair,
        hotspot=place.hotspot.id,
        kind=place.kind,
        form="",
        day=day,
        told_on=sight[-1],
        by=stream,
        headline=_headline(place, why),
        why=why,
        records=tuple(ids[:RECORDS_SHOWN]),
        records_total=len(ids),
    )


def _why(
    stream: str, place: Place, sight: Sequence[date], at: int, promise: Promise, ids: tuple[str, ...]
) -> Finding:
    """Return the reason for an alert: statistic, threshold, false alarm rate and rank among similar pairs."""
    week = slice(max(at - WEEK + 1, 0), at + 1)
    own = place.happened[0]
    likes = place.scores[1:, week].max(axis=1)
    rank = matching.rank(float(place.scores[0, at]), likes, "activity, in the same week")
    before = own[: week.start]
    silent = place.kind == "silence-broken"
    value = _gap(own, at) if silent else int(own[week].sum())
    rate = promise.rate
    assert rate is not None, "a promise that is kept has its rate"
    return Finding(
        Kind.UNUSUAL_WEEK,
        Subject(states=place.pairs[0], place=place.hotspot.id, stream=stream),
        value,
        "days without" if silent else f"of {WEEK} days",
        alarms.NULL,
        int(week.start),
        alarms.METHOD,
        placebo=rank,
        records=ids[:RECORDS_SHOWN],
        records_total=len(ids),
        detail=WeekAlertDetail(
            window=(sight[week.start].isoformat(), sight[at].isoformat()),
            usual=round(float(before.mean() * WEEK), 2) if len(before) else None,
            score=round(float(place.scores[0, at]), 2),
            threshold=promise.threshold,
            budget=promise.budget,
            false_a_month=round(rate.value, 3),
            false_a_month_at_most=round(rate.bound, 3),
            placebo_alarms=rate.alarms,
            placebo_pairs=rate.pairs,
            placebo_months=round(rate.months, 2),
            likes_over_threshold=int((likes >= promise.threshold).sum()),
            likes=len(likes),
        ),
    )


def _gap(own: BoolArray, at: int) -> int:
    """Return how many covered days lie between a day with a joint act and the one before it."""
    return at - int(np.flatnonzero(own[:at])[-1]) - 1


def _headline(place: Place, why: Finding) -> str:
    a, b = (display(s) for s in place.pairs[0])
    name = hotspots.get(place.hotspot.id).name
    if place.kind == "silence-broken":
        text = f"{a} and {b} act toward {name} on one day again, after {why.value} days in which they did not"
    elif place.kind == "divergence":
        text = (
            f"{a} and {b} part over {name}: on {why.value} of {WEEK} days one cooperates, the other opposes"
        )
    else:
        text = f"{a} and {b} step up toward {name}: both act on {why.value} of {WEEK} days"
    d = why.read(WeekAlertDetail)
    d = why.read(WeekAlertDetail)
    usual = "" if place.kind == "silence-broken" else f" (usually {d.usual:g})"
    loud, likes = d.likes_over_threshold, d.likes
    beside = f"so did {loud} of {likes} like pairs that week" if loud else f"none of {likes} like pairs did"
    return f"{text}{usual}; {beside}"
