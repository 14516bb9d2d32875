"""Timelines and tables: every occurrence once, dates as the record has them, text that does no harm."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
import pytest
from icalendar import Calendar

from comity import Watch
from comity.faces.present import picture
from comity.faces.present.sanitize import as_csv
from comity.parts.export import tables, timeline
from comity.parts.export.calendar import SUMMARY, calendar

FORMULA = re.compile(r"^\s*[=+\-@]")


def test_a_timeline_holds_every_occurrence_once(plain: Watch) -> None:
    held = {o.id for r in plain.record.by_hotspot.values() for o in r.occurrences}
    told = timeline.entries(plain)
    assert [e.id for e in told] == [e.id for e in sorted(told, key=lambda e: (e.first, e.last, e.id))]
    assert {e.id for e in told} == held
    assert len(told) == len(held)
    assert all(e.records and e.sources for e in told)
    iran = timeline.entries(plain, "iran")
    assert {e.id for e in iran} == {o.id for o in plain.record.by_hotspot["iran"].occurrences}


@pytest.mark.parametrize("spot", ["", "iran"])
def test_a_calendar_is_read_back_as_it_was_written(hostile: Watch, spot: str) -> None:
    body = calendar(hostile, spot)
    told = Calendar.from_ical(body)
    assert bytes(told.to_ical()) == body
    events = {str(e["uid"]): e for e in told.walk("VEVENT")}
    held = timeline.entries(hostile, spot)
    assert len(events) == len(held)
    for e in held:
        event = events[f"{e.id}@comity"]
        assert event.decoded("dtstart") == e.first
        assert event.decoded("dtend") == e.last + timedelta(days=1)
        assert event.decoded("dtstamp").utcoffset() == timedelta(0)
        told = str(event["summary"])
        assert e.summary == told or (
            e.summary.startswith(told.removesuffix("…").rstrip()) and len(told) > SUMMARY // 2
        )
        assert e.records[0] in str(event["description"])
        if "url" in event:
            assert str(event["url"]).startswith(("http://", "https://"))
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))  # RFC 5545, 3.1
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xe2\x80\xae", body)
    assert calendar(Watch("CHN", "RUS", lake=hostile.lake), spot) == body


def test_the_json_says_what_it_was_made_from(hostile: Watch) -> None:
    told = json.loads(timeline.write_json(hostile, "iran"))
    assert told["data"] == hostile.view.fingerprint()
    assert "@" in told["cite"]
    assert [e["id"] for e in told["entries"]] == [e.id for e in timeline.entries(hostile, "iran")]
    for e in told["entries"]:
        assert len(e["summary"]) <= timeline.LONGEST + 2
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", json.dumps(e, ensure_ascii=False))
        assert all(w.startswith("http") for w in e["where"])


def test_no_cell_of_a_csv_is_a_formula(hostile: Watch) -> None:
    for body in (
        as_csv(timeline.rows(timeline.entries(hostile))),
        tables.csv(tables.rows(hostile)).decode(),
        tables.csv(tables.rows(hostile, "iran")).decode(),
    ):
        for line in csv.reader(io.StringIO(body)):
            for cell in line:
                assert not FORMULA.match(cell) or re.fullmatch(r"-?[\d.]+(e[-+]\d+)?", cell), cell


@pytest.mark.parametrize("spot", ["", "iran", "venezuela"])
def test_a_picture_stands_alone(hostile: Watch, spot: str) -> None:
    svg = picture.svg(hostile, spot)
    root = ET.fromstring(svg)
    names = {el.tag.rpartition("}")[2] for el in root.iter()}
    assert names <= {
        "svg",
        "style",
        "rect",
        "text",
        "line",
        "g",
        "circle",
        "path",
        "title",
        "defs",
        "pattern",
    }
    assert "href" not in svg
    assert "Data to" in svg
    assert picture.png(hostile, spot).startswith(b"\x89PNG\r\n")


def test_a_pair_that_nothing_saw_has_a_picture_all_the_same(plain: Watch) -> None:
    svg = picture.svg(plain.of_members("PRY", "ISL"))
    assert ET.fromstring(svg).tag.endswith("svg")
    assert "No reviewed act of the two found" in svg


def test_tables_are_those_of_the_watch(plain: Watch) -> None:
    told = tables.rows(plain)
    assert told == plain.table().to_pylist()
    back = pq.read_table(io.BytesIO(tables.parquet(plain, told)))
    assert back.num_rows == len(told)
    assert b"@software{comity" in back.schema.metadata[b"cite"]
    whole = json.loads(tables.write_json(plain, told))
    assert whole["heading"] == plain.heading()
    assert [r["joint"] for r in whole["rows"]] == [r["joint"] for r in told]
    found = tables.rows(plain, "iran")
    assert len(found) == len(plain.picture("iran").findings())
    assert {"question", "low", "high", "n", "method", "null", "records"} <= set(found[0])
    pq.read_table(io.BytesIO(tables.parquet(plain, found)))
