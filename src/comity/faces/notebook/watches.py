"""A watch, and one place of it: the account, its picture, and every finding with its records."""

from __future__ import annotations

from typing import Any

from comity.faces.notebook import accounts
from comity.faces.notebook.findings import answer, rows
from comity.faces.notebook.html import el, page, text
from comity.measures.verdict.verdict import Picture, Verdict
from comity.records import shown
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.account import pair
from comity.watch.account.phrases import tell_dated

SOURCES = 6


@shown.bundle.register
def _watch(watch: Watch) -> dict[str, Any]:
    of_pair = pair.of_pair(watch.answers)
    parts = [el("p", text(span(watch))), *accounts.of_pair(of_pair)]
    lines = [
        *(s.text for s in of_pair.heading),
        span(watch),
        *(f"{r.name}: {tell_dated(r.newest)}" for r in of_pair.rows if r.newest),
    ]
    return {"text/plain": "\n".join(lines), "text/html": page(*parts)}


def span(watch: Watch) -> str:
    """How far the data go, as known when, from which sources."""
    known = f" as known on {watch.as_of}" if watch.as_of else ""
    sources = sorted(watch.sources) or watch.sources_read()
    more = f" and {len(sources) - SOURCES} more" if len(sources) > SOURCES else ""
    return f"Data to {watch.data_to}{known}. From: {', '.join(sources[:SOURCES])}{more}."


@shown.bundle.register
def _verdict(v: Verdict) -> dict[str, Any]:
    findings_shown = [*v.record.findings(), *v.timing, *v.votes, *v.vetoes]
    says = f"{hotspots.get(v.hotspot).name}: on record {v.rung}, in timing {v.timing_said}"
    plain = "\n".join([says, *(f"  {f.question} {answer(f)}" for f in findings_shown)])
    return {"text/plain": plain, "text/html": page(el("h3", text(says)), rows(findings_shown))}


@shown.bundle.register
def _picture(picture: Picture) -> dict[str, Any]:
    v = picture.verdict
    says = f"{hotspots.get(v.hotspot).name}: on record {v.rung}, in timing {v.timing_said}"
    witnesses = [*v.record.findings(), *v.timing, *v.votes, *v.vetoes]
    parts = [el("h3", text(says)), el("h4", "The two witnesses"), rows(witnesses)]
    for _, question, findings_shown in picture.parts():
        parts += [el("h4", text(question)), rows(findings_shown)]
    plain = "\n".join([says, *(f"  {f.question} {answer(f)}" for f in picture.findings())])
    return {"text/plain": plain, "text/html": page(*parts)}
