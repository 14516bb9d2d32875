"""Shares and ratios of shares whose hits come in clusters: drafts on one crisis move together.

The hits of a cluster are beta-binomial: clusters have shares of their own around the common one, and the
intraclass correlation says how far apart these lie (Williams 1982, Applied Statistics 31:144).  Few clusters
tell little of the correlation, so it is integrated out under a prior rather than estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import betaln

from comity.records.finding import Interval
from comity.types import LEVEL, FloatArray, IntArray

SHARES, CORRELATIONS = 200, 12
"""Points of the grid over the share and over the correlation, each equally likely beforehand."""
LONG_TAIL = 2.0
"""The correlation's prior is Beta(1, 2): mean 1/3.  With it intervals cover .85 to .96 of made-up clusters
with correlations 0 to .6; see the test."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Hits and trials by cluster, (clusters,) each."""

    hits: IntArray
    trials: IntArray

    @classmethod
    def of(cls, hit: FloatArray, cluster: IntArray) -> Tally:
        """From single trials: whether each was a hit, and its cluster, (trials,) each."""
        _, at = np.unique(cluster, return_inverse=True)
        return cls(np.bincount(at, hit).astype(np.int64), np.bincount(at))

    @classmethod
    def singly(cls, hits: int, trials: int) -> Tally:
        """Trials that come singly, each a cluster of its own."""
        return cls(np.repeat([1, 0], [hits, trials - hits]), np.ones(trials, np.int64))

    @property
    def n(self) -> int:
        """All trials."""
        return int(self.trials.sum())

    @property
    def k(self) -> int:
        """All hits."""
        return int(self.hits.sum())


@dataclass(frozen=True, slots=True)
class Ratio:
    """Low end, middle and high end (90%) of a ratio of shares, and the probability that it is above 1.

    Of equal shares one half counts as above.
    """

    low: float
    middle: float
    high: float
    rise: float


@cache
def _grid() -> tuple[FloatArray, FloatArray]:
    """Shares equally likely under Jeffreys' prior, and correlations under theirs."""
    shares = np.sin((np.arange(SHARES) + 0.5) / SHARES * np.pi / 2) ** 2
    correlations = 1 - (1 - (np.arange(CORRELATIONS) + 0.5) / CORRELATIONS) ** (1 / LONG_TAIL)
    return shares, correlations


def _likelihood(tally: Tally) -> FloatArray:
    """Likelihood of each share and correlation, (shares, correlations), its largest value 1."""
    shares, correlations = _grid()
    cells, repeats = np.unique(np.column_stack([tally.hits, tally.trials]), axis=0, return_counts=True)
    hits, trials = (c[:, None, None].astype(float) for c in cells.T)
    size = (1 - correlations) / correlations
    yes, no = shares[:, None] * size, (1 - shares)[:, None] * size
    log = (repeats[:, None, None] * (betaln(hits + yes, trials - hits + no) - betaln(yes, no))).sum(0)
    return np.asarray(np.exp(log - log.max()))


def share(tally: Tally) -> Interval:
    """90% interval of the common share.

    Parameters
    ----------
    tally : at least one trial
    """
    weight = np.cumsum(_likelihood(tally).sum(1))
    low, high = _grid()[0][np.searchsorted(weight / weight[-1], _tails())]
    return Interval(float(low) if tally.k else 0.0, float(high) if tally.k < tally.n else 1.0)


def ratio(before: Tally, after: Tally) -> Ratio:
    """The later share over the earlier one.

    Both windows have the same correlation.  Clusters that last through both are taken for two, which makes
    the interval somewhat wide.
    """
    shares = _grid()[0]
    joint = (_likelihood(before) @ _likelihood(after).T).ravel()
    logs = np.subtract.outer(-np.log(shares), -np.log(shares)).ravel()  # log later share - log earlier share
    order = np.argsort(logs, kind="stable")
    logs, weight = logs[order], np.cumsum(joint[order])
    weight /= weight[-1]
    low, middle, high = np.exp(logs[np.searchsorted(weight, np.insert(_tails(), 1, 0.5))]).tolist()
    below, up_to = (int(np.searchsorted(logs, 0.0, s)) for s in ("left", "right"))
    upper, lower = (float(weight[k - 1]) if k else 0.0 for k in (up_to, below))
    return Ratio(low, middle, high, 1 - (upper + lower) / 2)


def _tails() -> FloatArray:
    return np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
