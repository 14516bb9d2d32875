"""Is the comparison of two periods right in worlds whose truth is known? False alarms and coverage."""

from __future__ import annotations

import numpy as np

from comity.measures.change import window_change
from comity.measures.validity import BarRow
from studies import bars


def two_windows(reps: int = 2000, seed: int = 3731) -> list[BarRow]:
    """Measure false alarms and coverage of the comparison, for single and for clustered acts."""
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


def years(reps: int = 400, seed: int = 3732) -> list[BarRow]:
    """Measure how often a steady rise gets a start year, and how often a sudden rise gets the right one."""
    calendar = np.arange(2000, 2026)
    texts = np.full(len(calendar), 60.0)
    rates = {
        "steady rise, fourfold": 0.03 * 4 ** np.linspace(0, 1, len(calendar)),
        "step, fourfold, in 2020": np.where(calendar < 2020, 0.04, 0.16),
    }
    rows = []
    for name, rate in rates.items():
        rng = np.random.default_rng((seed, len(name)))
        answers = [
            window_change.since(rng.poisson(texts * rate).astype(float), texts, calendar, 1, 2020)
            for _ in range(reps)
        ]
        said = [a for a in answers if a]
        if name.startswith("steady"):
            share = len(said) / reps
            rows.append(bars.at_most(window_change.METHOD, name, "a year named", share, 0.1, reps))
        else:
            share = sum(a.earliest <= 2020 <= a.latest for a in said) / max(len(said), 1)
            rows.append(bars.at_least(window_change.METHOD, name, "range holds 2020", share, 0.87, len(said)))
    return rows
