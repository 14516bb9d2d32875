"""Placebo pairs of one pair, and blocks drawn whole."""

from __future__ import annotations

import numpy as np
import pytest

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
