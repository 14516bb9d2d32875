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


def test_between_forums_by_hand() -> None:
    # two forums of two: means 0 and 4, within variance 2; between ms 16, typical size 2
    stance = np.array([-1.0, 1.0, 3.0, 5.0])
    assert h.between_forums(stance, np.array([0, 0, 1, 1])) == pytest.approx(np.sqrt((16 - 2) / 2))


def test_weights_are_repetitions() -> None:
    rng = np.random.default_rng(0)
    stance, forums, times = rng.normal(size=30), rng.integers(0, 4, 30), rng.integers(0, 3, 30)
    again = h.between_forums(np.repeat(stance, times), np.repeat(forums, times))
    assert h.between_forums(stance, forums, times) == pytest.approx(again)


def test_forums_that_differ_and_forums_that_do_not() -> None:
    rng = np.random.default_rng(3)
    forums, weeks = rng.integers(0, 6, 300), rng.integers(0, 60, 300)
    noise = rng.normal(0, 1.0, 300)
    place = np.array([-2.0, -1.0, 0.0, 0.0, 1.0, 2.0])
    f = h.by_forum(place[forums] + noise, forums, weeks)
    assert f.interval is not None
    assert f.interval.low <= place.std(ddof=1) <= f.interval.high
    assert f.detail.by_forum[0] < -1.5
    same = h.by_forum(noise, forums, weeks)
    assert same.interval is not None
    assert same.interval.high < 0.5


def test_few_forums_cannot_tell() -> None:
    assert h.by_forum(np.ones(6), np.array([0, 0, 0, 1, 1, 2]), np.arange(6)).value is None
