"""Series of a hotspot by time bin: recorded acts, and bins in which both states acted beside the expectation.

A series runs from 1991 to the last day that any record can cover. A bin without coverage is ``None``, never
0; a bin with partial coverage says how much of it is covered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from comity.errors import QuestionError
from comity.measures.coaction import joint_bins
from comity.measures.coaction.time_axis import Counted
from comity.measures.record import record as measure
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.records import bins
from comity.records.coverage import Coverage
from comity.records.shown import Shown, flatten
from comity.watch.event_streams import third_places
from comity.watch.inquiry import Inquiry

FIRST = date(1991, 1, 1)
BINS = ("year", "quarter", "month")
NULL = "each one's own activity, everyone's news and their group"
RECORDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Point:
    """What was observed and expected in one time bin; ``observed`` is ``None`` if no source covers the bin.

    ``covered`` is the covered part of the days, 0 to 1. ``expected`` and its 90% band, ``low`` to ``high``,
    are ``None`` if there is no expectation. ``records`` has at most 20 of the ``records_total`` ids.
    """

    start: date
    label: str
    covered: float
    observed: int | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    records: tuple[str, ...] = ()
    records_total: int = 0


@dataclass(frozen=True, slots=True)
class Series(Shown):
    """A series of counts by time bin at one hotspot (place watched).

    ``what`` is ``together``, ``joint``, ``apart`` or ``alone`` (recorded occurrences), or ``joint bins`` (of
    an event stream). ``unplaced`` counts the occurrences whose date is too vague for the bins.
    """

    hotspot: str
    what: str
    bin: str
    unit: str
    null: str
    method: str
    points: tuple[Point, ...]
    stream: str = ""
    unplaced: int = 0


@flatten.register
def _flatten(series: Series) -> list[dict[str, Any]]:
    shared = asdict(series)
    return [shared | point for point in shared.pop("points")]


def check(bin: str) -> None:  # noqa: A002 - the field's own word
    """Raise an error for a bin size that no series has."""
    if bin not in BINS:
        raise QuestionError(f"A series is by {', '.join(BINS[:-1])} or {BINS[-1]}, not by {bin!r}.")


def of_hotspot(inquiry: Inquiry, record: Record, bin: str) -> list[Series]:  # noqa: A002
    """Return every series of counts at a hotspot: recorded acts, then bins in which both acted, by stream."""
    out = count_on_record(record, inquiry.view.coverage(), bin, inquiry.data_to)
    pair = inquiry.group.pairs[0]
    for stream in inquiry.counts.values():
        counts = third_places(stream, pair).get(record.hotspot)
        series = measure_stream(counts, record.hotspot, pair, bin, inquiry.data_to) if counts else None
        out += [series] if series else []
    return out


def count_on_record(record: Record, coverage: Iterable[Coverage], bin: str, last: date) -> list[Series]:  # noqa: A002
    """Return the series of recorded acts at a hotspot: together, joint, apart, and by one state alone.

    Parameters
    ----------
    record : the record of the hotspot
    coverage : the coverage of the view; a day counts as covered if acts of every member could be recorded
    bin : ``year``, ``quarter`` or ``month``
    last : last day of the series
    """
    check(bin)
    starts = bins.starts(FIRST, max(last, FIRST), bin)
    group = set(record.group.codes)
    sight = [
        (c.first, c.last) for c in coverage if c.table == "acts" and (c.states is None or group <= c.states)
    ]
    parts = [_part(sight, a, b) for a, b in pairwise(starts)]
    kinds: dict[str, Callable[[Occurrence], bool]] = {
        "together": lambda o: o.together,
        "joint": lambda o: o.rung in ("joint", "standing"),
        "apart": lambda o: o.friction,
        "alone": lambda o: not (o.together or o.friction) and len(o.members) < len(group),
    }
    return [_counts(record, what, kind, bin, starts, parts) for what, kind in kinds.items()]


def _counts(
    record: Record,
    what: str,
    kind: Callable[[Occurrence], bool],
    bin: str,  # noqa: A002
    starts: Sequence[date],
    sight: Sequence[float],
) -> Series:
    acts = [o for o in record.occurrences if kind(o)]
    placed = measure.count_per_bin(acts, starts)
    points = []
    for start, inside, part in zip(starts, placed, sight, strict=False):
        ids = tuple(i for o in inside for i in o.records)
        n = len(inside) if inside or part else None
        points.append(
            Point(start, bins.label(start, bin), part, n, records=ids[:RECORDS_SHOWN], records_total=len(ids))
        )
    unplaced = sum(FIRST <= o.first < starts[-1] for o in acts) - sum(map(len, placed))
    return Series(
        record.hotspot,
        what,
        bin,
        "occurrences",
        measure.NULL,
        measure.METHOD,
        tuple(points),
        unplaced=unplaced,
    )


def _part(sight: Iterable[tuple[date, date]], first: date, after: date) -> float:
    days = np.zeros((after - first).days, dtype=bool)
    for a, b in sight:
        days[max((a - first).days, 0) : max((b - first).days + 1, 0)] = True
    return float(days.mean())


def measure_stream(
    counts: Counted,
    hotspot: str,
    pair: tuple[str, str],
    bin: str,  # noqa: A002
    last: date,
) -> Series | None:
    """Return in how many bins both states acted in a stream, and the expectation; ``None`` if untestable."""
    rows = counts.states.index(pair[0]), counts.states.index(pair[1])
    joint = joint_bins.joint_bins(counts.counts, rows, counts.axis)
    if joint is None:
        return None
    starts = bins.starts(FIRST, max(last, FIRST), bin)
    width = timedelta(7 if counts.width == "week" else 1)
    middles = np.array([(b + width / 2).toordinal() for b in counts.bins])
    points = []
    for start, after in pairwise(starts):
        at = (middles >= start.toordinal()) & (middles < after.toordinal()) & joint.in_sight
        part = min(1.0, float(at.sum()) * width.days / (after - start).days)
        if at.any():
            observed, expected, low, high = joint.band(at)
            points.append(Point(start, bins.label(start, bin), part, observed, expected, low, high))
        else:
            points.append(Point(start, bins.label(start, bin), 0.0, None))
    unit = f"{counts.width}s in which both act"
    return Series(
        hotspot, "joint bins", bin, unit, NULL, joint_bins.METHOD, tuple(points), stream=counts.stream
    )
