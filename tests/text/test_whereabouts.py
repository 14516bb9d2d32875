"""What an act of prose is about: the answer of the rules weighed against all else in view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from comity.text import gate
from comity.text.acts import Document
from comity.text.rules import RuleCoder
from comity.text.whereabouts import weighed


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    heads = {
        "at iran": {"intercept": -2.0, "by rule iran": 3.0},
        "at africa": {"intercept": -2.0, "w mine": 4.0},
        "at bilateral": {"intercept": -1.0},
    }
    monkeypatch.setattr(gate, "heads", lambda: heads)
    gate._bearing.cache_clear()
    yield
    gate._bearing.cache_clear()


def test_what_is_likely_enough_is_told_the_likeliest_first(toy: None) -> None:
    assert weighed(("iran",), {"by rule iran", "w mine"}) == ("africa", "iran")
    assert weighed(("iran",), {"by rule iran"}) == ("iran",)


def test_where_nothing_is_likely_the_likeliest_is_told(toy: None) -> None:
    assert weighed(("other",), set()) == ("bilateral",)


def test_the_name_that_the_rules_give_is_kept(toy: None) -> None:
    assert weighed(("sudan",), {"w mine"}) == ("sudan",), "a part of what the labelled sets hold as one"


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Cuba and Peru oppose new sanctions on North Korea over its missile tests.", "north-korea"),
        ("Cuba and Peru trade more than ever, and their ports are full of each other's ships.", "bilateral"),
    ],
)
def test_prose_is_placed(text: str, spot: str) -> None:
    acts = RuleCoder().code(Document("t", text, date(2024, 5, 1), title="Cuba and Peru", prose=True))
    assert acts
    assert all(spot in a.hotspots for a in acts)
