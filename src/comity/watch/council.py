"""Vetoes of the Security Council as the watch asks them: on all matters, or on a hotspot while it was one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from comity.measures import vetoes
from comity.records.finding import Finding
from comity.vocabulary import hotspots, topics

if TYPE_CHECKING:
    from comity.watch.watch import Watch


def asked(watch: Watch, hotspot: str | None) -> list[Finding]:
    """Vetoes together, without the other, and one given the other; a shipped reading where none are held."""
    ballots, calls = watch.council
    if not calls.num_rows and watch.reading is not None:
        return list(watch.reading.vetoes if hotspot is None else watch.read(hotspot, "vetoes"))
    on, since, until = "", watch.since, watch.until
    if hotspot is not None:
        since, until = watch.window(hotspot)
        titles = zip(calls["title"].to_pylist(), calls["issues"].to_pylist(), strict=True)
        about = [hotspot in topics.of_vote(t or "", tuple(i)) for t, i in titles]
        calls = calls.filter(pa.array(about, pa.bool_()))
        on = f" on {hotspots.get(hotspot).name}"
    return vetoes.vetoes(ballots, calls, watch.group.codes, since=since, until=until, on=on)
