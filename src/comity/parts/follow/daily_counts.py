"""Counts of acts by day, recomputed only for days with new files.

Each stream has one file, ``following/days/<stream>.cells``, updated by
:mod:`comity.lake.query.incremental_counts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from comity.lake.query.incremental_counts import IncrementalCells, bring_up_to_date
from comity.lake.query.view import View, covered_bins
from comity.parts.follow import publication_schedule
from comity.parts.follow.feeds import all_feeds
from comity.parts.follow.state import FOLDER
from comity.vocabulary.hotspots import Hotspot


def count_daily(view: View, stream: str, spots: Sequence[Hotspot]) -> IncrementalCells:
    """Return the number of acts of governments toward each hotspot (place watched), by day.

    Parameters
    ----------
    view : current view of the lake, not one as of an earlier day
    stream : id of an event source
    spots : hotspots to count
    """
    where = view.root / FOLDER / "days" / f"{stream}.cells"
    return bring_up_to_date(view, spots, "day", stream, where)


def find_days_in_sight(
    view: View, states: Sequence[str], stream: str, last: date | None = None
) -> list[date]:
    """Return the days up to ``last`` on which an event stream covered all these states.

    A file of a regular stream covers only part of a day. A day counts once it has ``full_day`` files (see the
    feed).
    """
    coverage, feed = view.coverage(), all_feeds().get(stream)
    if feed is not None and feed.full_day:
        names = [f.name for f in view.files.values() if f.source == stream]
        coverage += publication_schedule.full_days(stream, names, feed.full_day)
    return [d for d in covered_bins(coverage, states, "day", source=stream) if last is None or d <= last]
