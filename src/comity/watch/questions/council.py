"""The Security Council: dissent and vetoes, of both of a pair and of one alone, and who joins whom."""

from __future__ import annotations

import pyarrow as pa

from comity.measures.votes import council_dissent, veto_rates
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.vocabulary import topics
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions.complete_series import council_texts


def dissent(inquiry: Inquiry, hotspot: str | None = None) -> list[Finding]:
    """Over all years and by period, on all matters or on a hotspot."""
    about = Subject(states=inquiry.group.codes, place=hotspot or "")
    if inquiry.pair is None:
        return [cannot_tell(Kind.COUNCIL_DISSENT, about, PAIRS_ONLY, method=council_dissent.METHOD)]
    texts = council_texts(inquiry, hotspot)
    a, b = inquiry.pair
    whole = council_dissent.dissent(texts, a, b, about=about)
    return [*whole, *council_dissent.by_period(texts, a, b, about=about)]


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
