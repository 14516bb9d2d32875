"""The words of a sentence as features: stems, who is left out, and what stands about two states."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.parts.reader.classifier import ngram_features
from comity.parts.reader.classifier.act_classifier import SentenceEvidence
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Document
from training.scores import to_scored_act
from training.sentences import LayoutCoder

DAY = date(2024, 5, 1)


def readings(text: str, title: str = "") -> list[SentenceEvidence]:
    coder = LayoutCoder()
    coder.code(Document("t", text, DAY, title=title, prose=True))
    return [s.evidence for s in coder.sentences]


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("hedging", "hedg"),
        ("hedges", "hedg"),
        ("hedged", "hedg"),
        ("arms", "arm"),
        ("is", "is"),
        ("use", "use"),
    ],
)
def test_words_of_one_stem_are_one(word: str, stem: str) -> None:
    assert ngram_features.stem(word) == stem


@given(st.text(alphabet="abcdeginrstuy", min_size=1, max_size=14))
def test_a_stem_is_the_beginning_of_its_word(word: str) -> None:
    stem = ngram_features.stem(word)
    assert word.startswith(stem)
    assert len(stem) >= min(len(word), 3)


def test_a_sentence_is_told_by_its_stems_and_who_stands_in_it_is_not() -> None:
    (one,) = readings("Cuba hedges its bets with Peru.")
    (other,) = readings("Chad hedges its bets with Laos.")
    words = {f for f in one.about if f.startswith(("w ", "b "))}
    assert {"w hedg", "w bet", "b @ hedg", "b with @", "b hedg it"} <= {f.replace("its", "it") for f in words}
    assert words == {f for f in other.about if f.startswith(("w ", "b "))}
    assert one.tells == other.tells


def test_what_stands_between_two_states_is_told_of_them_alone() -> None:
    (here,) = readings("Cuba scolded Peru, while Chile thanked Laos.")
    told = {p.pair: p.features for p in here.pairs}
    assert "m scold" in told["CUB", "PER"]
    assert "m thank" in told["CHL", "LAO"]
    assert "m thank" not in told["CUB", "PER"]
    assert {"c scold", "first names one"} <= told["CUB", "PER"]
    assert "c thank" not in told["CUB", "PER"], "another clause"


NAMES = (("China", "Russia"), ("Brazil", "Kenya"), ("Norway", "Peru"))


@pytest.mark.parametrize(
    "text",
    [
        "{a} and {b} have deepened their partnership. {a} sells {b} the chips that its factories lack.",
        "{a} has refused to condemn {b}. Both have learned to live with their differences.",
        "Officials in {a} resent the terms that {b} has set, and talk of the relationship is bitter.",
    ],
)
def test_a_text_is_read_alike_whichever_states_it_names(text: str) -> None:
    read = []
    for a, b in NAMES:
        acts = RuleCoder().code(Document("t", text.format(a=a, b=b), DAY, title=f"{a} and {b}", prose=True))
        read.append([(len(c.pairs), c.polarity, sorted(c.forms)) for c in map(to_scored_act, acts)])
    assert read[0]
    assert read[0] == read[1] == read[2]
