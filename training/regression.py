"""Ridge logistic regression (le Cessie and van Houwelingen 1992) by L-BFGS (Liu and Nocedal 1989)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from comity.types import FloatArray

FEWEST = 6
"""A feature seen less often than this gets no weight."""

Features = frozenset[str]
"""Features that are present."""

Counted = Mapping[str, float]
"""Features with how often each is there."""


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """A matrix with a row per example and a column per feature (0, 1 or counts), first the intercept."""

    names: tuple[str, ...]
    x: csr_matrix

    @classmethod
    def of(
        cls, rows: Sequence[Features | Counted], always: Collection[str] = (), fewest: int = FEWEST
    ) -> FeatureTable:
        """Return the table of the features in at least ``fewest`` rows and of those in ``always``."""
        counts = Counter(f for marks in rows for f in marks)
        often = {f for f, n in counts.items() if n >= fewest}
        names = ("intercept", *sorted(often.union(always) - {"intercept"}))
        at = {f: n for n, f in enumerate(names)}
        there = [[0, *sorted(at[f] for f in marks if f in at)] for marks in rows]  # the same sums each time
        ends = np.cumsum([0, *map(len, there)])
        flat = [column for row in there for column in row]
        often_there = [
            marks.get(names[column], 1.0) if isinstance(marks, Mapping) else 1.0
            for marks, row in zip(rows, there, strict=True)
            for column in row
        ]
        return cls(names, csr_matrix((often_there, flat, ends), shape=(len(rows), len(names))))

    def fitted(
        self,
        hit: Sequence[bool],
        ridge: float | Callable[[str], float],
        small: float,
        prior: Mapping[str, float] | None = None,
    ) -> dict[str, float]:
        """Fit weights by which the features predict which rows are marked in ``hit``.

        Parameters
        ----------
        hit : for each row, whether it is a positive example
        ridge : the penalty, or a function that returns the penalty of a feature
        small : weights smaller than this are left out
        prior : feature -> the weight from which a distance is penalised (default: 0)
        """
        means = np.array([(prior or {}).get(f, 0.0) for f in self.names])
        penalty = np.array([_FREE] + [ridge(f) if callable(ridge) else ridge for f in self.names[1:]])
        w = _least_loss(self.x, np.array(hit, float), penalty, means)
        weights = {f: round(float(v), 2) for f, v in zip(self.names, w, strict=True)}
        return {f: v for f, v in weights.items() if f == "intercept" or abs(v) >= small}


def measured(rows: Sequence[Mapping[str, float]], hit: Sequence[bool]) -> dict[str, float]:
    """Fit weights of a few numeric features, each scaled by its standard deviation during the fit."""
    names = sorted({f for row in rows for f in row})
    raw = np.array([[row.get(f, 0.0) for f in names] for row in rows])
    spread = np.where(raw.std(axis=0) > 0, raw.std(axis=0), 1.0)
    x = csr_matrix(np.column_stack([np.ones(len(rows)), raw / spread]))
    penalty = np.array([_FREE] + [1.0] * len(names))
    w = _least_loss(x, np.array(hit, float), penalty, np.zeros(len(penalty)))
    scaled = {f: round(float(v), 3) for f, v in zip(names, w[1:] / spread, strict=True)}
    return {"intercept": round(float(w[0]), 3)} | scaled


_FREE = 0.01
"""The penalty of the intercept."""


def _least_loss(x: csr_matrix, y: FloatArray, penalty: FloatArray, means: FloatArray) -> FloatArray:
    """Fit logistic weights of the columns of ``x`` for ``y``, penalised for their distance from ``means``."""

    def loss(w: FloatArray) -> tuple[float, FloatArray]:
        z, apart = x @ w, w - means
        lost = np.logaddexp(0.0, z).sum() - y @ z + penalty @ apart**2 / 2
        return float(lost), x.T @ (expit(z) - y) + penalty * apart

    best: FloatArray = minimize(loss, means, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return best


_STEPS = 500
