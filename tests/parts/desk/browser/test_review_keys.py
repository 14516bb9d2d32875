"""The review desk by keyboard alone, and without script, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import Visit, listening

from comity.lake.query import review_log
from comity.lake.store import Lake

NEWS = [
    ("a", "2019-02-28", "Russia and China veto a U.S. draft on Venezuela at the Security Council."),
    ("b", "2019-06-05", "Chinese President Xi Jinping meets Russian President Vladimir Putin in Moscow."),
    ("c", "2020-09-10", "China and Russia hold a joint military exercise in the Caucasus."),
    ("d", "2021-10-14", "China and Russia hold joint naval drills in the Sea of Japan."),
]
START = "/review/CHN-RUS?draw=all"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps({"id": i, "date": d, "text": t}) + "\n" for i, d, t in NEWS), "utf-8")
    Lake.open(tmp_path / "lake").add([path])
    return tmp_path / "lake"


@pytest.fixture
def base(lake: Path) -> Iterator[str]:
    yield from listening(lake)


def begin(page: Page, base: str) -> None:
    page.goto(base + START)
    page.fill("#reviewer-name", "Ada")
    page.press("#reviewer-name", "Enter")
    page.locator("#note").wait_for()
    page.wait_for_load_state("load")


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_reviewer_needs_no_mouse(chromium: Browser, base: str, lake: Path) -> None:
    visit = Visit(chromium, base)
    page = visit.page
    begin(page, base)
    expect(page.locator("mark")).to_have_text(NEWS[3][2])
    press(page, "j")
    expect(page.locator("mark")).to_have_text(NEWS[2][2])
    press(page, "k")
    expect(page.locator("mark")).to_have_text(NEWS[3][2])
    page.keyboard.press("n")
    page.keyboard.type("arjk are letters here")
    page.keyboard.press("Escape")
    press(page, "a")
    expect(page.locator(".did")).to_contain_text("Accepted")
    expect(page.locator("mark")).to_have_text(NEWS[2][2])
    press(page, "r")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") == "actors-1"
    page.select_option("#f-polarity", "friction")
    page.locator("button[value=correct]").focus()
    press(page, "Enter")
    expect(page.locator(".did")).to_contain_text("Corrected")
    press(page, "a")
    expect(page.locator("main")).to_contain_text("No act here meets this")
    told = {d.machine["document_id"]: d for d in review_log.read(lake).decisions}
    assert {k: told[k].choice for k in "abcd"} == {
        "d": "accept",
        "c": "reject",
        "b": "correct",
        "a": "accept",
    }
    assert told["d"].note == "arjk are letters here"
    assert told["b"].changes == {"polarity": "friction"}
    assert page.evaluate("window.told") == []
    visit.context.close()


def test_without_script_the_same_forms_serve(chromium: Browser, base: str, lake: Path) -> None:
    visit = Visit(chromium, base, script=False)
    page = visit.page
    page.goto(base + START)
    page.fill("#reviewer-name", "Ada")
    page.click("text=Begin")
    page.fill("#note", "by hand")
    page.click("button[value=reject]")
    page.click("#correct summary")
    page.select_option("#f-modality", "planned")
    page.click("button[value=correct]")
    assert [d.choice for d in review_log.read(lake).decisions] == ["reject", "correct"]
    page.goto(f"{base}/case/CHN-RUS/venezuela")
    for words in ("They agree beforehand.", "It is chance."):
        page.fill("#hyp", words)
        page.click("text=Add >> nth=0")
    expect(page.locator(".ranked li")).to_have_count(2)
    visit.context.close()


@pytest.mark.parametrize("width", [320, 1440])
def test_no_page_scrolls_sideways_or_breaks_the_policy(chromium: Browser, base: str, width: int) -> None:
    visit = Visit(chromium, base)
    page = visit.page
    page.set_viewport_size({"width": width, "height": 900})
    begin(page, base)
    for path in (START, "/cases/CHN-RUS", "/case/CHN-RUS/venezuela", "/new/CHN-RUS"):
        page.goto(base + path)
        if path == START:
            page.click("#correct summary")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.told") == []
    visit.context.close()
