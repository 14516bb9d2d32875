"""All alerts of a watch on a given day, from event streams and from the record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from comity.lake.query.view import View
from comity.measures.change import alarms
from comity.measures.change.alarms import Promise
from comity.parts.follow import daily_counts
from comity.parts.follow.alerts import by_record, by_stream
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.alerts.wanted import BY_RECORD, BY_STREAM, Wanted
from comity.records import bins
from comity.vocabulary import hotspots
from comity.watch.event_streams import sources_of_events
from comity.watch.inquiry import Inquiry

#: Share of a watch's budget for machine-coded acts; the rest is divided equally among event streams.
READ_SHARE = 0.5
#: Days without data after which a stream gets no share of the budget.
STALE = 45
PARTS = ("streams", "record")


@dataclass(frozen=True, slots=True)
class Answer:
    """A watch's alerts to send and to hold back on a day, and each event stream's promised false alarms."""

    alerts: tuple[Alert, ...]
    held_back: tuple[Alert, ...]
    promises: dict[str, Promise]


def ask(view: View, wanted: Wanted, book: Book, on: date, parts: Collection[str] = PARTS) -> Answer:
    """Return the alerts of one watch (standing order) from the records of the current lake.

    Parameters
    ----------
    view : the records as they are now
    on : today
    parts : ``streams``, ``record`` or both: the parts that changed
    """
    alerts, held_back, promises = list[Alert](), list[Alert](), dict[str, Promise]()
    if "streams" in parts and any(map(wanted.asks, BY_STREAM)):
        sights = live(view, wanted, on)
        for stream, sight in sights.items():
            more, promises[stream] = _ask_stream(view, stream, wanted, book, sight, len(sights))
            alerts += more
    if "record" in parts and any(map(wanted.asks, BY_RECORD)):
        more, held_back = _ask_record(view, wanted, book, on)
        alerts += more
    return Answer(tuple(alerts), tuple(held_back), promises)


def live(view: View, wanted: Wanted, on: date) -> dict[str, list[date]]:
    """Return for each event stream that recently covered both states the days that it covers."""
    streams = sources_of_events(view)
    days = {s: daily_counts.find_days_in_sight(view, wanted.group.codes, s, on) for s in streams}
    return {s: d for s, d in days.items() if d and (on - d[-1]).days <= STALE}


def share_of_streams(wanted: Wanted) -> float:
    """Return how many of a watch's allowed false alarms a month event streams may cause."""
    return wanted.budget * (1 - READ_SHARE if any(map(wanted.asks, BY_RECORD)) else 1)


def _ask_stream(
    view: View, stream: str, wanted: Wanted, book: Book, sight: Sequence[date], of: int
) -> tuple[list[Alert], Promise]:
    if why := alarms.too_short(len(sight)):
        return [], Promise(share_of_streams(wanted) / of, 0.0, why_not=why)
    cells = daily_counts.count_daily(
        view, stream, [h for h in hotspots.watched() if h.states and not h.own]
    ).cells
    pair, kinds = wanted.group.pairs[0], [k for k in BY_STREAM if wanted.asks(k)]
    budget = share_of_streams(wanted) / of
    key = f"{wanted.name} {stream} {sight[-1]:%Y-%m} {budget:g}"
    made = book.promises.get(key)
    scored = by_stream.places(cells, sight, pair, wanted.spots, bins.start(sight[-1], "month"), kinds)
    if made is None:
        for width in ("month", "week"):  # a stream too new for months may do by weeks
            made = by_stream.compute_threshold(scored, sight, bins.start(sight[-1], width), budget)
            if made.possible:
                book.promise(key, made)
                break
    assert made is not None, "made by the month at least"
    return by_stream.alerts(view, stream, wanted, scored, sight, made), made


def _ask_record(view: View, wanted: Wanted, book: Book, on: date) -> tuple[list[Alert], list[Alert]]:
    inquiry = Inquiry.of_view(view, wanted.group)
    earlier = [e.alert for e in book.entries.values() if e.alert.watch == wanted.name]
    known = {a.id for a in earlier}
    met = by_record.alerts(inquiry, wanted, on)
    sent, held_back = by_record.ration_alerts(
        [a for a in met if a.id not in known], earlier, wanted.budget * READ_SHARE
    )
    return [*(a for a in met if a.id in known), *sent], held_back
