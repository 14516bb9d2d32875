"""Labelled Chinese and Russian sentences: drawn as stated, in the words of the codebook, without text."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from comity.language.gazetteer import known_codes
from comity.parts.reader.coders.languages import language
from comity.parts.reader.rules.hotspot import OTHER, RELATION
from comity.vocabulary.forms import all_forms
from comity.vocabulary.hotspots import all_hotspots

LABELS = Path(__file__).resolve().parents[3] / "labels"
RECORDS = [json.loads(line) for line in (LABELS / "statements.jsonl").read_text("utf-8").splitlines()]
BESIDE = {"ASEAN"}
"""A body that was labelled and that the coder does not know as a party."""


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_statements", LABELS / "draw_statements.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


draw_statements = _script()


def test_labels_hold_known_words_and_no_text() -> None:
    assert len({r["id"] for r in RECORDS}) == len({r["sha256"] for r in RECORDS}) == 300
    counts = Counter((r["lang"], r["china_russia"]) for r in RECORDS)
    assert counts == {("zh", True): 75, ("zh", False): 75, ("ru", True): 15, ("ru", False): 135}
    spots = {*all_hotspots(), RELATION, OTHER, "central-asia", "africa"}
    for r in RECORDS:
        assert r.keys() == {
            *("id", "china_russia", "lang", "file", "place", "date", "offset", "length", "sha256", "claims")
        }
        assert draw_statements.SHORTEST[r["lang"]] <= r["length"] <= draw_statements.LONGEST[r["lang"]]
        for c in r["claims"]:
            assert c["actors"]
            assert len({*c["actors"], *c["partners"]}) > 1
            assert {*c["actors"], *c["partners"], *c["targets"]} <= {*known_codes(), *BESIDE}
            assert set(c["hotspots"]) <= spots
            assert set(c["forms"]) <= set(all_forms())
            assert c["polarity"] == ("friction" if "divergence" in c["forms"] else c["polarity"])
            assert c["toward_us"] in ("with", "against", "none")
            us = "USA" in {*c["actors"], *c["partners"]}
            assert not us or c["toward_us"] == ("against" if c["polarity"] == "friction" else "with")


def test_the_sentences_are_where_the_labels_say(shared_data: Path) -> None:
    corpus = shared_data.parent / "data_2026"
    if not corpus.is_dir():
        pytest.skip("The sources of the labelled sentences are not beside the repository.")
    drawn = []
    for lang, file, read in (
        ("zh", "statements_cn/mfa_press_zh_2020_2024_tanxpyox.tar.xz", draw_statements.briefings),
        ("ru", "statements_ru/kremlin_articles_ru_enhanced.csv.gz", draw_statements.kremlin),
    ):
        source = corpus / file
        drawn += draw_statements.drawn(lang, source.name, read(source))
    for record, sentence in zip(RECORDS, drawn, strict=True):
        assert hashlib.sha256(sentence.pop("text").encode()).hexdigest() == record["sha256"]
        assert record == sentence | {"claims": record["claims"]}


def test_a_sentence_is_drawn_by_two_states_and_not_by_two_names_of_one() -> None:
    named = draw_statements.named
    assert named("中俄就加沙局势密切沟通。", "zh") == [0, 1]
    assert len(named("中方认为，中国的立场是明确的。", "zh")) == 1
    assert len(named("президент белоруссии лукашенко", "ru")) == 1
    (whole,) = draw_statements.SENTENCE["ru"].findall("В.Путин встретился с А.Лукашенко.")
    assert whole == "В.Путин встретился с А.Лукашенко."


def states(lang: str, text: str) -> list[str]:
    known = language(lang)
    return [s for m in known.names.finditer(text.lower()) for s in known.meant(m)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("zh", "中俄友谊牢不可破", ["CHN", "RUS"]),
        ("zh", "其中俄罗斯占三成", ["RUS"]),
        ("zh", "会谈中俄方表示", ["RUS"]),
        ("zh", "俄中央银行", ["RUS"]),
        ("zh", "集中方案", []),
        ("zh", "港澳方面", []),
        ("zh", "英方和澳方", ["GBR", "AUS"]),
        ("zh", "向所罗门群岛提供援助", ["SLB"]),
        ("zh", "南苏丹和苏丹", ["SSD", "SDN"]),
        ("ru", "Российско-оманские переговоры", ["RUS", "OMN"]),
        ("ru", "с Эмиром Катара", ["QAT"]),
        ("ru", "трагический катарсис", []),
        ("ru", "Председатель Китайской Народной Республики", ["CHN"]),
        ("ru", "индивидуальный кубок на Кубани", []),
        ("ru", "трамплин для кита", []),
        ("ru", "Индия и Куба", ["IND", "CUB"]),
        ("ru", "Демократическая Республика Конго и Республика Конго", ["COD", "COG"]),
    ],
)
def test_names_are_those_of_states_and_no_part_of_other_words(
    lang: str, text: str, expected: list[str]
) -> None:
    assert states(lang, text) == expected
