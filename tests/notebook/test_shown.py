"""What a notebook shows: every number with its doubt and records, inert, small, and never 0 for unseen."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import altair as alt
import pytest

import harmful
from comity import Finding, Interval, Watch
from comity.faces.notebook.html import drawn, scales
from comity.faces.present import vega_lite
from comity.faces.present.charts.standalone import light
from comity.lake.query.evidence import EvidenceLine
from comity.records.finding import cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.records.shown import Several
from comity.watch.questions.series import Point, Series


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch("CHN", "RUS", lake=tmp_path_factory.mktemp("none") / "lake")


class Tags(HTMLParser):
    """Names of elements and attributes met."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(k, v or "") for k, v in attrs]
        if tag != "col":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(k, v or "") for k, v in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def inert(page: str) -> None:
    told = Tags(page)
    assert not told.open
    assert not told.names & {"script", "img", "iframe", "object", "link", "a", "body", "form", "image", "use"}
    for name, value in told.attributes:
        assert not name.startswith("on")
        assert name not in ("href", "src", "srcdoc", "action")
        assert "javascript:" not in value
    assert not re.search(r"url\(\s*[\"']?(?!#)", page)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", page)


def html(thing: Watch | Finding | Several[object]) -> str:
    bundle = thing._repr_mimebundle_()
    assert thing._repr_html_() == bundle["text/html"]
    assert bundle["text/plain"]
    assert all(c.isprintable() or c == "\n" for c in bundle["text/plain"])
    return str(bundle["text/html"])


def test_a_watch_shows_its_account_a_row_a_place(watch: Watch) -> None:
    page = html(watch)
    inert(page)
    assert len(page) < 120_000
    of_pair = watch.account()
    for row in of_pair.rows:
        assert row.name in page
        assert row.newest is None or row.newest.short.replace("'", "&#x27;") in page
    assert all(s.text in page for s in of_pair.heading)


def test_a_pair_that_nothing_saw_is_told_so(tmp_path: Path) -> None:
    page = html(Watch("BOL", "FJI", lake=tmp_path))
    inert(page)
    assert "Nobody has searched this pair in full" in page


def test_a_group_of_three_shows_too(tmp_path: Path) -> None:
    three = Watch("CHN", "IRN", "RUS", lake=tmp_path)
    page = html(three)
    inert(page)
    assert three.account().heading[0].text in page


def test_a_place_shows_every_part_and_every_finding_with_its_records(watch: Watch) -> None:
    told = watch.picture("venezuela")
    page = html(told)
    inert(page)
    assert len(page) < 90_000
    for _, question, _ in told.parts():
        assert question in page
    assert page.count("cannot tell: ") == sum(not f.known for f in told.findings())
    for f in told.findings():
        if f.records_total:
            assert f"<summary>{f.records_total:,}</summary><code>{f.records[0]}</code>" in page


def test_methods_that_list_show_one_table(watch: Watch) -> None:
    for told in (
        watch.votes.agreement(),
        watch.votes.vetoes(),
        watch.why("iran"),
        watch.series("iran"),
    ):
        assert isinstance(told, list)
        page = html(told)
        inert(page)
        assert "<table class=" in page
        assert len(page) < 60_000
    inert(html(watch.verdict("iran")))
    assert "nothing" in html(Several())


def number(value: float, low: float, high: float, **more: object) -> Finding:
    return Finding(Kind.POWER, NO_SUBJECT, value, "z", "chance", 9, "toy/1", Interval(low, high), **more)  # type: ignore[arg-type]


def test_doubt_is_drawn() -> None:
    sure, unsure = number(2.0, 1.0, 3.0), number(0.5, -1.0, 2.0)
    scale = scales([sure, unsure])["z"]
    ink, grey, white = light()["ink"], light()["z"], light()["bg"]
    assert f'fill="{ink}" stroke="{ink}"' in drawn(sure, scale)
    assert f'fill="{white}" stroke="{grey}"' in drawn(unsure, scale)
    # One scale for both, from -1 to 3 over 120 px after a margin of 6: zero lies a quarter along.
    assert 'x1="36" x2="36"' in drawn(sure, scale)
    assert 'x1="36" x2="36"' in drawn(unsure, scale)
    assert 'cx="96"' in drawn(sure, scale)
    assert drawn(cannot_tell(Kind.POWER, NO_SUBJECT, "nothing held", method="toy/1"), None) == ""


def test_outside_text_stays_text() -> None:
    for title in harmful.TITLES:
        words = title.encode("utf-8", "replace").decode()
        line = EvidenceLine(
            date(2024, 1, 1),
            "day",
            words,
            ("CHN", words[:50]),
            (),
            "word",
            "friction",
            "none",
            "text",
            (),
            (words, "javascript:alert(1)"),
            "o",
            words[:100],
            words,
        )
        page = html(line)
        inert(page)
        assert len(page) < 12_000
        about = Subject(words=words or "x")
        kind, ids = Kind.LEDGER_QUESTION, (words,)
        inert(html(Finding(kind, about, words, "", words or "x", 1, "toy/1", records=ids, records_total=1)))


def test_a_lake_of_hostile_texts_shows_inert(tmp_path: Path) -> None:
    held = Watch("CHN", "RUS", lake=harmful.lake(tmp_path))
    for thing in (held, held.picture("iran"), held.why("iran"), held.series("iran")):
        page = html(thing)
        inert(page)
        assert len(page) < 200_000


def test_a_chart_to_explore_has_the_numbers_of_the_series_and_loads_nothing() -> None:
    points = (
        Point(date(2020, 1, 1), "2020", 1.0, 3, 1.0, 0.0, 2.0),
        Point(date(2021, 1, 1), "2021", 0.0, None),
        Point(date(2022, 1, 1), "2022", 1.0, 1, 1.5, 0.5, 2.5),
    )
    series = Series("iran", "joint bins", "year", "weeks", "chance", "toy/1", points, "icews")
    bundle = Several([series])._repr_mimebundle_()
    spec = bundle[vega_lite.MEDIA]
    alt.Chart.from_dict(spec, validate=True)
    assert "$schema" in json.loads(json.dumps(spec))
    rows = spec["data"]["values"]
    assert [r["observed"] for r in rows] == [3, None, 1]
    assert [r["low"] for r in rows] == [0.0, None, 0.5]
    assert set(spec["data"]) == {"values"}
    assert "var(" not in json.dumps(spec)
    assert "<svg" in bundle["text/html"]


def test_the_way_to_cite_is_there(watch: Watch) -> None:
    told = watch.cite()
    assert "@software{comity," in told
    assert "chronicle" in told
    assert "voeten" in told.lower()  # its votes came with the package
    assert watch.cite("acts").count("@") < told.count("@")


def test_an_account_shows_its_sentences_its_table_and_its_picture(watch: Watch) -> None:
    told = watch.account("venezuela")
    page = html(told)
    inert(page)
    for s in told.sentences():
        if s.kind in ("heading", "phase", "third power", "steps back", "opposed"):
            assert s.text.replace("'", "&#x27;") in page
    assert told.table().num_rows == len(told.acts)
    assert told.table()["short"].to_pylist() == [a.short for a in told.acts]
    inert(html(told.timeline()))
    assert "<svg" in html(told.timeline())
    pair = watch.account()
    inert(html(pair))
    assert pair.table()["hotspot"].to_pylist() == [r.hotspot for r in pair.rows]
