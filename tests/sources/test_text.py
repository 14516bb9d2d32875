"""Documents as JSON lines: each dated, each once, wrong lines kept with their reason."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from document_layouts import NEWS, lines

from comity.errors import SourceError
from comity.sources.base import Sample, SourceFile
from comity.sources.texts.documents import SOURCES


def read(data: bytes) -> list:
    file = SourceFile("news.jsonl", "news.jsonl", "0" * 16, lambda: BytesIO(data))
    return list(SOURCES[0].read(file))


def test_documents_come_out_as_written() -> None:
    (batch,) = read(lines(*NEWS))
    rows = batch.tables["documents"].to_pylist()
    assert [r["document_id"] for r in rows[:2]] == ["n1", "n2"]
    assert rows[0]["outlet"] == "A, B"
    assert rows[1]["headings"] == ["Europe", "Ukraine"]
    assert (rows[1]["published"], rows[1]["known_on"]) == (date(2019, 3, 1), date(2019, 3, 31))
    assert len(rows[2]["document_id"]) == 16, "a document without an id is named by what it says"


def test_an_undated_line_a_listless_line_and_a_clash_are_rejects_and_a_repeat_is_set_aside() -> None:
    clash = {"id": "n1", "date": "2019-02-28", "text": "Something else."}
    (batch,) = read(lines(NEWS[0], {"text": "When?", "date": ""}, [1], clash, NEWS[0]))
    assert batch.balances
    assert [r.reason for r in batch.rejects] == ["date", "text", "twice"]
    assert batch.set_aside["repeat"] == 1


def test_a_chronicle_is_not_taken_for_documents() -> None:
    head = b'{"chronicle": "x", "states": [], "first": "1991", "last": "2026", "third": "USA"}\n'
    assert not SOURCES[0].recognises(Sample("x.jsonl", head))
    assert not SOURCES[0].recognises(Sample("x.jsonl", b"\x00\x01 not json"))


def test_an_empty_file_says_so() -> None:
    with pytest.raises(SourceError, match="nothing to read"):
        read(b"")
