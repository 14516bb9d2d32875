"""What is read by senses: classes of words, forms by sets of them, guesses and the gate that judges them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from comity.errors import QuestionError
from comity.language.discourse_state import DiscourseState
from comity.language.mentions import mentions
from comity.language.sentence_layout import lay_out, mask_names
from comity.parts.reader.classifier import act_classifier
from comity.parts.reader.classifier.weights import COOPERATION, FRICTION
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.evaluation.scores import evaluate, read_gold
from comity.parts.reader.form_inference import form_senses, inferred_forms
from comity.parts.reader.senses import senses_in, table
from comity.records.coded_acts import CodedAct, Document
from training.regression import FeatureTable, measured

GOLD = Path(__file__).parent / "gold"
DAY = date(2024, 5, 1)


def names(text: str) -> set[str]:
    return {s.name for s in senses_in(mask_names(text, 0, len(text), mentions(text, DAY)))}


def read(text: str, title: str = "") -> list[CodedAct]:
    return [a for a in RuleCoder().code(Document("d", text, DAY, title=title, prose=True)) if a.counts]


def test_a_sense_behind_a_word_of_negation_is_told_apart() -> None:
    assert "criticise" in names("Oman condemned Norway.")
    assert "not criticise" in names("Oman has refused to condemn Norway.")
    assert "criticise" in names("Oman not only condemned Norway but left.")
    assert "criticise" in names("Oman did not stay, and condemned Norway.")


def test_a_sense_stands_where_its_words_stand() -> None:
    text = "Oman and Norway kept the shadow fleet afloat."
    told = mask_names(text, 0, len(text), mentions(text, DAY))
    spans = {(s.id, told[s.start : s.end]) for s in senses_in(told)}
    assert ("evade-means", "shadow fleet") in spans


def test_words_inside_other_words_bear_no_sense() -> None:
    assert "hedge-named" not in names("A shedge of Oman.")


def test_forms_are_told_by_sets_of_senses() -> None:
    assert inferred_forms({"silence"}) == []
    assert inferred_forms({"silence", "core"}) == ["deference"]
    assert "deference" not in inferred_forms({"silence", "core", "sanction"})
    for way in form_senses().values():
        assert {s.removeprefix("not ") for t in way.any_of for s in t} <= set(table())


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Lima looked the other way when Quito annexed the valley.", "deference"),
        ("Quito and Lima want the embargo on Bolivia dialled back.", "sanctions-relief"),
        ("Quito and Lima reroute banned chips through middlemen.", "sanctions-circumvention"),
        ("The two have compartmentalised their quarrel over the river.", "friction-avoidance"),
    ],
)
def test_a_wording_no_rule_holds_is_read_by_its_senses(text: str, form: str) -> None:
    acts = read(f"Ecuador and Peru are close partners. {text}", "Ecuador and Peru")
    assert form in {f for a in acts for f in a.forms}
    assert ("ECU", "PER") in {p for a in acts for p in a.pairs}


@pytest.mark.parametrize(
    "text",
    [
        "Beyond the valley",
        "Will Quito ever forgive Lima?",
        "A poll found that most citizens of Peru distrust Ecuador.",
        "This report draws on interviews in Quito and Lima.",
    ],
)
def test_headings_questions_polls_and_what_a_text_says_of_itself_are_no_act(text: str) -> None:
    lead = "Ecuador and Peru signed a treaty on defence in May."
    assert len(read(f"{lead}\n{text}", "Ecuador and Peru")) == len(read(lead, "Ecuador and Peru"))


def test_news_is_not_guessed() -> None:
    text = "Quito's banks have grown skittish about their exposure to Peru."
    assert RuleCoder().code(Document("n", text, DAY)) == []


def test_weights_tell_what_goes_with_what_and_are_drawn_to_their_means() -> None:
    rows = [frozenset({"a"})] * 30 + [frozenset({"b"})] * 30
    told = FeatureTable.of(rows).fitted([True] * 30 + [False] * 30, RIDGE, SMALL)
    assert told["a"] > 0.5 > -0.5 > told["b"]
    held = FeatureTable.of(rows, {"c"}).fitted([True, False] * 30, RIDGE, SMALL, {"b": 2.0, "c": 3.0})
    assert held["c"] == 3.0, "no row says otherwise"
    assert 0 < held["b"] < 2.0, "what the labels say and what was believed before"


def test_a_weight_is_the_one_of_least_loss() -> None:
    rows, hits = [frozenset({"a"})] * 40 + [frozenset()] * 40, [True] * 36 + [False] * 4 + [True, False] * 20
    told = FeatureTable.of(rows).fitted(hits, RIDGE, SMALL)
    expected = 40 / (1 + np.exp(-(told["intercept"] + told["a"])))
    assert np.isclose(36 - expected, RIDGE * told["a"], atol=0.1), "the slope is nothing there"


RIDGE, SMALL = 5.0, 0.1


def test_weights_of_what_is_measured_find_those_it_was_made_with() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(0, 3, 4000)
    hits = rng.random(4000) < 1 / (1 + np.exp(-(0.5 * x - 1)))
    told = measured([{"x": float(v), "same": 1.0} for v in x], hits.tolist())
    assert np.isclose(told["x"], 0.5, atol=0.05)
    assert np.isclose(told["intercept"] + told["same"], -1, atol=0.12), (
        "what never varies joins the intercept"
    )


def test_most_of_our_wordings_are_read() -> None:
    gold = read_gold(GOLD / "ways_prose.jsonl", GOLD / "ways_prose_docs.jsonl")
    got = {r["measure"]: r["recall"] for r in evaluate(RuleCoder(), gold).to_pylist()}
    assert got["pair"] > 0.75
    assert got["rare forms"] > 0.5


def test_a_broken_labelled_set_is_told_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    for line, told in (
        ("{", "Line 1 of gold.jsonl is no JSON record"),
        ('{"id": "a"}', "Record 'a' of gold.jsonl lacks 'text'"),
        ('{"id": "a", "text": "x", "date": "soon", "claims": []}', "Record 'a' of gold.jsonl is wrong"),
    ):
        file.write_text(line, "utf-8")
        with pytest.raises(QuestionError, match=told.replace(".", r"\.")):
            read_gold(file)
    file.write_text('{"id": "a", "text": "x", "date": "2008-09", "claims": []}', "utf-8")
    assert read_gold(file)[0].document.published == date(2008, 9, 15)


def test_states_that_all_act_together_are_told_of_in_one_act() -> None:
    text = "Cuba, Peru and Chile have knit their markets ever closer, and their trade has soared."
    acts = read(f"Cuba, Peru and Chile trade with each other. {text}", "Cuba, Peru and Chile")
    told = [a.parties for a in acts if a.start > 20]
    assert told == [("CHL", "CUB", "PER")]
    assert sides({("A", "B"), ("A", "C"), ("B", "C"), ("A", "D")}) == [("A", "B", "C"), ("A", "D")]
    assert sides({("A", "B"), ("A", "C")}, FRICTION) == [("A", "B", "C")], "one with each of the others"


def sides(pairs: set[tuple[str, str]], polarity: str = COOPERATION) -> list[tuple[str, ...]]:
    view = lay_out("", (0, 0), [], "", DiscourseState())
    return [(*one, *sorted(other)) for one, other in act_classifier.sides(pairs, view, polarity)]
