"""Votes of the United Nations as the watch asks them: vetoes, over all or on a hotspot, and votes apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from comity.lake.query.view import table_expr
from comity.measures.verdict import counter_evidence
from comity.measures.votes import veto_rates
from comity.records.finding import Finding, cannot_tell
from comity.vocabulary import hotspots, topics

if TYPE_CHECKING:
    from comity.watch.watch import Watch

PAIRS_ONLY = "asked of pairs only"
"""Why a group of three has no answer where two are compared."""


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
    return veto_rates.vetoes(ballots, calls, watch.group.codes, since=since, until=until, on=on)


def held(watch: Watch, table: str) -> pa.Table:
    """Ballots or roll calls of the Security Council in the window, in the order of their ids."""
    t = table_expr(table)
    rows = t.filter(t.body == "UNSC", t.date.between(watch.since, watch.until)).order_by("record_id")
    return watch.of_sources(watch.view.run(rows))


def apart(watch: Watch, spot: hotspots.Hotspot) -> Finding:
    """How often a pair voted on opposite sides in the General Assembly on a hotspot."""
    question = f"How often did they vote on opposite sides on {spot.name}?"
    if watch.pair is None or watch.assembly is None:
        why = PAIRS_ONLY if watch.pair is None else "no roll calls are held"
        return cannot_tell(question, why, method=counter_evidence.METHOD, null=counter_evidence.NULL_VOTES)
    return watch.assembly.apart(*watch.pair, spot.id)
