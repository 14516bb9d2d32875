"""Documents in and out."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from comity.errors import SourceError
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Document
from comity.records.rejects import Reject
from comity.records.schemas import ACT
from comity.sources.texts.coding import act_rows, claims_json, read_path, read_stream

LINES = [
    '{"id": "a", "text": "Russia and China meet.", "date": "2022-03", "title": "T", "source": "S"}',
    "",
    "not json",
    '{"id": "b"}',
    '{"text": "x", "date": "yesterday"}',
    '{"id": "2002-07-02-004", "date": "2002-07-02", "topics": ["A"], "text": "R", "outlets": ["X", "Y"]}',
    '["a list"]',
]


def read(text: str | bytes, name: str) -> list[Document | Reject]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_stream(io.BytesIO(data), name))


def test_jsonl_gives_documents_and_rejects_with_their_line() -> None:
    got = read("\n".join(LINES), "x.jsonl")
    docs = [g for g in got if isinstance(g, Document)]
    bad = [(g.row_no, g.reason) for g in got if isinstance(g, Reject)]
    assert [d.id for d in docs] == ["a", "2002-07-02-004"]
    assert docs[0].published == date(2022, 3, 1)
    assert docs[1].outlet == "X, Y"
    assert docs[1].headings == ("A",)
    assert bad == [(3, "json"), (4, "text"), (5, "date"), (7, "text")]


def test_a_document_without_id_gets_one_from_its_content() -> None:
    one, two = (read('{"text": "' + t + '"}', "x.jsonl")[0] for t in ("x", "y"))
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert len(one.id) == 16
    assert one.id != two.id


def test_markdown_keeps_offsets() -> None:
    text = "# Title\n\n**Russia** and [China](http://a.b/c) meet.\n\n## Part\n- more"
    (doc,) = read(text, "m.md")
    assert isinstance(doc, Document)
    assert len(doc.text) == len(text)
    assert doc.title == "Title"
    assert doc.headings == ("Part",)
    assert text.index("China") == doc.text.index("China")
    assert "http" not in doc.text


def test_a_sentence_goes_on_over_the_break_of_a_line_and_keeps_its_place() -> None:
    text = "In a long line that ends where the page ends, Russia and\nChina veto it.\n\nA new one."
    (doc,) = read(text, "2017-02-28.txt")
    assert isinstance(doc, Document)
    assert doc.text == text.replace("and\nChina", "and China")
    assert doc.published == date(2017, 2, 28)


def test_files_are_read_by_what_they_hold(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain.", "utf-8")
    (tmp_path / "b.md").write_text("# T\nRain.", "utf-8")
    with gzip.open(tmp_path / "c.jsonl.gz", "wt", encoding="utf-8") as f:
        f.write(LINES[0] + "\n")
    got = [d for p in ("a.txt", "b.md", "c.jsonl.gz") for d in read_path(tmp_path / p)]
    assert [d.id for d in got if isinstance(d, Document)] == ["a.txt", "b.md", "a"]
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "e.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "f.jsonl.gz").write_bytes(gzip.compress(LINES[0].encode())[:-9])
    for name in ("d.pdf", "e.txt", "f.jsonl.gz"):
        with pytest.raises(SourceError, match=name.removesuffix(".gz")):
            list(read_path(tmp_path / name))


def test_claims_are_plain_json_with_offsets_and_only_what_is_claimed() -> None:
    doc = Document(
        "a", "Rain. Russia and China veto a resolution on Syria. Japan may sanction Iran.", date(2017, 2, 28)
    )
    out = json.loads(json.dumps(claims_json(doc, RuleCoder().code(doc))))
    assert out["id"] == "a"
    assert len(out["claims"]) == 1
    claim = out["claims"][0]
    assert doc.text[claim["start"] : claim["end"]].startswith("Russia and China veto")
    assert claim["actors"] == ["CHN", "RUS"]
    assert claim["date"] == ["2017-02-28", "2017-02-28"]
    assert set(claim) == {
        "actors",
        "partners",
        "targets",
        "hotspots",
        "forms",
        "domain",
        "polarity",
        "toward_us",
        "modality",
        "date",
        "start",
        "end",
        "confidence",
    }
    assert claims_json(Document("b", "Rain."), []) == {"id": "b", "claims": []}


def test_acts_become_records_of_the_house() -> None:
    coder = RuleCoder()
    docs = [
        Document("a", "Russia and China veto a resolution on Syria.", date(2017, 2, 28)),
        Document("b", "Japan may sanction Iran.", date(2017, 2, 28)),
        Document("c", "Russia and China veto a resolution on Syria."),
    ]
    rows = [r for n, d in enumerate(docs, 1) for r in act_rows(d, coder.code(d), n, "text", "")]
    assert pa.Table.from_pylist(rows, schema=ACT).num_rows == len(rows)
    assert [r["document_id"] for r in rows] == ["a"]  # b claims nothing, c has no day
    assert rows[0]["summary"] == docs[0].text
    assert rows[0]["coder"] == coder.name
    (again,) = act_rows(docs[0], coder.code(docs[0]), 1, "text", "")
    assert again["record_id"] == rows[0]["record_id"]


def test_reading_loads_no_lake_and_no_watch() -> None:
    loads = "import sys, comity.parts.reader.command; print(*sys.modules)"
    out = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    heavy = {
        "comity.watch",
        "comity.lake",
        "comity.measures",
        "comity.parts.outlook",
        "duckdb",
        "scipy",
        "pandas",
    }
    assert not heavy & set(out.stdout.split())
