"""Missing files of a regular stream, found by the times in the names of its files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from comity.records.coverage import Coverage

_NAME = re.compile(r"(?<!\d)(\d{14})(?!\d)")
NOT_LISTED = "The publisher lists no file of this time."


def slot(name: str) -> datetime | None:
    """Return the time in a file name (``20190201081500.export.CSV.zip``), or ``None``."""
    digits = _NAME.search(name)
    try:
        return datetime.strptime(digits.group(1), "%Y%m%d%H%M%S").replace(tzinfo=UTC) if digits else None
    except ValueError:
        return None


def list_missing(names: Iterable[str], minutes: int) -> list[datetime]:
    """Return the times between the first and the newest file of a stream that lack a file."""
    present = {s for n in names if (s := slot(n)) is not None}
    if not present:
        return []
    at, last, out = min(present), max(present), []
    while at < last:
        at += timedelta(minutes=minutes)
        if at not in present:
            out.append(at)
    return out


def full_days(source: str, names: Iterable[str], least: int) -> list[Coverage]:
    """Return the days with at least ``least`` files, by the dates in their names, as coverage of a source."""
    slots: dict[date, set[datetime]] = {}
    for name in names:
        if (at := slot(name)) is not None:
            slots.setdefault(at.date(), set()).add(at)
    return [Coverage(source, "events", d, d) for d, times in sorted(slots.items()) if len(times) >= least]
