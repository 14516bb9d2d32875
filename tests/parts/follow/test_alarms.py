"""Thresholds of alarms: scores by hand, the published bounds, and the budget kept on history never seen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom, chi2

from comity.measures.change import alarms
from comity.measures.change.alarms import BURN_IN, WEEK


def test_a_step_is_scored_as_the_beta_binomial_says() -> None:
    days = np.zeros((1, 60), bool)
    days[0, [3, 20, 45, 47, 48]] = True
    scores = alarms.steps(days)[0]
    before = 42  # days before the week that ends on day 48 (42 to 48)
    chance = betabinom.sf(2, WEEK, 2 + 0.5, before - 2 + 0.5)
    assert scores[48] == pytest.approx(-np.log10(chance), rel=1e-9)
    assert scores[45] == 0, "one day is no step"
    assert scores[50] == 0, "nothing happened on that day"
    assert not scores[: BURN_IN + WEEK - 1].any()


def test_a_silence_is_scored_by_the_days_before_it() -> None:
    days = np.zeros((1, 90), bool)
    days[0, [0, 5, 10, 20, 30, 80]] = True
    scores = alarms.silences(days)[0]
    chance = 1.0
    for k in range(49):  # 5 of the 31 days before had it; then 49 days without
        chance *= (26 + 0.5 + k) / (31 + 1 + k)
    assert scores[80] == pytest.approx(-np.log10(chance), rel=1e-9)
    assert np.flatnonzero(scores).tolist() == [80], (
        "short silences, and those after too short a past, are none"
    )


def test_alarms_of_one_episode_are_one() -> None:
    scores = np.zeros((2, 80))
    scores[0, [10, 12, 25, 60]] = 3.0
    scores[1, 10] = 1.0
    told = alarms.alarms(scores, 2.0)
    assert np.flatnonzero(told[0]).tolist() == [10, 60], "25 lies 13 days after 12"
    assert not told[1].any()


def test_the_bound_of_equal_weights_is_the_exact_one_of_poisson() -> None:
    """Garwood 1936: 95% one-sided for 0 is 2.996, for 3 it is 7.754."""
    none = alarms.rate([np.zeros((20, 365), bool)])
    years = 20 * 365 / alarms.MONTH
    assert none.bound == pytest.approx(2.9957 / years, rel=1e-4)
    some = np.zeros((20, 365), bool)
    some[[0, 5, 9], [10, 130, 300]] = True
    found = alarms.rate([some])
    assert (found.alarms, found.dispersion) == (3, 1.0)
    assert found.value == pytest.approx(3 / years)
    assert found.bound == pytest.approx(chi2.ppf(0.95, 8) / 2 / years, rel=1e-9)
    assert found.bound == pytest.approx(7.7537 / years, rel=1e-4)


def test_alarms_that_come_together_widen_the_bound() -> None:
    apart, together = np.zeros((40, 140), bool), np.zeros((40, 140), bool)
    apart[np.arange(20), np.arange(20) * 7] = True
    together[np.arange(20), 70] = True
    one, other = alarms.rate([apart]), alarms.rate([together])
    assert one.value == other.value
    assert other.dispersion > 5
    assert other.bound > 1.5 * one.bound


def world(rng: np.random.Generator, pairs: int, days: int) -> np.ndarray:
    """Joint days of pairs with rates of their own, bursts of their own, and crises that draw everybody."""
    rates = rng.beta(1, 12, (pairs, 1))
    bursts = np.repeat(rng.gamma(0.7, 1 / 0.7, (pairs, days // 5 + 1)), 5, axis=1)[:, :days]
    crises = np.where(np.repeat(rng.random(days // 10 + 1), 10)[:days] < 0.05, 4.0, 1.0)
    return rng.random((pairs, days)) < np.minimum(rates * bursts * crises, 0.9)


def test_the_budget_is_kept_on_days_that_the_threshold_never_saw() -> None:
    """Forty worlds of three places: false alarms met after the threshold was set, against those allowed."""
    rng = np.random.default_rng(7)
    met, kept = [], 0
    for _ in range(40):
        scores = [f(world(rng, 41, 330)) for f in (alarms.steps, alarms.steps, alarms.silences)]
        made = alarms.promise([s[1:, :150] for s in scores], 1.0)
        assert made.possible
        assert made.rate is not None
        assert made.rate.bound <= 1.0
        later = alarms.rate([alarms.alarms(s[:1], made.threshold)[:, 150:] for s in scores])
        met.append(later.value)
        kept += alarms.rate([alarms.alarms(s[1:], made.threshold)[:, 150:] for s in scores]).value <= 1.0
    assert np.mean(met) <= 1.0, "the pair itself, which is one like its placebos"
    assert kept >= 36, "nine worlds of ten at the least"
    assert np.mean(met) >= 0.2, "and not by telling nothing"


def test_a_step_that_is_there_is_told() -> None:
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(20):
        days = world(rng, 41, 200)
        days[0, :190], days[0, 190:196] = rng.random(190) < 0.04, True
        scores = alarms.steps(days)
        made = alarms.promise([scores[1:, :180]], 0.5)
        found += bool(alarms.alarms(scores[:1], made.threshold)[0, 188:].any())
    assert found >= 18


def test_a_stream_that_is_too_short_promises_nothing() -> None:
    few = alarms.promise([np.zeros((40, 70))], 1.0)
    assert not few.possible
    assert "too short" in few.why_not
    assert few.finding().value is None
    assert "placebo pairs" in alarms.promise([np.zeros((5, 300))], 1.0).why_not
    loud = np.zeros((40, 120))
    loud[:, ::15] = 99.0
    never = alarms.promise([loud], 0.1)
    assert not never.possible
    assert "cannot show" in never.why_not


def test_a_promise_is_a_finding_with_its_doubt() -> None:
    made = alarms.promise([alarms.steps(world(np.random.default_rng(1), 40, 200))], 1.0)
    f = made.finding()
    assert f.known
    assert f.interval is not None
    assert f.interval.high <= 1.0
    assert f.detail.threshold == made.threshold
