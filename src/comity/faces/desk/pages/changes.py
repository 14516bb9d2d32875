"""What changed since I was last here, and why?"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from comity.faces.desk.page import Page
from comity.faces.desk.pages import signed_forms
from comity.faces.desk.pages.signed_forms import Desk, Signed, as_csv, as_json, back
from comity.faces.desk.question import Question
from comity.faces.desk.store import visits
from comity.faces.desk.store.visits import Move
from comity.vocabulary import hotspots

SHOWN = 5
"""Records named beside one reason; the files beside the page name all."""


def mount(desk: Desk) -> None:
    """Give the page its addresses."""

    def made(request: Request, group: str) -> Page:
        question = Question.read(group, request.query_params)
        with desk.data.asking("changes", question):
            return build(desk, question, request)

    @desk.app.get("/changes/{group}.json", tags=["data"])
    def data(request: Request, group: str) -> Response:
        return as_json(made(request, group).data)

    @desk.app.get("/changes/{group}.csv", tags=["data"])
    def rows(request: Request, group: str) -> Response:
        return as_csv(made(request, group).rows)

    @desk.app.get("/changes/{group}", include_in_schema=False)
    def page(request: Request, group: str) -> Response:
        return desk.shown(desk.data, made(request, group), {}, keep=False)

    @desk.app.post("/changes/{group}", include_in_schema=False)
    def acknowledge(group: str, sent: Signed) -> Response:
        question = Question.read(group, {})
        with desk.data.asking("changes", question):
            state = desk.data.once("state", question, visits.state)
        with desk.store.writes() as session:
            visits.keep(session, sent.reviewer, question.group.id, state)
        return back(question.url("changes"))


def build(desk: Desk, question: Question, request: Request) -> Page:
    """Every word and count that moved since the reviewer said "seen"."""
    who = signed_forms.context(request)
    watch = desk.data.watch(question)
    with desk.store.reads() as session:
        visit = visits.last(session, who["reviewer"], question.group.id) if who["reviewer"] else None
    moves: list[Move] = []
    if visit is not None:
        moves = visits.moves(visit[1], desk.data.once("state", question, visits.state), watch)
    by_spot: dict[str, list[Move]] = {}
    for m in moves:
        by_spot.setdefault(m.hotspot, []).append(m)
    if visit is None:
        heading = f"{question.group.name}: nothing kept yet to compare with"
    else:
        when = "since you last said seen"
        heading = f"{question.group.name}: {len(by_spot)} of {len(hotspots.watched())} hotspots moved {when}"
    context = {**who, "kept": visit, "by_spot": by_spot, "shown": SHOWN, "same": _same(visit, watch)}
    data: dict[str, Any] = {"heading": heading, "moves": [m.to_json() for m in moves]}
    return Page("changes", "changes.html", heading, question, context, _rows(moves), data)


def _same(visit: Any, watch: Any) -> bool:
    """Whether the data are the very same as then."""
    return visit is not None and visit[1]["data"] == watch.view.fingerprint()


def _rows(moves: list[Move]) -> list[dict[str, Any]]:
    return [
        {
            "hotspot": m.hotspot,
            "what": m.what,
            "was": m.was,
            "now": m.now,
            "kind": r.kind,
            "why": r.words,
            "records": r.records,
        }
        for m in moves
        for r in m.reasons
    ]
