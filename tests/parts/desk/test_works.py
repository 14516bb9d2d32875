"""What takes long is computed beside answering: once, in turn, never piled up, and no page stays blank."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from comity.errors import QuestionError
from comity.faces.pages import Question
from comity.parts.desk import app, background_jobs, elsewhere
from comity.parts.desk.background_jobs import BackgroundJobs
from comity.parts.desk.desk_data import LOST, DeskData
from comity.parts.desk.http.page_cache import MARK, CachedAnswer, PageCache
from comity.parts.desk.settings import Settings


def settled(holds: Callable[[], bool]) -> None:
    """Wait until something holds, ten seconds at most."""
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


def test_parts_are_computed_one_at_a_time_each_once_and_no_more_than_may_wait() -> None:
    told, at_once, most, go = BackgroundJobs(), 0, 0, threading.Event()
    made: list[int] = []

    def part(k: int) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        go.wait(10)
        made.append(k)
        at_once -= 1

    for k in [*range(background_jobs.MOST + 5)] * 2:  # a crowd asks for each, twice
        assert told.begin(k, partial(part, k)) == ""
    go.set()
    settled(lambda: len(made) >= background_jobs.MOST)
    time.sleep(0.05)
    assert made == list(range(background_jobs.MOST))  # the rest is taken when it is asked for again
    assert most == 1
    told.begin("again", lambda: made.append(-1))
    settled(lambda: made[-1] == -1)


def test_what_goes_wrong_is_said_and_not_tried_again_and_the_next_one_is() -> None:
    told, tries = BackgroundJobs(), []

    def wrong() -> None:
        tries.append(1)
        raise QuestionError("No roll calls are held.")

    assert told.begin("wrong", wrong) == ""
    settled(lambda: told.begin("wrong", wrong) == "No roll calls are held.")
    assert len(tries) == 1
    told.begin("right", lambda: tries.append(2))
    settled(lambda: tries[-1] == 2)


def test_a_page_that_takes_long_is_not_waited_for_and_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_jobs, "PATIENCE", 0.05)
    monkeypatch.setattr(background_jobs.memory, "is_short", lambda: False)  # the tests' own process is large
    told, go, made = BackgroundJobs(), threading.Event(), []

    def slow() -> str:
        go.wait(10)
        made.append(1)
        return "page"

    assert told.page("a", slow) is None
    assert told.page("a", slow) is None
    assert told.page("b", lambda: "at once") == "at once"
    go.set()
    settled(lambda: told.page("a", slow) == "page")
    assert len(made) == 1

    def refused() -> str:
        raise QuestionError("Name two states.")

    with pytest.raises(QuestionError, match="two states"):
        told.page("c", refused)


def test_what_is_computed_elsewhere_is_found_where_there_is_no_lake_yet(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "none", "CHN-RUS").with_answers()
    elsewhere_made, desk = (DeskData(settings).watch(Question.read("IRN-PAK", {})) for _ in range(2))
    assert not desk.answers.inquiry.cache.ready(("a",))
    elsewhere_made.answers.inquiry.cache.answer(("a",), lambda: 1)
    assert desk.answers.inquiry.cache.ready(("a",))
    assert not settings.lake.exists()
    assert Settings(tmp_path, "CHN-RUS").with_answers().answers is None


def test_what_is_computed_and_not_found_is_not_computed_again(
    empty_lake: Callable[[], Path],
) -> None:
    made: list[str] = []
    data = DeskData(Settings(empty_lake(), "CHN-RUS"), BackgroundJobs(), lambda page, _: made.append(page))

    def ask(*, compute: bool) -> int | None:
        return None

    def why() -> str:
        return data.part("watch", Question.read("CHN-RUS", {}), "verdicts", ask, now=False)[1]

    assert why() == ""
    settled(lambda: why() == LOST)
    assert made == ["watch"]


def test_watch_shows_the_record_at_once_and_the_rest_when_it_is_computed(
    empty_lake: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere.ComputedAhead, "begin", lambda _: None)
    monkeypatch.setattr(background_jobs, "PATIENCE", 10.0)
    desk = app.create_app(Settings(empty_lake(), "IRN-PAK"), ahead=True)
    with TestClient(desk, base_url="http://127.0.0.1:8470") as client:
        first = client.get("/watch/IRN-PAK")
        assert "This is the record alone" in first.text
        assert 'http-equiv="refresh"' in first.text
        assert "Place by place" in first.text
        monkeypatch.setattr("comity.parts.desk.http.page_cache.MOMENT", 0.0)
        settled(lambda: "data-waits" not in client.get("/watch/IRN-PAK").text)
        whole = client.get("/watch/IRN-PAK").text
        assert "being computed" not in whole
        assert "http-equiv" not in whole
        monkeypatch.setattr(background_jobs, "PATIENCE", 0.0)
        waiting = client.get("/evidence/IRN-PAK/iran?page=1&q=gas")
        if waiting.status_code == 202:  # seldom is it faster than no time at all
            assert "being computed" in waiting.text
            assert waiting.headers["retry-after"]


def test_after_new_data_the_page_before_is_shown_and_marked_until_the_new_one_is_made() -> None:
    edition, slow = ["one"], [0.0]

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        of = edition[0]
        await asyncio.sleep(slow[0])
        headers = [(b"content-type", b"text/html"), (MARK, b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        body = f'<head></head><main id="main">edition {of}</main>'.encode()
        await send({"type": "http.response.body", "body": body})

    cache = PageCache(page, lambda: edition[0])

    async def ask() -> str:
        got: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            got.append(message.get("body", b""))

        scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
        await cache(scope, receive, send)
        return b"".join(got).decode()

    async def visits() -> tuple[str, str, str]:
        first = await ask()
        edition[0], slow[0] = "two", 0.8
        # Another page of the new edition moves the old ones aside.
        cache._add(("two", "/y", b""), CachedAnswer(200, [], b"", b"", b""))
        meanwhile = await ask()
        await asyncio.sleep(1.0)
        return first, meanwhile, await ask()

    first, meanwhile, after = asyncio.run(visits())
    assert "edition one" in first
    assert "edition one" in meanwhile
    assert "of the data before" in meanwhile
    assert 'http-equiv="refresh"' in meanwhile
    assert "edition two" in after
    assert "of the data before" not in after
