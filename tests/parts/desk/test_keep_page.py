"""Items are judged on the desk by who may, each once, and every page shows what was kept."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from case_toy import BASE, NEWS, OWN, Reviewer, add, app, fields, text_of
from starlette.testclient import TestClient

from comity.lake import own_facts
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings
from comity.parts.desk.users import Users

PAGE = "/keep/CHN-RUS"
LATER = ("f", "2026-06-11", "China and Russia signed an agreement on joint polar research in Beijing.")


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    add(tmp_path / "lake", "news.jsonl", [*NEWS, LATER])
    return tmp_path / "lake"


@pytest.fixture
def desk(lake: Path) -> Any:
    return app(lake)


def kinds(lake: Path) -> list[tuple[str, str]]:
    return [(c.kind, c.by) for c in own_facts.read(lake).changes]


def test_only_a_form_of_ones_own_session_decides(desk: Any, lake: Path) -> None:
    nobody = TestClient(desk, base_url=BASE, headers=OWN)
    page = nobody.get(PAGE).text
    assert "Say your name above to decide" in page
    assert nobody.post(PAGE, data={"do": "keep"}).status_code == 403
    ada, ben = Reviewer(desk, "Ada"), Reviewer(desk, "Ben")
    for token in ("", "x" * 43, "é", ben.token()):
        answer = ada.web.post(PAGE, data={"do": "r1", "text": "x", "token": token})
        assert answer.status_code == 403
        assert "not of your session" in answer.text
    elsewhere = {"sec-fetch-site": "cross-site"}
    told = {"do": "r1", "text": "x", "token": ada.token()}
    assert ada.web.post(PAGE, data=told, headers=elsewhere).status_code == 403
    assert kinds(lake) == []
    assert ada.decide("r1").status_code == 303
    assert kinds(lake) == [("reject", "Ada")]


def test_where_users_are_set_up_the_user_is_the_reviewer(lake: Path) -> None:
    Users(lake).add("anna", "correct horse battery")
    desk = create_app(Settings(lake, "CHN-RUS", "0.0.0.0", closed=True))
    web = TestClient(desk, base_url="http://desk.example:8470", headers=OWN, follow_redirects=False)
    assert web.get(PAGE).status_code == 303, "log in first"
    web.post("/login", data={"name": "anna", "password": "correct horse battery"})
    web.cookies.update({"comity": web.cookies.get("comity") or ""})
    assert web.post("/reviewer", data={"name": "Ben", "place": "/"}).status_code == 403
    page = web.get(PAGE).text
    told = {**fields(page), "text": text_of(page), "do": "r1"}
    assert web.post(PAGE, data=told).status_code == 303
    assert kinds(lake) == [("reject", "anna")]


def test_what_is_kept_stands_on_every_page_at_once_and_goes_when_undone(desk: Any, lake: Path) -> None:
    ada = Reviewer(desk, "Ada")
    watch, version = "/evidence/CHN-RUS.json?only=joint&first=2026-06", "/version"
    before = ada.web.get(watch).text, ada.web.get(version).text
    assert "polar research" in text_of(ada.web.get(PAGE).text), "the newest first"
    corrected = {"field-s": "agreed on polar research", "field-u": "none"}
    refused = ada.decide("keep", **{**corrected, "field-f": "flirtation"})
    assert refused.status_code == 400
    assert "is not a word understood here" in refused.text
    assert "agreed on polar research" in refused.text, "what was typed is not lost"
    assert ada.decide("keep", **corrected).status_code == 303
    assert "polar research" in ada.web.get(watch).text
    assert "[own, re-publisher]" in ada.web.get("/new/CHN-RUS?since=2026-06-01").text
    assert "polar research" not in text_of(ada.web.get(PAGE).text), "dealt with"
    assert ada.send(PAGE, do="undo").status_code == 303
    assert (ada.web.get(watch).text, ada.web.get(version).text) == before


def test_a_fact_held_already_is_noticed(desk: Any, lake: Path) -> None:
    ada = Reviewer(desk, "Ada")
    held = "On Friday President Putin told China's Xi Jinping by telephone of talks with the American envoy."
    told = {"text": held, "published": "2025-08-08", "title": "Call", "url": "https://www.reuters.com/call"}
    page = ada.send(PAGE, do="show", **told).text
    assert "the same?" in page
    refused = ada.send(PAGE, do="keep", **told)
    assert refused.status_code == 400
    assert "seems to be held already" in refused.text
    assert ada.send(PAGE, do="1", **told).status_code == 303
    assert [c.body["record"] for c in own_facts.read(lake).made] == ["chronicle:call-xi-putin-witkoff-2025"]
    again = ada.send(PAGE, do="anyway", **told)
    assert again.status_code == 400
    assert "undo that first" in again.text


def test_two_reviewers_at_the_same_time_lose_nothing(desk: Any, lake: Path) -> None:
    people = [Reviewer(desk, name) for name in ("Ada", "Ben")]
    page = people[0].web.get(PAGE).text
    item, codes = {**fields(page), "text": text_of(page)}, list[int]()

    def reject(me: Reviewer) -> None:
        codes.append(me.send(PAGE, **{**item, "do": "r1"}).status_code)
        codes.append(me.send(PAGE, do="r2", text=f"A text of {id(me)}.").status_code)

    threads = [threading.Thread(target=reject, args=(p,)) for p in people]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(codes) == [303, 303, 303, 400], "one item is dealt with by one of them"
    assert len(kinds(lake)) == 3


def test_wrong_forms_say_so(desk: Any) -> None:
    ada = Reviewer(desk, "Ada")
    for told in ({"do": "keep"}, {"do": "r9", "text": "x"}, {"do": "dance", "text": "China met Russia."}):
        assert ada.send(PAGE, **told).status_code == 400
    assert ada.send(PAGE, do="r1", text="x", published="last week").status_code == 400


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
