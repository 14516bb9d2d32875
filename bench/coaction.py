"""Benchmark of co-action (acting in the same week): run time and its growth, on one processor core.

Run ``OPENBLAS_NUM_THREADS=1 python bench/coaction.py [hotspots]``. The table has 190 states and 780 weeks.
Each figure is printed as one line of JSON. Growth is the exponent k in time ~ states^k (or weeks^k), fitted
by least squares on the logarithms. The time for each size is the shortest of its repetitions, because other
programs can only make a run slower.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
from figures import figure

from comity.measures import timing
from comity.measures.coaction import statistic
from comity.measures.coaction.pairwise import pair_table

STATES, WEEKS = 190, 780
SIZES_OF_STATES = (48, 95, 190, 380)
SIZES_OF_WEEKS = (195, 390, 780, 1560)
REPEATS = 3


def table(seed: int, states: int = STATES, weeks: int = WEEKS) -> np.ndarray:
    """Return counts with heavy-tailed rates, shared news and overdispersion: about 17,000 usable pairs."""
    rng = np.random.default_rng(seed)
    news = np.exp(rng.normal(0, 0.7, weeks))
    rates = 0.5 * np.exp(rng.normal(0, 1.7, (states, 1)))
    return rng.poisson(rates * news * rng.gamma(0.8, 1 / 0.8, (states, weeks)))


def pairs_of(states: int) -> np.ndarray:
    """Return all pairs of states."""
    return np.column_stack(np.triu_indices(states, 1))


def seconds(call: Callable[..., object], *arguments: object) -> float:
    """Return the processor seconds of one call."""
    start = time.process_time()
    call(*arguments)
    return time.process_time() - start


def exponent(sizes: tuple[int, ...], times: list[float]) -> float:
    """Return the slope of log time on log size."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def growth() -> None:
    """Print how time grows with states and weeks, for p values alone and for the full result."""
    for name, call in (("beyond_group", statistic.beyond_group), ("assess", statistic.assess)):
        for what, shapes in (
            ("states", [(s, WEEKS) for s in SIZES_OF_STATES]),
            ("weeks", [(STATES, w) for w in SIZES_OF_WEEKS]),
        ):
            times = []
            for states, weeks in shapes:
                counts = table(0, states, weeks)
                times.append(min(seconds(call, counts, pairs_of(states)) for _ in range(REPEATS)))
            sizes = SIZES_OF_STATES if what == "states" else SIZES_OF_WEEKS
            figure(f"{name}: exponent of growth with {what}", [exponent(sizes, times)], unit="times")


def main(hotspots: int) -> None:
    """Measure each question at full size, then all hotspots, memory and growth."""
    counts, pairs = table(0), pairs_of(STATES)
    figure("usable pairs", [float(pair_table(counts).usable(pairs).sum())], unit="pairs")
    for name, call in (
        ("joint", statistic.joint),
        ("beyond_group", statistic.beyond_group),
        ("lead_z", timing.lead_z),
        ("event_synchronisation", timing.event_synchronisation),
        ("assess", statistic.assess),
    ):
        taken = [seconds(call, counts, pairs) for _ in range(REPEATS)]
        figure(f"{name}: one hotspot", taken, unit="s", bar="at most 8")
    start = time.process_time()
    for seed in range(hotspots):
        statistic.assess(table(seed), pairs)
    figure(f"assess: {hotspots} hotspots", [time.process_time() - start], unit="s", bar="at most 100")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    figure("peak memory", [peak], unit="GB", bar="at most 2")
    growth()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
