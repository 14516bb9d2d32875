"""Placebo pairs of one pair, and blocks drawn whole."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import QuestionError
from comity.measures.stats import block_bootstrap, matching


def test_nearest_pairs_ties_included_never_itself() -> None:
    features = np.array([[0.0], [1.0], [-1.0], [2.0], [np.nan], [0.0]])
    assert matching.matched(features, 0, 1).tolist() == [5]
    assert matching.matched(features, 0, 2).tolist() == [1, 2, 5]  # 1 and 2 are equally far
    assert matching.matched(features, 0, 99).tolist() == [1, 2, 3, 5]
    with pytest.raises(QuestionError):
        matching.matched(features, 4, 2)


def test_rank_counts_ties_against_the_pair() -> None:
    r = matching.rank(2.0, np.array([3.0, 2.0, 1.0, np.nan]), "activity")
    assert (r.rank, r.of, r.share) == (3, 4, 0.75)


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)))
def test_weeks_turn_over_on_mondays(day: date) -> None:
    number = day.toordinal() - date(1970, 1, 1).toordinal()
    this, before = block_bootstrap.week_of(np.array([number, number - 1]))
    assert this - before == (day.weekday() == 0)


def test_block_sums_and_weights() -> None:
    sums = block_bootstrap.block_sums(np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([7, 2, 7]))
    assert sums.tolist() == [[3, 4], [6, 8]]
    weights = block_bootstrap.block_weights(5, 50, np.random.default_rng(0))
    assert (weights.sum(1) == 5).all()
    with pytest.raises(QuestionError):
        block_bootstrap.block_weights(1, 10, np.random.default_rng(0))


def test_moving_blocks_keep_neighbours() -> None:
    at = block_bootstrap.moving_blocks(30, 6, 200, np.random.default_rng(0))
    assert at.shape == (200, 30)
    steps = (np.diff(at, axis=1) % 30 == 1).mean()
    assert steps > 24 / 29 - 1e-9  # within blocks each position follows the one before


def test_design_effect_of_whole_clusters_is_their_size() -> None:
    rng = np.random.default_rng(1)
    whole = np.full(4000, 5.0)
    part = 5.0 * (rng.random(4000) < 0.3)  # all or none
    assert block_bootstrap.design_effect(part, whole) == pytest.approx(5.0, rel=0.05)
    assert block_bootstrap.likeness(part[None], whole[None]) == pytest.approx(1.0, abs=0.02)
    assert block_bootstrap.design_effect_at(1.0, whole) == 5.0


def test_single_events_have_no_likeness() -> None:
    rng = np.random.default_rng(1)
    whole = np.full((20, 200), 6.0)
    part = rng.binomial(6, 0.2, (20, 200)).astype(float)
    assert block_bootstrap.likeness(part, whole) < 0.01
    assert block_bootstrap.design_effect_at(0.0, whole[0]) == 1.0
