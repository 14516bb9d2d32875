"""The interdependence of a pair: every line of ties and flows, in six themes.

:mod:`comity.measures.record.interdependence` adds up; this module reads the records of one pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from comity.errors import QuestionError
from comity.lake.query.view import View
from comity.measures.record import interdependence as measure
from comity.measures.record import record
from comity.measures.record.interdependence import Line
from comity.records.schemas import TRADE
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry
from comity.watch.questions.yearly_flows import yearly_flows

#: First year shown unless the user gives another.
FIRST = 1990

#: Themes of interdependence, in display order.
THEMES = {
    "energy": "Energy",
    "arms": "Defence and arms",
    "finance": "Infrastructure and finance",
    "trade": "Trade",
    "visits": "Summits and visits",
    "bodies": "Institutions and treaties",
}

#: Topic of a line -> its theme; any other topic is money, so finance.
_THEME = {
    "energy": "energy",
    "oil": "energy",
    "gas": "energy",
    "electricity": "energy",
    "arms-tiv": "arms",
    "joint-exercise": "arms",
    **dict.fromkeys((TRADE, "trade"), "trade"),
    "share of all imports": "trade",
    "exports": "trade",
    "summit": "visits",
    "consultation": "visits",
    "leader-visits": "visits",
    "agreement": "bodies",
    **dict.fromkeys(measure.BONDS.values(), "bodies"),
}


_WORDS = {"arms-tiv": "arms delivered", "imports": "goods imported", "leader-visits": "visits of leaders"}


def write_in_words(what: str) -> str:
    """Return what a yearly series of ties or flows counts, in words for a page."""
    return _WORDS.get(what, what.replace("-", " "))


def interdependence(inquiry: Inquiry, years: range | None = None) -> list[Line]:
    """Return every yearly series of a pair's ties and flows (trade, arms, treaties, visits).

    Parameters
    ----------
    years : the years to count; by default 1990 to the last year covered

    Raises
    ------
    QuestionError
        If the group has more than two states, or the years begin before 1816 or end before they begin.
    """
    view = inquiry.with_memberships
    return lines(view, inquiry.group, years or span(view, inquiry.group))


def span(view: View, group: Group, since: date | None = None, until: date | None = None) -> range:
    """Return the years from the first to the last requested; by default up to the last year covered."""
    ends = [c.last.year for c in view.coverage() if c.table in ("flows", "ties", "acts")]
    first = since.year if since else FIRST
    last = until.year if until else max((y for y in ends if y <= 2100), default=first)
    if len(group.codes) != 2 or not 1816 <= first <= last <= 2100:
        raise QuestionError(
            "The base is asked of one pair, and of years from 1816 on in their order: comity base FRA-DEU."
        )
    return range(first, last + 1)


def lines(view: View, group: Group, years: range) -> list[Line]:
    """Return meetings, flows in both directions, shares of trade and shared ties of a pair, by source."""
    a, b = group.codes
    coverage = view.coverage()
    seats = sorted({*measure.bearers(a, years).values(), *measure.bearers(b, years).values()})
    acts = record.select_involving(
        view.recorded_acts(), group, view.chosen_for_others(group.codes)
    ).to_pylist()
    meetings = measure.meetings(acts, coverage, a, b, years)
    shared = measure.count_shared_ties(_ties(view, seats), coverage, a, b, years)
    return [*meetings, *measure.totals(acts, a, b, years), *yearly_flows(view, (a, b), years), *shared]


def _ties(view: View, seats: Sequence[str]) -> list[dict[str, Any]]:
    named = " OR ".join(f"list_contains(members, $seat_{n})" for n in range(len(seats)))
    sql = f"SELECT * FROM ties WHERE {named}"  # noqa: S608 - no value in it
    rows: list[dict[str, Any]] = view.run(sql, **{f"seat_{n}": s for n, s in enumerate(seats)}).to_pylist()
    return rows


def theme(line: Line) -> str:
    """Return the theme of a series (such as trade), from its topic or the topic's first word that has one."""
    return next((_THEME[word] for word in (line.what, *line.what.split()) if word in _THEME), "finance")
