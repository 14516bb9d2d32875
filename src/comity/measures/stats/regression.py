"""Regressions of shares on a few columns, with standard errors that are valid for clustered trials.

The fit is iteratively reweighted least squares (Nelder and Wedderburn 1972, J. R. Stat. Soc. A 135:370). The
errors come from a sandwich estimator over clusters (Liang and Zeger 1986, Biometrika 73:13).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from comity.types import FloatArray

_ROUNDS, _TOLERANCE = 100, 1e-12


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted regression: coefficients (columns,), and what their standard errors are computed from."""

    coefficients: FloatArray
    bread: FloatArray  # (columns, columns) inverse of the information
    scores: FloatArray  # (rows, columns) of each row at the coefficients

    def errors_in_clusters(self, groups: FloatArray) -> FloatArray:
        """Return standard errors (columns,) that let rows with the same value in ``groups`` be correlated."""
        _, group = np.unique(groups, return_inverse=True)
        sums = np.zeros((group.max() + 1, self.scores.shape[1]))
        np.add.at(sums, group, self.scores)
        rows, columns = self.scores.shape
        few = len(sums) / (len(sums) - 1) * (rows - 1) / (rows - columns)
        return self._errors(few * sums.T @ sums)

    def _errors(self, meat: FloatArray) -> FloatArray:
        return np.asarray(np.sqrt(np.diag(self.bread @ meat @ self.bread)))


def fit_binomial(hits: FloatArray, trials: FloatArray, design: FloatArray) -> Regression:
    """Regress the log odds of hits among trials, both (rows,), on a design matrix (rows, columns)."""

    def expect(log_odds: FloatArray) -> tuple[FloatArray, FloatArray]:
        share = expit(log_odds)
        return trials * share, trials * share * (1 - share)

    return _fit(hits, design, np.log((hits + 0.5) / (trials - hits + 0.5)), expect)


def _fit(
    y: FloatArray,
    design: FloatArray,
    predicted: FloatArray,
    expect: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
) -> Regression:
    """Fit a regression with the canonical link; ``expect`` gives mean and variance of a predictor."""
    coefficients: FloatArray = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        mean, variance = expect(predicted)
        root = np.sqrt(variance)
        # In this form a predictor at which the variance vanishes divides nothing by 0.
        target = root * predicted + (y - mean) / np.maximum(root, 1e-150)
        moved = np.asarray(np.linalg.lstsq(root[:, None] * design, target, rcond=None)[0], float)
        step, coefficients = np.abs(moved - coefficients).max(), moved
        predicted = design @ coefficients
        if step <= _TOLERANCE * (1 + np.abs(coefficients).max()):
            break
    mean, variance = expect(predicted)
    bread: FloatArray = np.asarray(np.linalg.pinv(design.T @ (variance[:, None] * design)), float)
    return Regression(coefficients, bread, (y - mean)[:, None] * design)
