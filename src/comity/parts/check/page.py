"""Is this so?  A text pasted or uploaded, every sentence with its mark; nothing of it is stored.

A text is read in a process that stands back behind the desk, and two are checked at a time: a file made to
do harm keeps out who uploads, and nobody who reads.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from comity.errors import DeskError, QuestionError, SignInError, SourceError
from comity.faces.pages import Page, PageData, PageHost, PartPage, Question
from comity.faces.present.sanitize import escaped_json
from comity.language.sentences import sentences
from comity.parts.check import page_content as checked_text
from comity.parts.check import source
from comity.parts.check.checked import SCHEMA, CheckedText, check, write_json
from comity.parts.check.footnotes import write_footnotes
from comity.parts.check.marking import MARKS
from comity.records.coded_acts import Document

MOST_SENTENCES = 400
MOST_CHARACTERS, LONGEST = 100_000, 5_000
"""Sentences of one text on the desk, and characters of it and of a sentence; the command line takes longer
ones.
"""
AT_ONCE = 2
"""Texts that are checked at a time."""
KINDS = {
    "page": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "footnotes": "text/markdown; charset=utf-8",
    "json": "application/json",
}
"""What the form may ask for, with its media type; ``page`` is a page of the desk."""


def form(question: Question, token: str, text: str = "", heading: str = "") -> Page:
    """Return the page with a form, which keeps the text where something was wrong with it."""
    heading = heading or "Paste a text, or choose a file, and every sentence is marked"
    content = {"checked": None, "text": text, "form_token": token}
    data = {"schema": SCHEMA[0], "marks": MARKS}
    return Page("check", "check_text.html", heading, question, content, [], data)


def result(question: Question, checked: CheckedText, token: str) -> Page:
    """Return the page of a checked text."""
    content = checked_text.content(checked)
    more = {"checked": content, "text": checked.text, "form_token": token}
    return Page("check", "check_text.html", checked.heading, question, more, [], write_json(checked))


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """Yield the fields of the form, with one file at most, which is closed after the answer."""
    async with request.form(max_files=1, max_fields=8 + 3 * MOST_SENTENCES) as fields:
        yield fields


@contextmanager
def _turn(turns: threading.Semaphore) -> Iterator[None]:
    """Take one of the turns.

    Raises
    ------
    DeskError
        When all are taken.
    """
    if not turns.acquire(blocking=False):
        raise DeskError(f"{AT_ONCE} texts are being checked, as many as at a time: send yours again.")
    try:
        yield
    finally:
        turns.release()


def read_text(fields: FormData) -> Document:
    """Return the text that was pasted, else the one of the file.

    Raises
    ------
    QuestionError
        When there is neither, or too much.
    SourceError
        When the file cannot be read.
    """
    pasted, upload = str(fields.get("text", "")).strip(), fields.get("file")
    if pasted:
        document = source.read_apart(pasted.encode("utf-8", "replace"), "pasted.txt")
    elif isinstance(upload, UploadFile) and upload.filename:
        document = source.read_apart(upload.file.read(), upload.filename[-120:])
    else:
        raise QuestionError("Paste a text or choose a file.")
    split = sentences(document.text) if len(document.text) <= MOST_CHARACTERS else []
    longest = max((b - a for a, b in split), default=0)
    if not split or len(split) > MOST_SENTENCES or longest > LONGEST:
        raise QuestionError(
            f"At most {MOST_SENTENCES} sentences, {MOST_CHARACTERS:,} characters in all and {LONGEST:,} in a "
            "sentence are checked here: `comity check` takes more."
        )
    return document


def mount(desk: PageHost) -> None:
    """Give the form and its answer their address."""
    app, token = desk.app, secrets.token_urlsafe(32)

    @app.get("/check/{group}.json", tags=["data"])
    def about(request: Request, group: str) -> Response:
        page = form(Question.read(group, request.query_params), token)
        return Response(json.dumps(page.data), media_type="application/json")

    @app.get("/check/{group}", include_in_schema=False)
    def empty(request: Request, group: str) -> Response:
        return desk.show(form(Question.read(group, request.query_params), token))

    _answers(app, desk, desk.data, token)


def _answers(app: FastAPI, desk: PageHost, data: PageData, token: str) -> None:
    turns = threading.Semaphore(AT_ONCE)

    @app.post("/check/{group}", include_in_schema=False)
    def answer(request: Request, group: str, fields: Annotated[FormData, Depends(read_form)]) -> Response:
        if not hmac.compare_digest(token.encode(), str(fields.get("token", "")).encode("utf-8", "replace")):
            raise SignInError("This form is not of this desk any more: open its page again.")
        as_of = str(fields.get("as_of", ""))
        question = Question.read(group, {**request.query_params, "as_of": as_of})
        kind = str(fields.get("kind", "page"))
        if kind not in KINDS:
            raise QuestionError(f"A checked text is shown as {', '.join(KINDS)}, not as {kind!r}.")
        try:
            written = read_day(str(fields.get("published", "")))
            with _turn(turns):
                document = read_text(fields)
                document = replace(document, published=document.published or written or question.as_of)
                checked = check(document, data.watch(question).inquiry)
        except (QuestionError, SourceError, DeskError) as e:
            shown = desk.show(form(question, token, str(fields.get("text", "")), str(e)))
            shown.status_code = 503 if isinstance(e, DeskError) else 400
            return shown
        if kind == "page":
            return desk.show(result(question, checked, token))
        accepted = [str(a).partition(" ") for a in fields.getlist("accept")]
        return _file(checked, kind, {(int(n), r) for n, _, r in accepted if n.isdecimal()})


def read_day(text: str) -> date | None:
    """Read the day on which a text was written; ``None`` where none is given.

    Raises
    ------
    QuestionError
        When it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionError(f"{text!r} is no day: write it as 2019-06-05.") from None


def _file(checked: CheckedText, kind: str, accepted: Collection[tuple[int, str]]) -> Response:
    """Return the checked text as a file to take away."""
    if kind == "footnotes":
        body: Any = write_footnotes(checked, accepted)
        kind = "md"
    elif kind == "json":
        body = escaped_json(json.dumps(write_json(checked), ensure_ascii=False, indent=1))
    else:
        from comity.parts.check import files  # noqa: PLC0415 - its packages are an extra

        body = files.write(checked, kind)
    headers = {"Content-Disposition": f'attachment; filename="checked.{kind}"'}
    return Response(body, media_type=KINDS[kind], headers=headers)


PAGE = PartPage("Check a text", "comity.parts.check", mount=mount)
"""What the desk is told of this page."""
