"""How long co-action takes and how it grows: 190 states x 780 weeks, all usable pairs, one core.

Run as ``OPENBLAS_NUM_THREADS=1 python bench/coaction.py [hotspots]``; prints one JSON line a figure.  Growth
is the exponent k of time ~ states^k (or weeks^k), by least squares on the logarithms, each size as the least
of its repetitions: another program on the machine can only slow one down.
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
    """Heavy-tailed rates, shared news, overdispersion: about 17,000 usable pairs."""
    rng = np.random.default_rng(seed)
    news = np.exp(rng.normal(0, 0.7, weeks))
    rates = 0.5 * np.exp(rng.normal(0, 1.7, (states, 1)))
    return rng.poisson(rates * news * rng.gamma(0.8, 1 / 0.8, (states, weeks)))


def pairs_of(states: int) -> np.ndarray:
    """All pairs."""
    return np.column_stack(np.triu_indices(states, 1))


def seconds(call: Callable[..., object], *arguments: object) -> float:
    """Processor time of one call."""
    start = time.process_time()
    call(*arguments)
    return time.process_time() - start


def exponent(sizes: tuple[int, ...], times: list[float]) -> float:
    """Slope of log time on log size."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def growth() -> None:
    """Exponents of time with states and with weeks, for p values alone and for the whole answer."""
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
    """Each question at full size, then all hotspots, memory and growth."""
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
