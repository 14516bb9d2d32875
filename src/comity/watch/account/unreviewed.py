"""The news as a witness: acts that a machine read from texts and nobody reviewed.

They are leads to look at: they stand in this line alone, and in no heading, phase, count of deeds or share.
"""

from __future__ import annotations

from typing import Any

from comity.measures.record import coder_error
from comity.vocabulary import hotspots
from comity.watch.account.statements import Number, Statement
from comity.watch.account.wording import count, sentence
from comity.watch.answers import Answers

NEWS = "news"
_HOW = "acts read from texts by rules that were sure enough, each with its sentence; nobody reviewed them"


def of_news(answers: Answers, hotspot: str | None) -> Statement:
    """How many acts of all members were read, on a place (or on all), and how many such are right."""
    acts = leads(answers, hotspot)
    if not acts:
        return Statement(NEWS, sentence("news_none"), computation=_HOW)
    precision = coder_error.right_leads(answers.inquiry.view.reviewed.tallies)
    low, high = precision.bounds()
    years = sorted({acts[0]["date_from"].year, acts[-1]["date_from"].year})
    span = "–".join(map(str, years))
    text = sentence(
        "news",
        n=count(len(acts), "act"),
        span=span,
        precision=f"{precision.value:.0%}",
        low=f"{low * 100:.0f}",
        high=f"{high:.0%}",
    )
    numbers = (
        Number("acts", len(acts), len(acts), span=span),
        Number("precision", precision.value, round(precision.of), low, high),
    )
    return Statement(NEWS, text, tuple(a["record_id"] for a in acts), _HOW, numbers=numbers)


def leads(answers: Answers, hotspot: str | None = None) -> list[dict[str, Any]]:
    """Acts of all members as read, one an occurrence, oldest first; on a place (and its parts) or on all."""
    group = set(answers.inquiry.group.codes)
    out: dict[str, dict[str, Any]] = {}
    for a in answers.inquiry.leads.sort_by(
        [("date_from", "ascending"), ("record_id", "ascending")]
    ).to_pylist():
        there = hotspot is None or hotspot in {hotspots.whole(h) for h in a["hotspots"]}
        named = {*a["actors"], *a["partners"], *(a["targets"] if a["polarity"] == "friction" else ())}
        if there and a["forms"] and group <= named:
            out.setdefault(a["occurrence"], a)
    return list(out.values())
