"""The desk's web application; pages are rendered on the server from findings and records.

Each page is built by a module in :mod:`comity.parts.desk.pages`; this module adds the routes. A page at
``/watch/CHN-RUS`` also has ``/watch/CHN-RUS.json`` and ``.csv``, and each of its charts is at
``/watch/CHN-RUS/chart/NAME.svg`` (``.png``, ``.csv``, ``.json``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from comity.errors import ComityError
from comity.faces.pages import Page, Question
from comity.faces.present import sanitize
from comity.faces.present.charts.standalone import render_png
from comity.faces.present.picture import CARD, SLIDE, figure, make_pptx, slide
from comity.lake.storage.manifest import VERSION
from comity.parts.desk import elsewhere, files, memory, render
from comity.parts.desk.background_jobs import BackgroundJobs
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.http import problems
from comity.parts.desk.http.audit import AuditLog
from comity.parts.desk.http.guard import Guard
from comity.parts.desk.http.page_cache import MARK, PASSING, PageCache
from comity.parts.desk.http.sessions import Sessions
from comity.parts.desk.pages import (
    OF_A_HOTSPOT,
    OF_A_PAIR,
    PART_PAGES,
    Build,
    brief,
    cases,
    finding,
    record,
    signed_forms,
    visitors,
)
from comity.parts.desk.settings import Settings
from comity.parts.desk.store.database import Store
from comity.parts.desk.users import Users
from comity.records.finding import Finding, as_json
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group

CACHED = {MARK.decode(): "1"}
#: Seconds after which the browser reloads an unfinished page.
AGAIN = 4
SOON = {MARK.decode(): PASSING.decode(), "Retry-After": str(AGAIN)}
#: File ending of a chart -> its media type: a slide in three formats, an HTML figure, and the numbers.
CHARTS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html",
    "csv": "text/csv",
    "json": "application/json",
}
FOREVER = "public, max-age=31536000, immutable"


def create_app(settings: Settings, *, ahead: bool = False) -> ASGIApp:
    """Return the desk as an ASGI application.

    Parameters
    ----------
    settings : address, lake and access
    ahead : compute answers in advance, in the background; otherwise a page waits for its parts, and slow
        parts are computed only if the address contains ``compute=``
    """
    if ahead:
        memory.be_frugal()
        settings = settings.with_answers()
    desk_data = DeskData(settings, BackgroundJobs() if ahead else None, partial(elsewhere.page, settings))
    users, audit = Users(settings.lake), AuditLog(settings.lake)
    sessions = Sessions(https=bool(settings.proxy))
    if ahead:
        computed_ahead = elsewhere.ComputedAhead(desk_data)
        desk_data.edition.changed = computed_ahead.begin
        computed_ahead.begin()
    app = FastAPI(title="comity", version=VERSION, docs_url=None, redoc_url=None)
    app.state.closed = settings.closed
    _files(app, desk_data)
    brief.mount(app, desk_data)
    _pages(app, desk_data)
    _records(app, desk_data)
    _chosen(app)
    desk = signed_forms.Desk(app, desk_data, sessions, users, Store(settings), shown)
    for page in (visitors, signed_forms, cases):
        page.mount(desk)
    for added in PART_PAGES.values():
        if added.mount:
            added.mount(desk)
    problems.mount(app, settings.start)
    return Guard(PageCache(app, desk_data.label), settings, sessions, users, audit)


def _files(app: FastAPI, desk_data: DeskData) -> None:
    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        body = files.explorer() if name == files.EXPLORER else files.static().get(name)
        if body is None:
            raise HTTPException(404)
        kind = files.KINDS["." + name.rpartition(".")[2]]
        return Response(body, media_type=kind, headers={**CACHED, "Cache-Control": FOREVER})

    @app.get("/version", include_in_schema=False)
    def version() -> Response:
        return PlainTextResponse(desk_data.edition.version(), headers={"Cache-Control": "no-store"})

    @app.get("/", include_in_schema=False)
    def start() -> Response:
        return RedirectResponse(f"/watch/{desk_data.settings.start}", 303)


def _pages(app: FastAPI, desk_data: DeskData) -> None:
    for name, build in OF_A_PAIR.items():
        _mount(app, desk_data, f"/{name}/{{group}}", build)
    for name, build in OF_A_HOTSPOT.items():
        _mount(app, desk_data, f"/{name}/{{group}}/{{hotspot}}", build)
    for path in ("/finding/{scope}/{key}/{group}", "/finding/{scope}/{key}/{group}/{hotspot}"):
        _mount(app, desk_data, path, None)
    for path in ("/brief/{group}", "/brief/{group}/{hotspot}"):
        _mount(app, desk_data, path, brief.build)


def _chosen(app: FastAPI) -> None:
    """Add the routes that lead from the forms to choose two states, or to search, to a page."""

    @app.get("/watch", include_in_schema=False)
    def chosen(pair: str = "") -> Response:
        return RedirectResponse(f"/watch/{Group.parse(pair).id}", 303)

    @app.get("/search/{group}", include_in_schema=False)
    def search(request: Request, group: str, q: str = "") -> Response:
        """Redirect to the place or the pair with this name, or else to a search in the acts."""
        question = Question.read(group, request.query_params)
        address = question.elsewhere
        if place := find_place(q):
            return RedirectResponse(address.url("places", hotspot=place), 303)
        with suppress(ComityError):
            return RedirectResponse(replace(address, group=Group.parse(q)).url("watch"), 303)
        return RedirectResponse(question.url("evidence"), 303)


def find_place(words: str) -> str:
    """Return the id of the place with this name or short name, or that is the state named; "" if none."""
    said = words.strip().casefold()
    for h in hotspots.whole_ones():
        names = [h.id, h.name, h.short, *(states.display(s) for s in h.states if len(h.states) == 1)]
        if said in (n.casefold() for n in names):
            return h.id
    return ""


def _records(app: FastAPI, desk_data: DeskData) -> None:
    """Add the routes to a record's page; the query ``pair`` names the states whose findings may use it."""

    def read(request: Request) -> Question:
        return Question.read(request.query_params.get("pair", desk_data.settings.start), request.query_params)

    def made(request: Request, record_id: str) -> Page:
        question = read(request)
        with desk_data.asking("e", question, record_id):
            return record.build(desk_data, question, record_id)

    @app.get("/e/{record_id:path}.json", tags=["data"])
    def data(request: Request, record_id: str) -> Response:
        return _json(desk_data.waited(str(request.url), lambda: made(request, record_id)).data)

    @app.get("/e/{record_id:path}.csv", tags=["data"])
    def rows(request: Request, record_id: str) -> Response:
        return _csv(desk_data.waited(str(request.url), lambda: made(request, record_id)).rows)

    @app.get("/e/{record_id:path}", include_in_schema=False)
    def page(request: Request, record_id: str) -> Response:
        page = desk_data.soon(str(request.url), lambda: made(request, record_id))
        if page is None:
            return _being_made(desk_data, read(request), request, "The record")
        return shown(desk_data, page, {"page_url": "/e/" + quote(record_id)})


def _mount(app: FastAPI, desk_data: DeskData, path: str, build: Build | None) -> None:
    """Add the routes of a page; those with a file ending come first, since the page's route matches them too.

    A browser gets at once what is ready. A request for data waits until the page is complete.
    """
    waits = desk_data.blocking()

    def read(request: Request) -> Question:
        parts = request.path_params
        return Question.read(parts["group"], request.query_params, parts.get("hotspot", ""))

    def made(request: Request, data: DeskData) -> Page:
        parts, question = request.path_params, read(request)
        name = request.url.path.split("/")[1]
        with desk_data.asking(name, question, parts.get("scope"), parts.get("key")):
            if build is None:
                return finding.build(data, question, parts["scope"], parts["key"])
            return build(data, question)

    def waited_for(request: Request) -> Page:
        return desk_data.waited(str(request.url), lambda: made(request, waits))

    @app.get(path + "/chart/{name}.{kind}", tags=["charts"], operation_id=f"chart {path}")
    def chart(request: Request, name: str, kind: str) -> Response:
        return _chart(desk_data, waited_for(request), name, kind)

    @app.get(path + ".json", tags=["data"], operation_id=f"json {path}")
    def data(request: Request) -> Response:
        page = waited_for(request)
        return _json(page.data, marks(waits, whole=page.whole))

    @app.get(path + ".csv", tags=["data"], operation_id=f"csv {path}")
    def rows(request: Request) -> Response:
        page = waited_for(request)
        return _csv(page.rows, marks(waits, whole=page.whole))

    @app.get(path, include_in_schema=False)
    def page(request: Request) -> Response:
        page = desk_data.soon(str(request.url), lambda: made(request, desk_data))
        return _being_made(desk_data, read(request), request) if page is None else shown(desk_data, page, {})


def shown(desk_data: DeskData, page: Page, more: Mapping[str, Any], *, keep: bool = True) -> Response:
    """Return a built page as an HTML response."""
    about = {
        "again": 0 if page.whole or desk_data.jobs is None else AGAIN,
        "page": page,
        "question": page.question,
        "page_url": page.question.url(page.name).partition("?")[0],
        "data_version": desk_data.edition.version(),
        "data_to": desk_data.watch(page.question).data_to,
        "late": desk_data.edition.late,
        "public_name": desk_data.settings.public_name,
        "third_in_sentence": third_in_sentence(desk_data.watch(page.question).third),
    }
    body = render.html(page.template, **{**about, **page.context, **more})
    return Response(body, media_type="text/html", headers=marks(desk_data, whole=page.whole) if keep else {})


def third_in_sentence(code: str) -> str:
    """Return the name of the third power (state against which stances are measured) for a sentence, or ""."""
    return states.name_in_sentence(code) if code else ""


def marks(desk_data: DeskData, *, whole: bool) -> dict[str, str]:
    """Return the HTTP headers that say how long a browser may cache a page that is equal for all visitors."""
    return CACHED if whole else {} if desk_data.jobs is None else SOON


def _being_made(desk_data: DeskData, question: Question, request: Request, what: str = "") -> Response:
    """Return a page that says that its content is being computed; the page reloads by itself."""
    where = f" on {hotspots.get(question.hotspot).name}" if question.hotspot else ""
    heading = f"{what or question.group.name + where}: being computed"
    name = request.url.path.split("/")[1]
    page = Page(name, "waiting.html", heading, question, {}, [], {}, whole=False)
    answer = shown(desk_data, page, {"page_url": request.url.path})
    answer.status_code = 202
    return answer


def _json(value: object, headers: Mapping[str, str] = CACHED) -> Response:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    return Response(text, media_type="application/json", headers=dict(headers))


def _csv(rows: Sequence[Mapping[str, Any]], headers: Mapping[str, str] = CACHED) -> Response:
    return Response(sanitize.as_csv(rows), media_type="text/csv", headers=dict(headers))


def _plain(value: Any) -> Any:
    return as_json(value) if isinstance(value, Finding) else str(value)


def _chart(desk_data: DeskData, page: Page, name: str, kind: str) -> Response:
    """Return a chart as a file; ``NAME.card.png`` is the preview that social networks show for a link."""
    name, _, card = name.partition(".")
    if name not in page.charts or kind not in CHARTS or card not in ("", "card"):
        raise HTTPException(404)
    chart = page.charts[name]
    if kind == "csv":
        return _csv(chart.rows)
    if kind == "json":
        return _json(chart.spec if chart.spec is not None else list(chart.rows))
    question = page.question
    to = question.as_of or desk_data.watch(question).data_to
    of = f"comity · {question.group.name} · data to {render.day(to)} · {question.url(page.name)}"
    if kind == "pptx":
        body: str | bytes = make_pptx(chart, of)
    elif kind == "html":
        body = figure(chart, of)
    else:
        drawn = slide(chart, of, CARD if card else SLIDE)
        body = render_png(drawn, 1.0) if kind == "png" else drawn
    return Response(body, media_type=CHARTS[kind], headers=CACHED)
