"""Labelled news bullets: drawn as stated, labelled in the words of the codebook."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from comity.language.gazetteer import known_codes
from comity.parts.reader.rules.hotspot import OTHER, RELATION
from comity.vocabulary.forms import all_forms
from comity.vocabulary.hotspots import all_hotspots
from training.scores import read_gold

LABELS = Path(__file__).resolve().parents[3] / "labels"
NAMES = (
    "news",
    "news_more",
    "news_fresh",
    "news_more_a",
    "news_fresh2",
    "news_more_b",
    "news_more_c",
    "news_fresh3",
)
RECORDS = {
    name: [json.loads(line) for line in (LABELS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    for name in NAMES
}
NEGATIVE = {"parallel_mention", "single_actor", "non_state", "appeal", "denied", "institution_mention"}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_news", LABELS / "draw_news.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


draw_news = _script()


BETWEEN = "between-states"
DIGESTS = {
    "news": "c291c4c5530fa9c4bcd7982c811871ea7f3572b8f0a4d06a41408d630c3d06e6",
    "news_more": "05e4a9d3233eb07601c9f9f6d99659e1c84393da6e2fed0fafa18e7d9f58b069",
    "news_fresh": "ad806c8660481eb8a1e4954bfc2fd394c1e572db86374df11fc5b2aaf4abe11b",
    "news_more_a": "ca78ef370db7966f127d8f729487f3840e30fc2cb5819a52d4798ee8d6775f26",
    "news_fresh2": "fb34c7fc675ea68a6165e50cff9882cc7516f66540c1953578688ac25406415b",
    "news_more_b": "05dda7423095a087d70f4b0d906b16c8407ca4e8c39108f71c0c1239e3e26c20",
    "news_more_c": "715c37987c5af8ae82e306c60d3dbdf66fb8d1a96b185394404f06978a493f3d",
    "news_fresh3": "0808f5bace4cabd0dfa9715a5d9729eff275bd09e11d9c083449f5de5f30d6bc",
}
"""SHA-256 of the drawn ids and texts, in their order."""
DRAWS = {
    "news": (draw_news.SEED, {name: size for name, size, _ in draw_news.STRATA}, None),
    "news_more": (draw_news.SEED_MORE, {BETWEEN: draw_news.SIZE_MORE}, "train"),
    "news_fresh": (
        draw_news.SEED_FRESH,
        {"random": draw_news.FRESH_RANDOM, BETWEEN: draw_news.FRESH_BETWEEN},
        "test",
    ),
    "news_more_a": (
        draw_news.SEED_MORE_A,
        {"random": draw_news.MORE_A_RANDOM, BETWEEN: draw_news.MORE_A_BETWEEN},
        "train",
    ),
    "news_fresh2": (
        draw_news.SEED_FRESH2,
        {"random": draw_news.FRESH2_RANDOM, BETWEEN: draw_news.FRESH2_BETWEEN},
        "test",
    ),
    "news_more_b": (draw_news.SEED_MORE_B, {BETWEEN: draw_news.SIZE_MORE_B}, "train"),
    "news_more_c": (
        draw_news.SEED_MORE_C,
        {"random": draw_news.MORE_C_RANDOM, "dealing": draw_news.MORE_C_DEALING},
        "train",
    ),
    "news_fresh3": (
        draw_news.SEED_FRESH3,
        dict.fromkeys(("random", "dealing", BETWEEN), draw_news.FRESH3_EACH) | {"china-russia": 35},
        "test",
    ),
}
"""Seed, size of each stratum and set (``None``: by the hash of the id) of each draw."""
WORDING = {
    "war": draw_news.WAR.search,
    "negated-or-reported": draw_news.NEGATED_OR_REPORTED.search,
    BETWEEN: draw_news.ACT.search,
    "dealing": draw_news.DEALING.search,
    "china-russia": re.compile("Chin|Russia|P5|Sino").search,
}
"""What the text of a bullet of a stratum holds."""


@pytest.mark.parametrize("name", NAMES)
def test_the_bullets_are_those_drawn_by_lot_from_even_days(name: str) -> None:
    records, (seed, sizes, into) = RECORDS[name], DRAWS[name]
    drawn = "".join(f"{r['id']}\t{r['text']}\n" for r in records)
    assert hashlib.sha256(drawn.encode()).hexdigest() == DIGESTS[name]
    assert Counter(r["stratum"] for r in records) == sizes
    for stratum in sizes:
        lots = [draw_news.lot(r["id"], seed) for r in records if r["stratum"] == stratum]
        assert lots == sorted(lots)
    for r in records:
        assert int(r["date"][-2:]) % 2 == 0
        assert r["id"].startswith(r["date"])
        expected = draw_news.bullet(r, r["stratum"]) | ({"set": into} if into else {})
        assert {key: r[key] for key in expected} == expected, "source and set are those of the draw"
        assert r["stratum"] == "random" or WORDING[r["stratum"]](r["text"]), r["id"]
        if r["stratum"] in (BETWEEN, "dealing"):
            assert not draw_news.SPORT_OR_DISASTER.search(r["text"]), r["id"]


def test_no_bullet_is_labelled_twice_and_two_draws_keep_to_one_half() -> None:
    acts = [json.loads(line) for line in (LABELS / "acts.jsonl").read_text("utf-8").splitlines()]
    bullets = {r["id"]: r["text"] for records in RECORDS.values() for r in records}
    count = sum(len(records) for records in RECORDS.values())
    assert len(bullets) == len(set(bullets.values())) == count
    assert not set(bullets) & {r["id"] for r in acts}
    assert not set(bullets.values()) & {r["text"] for r in acts}
    for name in ("news_fresh2", "news_more_b"):
        assert draw_news.odd_half(RECORDS[name]) == RECORDS[name]
    assert 0 < len(draw_news.odd_half(RECORDS["news"])) < len(RECORDS["news"])


def test_the_bullets_of_which_a_score_was_unsure_stand_in_no_other_set() -> None:
    unsure = [json.loads(line) for line in (LABELS / "news_pairs.jsonl").read_text("utf-8").splitlines()]
    acts = [json.loads(line) for line in (LABELS / "acts.jsonl").read_text("utf-8").splitlines()]
    others = [*acts, *(r for records in RECORDS.values() for r in records)]
    assert not {r["id"] for r in unsure} & {r["id"] for r in others}
    assert not {r["text"] for r in unsure} & {r["text"] for r in others}
    assert len({r["text"] for r in unsure}) == len(unsure) == 1_206
    for r in unsure:
        assert int(r["date"][-2:]) % 2 == 0
        assert {key: r[key] for key in ("stratum", "set")} == {"stratum": "uncertain", "set": "train"}
        assert r["relevant"] == any(not c.get("optional") for c in r["claims"]), r["id"]
        for c in r["claims"]:
            assert sorted(c["actors"] + c["partners"]) == c["actors"] + c["partners"], r["id"]
            assert {*c["actors"], *c["partners"]} <= known_codes(), r["id"]
            assert set(c["forms"]) <= {*all_forms(), "general"}, r["id"]


@pytest.mark.parametrize("name", NAMES)
def test_claims_hold_known_words_and_whole_spans(name: str) -> None:
    states = known_codes()
    forms = {*all_forms(), "general"}
    spots = {*all_hotspots(), RELATION, OTHER, "central-asia", "africa"}
    for r in RECORDS[name]:
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


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_read_like_the_given_sets(name: str) -> None:
    relevant = sum(
        any(not c.optional for c in g.items[0].claims) for g in read_gold(LABELS / f"{name}.jsonl")
    )
    assert relevant == sum(r["relevant"] for r in RECORDS[name])


def test_the_bullets_read_twice_are_of_the_first_set() -> None:
    assert Counter(r["set"] for r in RECORDS["news"]) == {"train": 709, "test": 291}
    twice = [json.loads(line)["id"] for line in (LABELS / "news_twice.jsonl").read_text("utf-8").splitlines()]
    assert len(twice) == 250
    assert set(twice) < {r["id"] for r in RECORDS["news"]}


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


def test_the_seventh_draw_wants_words_of_dealing_and_no_labelled_id(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "2020-01-02-001": "France expels three diplomats of Peru.",
        "2020-01-02-002": "France and Peru have mountains.",
        "2020-01-02-003": "France meets Peru in the final of the World Cup.",
        "2020-01-02-004": "France signs a law.",
        "2020-01-02-005": "Japan signs a treaty with Kenya, as published.",
    }
    records = [{"id": i, "date": i[:10], "text": text} for i, text in texts.items()]
    monkeypatch.setattr(draw_news, "MORE_C_RANDOM", 0)
    drawn = draw_news.draw_more_c(records, {"2020-01-02-005", "Japan signs a treaty with Kenya."})
    assert [(r["id"], r["stratum"], r["set"]) for r in drawn] == [("2020-01-02-001", "dealing", "train")]
