"""The records behind a hotspot: acts, roll calls, event rows and views, newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa

from comity.lake.query import evidence, reports
from comity.measures.record import coder_error
from comity.vocabulary import hotspots, states
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry


def _leads(inquiry: Inquiry, spot: str) -> list[evidence.EvidenceLine]:
    """Return the acts of all members that a machine read and nobody reviewed, marked if it was unsure."""
    sure = set(inquiry.leads["record_id"].to_pylist())
    return [
        replace(
            x, kind="lead", note=f"read by machine{'' if x.record_id in sure else ', unsure'}, not reviewed"
        )
        for x in evidence.list_acts(coder_error.worth_showing(inquiry.news), spot)
        if x.is_between(inquiry.group.codes)
    ]


def _ours(answers: Answers, lines: list[evidence.EvidenceLine], spot: str) -> list[evidence.EvidenceLine]:
    """Return the acts that the account counts, without quarrels of one member with an outside state.

    If no source covers the whole group, acts of single members with outside states are left out too.
    """
    read = answers.record(spot)
    counted = {r for o in (*read.occurrences, *read.standing) for r in o.records}
    lines = [x for x in lines if x.record_id in counted]
    if answers.covered:
        return lines
    group, third = set(answers.inquiry.group.codes), answers.inquiry.third
    parts = {x.occurrence: set[str]() for x in lines}
    for x in lines:
        parts[x.occurrence].update(x.who, x.toward)
    of_all = {o.id for o in read.occurrences if o.together or o.friction}
    others = states.all_states().keys() - group - {third}
    return [x for x in lines if x.occurrence in of_all or not parts[x.occurrence] & others]


def why(
    answers: Answers, hotspot: str, first: date | None = None, last: date | None = None
) -> list[evidence.EvidenceLine]:
    """Return the records on which the answers about a hotspot (place) rest, from ``first`` to ``last``.

    Each has its file and row. While the statistics are still being computed, only the acts are returned.
    """
    inquiry, spot = answers.inquiry, hotspots.whole(hotspot)
    begin, end = inquiry.window(spot)
    span = max(first or date.min, begin), min(last or date.max, end)
    acts = [x for x in evidence.list_acts(inquiry.acts, spot) if span[0] <= x.date <= span[1]]
    folded = {r: o.id for o in answers.record(spot).occurrences for r in o.records}
    acts = [replace(x, occurrence=folded.get(x.record_id, x.occurrence)) for x in acts]
    acts = _ours(answers, acts, spot)
    if not answers.complete:
        return evidence.newest_first(acts)
    # A joint veto is listed as an act, so its roll call is not listed again as a ballot.
    ids = inquiry.council[1].select(["record_id", "roll_call_id"]).to_pylist()
    shown = {x.record_id for x in acts}
    calls = {r["roll_call_id"] for r in ids if r["record_id"] in shown}
    votes = evidence.list_votes(inquiry.view, inquiry.group, spot, *span)
    lines = [
        *acts,
        *(x for x in votes if x.occurrence not in calls),
        *evidence.list_events(inquiry.view, inquiry.group, spot, *span),
        *evidence.list_views(inquiry.view, inquiry.group, spot, *span, inquiry.third),
        *(x for x in _leads(inquiry, spot) if span[0] <= x.date <= span[1]),
        *evidence.list_rejected(inquiry.view, inquiry.group, spot, *span),
    ]
    lines = [x for x in lines if not inquiry.sources or x.source in inquiry.sources]
    lines = reports.add_tellers(inquiry.view, pa.concat_tables([inquiry.acts, inquiry.news]), lines)
    return evidence.newest_first(evidence.add_rows(inquiry.view, lines))
