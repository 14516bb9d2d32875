"""What changed since I was last here, and why?"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from comity.faces.desk import question
from comity.faces.desk.page import Page
from comity.faces.desk.pages import forms
from comity.faces.desk.pages.forms import Desk, Signed, as_csv, as_json, back
from comity.faces.desk.question import Question
from comity.faces.desk.store import visits
from comity.faces.desk.store.visits import Move
from comity.vocabulary import hotspots

SHOWN = 5
"""Records named beside one reason; the files beside the page name all."""


def mount(desk: Desk) -> None:
    """Give the page its addresses."""

    def made(request: Request, group: str) -> Page:
        asked = question.read(group, request.query_params)
        with desk.data.asking("changes", asked):
            return build(desk, asked, request)

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
    def seen(group: str, sent: Signed) -> Response:
        asked = question.read(group, {})
        with desk.data.asking("changes", asked):
            told = desk.data.once("state", asked, visits.state)
        with desk.store.writes() as session:
            visits.keep(session, sent.reviewer, asked.group.id, told)
        return back(asked.url("changes"))


def build(desk: Desk, asked: Question, request: Request) -> Page:
    """Every word and count that moved since the reviewer said "seen"."""
    who = forms.context(request)
    watch = desk.data.watch(asked)
    with desk.store.reads() as session:
        kept = visits.last(session, who["reviewer"], asked.group.id) if who["reviewer"] else None
    told: list[Move] = []
    if kept is not None:
        told = visits.moves(kept[1], desk.data.once("state", asked, visits.state), watch)
    by_spot: dict[str, list[Move]] = {}
    for m in told:
        by_spot.setdefault(m.hotspot, []).append(m)
    if kept is None:
        heading = f"{asked.group.name}: nothing kept yet to compare with"
    else:
        when = "since you last said seen"
        heading = f"{asked.group.name}: {len(by_spot)} of {len(hotspots.watched())} hotspots moved {when}"
    context = {**who, "kept": kept, "by_spot": by_spot, "shown": SHOWN, "same": _same(kept, watch)}
    data: dict[str, Any] = {"heading": heading, "moves": [m.to_json() for m in told]}
    return Page("changes", "changes.html", heading, asked, context, _rows(told), data)


def _same(kept: Any, watch: Any) -> bool:
    """Whether the data are the very same as then."""
    return kept is not None and kept[1]["data"] == watch.view.fingerprint()


def _rows(told: list[Move]) -> list[dict[str, Any]]:
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
        for m in told
        for r in m.reasons
    ]
