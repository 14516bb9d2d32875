"""Silence, division of labour, hedging, stances, words and deeds: worked out by hand or one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from comity.measures.roles import division, hedging

# Silence


# Division of labour


def test_the_contrast_of_two_mixes_by_hand() -> None:
    """Mixes 3:1 and 1:3; the week of one kind pulls by (1/4, -1/4), the mixed one back by as much."""
    a, b = np.array([[4.0, 0], [2, 2]]), np.array([[0.0, 4], [2, 2]])
    assert division._contrast(a, b) == pytest.approx(2.0)
    assert division._contrast(a, a) == 0.0
    for x, y in ((np.zeros((2, 2)), b), (a, np.zeros((2, 2)))):
        assert division._contrast(x, y) == 0.0


def test_weeks_of_both_stay_whole_and_those_of_one_are_dealt_out() -> None:
    rng = np.random.default_rng(1)
    a = np.array([[1.0, 0], [0, 2], [3, 0], [0, 0], [0, 0]])
    b = np.array([[0.0, 5], [0, 0], [0, 0], [7, 0], [0, 8]])
    seen = set()
    for x, y in division._swap(a, b, rng, 200):
        assert (x + y == a + b).all()
        assert ((x.sum(1) > 0).sum(), (y.sum(1) > 0).sum()) == (3, 3)
        seen.add(((x[0] == a[0]).all(), *(x[1:].sum(1) > 0)))
    assert len(seen) == 12, "the shared week either way, and two of four weeks to each"
    assert len(list(division._swap(a, b, rng, 7))) == 7


def test_the_test_of_weeks_counts_draws_as_extreme() -> None:
    a, b = np.tile([[3.0, 0.0]], (12, 1)), np.tile([[0.0, 3.0]], (12, 1))
    p = division.week_test(a, b, np.random.default_rng(0), 199)
    assert p == pytest.approx(1 / 200)
    assert division.week_test(a, a, np.random.default_rng(0), 199) == 1.0
    empty = np.zeros((30, 2))
    padded = division.week_test(np.vstack([a, empty]), np.vstack([b, empty]), np.random.default_rng(0), 199)
    assert padded == p


def test_thirty_acts_a_side_have_a_mix() -> None:
    a, b = np.tile([[2.0, 1.0, 0.0]], (10, 1)), np.tile([[0.0, 1.0, 2.0]], (10, 1))
    f = division.division(a, b, ("x", "y", "z"), records=("r",))
    assert (f.n, f.detail.acts, f.detail.leans, f.records_total) == (60, (30, 30), ("x", "z"), 1)
    assert (f.detail.p, f.detail.differ) == (1 / 500, True)
    assert f.interval.low == pytest.approx(f.value) == f.interval.high, "every week is the same"
    b[0, 0], b[0, 2] = 0.0, 1.0
    few = division.division(a, b, ("x", "y", "z"))
    assert (few.n, few.why_not) == (59, "29 acts on one side, fewer than 30")


def test_the_range_of_a_divergence_is_that_of_weeks_drawn_anew() -> None:
    rng = np.random.default_rng(2)
    a = rng.multinomial(4, [0.6, 0.4], 40).astype(float)
    b = rng.multinomial(4, [0.2, 0.8], 40).astype(float)
    f = division.division(a, b, ("x", "y"))
    at = rng.integers(0, 40, (2000, 40))
    drawn = division.jensen_shannon(a[at].sum(1), b[at].sum(1))
    low, high = np.quantile(drawn - drawn.mean() + f.value, [0.05, 0.95])
    assert (f.interval.low, f.interval.high) == pytest.approx((low, high), abs=0.015)


# Hedging


def test_an_episode_has_both_within_thirty_days() -> None:
    def both(*days: int, stance: tuple[int, ...]) -> bool:
        return hedging.both_ways(np.array(days), np.array(stance))

    assert both(0, 30, stance=(1, -1))
    assert both(30, 0, stance=(1, -1))
    assert not both(0, 31, stance=(1, -1))
    assert not both(0, 10, stance=(1, 0))
    assert both(0, 100, 110, stance=(1, 1, -1))
    assert both(0, 100, 20, stance=(1, 1, -1))
    assert not both(0, 100, 50, stance=(1, 1, -1))


def test_eight_episodes_have_a_share() -> None:
    days, stance = np.zeros(9, int), np.ones(9, int)
    episodes = np.array([0, 0, 1, 2, 3, 4, 5, 6, 7])
    stance[1] = -1
    f = hedging.hedging(days, stance, episodes, placebos=np.array([0.0, 0.5]), records=("r",))
    assert (f.value, f.n, f.records_total, f.placebo.rank) == (1 / 8, 8, 1, 2)
    assert (f.detail.episodes, f.detail.both_ways, f.detail.within_days) == (8, 1, 30)
    assert (f.interval.low, f.interval.high) == pytest.approx(tuple(stats.beta.ppf([0.05, 0.95], 1.5, 7.5)))
    assert f.null == "states of like activity"
    assert not hedging.hedging(days[:-1], stance[:-1], episodes[:-1]).known
    alone = hedging.hedging(days[1:], np.ones(8, int), episodes[1:])
    assert (alone.value, alone.interval.low, alone.null) == (0.0, 0.0, "none: a description")
    every = hedging.hedging(np.zeros(16, int), np.tile([1, -1], 8), np.repeat(np.arange(8), 2))
    assert (every.value, every.interval.high) == (1.0, 1.0)


# Toward a third power


def stances(k: float, n: float, weeks: int = 10, places: int = 3) -> tuple[np.ndarray, np.ndarray]:
    return np.full((places, weeks), k), np.full((places, weeks), n)


# Words and deeds
