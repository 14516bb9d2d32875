"""Documents in and out."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from comity.errors import SourceError
from comity.records.rejects import Reject
from comity.records.schemas import ACT
from comity.text.acts import Document
from comity.text.documents import claims_json, read_jsonl, read_markdown, read_path, read_plain, to_acts_table
from comity.text.rules import RuleCoder

LINES = [
    '{"id": "a", "text": "Russia and China meet.", "date": "2022-03", "title": "T", "source": "S"}',
    "",
    "not json",
    '{"id": "b"}',
    '{"text": "x", "date": "yesterday"}',
    '{"id": "2002-07-02-004", "date": "2002-07-02", "topics": ["A"], "text": "R", "outlets": ["X", "Y"]}',
    '["a list"]',
]


def test_jsonl_gives_documents_and_rejects_with_their_line() -> None:
    got = list(read_jsonl(LINES))
    docs = [g for g in got if isinstance(g, Document)]
    bad = [(g.row_no, g.reason) for g in got if isinstance(g, Reject)]
    assert [d.id for d in docs] == ["a", "2002-07-02-004"]
    assert docs[0].published == date(2022, 3, 1)
    assert docs[1].outlet == "X, Y"
    assert docs[1].headings == ("A",)
    assert bad == [(3, "json"), (4, "layout"), (5, "date"), (7, "layout")]


def test_a_document_without_id_gets_one_from_its_content() -> None:
    one, two = (next(iter(read_jsonl(['{"text": "' + t + '"}']))) for t in ("x", "y"))
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert len(one.id) == 16
    assert one.id != two.id


def test_markdown_keeps_offsets() -> None:
    text = "# Title\n\n**Russia** and [China](http://a.b/c) meet.\n\n## Part\n- more"
    doc = read_markdown(text, "m")
    assert len(doc.text) == len(text)
    assert doc.title == "Title"
    assert doc.headings == ("Part",)
    assert text.index("China") == doc.text.index("China")
    assert "http" not in doc.text


def test_files_are_read_by_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain.", "utf-8")
    (tmp_path / "b.md").write_text("# T\nRain.", "utf-8")
    with gzip.open(tmp_path / "c.jsonl.gz", "wt", encoding="utf-8") as f:
        f.write(LINES[0] + "\n")
    assert [d.id for p in ("a.txt", "b.md", "c.jsonl.gz") for d in read_path(tmp_path / p)] == [
        "a.txt",
        "b.md",
        "a",
    ]  # type: ignore[union-attr]
    (tmp_path / "d.pdf").write_bytes(b"%PDF")
    (tmp_path / "e.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "f.jsonl.gz").write_bytes(b"no gzip")
    for name in ("d.pdf", "e.txt", "f.jsonl.gz"):
        with pytest.raises(SourceError, match=name):
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
    table = to_acts_table(docs, [coder.code(d) for d in docs])
    assert table.schema.equals(ACT)
    rows = table.to_pylist()
    assert [r["document_id"] for r in rows] == ["a"]  # b claims nothing, c has no day
    assert rows[0]["summary"] == docs[0].text
    assert rows[0]["coder"] == coder.name
    again = to_acts_table(docs[:1], [coder.code(docs[0])])
    assert again["record_id"].to_pylist() == [rows[0]["record_id"]]


def test_plain_text_is_one_document() -> None:
    assert read_plain("x", "n").id == "n"
