"""Alarms, steps, their dates and what would turn a word, worked out by hand or one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma

from comity.measures.change import alarms, window_change

# Alarms


def some_days(seed: int, pairs: int = 4, days: int = 120) -> np.ndarray:
    return np.random.default_rng(seed).random((pairs, days)) < 0.2


def test_every_step_is_scored_by_its_own_past() -> None:
    days = some_days(1)
    expected = np.zeros(days.shape)
    for i, row in enumerate(days):
        for t in range(34, 120):
            week, past = int(row[t - 6 : t + 1].sum()), row[: t - 6]
            if row[t] and week >= 2:
                law = stats.betabinom(7, past.sum() + 0.5, len(past) - past.sum() + 0.5)
                expected[i, t] = max(-math.log10(law.sf(week - 1)), 0)
    assert alarms.steps(days) == pytest.approx(expected, abs=1e-9)
    assert not alarms.steps(days[:, :34]).any()
    assert alarms.steps(days[:, :35]).shape == (4, 35)


def test_every_silence_is_scored_by_what_went_before() -> None:
    days = np.random.default_rng(2).random((6, 300)) < 0.06
    expected = np.zeros(days.shape)
    for i, row in enumerate(days):
        at = np.flatnonzero(row)
        for k in range(1, len(at)):
            gap, past = at[k] - at[k - 1] - 1, at[k - 1] + 1
            if gap > 14 and past >= 28:
                a, b = k + 0.5, past - k + 0.5
                chance = math.prod((b + j) / (a + b + j) for j in range(gap))
                expected[i, at[k]] = -math.log10(chance)
    assert (expected > 0).sum() > 10
    assert alarms.silences(days) == pytest.approx(expected, abs=1e-9)
    once = np.zeros((1, 100), bool)
    once[0, 50] = True
    assert not alarms.silences(once).any()


def test_an_alarm_begins_at_the_threshold_after_fourteen_quiet_days() -> None:
    scores = np.zeros((1, 60))
    scores[0, [0, 10, 24, 39, 54]] = 2.0
    scores[0, 30] = 1.99
    assert np.flatnonzero(alarms.alarms(scores, 2.0)[0]).tolist() == [0, 39, 54]
    scores[0, [24, 39, 54]] = 0.0
    scores[0, 25] = 2.0
    assert np.flatnonzero(alarms.alarms(scores, 2.0)[0]).tolist() == [0, 25]


def test_the_rate_of_places_with_few_and_many_placebos() -> None:
    few, many = np.zeros((20, 70), bool), np.zeros((40, 70), bool)
    few[0, 3] = few[1, 3] = many[0, 40] = many[0, 69] = many[5, 41] = True
    r = alarms.rate([few, many])
    months = 70 / (365.25 / 12)
    w = np.array([1 / (20 * months), 1 / (40 * months)])
    weekly = np.zeros(10)
    weekly[[0, 5, 9]] = 2 * w[0], 2 * w[1], w[1]
    value, spread = 2 * w[0] + 3 * w[1], 2 * w[0] ** 2 + 3 * w[1] ** 2
    stray = ((weekly - weekly.mean()) ** 2).sum() * 10 / 9 / spread
    assert stray > 1
    v, y = stray * spread + (stray * w[0]) ** 2, value + stray * w[0]
    assert (r.value, r.dispersion, r.months) == pytest.approx((value, stray, months))
    assert r.bound == pytest.approx(v / (2 * y) * stats.chi2.ppf(0.95, 2 * y**2 / v))
    assert (r.alarms, r.pairs) == (5, 20)


@pytest.mark.parametrize(("days", "scored"), [(20, 0), (34, 0), (35, 1), (75, 41)])
def test_six_weeks_must_be_scored(days: int, scored: int) -> None:
    assert alarms.too_short(days) == f"the stream is too short: {scored} days can be scored, 42 are needed"
    assert alarms.too_short(76) == ""


def test_the_threshold_is_the_lowest_that_keeps_the_budget() -> None:
    rng = np.random.default_rng(5)
    bursts = np.repeat(rng.random((40, 40)) < 0.05, 5, axis=1)
    scores = alarms.steps(rng.random((40, 200)) < np.where(bursts, 0.8, 0.03))
    made = alarms.promise([scores[:5], scores], 0.2)
    assert made.rate is not None
    assert made.rate.pairs == 40, "five placebo pairs are too few to count"
    at = alarms.THRESHOLDS.tolist().index(made.threshold)
    assert at > 0
    scored = scores[:, 34:]
    assert made.rate == alarms.rate([alarms.alarms(scored, made.threshold)])
    assert made.rate.bound <= 0.2 < alarms.rate([alarms.alarms(scored, alarms.THRESHOLDS[at - 1])]).bound
    assert (alarms.THRESHOLDS[0], alarms.THRESHOLDS[1], alarms.THRESHOLDS[-1]) == (1.0, 1.1, 15.0)
    none = alarms.promise([np.zeros((18, 200))], 1.0)
    assert (none.why_not, none.threshold) == ("no place has 19 placebo pairs", 0.0)
    short = alarms.promise([np.zeros((19, 40))], 1.0)
    assert (short.threshold, short.why_not) == (0.0, alarms.too_short(40))
    assert alarms.promise([np.zeros((19, 200))], 9.0).threshold == 1.0


def test_a_promise_says_what_it_rests_on() -> None:
    rate = alarms.Rate(0.2, 0.7, 3, 25, 4.5, 1.5)
    f = alarms.Promise(1.0, 2.5, rate).finding()
    assert (f.value, f.n, f.interval.low, f.interval.high, f.interval.level) == (0.2, 3, 0.0, 0.7, 0.95)
    d = f.detail
    assert (d.budget, d.threshold, d.placebo_pairs, d.months, d.dispersion) == (1.0, 2.5, 25, 4.5, 1.5)
    none = alarms.Promise(1.0, 2.5, rate, "it is too short").finding()
    assert (none.value, none.why_not) == (None, "it is too short")


# What would turn a word


# Two windows


def test_the_dispersion_of_two_windows_by_hand() -> None:
    """(1, 3) about 2 gives 1; (0, 6) about 3 gives 6: 7 over two degrees of freedom."""
    before, after = np.array([1.0, 3.0]), np.array([0.0, 6.0])
    assert window_change._dispersion(before, after) == pytest.approx(3.5)
    r = window_change.compare_rates(before, 2.0, after, 2.0)
    b, a = 4 / 3.5, 6 / 3.5
    assert (r.ratio, r.dispersion) == pytest.approx((1.5, 3.5))
    share = stats.beta.ppf(0.05, a, b + 1), stats.beta.ppf(0.95, a + 1, b)
    assert (r.low, r.high) == pytest.approx(tuple(s / (1 - s) for s in share))
    assert r.p_rise == pytest.approx(stats.beta.cdf(0.5, a, b + 1))
    assert r.p_fall == pytest.approx(stats.beta.sf(0.5, a + 1, b))
    assert window_change._dispersion(np.array([4.0]), np.array([9.0])) == 1.0
    assert window_change._dispersion(np.array([0.0, 0.0]), after) == pytest.approx(3.0)


def test_likeness_of_years_makes_a_mean_less_sure() -> None:
    """Of three years alike by a half: 1 + 2 (2/3 1/2 + 1/3 1/4)."""
    assert window_change._inflation(0.5, 3) == pytest.approx(1 + 2 * (2 / 3 / 2 + 1 / 3 / 4))
    assert window_change._inflation(0.0, 6) == 1.0


def test_dispersions_that_are_alike_are_one() -> None:
    assert window_change._prior(np.array([2.0, 4.0]), 10.0) == (3.0, 0.0)
    assert window_change._prior(np.array([0.0, 0.0]), 10.0) == (0.0, 0.0)
    common, worth = window_change._prior(np.full(5, 2.0), 10.0)
    assert math.isinf(worth)
    assert common == pytest.approx(2.0 * 5 / math.exp(digamma(5)))
    rng = np.random.default_rng(1)
    apart = 3.0 * rng.chisquare(10, 4000) / 10 * 8 / rng.chisquare(8, 4000)
    centre, worth = window_change._prior(apart, 10.0)
    assert (centre, worth) == (pytest.approx(3.0, rel=0.1), pytest.approx(8.0, rel=0.2))


def test_a_step_between_years_without_noise_has_one_year() -> None:
    years = np.arange(2000, 2014)
    amounts = np.where(years < 2006, 2.0, 9.0)
    step = window_change.since(amounts, np.ones(14), years, 1, 2000)
    assert step is not None
    assert (step.year, step.earliest <= 2006 <= step.latest) == (2006, True)
    assert window_change.since(amounts[:6], np.ones(6), years[:6], 1, 2000) is None
    assert window_change.since(np.zeros(14), np.ones(14), years, 1, 2000) is None
    gone = np.where(years == 2003, 0.0, 1.0)
    assert window_change.since(amounts * gone, gone, years, 1, 2000).year == 2006  # type: ignore[union-attr]


def test_the_range_of_since_is_of_years_whose_likelihood_chance_may_put_first() -> None:
    """Three a year for eight years, then thirty: years by Poisson likelihoods, the bound by other draws."""
    years, counts = np.arange(2000, 2016), np.array([3.0] * 8 + [30.0] * 8)

    def profile(y: np.ndarray) -> np.ndarray:
        out = []
        for k in range(window_change.EDGE, 16 - window_change.EDGE + 1):
            early, late = y[:k].mean(), y[k:].mean()
            rates = np.repeat([early, late], [k, 16 - k]) if late > early else np.full(16, y.mean())
            out.append(stats.poisson.logpmf(y, rates).sum())
        return np.array(out)

    rng, own = np.random.default_rng(5), profile(counts)
    drawn = [profile(rng.poisson(counts)) for _ in range(300)]
    most = np.quantile([p.max() - p[own.argmax()] for p in drawn], 0.9)
    inside = np.arange(2003, 2014)[own >= own.max() - most]
    since = window_change.since(counts, np.ones(16), years, 1, 2000)
    assert since is not None
    assert (since.year, since.earliest, since.latest) == (2008, inside.min(), inside.max())


def test_the_likelihood_of_a_step_in_amounts_by_hand() -> None:
    y, x = np.array([[1.0, 1, 1, 4, 4, 4, 4]]), np.ones(7)
    steps = np.array([3, 4])
    up = window_change._steps(y, x, steps, 1)[0]
    assert up.tolist() == pytest.approx([16 * math.log(4), 7 * math.log(7 / 4) + 12 * math.log(4)])
    none = 19 * math.log(19 / 7)
    assert window_change._steps(y, x, steps, -1)[0].tolist() == pytest.approx([none, none])
