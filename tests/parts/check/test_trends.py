"""A trend is held against series that are counted in full, a distance the other way about; by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.measures.change.window_change import ABOUT_LEVEL, DOWN, UP
from comity.parts.check.checked import check
from comity.parts.check.trends import decided
from comity.records.coded_acts import Document
from comity.watch.account.growing import SeriesAccount
from comity.watch.account.statements import Statement
from comity.watch.inquiry import Inquiry


def series(id_: str, word: str, toward: int) -> SeriesAccount:
    said = Statement("stepping up", "A sentence.", computation="by hand", word=word)
    return SeriesAccount(id_, "share", id_, date(2010, 1, 1), date(2020, 1, 1), None, toward, said, ())


@pytest.mark.parametrize(
    ("of", "mark"),
    [
        ([("council-both", UP, 1), ("positions", DOWN, -1)], "agrees"),
        ([("council-both", UP, 1), ("positions", ABOUT_LEVEL, -1)], "mixed"),
        ([("positions", UP, -1)], "opposed"),
        ([("positions", ABOUT_LEVEL, -1)], "level"),
        ([], ""),
    ],
)
def test_a_growing_distance_is_no_stepping_up(of: list[tuple[str, str, int]], mark: str) -> None:
    inquiry = Inquiry.of("CHN", "RUS", lake=Path("nowhere"))
    text = "China and Russia have been stepping up their coordination at the United Nations."
    (claim,) = check(Document("x", text, prose=True), inquiry).claims
    assert decided(claim.claim, ("CHN", "RUS"), lambda _: [series(*s) for s in of])[0] == mark


@pytest.mark.parametrize(
    ("text", "decided_by_series"),
    [
        ("The partnership of China and Russia has deepened since 2022.", True),
        ("China and Russia have drawn ever closer.", True),
        ("Technological cooperation between China and Russia is deepening.", False),
        ("China's trust in Western governments has weakened, as has Russia's.", False),
        ("China could accelerate the modernisation of Russia's army.", False),
    ],
)
def test_only_a_trend_of_the_two_as_a_whole_is_held_against_all_series(text, decided_by_series):
    (claim,) = check(Document("x", text, prose=True), Inquiry.of("CHN", "RUS", lake=Path("nowhere"))).claims
    word = decided(claim.claim, ("CHN", "RUS"), lambda _: [series("council-both", UP, 1)])[0]
    assert bool(word) is decided_by_series
