"""Votes in the General Assembly: how alike a pair votes, how often on opposite sides, beyond position."""

from __future__ import annotations

from comity.measures.verdict import counter_evidence
from comity.measures.votes import roll_call_agreement
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import Pair
from comity.vocabulary.hotspots import Hotspot
from comity.watch.inquiry import Inquiry
from comity.watch.questions.vetoes import PAIRS_ONLY

NO_VOTES = "no roll calls are held"


def agreement(inquiry: Inquiry, hotspot: str | None = None) -> list[Finding]:
    """How alike a pair votes on a hotspot, or on all matters."""
    kind, about = Kind.AGREEMENT, Subject(states=inquiry.group.codes)
    if inquiry.pair is None:
        return [cannot_tell(kind, about, PAIRS_ONLY, method=roll_call_agreement.METHOD)]
    if inquiry.assembly is not None:
        return inquiry.assembly.votes(*inquiry.pair, hotspot)
    return [cannot_tell(kind, about, NO_VOTES, method=roll_call_agreement.METHOD)]


def by_issue(inquiry: Inquiry) -> list[Finding]:
    """Agreement beyond habit on each issue; empty where no votes are held."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return inquiry.assembly.by_issue(*inquiry.pair)


def by_session(inquiry: Inquiry) -> list[Finding]:
    """Agreement beyond habit in each session beside like pairs; empty where no votes are held."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return inquiry.assembly.by_session(*inquiry.pair)


def opposed(inquiry: Inquiry, spot: Hotspot) -> Finding:
    """How often a pair voted on opposite sides on a hotspot."""
    if inquiry.pair is None or inquiry.assembly is None:
        about = Subject(states=inquiry.group.codes, place=spot.id)
        why = PAIRS_ONLY if inquiry.pair is None else NO_VOTES
        null = counter_evidence.NULL_VOTES
        return cannot_tell(Kind.VOTES_APART, about, why, method=counter_evidence.METHOD, null=null)
    return inquiry.assembly.apart(*inquiry.pair, spot.id)


def like_pairs(inquiry: Inquiry, k: int) -> list[Pair]:
    """The ``k`` pairs of most similar voting habits: placebo pairs by name; empty where no votes are held."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return roll_call_agreement.like_pairs(inquiry.assembly.matrix, *inquiry.pair, k)


def excess(inquiry: Inquiry) -> list[Finding]:
    """Whether a pair votes alike beyond position, by period and area.

    Models of every vote are fitted, which takes about a minute a period; empty where no votes are held.
    """
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return inquiry.assembly.excess(*inquiry.pair)
