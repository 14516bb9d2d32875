"""Did the machine read this right?  Its acts one by one, for people to accept, reject or correct."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from comity.errors import QuestionError, UnknownNameError
from comity.faces.pages import Page, Question, as_csv, as_json, back
from comity.lake.query import review_log
from comity.lake.query.view import View
from comity.parts.desk.pages import signed_forms as sending
from comity.parts.desk.pages.record import extract
from comity.parts.desk.pages.review_queue import DRAWS, STATES, SURE, Given, Queue, QueueFilter
from comity.parts.desk.pages.signed_forms import Desk, Signed, SignedForm
from comity.parts.desk.render import count
from comity.records.reviews import agreement
from comity.records.reviews.decisions import DISPUTED, FIELDS, LISTS, WORDS, Decision, snapshot
from comity.records.reviews.sheets import checked
from comity.vocabulary import forms, hotspots, states
from comity.vocabulary.load import words

VOCABULARY = {"polarity": "polarities", "toward_third": "stances", "modality": "modalities"}
KEYS = (
    ("a", "accept"),
    ("r", "reject"),
    ("c", "correct"),
    ("n", "note"),
    ("j", "next"),
    ("k", "previous"),
)
SHOWN = 12
"""Acts of the queue listed beside the one in hand."""
CHANCES = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}


def mount(desk: Desk) -> None:
    """Give the review page its addresses."""
    queue = Queue()

    def made(request: Request, group: str) -> Page:
        question = Question.read(group, request.query_params)
        with desk.data.asking("review"):
            return build(desk.data.watch(question).view, queue, question, request)

    @desk.app.get("/review/{group}.json", tags=["data"])
    def data(request: Request, group: str) -> Response:
        return as_json(made(request, group).data)

    @desk.app.get("/review/{group}.csv", tags=["data"])
    def rows(request: Request, group: str) -> Response:
        return as_csv(made(request, group).rows)

    @desk.app.get("/review/{group}", include_in_schema=False)
    def page(request: Request, group: str) -> Response:
        return desk.show(made(request, group))

    @desk.app.post("/review/{group}", include_in_schema=False)
    def decide(request: Request, group: str, sent: Signed) -> Response:
        question = Question.read(group, request.query_params)
        want = QueueFilter.read(request.query_params)
        with desk.data.asking("review"):
            view = desk.data.watch(question).view
            drawn = queue.given(view, question, want, sent.reviewer)
            given = queue.one(view, question, sent.text("act"), drawn)
            if given is None:
                raise UnknownNameError(f"coded act of {question.group.name}", sent.text("act"))
            review_log.write(view.root, [decision(sent, given)])
            desk.data.edition.refresh()
        return back(sent.text("next"))


def decision(sent: SignedForm, given: Given) -> Decision:
    """The decision that a form tells.

    Raises
    ------
    QuestionError, UnknownNameError
        When choice and corrections do not fit, or the vocabulary does not know a value.
    """
    choice, machine = sent.text("choice", 20), snapshot(given.item.act)
    changes = {k: v for k in FIELDS if (v := _field(sent, k, machine[k])) != machine[k]}
    if choice == "correct" and not changes:
        raise QuestionError("Nothing is otherwise than the machine read it: change a field, or accept.")
    if choice != "correct" and changes:
        raise QuestionError(
            f"You changed {', '.join(k.replace('_', ' ') for k in changes)}: choose correct, or open the act "
            "again to leave it as it was."
        )
    return Decision(
        given.item.record_id,
        sent.reviewer,
        choice,
        datetime.now(UTC).date(),
        machine,
        changes,
        sent.text("note"),
        given.chance,
        sent.text("settles", 1) == "1",
    )


def _field(sent: SignedForm, name: str, machine: Any) -> Any:
    """A field as the form has it; a form without the field leaves what the machine read."""
    if f"has_{name}" not in sent.fields:
        return machine
    if name in LISTS:
        values = [str(v) for v in sent.fields.getlist(name) if v]
        return machine if values == machine else checked(name, values)
    told_word = sent.text(name, 40)
    return machine if told_word == machine else checked(name, told_word)


def build(view: View, queue: Queue, question: Question, request: Request) -> Page:
    """The review page: one act in hand, the queue beside it."""
    want, who = QueueFilter.read(request.query_params), sending.context(request)
    drawn = queue.given(view, question, want, who["reviewer"])
    given = queue.one(view, question, want.act, drawn)
    if want.act and given is None:
        raise UnknownNameError(f"coded act of {question.group.name}", want.act)
    given = given or (drawn[0] if drawn else None)
    position = next((k for k, g in enumerate(drawn) if g is given), -1)
    outcomes = [
        o
        for i, o in view.reviewed.outcomes.items()
        if set(question.group.codes)
        <= {*view.reviewed.coded[i]["actors"], *view.reviewed.coded[i]["partners"]}
    ]
    disputed = sum(o.state == DISPUTED for o in outcomes)
    heading = (
        f"{question.group.name}: people have decided {count(len(outcomes), 'act')} that a machine read "
        f"from text; {disputed:,} disputed"
    )
    start = max(0, position - 2)
    rows = [_row(g) for g in drawn]
    context = {
        **who,
        "want": want,
        "given": given,
        "drawn": drawn,
        "at": position,
        "start": start,
        "beside": drawn[start : start + SHOWN],
        "next": drawn[position + 1].item.record_id if position + 1 < len(drawn) else "",
        "previous": drawn[position - 1].item.record_id if position > 0 else "",
        "extract": extract(view, dict(given.item.act)) if given else None,
        "options": _options(),
        "keys": KEYS,
        "draws": DRAWS,
        "states": STATES,
        "sures": SURE,
        "lists": LISTS,
        "choices": VOCABULARY,
        "words_of": WORDS,
        "mine": _mine(given, who["reviewer"]),
        "others": _others(given, who["reviewer"]),
        "alike": [*agreement.between_reviewers(outcomes), *agreement.with_machine(outcomes)],
        "all_forms": list(forms.all_forms().values()),
        "all_spots": hotspots.watched(),
        "did": want.did,
        "did_what": CHANCES.get(_did(view, want.did, who["reviewer"]), ""),
        "here_url": want.url(question),
    }
    return Page("review", "review.html", heading, question, context, rows, {"heading": heading, "acts": rows})


def _mine(given: Given | None, reviewer: str) -> Decision | None:
    decisions = given.outcome.decisions if given and given.outcome else ()
    return next((d for d in decisions if d.reviewer == reviewer), None)


def _others(given: Given | None, reviewer: str) -> Sequence[Decision]:
    """Decisions of others: shown only to who has decided, or where they differ, to read independently."""
    if given is None or given.outcome is None:
        return ()
    if given.choice(reviewer) or given.outcome.state == DISPUTED:
        return [d for d in given.outcome.decisions if d.reviewer != reviewer]
    return ()


def _did(view: View, record_id: str, reviewer: str) -> str:
    outcome = view.reviewed.outcomes.get(record_id)
    return next((d.choice for d in outcome.decisions if d.reviewer == reviewer), "") if outcome else ""


def _row(g: Given) -> dict[str, Any]:
    a = g.item.act
    return {
        "record_id": g.item.record_id,
        "state": g.outcome.state if g.outcome else "open",
        "confidence": round(a["confidence"], 2),
        "chance": g.chance,
        **{k: list(a[k]) if k in LISTS else str(a[k]) for k in FIELDS},
        "rules": list(a["rules"]),
        "coder": a["coder"],
        "evidence": g.item.evidence,
    }


def _options() -> dict[str, list[tuple[str, str]]]:
    """Values and names that each field may have."""
    known = sorted(((s, states.display(s)) for s in states.all_states()), key=lambda s: s[1])
    spots = [(h.id, h.name) for h in hotspots.all_hotspots().values()]
    kinds = [(f.id, f.name) for f in forms.all_forms().values()]
    closed = {k: [(w, w.replace("-", " ")) for w in words(v)] for k, v in VOCABULARY.items()}
    return {"actors": known, "partners": known, "targets": known, "hotspots": spots, "forms": kinds, **closed}
