"""A group's timeline: all acts and events with dates, forms, record ids and source URLs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from comity.faces.present.sanitize import address, sanitize
from comity.lake.storage.manifest import VERSION
from comity.measures.record.occurrence import Occurrence
from comity.vocabulary import hotspots
from comity.watch import Watch

#: Most characters of a summary.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act or event on the timeline.

    ``precision`` is that of the dates (``month``: some day of the month). ``kind`` is ``together``, ``alone``
    or ``apart``. ``deed`` says whether something was done and not only said; ``None`` if unknown. ``where``
    holds source URLs.
    """

    id: str
    first: date
    last: date
    precision: str
    kind: str
    rung: str
    members: tuple[str, ...]
    hotspots: tuple[str, ...]
    forms: tuple[str, ...]
    deed: bool | None
    toward_third: str
    summary: str
    records: tuple[str, ...]
    sources: tuple[str, ...]
    where: tuple[str, ...]


def entries(watch: Watch, hotspot: str = "") -> list[TimelineEntry]:
    """Return a group's acts and events at one hotspot (place), or at all without repeats, oldest first."""
    by_id: dict[str, Occurrence] = {}
    for spot in [hotspot] if hotspot else list(watch.record.by_hotspot):
        by_id |= {o.id: o for o in watch.answers.record(spot).occurrences}
    rows = watch.record.acts.select(["record_id", "source", "citations"]).to_pylist()
    cited = {r["record_id"]: r for r in rows}
    unsorted = [_entry(o, cited) for o in by_id.values()]
    return sorted(unsorted, key=lambda e: (e.first, e.last, e.id))


def _entry(o: Occurrence, cited: dict[str, dict[str, Any]]) -> TimelineEntry:
    rows = [cited[i] for i in o.records if i in cited]
    where = [address(c["url"] or "") for r in rows for c in r["citations"]]
    return TimelineEntry(
        id=o.id,
        first=o.first,
        last=o.last,
        precision=o.precision,
        kind="apart" if o.friction else "together" if o.together else "alone",
        rung=o.rung,
        members=o.members,
        hotspots=o.hotspots,
        forms=o.forms,
        deed=o.deed,
        toward_third=o.toward_third,
        summary=sanitize(o.summary, LONGEST),
        records=o.records,
        sources=tuple(sorted({r["source"] for r in rows})),
        where=tuple(dict.fromkeys(w for w in where if w)),
    )


def title(watch: Watch, hotspot: str = "") -> str:
    """Return the title of a timeline in one line: the states and, if given, the place."""
    place = hotspots.get(hotspot).name if hotspot else "all hotspots"
    return f"{watch.group.name}: {place}"


def rows(listed: Sequence[TimelineEntry]) -> list[dict[str, Any]]:
    """Return the entries of a timeline as dicts, for CSV and JSON."""
    return [asdict(e) for e in listed]


def write_json(watch: Watch, hotspot: str = "") -> bytes:
    """Return the timeline as a JSON document, with the version, the data fingerprint and citations."""
    document = {
        "title": title(watch, hotspot),
        "group": watch.group.id,
        "hotspot": hotspot,
        "version": VERSION,
        "data": watch.view.fingerprint(),
        "as_of": watch.as_of,
        "data_to": watch.data_to,
        "entries": rows(entries(watch, hotspot)),
        "cite": watch.cite("acts"),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=str).encode() + b"\n"
