"""The desk's page for reviewing a press item: the proposed fact, similar facts and the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response

from comity.errors import ComityError, QuestionError
from comity.faces.pages import Page, PageHost, PartPage, Question, as_csv, as_json, back
from comity.lake import own_facts
from comity.parts.keep.command import describe, list_row
from comity.parts.keep.items import Item, find_leads, make_item
from comity.parts.keep.judging import REASONS, Judging
from comity.parts.keep.proposal import FIELDS, Proposal
from comity.records.coded_acts import Document
from comity.vocabulary import forms, hotspots
from comity.vocabulary.load import words

#: Most characters of a pasted text; the rest is ignored.
LONGEST = 20_000
#: Key of a field with fixed choices -> a function that lists the choices.
OPTIONS: dict[str, Callable[[], Iterable[str]]] = {
    "p": hotspots.all_hotspots,
    "f": forms.all_forms,
    "g": lambda: words("source_kinds"),
}
#: Recent changes listed on the page.
DONE = 10


def mount(desk: PageHost) -> None:
    """Add the page's routes to the desk."""

    def made(request: Request, group: str, more: Sequence[Item] = ()) -> Page:
        question = Question.read(group, request.query_params)
        return build(desk, question, request, more)

    @desk.app.get("/keep/{group}.json", tags=["data"])
    def data(request: Request, group: str) -> Response:
        return as_json(made(request, group).data)

    @desk.app.get("/keep/{group}.csv", tags=["data"])
    def rows(request: Request, group: str) -> Response:
        return as_csv(made(request, group).rows)

    @desk.app.get("/keep/{group}", include_in_schema=False)
    def page(request: Request, group: str) -> Response:
        return desk.show(made(request, group))

    @desk.app.post("/keep/{group}", include_in_schema=False)
    def decide(request: Request, group: str, sent: Any = Depends(desk.read_signed)) -> Response:  # noqa: B008
        item = read_item(sent)
        question = Question.read(group, request.query_params)
        if sent.text("do", 10) == "show":
            return desk.show(build(desk, question, request, [item] if item else []))
        judging = Judging(desk.data.lake, [], [question.group], sent.reviewer)
        try:
            said = _decide(judging, item, sent)
        except ComityError as e:
            shown = desk.show(build(desk, question, request, [item] if item else [], str(e), sent))
            shown.status_code = 400
            return shown
        desk.data.refresh()
        return back(question.url("keep") + f"?said={said}")


def read_item(sent: Any) -> Item | None:
    """Return the press item sent with a form, or ``None`` if its text is empty."""
    text = sent.text("text", LONGEST)
    if not text:
        return None
    day, url = sent.text("published", 10), sent.text("url", 2000)
    try:
        published = date.fromisoformat(day) if day else None
    except ValueError:
        raise QuestionError(f"{day!r} is no day: write it as 2025-06-05.") from None
    read = Document("", text, published, sent.text("title", 300), sent.text("outlet", 200), url)
    return make_item(read, sent.text("key", 2000))


def _decide(judging: Judging, item: Item | None, sent: Any) -> str:
    """Save the decision on a press item sent with a form; return the word with which the page confirms it."""
    what = sent.text("do", 10)
    if what == "undo":
        return "undone" if judging.undo() else "nothing"
    if item is None:
        raise QuestionError("Paste a text first.")
    if what.startswith("r") and what[1:] in map(str, range(1, len(REASONS) + 1)):
        judging.reject(item, REASONS[int(what[1:]) - 1])
        return "rejected"
    proposal = fill_in(judging.propose(item), sent)
    near = judging.near(proposal)
    if what.isdigit() and 0 < int(what) <= len(near):
        judging.same(item, near[int(what) - 1])
        return "same"
    if what not in ("keep", "anyway"):
        raise QuestionError("Say what to do: keep, the same, or reject.")
    if what == "keep" and near and near[0].same:
        raise QuestionError(
            "It seems to be held already: 1 if so; A, the large letter, keeps it all the same."
        )
    judging.keep(proposal)
    return "kept"


def fill_in(proposal: Proposal, sent: Any) -> Proposal:
    """Return the proposed fact with the corrections from a form."""
    for key in FIELDS:
        typed = sent.text(f"field-{key}", 1000)
        if f"field-{key}" in sent.fields and typed != proposal.show(key):
            proposal = proposal.correct(key, typed)
    return proposal


def build(
    desk: PageHost,
    question: Question,
    request: Request,
    more: Sequence[Item] = (),
    wrong: str = "",
    sent: Any = None,
) -> Page:
    """Build the page for the pasted press item, or else for the pair's newest undecided text."""
    visitor = desk.describe_visitor(request)
    lake, log = desk.data.lake, own_facts.read(desk.data.lake.root)
    leads = [] if more else find_leads(desk.data.watch(question).view, question.group)
    judging = Judging(lake, [*more, *leads], [question.group], visitor["reviewer"] or "nobody")
    skip = min(question.page - 1, max(len(judging.items) - 1, 0))
    item = judging.items[skip] if judging.items else None
    proposal = judging.propose(item) if item else None
    near = judging.near(proposal) if proposal else []
    n = len(judging.items)
    heading = f"{n:,} {'item' if n == 1 else 'items'} to judge, {len(log.standing):,} facts of your own kept"
    shown = {k: proposal.show(k) for k in FIELDS} if proposal else {}
    if sent is not None:
        shown = {
            k: sent.text(f"field-{k}", 1000) if f"field-{k}" in sent.fields else v for k, v in shown.items()
        }
    context = {
        **visitor,
        "item": item,
        "left": n - skip - 1,
        "fields": [(k, *FIELDS[k], shown[k], sorted(OPTIONS[k]()) if k in OPTIONS else ()) for k in shown],
        "near": near,
        "reasons": REASONS,
        "wrong": wrong,
        "said": request.query_params.get("said", "") if not wrong else "",
        "done": [describe(c) for c in log.made if c.kind != own_facts.SEARCHED][: -DONE - 1 : -1],
        "conflicts": [[describe(c) for c in of] for of in log.conflicts],
    }
    facts = [list_row(c) for c in log.standing]
    data = {"heading": heading, "facts": [c.fact for c in log.standing]}
    return Page("keep", "keep.html", heading, question, context, facts, data)


#: Registers the page with the desk.
PAGE = PartPage("Keep the watch", "comity.parts.keep", mount=mount)
