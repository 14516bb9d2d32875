"""One verdict as a flat row, for tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.measures.verdict.verdict import Verdict
from comity.records.finding import Finding


def index(found: Sequence[Finding], name: str) -> Finding | None:
    """The finding of one agreement index, where it is known and has an interval."""
    return next((f for f in found if f.known and f.detail.get("index") == name and f.interval), None)


def row(v: Verdict) -> dict[str, Any]:
    """Flat: plain values by column, ``None`` where unknown."""
    deeds, words, _ = v.record.deeds()
    stance = v.record.toward_third()
    kappa, raw = index(v.votes, "kappa"), index(v.votes, "raw")
    stream = v.timing[0] if v.timing else None
    return {
        "group": v.group.id,
        "hotspot": v.hotspot,
        "record": v.rung,
        "together": len(v.record.together) if v.seen else None,
        "joint": len(v.record.joint) if v.seen else None,
        "apart": len(v.record.friction) if v.seen else None,
        "deeds": deeds if v.seen else None,
        "words": words if v.seen else None,
        "against_third": stance["against"] if v.seen else None,
        "with_third": stance["with"] if v.seen else None,
        "first": v.record.together[0].first if v.record.together else None,
        "last": v.record.together[-1].last if v.record.together else None,
        "main_form": next((f for f, _ in v.record.by_form()), None),
        "trend": v.trend.value,
        "statistics": v.statistics,
        "statistics_why_not": v.why_not or None,
        "votes_n": raw.n if raw else None,
        "votes_alike": raw.value if raw else None,
        "votes_kappa": kappa.value if kappa else None,
        "votes_kappa_low": kappa.interval.low if kappa and kappa.interval else None,
        "votes_kappa_high": kappa.interval.high if kappa and kappa.interval else None,
        "votes_placebo_share": kappa.placebo.share if kappa and kappa.placebo else None,
        "stream": stream.detail.get("stream") if stream else None,
        "stream_acts": stream.detail.get("acts") if stream else None,
        "excess_joint_a_year": stream.detail.get("excess_a_year") if stream else None,
        "excess_low": stream.detail.get("excess_low") if stream else None,
        "excess_high": stream.detail.get("excess_high") if stream else None,
    }
