"""The desk: comity in a browser.  Pages are drawn here, on the server, from findings and records.

Each page has one maker in :mod:`comity.faces.desk.pages`; here they get their addresses.  A page at
``/watch/CHN-RUS`` has siblings ``/watch/CHN-RUS.json`` and ``.csv``, and each of its pictures lies at
``/watch/CHN-RUS/chart/NAME.svg`` (``.png``, ``.csv``, ``.json``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from comity import __version__
from comity.errors import ComityError, UnknownNameError
from comity.faces.desk import files, question, render
from comity.faces.desk.guard import Guard, Sessions
from comity.faces.desk.hold import Hold, Waiting
from comity.faces.desk.keep import MARK, PASSING, Keep
from comity.faces.desk.page import Build, Page
from comity.faces.desk.pages import (
    OF_A_HOTSPOT,
    OF_A_PAIR,
    alerts,
    brief,
    case,
    changes,
    finding,
    forms,
    pick,
    record,
    review,
    visitors,
)
from comity.faces.desk.question import Question
from comity.faces.desk.settings import Settings
from comity.faces.desk.store.database import Store
from comity.faces.desk.works import Works
from comity.faces.present import sanitize
from comity.faces.present.charts.standalone import as_png, standing_alone
from comity.records.finding import Finding, as_json
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group

KEPT = {MARK.decode(): "1"}
AGAIN = 4
"""Seconds after which a page that is not whole is asked for again, by itself."""
SOON = {MARK.decode(): PASSING.decode(), "Retry-After": str(AGAIN)}
AHEAD = ("watch", "compare", "base")
"""Pages of the first pair that are made before anybody asks: those whose parts take seconds."""
FOREVER = "public, max-age=31536000, immutable"


def create_app(settings: Settings, *, ahead: bool = False) -> ASGIApp:
    """The desk as an ASGI application.

    Parameters
    ----------
    settings : where it listens, on which lake, who may come in
    ahead : whether what the pages of the first pair rest on is asked at once, beside answering, so that the
        first visitor finds it there, and what takes long is computed beside answering when a page shows it;
        else a page waits for all that it shows, and a part that takes long is computed where ``compute=``
        in the address asks for it
    """
    hold = Hold(settings, Works() if ahead else None)
    sessions, store = Sessions(), Store(settings)
    if ahead:
        _ahead(hold)
    app = FastAPI(title="comity", version=__version__, docs_url=None, redoc_url=None)
    app.state.hold, app.state.sessions = hold, sessions
    _files(app)
    brief.mount(app, hold)
    _pages(app, hold)
    _records(app, hold)
    _picker(app, hold)
    visitors.mount(app, hold, sessions)
    desk = forms.Desk(app, hold, sessions, store, shown)
    for part in (forms, review, case, changes, alerts):
        part.mount(desk)
    app.add_exception_handler(ComityError, _sorry)
    app.add_exception_handler(HTTPException, _not_found)
    return Guard(Keep(app, hold.edition), settings, sessions)


def _ahead(hold: Hold) -> None:
    """Let what the pages of the first pair rest on be computed, in their order; their long parts are not."""
    asked, quiet = question.read(hold.settings.start, {}), Waiting(hold)

    def make(name: str) -> None:
        with hold.asking(name, asked):
            OF_A_PAIR[name](quiet, asked)

    if hold.works is not None:
        for name in AHEAD:
            hold.works.begin(("ahead", name), partial(make, name))


def _files(app: FastAPI) -> None:
    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        body = files.explorer() if name == files.EXPLORER else files.static().get(name)
        if body is None:
            raise HTTPException(404)
        kind = files.KINDS["." + name.rpartition(".")[2]]
        return Response(body, media_type=kind, headers={**KEPT, "Cache-Control": FOREVER})

    @app.get("/version", include_in_schema=False)
    def version(request: Request) -> Response:
        return PlainTextResponse(request.app.state.hold.version(), headers={"Cache-Control": "no-store"})

    @app.get("/", include_in_schema=False)
    def start(request: Request) -> Response:
        return RedirectResponse(f"/watch/{request.app.state.hold.settings.start}", 303)


def _pages(app: FastAPI, hold: Hold) -> None:
    for name, build in OF_A_PAIR.items():
        _mount(app, hold, f"/{name}/{{group}}", build)
    for name, build in OF_A_HOTSPOT.items():
        _mount(app, hold, f"/{name}/{{group}}/{{hotspot}}", build)
    for path in ("/finding/{scope}/{key}/{group}", "/finding/{scope}/{key}/{group}/{hotspot}"):
        _mount(app, hold, path, None)
    for path in ("/brief/{group}", "/brief/{group}/{hotspot}"):
        _mount(app, hold, path, brief.build)


def _picker(app: FastAPI, hold: Hold) -> None:
    """The picker: with a pair it leads there, without one it shows what there is."""

    def made(request: Request) -> Page:
        return pick.build(hold, question.read(hold.settings.start, request.query_params))

    @app.get("/pick.json", tags=["data"])
    def data(request: Request) -> Response:
        return _json(made(request).data)

    @app.get("/pick.csv", tags=["data"])
    def rows(request: Request) -> Response:
        return Response(sanitize.as_csv(made(request).rows), media_type="text/csv", headers=KEPT)

    @app.get("/pick", include_in_schema=False)
    def page(request: Request, pair: str = "") -> Response:
        if pair.strip():
            return RedirectResponse(f"/watch/{Group.parse(pair).id}", 303)
        return shown(hold, made(request), {"here": "/pick"})


def _records(app: FastAPI, hold: Hold) -> None:
    """A record has one address whatever the pair; ``pair`` says whose findings are looked through."""

    def made(request: Request, record_id: str) -> Page:
        asked = question.read(request.query_params.get("pair", hold.settings.start), request.query_params)
        with hold.asking("e", asked, record_id):
            return record.build(hold, asked, record_id)

    @app.get("/e/{record_id:path}.json", tags=["data"])
    def data(request: Request, record_id: str) -> Response:
        return _json(made(request, record_id).data)

    @app.get("/e/{record_id:path}.csv", tags=["data"])
    def rows(request: Request, record_id: str) -> Response:
        return Response(sanitize.as_csv(made(request, record_id).rows), media_type="text/csv", headers=KEPT)

    @app.get("/e/{record_id:path}", include_in_schema=False)
    def page(request: Request, record_id: str) -> Response:
        page = hold.soon(str(request.url), lambda: made(request, record_id))
        if page is None:
            pair = request.query_params.get("pair", hold.settings.start)
            return _being_made(hold, question.read(pair, request.query_params), request, "The record")
        return shown(hold, page, {"here": "/e/" + quote(record_id)})


def _mount(app: FastAPI, hold: Hold, path: str, build: Build | None) -> None:
    """Give a page its addresses; the ones with an ending come first, or the page would take them.

    A visitor is shown what there is; a program that asks for data waits for what the page rests on.
    """
    waits = Waiting(hold)

    def read(request: Request) -> Question:
        told = request.path_params
        return question.read(told["group"], request.query_params, told.get("hotspot", ""))

    def made(request: Request, held: Hold) -> Page:
        told, asked = request.path_params, read(request)
        name = request.url.path.split("/")[1]
        with hold.asking(name, asked, told.get("scope"), told.get("key")):
            if build is None:
                return finding.build(held, asked, told["scope"], told["key"])
            return build(held, asked)

    @app.get(path + "/chart/{name}.{kind}", tags=["charts"], operation_id=f"chart {path}")
    def chart(request: Request, name: str, kind: str) -> Response:
        return _chart(made(request, waits), name, kind)

    @app.get(path + ".json", tags=["data"], operation_id=f"json {path}")
    def data(request: Request) -> Response:
        page = made(request, waits)
        return _json(page.data, marks(waits, whole=page.whole))

    @app.get(path + ".csv", tags=["data"], operation_id=f"csv {path}")
    def rows(request: Request) -> Response:
        page = made(request, waits)
        headers = marks(waits, whole=page.whole)
        return Response(sanitize.as_csv(page.rows), media_type="text/csv", headers=headers)

    @app.get(path, include_in_schema=False)
    def page(request: Request) -> Response:
        page = hold.soon(str(request.url), lambda: made(request, hold))
        return _being_made(hold, read(request), request) if page is None else shown(hold, page, {})


def shown(hold: Hold, page: Page, more: Mapping[str, Any], *, keep: bool = True) -> Response:
    """A page as HTML."""
    about = {
        "again": 0 if page.whole or hold.works is None else AGAIN,
        "page": page,
        "asked": page.asked,
        "here": page.asked.url(page.name).partition("?")[0],
        "data_version": hold.version(),
        "data_to": hold.watch(page.asked).data_to,
        "late": hold.late,
    }
    body = render.html(page.template, **{**about, **page.context, **more})
    return Response(body, media_type="text/html", headers=marks(hold, whole=page.whole) if keep else {})


def marks(hold: Hold, *, whole: bool) -> dict[str, str]:
    """How long an answer that is the same for everybody may be handed out."""
    return KEPT if whole else {} if hold.works is None else SOON


def _being_made(hold: Hold, asked: Question, request: Request, what: str = "") -> Response:
    """What a visitor sees at once of a page that takes longer: it loads again by itself."""
    where = f" on {hotspots.get(asked.hotspot).name}" if asked.hotspot else ""
    heading = f"{what or asked.group.name + where}: being computed"
    name = request.url.path.split("/")[1]
    page = Page(name, "waiting.html", heading, asked, {}, [], {}, whole=False)
    answer = shown(hold, page, {"here": request.url.path})
    answer.status_code = 202
    return answer


def _json(value: object, headers: Mapping[str, str] = KEPT) -> Response:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    return Response(text, media_type="application/json", headers=dict(headers))


def _plain(value: Any) -> Any:
    return as_json(value) if isinstance(value, Finding) else str(value)


def _chart(page: Page, name: str, kind: str) -> Response:
    if name not in page.charts or kind not in ("svg", "png", "csv", "json"):
        raise HTTPException(404)
    chart = page.charts[name]
    if kind == "csv":
        return Response(sanitize.as_csv(chart.rows), media_type="text/csv", headers=KEPT)
    if kind == "json":
        return _json(chart.spec if chart.spec is not None else list(chart.rows))
    alone = standing_alone(chart.svg)
    if kind == "png":
        return Response(as_png(alone), media_type="image/png", headers=KEPT)
    return Response(alone, media_type="image/svg+xml", headers=KEPT)


def _sorry(request: Request, error: Exception) -> Response:
    """One clear sentence; a name nobody knows is not found, a question that cannot be asked is bad."""
    status = 404 if isinstance(error, UnknownNameError) else 400
    return _problem(request, status, str(error))


def _not_found(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _problem(request, status, "There is no such page. The words at the top lead to all there are.")


def _problem(request: Request, status: int, words: str) -> Response:
    if request.url.path.endswith((".json", ".csv", ".svg", ".png")):
        return PlainTextResponse(words, status)
    start = request.app.state.hold.settings.start
    body = render.html("problem.html", words=sanitize.inert(words), start=start, status=status)
    return Response(body, status, media_type="text/html")
