"""Vetoes in the Security Council: together, without the other, and one given the other."""

from __future__ import annotations

import pyarrow as pa

from comity.measures.votes import veto_rates
from comity.records.finding import Finding
from comity.records.kinds import Subject
from comity.vocabulary import topics
from comity.watch.inquiry import Inquiry

PAIRS_ONLY = "asked of pairs only"
"""Why a group of three has no answer where two are compared."""


def vetoes(inquiry: Inquiry, hotspot: str | None = None) -> list[Finding]:
    """Vetoes over all or on a hotspot."""
    ballots, calls = inquiry.council
    since, until = inquiry.since, inquiry.until
    if hotspot is not None:
        since, until = inquiry.window(hotspot)
        places = topics.of_roll_calls(calls.to_pylist())
        about = [hotspot in places[key] for key in calls["roll_call_id"].to_pylist()]
        calls = calls.filter(pa.array(about, pa.bool_()))
    return veto_rates.vetoes(
        ballots, calls, inquiry.group.codes, since=since, until=until, about=Subject(place=hotspot or "")
    )
