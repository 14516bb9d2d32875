"""Acts by day, counted anew only where files touched a day.

One Parquet file a stream, ``following/days/<stream>.parquet``, kept as
:mod:`comity.lake.query.incremental_counts` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from comity.follow.state import FOLDER
from comity.lake.query.event_counts import covered_bins
from comity.lake.query.incremental_counts import counted as of_bins
from comity.lake.query.view import View
from comity.sources.gdelt import gdelt2
from comity.vocabulary.hotspots import Hotspot

LEAST_SLOTS = 90
"""Of the 96 files of a day of GDELT 2.0, so many make it a day in sight: the publisher skips some."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Cells by day of one stream, and the days that were counted anew (``None``: all)."""

    stream: str
    cells: pa.Table
    touched: frozenset[date] | None


def counted(view: View, stream: str, spots: Sequence[Hotspot]) -> Counted:
    """Acts of state actors toward every hotspot by day, brought up to date with the files of the view.

    Parameters
    ----------
    view : the lake as it is; not one of an earlier day
    stream : id of an event source
    spots : the hotspots counted
    """
    where = view.root / FOLDER / "days" / f"{stream}.parquet"
    told = of_bins(view, spots, "day", stream, where)
    return Counted(stream, told.cells, told.touched)


def in_sight(view: View, states: Sequence[str], stream: str, last: date | None = None) -> list[date]:
    """Days of a stream on which every one of these states was in sight, up to ``last``."""
    told = view.coverage()
    if stream == "gdelt2":
        told += gdelt2.full_days((f.name for f in view.files.values() if f.source == stream), LEAST_SLOTS)
    return [d for d in covered_bins(told, states, "day", source=stream) if last is None or d <= last]
