"""Does the comparison of two windows hold in worlds whose truth is known?  False alarms and coverage."""

from __future__ import annotations

import numpy as np

from comity.measures.change import window_change
from comity.measures.validity import BarRow
from studies import bars


def two_windows(reps: int = 2000, seed: int = 1) -> list[BarRow]:
    """Size and coverage of the two-window comparison, for single and for clustered occurrences."""
    rows = []
    for world, size in (("occurrences singly", 1), ("occurrences in threes", 3)):
        rng = np.random.default_rng((seed, size))
        alarms = covered = 0
        for _ in range(reps):
            before = size * rng.poisson(3.0 / size, 20).astype(float)
            after = size * rng.poisson(3.0 / size, 8).astype(float)
            r = window_change.compare_rates(before, 20.0, after, 8.0)
            alarms += r.p_rise <= window_change.ALPHA
            covered += r.low <= 1.0 <= r.high
        name = window_change.METHOD_COUNTS
        rows.append(bars.at_most(name, world, "false alarms", alarms / reps, 0.07, reps))
        rows.append(bars.at_least(name, world, "coverage of the 90% interval", covered / reps, 0.88, reps))
    return rows
