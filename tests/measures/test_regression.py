"""Regressions of counts and shares: by hand where it can be, and against statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm

from comity.measures.stats import regression

CONSTANT_AND_STEP = np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]])


def test_rates_of_two_halves_and_their_errors_are_what_a_hand_computes() -> None:
    """Means 3 and 6, scores -1, 1, -2, 2: squares add to 10 (constant) and 8 (step), information 18, 12."""
    fit = regression.fit_poisson(np.array([2.0, 4, 4, 8]), CONSTANT_AND_STEP)
    assert fit.coefficients == pytest.approx([math.log(3), math.log(2)])
    assert fit.bread == pytest.approx(np.array([[1 / 6, -1 / 6], [-1 / 6, 1 / 4]]))
    assert fit.errors_in_time(0) == pytest.approx([math.sqrt(2) / 6, math.sqrt(2 / 36 + 8 / 144)])
    # neighbours weigh a half: -1 x 1, 1 x -2, -2 x 2; within the first half -1 of 2, so 1 is left
    assert fit.errors_in_time(1)[0] == pytest.approx(1 / 6)
    # clusters of the halves: each half's scores sum to 0
    assert fit.errors_in_clusters(np.array([0.0, 0, 1, 1])) == pytest.approx([0, 0], abs=1e-9)


def test_shares_of_two_halves_are_what_a_hand_computes() -> None:
    fit = regression.fit_binomial(np.array([1.0, 3, 6, 3]), np.array([4.0, 4, 8, 4]), CONSTANT_AND_STEP)
    assert fit.coefficients == pytest.approx([0, math.log(3)])
    assert fit.bread[0, 0] == pytest.approx(1 / 2)  # of 8 trials at one half


def test_counts_without_noise_are_fitted_in_full_and_shares_without_overlap_end() -> None:
    x = np.column_stack([np.ones(6), np.arange(6.0)])
    fit = regression.fit_poisson(np.exp(x @ [0.5, 0.3]), x)
    assert fit.coefficients == pytest.approx([0.5, 0.3])
    apart = regression.fit_binomial(np.repeat([0.0, 1], 3), np.ones(6), x)
    assert np.isfinite(apart.coefficients).all()
    assert apart.coefficients[1] > 5, "no slope is finite; what is found is steep"


@pytest.mark.parametrize("seed", range(4))
def test_estimates_and_errors_are_those_of_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = (12, 60, 200, 400)[seed]
    x = np.column_stack([np.ones(n), rng.normal(size=n), np.arange(n) > n // 2])
    counts = rng.negative_binomial(2, 0.2, n) * np.exp(0.2 * x[:, 1]).round()
    trials = rng.integers(1, 9, n).astype(float)
    hits = rng.binomial(trials.astype(int), 0.4).astype(float)
    groups = rng.integers(0, 5, n).astype(float)
    poisson, binomial = sm.families.Poisson(), sm.families.Binomial()
    both = (
        (regression.fit_poisson(counts, x), sm.GLM(counts, x, family=poisson)),
        (
            regression.fit_binomial(hits, trials, x),
            sm.GLM(np.column_stack([hits, trials - hits]), x, family=binomial),
        ),
    )
    for ours, model in both:
        theirs = model.fit(tol=1e-14, cov_type="HAC", cov_kwds={"maxlags": 3})
        assert ours.coefficients == pytest.approx(theirs.params, rel=1e-8, abs=1e-8)
        assert ours.errors_in_time(3) == pytest.approx(theirs.bse, rel=1e-8)
        theirs = model.fit(tol=1e-14, cov_type="cluster", cov_kwds={"groups": groups})
        assert ours.errors_in_clusters(groups) == pytest.approx(theirs.bse, rel=1e-8)
