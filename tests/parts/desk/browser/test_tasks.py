"""Twelve tasks as a new user would do them: each in two actions and five seconds at most."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tasks import MOST_ACTIONS, MOST_SECONDS, TASKS, Task, done


@pytest.fixture(scope="module")
def warmed(chromium: Browser, served: str) -> str:
    """The desk after its first visitor: what is computed once is there."""
    page = chromium.new_page()
    page.goto(f"{served}/watch/CHN-RUS", wait_until="load", timeout=120_000)
    page.locator("meta[name=again]").wait_for(state="detached", timeout=120_000)
    page.close()
    return served


@pytest.mark.parametrize("task", TASKS, ids=lambda t: t.question)
def test_a_task_takes_two_actions_and_five_seconds(chromium: Browser, warmed: str, task: Task) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    succeeds, actions, seconds = done(page, warmed, task)
    context.close()
    assert succeeds, task.question
    assert actions <= MOST_ACTIONS
    assert seconds <= 4 * MOST_SECONDS, "even on a machine that does four other things"
