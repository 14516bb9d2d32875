"""The pair's page: what they do in every place, what is new, whether it steps up, what it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from comity.faces.pages import Page, Question
from comity.faces.present.charts import years
from comity.faces.present.picture import as_row, matrix_chart
from comity.measures.change.window_change import UNKNOWN
from comity.parts.desk.charts.bars import SERIES_WIDTH, SMALL, series
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages.accounts import behind, by_record, witnessed, years_of
from comity.vocabulary import states
from comity.vocabulary.group import Group
from comity.vocabulary.states import OPEN
from comity.watch import suggested_pairs
from comity.watch.account.account import PlaceRow, as_json, of_pair
from comity.watch.account.stepping_up import WORD_OF_NONE
from comity.watch.account.wording import sentence

UNTOLD = (UNKNOWN, WORD_OF_NONE)
"""Words of a series that are no answer: such series stand smaller, after the others."""


def build(desk_data: DeskData, question: Question) -> Page:
    """The Watch page."""
    asks = witnessed(desk_data, question)
    account = of_pair(asks.watch.answers)
    heading = " ".join(s.text for s in account.heading)
    acts = by_record(a for r in account.rows for a in r.acts)
    places = {a.id: r for r in account.rows for a in r.acts}
    context = {
        "account": account,
        "waits": asks.waits,
        "failed": asks.failed,
        "known": known(desk_data, question),
        "names": sorted(s.name for s in states.all_states().values() if s.last == OPEN),
        "strips": {r.hotspot: strip(r, account.data_to, question) for r in account.rows},
        "head": [years.head(account.data_to, size) for size in (years.WIDE, years.NARROW)],
        "behind": lambda s: behind(s, acts),
        "series": {
            s.id: series(s, years_of(account.data_to), SMALL if s.statement.word in UNTOLD else SERIES_WIDTH)
            for s in account.stepping_up.series
        },
        "untold": UNTOLD,
        "place_of": lambda a: places[a.id],
        "nothing": sentence("row_nothing" if places else "row_unsearched").capitalize() + ":",
        "embedded": not desk_data.lake.status().files,
    }
    rows = [as_row(a, r.hotspot) for r in account.rows for a in r.acts]
    return Page(
        "watch",
        "watch.html",
        heading,
        question,
        context,
        rows,
        as_json(account),
        {"matrix": matrix_chart(account)},
        whole=asks.whole,
    )


def strip(row: PlaceRow, today: date, question: Question) -> list[str]:
    """The years of a place, on a wide screen and on a phone."""
    of_place = replace(question.elsewhere, hotspot=row.hotspot)

    def url(first: date, last: date) -> str:
        return of_place.url("evidence", first=first, last=last)

    draw = years.bars if row.own else years.row
    return [draw(row.acts, today, row.name, url, size) for size in (years.WIDE, years.NARROW)]


def known(desk_data: DeskData, question: Question) -> list[tuple[str, str]]:
    """Pairs offered by name: the first page's, and those most written of."""
    view = desk_data.watch(question).view
    first = Question(Group.parse(desk_data.settings.start))
    counts = desk_data.once("most told", first, lambda _: suggested_pairs.most_recorded(view))
    groups = [first.group, *(Group.parse(pair) for pair, _ in counts)]
    return list({g.id: (g.id, g.name) for g in groups}.values())
