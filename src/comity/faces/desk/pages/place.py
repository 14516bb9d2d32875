"""What do they do in this place?  The account of it, top to bottom."""

from __future__ import annotations

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.pages.accounts import as_row, behind, by_record, witnessed, years_of
from comity.faces.desk.question import Question
from comity.faces.present.chart import Chart
from comity.faces.present.charts.series import series
from comity.faces.present.charts.stances import stances
from comity.faces.present.charts.timeline import timeline
from comity.vocabulary import states
from comity.watch.account.account import PlaceAccount, as_json, of_place
from comity.watch.account.acts import AGAINST, ALONE, APART, NEITHER, WITH, ClassedAct
from comity.watch.account.statements import Statement


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
        "in_time": lambda statements: sorted(statements, key=lambda s: [a.first for a in behind(s, acts)]),
        "series": {s.id: series(s, years_of(account.data_to)) for s in account.stepping_up.series},
        "shares": _shares(account, acts),
    }
    rows = [as_row(a, account.hotspot) for a in account.acts]
    starts_with_a_name = heading.startswith(tuple(states.display(s.state) for s in account.states))
    first = heading[:1] if starts_with_a_name else heading[:1].lower()
    title = f"{account.name}: {first}{heading[1:]}"
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


def legend(account: PlaceAccount) -> list[tuple[str, str]]:
    """The signs of the timeline that stand in the picture, with their words."""
    acts, third = account.acts, states.in_sentence(account.third) if account.third else ""
    both = [a for a in acts if a.together]
    none = "neither" if third else "together"
    signs = {
        ("against", f"against {third}"): any(a.stance == AGAINST for a in both),
        ("with", f"with {third}"): any(a.stance == WITH for a in both),
        ("neither", none): any(a.stance == NEITHER for a in both),
        ("veto", "both vetoed"): any("joint-veto" in a.forms for a in both),
        ("apart", "apart"): any(a.kind == APART for a in acts),
        ("alone", "one alone"): any(a.kind == ALONE for a in acts),
    }
    return [sign for sign, is_there in signs.items() if is_there]


def _charts(account: PlaceAccount, question: Question, title: str) -> dict[str, Chart]:
    rows = [as_row(a, account.hotspot) for a in account.acts]

    def url(act: ClassedAct) -> str:
        return question.record(act.records[0])

    wide, narrow = (timeline(account, url, title, narrow=n) for n in (False, True))
    charts = {"timeline": Chart("timeline", wide, title, rows, narrow=narrow, legend=legend(account))}
    both = [a for a in account.acts if a.together]
    if account.third and both:
        says = account.third_power[0].text
        charts["stances"] = Chart(
            "stances", stances(both, account.data_to, says), says, rows, legend=legend(account)[:2]
        )
    return charts if wide else {}


def _shares(
    account: PlaceAccount, acts: dict[str, ClassedAct]
) -> list[tuple[str, list[list[tuple[str, tuple[str, ...]]]]]]:
    """Rows of "who does what": what stands, single acts by domain, vetoes; a column a state.

    A cell has texts with the records behind each; the name of a row is not said again in its cells.
    """
    rows: dict[str, list[list[tuple[str, tuple[str, ...]]]]] = {}

    def add(row: str, column: int, statement: Statement, text: str) -> None:
        rows.setdefault(row, [[] for _ in account.states])[column].append((text, statement.records))

    for k, state in enumerate(account.states):
        for statement in state.conditions:
            add("Standing", k, statement, statement.text)
    for k, state in enumerate(account.states):
        for statement in state.alone:
            own = behind(statement, acts)
            row = (own[0].domain if own else "").capitalize() or "Alone"
            add(row, k, statement, statement.text.partition(", ")[2] or statement.text)
    for k, state in enumerate(account.states):
        for statement in state.vetoes:
            add("Vetoes", k, statement, statement.text.partition(": ")[2] or statement.text)
    return list(rows.items())
