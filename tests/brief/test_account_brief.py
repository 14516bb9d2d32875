"""The brief is the account on one page: its heading, its statements, at most eight notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity import Watch
from comity.faces import brief
from comity.faces.brief import Brief, Claim
from comity.faces.brief.account_brief import NOTES
from comity.faces.brief.model import UNDATED, CitableRecords, date_source, find_record, misses
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings
from comity.vocabulary import hotspots
from comity.watch.account.wording import wording

VETO = "chronicle:veto-2019-feb-venezuela"
BOTH = ("CHN", "RUS")
PAIRS = (BOTH, ("FRA", "DEU"), ("IND", "RUS"), ("TUR", "RUS"), ("CHN", "PAK"), ("USA", "GBR"))
SECTIONS = ["What they did", "Who does what alone", "Toward the United States"]
SECTIONS += ["Where they step back or oppose each other", "Growing?", "Unusual?", "How sure"]


@pytest.fixture(scope="module")
def of_pair(watch: Watch) -> Brief:
    return brief.build(watch)


def text_of(page: Brief) -> str:
    return " ".join(s.text for s in page.sentences())


def test_the_brief_of_a_pair_has_the_parts_of_an_account(watch: Watch, of_pair: Brief) -> None:
    assert [s.title for s in of_pair.sections] == SECTIONS
    assert [c.name for c in of_pair.charts] == ["timeline"]
    account = watch.account()
    assert len(of_pair.sections[0].rows) == len(account.labels) == 5
    (who,) = of_pair.sections[1].rows
    assert [s.text for s in who.sentences] == [s.text for s in account.alone]
    assert "17 together" in who.sentences[0].text
    assert len({a.id for a in account.acts}) == len(account.acts)


@pytest.mark.parametrize("spot", ["", "iran"])
def test_watch_and_the_brief_have_one_heading(
    watch: Watch, spot: str, empty_lake: Callable[[], Path]
) -> None:
    title = brief.build(watch, spot).heading.text
    assert title == " ".join(s.text for s in watch.account(spot or None).heading)
    if spot:
        return
    with TestClient(create_app(Settings(empty_lake(), "CHN-RUS")), base_url="http://127.0.0.1:8470") as desk:
        for page in ("watch", "brief"):
            data = desk.get(f"/{page}/CHN-RUS.json").json()
            assert title in (data.get("heading"), data.get("title"), _account_heading(data)), page


def _account_heading(data: dict[str, object]) -> str:
    told = data.get("heading")
    return " ".join(s["text"] for s in told) if isinstance(told, list) else ""


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_every_brief_is_one_page_of_plain_sentences(watch: Watch, pair: tuple[str, ...]) -> None:
    of = watch.of_members(*pair)
    for spot in ["", *(h.id for h in hotspots.watched())]:
        page = brief.build(of, spot)
        assert len(page.notes) <= NOTES
        assert {c.record for s in page.sentences() for c in s.claims} == set(page.notes)
        for note in page.notes.values():
            assert note.source, note
            assert note.source != note.record
            assert note.date
        low = text_of(page).lower()
        assert not [w for w in wording().jargon if re.search(rf"\b{re.escape(w)}\b", text_of(page))]
        assert not [more for _, more in wording().nouns.values() if re.search(rf"(?<![\d.,])1 {more}\b", low)]
        for s in page.sentences():
            if s is not page.heading:
                assert len(s.text.split()) <= 30, s.text
            assert not s.text.endswith("?")


def test_the_longest_brief_is_one_page(watch: Watch) -> None:
    most = max((h.id for h in hotspots.watched()), key=lambda h: len(text_of(brief.build(watch, h))))
    for spot in ("", "ukraine", most):
        assert len(re.findall(rb"/Type\s*/Page\b", brief.write(brief.build(watch, spot), "pdf"))) == 1, spot


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"way": "apart"}, "set apart"),
        ({"who": ("CHN", "IND")}, "does not show China and India"),
        ({"hotspot": "syria"}, "is not on Syria"),
    ],
)
def test_a_record_must_say_what_the_sentence_does(watch: Watch, change: dict[str, str], fault: str) -> None:
    records = CitableRecords(watch)
    claim = replace(Claim(VETO, "together", BOTH, "venezuela"), **change)  # type: ignore[arg-type]
    out = "; ".join(misses(records.row(VETO), claim))
    assert fault in out
    assert bool(out) is bool(fault)


def test_a_note_names_the_best_source_and_its_own_address() -> None:
    sources = [
        {"title": "A blog", "url": "https://b.example", "kind": "re-publisher"},
        {"title": "Record on a disk", "url": None, "kind": "official-record"},
        {"title": "UN document", "url": "https://docs.un.org/S/1", "kind": "official-record"},
        {"title": None, "url": "https://n.example", "kind": "official-record"},
    ]
    row = {"date_from": date(2018, 5, 17)}
    assert find_record({**row, "citations": sources})["title"] == "UN document"
    assert find_record({**row, "citations": sources[:2]})["title"] == "Record on a disk"
    assert find_record({**row, "citations": []}) == {}


def test_of_one_grade_the_source_nearest_after_the_act_is_cited() -> None:
    told = {"kind": "press", "url": "https://p.example"}
    dates = {"Announced": "2018-05-08", "Held": "2018-05-18", "Looked back": "2019", "Undated": None}
    sources = [{**told, "title": t, "published": d} for t, d in dates.items()]
    for best in ("Held", "Looked back", "Announced", "Undated"):
        assert find_record({"date_from": date(2018, 5, 17), "citations": sources})["title"] == best
        sources = [s for s in sources if s["title"] != best]


def test_a_note_bears_the_date_of_its_source_and_names_a_document_by_more_than_its_symbol(
    watch: Watch,
) -> None:
    records = CitableRecords(watch)
    rows = records.row(VETO)
    source = find_record(rows)
    assert source["published"]
    note = records.note(VETO)
    assert note.date == date_source(source)
    assert date_source({"published": "2019-02"}) == "February 2019"
    assert date_source({"published": "2019"}) == "2019"
    assert date_source({}) == UNDATED
    for row in watch.record.acts.select(["record_id"]).to_pylist():
        assert not re.fullmatch(r"[AS]/\S+( \([\w-]+\))?", records.note(row["record_id"]).source)


def test_a_pair_nobody_wrote_of_is_told_so(watch: Watch) -> None:
    page = brief.build(watch.of_members("BOL", "FJI"), "arctic")
    assert not page.notes
    assert "No reviewed act of the two found." in text_of(page)
