"""Monthly counts to forecast: joint acts on record, and events in streams; NaN for months without data.

A month of the record counts only acts known by the end of the following month. So old and new months are
comparable, and a replayed forecast uses only what was known then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from comity.lake.query.event_counts import cells, dyads
from comity.lake.query.view import View, covered_bins
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs, Happening
from comity.parts.outlook.inputs.questions import RECORDS
from comity.records import bins
from comity.types import FloatArray
from comity.vocabulary import forms, hotspots
from comity.vocabulary.states import display

#: Rungs of the record that count as joint acts.
JOINT = ("joint", "standing")

#: Fewest acts of a form on record for the form to get its own series.
FEWEST = 12

COOPERATION = (1, 2)

#: Weight of the empirical distribution of the last 24 months in forecasts of the record, where that
#: distribution is hard to beat (docs/outlook.md).
PLAIN = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class MonthlySeries:
    """One count per month, such as of two states' joint acts.

    Parameters
    ----------
    name : what is counted, in words
    unit : "joint acts" or "events"
    stream : source of the events, or "record"
    first : first day of the first month
    counts : NaN for a month without data, shape (months,)
    lag : months between the last month counted and the first month to forecast
    records : ids of the records of the last two years
    plain : weight (0 to 1) of the empirical distribution of the last 24 months in forecasts
    volume : other events in the stream per month, plus one; ``None`` if unknown
    """

    name: str
    unit: str
    stream: str
    first: date
    counts: FloatArray
    lag: int = 0
    records: tuple[str, ...] = ()
    plain: float = 0.0
    volume: FloatArray | None = None

    def month(self, k: int) -> date:
        """Return the first day of month ``k`` of the series, counted from ``first``; may be in the future."""
        return bins.following(self.first, "month", k)

    @property
    def known(self) -> int:
        """Number of months of the series with data."""
        return int(np.sum(~np.isnan(self.counts)))


def count_joint_acts(inputs: ForecastInputs, hotspot: str | None = None) -> list[MonthlySeries]:
    """Count some states' joint acts by month: all, and each form (kind of act) that is frequent enough.

    Counting starts with the first record that covers all members. The result is empty if no record does.
    """
    spans = [inputs.spans[s] for s in RECORDS if s in inputs.spans]
    if not spans:
        return []
    first, end = spans[0]
    where = f" on {hotspots.get(hotspot).name}" if hotspot else ""
    joint = [
        h
        for h in inputs.happenings
        if h.together and h.rung in JOINT and (hotspot is None or hotspot in h.hotspots)
    ]
    out = [_count_months(f"Joint acts of {inputs.group.short}{where}", joint, first, end)]
    for f in forms.all_forms().values():
        some = [h for h in joint if f.id in h.forms]
        if len(some) >= FEWEST and not hotspot:
            out.append(_count_months(f"{f.name}: {inputs.group.short}", some, first, end))
    return out


def _count_months(name: str, happenings: Iterable[Happening], first: date, end: date) -> MonthlySeries:
    """Count acts and events by month, up to the last month whose following month ended by ``end``."""
    start = bins.start(first, "month")
    months = bins.starts(start, end, "month")[:-1]
    whole = [m for m in months if bins.following(m, "month", 2) - timedelta(days=1) <= end]
    at = {m: k for k, m in enumerate(whole)}
    counts = np.zeros(len(whole))
    ids: list[str] = []
    for h in happenings:
        k = at.get(bins.start(h.first, "month"))
        inside = k is not None and bins.start(h.last, "month") == whole[k]
        if k is not None and inside and h.known_on < bins.following(whole[k], "month", 2):
            counts[k] += 1
            if k >= len(whole) - 24:
                ids += h.records
    if start < first and len(counts):
        counts[0] = np.nan
    return MonthlySeries(name, "joint acts", "record", start, counts, _lag(whole, end), tuple(ids), PLAIN)


def _lag(whole: list[date], end: date) -> int:
    """Return the number of months between the last month counted and the first month after ``end``."""
    if not whole:
        return 0
    opens = bins.following(bins.start(end + timedelta(days=1), "month"), "month", 0)
    if opens <= end:
        opens = bins.following(opens, "month")
    after = bins.following(whole[-1], "month")
    return (opens.year - after.year) * 12 + opens.month - after.month


def count_events(
    view: View, pair: tuple[str, str], stream: str, hotspot: str | None = None
) -> list[MonthlySeries]:
    """Count an event stream's events by month: cooperation of two states, or each one's acts at a hotspot."""
    covered = covered_bins(view.coverage(), pair, "month", source=stream)
    if not covered:
        return []
    months = bins.starts(covered[0], covered[-1], "month")[:-1]
    if hotspot is None:
        name = f"Cooperation of {display(pair[0])}–{display(pair[1])} in {stream}"
        rows = [r for r in dyads(view, "month", source=stream).to_pylist() if r["quad"] in COOPERATION]
        own = tuple(sorted(pair))
        return [
            _list_covered_months(
                name, stream, months, set(covered), [(r, (r["a"], r["b"]) == own) for r in rows]
            )
        ]
    spot = hotspots.get(hotspot)
    rows = cells(view, [spot], "month", source=stream).to_pylist()
    return [
        _list_covered_months(
            f"Acts of {display(state)} toward {spot.name} in {stream}",
            stream,
            months,
            set(covered),
            [(r, r["state"] == state) for r in rows],
        )
        for state in pair
    ]


def _list_covered_months(
    name: str,
    stream: str,
    months: list[date],
    covered: set[date],
    cells: Iterable[tuple[dict[str, Any], bool]],
) -> MonthlySeries:
    """Build an event stream's series from cells (counts by day); one marked false counts only as volume."""
    counts, volume = (np.array([first if m in covered else np.nan for m in months]) for first in (0.0, 1.0))
    at = {m: k for k, m in enumerate(months) if m in covered}
    for row, own in cells:
        k = at.get(row["bin_start"])
        if k is not None:
            (counts if own else volume)[k] += row["n"]
    return MonthlySeries(name, "events", stream, months[0], counts, volume=volume)
