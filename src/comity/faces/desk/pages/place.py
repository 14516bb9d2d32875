"""What do they do in this place?  The account of it, top to bottom."""

from __future__ import annotations

from dataclasses import dataclass

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.pages.accounts import as_row, behind, by_record, witnessed
from comity.faces.desk.question import Question
from comity.faces.present.chart import Chart
from comity.faces.present.charts.stances import stances
from comity.faces.present.charts.timeline import timeline
from comity.watch.account.account import PlaceAccount, as_json, of_place
from comity.watch.account.acts import ALONE, APART, NEITHER, WITH, ClassedAct
from comity.watch.account.statements import Statement

EXAMPLES = 2
"""Single acts named beside what a state does alone in a domain."""


@dataclass(frozen=True, slots=True)
class Deal:
    """One line of "who does what" for one state: a sentence and single acts that it counts."""

    statement: Statement
    acts: tuple[ClassedAct, ...]


def build(desk_data: DeskData, question: Question) -> Page:
    """The page of a place."""
    asks = witnessed(desk_data, question)
    account = of_place(asks.watch.answers, question.hotspot)
    acts = by_record(account.acts)
    heading = " ".join(s.text for s in account.heading)
    context = {
        "account": account,
        "waits": asks.waits,
        "failed": asks.failed,
        "behind": lambda s: behind(s, acts),
        "shares": _shares(account, acts),
        "signs": signs(account.acts),
    }
    rows = [as_row(a, account.hotspot) for a in account.acts]
    title = f"{account.name}: {heading[:1].lower()}{heading[1:]}"
    return Page(
        "places",
        "place.html",
        title,
        question,
        context,
        rows,
        as_json(account),
        _charts(account, question, title),
        whole=asks.whole,
    )


def signs(acts: tuple[ClassedAct, ...]) -> list[str]:
    """Signs of the timeline that stand in the picture: the legend has no others."""
    both = [a for a in acts if a.together]
    there = {
        "against": any(a.stance not in (WITH, NEITHER) for a in both),
        "with": any(a.stance == WITH for a in both),
        "neither": any(a.stance == NEITHER for a in both),
        "veto": any("joint-veto" in a.forms for a in both),
        "apart": any(a.kind == APART for a in acts),
        "alone": any(a.kind == ALONE for a in acts),
    }
    return [sign for sign, is_there in there.items() if is_there]


def _charts(account: PlaceAccount, question: Question, title: str) -> dict[str, Chart]:
    rows = [as_row(a, account.hotspot) for a in account.acts]

    def url(act: ClassedAct) -> str:
        return question.record(act.records[0])

    wide, narrow = (timeline(account, url, title, narrow=n) for n in (False, True))
    charts = {"timeline": Chart("timeline", wide, title, rows, narrow=narrow)}
    both = [a for a in account.acts if a.together]
    if account.third and both:
        says = account.third_power[0].text
        charts["stances"] = Chart("stances", stances(both, account.data_to, says), says, rows)
    return charts if wide else {}


def _shares(account: PlaceAccount, acts: dict[str, ClassedAct]) -> list[tuple[str, list[list[Deal]]]]:
    """Rows of "who does what": what they rest on, single acts by domain, vetoes; a column a state."""
    rows: dict[str, list[list[Deal]]] = {}

    def add(row: str, column: int, statement: Statement, examples: list[ClassedAct]) -> None:
        cells = rows.setdefault(row, [[] for _ in account.states])
        cells[column].append(Deal(statement, tuple(examples[:EXAMPLES])))

    for k, state in enumerate(account.states):
        for statement in state.conditions:
            add("Standing", k, statement, [])
    for k, state in enumerate(account.states):
        for statement in state.alone:
            own = behind(statement, acts)
            add((own[0].domain if own else "").capitalize() or "Alone", k, statement, own)
    for k, state in enumerate(account.states):
        for statement in state.vetoes:
            add("Vetoes", k, statement, [])
    return list(rows.items())
