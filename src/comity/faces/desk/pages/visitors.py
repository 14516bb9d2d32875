"""Who is at the desk: log in, log out."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response

from comity.faces.desk import render
from comity.faces.desk.guard import COOKIE, HOURS, Sessions
from comity.faces.desk.hold import Hold
from comity.faces.desk.settings import hashed, matches

_NOBODY = hashed("somebody who is not on the list")
"""Checked for a name nobody has, so that the time taken does not tell which names there are."""


def mount(app: FastAPI, hold: Hold, sessions: Sessions) -> None:
    """Give the log-in page its address."""

    @app.get("/login", include_in_schema=False)
    def login() -> Response:
        return Response(render.html("login.html", wrong=False), media_type="text/html")

    @app.post("/login", include_in_schema=False)
    def enter(request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
        kept = hold.settings.users.get(name)
        if not matches(password, kept or _NOBODY) or kept is None:
            return Response(render.html("login.html", wrong=True), 403, media_type="text/html")
        sessions.end(request.state.secret)
        secret, _ = sessions.begin(name)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=HOURS * 3600,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    @app.post("/logout", include_in_schema=False)
    def leave(request: Request) -> Response:
        sessions.end(request.state.secret)
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE)
        return answer
