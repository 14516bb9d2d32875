"""The desk's page of what is new since a given day, and of the alerts sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response

from comity.faces.pages import Page, PageData, PageHost, PartPage, Question, as_csv, as_json, back
from comity.faces.present.picture import make_row
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.alerts.book import AlertEntry, Book
from comity.parts.follow.service.send import wording
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.account.news import AccountNews, news
from comity.watch.account.pair import describe_pair
from comity.watch.account.phrases import tell
from comity.watch.account.place import describe_place
from comity.watch.account.wording import count, day
from comity.watch.answers import RECORD

#: Most acts shown, and most record ids shown beside an alert; the page's CSV and JSON have all.
ADDED, NAMED = 40, 5


def mount(desk: PageHost) -> None:
    """Add the page's routes to the desk."""

    def made(request: Request, group: str) -> Page:
        question = Question.read(group, request.query_params)
        with desk.data.asking("new", question):
            return build(desk, question, request)

    @desk.app.get("/new/{group}.json", tags=["data"])
    def data(request: Request, group: str) -> Response:
        return as_json(made(request, group).data)

    @desk.app.get("/new/{group}.csv", tags=["data"])
    def rows(request: Request, group: str) -> Response:
        return as_csv(made(request, group).rows)

    @desk.app.get("/new/{group}", include_in_schema=False)
    def page(request: Request, group: str) -> Response:
        return desk.show(made(request, group))

    @desk.app.post("/new/{group}", include_in_schema=False)
    def acknowledge(group: str, sent: Any = Depends(desk.read_signed)) -> Response:  # noqa: B008 - FastAPI's way of injecting
        question = Question.read(group, {})
        Book(desk.data.lake.root).acknowledge([sent.text("id", 12)], sent.reviewer, Means().clock())
        return back(question.url("new"))


def build(desk: PageHost, question: Question, request: Request) -> Page:
    """Build the page: news about a pair of states, then all its alerts, those not acknowledged first."""
    watch = desk.data.watch(question).only(RECORD)
    since = question.since or describe_pair(watch.answers).new_from
    make = _write_between(desk.data, question, since)
    fresh: AccountNews = desk.data.once(f"news since {since}", question.elsewhere, make)
    entries = [e for e in Book(desk.data.lake.root).entries.values() if e.alert.pair == question.group.id]
    entries.sort(key=lambda e: (not e.seen_at, e.alert.day, e.alert.id), reverse=True)
    acts, moved = count(len(fresh.added), "act"), count(len(fresh.moves), "heading")
    heading = f"{question.group.name} since {day(since)}: {acts} newly on record, {moved} changed"
    context = {
        **desk.describe_visitor(request),
        "since": since,
        "added": fresh.added[:ADDED],
        "tell": tell,
        "more": max(len(fresh.added) - ADDED, 0),
        "moves": fresh.moves,
        "alerts": entries,
        "why": wording.reason,
        "named": NAMED,
    }
    data: dict[str, Any] = {
        "heading": heading,
        "since": since,
        "added": [make_row(a, place) for place, a in fresh.added],
        "moves": [{"place": m.hotspot, "was": m.was, "now": m.now} for m in fresh.moves],
        "alerts": [{**e.to_json(), "reason": wording.reason(e.alert)} for e in entries],
    }
    rows = data["added"] if not entries else [_row(e) for e in entries]
    return Page("new", "new.html", heading, question, context, rows, data)


def _write_between(desk_data: PageData, question: Question, since: date) -> Callable[[Watch], AccountNews]:
    def make(_: Watch) -> AccountNews:
        now = desk_data.watch(question).only(RECORD).answers
        then = desk_data.watch(replace(question.elsewhere, as_of=since)).only(RECORD).answers
        places = [h.id for h in now.lines]
        return news(
            describe_pair(then),
            describe_pair(now),
            ((describe_place(then, h), describe_place(now, h)) for h in places),
        )

    return make


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


#: Registers the page with the desk.
PAGE = PartPage("What is new", "comity.parts.follow", mount=mount)
