"""Documents become acts when they are added: with their sentence, their row and one occurrence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from vouched import accept_all

from comity.lake.store import Lake
from comity.records.schemas import ACT
from comity.watch import Watch

NEWS = [
    (
        "a",
        "2019-02-28",
        "Russia and China veto a United States draft resolution on Venezuela at the UN Security Council.",
    ),
    (
        "b",
        "2019-02-28",
        "In New York, China and Russia veto a US-drafted Security Council resolution on Venezuela.",
    ),
    ("c", "2019-06-05", "Chinese President Xi Jinping meets Russian President Vladimir Putin in Moscow."),
    ("d", "2019-06-06", "A storm hits the coast."),
]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    news = tmp_path / "news.jsonl"
    news.write_text(
        "\n".join(json.dumps({"id": i, "date": d, "text": t}) for i, d, t in NEWS) + "\n", "utf-8"
    )
    lake = Lake.open(tmp_path / "lake")
    assert lake.add([news]).balances
    return lake


def test_acts_point_to_their_document_row_and_sentence(lake: Lake) -> None:
    view = lake.view()
    acts, documents = view.table("acts"), view.table("documents")
    assert acts.schema.equals(ACT)
    texts = dict(zip(documents["document_id"].to_pylist(), documents["text"].to_pylist(), strict=True))
    told = acts.to_pylist()
    assert {a["document_id"] for a in told} >= {"a", "b", "c"}
    assert "d" not in {a["document_id"] for a in told}
    for a in told:
        assert a["coder"].startswith("rules/")
        assert 0 <= a["span_start"] < a["span_end"] <= len(texts[a["document_id"]])
        assert a["row_no"] == "abcd".index(a["document_id"]) + 1
        assert a["known_on"] >= a["date_from"] or a["modality"] == "planned"


def test_two_reports_of_one_veto_are_one_occurrence_with_the_chronicles(lake: Lake) -> None:
    read = Watch("CHN", "RUS", lake=lake, sources=["text"])
    assert not read.record.by_hotspot["venezuela"].joint, "nobody reviewed them"
    leads = [x for x in read.why("venezuela") if "joint-veto" in x.forms]
    assert (len(leads), len({x.occurrence for x in leads})) == (2, 1)
    accept_all(lake)
    watch = Watch("CHN", "RUS", lake=lake, sources=["text"])
    (veto,) = [o for o in watch.record.by_hotspot["venezuela"].joint if "joint-veto" in o.forms]
    assert len(veto.records) == 2
    both = Watch("CHN", "RUS", lake=lake)
    that_day = [o for o in both.record.by_hotspot["venezuela"].together if o.first == date(2019, 2, 28)]
    folded = [o for o in that_day if "joint-veto" in o.forms]
    assert len(folded) == 1
    assert len([r for r in folded[0].records if r.startswith("text:")]) == 2
    shown = {
        x.occurrence
        for x in both.why("venezuela", date(2019, 2, 28), date(2019, 2, 28))
        if x.kind not in ("ballot", "view", "lead")
    }
    assert shown == {o.id for o in that_day}  # the rival draft of the day is an act of its own


def test_adding_again_codes_nothing_twice(lake: Lake, tmp_path: Path) -> None:
    before = lake.view().table("acts")
    assert not lake.add([tmp_path / "news.jsonl"]).of("added")
    assert lake.view().table("acts").equals(before)
