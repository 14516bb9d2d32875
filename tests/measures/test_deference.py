"""Silence against habit: exact tails, coverage before silence."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from comity.errors import QuestionError
from comity.measures.roles import deference as d


def test_without_dispersion_the_tail_is_poissons() -> None:
    assert d.silence_p(7, np.array([5.0, 4.0, 3.0]), 0.0) == pytest.approx(poisson.cdf(7, 12.0), abs=1e-8)


def test_equal_episodes_add_up_to_one_negative_binomial() -> None:
    # a sum of k NB(size, p) is NB(k size, p)
    size, mean = 1 / 0.5, 4.0
    expected = nbinom.cdf(20, 10 * size, size / (size + mean))
    assert d.silence_p(20, np.full(10, mean), 0.5) == pytest.approx(expected, abs=1e-8)


def test_tail_agrees_with_simulation_for_uneven_episodes() -> None:
    rng = np.random.default_rng(1)
    mean, phi = np.array([1.0, 5.0, 12.0, 2.0]), 0.7
    draws = rng.poisson(rng.gamma(1 / phi, phi * mean, (200_000, 4))).sum(1)
    assert d.silence_p(9, mean, phi) == pytest.approx((draws <= 9).mean(), abs=0.005)


def test_silence_that_would_have_shown() -> None:
    f = d.deference(np.zeros(10), np.full(10, 2.0), 0.3, elsewhere=50)
    assert f.detail.silent
    assert f.value == 0.0
    assert f.interval is not None
    assert 0 < f.interval.high < 0.5


def test_silence_in_a_stream_that_does_not_see_the_state_is_not_silence() -> None:
    f = d.deference(np.zeros(10), np.full(10, 2.0), 0.3, elsewhere=19)
    assert f.value is None
    assert "elsewhere" in f.why_not


def test_little_to_expect_cannot_tell() -> None:
    assert d.deference(np.zeros(3), np.ones(3), 0.0, elsewhere=50).value is None


def test_uncovered_episodes_are_left_out_not_counted_as_silent() -> None:
    seen = d.deference(np.array([3.0, 2.0, 4.0]), np.full(3, 3.0), 0.2, elsewhere=30)
    gap = d.deference(np.array([3.0, np.nan, 2.0, 4.0]), np.full(4, 3.0), 0.2, elsewhere=30)
    assert seen == gap


def test_episodes_must_match() -> None:
    with pytest.raises(QuestionError):
        d.deference(np.ones(3), np.ones(4), 0.0, elsewhere=50)


def test_placebo_states_rank_the_silence() -> None:
    f = d.deference(np.full(4, 2.0), np.full(4, 4.0), 0.0, elsewhere=50, placebos=np.array([0.2, 0.9, 1.1]))
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (2, 4)


def test_habit_follows_everyones_news_and_is_blind_to_the_episode() -> None:
    bins = 120
    news = np.ones(bins)
    news[60:64] = 5.0
    episodes = np.full(bins, -1)
    episodes[60:64] = 0
    counts = np.outer(np.full(12, 4.0), news)
    silent = counts.copy()
    silent[0, 60:64] = 0.0
    for table in (counts, silent):
        h = d.habit(table, 0, 1, episodes)
        assert h.expected == pytest.approx([80.0])
    assert d.habit(silent, 0, 1, episodes).observed == pytest.approx([0.0])


def test_habit_is_unknown_without_calm_nearby() -> None:
    episodes = np.zeros(60, int)
    assert np.isnan(d.habit(np.ones((8, 60)), 0, 1, episodes).expected).all()


def test_power_is_how_often_a_halved_rate_is_called() -> None:
    rng = np.random.default_rng(5)
    for episodes, mean, dispersion in ((10, 4.0, 1.0), (20, 4.0, 0.3), (12, 2.0, 0.0)):
        expected = np.full(episodes, mean)
        rate = mean / 2
        if dispersion:
            said = rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * rate), (4000, episodes)).sum(1)
        else:
            said = rng.poisson(rate, (4000, episodes)).sum(1)
        p = {s: d.silence_p(int(s), expected, dispersion) for s in np.unique(said)}
        called = np.mean([p[s] <= d.ALPHA for s in said])
        assert d.power_for(0.5, expected, dispersion) == pytest.approx(called, abs=0.03)
    assert d.power_for(0.5, np.full(1, 1.0), 1.0) == 0.0  # even full silence is no surprise
