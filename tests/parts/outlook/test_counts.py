"""Counts ahead: no look-ahead, parts by hand, and calibration in worlds whose law is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.parts.outlook.forecast import counts, evaluation, scores
from comity.parts.outlook.forecast.counts import Ahead

TARGETS = (Ahead(1), Ahead(3), Ahead(1, 3), Ahead(2, 6))


def steady(rng, months=150, mean=4.0, excess=0.4):
    return rng.negative_binomial(1 / excess, 1 / (1 + excess * mean), months).astype(float)


def drifting(rng, months=150):
    """A level that moves by a fifth a month, counts overdispersed round it."""
    level = np.exp(np.clip(2.5 + np.cumsum(rng.normal(0, 0.2, months)), 0, 6))
    return rng.poisson(level * rng.gamma(8, 1 / 8, months)).astype(float)


def test_level_and_climatology_by_hand():
    series = np.array([4.0, 0.0, np.nan, 10.0])
    assert counts.levels(series, 0.5) == pytest.approx([4, 2, 2, 6])
    assert counts.climatology(series, 2) == pytest.approx([4, 2, 0, 10])
    assert np.isnan(counts.levels(np.array([np.nan, 1.0]))[0])


def test_the_target_of_an_origin_by_hand():
    series = np.arange(6.0)
    assert counts.outcomes(series, Ahead(1))[:5] == pytest.approx([1, 2, 3, 4, 5])
    assert counts.outcomes(series, Ahead(2, 2))[:3] == pytest.approx([5, 7, 9])
    assert np.isnan(counts.outcomes(series, Ahead(2, 2))[3:]).all()
    series[4] = np.nan
    assert np.isnan(counts.outcomes(series, Ahead(2, 2))[[1, 2]]).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(TARGETS), st.integers(60, 110))
def test_shuffling_the_future_changes_no_forecast(seed, ahead, origin):
    rng = np.random.default_rng(seed)
    series = drifting(rng)
    other = series.copy()
    other[origin + 1 :] = rng.permutation(other[origin + 1 :]) * 7
    here, there = (counts.rolling(s, ahead, origins=[origin])[0] for s in (series, other))
    cut = counts.forecast(series[: origin + 1], ahead)
    assert here.pmf == pytest.approx(there.pmf, abs=0)
    assert here.pmf == pytest.approx(cut.pmf, abs=1e-12)
    for rule, told in counts.benchmarks(series, ahead).items():
        assert told[origin].pmf == pytest.approx(counts.benchmarks(other, ahead)[rule][origin].pmf, abs=0)


def test_too_little_seen_gives_no_forecast():
    assert counts.forecast(np.ones(30), Ahead(1)) is None
    assert counts.forecast(np.array([]), Ahead(1)) is None
    assert counts.forecast(np.full(200, np.nan), Ahead(1)) is None
    assert counts.forecast(np.zeros(60), Ahead(1)).any < 0.2


def test_a_month_that_was_not_seen_is_not_a_zero():
    series = steady(np.random.default_rng(3), mean=20.0, excess=0.05)
    blind = series.copy()
    blind[-6:] = np.nan
    zeros = series.copy()
    zeros[-6:] = 0
    assert counts.forecast(blind, Ahead(1)).mean == pytest.approx(20, rel=0.2)
    assert counts.forecast(zeros, Ahead(1)).mean < 8
    assert evaluation.track(blind, Ahead(1)).n == evaluation.track(series, Ahead(1)).n - 6


@pytest.mark.parametrize("world", [steady, drifting])
@pytest.mark.parametrize("ahead", [Ahead(1), Ahead(3), Ahead(1, 3)])
def test_intervals_cover_and_pit_is_uniform_in_worlds_with_a_known_law(world, ahead):
    told = [evaluation.track(world(np.random.default_rng(k)), ahead, seed=k) for k in range(20)]
    assert 0.75 <= np.mean([t.coverage for t in told]) <= 0.90
    rejected = np.mean([t.uniform < 0.05 for t in told])
    assert rejected <= 0.10
    pooled = np.concatenate([t.pit for t in told])
    assert pooled.mean() == pytest.approx(0.5, abs=0.05)  # logarithms lie low where it drifts


def test_a_steady_world_is_forecast_nearly_as_well_as_its_own_law():
    law = scores.negative_binomial(4.0, 0.4)
    ours, best = [], []
    for k in range(20):
        series = steady(np.random.default_rng(k))
        t = evaluation.track(series, Ahead(1))
        ours.append(t.loss["own"].mean())
        best.append(np.mean([scores.crps(law, int(y)) for y in t.outcome]))
        assert t.brier < 0.2
    assert np.mean(ours) / np.mean(best) < 1.06


def test_a_drifting_world_is_forecast_better_than_by_each_rule_to_beat():
    told = [evaluation.track(drifting(np.random.default_rng(k)), Ahead(1)) for k in range(20)]
    assert np.median([t.skill("climatology") for t in told]) > 0.05
    assert np.median([t.skill("persistence") for t in told]) > 0.03
    assert np.median([t.skill("level") for t in told]) > -0.02


def test_a_track_says_which_rule_it_beats_and_with_what_doubt():
    t = evaluation.track(drifting(np.random.default_rng(5), 240), Ahead(1))
    statistic, p = t.against("persistence")
    assert statistic < 0
    assert 0 < p < 1
    assert len(t.loss["own"]) == len(t.outcome) == t.n


def test_a_share_of_the_mix_goes_to_the_last_months_as_they_lie():
    series = np.array([0.0, 2.0, 4.0] * 20)
    ours, lying = (counts.forecast(series, Ahead(1), plain) for plain in (0.0, 1.0))
    half = counts.forecast(series, Ahead(1), 0.5)
    assert lying.pmf[:5] == pytest.approx([1 / 3, 0, 1 / 3, 0, 1 / 3])
    assert half.mean == pytest.approx((ours.mean + lying.mean) / 2)
    assert half.pmf.sum() == pytest.approx(1)


def test_a_level_of_logarithms_is_moved_less_by_one_loud_month():
    calm = np.full(40, 9.0)
    loud = calm.copy()
    loud[-1] = 900.0
    plain, logs = counts.levels(loud)[-1], counts.log_levels(loud)[-1]
    assert plain == pytest.approx(0.7 * 9 + 0.3 * 900)
    assert logs == pytest.approx(np.exp(0.7 * np.log(9.5) + 0.3 * np.log(900.5)) - 0.5)
    assert counts.log_levels(calm)[-1] == pytest.approx(9.0)


def test_news_that_doubles_for_everybody_is_followed_at_once():
    months, double = 72, 60
    volume = np.where(np.arange(months) < double, 1000.0, 2000.0)
    own = volume * 0.02
    share, log_share = counts._forecast_shares(own, volume)
    fast = counts.levels(volume, 0.6)
    assert share == pytest.approx(0.02 * fast)
    assert log_share[double - 1] == pytest.approx(20.5)
    known = counts.rolling(own[: double + 2], Ahead(), origins=[double + 1], volume=volume[: double + 2])[0]
    blind = counts.rolling(own[: double + 2], Ahead(), origins=[double + 1])[0]
    assert abs(known.mean - 40) < abs(blind.mean - 40)
