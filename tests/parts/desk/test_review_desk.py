"""Acts are decided on by who may, each once, and every page shows it; nobody is led by another's reading."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_toy import BASE, NEWS, OWN, Reviewer, acts, add, app, fields
from starlette.testclient import TestClient

from comity.faces.pages import Question
from comity.lake.query import review_log, review_queue
from comity.lake.store import Lake
from comity.parts.desk.pages.review_queue import Queue, QueueFilter
from comity.parts.desk.settings import Settings
from comity.parts.desk.users import Users
from comity.records.reviews.decisions import Decision

ALL = "/review/CHN-RUS?draw=all&state=all"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    add(tmp_path / "lake", "news.jsonl", NEWS)
    return tmp_path / "lake"


@pytest.fixture
def desk(lake: Path) -> Any:
    return app(lake)


def log(lake: Path) -> list[Decision]:
    return list(review_log.read(lake).decisions)


def test_only_a_form_of_ones_own_session_decides(desk: Any, lake: Path) -> None:
    act = acts(lake)["a"]
    form = {"act": act, "choice": "accept", "next": "/"}
    nobody = TestClient(desk, base_url=BASE, headers=OWN)
    assert nobody.post("/review/CHN-RUS", data=form).status_code == 403
    ada, ben = Reviewer(desk, "Ada"), Reviewer(desk, "Ben")
    for token in ("", "x" * 43, "é", ben.token()):
        answer = ada.web.post("/review/CHN-RUS", data={**form, "token": token})
        assert answer.status_code == 403
        assert "not of your session" in answer.text
    elsewhere = {"sec-fetch-site": "cross-site"}
    told = {**form, "token": ada.token()}
    assert ada.web.post("/review/CHN-RUS", data=told, headers=elsewhere).status_code == 403
    assert ada.web.get("/review/CHN-RUS", params=told).status_code == 200, "a GET is only looked at"
    assert not log(lake)
    assert ada.web.post("/review/CHN-RUS", data=told).status_code == 303
    (kept,) = log(lake)
    assert (kept.record_id, kept.reviewer, kept.choice) == (act, "Ada", "accept")


def test_where_users_are_set_up_the_user_is_the_reviewer(lake: Path) -> None:
    from comity.parts.desk.app import create_app

    Users(lake).add("anna", "correct horse battery")
    desk = create_app(Settings(lake, "CHN-RUS", "0.0.0.0", closed=True))
    web = TestClient(desk, base_url="http://desk.example:8470", headers=OWN, follow_redirects=False)
    assert web.get("/review/CHN-RUS").status_code == 303, "log in first"
    web.post("/login", data={"name": "anna", "password": "correct horse battery"})
    web.cookies.update({"comity": web.cookies.get("comity") or ""})
    assert web.post("/reviewer", data={"name": "Ben", "place": "/"}).status_code == 403
    page = web.get(ALL).text
    told = {"token": fields(page)["token"], "act": acts(lake)["a"], "choice": "reject", "next": "/"}
    assert web.post("/review/CHN-RUS", data=told).status_code == 303
    assert [d.reviewer for d in log(lake)] == ["anna"]


def test_after_a_decision_every_page_shows_it(desk: Any, lake: Path) -> None:
    ada, veto = Reviewer(desk, "Ada"), acts(lake)["a"]

    def kinds() -> set[str]:
        told = ada.web.get("/evidence/CHN-RUS.json?hotspot=venezuela&only=unreviewed").json()["occurrences"]
        return {r["kind"] for r in told if veto in r["records"]}

    before = ada.web.get("/version").text
    assert kinds() == {"unreviewed"}
    assert ada.decide(veto, "reject", note="no vote was held").status_code == 303
    assert kinds() == set(), "at once, not after a while"
    assert ada.web.get("/version").text != before


def test_a_correction_says_what_is_otherwise(desk: Any, lake: Path) -> None:
    ada, act = Reviewer(desk, "Ada"), acts(lake)["c"]
    machine = next(a for a in Lake.open(lake).view().coded_acts() if a["record_id"] == act)
    same = {
        "has_actors": "1",
        "actors": [*machine["actors"], ""],
        "has_polarity": "1",
        "polarity": machine["polarity"],
    }
    other = {**same, "has_hotspots": "1", "hotspots": ["central-asia"]}
    other |= {"has_date_to": "1", "date_to": "2020-09-12"}
    refused = ada.decide(act, "correct", **same)
    assert refused.status_code == 400
    assert "Nothing is otherwise" in refused.text
    refused = ada.decide(act, "accept", **other)
    assert refused.status_code == 400
    assert "choose correct" in refused.text
    nobody = {**other, "actors": ["", ""]}
    assert ada.decide(act, "correct", **nobody).status_code == 400, "an act has an actor"
    assert ada.decide(act, "correct", **{**other, "date_to": "2020-09-01"}).status_code == 400
    assert ada.decide(act, "correct", **{**other, "hotspots": "atlantis"}).status_code == 404
    assert ada.decide(act, "maybe").status_code == 400
    assert not log(lake)
    assert ada.decide(act, "correct", **other).status_code == 303
    (kept,) = log(lake)
    assert kept.changes == {"hotspots": ["central-asia"], "date_to": "2020-09-12"}
    row = next(r for r in Lake.open(lake).view().table("acts").to_pylist() if r["record_id"] == act)
    assert row["date_to"] == date(2020, 9, 12)


def test_two_reviewers_at_the_same_time_lose_nothing(desk: Any, lake: Path) -> None:
    told = sorted(acts(lake).values())
    wrong: list[int] = []

    def goes_through(name: str, choices: list[str]) -> None:
        me = Reviewer(desk, name)
        answers = [me.decide(a, c).status_code for a, c in zip(told, choices, strict=True)]
        wrong.extend(s for s in answers if s != 303)

    n = len(told)
    ada = threading.Thread(target=goes_through, args=("Ada", ["accept"] * n))
    ben = threading.Thread(target=goes_through, args=("Ben", ["accept"] * (n - 1) + ["reject"]))
    for t in (ada, ben):
        t.start()
    for t in (ada, ben):
        t.join()
    assert not wrong
    assert len(log(lake)) == 2 * n
    outcomes = Lake.open(lake).view().reviewed.outcomes
    assert [outcomes[i].state for i in told] == ["accepted"] * (n - 1) + ["disputed"]
    page = Reviewer(desk, "Cyd").web.get(ALL).text
    assert "Ada and Ben" in page
    assert f"{(n - 1) / n:.0%}" in page


def test_another_reading_is_hidden_until_one_has_ones_own(desk: Any, lake: Path) -> None:
    act = acts(lake)["d"]
    Reviewer(desk, "Ada").decide(act, "reject", note="it was a port call")
    ben = Reviewer(desk, "Ben")
    here = f"{ALL}&act={act}"
    assert "port call" not in ben.web.get(here).text
    ben.decide(act, "accept")
    assert "port call" in ben.web.get(here).text
    assert ben.web.get("/review/CHN-RUS.json?state=disputed").json()["acts"][0]["record_id"] == act
    Reviewer(desk, "Cyd").decide(act, "accept", settles="1")
    assert Lake.open(lake).view().reviewed.outcomes[act].state == "accepted"


def test_a_decision_draws_nothing_anew_and_carries_its_chance(lake: Path) -> None:
    queue, asked = Queue(), Question.read("CHN-RUS", {})
    drawn = queue.given(Lake.open(lake).view(), asked, QueueFilter(state="all"), "Ada")
    act = drawn[0].item.record_id
    review_queue.decide(Lake.open(lake).view(), act, "Ada", "accept", chance=drawn[0].chance)
    view = Lake.open(lake).view()
    again = queue.given(view, asked, QueueFilter(state="all"), "Ada")
    assert [g.item.record_id for g in again] == [g.item.record_id for g in drawn]
    left = queue.given(view, asked, QueueFilter(), "Ada")
    assert [g.item.record_id for g in left] == [g.item.record_id for g in drawn[1:]]
    assert {g.chance for g in drawn} == {1.0}, "fewer than a hundred: all are drawn"
    everything = queue.given(view, asked, QueueFilter(draw="all", state="all"), "")
    byhand = {g.item.record_id: g.chance for g in everything}
    assert byhand.pop(act) == 1.0, "a second reading keeps the chance of the first"
    assert set(byhand.values()) == {None}
    (second,) = queue.given(view, asked, QueueFilter(state="second"), "Ben")
    assert second.item.record_id == act


def test_filters_narrow_and_a_wrong_one_says_so(desk: Any) -> None:
    web = TestClient(desk, base_url=BASE)

    def n(query: str) -> int:
        return len(web.get(f"/review/CHN-RUS.json?{query}").json()["acts"])

    assert n("") == n("draw=all")
    assert n("hotspot=venezuela") == 1
    assert 0 < n("form=joint-exercise") < n("")
    assert n("sure=low") + n("sure=middle") + n("sure=high") == n("")
    for query in ("state=mine", "draw=some", "seed=-1", "seed=٣", "sure=2"):
        assert web.get(f"/review/CHN-RUS.json?{query}").status_code == 400
    assert web.get("/review/CHN-RUS?act=text:nothing").status_code == 404


def test_names_of_reviewers_and_places_to_go_are_checked(desk: Any) -> None:
    web = TestClient(desk, base_url=BASE, headers=OWN, follow_redirects=False)
    for name in ("", "   ", "a" * 101, "a\u202eb", "a\x1bb"):
        assert web.post("/reviewer", data={"name": name}).status_code == 400
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "/x\r\nset-cookie: a=b"):
        answer = web.post("/reviewer", data={"name": "Ada", "place": place})
        assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_acts_of_a_register_were_not_read_from_a_text(shared_data: Path, tmp_path: Path) -> None:
    """They have a coder and no document: there is no sentence to decide on, and no confidence."""
    Lake.open(tmp_path / "lake").add((shared_data / "ties").glob("meetings_chinavitae*"))
    view = Lake.open(tmp_path / "lake").view()
    coders = {a["coder"] for a in view.table("acts").to_pylist()}
    assert coders - {None}
    assert not view.coded_acts()
    assert review_queue.draw(view, n=10, sample="uncertain") == []
