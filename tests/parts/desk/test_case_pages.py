"""A case in forms: pinned from a record, rated, exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from case_toy import BASE, NEWS, Reviewer, acts, add, app, fields
from starlette.testclient import TestClient

from comity.errors import DeskError
from comity.lake.query import review_queue
from comity.lake.store import Lake

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
    assert "1 of 16 hotspots have a case" in ada.web.get("/cases/CHN-RUS").text
    review_queue.decide(Lake.open(lake).view(), veto, "Ada", "reject")
    ada.send("/keep/CHN-RUS", do="undo")  # after a change of its own the desk looks at the lake
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
    for path in ("/new/CHN-RUS", "/pin/CHN-RUS"):
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


def test_the_pages_say_what_to_do_to_who_has_not_said_a_name(desk: Any) -> None:
    web = TestClient(desk, base_url=BASE)
    for path in ("/keep/CHN-RUS", "/cases/CHN-RUS", CASE):
        page = web.get(path)
        assert page.status_code == 200
        assert "Your name, as reviewer" in page.text
        assert "no-store" in page.headers["cache-control"]
