"""A case in forms: pinned from a record, rated, exported; and what moved since the last visit, and why."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from case_toy import BASE, NEWS, Reviewer, acts, add, app, fields
from starlette.testclient import TestClient

from comity.errors import DeskError

CASE = "/case/CHN-RUS/venezuela"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    add(tmp_path / "lake", "news.jsonl", NEWS)
    return tmp_path / "lake"


@pytest.fixture
def desk(lake: Path) -> Any:
    return app(lake)


def told(who: Reviewer) -> dict[str, Any]:
    got: dict[str, Any] = who.web.get(f"{CASE}.json").json()
    return got


def change(who: Reviewer, what: str, **form: Any) -> Any:
    return who.web.post(f"{CASE}/{what}", data={"token": who.token(), **form})


def test_a_record_is_pinned_from_its_page_and_rated(desk: Any, lake: Path) -> None:
    ada, ben, veto = Reviewer(desk, "Ada"), Reviewer(desk, "Ben"), acts(lake)["a"]
    record = ada.web.get(f"/e/{veto}?pair=CHN-RUS").text
    assert f"/pin/CHN-RUS?record_id={veto}".replace(":", "%3A") in record
    form = ada.web.get("/pin/CHN-RUS", params={"record_id": veto}).text
    assert '<option value="venezuela" selected>' in form
    told_fields = {k: fields(form)[k] for k in ("token", "record_id")}
    pinned = ada.web.post("/pin/CHN-RUS", data={**told_fields, "hotspot": "venezuela"})
    assert pinned.headers["location"] == CASE
    for text in ("They agree beforehand.", "It is chance."):
        assert change(ada, "hypothesis", text=text).status_code == 303
    assert 'name="rate-1-2"' in ben.web.get(CASE).text
    rated = {"rate-1-1": "consistent", "rate-1-2": "inconsistent"}
    assert change(ben, "rate", version="1", **rated).status_code == 303
    got = told(ada)
    assert got["records"][0]["sentence"] == NEWS[0][2]
    assert got["records"][0]["record_id"] == veto
    assert [h["against"] for h in got["hypotheses"]] == [0.0, 1.0]
    page = ada.web.get(CASE).text
    assert "least against “They agree beforehand.”" in page
    assert "Ben: inconsistent" in page, "others' ratings are shown"
    assert "nothing would be left to rank by" in page
    csv = ada.web.get(f"{CASE}.csv").text
    assert "inconsistent" in csv
    assert "1 of 14 hotspots have a case" in ada.web.get("/cases/CHN-RUS").text
    ada.decide(veto, "reject")
    assert "rejected by reviewers" in ada.web.get(CASE).text


def test_what_one_did_not_see_is_not_overwritten(desk: Any) -> None:
    ada, ben = Reviewer(desk, "Ada"), Reviewer(desk, "Ben")
    about = {"title": "Vetoes", "status": "open", "question": "Who leads?"}
    assert change(ada, "about", version="1", **about).status_code == 303
    late = change(ben, "about", version="1", **{**about, "title": "Mine"})
    assert late.status_code == 409
    assert "Somebody changed this case" in late.text
    assert told(ada)["title"] == "Vetoes"
    assert change(ben, "about", version="2", **{**about, "title": "Ours"}).status_code == 303
    for bad in ({"status": "won"}, {"title": " "}, {"question": "x" * 20_001}):
        assert change(ben, "about", version="3", **{**about, **bad}).status_code == 400
    assert change(ben, "about", version="three", **about).status_code == 400
    assert change(ben, "burn").status_code == 400


def test_a_form_without_the_token_changes_no_case(desk: Any) -> None:
    ada, ben = Reviewer(desk, "Ada"), Reviewer(desk, "Ben")
    for what in ("about", "note", "hypothesis", "reword", "pin", "unpin", "rate"):
        form = {"text": "x", "title": "x", "status": "open", "version": "1", "id": "1", "record_id": "x"}
        for token in ("", ben.token()):
            assert ada.web.post(f"{CASE}/{what}", data={**form, "token": token}).status_code == 403
        assert ada.web.get(f"{CASE}/{what}", params=form).status_code in (404, 405)
    for path in ("/changes/CHN-RUS", "/pin/CHN-RUS"):
        assert ada.web.post(path, data={"hotspot": "venezuela"}).status_code == 403
    assert "notes" not in told(ada)


def test_a_note_is_shown_as_it_was_written_and_harmless(desk: Any) -> None:
    ada = Reviewer(desk, "Ada")
    note = "# Head\r\n\r\n<script>alert(1)</script> [x](javascript:alert(1)) \u202eflipped\x00"
    assert change(ada, "note", text=note).status_code == 303
    page = ada.web.get(CASE).text
    assert "# Head\n\n&lt;script&gt;" in page
    assert "\u202e" not in page
    assert "<script>alert" not in page
    assert "javascript:" not in "".join(part for part in page.split('"') if part.startswith("java"))
    assert told(ada)["notes"][0]["text"].startswith("# Head\n\n<script>"), "kept as written, but for NUL"
    assert change(ada, "note", text="  ").status_code == 400


def test_a_damaged_database_stops_the_desk_with_a_sentence(lake: Path) -> None:
    Path(f"{lake}-desk.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(DeskError, match="restore it from a copy"):
        app(lake)


def moves(who: Reviewer) -> list[dict[str, Any]]:
    got: list[dict[str, Any]] = who.web.get("/changes/CHN-RUS.json").json()["moves"]
    return got


def seen(who: Reviewer) -> None:
    assert who.web.post("/changes/CHN-RUS", data={"token": who.token()}).status_code == 303


def reasons(found: list[dict[str, Any]], spot: str, what: str) -> tuple[str, str, list[dict[str, Any]]]:
    (m,) = [m for m in found if (m["hotspot"], m["what"]) == (spot, what)]
    return m["was"], m["now"], m["reasons"]


def test_every_move_is_traced_to_its_cause(desk: Any, lake: Path) -> None:
    ada, ben = Reviewer(desk, "Ada"), Reviewer(desk, "Ben")
    assert "nothing kept yet" in ada.web.get("/changes/CHN-RUS").text
    seen(ada)
    assert moves(ada) == []
    assert "No word and no count moved" in ada.web.get("/changes/CHN-RUS").text
    veto = acts(lake)["a"]
    ben.decide(veto, "reject")
    was, now, why = reasons(moves(ada), "venezuela", "acts together")
    assert int(now) == int(was) - 1
    assert [(r["kind"], r["records"]) for r in why] == [("review", [veto])]
    assert "rejected by Ben" in why[0]["words"]
    seen(ada)
    assert moves(ada) == []
    veto_on_syria = "Russia and China veto a U.S. draft on Syria at the Security Council."
    add(lake, "more.jsonl", [("m", "2023-03-04", veto_on_syria)])
    desk_again = app(lake)  # a desk that was started anew knows what was seen
    ada = Reviewer(desk_again, "Ada")
    was, now, why = reasons(moves(ada), "syria", "acts together")
    assert int(now) == int(was) + 1
    assert [(r["kind"], r["records"]) for r in why] == [("added", [acts(lake)["m"]])]
    assert "more.jsonl" in why[0]["words"]
    assert moves(Reviewer(desk_again, "Cyd")) == []


def test_a_newer_version_of_a_file_is_named_as_the_cause(desk: Any, lake: Path) -> None:
    ada = Reviewer(desk, "Ada")
    seen(ada)
    gone = acts(lake)["a"]
    another = ("a", "2017-08-22", "Russia and China veto a U.S. draft on Syria at the Security Council.")
    add(lake, "news.jsonl", [another, *NEWS[1:]])
    found = moves(Reviewer(app(lake), "Ada"))
    _, _, why = reasons(found, "venezuela", "acts together")
    assert [(r["kind"], r["records"]) for r in why] == [("gone", [gone])]
    assert "older version of" in why[0]["words"]
    assert "news.jsonl" in why[0]["words"]
    _, _, why = reasons(found, "syria", "acts together")
    assert [r["kind"] for r in why] == ["source"]
    assert "newer version of" in why[0]["words"]


def test_another_method_and_what_moved_elsewhere_are_told_apart(desk: Any, lake: Path) -> None:
    ada = Reviewer(desk, "Ada")
    seen(ada)
    base = sqlite3.connect(f"{lake}-desk.sqlite")
    state = json.loads(base.execute("SELECT state FROM visits").fetchone()[0])
    spot = state["spots"]["iran"]
    spot["trend"], spot["methods"] = "otherwise", [m for m in spot["methods"] if "share" not in m]
    state["spots"]["syria"]["trend"] = "otherwise"
    state["program"] = "0.0.1"
    base.execute("UPDATE visits SET state = ?", [json.dumps(state)])
    base.commit()
    base.close()
    found = moves(ada)
    _, _, (why,) = reasons(found, "iran", "trend")
    assert why["kind"] == "method"
    assert "share-of-record/" in why["words"]
    _, _, (why,) = reasons(found, "syria", "trend")
    assert why["kind"] == "elsewhere"
    assert "in place of 0.0.1" in why["words"]


def test_the_pages_say_what_to_do_to_who_has_not_said_a_name(desk: Any) -> None:
    web = TestClient(desk, base_url=BASE)
    for path in ("/review/CHN-RUS", "/cases/CHN-RUS", CASE, "/changes/CHN-RUS"):
        page = web.get(path)
        assert page.status_code == 200
        assert "Your name, as reviewer" in page.text
        assert "no-store" in page.headers["cache-control"]
