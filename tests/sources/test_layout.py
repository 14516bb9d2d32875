"""Layouts in YAML: the example of the docs is a source, and a mistake in one is told at load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comity.errors import VocabularyError
from comity.sources import cards, registry
from comity.sources.base import Sample
from comity.sources.kit.layout import load_layout, make_source
from comity.testing import check_bytes, check_source

PAGE = Path(__file__).resolve().parents[2] / "docs/add-a-source.md"


def _block(kind: str) -> str:
    """Return a block of the page's second half, on layouts; the first is on sources in Python."""
    return re.findall(rf"```{kind} title=.*?\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[-1]


@pytest.fixture
def add_source(tmp_path, monkeypatch):
    """Put a YAML file among the user's own sources, and forget it afterwards."""
    monkeypatch.setenv("COMITY_LAKE", str(tmp_path))
    folder = tmp_path / "vocabulary" / "sources"
    folder.mkdir(parents=True)
    caches = (cards.find_files, cards.load_entry, cards.card, load_layout, registry.get, registry.list_ids)

    def add(text: str) -> str:
        for function in caches:
            function.cache_clear()
        folder.joinpath("my_exchanges.yaml").write_text(text, "utf-8")
        return "my_exchanges"

    yield add
    for function in caches:
        function.cache_clear()


def test_the_example_of_the_docs_is_a_source(add_source):
    source_id = add_source(_block("yaml"))
    assert source_id in registry.list_ids()
    source, data = registry.get(source_id), _block("csv").encode()
    check_source(source, [("exchanges.csv", data)])
    reading = check_bytes(source, "exchanges.csv", data)
    flows = {
        (r["sender"], r["receiver"], r["date_from"].year): r for r in reading.tables["flows"].to_pylist()
    }
    assert {pair: r["value"] for pair, r in flows.items()} == {
        ("CHN", "SUN", 1990): 120.0,
        ("CHN", "RUS", 1993): 310.0,
        ("RUS", "CHN", 1993): None,
    }
    assert [(r.row_no, r.reason) for r in reading.rejects] == [(5, "unknown-state")]
    (seen,) = reading.coverage
    assert (seen.first.year, seen.last.year, seen.note) == (1990, 1993, "exchanges that both ministries told")


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ("column: students,", "column: pupils,", "pupils: no columns of its tables"),
        ("year: year", "yaer: year", "yaer"),
        ("key:", "kye:", "kye"),
        ("begins: {year: year}", "", "begins"),
        ("- columns: [", "- form: pdf\n      columns: [", "csv, sheet, frame"),
    ],
)
def test_a_mistake_in_a_layout_is_told_at_load(add_source, now, then, said):
    text = _block("yaml")
    assert now in text
    source_id = add_source(text.replace(now, then))
    with pytest.raises(VocabularyError, match=said):
        make_source(source_id)


def test_a_tie_must_say_until_when(add_source):
    head = _block("yaml").split("layout:")[0].replace("[flows]", "[ties]")
    tie = """layout:
  tables:
    - columns: [first, second, since, until, signed]
  key: "{first}:{second}:{since}"
  begins: {year: since}
  ends: {year: until, open: [""]}
  tie:
    kind: agreement
    members: [{column: first, system: iso3}, {column: second, system: iso3}]
    clauses: {signed: signature}
  coverage: {until: 2020}
"""
    with pytest.raises(VocabularyError, match="until when"):
        make_source(add_source(head + tie.replace("{until: 2020}", "{since: 2000}")))
    source = make_source(add_source(head + tie))
    rows = ("FRA,DEU,1963,,1", "FRA,XXX,1963,,1", "FRA,FRA,1963,,1", "FRA,ITA,1990,1980,0")
    data = "\n".join(("first,second,since,until,signed", *rows, "")).encode()
    assert source.recognises(Sample("t.csv", data))
    reading = check_bytes(source, "t.csv", data)
    (treaty,) = reading.tables["ties"].to_pylist()
    assert (treaty["members"], treaty["date_to"], treaty["clauses"]) == (["FRA", "DEU"], None, ["signature"])
    assert [r.reason for r in reading.rejects] == ["unknown-state", "unknown-state", "date"]
