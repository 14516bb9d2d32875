"""The account of a place or of a pair: its sentences under their headings, and its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from comity.faces.notebook.html import el, page, records, table, text
from comity.faces.present.charts.pair_matrix import pair_matrix
from comity.faces.present.charts.standalone import standing_alone
from comity.faces.present.charts.timeline import timeline
from comity.records import shown
from comity.vocabulary import states
from comity.watch.account.account import PairAccount, PlaceAccount, Timeline
from comity.watch.account.statements import Statement

ROWS = {"Place": 16, "What they do there": 44, "Against": 8, "Together": 8, "Apart": 8, "Since": 8}


@shown.bundle.register
def _place(account: PlaceAccount) -> dict[str, Any]:
    parts = [el("h3", text(account.name)), *_paragraphs(account.heading), *_paragraphs(account.standfirst)]
    parts.append(_drawn(account))
    for p in account.phases:
        parts += [el("h4", text(f"{p.title}: {p.name}")), *_paragraphs((p.sentence, *p.dated))]
    for s in account.states:
        parts += [el("h4", text(states.display(s.state))), *_paragraphs((*s.vetoes, *s.conditions, *s.alone))]
    for head, statements in (
        ("With or against", account.third_power),
        ("Apart, silent, hedging", account.apart),
        ("How sure", account.witnesses),
        ("What would change this", account.changes),
        ("Not on record", (account.not_on_record,)),
    ):
        parts += [el("h4", head), *_paragraphs(statements)]
    return _bundle(account.sentences(), parts)


@shown.bundle.register
def _pair(account: PairAccount) -> dict[str, Any]:
    return _bundle(account.sentences(), of_pair(account))


def of_pair(account: PairAccount) -> list[str]:
    """The parts of a page of a pair: the heading, the matrix, a row a place, what is new."""
    lines = [
        [
            text(r.name),
            text(r.phrase.text),
            str(r.against),
            str(r.together),
            str(r.apart),
            str(r.since or "–"),
        ]
        for r in account.rows
    ]
    return [
        el("h3", text(account.name)),
        *_paragraphs(account.heading),
        standing_alone(pair_matrix(account)),
        table(ROWS, lines, right=(2, 3, 4)),
        el("h4", "New"),
        *_paragraphs(account.new),
    ]


@shown.bundle.register
def _timeline(drawn: Timeline) -> dict[str, Any]:
    return _bundle(drawn.account.heading, [_drawn(drawn.account)])


def _drawn(account: PlaceAccount) -> str:
    svg = timeline(account, lambda act: "", account.heading[0].text)
    return standing_alone(svg) if svg else ""


def _paragraphs(statements: Iterable[Statement]) -> list[str]:
    return [
        el("p", text(s.text) + (records(s.records, len(s.records)) if s.records else "")) for s in statements
    ]


def _bundle(statements: Iterable[Statement], parts: Iterable[str]) -> dict[str, Any]:
    return {"text/plain": "\n".join(s.text for s in statements), "text/html": page(*parts)}
