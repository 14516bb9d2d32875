"""Replay of a watch day by day over the past, for its pair and for other (placebo) pairs.

Each day uses the lake as known on that day (:class:`~comity.lake.query.view.View` ``as_of``) and the
threshold set before the month. Repeats are merged as in the book. Placebo pairs are treated in the same way,
so that the rate of false alarms is measured and not only promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from comity.lake.query.event_counts import cells
from comity.lake.store import Lake
from comity.measures.change import alarms
from comity.measures.change.alarms import QUIET, Promise, Rate
from comity.parts.follow import daily_counts as days
from comity.parts.follow.alerts import by_record, by_stream
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.alerts.asking import share_of_streams
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.alerts.by_stream import Place
from comity.parts.follow.alerts.wanted import BY_RECORD, BY_STREAM, Wanted
from comity.records import bins
from comity.types import BoolArray, Pair
from comity.vocabulary import hotspots
from comity.watch.inquiry import Inquiry

#: Hotspot and kind.
Key = tuple[str, str]


@dataclass(slots=True)
class Replay:
    """Alerts that a watch would have sent, and false alarms of its placebo pairs, each with the day found.

    ``promises`` holds the threshold of each month, ``days`` the days replayed, ``pairs`` the placebo pairs of
    each place.
    """

    alerts: list[Alert] = field(default_factory=list)
    promises: dict[str, Promise] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    pairs: dict[Key, tuple[Pair, ...]] = field(default_factory=dict)
    false: dict[Key, dict[Pair, list[tuple[date, date]]]] = field(default_factory=dict)

    def rate(self) -> Rate:
        """Return the monthly rate of false alarms among placebo (other) pairs of states.

        Places without placebo pairs are left out, since no rate was promised there.
        """
        span = (self.days[-1] - self.days[0]).days + 1
        alarmed: list[BoolArray] = []
        for place, pairs in sorted((k, v) for k, v in self.pairs.items() if v):
            rows = np.zeros((len(pairs), span), dtype=bool)
            for k, pair in enumerate(pairs):
                rows[k, [(on - self.days[0]).days for _, on in self.false[place].get(pair, [])]] = True
            alarmed.append(rows)
        return alarms.rate(alarmed)


def replay(lake: Lake, wanted: Wanted, stream: str, first: date, last: date, step: int = 1) -> Replay:
    """Run a watch (standing order) on the past, every ``step`` days from ``first`` to ``last``.

    It uses one event stream and the acts on record. Alarms before ``first`` are left out. Placebo pairs
    (other pairs of states) are chosen by days before ``first``.
    """
    out = Replay()
    with TemporaryDirectory() as folder:
        book = Book(Path(folder))
        for n in range(0, (last - first).days + 1, step):
            out.days.append(first + timedelta(n))
            _ask(lake, wanted, stream, out, book)
        out.alerts = [e.alert for e in book.entries.values() if e.alert.day >= first]
    return out


def _ask(lake: Lake, wanted: Wanted, stream: str, out: Replay, book: Book) -> None:
    on = out.days[-1]
    view, now = lake.view(on, packaged=True), datetime.combine(on, time(), UTC)
    pair = wanted.group.pairs[0]
    if any(map(wanted.asks, BY_RECORD)):
        book.tell(by_record.alerts(Inquiry.of_view(view, wanted.group), wanted, on), now)
    sight = days.find_days_in_sight(view, pair, stream, on)
    kinds = [k for k in BY_STREAM if wanted.asks(k)]
    if not sight or not kinds:
        return
    counted = cells(view, [h for h in hotspots.watched() if h.states and not h.own], "day", source=stream)
    scored = by_stream.places(counted, sight, pair, wanted.spots, bins.start(out.days[0], "month"), kinds)
    month, before = f"{on:%Y-%m}", bins.start(on, "month")
    if month not in out.promises:
        out.promises[month] = by_stream.compute_threshold(scored, sight, before, share_of_streams(wanted))
    made = out.promises[month]
    book.tell(by_stream.alerts(view, stream, wanted, scored, sight, made), now)
    for place in scored if made.possible else ():
        _add_placebo_alarms(place, sight, made.threshold, out)


def _add_placebo_alarms(place: Place, sight: Sequence[date], threshold: float, out: Replay) -> None:
    """Add the alarms of placebo (other) pairs of states of one day, except repeats of earlier ones."""
    key = (place.hotspot.id, place.kind)
    pairs = out.pairs.setdefault(key, place.pairs[1:])
    met = out.false.setdefault(key, {})
    loud = alarms.alarms(place.scores[1:], threshold)
    for row, at in zip(*np.nonzero(loud), strict=True):
        day, pair = sight[int(at)], place.pairs[1 + int(row)]
        if pair not in pairs or day < out.days[0] or int(at) < len(sight) - by_stream.LOOK_BACK:
            continue
        if all(abs((day - d).days) > QUIET for d, _ in met.setdefault(pair, [])):
            met[pair].append((day, out.days[-1]))
