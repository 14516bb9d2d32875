"""The scores that say which acts of news are told: fitted, put on the scale of unseen pairs, asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from comity.errors import QuestionError
from comity.language.tokens import Token
from comity.parts.reader.classifier import news_gate
from comity.parts.reader.classifier.pair_marks import OTHER_NAME, list_word_features, plain
from comity.parts.reader.classifier.weights import COOPERATION, FRICTION, chance
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import CodedAct, Document
from training.news import Examples, NewsLayoutCoder, fitted, main

DAY = date(2020, 2, 2)
MEETING = "Presidents of Ghana and Togo meet in Accra."
CACHED = ("_both", "weighed_frames", "_weigh_word", "_cue", "_forms")


@pytest.fixture
def weights(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, dict[str, float]]]:
    """Weights of two states side by side, of nothing else; every sentence is worth weighing."""
    heads = {
        COOPERATION: {"intercept": 0.0},
        FRICTION: {"intercept": -9.0},
        news_gate.CUE: {"intercept": 1.0},
    }
    monkeypatch.setattr(news_gate, "gate_weights", lambda: heads)
    yield heads
    monkeypatch.undo()
    forget()


def forget() -> None:
    for name in CACHED:
        getattr(news_gate, name).cache_clear()


def read(text: str) -> list[CodedAct]:
    forget()
    return [a for a in RuleCoder().code(Document("t", text, DAY)) if a.counts]


@pytest.mark.parametrize(("intercept", "told"), [(1.0, [0.731]), (-0.5, [0.378]), (-0.7, [])])
def test_what_a_rule_reads_is_told_with_its_chance(
    weights: dict[str, dict[str, float]], intercept: float, told: list[float]
) -> None:
    weights[COOPERATION]["intercept"] = intercept
    assert [a.confidence for a in read(MEETING)] == told


def test_what_no_rule_reads_needs_more_and_names_its_heaviest_word(
    weights: dict[str, dict[str, float]],
) -> None:
    text = "Peru waltzes and grumbles with Kenya."
    weights[COOPERATION]["intercept"] = -0.3
    assert read(text) == []
    weights[COOPERATION] |= {"between grumbl": 0.1, "between waltz": 0.5}
    act = read(text)[0]
    assert (act.rules, act.pairs, act.confidence) == (
        (news_gate.WEIGHED,),
        {("KEN", "PER")},
        round(chance(0.3), 3),
    )
    assert text[act.trigger_start : act.trigger_end] == "waltzes"


@pytest.mark.parametrize(
    "text",
    [
        "Do not forget to report that Peru waltzes with Kenya.",
        "Will Peru waltz with Kenya?",
        "If Peru waltzes with Kenya, prices will fall.",
    ],
)
def test_weights_alone_tell_nothing_from_orders_questions_and_suppositions(
    weights: dict[str, dict[str, float]], text: str
) -> None:
    weights[COOPERATION]["intercept"] = 3.0
    assert read("Peru waltzes with Kenya.")
    assert read(text) == []


def test_a_sentence_without_a_word_worth_weighing_is_passed_over(
    weights: dict[str, dict[str, float]],
) -> None:
    weights[COOPERATION]["intercept"] = 3.0
    weights[news_gate.CUE] = {"intercept": -1.0, "farm": 1.0}
    assert read("Peru waltzes with doctors and Kenya.") == []
    assert read("Peru waltzes with farmers and Kenya.")


def test_odds_are_the_weights_of_the_features() -> None:
    coder = NewsLayoutCoder()
    coder.code(
        Document("t", "Peru expels two Kenyan envoys; Chad and Togo protest, Ghana signs a pact.", DAY)
    )
    for s in coder.read:
        odds = news_gate.odds(s)
        assert odds
        for pair, features in news_gate.pair_features(s):
            for n, head in enumerate((COOPERATION, FRICTION)):
                w = news_gate.gate_weights()[head]
                total = w["intercept"] + sum(w.get(f, 0.0) * x for f, x in features.items())
                assert odds[pair][n] == pytest.approx(total)


def test_names_weigh_as_names() -> None:
    assert plain(Token(0, 5, "obama", cap=True)) == OTHER_NAME
    assert plain(Token(0, 9, "president", cap=True)) == "president"
    assert list_word_features("condemns")[:2] == ("condemn", "=condemn")
    assert list_word_features("2014") == ()


def examples(good: float, bad: float) -> Examples:
    out = Examples()
    for n in range(320):
        near = n % 2 == 0
        right = (n // 2) % 20 < 20 * (good if near else bad)
        out.features.append(Counter({"here" if near else "elsewhere": 1}))
        out.right.append((right, not right))
        out.item.append(n)
    return out


def test_chances_are_those_of_pairs_that_were_not_seen() -> None:
    head = fitted(examples(0.9, 0.25))[COOPERATION]

    def share(feature: str) -> float:
        return chance(head["intercept"] + head.get(feature, 0.0))

    assert share("here") == pytest.approx(0.9, abs=0.08)
    assert share("elsewhere") == pytest.approx(0.25, abs=0.08)


def test_one_outcome_alone_cannot_be_weighed() -> None:
    with pytest.raises(QuestionError, match="pairs that act together"):
        fitted(examples(1.0, 1.0))
    with pytest.raises(SystemExit, match="Give labelled news"):
        main([])
