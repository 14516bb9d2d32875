"""The score that says whether an act of news is right: fitted, put on the scale of unseen acts, asked."""

from __future__ import annotations

import math
from datetime import date

import pytest

from comity.errors import QuestionError
from comity.text.base.acts import Document
from comity.text.classifier import news_gate
from comity.text.coders.rule_coder import RuleCoder
from training.news import Examples, fitted, main

MEETING = Document("m", "Presidents of Ghana and Togo meet in Accra.", date(2020, 2, 2))


def test_an_act_is_told_with_its_chance_from_one_half_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def weighed(intercept: float) -> list[float]:
        monkeypatch.setattr(news_gate, "gate_weights", lambda: {"intercept": intercept, "cooperation": 0.25})
        return [a.confidence for a in RuleCoder().code(MEETING)]

    assert weighed(1.0) == [round(1 / (1 + math.exp(-1.25)), 3)]
    assert weighed(-0.25) == [0.5]
    assert weighed(-0.3) == []


def test_what_is_mostly_wrong_gets_a_low_score_on_the_scale_of_unseen_acts() -> None:
    good, bad = frozenset({"one clause"}), frozenset({"two clauses"})
    examples = Examples(
        [good] * 80 + [bad] * 80, [n % 10 > 0 for n in range(80)] + [n % 4 == 0 for n in range(80)]
    )
    examples.item = list(range(160))
    head = fitted(examples)[news_gate.HEAD]

    def share(feature: str) -> float:
        return 1 / (1 + math.exp(-(head["intercept"] + head.get(feature, 0.0))))

    assert share("one clause") == pytest.approx(0.9, abs=0.08)
    assert share("two clauses") == pytest.approx(0.25, abs=0.08)


def test_one_outcome_alone_cannot_be_weighed() -> None:
    with pytest.raises(QuestionError, match="right and readings that are wrong"):
        fitted(Examples([frozenset({"x"})] * 4, [True] * 4, [1, 2, 3, 4]))
    with pytest.raises(SystemExit, match="Give labelled news"):
        main([])
