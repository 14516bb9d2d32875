"""An error says what it is: one sentence, as a page to people and as text to programs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from comity.errors import ConflictError, DeskError, LakeChangedError
from comity.faces.pages import Question
from comity.parts.desk import background_jobs, desk_data, memory
from comity.parts.desk.background_jobs import BackgroundJobs
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.http import problems
from comity.parts.desk.settings import Settings
from comity.watch import Watch

OWN = {"sec-fetch-site": "same-origin"}


def test_a_page_that_is_not_there_says_so(desk: TestClient) -> None:
    for path in ("/nothing", "/watch/CHN-RUS/chart/none.svg", "/static/none.css"):
        answer = desk.get(path)
        assert answer.status_code == 404
        assert "There is no such page." in answer.text
    assert desk.get("/watch/CHN-RUS/chart/none.svg").headers["content-type"].startswith("text/plain")


def test_a_name_nobody_knows_is_not_found_and_a_bad_question_is_bad(desk: TestClient) -> None:
    unknown, bad = desk.get("/watch/XXX-RUS.json"), desk.get("/watch/CHN-RUS.json?page=none")
    assert (unknown.status_code, bad.status_code) == (404, 400)
    assert "XXX" in unknown.text
    assert bad.text == "page is a number from 1 on, not 'none'."


def test_a_form_that_cannot_be_read_says_so(desk: TestClient) -> None:
    broken = {**OWN, "content-type": "multipart/form-data"}
    answer = desk.post("/login", content=b"no boundary", headers=broken)
    assert answer.status_code == 400
    assert "This form cannot be read:" in answer.text
    assert "no such page" not in answer.text


def test_a_file_in_a_form_is_refused(closed: TestClient) -> None:
    answer = closed.post("/login", files={"password": ("x", b"y" * 1000)}, headers=OWN)
    assert answer.status_code == 400
    assert "This form cannot be read:" in answer.text


def test_a_method_that_a_page_does_not_take_says_so(desk: TestClient) -> None:
    answer = desk.post("/sources/CHN-RUS", headers=OWN)
    assert answer.status_code == 405
    assert "does not take that kind of request" in answer.text


@pytest.mark.parametrize("path", ["/boom", "/boom.json"])
def test_a_fault_of_the_program_is_called_one(path: str) -> None:
    app = FastAPI()
    problems.mount(app, "CHN-RUS")

    @app.get(path)
    def boom() -> None:
        raise ZeroDivisionError

    answer = TestClient(app, raise_server_exceptions=False).get(path)
    assert answer.status_code == 500
    assert "comity failed on this page" in answer.text
    assert "ZeroDivision" not in answer.text


def test_every_special_error_has_its_status() -> None:
    app = FastAPI()
    problems.mount(app, "CHN-RUS")

    @app.get("/x.json")
    def page(request: Request) -> None:
        errors = {"busy": DeskError, "conflict": ConflictError, "changed": LakeChangedError}
        raise errors[request.url.query]("One sentence.")

    client = TestClient(app)
    conflict = client.get("/x.json?conflict")
    for busy in map(client.get, ("/x.json?busy", "/x.json?changed")):
        assert (busy.status_code, busy.text, busy.headers["retry-after"]) == (503, "One sentence.", "4")
    assert (conflict.status_code, conflict.text) == (409, "One sentence.")


def test_a_lake_that_is_restored_under_the_desk_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("date,who,with,form,what,source\n2021-10,CHN,RUS,patrol,At sea.,notes\n")
    question = Question.read("CHN-RUS", {})
    data = DeskData(Settings(tmp_path / "lake", "CHN-RUS"))
    data.lake.add([])
    data.lake.backup(tmp_path / "copy")
    data.lake.add([tmp_path / "a.csv"])
    held, jobs = data.watch(question), BackgroundJobs()
    data.lake.restore(tmp_path / "copy")

    def ask(watch: Watch) -> int:
        with data.asking("acts"):
            return watch.view.table("acts").num_rows

    with pytest.raises(LakeChangedError, match="ask again"):
        ask(held)
    assert ask(data.watch(question)) == ask(Watch("CHN", "RUS", lake=data.lake))
    assert not jobs.begin("part", lambda: ask(held))
    while jobs._parts:
        time.sleep(0.01)
    assert not jobs.begin("part", lambda: ask(data.watch(question))), "it is not remembered as failed"
    (data.lake.root / "proof.json").unlink()
    (data.lake.root / "manifest").mkdir()
    (data.lake.root / "manifest" / "x.json").touch()
    data.edition._look_again()
    assert "verify --repair" in data.edition.late


def test_more_answers_than_are_computed_at_once_are_put_off(
    empty_lake: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data, charts and files wait for room, and a busy desk says when to come back."""
    monkeypatch.setattr(background_jobs.memory, "is_short", lambda: False)  # the tests' own process is large
    busy, go = DeskData(Settings(empty_lake(), "CHN-RUS"), BackgroundJobs()), threading.Event()
    waiting = [
        threading.Thread(target=busy.waited, args=(str(k), lambda: go.wait(10)))
        for k in range(background_jobs.PAGES)
    ]
    for t in waiting:
        t.start()
    try:
        for _ in range(500):
            if sum(t.is_alive() for t in threading.enumerate() if t.name.startswith("page")) == len(waiting):
                break
            time.sleep(0.01)
        with pytest.raises(DeskError, match="try again"):
            busy.waited("one more", lambda: None)
    finally:
        go.set()
        for t in waiting:
            t.join()
    assert busy.waited("one more", lambda: "made") == "made"


def test_an_answer_that_takes_too_long_is_there_at_the_next_try(
    empty_lake: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_data, "LONGEST_WAIT", 0.05)
    data, go = DeskData(Settings(empty_lake(), "CHN-RUS"), BackgroundJobs()), threading.Event()
    with pytest.raises(DeskError, match="try again"):
        data.waited("slow", lambda: go.wait(10) and "made")
    go.set()
    monkeypatch.setattr(desk_data, "LONGEST_WAIT", 10)
    assert data.waited("slow", lambda: "made anew") == "made"


def test_little_is_kept_while_memory_is_short(
    empty_lake: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = DeskData(Settings(empty_lake(), "CHN-RUS"))
    of_year = [Question.read("CHN-RUS", {"as_of": str(year)}) for year in range(2001, 2011)]
    monkeypatch.setattr(memory, "ENOUGH", 0)
    made = [data.watch(q) for q in of_year]
    assert data.watch(of_year[-1]) is made[-1]
    assert data.watch(of_year[0]) is not made[0]
    assert len(data._watches) == desk_data.FEW
