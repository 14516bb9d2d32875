"""Which files of a steady stream never came?  A file every so many minutes, by the time in its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_NAME = re.compile(r"(?<!\d)(\d{14})(?!\d)")
NOT_LISTED = "The publisher lists no file of this time."


def slot(name: str) -> datetime | None:
    """The time in the name of a file (``20190201081500.export.CSV.zip``), ``None`` without one."""
    found = _NAME.search(name)
    try:
        return datetime.strptime(found.group(1), "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def wanting(names: Iterable[str], minutes: int) -> list[datetime]:
    """Times between the first and the newest file held of which no file is held."""
    held = {s for n in names if (s := slot(n)) is not None}
    if not held:
        return []
    at, last, out = min(held), max(held), []
    while at < last:
        at += timedelta(minutes=minutes)
        if at not in held:
            out.append(at)
    return out
