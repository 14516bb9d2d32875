"""A group's timeline as an iCalendar file (RFC 5545) with one entry per day or span of days."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from comity.errors import MissingExtraError
from comity.faces.present.sanitize import sanitize
from comity.lake.storage.manifest import VERSION
from comity.parts.export.timeline import TimelineEntry, entries, title
from comity.vocabulary import forms, hotspots
from comity.vocabulary.states import display
from comity.watch import Watch

try:
    from icalendar import Calendar, Event
except ImportError:
    raise MissingExtraError("Calendars need the extra: pip install 'comity[export]'.") from None

SUMMARY = 200
KNOWN = {"month": "The day is not known, only the month.", "year": "The day is not known, only the year."}


def calendar(watch: Watch, hotspot: str = "") -> bytes:
    """Return the acts and events of a group of states as an iCalendar file, dated the last day of data."""
    out = Calendar()
    out.add("prodid", f"-//comity//{VERSION}//EN")
    out.add("version", "2.0")
    out.add("x-wr-calname", title(watch, hotspot))
    out.add("x-wr-caldesc", f"Data to {watch.data_to}. From: {', '.join(watch.sources_read())}.")
    stamp = datetime.combine(watch.data_to, time(), UTC)
    for e in entries(watch, hotspot):
        out.add_component(_event(e, stamp))
    return bytes(out.to_ical())


def _event(e: TimelineEntry, stamp: datetime) -> Event:
    """Return an all-day calendar entry that leaves the user's time free; it ends the day after the last."""
    out = Event()
    out.add("uid", f"{sanitize(e.id, SUMMARY)}@comity")
    out.add("dtstamp", stamp)
    out.add("dtstart", e.first)
    out.add("dtend", e.last + timedelta(days=1))
    out.add("summary", sanitize(e.summary, SUMMARY))
    out.add("description", _description(e))
    out.add("categories", [e.kind, *(hotspots.get(h).name for h in e.hotspots)])
    out.add("transp", "TRANSPARENT")
    if e.where:
        out.add("url", e.where[0])
    return out


def _description(e: TimelineEntry) -> str:
    kind = {True: "deed", False: "word", None: "deed or word not known"}[e.deed]
    named = ", ".join(forms.get(f).name.lower() for f in e.forms)
    who = ", ".join(map(display, e.members))
    lines = [
        e.summary,
        f"{e.kind}: {who}; {kind}; {named}",
        KNOWN.get(e.precision, ""),
        f"Records: {', '.join(e.records)}",
        f"Sources: {', '.join(e.sources)}",
        *e.where,
    ]
    return "\n".join(sanitize(x, 4 * SUMMARY * 10) for x in lines if x)
