"""Tables that several co-action tests share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def arithmetic_table() -> Counts:
    """14 states x 150 bins by arithmetic alone: no generator's stream can ever change it.

    State 5 acts with state 9 in every third bin, and state 13 acts in most bins.
    """
    bins, states = np.arange(150), np.arange(14)[:, None]
    news = 1.0 + np.cos(bins * bins * 0.013) + 2.0 * (bins % 29 == 3)
    u = (bins * 7919 + states * 104729 + bins * states * states * 31) % 1009 / 1009.0
    rate = np.where(states == 13, 4.0, 0.15 + 0.06 * states)
    counts = np.floor(-1.2 * np.log1p(-u) * rate * news).astype(np.int64)
    counts[5, ::3] = counts[9, ::3]
    return counts


def random_table(seed: int, states: int = 12, bins: int = 80, rate: float = 0.6) -> Counts:
    """Overdispersed counts with shared news and unequal rates; integer totals tie often."""
    rng = np.random.default_rng(seed)
    news = np.exp(rng.normal(0, 0.5, bins))
    mood = rng.gamma(1.0, 1.0, (states, bins))
    rates = rate * np.exp(rng.normal(0, 0.6, (states, 1)))
    return rng.poisson(rates * news * mood)


def all_pairs(states: int) -> NDArray[np.intp]:
    """Every pair of rows, lower row first."""
    return np.column_stack(np.triu_indices(states, 1))
