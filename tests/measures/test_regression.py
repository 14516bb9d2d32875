"""Regressions of counts and shares: by hand where it can be, and against statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest

from comity.measures.stats import regression

CONSTANT_AND_STEP = np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]])


def test_shares_of_two_halves_are_what_a_hand_computes() -> None:
    fit = regression.fit_binomial(np.array([1.0, 3, 6, 3]), np.array([4.0, 4, 8, 4]), CONSTANT_AND_STEP)
    assert fit.coefficients == pytest.approx([0, math.log(3)])
    assert fit.bread[0, 0] == pytest.approx(1 / 2)  # of 8 trials at one half
