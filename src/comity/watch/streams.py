"""What each event stream says of a pair's timing, hotspot by hotspot and pooled.

Streams are asked one by one and never added up: they see different things and disagreement is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from comity.lake.query.event_counts import counts_matrix, covered_bins
from comity.lake.query.view import View
from comity.measures.coaction import statistic
from comity.measures.verdict import coaction_findings
from comity.measures.verdict.coaction_findings import Counted
from comity.records.finding import Finding, cannot_tell
from comity.types import RECORDS_SHOWN, Pair
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import display
from comity.watch import stream_rows

LONG = 104
"""Weeks in sight from which on weeks are the bins; below, days give the test its length."""


Told = dict[str, dict[str, Counted]]
"""Stream -> hotspot -> acts counted."""


def timing(told: Told, pair: Pair) -> tuple[dict[str, list[Finding]], list[Finding]]:
    """Whether a pair moves together: findings by hotspot, and pooled, over every stream that saw both."""
    by_hotspot: dict[str, list[Finding]] = {}
    over_all: list[Finding] = []
    for here in told.values():
        third_places = apart(here, pair)
        fits = coaction_findings.fitted(third_places)
        for key, found in coaction_findings.together(third_places, pair, fits).items():
            by_hotspot.setdefault(key, []).append(found)
        for key in here.keys() - third_places.keys():
            by_hotspot.setdefault(key, []).append(_itself(key, pair))
        if third_places:
            over_all += coaction_findings.pooled(third_places, pair, fits)
    return by_hotspot, over_all


def apart(told: dict[str, Counted], pair: Pair) -> dict[str, Counted]:
    """The hotspots that neither state is itself."""
    return {k: c for k, c in told.items() if not set(pair) & set(hotspots.get(k).states)}


def counted(view: View, pair: Pair, since: date, until: date, sources: Collection[str] = ()) -> Told:
    """Acts toward every hotspot, counted in every stream that saw both in the window."""
    told = {s: _counted(view, pair, since, until, s) for s in held(view, sources)}
    return {s: here for s, here in told.items() if here}


def held(view: View, sources: Collection[str] = ()) -> list[str]:
    """Ids of the event streams held, of these sources only (all), sorted."""
    streams = sorted({c.source for c in view.coverage() if c.table == "events"})
    return [s for s in streams if not sources or s in sources]


def _itself(hotspot: str, pair: Pair) -> Finding:
    spot = hotspots.get(hotspot)
    own = next(s for s in pair if s in spot.states)
    question = f"Do {display(pair[0])} and {display(pair[1])} act together toward {spot.name}?"
    return cannot_tell(question, f"{display(own)} is the hotspot itself", method=statistic.METHOD)


def _counted(view: View, pair: Pair, since: date, until: date, stream: str) -> dict[str, Counted]:
    width, bins = in_sight(view, pair, since, until, stream)
    if not bins:
        return {}
    held_here = view.of_stream(stream)
    told = stream_rows.of_pair(held_here, stream, pair)
    out = {}
    for h in stream_rows.places():
        inside = [b for b in bins if h.since <= b <= h.until]
        if not inside:
            continue
        here = stream_rows.cells_toward(held_here, h, stream, width)
        states = actors_toward(here, h, pair)
        ids = stream_rows.ids_toward(told, h, inside[0], min(until, h.until))
        out[h.id] = Counted(
            stream=stream,
            hotspot=h.name,
            states=tuple(states),
            width=width,
            bins=tuple(inside),
            counts=counts_matrix(here, h.id, states, inside),
            records=tuple(ids[:RECORDS_SHOWN]),
            records_total=len(ids),
        )
    return out


def in_sight(view: View, pair: Pair, since: date, until: date, stream: str) -> tuple[str, list[date]]:
    """Weeks, or days while fewer than :data:`LONG` weeks are in sight."""
    for width in ("week", "day"):
        seen = covered_bins(view.coverage(), pair, width, source=stream)
        inside = [b for b in seen if since <= b <= until]
        if width == "day" or len(inside) >= LONG:
            return width, inside
    return "day", []


def actors_toward(counted: pa.Table, spot: Hotspot, pair: Pair) -> list[str]:
    """Every state that acted toward the hotspot, the pair in any case; never the hotspot itself."""
    here = counted.filter(pc.equal(counted["hotspot"], spot.id))
    acted = set(pc.unique(here["state"]).to_pylist())
    return sorted((acted - set(spot.states)) | set(pair))
