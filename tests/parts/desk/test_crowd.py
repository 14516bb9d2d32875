"""A crowd that asks twenty questions at once, three visitors each, is answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.parts.desk import elsewhere
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings

VISITORS, DAYS = 60, 20
PATIENCE = 900.0
"""Seconds in which every visitor must have an answer."""


@pytest.mark.slow
def test_twenty_days_that_sixty_ask_for_at_once_are_all_answered(
    empty_lake: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verdicts and records of many watches, from as many threads: none waits for ever."""
    monkeypatch.setattr(elsewhere.ComputedAhead, "begin", lambda _: None)
    with TestClient(
        create_app(Settings(empty_lake(), "CHN-RUS"), ahead=True), base_url="http://127.0.0.1:8470"
    ) as client:
        end = time.monotonic() + PATIENCE

        def ask(k: int) -> int:
            """The status at last: a busy desk says 503, and when to come back."""
            while True:
                quarter = k % DAYS
                day = f"{2011 + quarter // 4}-{1 + quarter % 4 * 3:02}-15"
                answer = client.get(f"/watch/CHN-RUS.json?as_of={day}")
                if answer.status_code != 503 or time.monotonic() > end:
                    return answer.status_code
                time.sleep(float(answer.headers["retry-after"]) / 4)

        pool = ThreadPoolExecutor(VISITORS)
        statuses = [pool.submit(ask, k) for k in range(VISITORS)]
        assert {s.result(end - time.monotonic()) for s in statuses} == {200}
        pool.shutdown()
        assert client.get("/version").status_code == 200
