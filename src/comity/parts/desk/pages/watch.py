"""The pair's first page: three questions, the places, news, and how certain the answers are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby

from comity.faces.pages import Page, Question
from comity.faces.present.charts import blocks
from comity.faces.present.picture import make_row, matrix_chart
from comity.parts.desk.charts.bars import draw_counts, series
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages.accounts import draw_unusual, tell_age, witnessed, years_of
from comity.vocabulary import states
from comity.vocabulary.group import Group
from comity.vocabulary.states import OPEN
from comity.watch import suggested_pairs
from comity.watch.account.pair import PairAccount, describe_pair, tell_new, to_plain_json
from comity.watch.account.phrases import tell
from comity.watch.account.rows import OWN, PART, QUIET, TOGETHER, PlaceRow

#: Groups of places: their title, and what it means.
GROUPS = {
    TOGETHER: ("Together lately", "a joint act in the twelve months before the newest record"),
    PART: ("Where they part", "one steps back or opposes the other more often than they act together"),
    QUIET: ("Quiet", "no joint act of late"),
    "": ("Other places", "no joint act of late was found"),
    OWN: ("Between themselves", ""),
}


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the first page on a pair of states: three questions, the places, news and certainty."""
    asks = witnessed(desk_data, question)
    account = describe_pair(asks.watch.answers)
    filled = [r for r in account.rows if r.acts]
    context = {
        "account": account,
        "age": tell_age(account.newest, question),
        "waits": asks.waits,
        "failed": asks.failed,
        "known": known(desk_data, question),
        "names": sorted(s.name for s in states.all_states().values() if s.last == OPEN),
        "strips": {r.hotspot: draw_strip(r, account.data_to, question) for r in filled},
        "head": blocks.strip_head(account.data_to),
        "groups": [
            (*GROUPS[group if account.covered or group != QUIET else ""], list(rows))
            for group, rows in groupby(filled, key=lambda r: r.group)
        ],
        "growing": _draw_growing(account),
        "unusual": draw_unusual(asks.watch.inquiry, account.unusual[0].text),
        "alone": _draw_alone(account),
        "new_head": tell_new(account),
        "tell": tell,
    }
    rows = [make_row(a, r.hotspot) for r in account.rows for a in r.acts]
    return Page(
        "watch",
        "watch.html",
        " ".join(s.text for s in account.heading),
        question,
        context,
        rows,
        to_plain_json(account),
        {"matrix": matrix_chart(account)},
        whole=asks.whole,
    )


def draw_strip(row: PlaceRow, today: date, question: Question) -> str:
    """Draw the acts of two states at a place by year; each year links to its list of acts."""
    of_place = replace(question.elsewhere, hotspot=row.hotspot)
    every = "joint,same-side,steps-back,opposed,alone"

    def url(first: date, last: date) -> str:
        return of_place.url("evidence", first=first, last=last, only=every)

    return blocks.strip(row.acts, today, row.name, url)


def _draw_growing(account: PairAccount) -> str:
    """Draw the yearly series that shows whether two states' cooperation grows; "" if there is none."""
    lead = next(iter(account.growing.series), None)
    return series(lead, years_of(account.data_to)) if lead and lead.by_year else ""


def _draw_alone(account: PairAccount) -> str:
    """Draw the counts from complete records: acts of both states together, and of each without the other."""
    if not account.alone:
        return ""
    numbers = {(n.name, k): int(n.value) for k, n in enumerate(account.alone[0].numbers)}
    together = next(v for (name, _), v in numbers.items() if name == "together")
    without = [v for (name, _), v in numbers.items() if name == "without"]
    one, other = (states.display(c) for c in account.group.split("-"))
    lines = [
        ("together", together, "b-deed"),
        (f"{one} without {other}", without[0], "b-alone"),
        (f"{other} without {one}", without[1], "b-alone"),
    ]
    return draw_counts(lines, account.alone[0].text)


def known(desk_data: DeskData, question: Question) -> list[tuple[str, str]]:
    """Return pairs of states to suggest, as id and name: the first page's, then those with most records."""
    view = desk_data.watch(question).view
    first = Question(Group.parse(desk_data.settings.start))
    counts = desk_data.once("most told", first, lambda _: suggested_pairs.most_recorded(view))
    groups = [first.group, *(Group.parse(pair) for pair, _ in counts)]
    return list({g.id: (g.id, g.name) for g in groups}.values())
