"""Dissent in the Security Council: shared by both of a pair, of one alone, and who joins whom."""

from __future__ import annotations

from comity.measures.votes import council_dissent
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.watch.inquiry import Inquiry
from comity.watch.questions.complete_series import council_texts
from comity.watch.questions.vetoes import PAIRS_ONLY


def dissent(inquiry: Inquiry, hotspot: str | None = None) -> list[Finding]:
    """Over all years and by period, on all matters or on a hotspot."""
    about = Subject(states=inquiry.group.codes, place=hotspot or "")
    if inquiry.pair is None:
        return [cannot_tell(Kind.COUNCIL_DISSENT, about, PAIRS_ONLY, method=council_dissent.METHOD)]
    texts = council_texts(inquiry, hotspot)
    a, b = inquiry.pair
    whole = council_dissent.dissent(texts, a, b, about=about)
    return [*whole, *council_dissent.by_period(texts, a, b, about=about)]
