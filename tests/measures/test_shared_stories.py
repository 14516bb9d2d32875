"""Stories that name both states of a pair, against exposure and pairs of like exposure."""

from __future__ import annotations

import numpy as np
import pytest

from comity.measures.coaction.shared_stories import StoryActs, shared_stories


def told(*stories: tuple[int, ...], bins: list[int] | None = None) -> StoryActs:
    """Stories by the states that act in them, one a bin unless bins are given."""
    at = bins or list(range(len(stories)))
    rows = [(k, s, at[k]) for k, states in enumerate(stories) for s in states]
    return StoryActs(*np.array(rows).T)


def test_expected_are_the_products_of_exposure_by_week() -> None:
    # Ten weeks of four stories: 0 and 1 act in two each, once both: 2 x 2 / 4 = 1 a week; 2 and 3 keep apart.
    week = [(0, 1, 2), (0,), (1, 3), (2, 4)]
    acts = told(*week * 10, bins=[7 * (k // 4) for k in range(40)])
    one, other = shared_stories(acts, np.array([[0, 1], [2, 3]]))
    assert (one.observed, one.expected) == (10, pytest.approx(10.0))
    assert one.ratio == pytest.approx(1.0)
    assert one.interval.low <= 1.0 <= one.interval.high
    assert (other.observed, other.expected) == (0, pytest.approx(5.0))
    assert other.ratio == 0.0


def test_the_same_act_told_twice_in_a_story_is_one_story() -> None:
    once, twice = (told(*[s] * 80, bins=list(range(80))) for s in ((0, 1), (0, 0, 1, 1)))
    assert shared_stories(once, np.array([[0, 1]])) == shared_stories(twice, np.array([[0, 1]]))


def test_a_pair_that_stories_name_together_stands_above_pairs_of_like_exposure() -> None:
    rng = np.random.default_rng(2)
    stories = [tuple(rng.choice(30, 1 + int(rng.random() < 0.2), replace=False)) for _ in range(4000)]
    stories += [(0, 1)] * 40
    acts = told(*stories, bins=rng.integers(0, 300, len(stories)).tolist())
    pair, *strangers = shared_stories(acts, np.array([[1, 0], *([k, k + 1] for k in range(2, 28))]))
    assert pair.shown
    assert pair.rank == 1
    assert pair.ratio > 2 * pair.median
    assert np.mean([s.shown for s in strangers]) <= 0.15


def test_where_little_is_to_be_expected_nothing_is_told() -> None:
    few = shared_stories(told((0, 1), (2,), (3,)), np.array([[0, 1]]))[0]
    assert (few.ratio, few.shown) == (None, False)
