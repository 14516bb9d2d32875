"""The web page on which users paste or upload a text, to see each sentence with its mark. Nothing is stored.

A separate process with low priority reads the text, and at most two texts are checked at a time. So a harmful
file can delay other uploads, but not the rest of the site.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from comity.errors import QuestionError, SignInError, SourceError
from comity.faces.pages import Page, PageHost, PartPage, Question
from comity.language.sentences import sentences
from comity.parts.check import files, source
from comity.parts.check.checked import SCHEMA, CheckedText, check, write_json
from comity.parts.check.marking import MARKS
from comity.records.coded_acts import Document

#: Sentences of one text on the desk, characters of it and of a sentence, and texts checked at a time.
MOST_SENTENCES, MOST_CHARACTERS, LONGEST, AT_ONCE = 400, 100_000, 5_000, 2
KINDS = {
    "page": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "footnotes": "text/markdown; charset=utf-8",
    "json": "application/json",
}
"""What the form may ask for, with its media type; ``page`` is a page of the desk."""


def lay_out(
    question: Question, token: str, text: str = "", heading: str = "", checked: CheckedText | None = None
) -> Page:
    """Return the page: the form with the text entered (and an error in ``heading``), or the checked text."""
    heading = heading or "Paste a text, or choose a file, and every sentence is marked"
    content = {"checked": files.lay_out(checked) if checked else None, "text": text, "form_token": token}
    data = write_json(checked) if checked else {"schema": SCHEMA[0], "marks": MARKS}
    return Page("check", "check_text.html", heading, question, content, [], data)


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """Yield the fields of a submitted form with at most one uploaded file, which is closed afterwards."""
    async with request.form(max_files=1, max_fields=8 + 3 * MOST_SENTENCES) as fields:
        yield fields


def read_text(fields: FormData, as_of: date | None) -> Document:
    """Return the pasted text or, without one, the text of the uploaded file; ``as_of`` dates an undated text.

    Raises
    ------
    QuestionError
        When there is no text, the text is too long, or the date entered is invalid.
    SourceError
        When the file cannot be read.
    """
    day, upload = str(fields.get("published", "")), fields.get("file")
    pasted = str(fields.get("text", "")).strip()
    try:
        written = date.fromisoformat(day) if day else as_of
    except ValueError:
        raise QuestionError(f"{day!r} is no day: write it as 2019-06-05.") from None
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
    return replace(document, published=document.published or written)


def mount(desk: PageHost) -> None:
    """Add the addresses of the form and of its answer to the web application."""
    app, token, turns = desk.app, secrets.token_urlsafe(32), threading.Semaphore(AT_ONCE)

    @app.get("/check/{group}.json", tags=["data"])
    def about(request: Request, group: str) -> Response:
        page = lay_out(Question.read(group, request.query_params), token)
        return Response(json.dumps(page.data), media_type="application/json")

    @app.get("/check/{group}", include_in_schema=False)
    def empty(request: Request, group: str) -> Response:
        return desk.show(lay_out(Question.read(group, request.query_params), token))

    @app.post("/check/{group}", include_in_schema=False)
    def answer(request: Request, group: str, fields: Annotated[FormData, Depends(read_form)]) -> Response:
        if not hmac.compare_digest(token.encode(), str(fields.get("token", "")).encode("utf-8", "replace")):
            raise SignInError("This form is not of this desk any more: open its page again.")
        as_of = str(fields.get("as_of", ""))
        question = Question.read(group, {**request.query_params, "as_of": as_of})
        kind = str(fields.get("kind", "page"))
        if kind not in KINDS:
            raise QuestionError(f"A checked text is shown as {', '.join(KINDS)}, not as {kind!r}.")
        wrong, status = "", 400
        if not turns.acquire(blocking=False):
            wrong, status = f"{AT_ONCE} texts are being checked, as many as at a time: send yours again.", 503
        else:
            try:
                checked = check(read_text(fields, question.as_of), desk.data.watch(question).inquiry)
            except (QuestionError, SourceError) as e:
                wrong = str(e)
            finally:
                turns.release()
        if wrong:
            shown = desk.show(lay_out(question, token, str(fields.get("text", "")), wrong))
            shown.status_code = status
            return shown
        if kind == "page":
            return desk.show(lay_out(question, token, checked.document.text, checked.heading, checked))
        accepted = [str(a).partition(" ") for a in fields.getlist("accept")]
        body = files.write(checked, kind, {(int(n), r) for n, _, r in accepted if n.isdecimal()})
        name = f"checked.{'md' if kind == 'footnotes' else kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=KINDS[kind], headers=headers)


PAGE = PartPage("Check a text", "comity.parts.check", mount=mount)
"""What the desk is told of this page."""
