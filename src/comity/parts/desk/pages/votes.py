"""The Votes page: Security Council votes by text, General Assembly votes by year."""

from __future__ import annotations

from typing import Any

from comity.faces.pages import Page, Question
from comity.faces.present.picture import Chart
from comity.parts.desk.charts import council as charts
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages.compare import by_year
from comity.vocabulary import states
from comity.watch.account import sure
from comity.watch.account.council import CouncilAccount, write_council
from comity.watch.answers import VOTES
from comity.watch.composed import peers
from comity.watch.questions.drafts import Draft


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the page of two states' votes in the Security Council and the General Assembly.

    Raises
    ------
    QuestionError
        When the question names more than two states.
    """
    watch, question, _ = desk_data.pair(question, "Votes are asked")
    answers = watch.only(VOTES).answers
    account = write_council(answers)
    assembly = sure.tell_votes(answers, None)
    heading = account.heading[0].text if account else assembly.text
    context: dict[str, Any] = {"account": account, "assembly": assembly}
    pictures: dict[str, Chart] = {}
    rows: list[dict[str, Any]] = []
    if account is not None:
        pictures = _charts(account, question, heading)
        rows = [_row(d) for d in account.council.drafts]
        context["places"] = charts.rows_by_place(account.council, question.group.codes)
        context["order"] = charts.order(account.council, question.group.codes)
    like = watch.votes.like_pairs(peers.LIKE)
    if chart := by_year(watch.compare.years(like), like, question.group):
        pictures["assembly"] = chart
    context["like"] = len(like)
    data = {
        "heading": heading,
        "statements": [s.text for s in (*account.heading, *account.standfirst)] if account else [],
        "assembly": assembly.text,
        "texts": rows,
    }
    return Page("votes", "votes.html", heading, question, context, rows, data, pictures)


def _charts(account: CouncilAccount, question: Question, says: str) -> dict[str, Chart]:
    codes, texts = question.group.codes, account.council
    rows = [_row(d) for d in texts.drafts]

    def url(d: Draft) -> str:
        return question.record(d.record)

    one, other = (states.display(c) for c in charts.order(texts, codes))
    legend = [
        ("against", "neither voted yes, text adopted"),
        ("veto", "vetoed by both"),
        ("blue", f"{one} alone did not vote yes"),
        ("hollow-blue", f"{other} alone did not vote yes; a cross: vetoed"),
    ]
    wide, narrow = charts.strip(texts, codes, url, says), charts.turn_for_phone(texts, codes, url, says)
    places = charts.draw_by_place(texts, codes, url, says)
    return {
        "council": Chart("council", wide, says, rows, narrow=narrow, legend=legend),
        "places": Chart("places", places, f"On what? {says}", rows, legend=legend),
    }


def _row(d: Draft) -> dict[str, Any]:
    return {
        "date": d.date,
        "symbol": d.symbol,
        "title": d.title,
        "places": list(d.places),
        "withheld": states.display(d.alone) if d.alone else "both",
        "vetoed": d.vetoed,
        "record": d.record,
    }
