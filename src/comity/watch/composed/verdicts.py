"""The verdicts of a group on each hotspot: as objects, in one sentence, and as flat rows for tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from comity.measures.verdict import verdict
from comity.measures.verdict.verdict import Verdict
from comity.measures.votes import roll_call_agreement
from comity.records.details import CoActionDetail, PooledDetail, SightDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot
from comity.watch.answers import TIMING, VOTES, Answers
from comity.watch.questions import roles

#: Reason for no timing result if no event stream in the lake covers both states.
NOT_COVERED = "not covered"
#: Reason for no result of a witness that has not been asked yet.
PENDING = "being computed"

#: Above this p, timing over all places together is no more than news explains.
P_LEVEL = 0.05

#: Timing, votes and vetoes of a hotspot, and the reason for no timing result.
Statistics = tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...], str]


def list_verdicts(answers: Answers) -> list[Verdict]:
    """Return the verdict (does the group act together?) on every hotspot (place) that the watch lists."""
    key = answers.inquiry.key(f"verdicts of {' '.join(sorted(answers.only))}")
    return answers.inquiry.cache.table(key, lambda: _verdicts(answers))


def table(answers: Answers) -> pa.Table:
    """Return the verdicts (does the group act together?) as a table with one flat row per hotspot (place)."""
    return pa.Table.from_pylist([row(v) for v in list_verdicts(answers)])


def find_verdict(answers: Answers, hotspot: str) -> Verdict:
    """Return whether the group acts together at one hotspot, by id or the code of its only state."""
    spot = hotspots.get(hotspots.whole(hotspot))
    listed = {v.hotspot: v for v in list_verdicts(answers)}
    return listed.get(spot.id) or _verdict(answers, spot, _statistics(answers, spot))


def heading(answers: Answers) -> str:
    """Say in one sentence at how many hotspots the group acts together, and whether beyond chance."""
    group, verdicts = answers.inquiry.group, list_verdicts(answers)
    if answers.complete:
        return verdict.heading(group, verdicts, tell_timing_together(answers))
    n = sum(v.rung in ("joint", "standing") for v in verdicts)
    return (
        f"{group.name}: together on record in {n} of {len(verdicts)} hotspots; "
        f"whether beyond chance is {PENDING}"
    )


def tell_timing_together(answers: Answers) -> str:
    """Say whether the states act on the same days over all places together."""
    pooled = find_pooled(answers)
    if pooled is None or pooled.placebo is None or not isinstance(pooled.detail, PooledDetail):
        return "timing not covered"
    if pooled.detail.withheld:
        return f"on the same days {pooled.detail.withheld}"
    more = "more" if pooled.detail.p <= P_LEVEL else "no more"
    place = f"no. {pooled.placebo.rank} of {pooled.placebo.of} pairs"
    return f"on the same days {more} than news explains over {pooled.n} of them ({place})"


def find_pooled(answers: Answers) -> Finding | None:
    """Return the timing finding over all places together; ``None`` if the lake has no event stream."""
    findings = answers.ask("timing.timing")[1] if answers.inquiry.has_streams else []
    return next((f for f in findings if f.known and f.kind is Kind.POOLED_WITH_GROUP), None)


def _verdicts(answers: Answers) -> list[Verdict]:
    def compute() -> dict[str, Statistics]:
        return {h.id: _statistics(answers, h) for h in answers.lines}

    statistics = answers.once("statistics", compute) if answers.complete else compute()
    return [_verdict(answers, h, statistics[h.id]) for h in answers.lines]


def _verdict(answers: Answers, spot: Hotspot, statistics: Statistics) -> Verdict:
    of_timing, of_votes, of_vetoes, why_not = statistics
    return Verdict(
        group=answers.inquiry.group,
        hotspot=spot.id,
        name=spot.name,
        record=answers.record(spot.id),
        covered=answers.covered,
        timing=of_timing,
        votes=of_votes,
        vetoes=of_vetoes,
        why_not=why_not,
    )


def _statistics(answers: Answers, spot: Hotspot) -> Statistics:
    of_timing = answers.timing(spot.id) if TIMING in answers.only else []
    of_votes = answers.ask("votes.agreement", spot.id) if VOTES in answers.only else []
    of_vetoes = answers.ask("votes.vetoes", spot.id) if VOTES in answers.only else []
    why_not = _why_not(answers, spot, of_timing) if TIMING in answers.only else PENDING
    return tuple(of_timing), tuple(of_votes), tuple(of_vetoes), why_not


def _why_not(answers: Answers, spot: Hotspot, of_timing: list[Finding]) -> str:
    if answers.inquiry.pair is None:
        return "timing is asked of pairs only: watch each pair"
    if why := roles.no_place(spot):
        return why
    if not of_timing:
        return NOT_COVERED
    return next((t.why_not for t in of_timing if t.why_not), "")


def index(findings: Sequence[Finding], name: str) -> Finding | None:
    """Return the finding of one index of agreement (such as kappa) if it has a value and an interval."""
    kind, _ = roll_call_agreement.INDICES[name]
    return next((f for f in findings if f.known and f.kind is kind and f.interval), None)


def row(v: Verdict) -> dict[str, Any]:
    """Return a verdict on a hotspot as plain values by column, ``None`` for unknown values."""
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
        # Without a full search, the number is unknown rather than 0.
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
        "tie": timing.tie if timing else None,
        "tie_low": timing.tie_low if timing else None,
        "tie_high": timing.tie_high if timing else None,
    }
