"""Health report of ``comity follow``, from its saved state and book of alerts, so any process can make it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from comity.errors import LakeDamagedError
from comity.lake.storage.manifest import VERSION
from comity.lake.store import Lake
from comity.parts.follow import publication_schedule, rounds
from comity.parts.follow import state as notes
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.feeds import Feed, all_feeds
from comity.parts.follow.state import FeedState, FollowState, moment

#: How late a round may be before the service counts as stopped.
SLACK = timedelta(minutes=10)
#: Failed polls in a row from which a feed counts as failing.
FAILING = 3


def report(lake: Lake, now: datetime | None = None, feeds: Iterable[Feed] = ()) -> dict[str, Any] | None:
    """Return the health report as plain values; ``None`` if ``comity follow`` never ran on this lake.

    ``state`` is ``starting`` (no round has ended yet), ``ok``, ``behind`` (a feed fails or is late, or a
    channel fails), ``clock`` (a saved time lies in the future) or ``stopped``.

    Parameters
    ----------
    now : current time (default: the clock's)
    feeds : feeds to report on (default: the package's)
    """
    now = now or Means().clock()
    note = notes.read(lake.root)
    if not note.started_at and not note.feeds:
        return None
    known = {f.source: f for f in feeds} or all_feeds()
    followed = [known.get(s, Feed(s, 60)) for s in note.feeds]
    rows = [_feed(lake, f, note.of(f.source), now) for f in followed]
    book = Book(lake.root)
    kinds = Counter(e.alert.kind for e in book.entries.values())
    return {
        "state": _state(note, rows, now),
        "version": VERSION,
        "started_at": note.started_at,
        "beat_at": note.beat_at,
        "feeds": rows,
        "alerts": {
            "told": len(book.entries),
            "not_seen": sum(not e.seen_at for e in book.entries.values()),
            "by_kind": dict(sorted(kinds.items())),
        },
        "no_promise": {w: p for w, p in note.why_not.items() if p},
        "channels_failed": note.failed,
    }


def late(lake: Lake, now: datetime) -> str:
    """Return a sentence on the sources that are late with new files, or ""."""
    try:
        health = report(lake, now)
    except LakeDamagedError as e:
        return str(e)
    if health is None or health["state"] == "starting":
        return ""
    if health["state"] == "stopped":
        return f"Following has stopped: the last round was {health['beat_at'][:10]}."
    if health["state"] == "clock":
        return (
            f"The clock was wrong: following last ended a round at {health['beat_at'][:16]}, in the future."
        )
    late_ones = [f["source"] for f in health["feeds"] if f["state"] != "ok"]
    return f"Late with more: {', '.join(late_ones)}." if late_ones else ""


def _state(note: FollowState, rows: Sequence[dict[str, Any]], now: datetime) -> str:
    if not note.beat_at:
        return "starting"
    if moment(note.beat_at) > now + rounds.SLACK or any(r["state"] == "clock" for r in rows):
        return "clock"
    if now > min((moment(t.next_at) for t in note.feeds.values()), default=now) + SLACK:
        return "stopped"
    return "behind" if note.failed or any(r["state"] != "ok" for r in rows) else "ok"


def _feed(lake: Lake, feed: Feed, t: FeedState, now: datetime) -> dict[str, Any]:
    wanting = rounds.gaps(lake, feed, t)
    newest = publication_schedule.slot(t.newest)
    lag = (now - newest).total_seconds() if newest else None
    late = lag is not None and lag > 4 * 60 * feed.slot
    return {
        "source": feed.source,
        "state": "clock"
        if rounds.is_misdated(feed, t, now)
        else "failing"
        if t.failed >= FAILING
        else "late"
        if late
        else "ok",
        "asked_at": t.asked_at,
        "got_at": t.got_at,
        "next_at": t.next_at,
        "newest": t.newest,
        "lag_seconds": lag,
        "failed": t.failed,
        "files": t.files,
        "corrected": t.corrected,
        "rows": t.rows,
        "wanting": len(wanting),
        "by_status": dict(sorted(Counter(g["status"] for g in wanting).items())),
        "gaps": wanting,
    }


def lines(health: dict[str, Any]) -> Sequence[str]:
    """Return the health report as a few lines of text."""
    a = health["alerts"]
    out = [
        f"Following: {health['state']}; last round {health['beat_at'] or 'never'}; "
        f"{a['told']:,} alerts told, {a['not_seen']:,} not seen"
    ]
    for f in health["feeds"]:
        parts = ", ".join(f"{n:,} {s}" for s, n in f["by_status"].items())
        newest = f", newest {f['newest']}" if f["newest"] else ""
        out.append(
            f"  {f['source']:<18}{f['state']:<9}{f['files']:,} files ({f['corrected']:,} corrected), "
            f"{f['rows']:,} rows{newest}; {f'wanting: {parts}' if parts else 'nothing wanting'}"
        )
    for watch, streams in health["no_promise"].items():
        out += [f"  {watch}: no alerts from {s}: {why}" for s, why in streams.items()]
    out += [f"  {why}" for why in health["channels_failed"].values()]
    return out
