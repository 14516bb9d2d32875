"""One verdict as a flat row, for tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.measures.verdict.verdict import Verdict
from comity.measures.votes import roll_call_agreement
from comity.records.details import CoActionDetail, SightDetail
from comity.records.finding import Finding


def index(findings: Sequence[Finding], name: str) -> Finding | None:
    """The finding of one agreement index, where it is known and has an interval."""
    kind, _ = roll_call_agreement.INDICES[name]
    return next((f for f in findings if f.known and f.kind is kind and f.interval), None)


def row(v: Verdict) -> dict[str, Any]:
    """Flat: plain values by column, ``None`` where unknown."""
    deeds, words, _ = v.record.deeds()
    stance = v.record.toward_third()
    kappa, raw = index(v.votes, "kappa"), index(v.votes, "raw")
    stream = v.timing[0] if v.timing else None
    timing = stream.detail if stream and isinstance(stream.detail, CoActionDetail) else None
    counts = {
        "together": len(v.record.together),
        "joint": len(v.record.joint),
        "apart": len(v.record.friction),
        "deeds": deeds,
        "words": words,
        "against_third": stance["against"],
        "with_third": stance["with"],
    }
    return {
        "group": v.group.id,
        "hotspot": v.hotspot,
        "record": v.rung,
        # Where nobody searched, nothing found is unknown and not 0.
        **{name: n if n or v.covered else None for name, n in counts.items()},
        "first": v.record.together[0].first if v.record.together else None,
        "last": v.record.together[-1].last if v.record.together else None,
        "main_form": next((f for f, _ in v.record.by_form()), None),
        "statistics": v.statistics,
        "statistics_why_not": v.why_not or None,
        "votes_n": raw.n if raw else None,
        "votes_from": raw.detail.first or None if raw else None,
        "votes_to": raw.detail.last or None if raw else None,
        "votes_alike": raw.value if raw else None,
        "votes_kappa": kappa.value if kappa else None,
        "votes_kappa_low": kappa.interval.low if kappa and kappa.interval else None,
        "votes_kappa_high": kappa.interval.high if kappa and kappa.interval else None,
        "votes_placebo_share": kappa.placebo.share if kappa and kappa.placebo else None,
        "stream": stream.subject.stream if stream else None,
        "stream_from": stream.detail.first or None if stream else None,
        "stream_to": stream.detail.last or None if stream else None,
        "stream_acts": list(stream.detail.acts)
        if stream and isinstance(stream.detail, SightDetail)
        else None,
        "excess_joint_a_year": timing.excess_a_year if timing else None,
        "excess_low": timing.excess_low if timing else None,
        "excess_high": timing.excess_high if timing else None,
    }
