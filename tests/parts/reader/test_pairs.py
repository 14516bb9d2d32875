"""Which pairs a sentence of prose may tell of, and how the weights for that are drawn up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.errors import QuestionError
from comity.parts.reader.classifier.act_classifier import SentenceEvidence
from comity.parts.reader.classifier.weights import COOPERATION, FRICTION, NEEDED, TELLS
from comity.records.coded_acts import Document
from training.scores import read_gold
from training.sentences import LayoutCoder, laid_out
from training.weigh import alone, main, weights

GOLD = Path(__file__).with_name("gold")


def readings(text: str, title: str = "") -> list[SentenceEvidence]:
    coder = LayoutCoder()
    coder.code(Document("t", text, date(2024, 5, 1), title=title, prose=True))
    return [s.evidence for s in coder.sentences]


def test_every_two_states_named_are_possible_and_how_they_stand_is_told() -> None:
    (here,) = readings("Cuba and Peru met, while Chile stayed away.")
    told = {p.pair: p for p in here.pairs}
    assert set(told) == {("CUB", "PER"), ("CHL", "CUB"), ("CHL", "PER")}
    assert "joined" in told["CUB", "PER"].features
    assert {"two clauses", "others named"} <= told["CHL", "PER"].features
    assert all(p.named == 2 for p in here.pairs)


def test_a_state_in_view_is_possible_and_marked_as_not_named() -> None:
    _, here = readings("Cuba and Peru signed a treaty. Havana praised it.", "Cuba and Peru")
    (told,) = here.pairs
    assert (told.pair, told.named) == (("CUB", "PER"), 1)
    assert {"in view pair", "the text's pair"} <= told.features


def test_texts_chosen_for_claiming_teach_forms_alone() -> None:
    gold = read_gold(GOLD / "tune_prose.jsonl", GOLD / "tune_prose_docs.jsonl")
    chosen = read_gold(GOLD / "ways_prose.jsonl", GOLD / "ways_prose_docs.jsonl")[:60]
    texts = laid_out(gold)
    few, more = alone(texts), alone(texts, laid_out(chosen))
    assert all(few[head] == more[head] for head in (TELLS, COOPERATION, FRICTION))
    assert set(few) < set(more)


def test_all_heads_that_a_reading_needs_are_drawn_up() -> None:
    gold = read_gold(GOLD / "tune_prose.jsonl", GOLD / "tune_prose_docs.jsonl")
    assert set(NEEDED) <= set(weights(gold))


def test_weights_need_labelled_sentences() -> None:
    with pytest.raises(QuestionError, match="sentences that claim nothing"):
        weights([])
    with pytest.raises(SystemExit, match="Give labelled texts"):
        main([])
