"""What was told of this pair, why, and who has seen it?"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from comity.acquire.transport import Means
from comity.faces.desk.page import Page
from comity.faces.desk.pages import signed_forms
from comity.faces.desk.pages.signed_forms import Desk, Signed, as_csv, as_json, back
from comity.faces.desk.question import Question
from comity.service.send import wording
from comity.vocabulary import hotspots
from comity.watch.alerts.book import AlertEntry, Book

SHOWN = 5
"""Records named beside one alert; the files beside the page name all that are kept."""


def mount(desk: Desk) -> None:
    """Give the page its addresses."""

    def made(request: Request, group: str) -> Page:
        return build(desk, Question.read(group, request.query_params), request)

    @desk.app.get("/alerts/{group}.json", tags=["data"])
    def data(request: Request, group: str) -> Response:
        return as_json(made(request, group).data)

    @desk.app.get("/alerts/{group}.csv", tags=["data"])
    def rows(request: Request, group: str) -> Response:
        return as_csv(made(request, group).rows)

    @desk.app.get("/alerts/{group}", include_in_schema=False)
    def page(request: Request, group: str) -> Response:
        return desk.shown(desk.data, made(request, group), {}, keep=False)

    @desk.app.post("/alerts/{group}", include_in_schema=False)
    def acknowledge(group: str, sent: Signed) -> Response:
        question = Question.read(group, {})
        Book(desk.data.lake.root).acknowledge([sent.text("id", 12)], sent.reviewer, Means().clock())
        return back(question.url("alerts"))


def build(desk: Desk, question: Question, request: Request) -> Page:
    """Every alert of the pair, those that nobody has seen first, each newest first."""
    entries = [e for e in Book(desk.data.lake.root).entries.values() if e.alert.pair == question.group.id]
    entries.sort(key=lambda e: (not e.seen_at, e.alert.day, e.alert.id), reverse=True)
    new = sum(not e.seen_at for e in entries)
    if not entries:
        heading = f"{question.group.name}: nothing was told of them"
    elif not new:
        heading = f"{question.group.name}: all {len(entries)} alerts are seen"
    else:
        heading = f"{question.group.name}: {new} of {len(entries)} alerts nobody has seen yet"
    rows = [_row(e) for e in entries]
    context = {**signed_forms.context(request), "told": entries, "why": wording.reason, "shown": SHOWN}
    data = {
        "heading": heading,
        "alerts": [{**e.to_json(), "reason": wording.reason(e.alert)} for e in entries],
    }
    return Page("alerts", "alerts.html", heading, question, context, rows, data)


def _row(e: AlertEntry) -> dict[str, Any]:
    a = e.alert
    return {
        "id": a.id,
        "day": a.day,
        "watch": a.watch,
        "hotspot": hotspots.get(a.hotspot).name,
        "kind": a.kind,
        "form": a.form,
        "by": a.by,
        "headline": a.headline,
        "reason": wording.reason(a),
        "records": a.records,
        "records_total": a.records_total,
        "told_at": e.told_at,
        "seen_by": e.seen_by,
        "seen_at": e.seen_at,
    }
