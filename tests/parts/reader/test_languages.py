"""Chinese and Russian: told by script, read by names and triggers that are data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.parts.reader.coders.languages import language, language_of
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.evaluation.scores import evaluate, read_gold
from comity.records.coded_acts import CodedAct, Document

GOLD = Path(__file__).parent / "gold"


def read(text: str) -> list[CodedAct]:
    return [a for a in RuleCoder().code(Document("d", text, date(2023, 6, 1))) if a.counts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中俄两国举行联合演习。", "zh"),
        ("Россия и Китай провели учения.", "ru"),
        ("Xi Jinping (习近平) meets Putin (Путин) in Moscow and signs a treaty.", "en"),
        ("", "en"),
        ("12 – 14", "en"),
        ("Çağdaş Türkiye", "en"),
    ],
)
def test_a_language_is_told_by_its_script(text: str, expected: str) -> None:
    assert language_of(text) == expected


def test_a_group_that_vetoes_is_one_act() -> None:
    (act,) = read("俄罗斯和中国在安理会否决了美国提出的叙利亚问题决议草案。")
    assert (act.actors, act.forms, act.hotspots) == (("CHN", "RUS"), ("joint-veto",), ("syria",))
    assert act.toward_third == "against"
    (act,) = read("Россия и Китай наложили вето на проект резолюции США по Сирии.")
    assert (act.actors, act.forms, act.hotspots) == (("CHN", "RUS"), ("joint-veto",), ("syria",))


def test_short_forms_stand_for_states_only_side_by_side() -> None:
    (act,) = read("中俄海军在日本海举行联合演习。")
    assert act.parties == ("CHN", "RUS")  # and not Japan, whose sea it is called after
    assert read("他在中学学习美术。") == []


def test_friction_has_two_sides_and_a_lone_veto_is_no_act() -> None:
    (act,) = read("Германия выслала российских дипломатов.")
    assert (act.actors, act.partners, act.polarity) == (("DEU",), ("RUS",), "friction")
    assert read("Россия наложила вето на проект резолюции.") == []


def test_both_sides_are_those_of_the_sentence_before() -> None:
    acts = read("王毅同拉夫罗夫举行会谈，中国和俄罗斯外长签署联合声明。双方进行了磋商。")
    assert [a.parties for a in acts] == [("CHN", "RUS"), ("CHN", "RUS")]


def test_what_is_denied_or_planned_is_told_so() -> None:
    assert read("中国和日本没有举行会晤。") == []
    (act,) = read("Россия и Индия планируют учения.")
    assert act.modality == "planned"


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_the_own_sentences_are_read(lang: str) -> None:
    got = {
        r["measure"]: r["f1"]
        for r in evaluate(RuleCoder(), read_gold(GOLD / f"own_{lang}.jsonl")).to_pylist()
    }
    assert min(got[m] for m in ("relevant", "pair", "hotspot", "form")) > 0.85


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_every_trigger_is_named_after_its_language(lang: str) -> None:
    ids = [t.id for t, _, _ in language(lang).triggers]
    assert len(ids) == len(set(ids))
    assert all(i.startswith(f"{lang}.") for i in ids)
