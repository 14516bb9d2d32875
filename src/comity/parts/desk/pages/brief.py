"""The brief (a short report) as a page and as files to download.

:mod:`comity.faces.brief` is imported only when a brief is requested: it needs packages of another extra, and
the other pages should work without these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import Response

from comity.faces.pages import Page, Question
from comity.faces.present.picture import timeline_chart
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.http.page_cache import MARK
from comity.watch.account.pair import describe_pair
from comity.watch.account.place import describe_place

if TYPE_CHECKING:
    from comity.faces.brief import Brief

FILES = ("pdf", "docx", "md", "html")


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page of the brief (short report) on two states, everywhere or at a hotspot."""
    from comity.faces.brief.account_brief import context  # noqa: PLC0415

    brief = made(desk_data, question)
    shown = context(brief)
    answers = desk_data.watch(question).answers
    account = describe_place(answers, question.hotspot) if question.hotspot else describe_pair(answers)
    charts = {c.name: timeline_chart(account, lambda a: question.record(a.records[0])) for c in brief.charts}
    data = {k: v for k, v in shown.items() if k != "charts"}
    about = {"brief": shown, "kinds": FILES}
    return Page("brief", "brief.html", brief.heading.text, question, about, shown["notes"], data, charts)


def made(desk_data: DeskData, question: Question) -> Brief:
    """Return the brief, computed once while the data stay the same."""
    from comity.faces.brief import build as brief_of  # noqa: PLC0415

    return desk_data.once("brief", question, lambda w: brief_of(w, question.hotspot))


def mount(app: FastAPI, desk_data: DeskData) -> None:
    """Add the routes of the files: ``/brief/CHN-RUS/iran.pdf``, ``/brief/CHN-RUS.docx``."""

    def answer(request: Request, group: str, hotspot: str, kind: str) -> Response:
        from comity.faces.brief import KINDS, write  # noqa: PLC0415

        question = Question.read(group, request.query_params, hotspot)
        body = desk_data.waited(str(request.url), lambda: write(made(desk_data, question), kind))
        name = f"{question.group.id}{'-' if question.hotspot else ''}{question.hotspot}.{kind}"
        headers = {MARK.decode(): "1", "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=KINDS[kind], headers=headers)

    for kind in FILES:
        _address(app, kind, answer)


def _address(app: FastAPI, kind: str, answer: Callable[[Request, str, str, str], Response]) -> None:
    def of_a_hotspot(request: Request, group: str, hotspot: str) -> Response:
        return answer(request, group, hotspot, kind)

    def of_a_pair(request: Request, group: str) -> Response:
        return answer(request, group, "", kind)

    app.get(
        f"/brief/{{group}}/{{hotspot}}.{kind}", tags=["briefs"], operation_id=f"brief {kind} of a hotspot"
    )(of_a_hotspot)
    app.get(f"/brief/{{group}}.{kind}", tags=["briefs"], operation_id=f"brief {kind} of a pair")(of_a_pair)
