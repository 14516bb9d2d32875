"""Acts by day, counted again only where files touched a day.

One file a stream, ``following/days/<stream>.cells``, maintained by
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


def counted(view: View, stream: str, spots: Sequence[Hotspot]) -> IncrementalCells:
    """Acts of state actors toward every hotspot by day, brought up to date with the files of the view.

    Parameters
    ----------
    view : the lake as it is; not one of an earlier day
    stream : id of an event source
    spots : the hotspots counted
    """
    where = view.root / FOLDER / "days" / f"{stream}.cells"
    return bring_up_to_date(view, spots, "day", stream, where)


def in_sight(view: View, states: Sequence[str], stream: str, last: date | None = None) -> list[date]:
    """Days of a stream on which every one of these states was in sight, up to ``last``.

    A file of a steady stream shows a part of a day only; a day counts once enough of its files are there
    (``full_day`` of the feed).
    """
    coverage, feed = view.coverage(), all_feeds().get(stream)
    if feed is not None and feed.full_day:
        names = [f.name for f in view.files.values() if f.source == stream]
        coverage += publication_schedule.full_days(stream, names, feed.full_day)
    return [d for d in covered_bins(coverage, states, "day", source=stream) if last is None or d <= last]
