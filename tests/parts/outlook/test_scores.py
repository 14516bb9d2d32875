"""Scores of counts: against an independent implementation, by hand, and in worlds with a known answer."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import nbinom, poisson

from comity.parts.outlook.forecast import scores

MEANS = st.floats(0.05, 300)
EXCESS = st.floats(0.0, 6.0)


@given(MEANS, EXCESS)
def test_a_distribution_has_the_mean_and_the_variance_asked_for(mean, excess):
    pmf = scores.negative_binomial(mean, excess)
    k = np.arange(len(pmf))
    assert pmf.sum() == pytest.approx(1, abs=1e-8)
    assert pmf @ k == pytest.approx(mean, rel=1e-5)
    spread = mean + (excess if excess >= scores.NO_EXCESS else 0) * mean**2
    assert pmf @ k**2 - (pmf @ k) ** 2 == pytest.approx(spread, rel=1e-3)


@pytest.mark.parametrize(("mean", "excess"), [(0.3, 0.5), (4.0, 0.2), (60.0, 1.5), (900.0, 0.05)])
def test_the_distribution_is_the_negative_binomial(mean, excess):
    pmf = scores.negative_binomial(mean, excess)
    k = np.arange(len(pmf) - 1)
    size = 1 / excess
    assert pmf[:-1] == pytest.approx(nbinom.pmf(k, size, size / (size + mean)), abs=1e-12)
    assert scores.negative_binomial(mean, 0.0)[:5] == pytest.approx(poisson.pmf(np.arange(5), mean))


@pytest.mark.parametrize("seen", [0, 1, 5, 40, 300])
@pytest.mark.parametrize(("mean", "excess"), [(0.3, 0.5), (4.0, 0.2), (60.0, 1.5)])
def test_crps_agrees_with_scoringrules_and_the_log_score_with_scipy(mean, excess, seen):
    pmf, size = scores.negative_binomial(mean, excess), 1 / excess
    p = size / (size + mean)
    assert scores.crps(pmf, seen) == pytest.approx(float(scoringrules.crps_negbinom(seen, size, p)), rel=1e-5)
    if seen < len(pmf) and pmf[seen] > 1e-10:
        expected = -nbinom.logpmf(seen, size, p)
        assert scores.log_score(pmf, seen) == pytest.approx(expected, rel=1e-6)


def test_crps_by_hand():
    pmf = np.array([0.25, 0.5, 0.25])
    # cdf .25 .75 1; seen 2: .25^2 + .75^2 + 0
    assert scores.crps(pmf, 2) == pytest.approx(0.625)
    # seen 4, beyond the pmf: .25^2 + .75^2 + 1 + 1
    assert scores.crps(pmf, 4) == pytest.approx(2.625)
    assert scores.crps(np.array([0.0, 1.0]), 1) == 0


def test_quantiles_and_intervals_by_hand():
    pmf = np.array([0.1, 0.4, 0.4, 0.1])
    assert [scores.quantile(pmf, q) for q in (0.05, 0.1, 0.5, 0.9, 0.95)] == [0, 0, 1, 2, 3]
    assert scores.central(pmf, 0.8) == (0, 2)


def test_the_pit_of_the_true_distribution_is_uniform_and_of_a_false_one_is_not():
    rng = np.random.default_rng(4)
    mean, excess = 2.5, 0.6
    seen = rng.negative_binomial(1 / excess, 1 / (1 + excess * mean), 800)
    u = rng.random(800)
    true, low = scores.negative_binomial(mean, excess), scores.negative_binomial(1.6, excess)
    narrow = scores.negative_binomial(mean, 0.0)
    told = {
        k: np.array([scores.pit(pmf, int(y), v) for y, v in zip(seen, u, strict=True)])
        for k, pmf in {"true": true, "low": low, "narrow": narrow}.items()
    }
    assert scores.uniform(told["true"]) > 0.05
    assert scores.uniform(told["low"]) < 1e-4
    assert scores.uniform(told["narrow"]) < 1e-4


def test_the_true_distribution_loses_least():
    rng = np.random.default_rng(1)
    seen = rng.negative_binomial(2, 2 / (2 + 3), 3000)
    for score in (scores.crps, scores.log_score):
        lost = [
            np.mean([score(scores.negative_binomial(m, e), int(y)) for y in seen])
            for m, e in ((3, 0.5), (3, 0.0), (2.2, 0.5), (4, 0.5), (3, 2.0))
        ]
        assert np.argmin(lost) == 0


def test_brier_and_skill_by_hand():
    assert scores.brier(np.array([0.2, 1.0]), np.array([1.0, 1.0])) == pytest.approx([0.64, 0.0])
    assert scores.skill(np.array([1.0, 2.0]), np.array([2.0, 4.0])) == pytest.approx(0.5)
    assert scores.skill(np.array([1.0]), np.array([0.0])) == 0


def test_diebold_mariano_keeps_its_size_under_overlapping_errors_and_finds_a_difference():
    rng = np.random.default_rng(7)
    rejected, found = 0, 0
    for _ in range(400):
        noise = rng.normal(size=122)
        overlapping = noise[:-2] + noise[1:-1] + noise[2:]
        rejected += scores.diebold_mariano(overlapping, np.zeros(120), 3)[1] < 0.05
        statistic, p = scores.diebold_mariano(overlapping - 1.2, np.zeros(120), 3)
        found += p < 0.05 and statistic < 0
    assert rejected / 400 <= 0.11  # the kernel leaves the overlap a little too small, as is known of it
    assert found / 400 > 0.9
    assert scores.diebold_mariano(np.ones(20), np.ones(20), 1) == (0.0, 1.0)


def test_the_test_of_the_pit_holds_its_size_where_neighbours_are_linked():
    """Smoothed noise turned into uniform values: taking months for independent rejects too much."""
    rng = np.random.default_rng(1)
    rejected = []
    for _ in range(300):
        noise = rng.normal(size=153)
        linked = (noise[:-3] + noise[1:-2] + noise[2:-1] + noise[3:]) / 2
        rejected.append(scores.uniform(ndtr(linked), 4) < 0.05)
    assert np.mean(rejected) < 0.15


def test_the_mean_of_a_linked_series_has_its_long_run_variance():
    rng = np.random.default_rng(2)
    noise = rng.normal(size=4001)
    assert scores.long_run(noise[1:] + noise[:-1], 8) == pytest.approx(4, rel=0.15)
    assert scores.long_run(noise, 1) == pytest.approx(1, rel=0.15)
