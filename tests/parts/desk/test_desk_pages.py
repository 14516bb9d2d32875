"""The pages: one content in four shapes, every number a door, outside text inert."""

from __future__ import annotations

import csv
import io
import re
import struct
from html import unescape
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from starlette.testclient import TestClient

from comity.faces.pages import Question
from comity.faces.present import sanitize
from comity.faces.present.charts.marks import LinearScale, ticks
from comity.sources import registry
from comity.vocabulary.group import Group


def test_the_first_page_is_the_pair_the_desk_was_started_for(desk: TestClient) -> None:
    assert desk.get("/", follow_redirects=False).headers["location"] == "/watch/CHN-RUS"


def test_the_order_of_a_pair_is_free(desk: TestClient) -> None:
    assert desk.get("/watch/RUS-CHN").text == desk.get("/watch/CHN-RUS").text


def test_a_page_has_siblings(desk: TestClient) -> None:
    page, data = desk.get("/watch/CHN-RUS"), desk.get("/watch/CHN-RUS.json").json()
    shown = re.sub(r"<[^>]+>", "", page.text)
    assert all(s["text"] in shown for s in data["heading"])
    rows = list(csv.DictReader(io.StringIO(desk.get("/watch/CHN-RUS.csv").text)))
    assert {r["place"] for r in rows} == {r["hotspot"] for r in data["rows"] if r["acts"]}
    assert "/watch/CHN-RUS.json" in page.text
    assert "/watch/CHN-RUS.csv" in page.text


@pytest.mark.parametrize("kind", ["svg", "png", "card.png", "pptx", "html", "csv", "json"])
def test_a_chart_leaves_the_page_whole(desk: TestClient, kind: str) -> None:
    answer = desk.get(f"/watch/CHN-RUS/chart/matrix.{kind}")
    assert answer.status_code == 200
    if kind == "svg":
        ElementTree.fromstring(answer.text)  # well formed
        assert "var(--" not in answer.text
        assert "href" not in answer.text
    if kind.endswith("png"):
        assert answer.content.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", answer.content[16:24])
        assert (width, height) == ((1200, 630) if kind == "card.png" else (1920, 1080))
    if kind == "pptx":
        (page,) = Presentation(io.BytesIO(answer.content)).slides
        title, shown = page.shapes
        assert title.text_frame.text
        says = shown._element.nvPicPr.cNvPr.attrib["descr"]
        assert says in page.notes_slide.notes_text_frame.text
        heading = desk.get("/watch/CHN-RUS.json").json()["heading"]
        assert says == " ".join(s["text"] for s in heading)
        assert says.startswith(title.text_frame.text)
        assert "data to" in page.notes_slide.notes_text_frame.text
        assert desk.get(f"/watch/CHN-RUS/chart/matrix.{kind}").content == answer.content
    if kind == "html":
        figure = ElementTree.fromstring(answer.text)
        assert figure.tag == "figure"
        assert not re.search(r"<script|href|src=| on\w+=", answer.text)
    if kind == "csv":
        assert answer.text.startswith("place,group,joint,same_side,steps_back,opposed,")


def test_what_is_not_there_is_said_in_a_sentence(desk: TestClient) -> None:
    for path, status in {
        "/watch/CHN-RSU": 404,
        "/watch/CHN-CHN": 400,
        "/nothing": 404,
        "/watch/CHN-RUS/chart/none.svg": 404,
        "/evidence/CHN-RUS?only=all": 400,
        "/evidence/CHN-RUS?first=yesterday": 400,
        "/e/chronicle:nothing": 404,
        "/evidence/CHN-RUS?page=0": 400,
        "/finding/watch/nothing/CHN-RUS": 404,
    }.items():
        answer = desk.get(path)
        assert answer.status_code == status, path
        assert "Traceback" not in answer.text


def test_every_square_leads_to_its_records_and_every_record_to_its_source(desk: TestClient) -> None:
    """Two clicks from a year of a place: its occurrences, then a record, which names its source and place."""
    page = desk.get("/watch/CHN-RUS").text
    squares = re.findall(r'href="(/evidence/CHN-RUS/[^"]+)" aria-label="[^"]+: (\d+) joint', page)
    assert len(squares) > 100
    for address, joint in squares[::29]:
        listed = desk.get(re.sub(r"&only=[^&]*", "", unescape(address)) + "&only=joint").text
        assert listed.count('<li class="on"><time') + listed.count("<li><time") == int(joint), address
        records = re.findall(r'href="(/e/[^"]+)"', listed)
        assert records, address
        record = desk.get(unescape(records[0]))
        assert record.status_code == 200
        assert "Used in" in record.text


def test_same_data_same_bytes(desk: TestClient) -> None:
    first = desk.get("/watch/CHN-RUS?as_of=2020-01-01")
    again = desk.get("/watch/CHN-RUS?as_of=2020-01-01", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content


def test_a_page_makes_no_use_of_inline_style_or_script(desk: TestClient) -> None:
    for path in (
        "/watch/CHN-RUS",
        "/evidence/CHN-RUS",
        "/e/chronicle:ven-loan-2015?pair=CHN-RUS",
        "/login",
    ):
        answer = desk.get(path)
        assert answer.status_code == 200, path
        text = answer.text
        assert not re.search(r"<[^>]+ style=", text)
        assert not re.search(r"<[^>]+ on[a-z]+=", text)
        assert not re.search(r"<script(?![^>]* src=)", text)
        assert not re.search(
            r'(src|href)="(https?:)?//', re.sub(r'rel="noreferrer nofollow" href="[^"]*"', "", text)
        )


@given(
    q=st.sampled_from(["", "veto", "gas & oil", "ä?#"]),
    only=st.sampled_from(["", "opposed", "joint,alone"]),
    first=st.none() | st.dates(),
    page=st.integers(1, 9),
)
def test_an_address_is_the_view(q, only, first, page) -> None:  # type: ignore[no-untyped-def]
    asked = Question(Group.parse("CHN-RUS"), q=q, only=only, first=first, page=page)
    path, _, query = asked.url("watch").partition("?")
    told = dict(parse_qsl(query))
    assert Question.read(path.rsplit("/", 1)[1], told) == asked


@given(st.text(max_size=80))
def test_outside_text_has_no_control_characters(text: str) -> None:
    shown = sanitize.sanitize(text)
    assert not any(c in shown for c in "\x00\x1b\u202e\u2066\u2069\u200f\r\n\t")


@given(st.lists(st.fixed_dictionaries({"a": st.text(max_size=20), "b": st.integers()}), max_size=5))
def test_no_cell_of_a_csv_is_a_formula(rows: list[dict[str, object]]) -> None:
    told = list(csv.DictReader(io.StringIO(sanitize.as_csv(rows))))
    assert len(told) == len(rows)
    assert not any(r["a"].lstrip()[:1] in ("=", "+", "-", "@") for r in told if r["a"])
    assert [int(r["b"]) for r in told] == [r["b"] for r in rows], "a negative number stays one"


def test_only_web_addresses_become_links() -> None:
    assert sanitize.address("https://un.org/a?b=c") == "https://un.org/a?b=c"
    for text in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil",
        "https://a b",
        "https://a\u202eb",
        "ftp://a",
    ):
        assert sanitize.address(text) == ""


def test_ten_megabytes_are_cut() -> None:
    assert len(sanitize.sanitize("x" * 10_000_000)) < 700


def test_scales_and_ticks() -> None:
    x = LinearScale(0, 10, 100, 200)
    assert (x(0), x(5), x(10), x(-3), x(99)) == (100, 150, 200, 100, 200)
    assert ticks(0, 10, 5) == [0, 2, 4, 6, 8, 10]
    assert ticks(-1, 1, 4) == [-1, -0.5, 0, 0.5, 1]


@pytest.mark.parametrize("page", ["watch", "votes", "compare", "base", "evidence", "outlook", "new", "check"])
def test_no_page_of_a_reader_shows_the_id_of_a_source(desk: TestClient, page: str) -> None:
    shown = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", desk.get(f"/{page}/CHN-RUS").text, flags=re.S)
    ids = [i for i in registry.all_sources() if "_" in i]
    assert not [i for i in ids if re.search(rf"\b{i}\b", shown)]
