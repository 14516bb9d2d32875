"""What do they do in this place?  The account of it, top to bottom."""

from __future__ import annotations

from comity.faces.pages import Page, Question
from comity.faces.present.picture import Chart, as_row, timeline_chart, title
from comity.parts.desk.charts.bars import series, stances
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages.accounts import behind, by_record, witnessed, years_of
from comity.watch.account.account import PlaceAccount, as_json, of_place
from comity.watch.account.acts import AGAINST, WITH, ClassedAct
from comity.watch.account.statements import Statement

DRAWN_FROM = 3
"""Years with anything in them from which on they are drawn: fewer bars are no picture."""


def build(desk_data: DeskData, question: Question) -> Page:
    """The page of a place."""
    asks = witnessed(desk_data, question)
    account = of_place(asks.watch.answers, question.hotspot)
    acts = by_record(account.acts)
    context = {
        "account": account,
        "waits": asks.waits,
        "failed": asks.failed,
        "in_time": lambda statements: sorted(statements, key=lambda s: [a.first for a in behind(s, acts)]),
        "series": {
            s.id: series(s, years_of(account.data_to))
            for s in account.stepping_up.series
            if sum(hits > 0 for _, hits, _ in s.by_year) >= DRAWN_FROM
        },
        "shares": _shares(account, acts),
    }
    rows = [as_row(a, account.hotspot) for a in account.acts]
    return Page(
        "places",
        "place.html",
        title(account),
        question,
        context,
        rows,
        as_json(account),
        _charts(account, question),
        whole=asks.whole,
    )


def _charts(account: PlaceAccount, question: Question) -> dict[str, Chart]:
    if not account.acts:
        return {}
    first = timeline_chart(account, lambda act: question.record(act.records[0]))
    charts = {first.name: first}
    both = [a for a in account.acts if a.together]
    if account.third and len({a.first.year for a in both}) >= DRAWN_FROM:
        says = account.third_power[0].text
        signs = [s for s in first.legend if s[0] in (AGAINST, WITH)]
        picture = stances(both, account.data_to, says)
        charts["stances"] = Chart("stances", picture, says, first.rows, legend=signs)
    return charts


def _shares(
    account: PlaceAccount, acts: dict[str, ClassedAct]
) -> list[tuple[str, list[list[tuple[str, tuple[str, ...]]]]]]:
    """Rows of "who does what": what stands, single acts by domain, vetoes; a column a state.

    A cell has texts with the records behind each; the name of a row is not said again in its cells.  That
    nothing was found of one stands in the row of what the other does, or alone where neither does anything.
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
            if not own and any(behind(s, acts) for other in account.states for s in other.alone):
                continue
            row = (own[0].domain if own else "").capitalize() or "Alone"
            add(row, k, statement, statement.text.partition(", ")[2] or statement.text)
    for k, state in enumerate(account.states):
        for statement in state.vetoes:
            add("Vetoes", k, statement, statement.text.removeprefix("vetoes, "))
    return list(rows.items())
