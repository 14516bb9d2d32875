"""Labelled news bullets: drawn as stated, labelled in the words of the codebook."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from comity.text.entities.gazetteer import known_codes
from comity.text.evaluation.scores import read_gold
from comity.text.rules.hotspot import OTHER, RELATION
from comity.vocabulary.forms import all_forms
from comity.vocabulary.hotspots import all_hotspots

LABELS = Path(__file__).resolve().parents[2] / "labels"
FILE = LABELS / "news.jsonl"
RECORDS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
DIGEST = "c291c4c5530fa9c4bcd7982c811871ea7f3572b8f0a4d06a41408d630c3d06e6"
"""SHA-256 of the drawn ids and texts, in their order."""
NEGATIVE = {"parallel_mention", "single_actor", "non_state", "appeal", "denied", "institution_mention"}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_news", LABELS / "draw_news.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


draw_news = _script()


def test_the_bullets_are_those_drawn_and_of_even_days() -> None:
    drawn = "".join(f"{r['id']}\t{r['text']}\n" for r in RECORDS)
    assert hashlib.sha256(drawn.encode()).hexdigest() == DIGEST
    assert len({r["id"] for r in RECORDS}) == len({r["text"] for r in RECORDS}) == len(RECORDS) == 1_000
    for r in RECORDS:
        assert int(r["date"][-2:]) % 2 == 0
        assert r["id"].startswith(r["date"])
        assert r == draw_news.bullet(r, r["stratum"]) | r, "source and set are those of the draw"
    for name, size, wording in draw_news.STRATA:
        lots = [draw_news.lot(r["id"]) for r in RECORDS if r["stratum"] == name]
        assert len(lots) == size
        assert lots == sorted(lots)
        assert all(wording.search(r["text"]) for r in RECORDS if r["stratum"] == name and wording)


def test_claims_hold_known_words_and_whole_spans() -> None:
    states = known_codes()
    forms = {*all_forms(), "general"}
    spots = {*all_hotspots(), RELATION, OTHER, "central-asia", "africa"}
    for r in RECORDS:
        assert r["relevant"] == any(not c.get("optional") for c in r["claims"]), r["id"]
        assert r.get("negative_type") in (NEGATIVE if not r["claims"] else {None}), r["id"]
        for c in r["claims"]:
            parties = [*c["actors"], *c["partners"]]
            assert len(set(parties)) == len(parties) > 1, r["id"]
            assert {*parties, *c["targets"]} <= states, r["id"]
            assert not set(parties) & set(c["targets"]), r["id"]
            assert c["hotspots"], r["id"]
            assert set(c["hotspots"]) <= spots, r["id"]
            assert c["forms"], r["id"]
            assert set(c["forms"]) <= forms, r["id"]
            assert c["polarity"] in ("cooperation", "friction")
            assert c["polarity"] == "cooperation" or c["partners"], f"{r['id']}: friction is toward somebody"
            assert c["toward_us"] in ("with", "against", "none")
            assert not c.get("kinetic") or (c["optional"] and c["polarity"] == "friction"), r["id"]
            text, start, end = r["text"], c["start"], c["end"]
            assert 0 <= start < end <= len(text), r["id"]
            assert start == 0 or not (text[start - 1].isalnum() and text[start].isalnum()), r["id"]
            assert end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()), r["id"]


def test_the_file_is_read_like_the_given_sets() -> None:
    gold = read_gold(FILE)
    assert sum(any(not c.optional for c in g.items[0].claims) for g in gold) == sum(
        r["relevant"] for r in RECORDS
    )
    assert Counter(r["set"] for r in RECORDS) == {"train": 709, "test": 291}
    twice = [json.loads(line)["id"] for line in (LABELS / "news_twice.jsonl").read_text("utf-8").splitlines()]
    assert len(twice) == 250
    assert set(twice) < {r["id"] for r in RECORDS}


def test_odd_days_labelled_texts_and_lone_states_are_not_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        "2020-01-01-001": "France visits Peru.",
        "2020-01-02-001": "France and Peru sign a treaty.",
        "2020-01-02-002": "France and Peru sign a treaty.",
        "2020-01-02-003": "France holds an election.",
        "2020-01-02-004": "Chile and Peru meet.",
        "2020-01-04-001": "Chile does not attack Peru.",
        "2020-01-04-002": "Japan and Kenya trade.",
    }
    corpus = tmp_path / "corpus.jsonl.gz"
    with gzip.open(corpus, "wt", encoding="utf-8") as out:
        for i, text in texts.items():
            out.write(json.dumps({"id": i, "date": i[:10], "text": text}) + "\n")
    strata = (("war", 1, draw_news.WAR), ("random", 9, None))
    monkeypatch.setattr(draw_news, "STRATA", strata)
    drawn = draw_news.draw(draw_news.even_days(corpus), {"Chile and Peru meet."})
    assert [(r["stratum"], r["text"]) for r in drawn[:1]] == [("war", "Chile does not attack Peru.")]
    assert sorted(r["text"] for r in drawn[1:]) == [
        "France and Peru sign a treaty.",
        "Japan and Kenya trade.",
    ]
