"""The page of alerts: what was told, why, with the way to its records; seen once, by whoever is first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from case_toy import Reviewer, app

from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.alerts.book import Book
from comity.records.details import ActAlertDetail
from comity.records.finding import Finding, Interval
from comity.records.kinds import Kind, Subject

NOW = datetime(2019, 2, 1, tzinfo=UTC)
WHY = Finding(
    Kind.FALSE_ACT,
    Subject(states=("CHN", "RUS"), form="joint-veto"),
    0.1,
    "share of acts read wrongly",
    "labelled sentences",
    31,
    "coder-error/2",
    Interval(0.05, 0.2),
    detail=ActAlertDetail(occurrence="o:1", window=("2019-01-01",), reports=1, coded=True),
)


def alert(n: int, pair: str = "CHN-RUS") -> Alert:
    return Alert(
        f"{n:012x}",
        "w",
        pair,
        "venezuela",
        "first",
        "joint-veto",
        date(2019, 1, n),
        date(2019, 1, n),
        "record",
        "First <b>veto</b> of the two",
        WHY,
        ("chronicle:veto-2019-feb-venezuela",),
        1,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    Book(tmp_path / "lake").tell([alert(5), alert(20), alert(9, "IRN-RUS")], NOW)
    return app(tmp_path / "lake")


def test_alerts_of_the_pair_are_shown_with_why_and_their_records(desk: Any) -> None:
    ada = Reviewer(desk, "Ada")
    page = ada.web.get("/new/CHN-RUS").text
    assert page.index("20 Jan 2019") < page.index("5 Jan 2019")
    assert "&lt;b&gt;veto" in page
    assert "read wrongly" in page
    assert 'href="/e/chronicle%3Averto' not in page
    assert "veto-2019-feb-venezuela" in page
    told = ada.web.get("/new/CHN-RUS.json").json()
    assert [a["id"] for a in told["alerts"]] == [alert(20).id, alert(5).id]
    assert ada.web.get("/new/CHN-RUS.csv").text.count("\n") == 3
    assert "None was sent" in ada.web.get("/new/FRA-DEU").text


def test_an_alert_is_seen_once_by_whoever_is_first(desk: Any, tmp_path: Path) -> None:
    ada, ben = Reviewer(desk, "Ada"), Reviewer(desk, "Ben")
    sent = {"id": alert(5).id}
    assert ada.web.post("/new/CHN-RUS", data=sent).status_code == 403, "not without the token"
    for who in (ada, ben):
        assert (
            who.web.post("/new/CHN-RUS", data={"token": who.token("/new/CHN-RUS"), **sent}).status_code == 303
        )
    assert Book(tmp_path / "lake").entries[alert(5).id].seen_by == "Ada"
    page = ben.web.get("/new/CHN-RUS").text
    assert "Seen by Ada" in page
    again = ada.web.post("/new/CHN-RUS", data={"token": ada.token("/new/CHN-RUS"), "id": "nonsense"})
    assert again.status_code in (400, 404, 422)
