"""Error messages on pages and in files: one sentence, with the matching HTTP status."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException

from comity.errors import (
    ComityError,
    ConflictError,
    DeskError,
    LakeChangedError,
    SignInError,
    UnknownNameError,
)
from comity.faces.present.sanitize import sanitize
from comity.parts.desk import render

#: Error class -> HTTP status, subclasses first; the error's own message is shown.
STATUS: dict[type[ComityError], int] = {
    UnknownNameError: 404,
    ConflictError: 409,
    SignInError: 403,
    DeskError: 503,
    LakeChangedError: 503,
    ComityError: 400,
}

#: Messages for HTTP errors without a message of their own.
SENTENCES = {
    404: "There is no such page. The words at the top lead to all there are.",
    405: "This page does not take that kind of request.",
    413: "This is larger than any form of the desk: 1 MB is the most.",
    500: "comity failed on this page; the terminal it runs in says why.",
}

#: Seconds after which a client may ask a busy desk again.
RETRY = "4"
FILES = (".json", ".csv", ".svg", ".png", ".pptx", ".pdf", ".docx", ".md")


def mount(app: FastAPI, start: str) -> None:
    """Add error handlers to the app; ``start`` is the pair of states that the first page shows."""
    for kind in (ComityError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, partial(explain, start))


def explain(start: str, request: Request, error: Exception) -> Response:
    """Return the answer to a failed request; ``start`` is the pair of states that the first page shows."""
    status, sentence = _what(error)
    headers = dict(getattr(error, "headers", None) or {})
    if status == 503:
        headers["Retry-After"] = RETRY
    if request.url.path.endswith(FILES):
        return PlainTextResponse(sentence, status, headers=headers)
    body = render.html("problem.html", words=sanitize(sentence), start=start, status=status)
    return Response(body, status, media_type="text/html", headers=headers)


def _what(error: Exception) -> tuple[int, str]:
    if isinstance(error, ComityError):
        return next(s for kind, s in STATUS.items() if isinstance(error, kind)), str(error)
    if isinstance(error, RequestValidationError):
        fields = ", ".join(str(e["loc"][-1]) for e in error.errors())
        return 400, f"This request lacks or misstates: {fields}."
    if isinstance(error, HTTPException):
        if error.status_code == 400:
            return 400, f"This form cannot be read: {error.detail.rstrip('.')}."
        return error.status_code, SENTENCES.get(error.status_code, error.detail)
    return 500, SENTENCES[500]
