"""Which pair?  Any two states or more, by name; and the pairs the record held tells most of."""

from __future__ import annotations

from comity.faces.desk.desk_data import DeskData
from comity.faces.desk.page import Page
from comity.faces.desk.question import Question
from comity.vocabulary import states
from comity.vocabulary.group import Group
from comity.vocabulary.states import OPEN
from comity.watch import suggested_pairs


def most_recorded(desk_data: DeskData, question: Question) -> list[tuple[Group, int]]:
    """Pairs the record held tells most of, with their acts."""
    view = desk_data.watch(question).view
    counts = desk_data.once(
        "most told",
        Question(Group.parse(desk_data.settings.start)),
        lambda _: suggested_pairs.most_recorded(view),
    )
    return [(Group.parse(pair), n) for pair, n in counts]


def build(desk_data: DeskData, question: Question) -> Page:
    """The picker."""
    pairs = most_recorded(desk_data, question)
    names = sorted(s.name for s in states.all_states().values() if s.last == OPEN)
    rows = [{"pair": g.id, "name": g.name, "acts": n} for g, n in pairs]
    heading = "Which states do you want to watch together?"
    context = {"found": pairs, "names": names, "most": max((n for _, n in pairs), default=1)}
    return Page("pick", "pick.html", heading, question, context, rows, {"heading": heading, "pairs": rows})
