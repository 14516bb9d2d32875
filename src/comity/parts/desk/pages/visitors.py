"""The pages to log in and log out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from comity.parts.desk import render
from comity.parts.desk.http.guard import WAIT, address
from comity.parts.desk.http.rate_limit import RateLimit
from comity.parts.desk.pages.signed_forms import Desk, read_form


def mount(desk: Desk) -> None:
    """Add the routes to log in and log out."""
    of_a_name = RateLimit(burst=5, each_second=1 / WAIT)
    of_an_address = RateLimit(burst=20, each_second=3 / WAIT)

    @desk.app.get("/login", include_in_schema=False)
    def login() -> Response:
        return Response(render.html("login.html", wrong=False), media_type="text/html")

    @desk.app.post("/login", include_in_schema=False)
    def enter(request: Request, fields: Annotated[FormData, Depends(read_form)]) -> Response:
        name, password = (str(fields.get(k, "")) for k in ("name", "password"))
        where = address(request.scope)
        if not of_a_name.allows((name, where)) or not of_an_address.allows(where):
            words = "Too many tries: wait half a minute."
            raise HTTPException(429, words, {"Retry-After": str(WAIT)})
        password_hash = desk.users.check(name, password)
        if password_hash is None:
            return Response(render.html("login.html", wrong=True), 403, media_type="text/html")
        desk.sessions.end(request.state.secret)
        answer = RedirectResponse("/", 303)
        desk.sessions.begin(answer, name, password_hash)
        return answer

    @desk.app.post("/logout", include_in_schema=False)
    def leave(request: Request, fields: Annotated[FormData, Depends(read_form)]) -> Response:
        session = request.state.session
        if session is not None and fields.get("everywhere"):
            desk.sessions.end_all(session.name)
        desk.sessions.end(request.state.secret)
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(desk.sessions.cookie, secure=desk.sessions.https)
        return answer
