"""A reader who follows every link: nothing is dead, every number that is a door leads to records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from comity.parts.desk.render import PAGES

PAIR = "CHN-RUS"
EACH = 2
"""Pages of one kind that are opened; what kind a page is, its address tells."""
MOST = 140
"""Kinds and pages in all: the time of the suite is bounded."""
SLOW = "compute="
"""Addresses that wait for a part that takes long; the crawler does not."""


class Links(HTMLParser):
    """Addresses that a page links to, with the words of each link."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "a" and told.get("href"):
            self._open.append([str(told["href"]), ""])
        if tag == "link" and told.get("rel") == "alternate":
            self.found.append((str(told["href"]), ""))

    def handle_data(self, data: str) -> None:
        for a in self._open:
            a[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            href, words = self._open.pop()
            self.found.append((href, " ".join(words.split())))


def links(page: str, at: str) -> list[tuple[str, str]]:
    """Links of a page that stay at the desk, made whole."""
    told = Links()
    told.feed(page)
    whole = [(urljoin(at, h).partition("#")[0], words) for h, words in told.found]
    return [(h, words) for h, words in whole if h.startswith("/") and SLOW not in h]


def kind(address: str) -> str:
    """Page, shape and the names asked for: two cells of a matrix are of one kind."""
    parts = urlsplit(address)
    path = re.sub(r"^/(e|finding)/.*?(\.\w+)?$", r"/\1\2", parts.path)
    first, *rest = path.strip("/").split("/")
    rest = [p for p in rest if "." in p or p == "chart"]
    return " ".join([first, *rest, *sorted({k for k, _ in parse_qsl(parts.query)})])


def a_number(words: str) -> bool:
    """Whether a link's words are a number, and no year or day."""
    return bool(re.match(r"^[−+]?\d[\d,.]*(\s|%|$)", words)) and not re.match(r"^\d{4}(-\d\d.*)?$", words)


def shows_records(page: str) -> bool:
    """Whether records stand on the page, or it says why there are none."""
    return 'href="/e/' in page or 'class="none"' in page


@pytest.fixture(scope="module")
def walked(desk: TestClient) -> dict[str, str]:
    """Every kind of page that can be reached, each opened a few times: address and text."""
    start = f"/watch/{PAIR}"
    todo, seen = deque([start]), {start}
    opened: dict[str, str] = {}
    times: Counter[str] = Counter()
    while todo and len(opened) < MOST:
        at = todo.popleft()
        answer = desk.get(at)
        assert answer.status_code == 200, f"{at}: {answer.text[:200]}"
        opened[at] = answer.text if "text" in answer.headers["content-type"] else ""
        if not answer.headers["content-type"].startswith("text/html"):
            check_file(at, answer.headers["content-type"], answer.content)
            continue
        for address, _ in links(answer.text, at):
            if address not in seen and times[kind(address)] < EACH:
                seen.add(address)
                times[kind(address)] += 1
                todo.append(address)
    return opened


def check_file(at: str, kind_: str, body: bytes) -> None:
    """A file is what its name says."""
    path = urlsplit(at).path
    if path.endswith(".csv"):
        assert kind_.startswith("text/csv")
        rows = list(csv.reader(io.StringIO(body.decode())))
        assert len({len(r) for r in rows}) <= 1, f"{at}: rows of different lengths"
    if path.endswith(".svg"):
        assert b"var(--" not in body
        assert b"<svg xmlns" in body
    if path.endswith(".png"):
        assert body.startswith(b"\x89PNG")


def test_every_page_of_the_bar_was_reached(walked: dict[str, str]) -> None:
    reached = {urlsplit(a).path.split("/")[1] for a in walked}
    assert {name for name, _ in PAGES} | {"tests", "e", "finding"} <= reached


def test_no_page_shows_what_a_program_says_for_nothing(walked: dict[str, str]) -> None:
    for at, text in walked.items():
        if "<html" in text:
            shown = unescape(re.sub(r"<[^>]+>", " ", text))
            assert not re.search(r"\b(None(?! [a-z])|nan|NaN|undefined|inf)\b|\bobject at 0x", shown), at


def test_every_number_that_is_a_door_leads_to_records_in_two_clicks(
    desk: TestClient, walked: dict[str, str]
) -> None:
    tried: Counter[str] = Counter()
    for at, text in walked.items():
        if "<html" not in text:
            continue
        for address, words in links(text, at):
            a = kind(address)
            if (
                not a_number(words)
                or tried[a] >= EACH
                or re.search(r"\.(csv|json|svg|png|pptx|html)", address)
            ):
                continue
            tried[a] += 1
            page = desk.get(address)
            assert page.status_code == 200, address
            if not shows_records(page.text):
                onward = [h for h, _ in links(page.text, address)]
                assert any(h.startswith(("/evidence", "/finding", "/e/")) for h in onward), (
                    f"{words!r} on {at} leads to {address}, which leads to no record"
                )
    assert sum(tried.values()) > 10


def test_every_json_is_json_and_every_chart_has_its_data(desk: TestClient, walked: dict[str, str]) -> None:
    pages = [a for a in walked if re.match(r"^/\w+/[A-Z-]+(/\w+)?$", a)]
    assert len(pages) > 8
    for at in pages:
        desk.get(at + ".json").json()
        for name in set(re.findall(r"/chart/([\w-]+)\.svg", walked[at])):
            for ending in ("svg", "png", "csv", "json"):
                answer = desk.get(f"{at}/chart/{name}.{ending}")
                assert answer.status_code == 200, f"{at} {name}.{ending}"
