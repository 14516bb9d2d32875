"""What an act of prose is about: the answer of the rules weighed against all else in view."""

from __future__ import annotations

from datetime import date

import pytest

from comity.parts.reader.classifier.hotspot_classifier import choose_spots
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Document


def test_what_is_likely_enough_is_told_the_likeliest_first() -> None:
    assert choose_spots(("iran",), {"iran": 0.7, "africa": 0.8, "bilateral": 0.3}) == ("africa", "iran")
    assert choose_spots(("iran",), {"iran": 0.7, "africa": 0.1}) == ("iran",)


def test_where_nothing_is_likely_the_likeliest_is_told() -> None:
    assert choose_spots(("other",), {"bilateral": 0.3, "iran": 0.2}) == ("bilateral",)


def test_the_name_that_the_rules_give_is_kept() -> None:
    assert choose_spots(("sudan",), {"africa": 0.9}) == ("sudan",), "part of what the labels hold as one"


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
