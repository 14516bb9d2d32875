"""How alike a pair votes in the General Assembly, and its dissent and vetoes in the Security Council."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from comity.measures.votes import council_dissent, roll_call_agreement, veto_rates
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import Pair
from comity.vocabulary import topics
from comity.vocabulary.states import all_states
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions.complete_series import council_texts

NO_VOTES = "no roll calls are held"
#: Most of today's states sit in the Assembly since this day, so answers about the present use votes since
#: then.
FIRST = date(1992, 1, 1)


def agreement(inquiry: Inquiry, hotspot: str | None = None, since: date = date.min) -> list[Finding]:
    """Return how alike a pair votes on a hotspot, or on all matters, since a day."""
    kind, about = Kind.AGREEMENT, Subject(states=inquiry.group.codes)
    if inquiry.pair is None:
        return [cannot_tell(kind, about, PAIRS_ONLY, method=roll_call_agreement.METHOD)]
    if inquiry.assembly is not None:
        return inquiry.assembly.votes(*inquiry.pair, hotspot, since)
    return [cannot_tell(kind, about, NO_VOTES, method=roll_call_agreement.METHOD)]


def present_agreement(inquiry: Inquiry, hotspot: str | None = None) -> list[Finding]:
    """Return the agreement since :func:`present_from`, which is what an account shows."""
    return agreement(inquiry, hotspot, present_from(inquiry))


def present_from(inquiry: Inquiry) -> date:
    """Return the first day of votes of today's states: :data:`FIRST`, or the latest independence."""
    return max(FIRST, *(all_states()[code].first for code in inquiry.group.codes))


def like_pairs(inquiry: Inquiry, k: int) -> list[Pair]:
    """Return the ``k`` pairs with the most similar votes (placebo pairs); empty without votes."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return roll_call_agreement.like_pairs(inquiry.assembly.matrix, *inquiry.pair, k)


def dissent(inquiry: Inquiry, hotspot: str | None = None) -> list[Finding]:
    """Return how often a pair withheld its yes in the Council, by period, on all matters or a hotspot."""
    about = Subject(states=inquiry.group.codes, place=hotspot or "")
    if inquiry.pair is None:
        return [cannot_tell(Kind.COUNCIL_DISSENT, about, PAIRS_ONLY, method=council_dissent.METHOD)]
    texts = council_texts(inquiry, hotspot)
    a, b = inquiry.pair
    whole = council_dissent.dissent(texts, a, b, about=about)
    return [*whole, *council_dissent.measure_periods(texts, a, b, about=about)]


def vetoes(inquiry: Inquiry, hotspot: str | None = None) -> list[Finding]:
    """Return findings on vetoes (joint, by one alone, who joins whom), on all matters or on a hotspot."""
    ballots, calls = inquiry.council
    since, until = inquiry.since, inquiry.until
    if hotspot is not None:
        since, until = inquiry.window(hotspot)
        places = topics.find_roll_call_hotspots(calls.to_pylist())
        about = [hotspot in places[key] for key in calls["roll_call_id"].to_pylist()]
        calls = calls.filter(pa.array(about, pa.bool_()))
    return veto_rates.vetoes(
        ballots, calls, inquiry.group.codes, since=since, until=until, about=Subject(place=hotspot or "")
    )
