"""The edition as a page of its own: axe finds nothing, light and dark, wide and narrow; it fits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from test_every_page import violations

from comity import Watch
from comity.faces.brief.edition import write
from comity.watch.account.edition import edition
from comity.watch.answers import RECORD


@pytest.fixture(scope="module")
def page_of_edition(empty_lake: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    lake, since = empty_lake(), date(2026, 3, 1)
    then, now = (Watch("CHN", "RUS", lake=lake, as_of=day).only(RECORD) for day in (since, None))
    file = tmp_path_factory.mktemp("edition") / "edition.html"
    file.write_bytes(write(edition(then.answers, now.answers, since), "html", now))
    return file.as_uri()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_on_an_edition_and_it_fits(
    chromium: Browser, page_of_edition: str, look: str
) -> None:
    context = chromium.new_context(color_scheme=look)
    page = context.new_page()
    page.goto(page_of_edition)
    for width in (1440, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not violations(page), (look, width)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (look == "light")
    context.close()
