"""Labelled news bullets: drawn as stated, labelled in the words of the codebook."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

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
FILE_MORE = LABELS / "news_more.jsonl"
RECORDS_MORE = [json.loads(line) for line in FILE_MORE.read_text("utf-8").splitlines()]
DIGEST_MORE = "05e4a9d3233eb07601c9f9f6d99659e1c84393da6e2fed0fafa18e7d9f58b069"
FILE_FRESH = LABELS / "news_fresh.jsonl"
RECORDS_FRESH = [json.loads(line) for line in FILE_FRESH.read_text("utf-8").splitlines()]
DIGEST_FRESH = "ad806c8660481eb8a1e4954bfc2fd394c1e572db86374df11fc5b2aaf4abe11b"
FILE_MORE_A = LABELS / "news_more_a.jsonl"
RECORDS_MORE_A = [json.loads(line) for line in FILE_MORE_A.read_text("utf-8").splitlines()]
DIGEST_MORE_A = "ca78ef370db7966f127d8f729487f3840e30fc2cb5819a52d4798ee8d6775f26"
FILE_FRESH2 = LABELS / "news_fresh2.jsonl"
RECORDS_FRESH2 = [json.loads(line) for line in FILE_FRESH2.read_text("utf-8").splitlines()]
DIGEST_FRESH2 = "fb34c7fc675ea68a6165e50cff9882cc7516f66540c1953578688ac25406415b"
FILE_MORE_B = LABELS / "news_more_b.jsonl"
RECORDS_MORE_B = [json.loads(line) for line in FILE_MORE_B.read_text("utf-8").splitlines()]
DIGEST_MORE_B = "05dda7423095a087d70f4b0d906b16c8407ca4e8c39108f71c0c1239e3e26c20"
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


def test_the_second_draw_is_by_lot_of_even_days_for_training_alone_and_repeats_no_bullet() -> None:
    drawn = "".join(f"{r['id']}\t{r['text']}\n" for r in RECORDS_MORE)
    assert hashlib.sha256(drawn.encode()).hexdigest() == DIGEST_MORE
    acts = [json.loads(line) for line in (LABELS / "acts.jsonl").read_text("utf-8").splitlines()]
    earlier = {(key, r[key]) for r in [*RECORDS, *acts] for key in ("id", "text")}
    assert len({r["id"] for r in RECORDS_MORE}) == len({r["text"] for r in RECORDS_MORE}) == 800
    for r in RECORDS_MORE:
        assert int(r["date"][-2:]) % 2 == 0
        assert r["id"].startswith(r["date"])
        assert not {("id", r["id"]), ("text", r["text"])} & earlier, r["id"]
        assert r == draw_news.bullet(r, "between-states") | {"set": "train"} | r
        assert (r["stratum"], r["set"]) == ("between-states", "train")
        assert draw_news.ACT.search(r["text"])
        assert not draw_news.SPORT_OR_DISASTER.search(r["text"])
    lots = [draw_news.lot(r["id"], draw_news.SEED_MORE) for r in RECORDS_MORE]
    assert lots == sorted(lots)


def test_the_third_draw_is_by_lot_of_even_days_for_testing_alone_and_repeats_no_bullet() -> None:
    drawn = "".join(f"{r['id']}\t{r['text']}\n" for r in RECORDS_FRESH)
    assert hashlib.sha256(drawn.encode()).hexdigest() == DIGEST_FRESH
    acts = [json.loads(line) for line in (LABELS / "acts.jsonl").read_text("utf-8").splitlines()]
    earlier = {r["text"] for r in [*RECORDS, *RECORDS_MORE, *acts]}
    assert not earlier & {r["text"] for r in RECORDS_FRESH}
    for stratum, size in (
        ("random", draw_news.FRESH_RANDOM),
        ("between-states", draw_news.FRESH_BETWEEN),
    ):
        lots = [
            draw_news.lot(r["id"], draw_news.SEED_FRESH) for r in RECORDS_FRESH if r["stratum"] == stratum
        ]
        assert len(lots) == size
        assert lots == sorted(lots)
    for r in RECORDS_FRESH:
        assert int(r["date"][-2:]) % 2 == 0
        assert r["set"] == "test"
        assert r["stratum"] == "random" or draw_news.act_between_states(r)


def test_the_fourth_draw_is_by_lot_of_even_days_for_training_alone_and_repeats_no_bullet() -> None:
    drawn = "".join(f"{r['id']}\t{r['text']}\n" for r in RECORDS_MORE_A)
    assert hashlib.sha256(drawn.encode()).hexdigest() == DIGEST_MORE_A
    acts = [json.loads(line) for line in (LABELS / "acts.jsonl").read_text("utf-8").splitlines()]
    earlier = {
        (key, r[key]) for r in [*RECORDS, *RECORDS_MORE, *RECORDS_FRESH, *acts] for key in ("id", "text")
    }
    for stratum, size in (
        ("random", draw_news.MORE_A_RANDOM),
        ("between-states", draw_news.MORE_A_BETWEEN),
    ):
        lots = [
            draw_news.lot(r["id"], draw_news.SEED_MORE_A) for r in RECORDS_MORE_A if r["stratum"] == stratum
        ]
        assert len(lots) == size
        assert lots == sorted(lots)
    for r in RECORDS_MORE_A:
        assert int(r["date"][-2:]) % 2 == 0
        assert not {("id", r["id"]), ("text", r["text"])} & earlier, r["id"]
        assert r == draw_news.bullet(r, r["stratum"]) | {"set": "train"} | r
        assert r["set"] == "train"
        assert r["stratum"] == "random" or draw_news.ACT.search(r["text"])


def test_the_fifth_draw_is_by_lot_of_one_half_for_testing_alone_and_repeats_no_bullet() -> None:
    drawn = "".join(f"{r['id']}\t{r['text']}\n" for r in RECORDS_FRESH2)
    assert hashlib.sha256(drawn.encode()).hexdigest() == DIGEST_FRESH2
    acts = [json.loads(line) for line in (LABELS / "acts.jsonl").read_text("utf-8").splitlines()]
    earlier = {
        (key, r[key])
        for r in [*RECORDS, *RECORDS_MORE, *RECORDS_FRESH, *RECORDS_MORE_A, *acts]
        for key in ("id", "text")
    }
    for stratum, size in (
        ("random", draw_news.FRESH2_RANDOM),
        ("between-states", draw_news.FRESH2_BETWEEN),
    ):
        lots = [
            draw_news.lot(r["id"], draw_news.SEED_FRESH2) for r in RECORDS_FRESH2 if r["stratum"] == stratum
        ]
        assert len(lots) == size
        assert lots == sorted(lots)
    assert draw_news.odd_half(RECORDS_FRESH2) == RECORDS_FRESH2
    assert 0 < len(draw_news.odd_half(RECORDS)) < len(RECORDS)
    for r in RECORDS_FRESH2:
        assert int(r["date"][-2:]) % 2 == 0
        assert not {("id", r["id"]), ("text", r["text"])} & earlier, r["id"]
        assert r == draw_news.bullet(r, r["stratum"]) | {"set": "test"} | r
        assert r["set"] == "test"
        assert r["stratum"] == "random" or draw_news.ACT.search(r["text"])


def test_the_sixth_draw_is_by_lot_of_one_half_for_training_alone_and_repeats_no_bullet() -> None:
    drawn = "".join(f"{r['id']}\t{r['text']}\n" for r in RECORDS_MORE_B)
    assert hashlib.sha256(drawn.encode()).hexdigest() == DIGEST_MORE_B
    acts = [json.loads(line) for line in (LABELS / "acts.jsonl").read_text("utf-8").splitlines()]
    earlier = {
        (key, r[key])
        for r in [*RECORDS, *RECORDS_MORE, *RECORDS_FRESH, *RECORDS_MORE_A, *RECORDS_FRESH2, *acts]
        for key in ("id", "text")
    }
    lots = [draw_news.lot(r["id"], draw_news.SEED_MORE_B) for r in RECORDS_MORE_B]
    assert len(lots) == draw_news.SIZE_MORE_B
    assert lots == sorted(lots)
    assert draw_news.odd_half(RECORDS_MORE_B) == RECORDS_MORE_B
    for r in RECORDS_MORE_B:
        assert int(r["date"][-2:]) % 2 == 0
        assert not {("id", r["id"]), ("text", r["text"])} & earlier, r["id"]
        assert r == draw_news.bullet(r, "between-states") | {"set": "train"} | r
        assert (r["stratum"], r["set"]) == ("between-states", "train")
        assert draw_news.ACT.search(r["text"])


@pytest.mark.parametrize(
    "records",
    [RECORDS, RECORDS_MORE, RECORDS_FRESH, RECORDS_MORE_A, RECORDS_FRESH2, RECORDS_MORE_B],
    ids=["news", "news_more", "news_fresh", "news_more_a", "news_fresh2", "news_more_b"],
)
def test_claims_hold_known_words_and_whole_spans(records: list[dict[str, Any]]) -> None:
    states = known_codes()
    forms = {*all_forms(), "general"}
    spots = {*all_hotspots(), RELATION, OTHER, "central-asia", "africa"}
    for r in records:
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
    for file, records in (
        (FILE, RECORDS),
        (FILE_MORE, RECORDS_MORE),
        (FILE_FRESH, RECORDS_FRESH),
        (FILE_MORE_A, RECORDS_MORE_A),
        (FILE_FRESH2, RECORDS_FRESH2),
        (FILE_MORE_B, RECORDS_MORE_B),
    ):
        relevant = sum(any(not c.optional for c in g.items[0].claims) for g in read_gold(file))
        assert relevant == sum(r["relevant"] for r in records)
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


def test_the_second_draw_wants_an_act_between_two_states_of_one_sentence(tmp_path: Path) -> None:
    texts = {
        "2020-01-02-001": "France expels three diplomats of Peru.",
        "2020-01-02-002": "France expels nobody. Peru holds an election.",
        "2020-01-02-003": "France and Peru have mountains.",
        "2020-01-02-004": "France meets Peru in the final of the World Cup.",
        "2020-01-02-005": "France warns French citizens.",
        "2020-01-02-006": "Japan signs a treaty with Kenya.",
        "2020-01-03-001": "Chile visits Peru.",
        "2020-01-04-001": "Chile warns Peru.",
    }
    corpus = tmp_path / "corpus.jsonl.gz"
    with gzip.open(corpus, "wt", encoding="utf-8") as out:
        for i, text in texts.items():
            out.write(json.dumps({"id": i, "date": i[:10], "text": text}) + "\n")
    drawn = draw_news.draw_more(draw_news.even_days(corpus), {"Chile warns Peru."})
    assert {r["id"] for r in drawn} == {"2020-01-02-001", "2020-01-02-006"}
    assert {r["set"] for r in drawn} == {"train"}
