"""Who sends a form, and whether it is theirs: what the pages that keep something share.

A change is a POST with the token of the sender's session (OWASP, Cross-Site Request Forgery Prevention,
2024: synchronizer token), beside what :mod:`comity.parts.desk.http.guard` asks of every POST.  On a desk
without users a visitor first gives a name, which begins a session; where users are set up, the user is the
reviewer.
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

LONGEST = 20_000
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page with addresses of its own needs (:class:`comity.faces.pages.PageHost`)."""

    app: FastAPI
    data: DeskData
    sessions: Sessions
    users: Users
    store: Store
    shown: Callable[..., Response]

    def show(self, page: Page, more: Mapping[str, Any] | None = None) -> Response:
        """Make a page HTML, for this visitor only."""
        return self.shown(self.data, page, more or {}, keep=False)

    async def read_signed(self, request: Request) -> SignedForm:
        """Return the form of a request, once it is certain whose it is; see :func:`sent`."""
        return sent(request, await read_form(request))

    def describe_visitor(self, request: Request) -> dict[str, Any]:
        """Return what every template with forms needs; see :func:`context`."""
        return context(request)


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form that came with the token of its reviewer's session."""

    reviewer: str
    fields: FormData

    def text(self, name: str, longest: int = LONGEST) -> str:
        """Return a field's words, in Unix lines, without what no database or page can hold."""
        return cleaned(str(self.fields.get(name, "")), longest)

    def number(self, name: str) -> int:
        """Return a field that is a whole number."""
        digits = self.text(name, 20)
        if not digits.isascii() or not digits.isdigit():
            raise QuestionError(f"{name} is a number, not {digits!r}.")
        return int(digits)


def cleaned(text: str, longest: int) -> str:
    """Words of a reviewer as they are kept.

    Raises
    ------
    QuestionError
        When they are too many.
    """
    lines = text.replace("\r\n", "\n").replace("\x00", "").strip()
    clean = lines.encode("utf-8", "replace").decode("utf-8")
    if len(clean) > longest:
        raise QuestionError(f"This has {len(clean):,} characters: {longest:,} are the most.")
    return clean


def who(request: Request) -> Session | None:
    """Return the session of whoever asks."""
    session: Session | None = request.state.session
    return session


def context(request: Request) -> dict[str, Any]:
    """Return what every template with forms needs: the reviewer, the token, and where to come back to."""
    session = who(request)
    place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return {
        "reviewer": session.name if session else "",
        "token": session.token if session else "",
        "place": place,
        "closed": request.app.state.closed,
    }


async def read_form(request: Request) -> FormData:
    """Return the fields of a form; files are refused."""
    return await request.form(max_files=0)


def sent(request: Request, fields: Annotated[FormData, Depends(read_form)]) -> SignedForm:
    """Return the form of a request, once it is certain whose it is.

    Raises
    ------
    SignInError
        When nobody signed in, or the token is not the session's.
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
    """Let visitors of a desk without users give their names."""

    @desk.app.post("/reviewer", include_in_schema=False)
    def begin(request: Request, fields: Annotated[FormData, Depends(read_form)]) -> Response:
        if desk.data.settings.closed:
            raise SignInError("On this desk the user who logged in is the reviewer.")
        name = " ".join(cleaned(str(fields.get("name", "")), NAME).split())
        if not name or not name.isprintable():
            raise QuestionError("A reviewer has a name: write it in one line.")
        desk.sessions.end(request.state.secret)
        answer = back(str(fields.get("place", "/")))
        desk.sessions.begin(answer, name)
        return answer
