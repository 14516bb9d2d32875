"""The recent trend of the record: the last two years of the data against the eight before, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comity.measures.record.record import Record
from comity.measures.record.share_trend import share_of_record, since_when
from comity.records import bins
from comity.records.finding import Finding

RECENT_MONTHS = 24
EARLIER_MONTHS = 96
"""Windows of the trend on record: the last two years against the eight before."""

Windows = tuple[int, int]
"""Acts together in the earlier and in the recent window."""


def windows(data_to: date) -> tuple[date, date]:
    """First days of the earlier and of the recent window."""
    recent = bins.following(bins.start(data_to, "month"), "month", 1 - RECENT_MONTHS)
    return bins.following(recent, "month", -EARLIER_MONTHS), recent


def split(hotspot: str, records: Mapping[str, Record], data_to: date) -> tuple[Windows, Windows]:
    """Acts together in both windows: at a hotspot, and elsewhere."""
    earlier, recent = windows(data_to)
    days = {h: [o.first for o in r.together] for h, r in records.items()}
    counts = {
        h: (sum(earlier <= d < recent for d in ds), sum(d >= recent for d in ds)) for h, ds in days.items()
    }
    others = [n for h, n in counts.items() if h != hotspot]
    return counts[hotspot], (sum(x for x, _ in others), sum(y for _, y in others))


def trend(hotspot: str, records: Mapping[str, Record], data_to: date) -> Finding:
    """Whether a hotspot takes a larger part of their record lately."""
    earlier, _ = windows(data_to)
    ids = tuple(i for o in records[hotspot].together if o.first >= earlier for i in o.records)
    at_hotspot, elsewhere = split(hotspot, records, data_to)
    return share_of_record(at_hotspot, elsewhere, ids)


def since(hotspot: str, records: Mapping[str, Record], data_to: date) -> Finding:
    """Since when, where the trend has found a larger or smaller part."""
    earlier, _ = windows(data_to)
    acts = [(o, h == hotspot) for h, r in records.items() for o in r.together if earlier <= o.first]
    acts.sort(key=lambda x: (x[0].first, x[0].id, x[1]))
    days, marks, ids = [o.first for o, _ in acts], [mark for _, mark in acts], [o.records for o, _ in acts]
    return since_when(trend(hotspot, records, data_to), days, marks, ids)
