"""Is a pair acting together more often at a hotspot, by an event stream, and since when?

Days on which both act, by month, at equal media volume toward the place, against pairs of like activity;
a date only after that test has rejected.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from comity.lake.query.event_counts import cells, counts_matrix, covered_bins
from comity.measures.change import onset, stepping_up
from comity.measures.stats import matching
from comity.records import bins
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import FloatArray
from comity.vocabulary.hotspots import Hotspot
from comity.watch import event_streams
from comity.watch.inquiry import Inquiry
from comity.watch.questions import tallies
from comity.watch.questions.tallies import PairStream

FEWEST_MONTHS = 180
"""Months in sight that a trend needs: in fewer, stable pairs are too often said to rise."""
NULL = "placebo pairs at equal media volume"


def months_in_sight(stream: PairStream) -> list[date]:
    """Whole months of the window that the stream saw."""
    covered = covered_bins(stream.view.coverage(), stream.pair, "month", source=stream.name)
    return [
        m for m in covered if stream.since <= m and bins.following(m, "month") - timedelta(1) <= stream.until
    ]


def too_short(months: int) -> str:
    """Why so many months tell no trend, or ""."""
    if months >= FEWEST_MONTHS:
        return ""
    return f"the stream is too short: {months} whole months in sight, {FEWEST_MONTHS} needed"


def stepped(
    counts: FloatArray, log_volume: FloatArray, span: list[date], records: tuple[str, ...]
) -> list[Finding]:
    """Trend and date of the first of several pairs.

    Parameters
    ----------
    counts : (pairs, months) the pair's own first, NaN out of sight
    log_volume : (months,)
    span : first day of each month
    """
    likes = matching.matched(np.log1p(np.nansum(counts, axis=1)), 0, tallies.PLACEBOS)
    trend = stepping_up.stepping_up(counts, log_volume, 0, likes, records=records)
    labels = [m.isoformat()[:7] for m in span]
    return [trend, onset.onset(trend, counts[0], log_volume, labels)]


def stepping_up_at(inquiry: Inquiry, spot: Hotspot) -> list[Finding]:
    """Whether a pair acts together more often lately at a hotspot, by each stream, and since when."""
    if inquiry.pair is None or not spot.states or set(inquiry.pair) & set(spot.states):
        return []
    pair, window = inquiry.pair, inquiry.window(spot.id)
    of_streams = [PairStream.of(inquiry.streams, pair, s, *window) for s in inquiry.streams.names()]
    return [f for s in of_streams if s.weeks for f in in_stream(s, spot)]


def in_stream(stream: PairStream, spot: Hotspot) -> list[Finding]:
    """Whether the two act on the same days more often lately, and since when."""
    about = Subject(states=stream.pair, place=spot.id, stream=stream.name)
    months = months_in_sight(stream)
    if why := too_short(len(months)):
        trends = [
            cannot_tell(Kind.RISING, about, why, method=stepping_up.METHOD, null=NULL, n=len(months)),
            cannot_tell(Kind.RISING_SINCE, about, why, method=onset.METHOD, null=NULL, n=len(months)),
        ]
    else:
        ids = event_streams.ids_toward(stream.rows, spot, months[0], stream.last)
        trends = stepped(*_joint_days(stream, spot, months), records=tuple(ids))
    return [replace(f, subject=about) for f in trends]


def _joint_days(
    stream: PairStream, spot: Hotspot, months: list[date]
) -> tuple[FloatArray, FloatArray, list[date]]:
    """Days on which both of each pair act, by month (pairs, months), log of all acts, and the months."""
    span = bins.starts(months[0], months[-1], "month")[:-1]
    days = bins.starts(span[0], bins.following(span[-1], "month") - timedelta(1), "day")[:-1]
    table = cells(stream.view, [spot], "day", source=stream.name)
    states = event_streams.actors_toward(table, spot, stream.pair)
    acts = counts_matrix(table, spot.id, states, days)
    total = {s: int(n) for s, n in zip(states, acts.sum(axis=1), strict=True)}
    row = {s: k for k, s in enumerate(states)}
    pairs = [stream.pair, *tallies.like_pairs(total, stream.pair, stepping_up.FEWEST_ACTS)]
    at = (
        np.searchsorted(np.array(span, dtype="datetime64[D]"), np.array(days, dtype="datetime64[D]"), "right")
        - 1
    )
    counts = np.array(
        [np.bincount(at, (acts[row[x]] > 0) & (acts[row[y]] > 0), len(span)) for x, y in pairs], dtype=float
    )
    volume = np.bincount(at, acts.sum(axis=0), len(span)).astype(float)
    unseen = ~np.isin(np.array(span), np.array(months))
    counts[:, unseen] = np.nan
    return counts, np.log(np.where((volume > 0) & ~unseen, volume, np.nan)), span
