"""Notebook displays of what was found about a place or pair: sentences under headings, and a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from comity.faces.notebook.html import el, page, records, table, text
from comity.faces.notebook.lists import answer, rows
from comity.faces.present.charts.blocks import matrix, timeline
from comity.faces.present.charts.standalone import standing_alone
from comity.measures.verdict.verdict import Picture, Verdict
from comity.records import shown
from comity.vocabulary import hotspots, states
from comity.watch import Watch
from comity.watch.account import pair
from comity.watch.account.pair import PairAccount, tell_new
from comity.watch.account.phrases import say_newest, tell_dated
from comity.watch.account.place import PlaceAccount, Timeline
from comity.watch.account.statements import Statement

COLUMNS = {"Place": 18, "Joint": 8, "Same side": 8, "Steps back": 8, "Opposed": 8, "Newest joint act": 42}


@shown.bundle.register
def _place(account: PlaceAccount) -> dict[str, Any]:
    parts = [*_head(account), *_paragraphs(account.heading), _draw(account)]
    for p in account.phases:
        parts += [el("h4", text(f"{p.title}: {p.sentence.text}"))]
        parts += [el("p", text(tell_dated(a))) for a in p.acts]
    for s in account.states:
        parts += [el("h4", text(states.display(s.state))), *_paragraphs((*s.vetoes, *s.conditions, *s.alone))]
    for head, statements in (
        ("Toward the third power", account.third_power),
        ("Where they step back or oppose each other", account.parting),
        ("How sure", account.sure),
        ("Not found", account.not_found),
    ):
        parts += [el("h4", head), *_paragraphs(statements)] if statements else []
    return _bundle(account.sentences(), parts)


@shown.bundle.register
def _pair(account: PairAccount) -> dict[str, Any]:
    return _bundle(account.sentences(), write_pair(account))


def write_pair(account: PairAccount) -> list[str]:
    """Return the display of a pair in pieces of HTML: heading, picture, a row per place, and what is new."""
    lines = [
        [
            text(r.name),
            *map(str, (r.joint, r.same_side, r.steps_back, r.opposed)),
            text(tell_dated(r.newest)) if r.newest else "–",
        ]
        for r in account.rows
    ]
    return [
        *_head(account),
        *_paragraphs(account.heading),
        standing_alone(matrix(account)),
        table(COLUMNS, lines, right=(1, 2, 3, 4)),
        el("h4", text(tell_new(account))),
        *_paragraphs(account.new),
        *_paragraphs(account.notes),
    ]


@shown.bundle.register
def _timeline(drawn: Timeline) -> dict[str, Any]:
    return _bundle(drawn.account.heading, [_draw(drawn.account)])


def _head(account: PairAccount | PlaceAccount) -> list[str]:
    return [el("h3", text(", ".join((account.name, *say_newest(account.newest)))))]


def _draw(account: PlaceAccount) -> str:
    svg = timeline(account, lambda act: "", account.heading[0].text)
    return standing_alone(svg) if svg else ""


def _paragraphs(statements: Iterable[Statement]) -> list[str]:
    return [
        el("p", text(s.text) + (records(s.records, len(s.records)) if s.records else "")) for s in statements
    ]


def _bundle(statements: Iterable[Statement], parts: Iterable[str]) -> dict[str, Any]:
    return {"text/plain": "\n".join(s.text for s in statements), "text/html": page(*parts)}


SOURCES = 6


@shown.bundle.register
def _watch(watch: Watch) -> dict[str, Any]:
    pair_account = pair.describe_pair(watch.answers)
    parts = [el("p", text(span(watch))), *write_pair(pair_account)]
    lines = [
        *(s.text for s in pair_account.heading),
        span(watch),
        *(f"{r.name}: {tell_dated(r.newest)}" for r in pair_account.rows if r.newest),
    ]
    return {"text/plain": "\n".join(lines), "text/html": page(*parts)}


def span(watch: Watch) -> str:
    """Return a sentence on the last day of the data, the as-of day (if any), and the sources."""
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
