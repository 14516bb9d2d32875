"""Texts made to do harm pass through every page and file without doing any."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser
from visits import Visit, addresses, listening

import harmful
from comity.lake.query.sql import select
from comity.lake.store import Lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harmful.lake(tmp_path_factory.mktemp("harm"))


@pytest.fixture(scope="module")
def harmed(lake: Path) -> Iterator[str]:
    yield from listening(lake)


@pytest.fixture(scope="module")
def records(lake: Path) -> list[str]:
    """Every record that came of them: documents and the acts coded from them."""
    view = Lake.open(lake).view()
    told = [
        r["record_id"]
        for name in ("documents", "acts")
        for r in view.run(select(name, ("record_id", "source"))).to_pylist()
        if r["source"] == "text"
    ]
    assert len(told) > 20, "they were read and coded, or nothing is tried here"
    return told


def test_no_page_runs_what_a_record_says(chromium: Browser, harmed: str, records: list[str]) -> None:
    visit = Visit(chromium, harmed)
    seen = ""
    of_records = [f"/e/{quote(r)}?pair=CHN-RUS" for r in records]
    for path in [*addresses(), "/evidence/CHN-RUS/bilateral?first=2024&last=2024", *of_records]:
        page = visit.open(path, width=390)
        assert visit.faults() == [], path
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{path} scrolls sideways by {over}"
        assert page.locator("img, iframe, object, embed, base, [onload], [onerror]").count() == 0, path
        scripts = page.evaluate("[...document.scripts].map(s => s.getAttribute('src') || s.outerHTML)")
        own = {"/static/desk.js", "/static/keys.js"}
        assert {s.partition("?")[0] for s in scripts} <= own, (path, scripts)
        where = page.evaluate(
            "[...document.querySelectorAll('a[href]')]"
            ".map(a => new URL(a.getAttribute('href'), location).protocol)"
        )
        assert set(where) <= {"http:", "https:"}, path
        seen += page.content()
    assert visit.abroad() == []
    visit.context.close()
    assert "&lt;script&gt;alert('in')" in seen, "the harmful text is shown, as text"
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", seen)


def test_no_file_carries_a_formula_or_ends_early(harmed: str, records: list[str]) -> None:
    pages = [a for a in addresses() if a.count("/") > 1 and not a.startswith(("/e/", "/check/"))]
    of_records = [f"/e/{quote(r)}" for r in records]
    with httpx.Client(base_url=harmed, timeout=60) as client:
        for path in [*pages, "/evidence/CHN-RUS/bilateral", *of_records]:
            table, data = client.get(path + ".csv"), client.get(path + ".json")
            assert (table.status_code, data.status_code) == (200, 200), path
            data.json()
            for row in csv.reader(io.StringIO(table.text)):
                for cell in row:
                    plain = cell.lstrip()
                    assert not re.match(r"[=@]|[+-](?![\d.])", plain), (path, cell[:80])
            assert len(table.content) < 5_000_000
            assert table.headers["x-content-type-options"] == "nosniff"
