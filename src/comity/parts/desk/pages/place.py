"""The page of a place: what the pair does there."""

from __future__ import annotations

from comity.faces.pages import Page, Question
from comity.faces.present.picture import make_row, timeline_chart, title
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages.accounts import tell_age, witnessed
from comity.watch.account.growing import WORD_OF_NONE
from comity.watch.account.pair import to_plain_json
from comity.watch.account.phrases import tell
from comity.watch.account.place import PlaceAccount, describe_place
from comity.watch.account.sections import tell_counts


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page of what the two states of the question do at its place."""
    asks = witnessed(desk_data, question)
    account = describe_place(asks.watch.answers, question.hotspot)
    present = [a for a in account.acts if a.last >= account.present_from]
    context = {
        "account": account,
        "age": tell_age(account.newest, question),
        "waits": asks.waits,
        "failed": asks.failed,
        "counts": tell_counts(present),
        "growing": _select_growing(account),
        "tell": tell,
    }
    rows = [make_row(a, account.hotspot) for a in account.acts]
    charts = {}
    if account.acts:
        charts["timeline"] = timeline_chart(account, lambda act: question.record(act.records[0]))
    data = to_plain_json(account)
    return Page(
        "places", "place.html", title(account), question, context, rows, data, charts, whole=asks.whole
    )


def _select_growing(account: PlaceAccount) -> list[object]:
    return [s for s in account.growing.short if s.word != WORD_OF_NONE]
