"""Case pages: notes, pinned records and rated hypotheses on a pair at one hotspot."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from comity.errors import QuestionError
from comity.faces.pages import Page, Question, as_csv, as_json, back
from comity.lake.query.view import View
from comity.parts.desk.pages import record, signed_forms
from comity.parts.desk.pages.signed_forms import Desk, Signed, SignedForm
from comity.parts.desk.store import cases
from comity.parts.desk.store.hypotheses import RATINGS
from comity.parts.desk.store.models import Case
from comity.vocabulary import hotspots

TITLE = 300
#: Most characters of a pinned record's sentence.
SENTENCE = 2_000
CHANGES = ("about", "note", "hypothesis", "reword", "pin", "unpin", "rate")


def mount(desk: Desk) -> None:
    """Add the routes of cases."""
    _list(desk)
    _case(desk)

    @desk.app.get("/pin/{group}", include_in_schema=False)
    def choose(request: Request, group: str, record_id: str) -> Response:
        question = Question.read(group, request.query_params)
        table, row = record.find_record(desk.data.watch(question).view, record_id)
        spots = [hotspots.whole(h) for h in row.get("hotspots") or () if h in hotspots.all_hotspots()]
        more = {
            **signed_forms.context(request),
            "record_id": record_id,
            "spots": hotspots.watched(),
            "spot": question.hotspot or next(iter(spots), ""),
            "sentence": _sentence(desk, question, record_id),
        }
        heading = "Pin this record to a case"
        page = Page("pin", "case_pin.html", heading, question, more, [], {"table": table})
        return desk.show(page)

    @desk.app.post("/pin/{group}", include_in_schema=False)
    def pin(group: str, sent: Signed) -> Response:
        question = Question.read(group, {}, sent.text("hotspot", 100))
        if not question.hotspot:
            raise QuestionError("A case is about a hotspot: choose one.")
        _apply(desk, question, "pin", sent)
        return back(question.url("case"))


def _list(desk: Desk) -> None:
    def made(request: Request, group: str) -> Page:
        question = Question.read(group, request.query_params)
        with desk.store.reads() as session:
            return build_list(session, question, request)

    @desk.app.get("/cases/{group}.json", tags=["data"])
    def data(request: Request, group: str) -> Response:
        return as_json(made(request, group).data)

    @desk.app.get("/cases/{group}.csv", tags=["data"])
    def rows(request: Request, group: str) -> Response:
        return as_csv(made(request, group).rows)

    @desk.app.get("/cases/{group}", include_in_schema=False)
    def page(request: Request, group: str) -> Response:
        return desk.show(made(request, group))


def _case(desk: Desk) -> None:
    def made(request: Request, group: str, hotspot: str) -> Page:
        question = Question.read(group, request.query_params, hotspot)
        view = desk.data.watch(question).view
        with desk.store.reads() as session:
            return build(session, view, question, request)

    @desk.app.get("/case/{group}/{hotspot}.json", tags=["data"])
    def data(request: Request, group: str, hotspot: str) -> Response:
        return as_json(made(request, group, hotspot).data)

    @desk.app.get("/case/{group}/{hotspot}.csv", tags=["data"])
    def rows(request: Request, group: str, hotspot: str) -> Response:
        return as_csv(made(request, group, hotspot).rows)

    @desk.app.get("/case/{group}/{hotspot}", include_in_schema=False)
    def page(request: Request, group: str, hotspot: str) -> Response:
        return desk.show(made(request, group, hotspot))

    @desk.app.post("/case/{group}/{hotspot}/{what}", include_in_schema=False)
    def change(group: str, hotspot: str, what: str, sent: Signed) -> Response:
        question = Question.read(group, {}, hotspot)
        if what not in CHANGES:
            raise QuestionError(f"A case is changed by {', '.join(CHANGES)}, not {what!r}.")
        _apply(desk, question, what, sent)
        return back(question.url("case"))


def _apply(desk: Desk, question: Question, what: str, sent: SignedForm) -> None:
    """Apply one change to a case in one transaction; create the case if needed."""
    sentence = _sentence(desk, question, sent.text("record_id", 400)) if what == "pin" else ""
    with desk.store.writes() as session:
        case = cases.open_case(session, question.group.id, question.hotspot, title(question))
        if what == "about":
            words = sent.text("title", TITLE), sent.text("status", 20), sent.text("question")
            cases.describe(session, case, sent.number("version"), *words)
        elif what == "note":
            cases.note(session, case, sent.reviewer, sent.text("text"))
        elif what == "hypothesis":
            cases.suppose(session, case, sent.reviewer, sent.text("text"))
        elif what == "reword":
            cases.reword(session, case, sent.number("version"), sent.number("id"), sent.text("text"))
        elif what == "pin":
            cases.pin(session, case, sent.reviewer, sent.text("record_id", 400), sentence)
        elif what == "unpin":
            cases.unpin(session, case, sent.number("version"), sent.number("id"))
        else:
            cases.rate(session, case, sent.number("version"), sent.reviewer, _rated(sent))


def _rated(sent: SignedForm) -> dict[tuple[int, int], str]:
    """Return the ratings in a form by pinned record and hypothesis (fields ``rate-PIN-HYPOTHESIS``)."""
    out = {}
    for name in sent.fields:
        kind, _, cell = name.partition("-")
        pin_id, _, hypothesis_id = cell.partition("-")
        if kind == "rate" and pin_id.isdecimal() and hypothesis_id.isdecimal():
            out[int(pin_id), int(hypothesis_id)] = sent.text(name, 20)
    return out


def _sentence(desk: Desk, question: Question, record_id: str) -> str:
    """Return a record's current text: the passage it was coded from, or its summary."""
    view = desk.data.watch(question).view
    _, row = record.find_record(view, record_id)
    passage = record.extract(view, row)
    sentence = passage.span if passage else str(row.get("summary") or row.get("title") or record_id)
    return signed_forms.clean_words(sentence[:SENTENCE], SENTENCE)


def title(question: Question) -> str:
    """Return the default title of a case."""
    return f"{question.group.name} on {hotspots.get(question.hotspot).name}"


def build(session: Session, view: View, question: Question, request: Request) -> Page:
    """Build the page of one case."""
    case = cases.find(session, question.group.id, question.hotspot)
    weighing = cases.weighed(case) if case else None
    known = {e.record_id for e in view.where(p.record_id for p in case.pins)} if case else set[str]()
    context = {
        **signed_forms.context(request),
        "case": case,
        "ranking": weighing,
        "known_ids": known,
        "rejected": set(view.reviewed.rejected),
        "ratings": list(RATINGS),
        "states": cases.STATES,
        "title": case.title if case else title(question),
        "cells": {r.id: r.cells for r in cases.rows(case)} if case else {},
        "order": _order(case, weighing) if case else [],
        "letters": {h.id: chr(65 + k % 26) for k, h in enumerate(case.hypotheses)} if case else {},
        "sentence_of": {p.id: p.sentence for p in case.pins} if case else {},
    }
    data: dict[str, Any] = (
        cases.as_json(case) if case else {"pair": question.group.id, "hotspot": question.hotspot}
    )
    return Page(
        "case", "case.html", _heading(case, question), question, context, data.get("ratings", []), data
    )


def _order(case: Case, weighing: Any) -> list[Any]:
    """Return a case's hypotheses, the one with the least evidence against it first."""
    return sorted(case.hypotheses, key=lambda h: (weighing.scores[h.id], h.id))


def _heading(case: Case | None, question: Question) -> str:
    if case is None:
        return f"{title(question)}: no case yet"
    weighing = cases.weighed(case)
    leaders = [h.text for h in case.hypotheses if h.id in weighing.leading]
    if not leaders:
        why = "no record is rated under every hypothesis yet" if case.hypotheses else "no hypothesis yet"
        return f"{case.title}: {why}"
    if len(leaders) > 1:
        n = len(case.hypotheses)
        return f"{case.title}: {len(leaders)} of {n} hypotheses have equally little against them"
    return f"{case.title}: least against “{leaders[0]}”"


def build_list(session: Session, question: Question, request: Request) -> Page:
    """Build the list of hotspots (places watched) with the pair's case for each, if there is one."""
    of_pair = cases.of_pair(session, question.group.id)
    lines = []
    for h in hotspots.watched():
        case = of_pair.get(h.id)
        lines.append(
            {
                "hotspot": h.id,
                "name": h.name,
                "title": case.title if case else "",
                "status": case.status if case else "",
                "notes": len(case.notes) if case else 0,
                "records": len(case.pins) if case else 0,
                "hypotheses": len(case.hypotheses) if case else 0,
            }
        )
    heading = f"{question.group.name}: {len(of_pair)} of {len(lines)} hotspots have a case"
    context = {**signed_forms.context(request), "lines": lines}
    return Page(
        "cases", "cases.html", heading, question, context, lines, {"heading": heading, "cases": lines}
    )
