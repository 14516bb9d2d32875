"""Is this so?  A text pasted or uploaded, every sentence with its mark; nothing of it is stored."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from comity.errors import QuestionError
from comity.faces.pages import Page, PageData, PageHost, PartPage
from comity.faces.present.sanitize import escaped_json
from comity.faces.question import Question
from comity.language.sentences import sentences
from comity.parts.check import page_content as checked_text
from comity.parts.check import source
from comity.parts.check.checked import SCHEMA, CheckedText, as_json, check
from comity.parts.check.marking import MARKS
from comity.records.coded_acts import Document

MOST_SENTENCES = 400
"""Sentences of one text on the desk; the command line takes longer ones."""
KINDS = {
    "page": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}
"""What the form may ask for, with its media type; ``page`` is a page of the desk."""


def form(question: Question) -> Page:
    """The page with an empty form."""
    heading = "Paste a text, or choose a file, and every sentence is marked"
    return Page(
        "check",
        "check_text.html",
        heading,
        question,
        {"checked": None, "text": ""},
        [],
        {"schema": SCHEMA[0], "marks": MARKS},
    )


def result(question: Question, checked: CheckedText) -> Page:
    """The page of a checked text."""
    content = checked_text.content(checked)
    more = {"checked": content, "text": checked.text}
    return Page("check", "check_text.html", checked.heading, question, more, [], as_json(checked))


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """The fields of the form, with one file at most, which is closed after the answer."""
    async with request.form(max_files=1, max_fields=8) as fields:
        yield fields


async def read_text(fields: Annotated[FormData, Depends(read_form)]) -> Document:
    """The text that was pasted, else the one of the file.

    Raises
    ------
    QuestionError
        When there is neither, or too much.
    SourceError
        When the file cannot be read.
    """
    pasted, upload = str(fields.get("text", "")).strip(), fields.get("file")
    if pasted:
        document = source.read(io.BytesIO(pasted.encode("utf-8", "replace")), "pasted.txt")
    elif isinstance(upload, UploadFile) and upload.filename:
        document = source.read(io.BytesIO(await upload.read()), upload.filename[-120:])
    else:
        raise QuestionError("Paste a text or choose a file.")
    if (n := len(sentences(document.text))) > MOST_SENTENCES:
        raise QuestionError(
            f"This has {n:,} sentences: {MOST_SENTENCES} are the most here, comity check takes more."
        )
    return document


def mount(desk: PageHost) -> None:
    """Give the form and its answer their address."""
    app, data = desk.app, desk.data

    @app.get("/check/{group}.json", tags=["data"])
    def about(request: Request, group: str) -> Response:
        page = form(Question.read(group, request.query_params))
        return Response(json.dumps(page.data), media_type="application/json")

    @app.get("/check/{group}", include_in_schema=False)
    def empty(request: Request, group: str) -> Response:
        return desk.show(form(Question.read(group, request.query_params)))

    _answers(app, desk, data)


def _answers(app: FastAPI, desk: PageHost, data: PageData) -> None:
    @app.post("/check/{group}", include_in_schema=False)
    def answer(
        request: Request,
        group: str,
        fields: Annotated[FormData, Depends(read_form)],
        document: Annotated[Document, Depends(read_text)],
    ) -> Response:
        as_of = str(fields.get("as_of", ""))
        question = Question.read(group, {**request.query_params, "as_of": as_of})
        kind = str(fields.get("kind", "page"))
        if kind not in KINDS:
            raise QuestionError(f"A checked text is shown as {', '.join(KINDS)}, not as {kind!r}.")
        document = replace(document, published=document.published or question.as_of)
        checked = check(document, data.watch(question).inquiry)
        if kind == "page":
            return desk.show(result(question, checked))
        return _file(checked, kind)


def _file(checked: CheckedText, kind: str) -> Response:
    """The checked text as a file to take away."""
    if kind == "json":
        body: Any = escaped_json(json.dumps(as_json(checked), ensure_ascii=False, indent=1))
    else:
        from comity.parts.check import files  # noqa: PLC0415 - its packages are an extra

        body = files.write(checked, kind)
    headers = {"Content-Disposition": f'attachment; filename="checked.{kind}"'}
    return Response(body, media_type=KINDS[kind], headers=headers)


PAGE = PartPage("Check a text", "comity.parts.check", mount=mount)
"""What the desk is told of this page."""
