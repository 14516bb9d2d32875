"""The steps of co-action one by one: residuals, groups, matched pairs, simpler nulls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from coaction_tables import random_table
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from comity.errors import QuestionError
from comity.measures.coaction import groups, power, residuals, statistic
from comity.measures.coaction.pairwise import pair_table, unskew
from comity.measures.coaction.time_axis import day_numbers, time_axis
from comity.measures.stats import matching, multiplicity

SEEDS = st.integers(0, 2**32 - 1)


def test_smooth_is_a_triangle_with_renormalised_edges() -> None:
    got = residuals.smooth(np.array([[1.0, 0.0, 0.0, 0.0, 6.0]]), half=1)
    np.testing.assert_allclose(got[0], [1 / 1.5, 0.25, 0.0, 1.5, 6 / 1.5])


@given(SEEDS, st.integers(1, 60))
def test_a_bar_is_the_smallest_count_exceeded_in_at_most_sixty_percent(seed: int, bins: int) -> None:
    counts = np.random.default_rng(seed).poisson([[0.3], [2.0], [20.0]], size=(3, bins))
    for row, bar in zip(counts, residuals.activity_bars(counts), strict=True):
        assert (row > bar).sum() * 10 <= 6 * bins
        assert bar == 0 or (row > bar - 1).sum() * 10 > 6 * bins


@given(st.integers(0, 40), st.floats(0.02, 500.0), st.floats(1e-6, 20.0))
def test_chance_above_is_negative_binomial(bar: int, mean: float, dispersion: float) -> None:
    size = 1.0 / dispersion
    right = stats.nbinom.sf(bar, size, 1.0 / (1.0 + dispersion * mean))
    got = residuals.chance_above(bar, np.array([mean]), dispersion)[0]
    assert got == pytest.approx(right, rel=1e-6, abs=1e-9)


def test_everyones_news_holds_neither_partner() -> None:
    """What the two partners do in a bin, however wild, does not move the news they are held to."""
    counts = random_table(7, states=8, bins=60)
    news = residuals.fit_news(counts)
    i, j = 2, 5
    others = [s for s in range(8) if s not in (i, j)]
    total = news.weight[others] @ counts[others]
    level = news.weight[others] @ news.own[others]
    mean = np.maximum((1 + news.pull * (total / level - 1)), 1e-3) * news.own[i] * news.week[i]
    chance = residuals.chance_above(int(news.bar[i]), np.maximum(mean, 0.02), float(news.dispersion[i]))
    np.testing.assert_allclose(news.chance(i, np.array([j]))[0], np.clip(chance, 0.01, 0.99))


def test_where_nothing_ever_swings_news_pull_fully() -> None:
    news = residuals.fit_news(np.full((4, 60), 2))
    assert news.pull == 1.0
    np.testing.assert_allclose(news.own, 2.0)


def test_residuals_are_centred_and_clipped() -> None:
    news = residuals.fit_news(random_table(1))
    e = news.residual(3, np.arange(4, 9))
    np.testing.assert_allclose(e.mean(axis=1), 0.0, atol=1e-12)
    assert np.ptp(e, axis=1).max() <= 2 * residuals.RESIDUAL_CLIP


def test_z_is_symmetric_and_the_table_keeps_states_with_ten_acts() -> None:
    counts = random_table(9)
    counts[4] = 0
    counts[4, :9] = 1
    table = pair_table(counts)
    assert sorted(table.states) == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    np.testing.assert_allclose(table.z, table.z.T, atol=1e-12)
    assert not table.usable(np.array([[4, 5]]))[0]


@given(st.floats(-3.0, 8.0), st.floats(0.01, 5.0))
def test_unskew_solves_its_equation(z: float, skew: float) -> None:
    u = float(unskew(np.array(z), np.array(skew)))
    if z > -skew / 6 - 1.5 / skew:  # where the parabola reaches
        assert u + skew / 6 * (u * u - 1) == pytest.approx(z, abs=1e-6)
    assert float(unskew(np.array(z), np.array(0.0))) == z


def test_a_group_of_many_is_taken_out_and_one_strong_pair_is_not() -> None:
    rng = np.random.default_rng(3)
    noise = rng.normal(size=(40, 40))
    z = (noise + noise.T) / np.sqrt(2)
    z[:10, :10] += 5.0
    z[20, 21] = z[21, 20] = 12.0
    part = groups.group_part(z)
    inside = part[:10, :10][~np.eye(10, dtype=bool)]
    assert 3.5 < inside.mean() < 6.0
    assert abs(part[20, 21]) < 1.0
    assert np.abs(part[10:20, 30:]).mean() < 0.5
    assert set(groups.companions(z, 0, 1, 2.0)) <= set(range(2, 10))
    assert len(groups.companions(z, 0, 1, 2.0)) == groups.MOST_NAMED
    assert len(groups.companions(z, 20, 21, 2.0)) == 0


def test_a_strong_member_pair_keeps_what_is_its_own() -> None:
    rng = np.random.default_rng(5)
    noise = rng.normal(size=(40, 40))
    z = (noise + noise.T) / np.sqrt(2)
    z[:12, :12] += 4.0
    z[0, 1] = z[1, 0] = 12.0
    assert 12.0 - groups.group_part(z)[0, 1] > 5.0


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(2, 300), st.integers(1, 90))
def test_matched_pairs_are_those_of_the_plain_rule_ties_and_all(seed: int, n: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    features = rng.integers(0, 5, size=(n, 3)) / rng.choice([1.0, 3.0, 7.0])
    values, asked = rng.normal(size=n), rng.permutation(n)[:20]
    got = matching.rank_among_matched(values, features, asked, k)
    for at, c in enumerate(asked):
        d = ((features - features[c]) ** 2).sum(axis=1)
        d[c] = np.inf
        edge = np.sort(d)[min(k, n - 1) - 1]
        like = values[d <= edge + 1e-9]
        centre = np.median(like)
        assert got.centre[at] == pytest.approx(centre, abs=1e-12)
        spread = max(1.0, 1.4826 * np.median(np.abs(like - centre)))
        assert got.spread[at] == pytest.approx(spread, abs=1e-12)
        assert got.of[at] == len(like) + 1
        assert got.rank[at] == 1 + (like >= values[c]).sum()


def test_a_single_pair_stands_alone() -> None:
    got = matching.rank_among_matched(np.array([3.0]), np.zeros((1, 3)), np.array([0]))
    assert (got.centre[0], got.spread[0], got.rank[0], got.of[0]) == (0.0, 1.0, 1, 1)


def test_q_values_leave_out_what_was_not_tested() -> None:
    p = np.array([0.01, np.nan, 0.04, 0.03])
    np.testing.assert_allclose(multiplicity.q_values(p), [0.03, np.nan, 0.04, 0.04])
    cautious = multiplicity.q_values(p, "by")
    np.testing.assert_allclose(cautious[[0, 2, 3]], np.array([0.03, 0.04, 0.04]) * (1 + 1 / 2 + 1 / 3))
    assert np.isnan(multiplicity.q_values([np.nan])).all()


def test_the_weakest_share_by_hand() -> None:
    # Three places: the first question at .05 / 3 needs 2.128 + 0.842 = 2.970 of its z, .1 of the days each;
    # the second 1.645 + 0.842 = 2.486 of its z, .09 each, of nine tenths of the tie.
    score = statistic.Score(0.0, 0.0, 0.1, 0.09, 0.0, False)
    assert power.weakest_share(score, 3) == pytest.approx(0.2970, abs=1e-3)
    busy = replace(score, active=0.5)  # a share of the days of one who acts on half of them is worth more
    assert power.weakest_share(busy, 3) == pytest.approx(0.2970 / 1.1485, abs=1e-3)
    assert power.weakest_share(replace(score, joint_tie=0.01), 3) == pytest.approx(0.2486, abs=1e-3)
    assert power.weakest_share(replace(score, joint_tie=0.4), 3) is None


def test_neither_smooth_nor_kernel_nor_autocorrelation_reaches_across_a_break() -> None:
    axis = time_axis([0, 1, 2, 400, 401, 402])
    values = np.array([[1.0, 1.0, 1.0, 5.0, 5.0, 5.0]])
    np.testing.assert_allclose(axis.smooth(values, 26), values)
    near = axis.neighbours(values, np.array([1.0, 0.5, 0.25, 0.125]))
    np.testing.assert_allclose(near[0], [1.75, 2.0, 1.75, 8.75, 10.0, 8.75])
    np.testing.assert_allclose(axis.autocovariance(values, 2)[0], [13.0, 52 / 6, 26 / 6])
    whole = time_axis(6)
    np.testing.assert_allclose(whole.neighbours(values, np.array([1.0, 0.5]))[0, 2:4], [4.0, 8.0])


def test_days_know_their_week_and_bins_must_rise() -> None:
    days = [date(2026, 11, 23) + timedelta(k) for k in (0, 1, 6, 7)]  # the 23rd is a Monday
    assert time_axis(day_numbers(days, "day")).phase.tolist() == [0, 1, 6, 0]
    assert time_axis(day_numbers(days[::3], "week")).at.tolist() == [0, 1]
    with pytest.raises(QuestionError, match="order of time"):
        time_axis([3, 3])


def test_a_weekend_of_ones_own_is_taken_out_and_chance_is_not() -> None:
    rng = np.random.default_rng(2)
    phase = np.arange(700) % 7
    expected = np.full((2, 700), 1.0)
    rate = np.where(phase >= 5, 0.2, 1.32)
    counts = np.stack([rng.poisson(rate), rng.poisson(1.0, 700)]).astype(float)
    week = residuals.estimate_week_factors(counts, expected, expected, phase)
    assert week[0, phase >= 5].max() < 0.35
    assert week[0, phase < 5].min() > 1.1
    assert np.abs(week[1] - 1.0).max() < 0.1
