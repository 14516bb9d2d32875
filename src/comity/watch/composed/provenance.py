"""The records behind a hotspot: acts, roll calls and rows of event streams, newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from comity.lake.query import evidence, reports

if TYPE_CHECKING:
    from comity.watch.watch import Watch


def why(watch: Watch, spot: str, first: date, last: date) -> list[evidence.Line]:
    """The records behind a whole hotspot from ``first`` to ``last``, each with its file and row."""
    folded = {r: o.id for o in watch.records[spot].occurrences for r in o.records}
    acts = [
        replace(x, occurrence=folded.get(x.record_id, x.occurrence))
        for x in evidence.of_acts(watch.acts, spot)
        if first <= x.date <= last
    ]
    # A joint veto is an act; whoever tells its roll call, it is not shown again as a ballot.
    ids = watch.council[1].select(["record_id", "roll_call_id"]).to_pylist()
    shown = {x.record_id for x in acts}
    told = {r["roll_call_id"] for r in ids if r["record_id"] in shown}
    votes = evidence.of_votes(watch.view, watch.group, spot, first, last)
    lines = [
        *acts,
        *(x for x in votes if x.occurrence not in told),
        *evidence.of_events(watch.view, watch.group, spot, first, last),
        *evidence.of_rejected(watch.view, watch.group, spot, first, last),
    ]
    kept = [x for x in lines if not watch.sources or x.source in watch.sources]
    kept = reports.with_tellers(watch.view, watch.acts, kept)
    return evidence.newest_first(evidence.with_rows(watch.view, kept))
