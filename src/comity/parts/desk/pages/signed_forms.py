"""Forms that change something: who sent a form, and whether it is accepted.

A change is a POST with the token of the sender's session (OWASP, Cross-Site Request Forgery Prevention, 2024:
synchronizer token), in addition to the checks in :mod:`comity.parts.desk.http.guard`. On a desk with users,
the user who logged in is the reviewer. On a desk without users, a visitor gives a name first, which begins a
session.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from comity.errors import QuestionError, SignInError
from comity.faces.pages import Page, back
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.http.audit import mark
from comity.parts.desk.http.sessions import Session, Sessions
from comity.parts.desk.store.database import Store
from comity.parts.desk.store.models import NAME
from comity.parts.desk.users import Users

#: Most characters of a note.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Desk:
    """Functions that pages with routes of their own may use (:class:`comity.faces.pages.PageHost`)."""

    app: FastAPI
    data: DeskData
    sessions: Sessions
    users: Users
    store: Store
    shown: Callable[..., Response]

    def show(self, page: Page, more: Mapping[str, Any] | None = None) -> Response:
        """Return a page as HTML for one visitor; the page is not cached."""
        return self.shown(self.data, page, more or {}, keep=False)

    async def read_signed(self, request: Request) -> SignedForm:
        """Return the form of a request after checking its sender; see :func:`sent`."""
        return sent(request, await read_form(request))

    def describe_visitor(self, request: Request) -> dict[str, Any]:
        """Return the template values about the visitor; see :func:`context`."""
        return context(request)


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form that came with the token of its reviewer's session."""

    reviewer: str
    fields: FormData

    def text(self, name: str, longest: int = LONGEST) -> str:
        """Return a field's text, cleaned by :func:`clean_words`."""
        return clean_words(str(self.fields.get(name, "")), longest)

    def number(self, name: str) -> int:
        """Return a field as an integer; raises ``QuestionError`` if it is not one."""
        digits = self.text(name, 20)
        if not digits.isascii() or not digits.isdigit():
            raise QuestionError(f"{name} is a number, not {digits!r}.")
        return int(digits)


def clean_words(text: str, longest: int) -> str:
    """Return a reviewer's text with Unix line ends, and without NUL or invalid characters.

    Raises
    ------
    QuestionError
        When the text is too long.
    """
    lines = text.replace("\r\n", "\n").replace("\x00", "").strip()
    clean = lines.encode("utf-8", "replace").decode("utf-8")
    if len(clean) > longest:
        raise QuestionError(f"This has {len(clean):,} characters: {longest:,} are the most.")
    return clean


def who(request: Request) -> Session | None:
    """Return the visitor's session, or ``None``."""
    session: Session | None = request.state.session
    return session


def context(request: Request) -> dict[str, Any]:
    """Return the values that templates with forms need: reviewer, token, and the page to return to."""
    session = who(request)
    place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return {
        "reviewer": session.name if session else "",
        "token": session.token if session else "",
        "place": place,
        "closed": request.app.state.closed,
    }


async def read_form(request: Request) -> FormData:
    """Return the fields of a form; uploaded files are refused."""
    return await request.form(max_files=0)


def sent(request: Request, fields: Annotated[FormData, Depends(read_form)]) -> SignedForm:
    """Return the form of a request after checking its sender.

    Raises
    ------
    SignInError
        When nobody signed in, or the token is not that of the session.
    """
    session = who(request)
    if session is None:
        raise SignInError("Say first who you are: on the page of what you keep, under your name.")
    if not hmac.compare_digest(
        session.token.encode(), str(fields.get("token", "")).encode("utf-8", "replace")
    ):
        raise SignInError("This form is not of your session any more: open its page again.")
    mark(request, session.name, {k: str(v) for k, v in fields.items()})
    return SignedForm(session.name, fields)


Signed = Annotated[SignedForm, Depends(sent)]


def mount(desk: Desk) -> None:
    """Add the route where visitors of a desk without users enter their names."""

    @desk.app.post("/reviewer", include_in_schema=False)
    def begin(request: Request, fields: Annotated[FormData, Depends(read_form)]) -> Response:
        if desk.data.settings.closed:
            raise SignInError("On this desk the user who logged in is the reviewer.")
        name = " ".join(clean_words(str(fields.get("name", "")), NAME).split())
        if not name or not name.isprintable():
            raise QuestionError("A reviewer has a name: write it in one line.")
        desk.sessions.end(request.state.secret)
        answer = back(str(fields.get("place", "/")))
        desk.sessions.begin(answer, name)
        return answer
