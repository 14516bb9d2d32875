"""What a relation is built on: every line of ties and flows of a pair, and the six themes.

:mod:`comity.measures.record.interdependence` adds up; here the records of one pair are read.
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

FIRST = 1990
"""First year shown unless another is given."""

THEMES = {
    "energy": "Energy",
    "arms": "Defence and arms",
    "finance": "Infrastructure and finance",
    "trade": "Trade",
    "visits": "Summits and visits",
    "bodies": "Institutions and treaties",
}
"""What a relation is built on, in the order shown."""

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
"""What a line tells of -> its theme; money of any other kind that passes is finance."""


_WORDS = {"arms-tiv": "arms delivered", "imports": "goods imported", "leader-visits": "visits of leaders"}


def in_words(what: str) -> str:
    """Return what a line tells of, as read on a page."""
    return _WORDS.get(what, what.replace("-", " "))


def interdependence(inquiry: Inquiry, years: range | None = None) -> list[Line]:
    """Every line of what a pair's relation is built on.

    Parameters
    ----------
    years : 1990 to the last year covered, unless given

    Raises
    ------
    QuestionError
        When it is asked of more than two states, or of years before 1816 or upside down.
    """
    view = inquiry.with_memberships
    return lines(view, inquiry.group, years or span(view, inquiry.group))


def span(view: View, group: Group, since: date | None = None, until: date | None = None) -> range:
    """Whole years from the first to the last asked for; without a last, to the end of what is covered."""
    ends = [c.last.year for c in view.coverage() if c.table in ("flows", "ties", "acts")]
    first = since.year if since else FIRST
    last = until.year if until else max((y for y in ends if y <= 2100), default=first)
    if len(group.codes) != 2 or not 1816 <= first <= last <= 2100:
        raise QuestionError(
            "The base is asked of one pair, and of years from 1816 on in their order: comity base FRA-DEU."
        )
    return range(first, last + 1)


def lines(view: View, group: Group, years: range) -> list[Line]:
    """Meetings, flows both ways, shares of trade and shared ties of a pair, each source alone."""
    a, b = group.codes
    coverage = view.coverage()
    seats = sorted({*measure.bearers(a, years).values(), *measure.bearers(b, years).values()})
    acts = record.involving(view.recorded_acts(), group, view.chosen_for_others(group.codes)).to_pylist()
    meetings = measure.meetings(acts, coverage, a, b, years)
    shared = measure.count_shared_ties(_ties(view, seats), coverage, a, b, years)
    return [*meetings, *measure.totals(acts, a, b, years), *yearly_flows(view, (a, b), years), *shared]


def _ties(view: View, seats: Sequence[str]) -> list[dict[str, Any]]:
    """Ties that name any of the seats."""
    named = " OR ".join(f"list_contains(members, $seat_{n})" for n in range(len(seats)))
    sql = f"SELECT * FROM ties WHERE {named}"  # noqa: S608 - no value in it
    rows: list[dict[str, Any]] = view.run(sql, **{f"seat_{n}": s for n, s in enumerate(seats)}).to_pylist()
    return rows


def theme(line: Line) -> str:
    """Return the theme a line belongs to, by its name or the first of its words that has one."""
    return next((_THEME[word] for word in (line.what, *line.what.split()) if word in _THEME), "finance")
