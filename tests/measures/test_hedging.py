"""Hedging: both ways within thirty days, and by forum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import QuestionError
from comity.measures.roles import hedging as h

ACTS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from([-1, 0, 1])), max_size=15)


@given(ACTS)
def test_both_ways_is_what_it_says(acts: list[tuple[int, int]]) -> None:
    days, stance = (np.array([a[i] for a in acts], int) for i in (0, 1))
    expected = any(s > 0 > t and abs(d - e) <= 30 for d, s in acts for e, t in acts)  # every pair, one by one
    assert h.both_ways(days, stance) == expected


def test_share_of_episodes_by_hand() -> None:
    episodes = np.repeat(np.arange(10), 2)
    days = np.tile([0, 20], 10)
    stance = np.tile([1, 1], 10)
    stance[1], stance[3] = -1, -1  # both ways in two episodes
    days[3] = 60  # ... too late in one of them
    stance[18:] = 0  # no stance at all in the last
    f = h.hedging(days, stance, episodes)
    assert f.value == pytest.approx(1 / 9)
    assert f.n == 9
    assert f.interval is not None
    assert f.interval.low < 1 / 9 < f.interval.high


def test_few_episodes_cannot_tell() -> None:
    f = h.hedging(np.zeros(7, int), np.ones(7, int), np.arange(7))
    assert f.value is None


def test_lists_must_match() -> None:
    with pytest.raises(QuestionError):
        h.hedging(np.zeros(3, int), np.ones(4, int), np.zeros(4, int))
