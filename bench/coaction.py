"""How long co-action takes: 190 states x 780 weeks, all usable pairs, one core.

Run as ``OPENBLAS_NUM_THREADS=1 python bench/coaction.py [hotspots]``; prints processor seconds and memory.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from comity.measures import coaction, timing
from comity.measures.pairwise import pair_table

STATES, WEEKS = 190, 780


def table(seed: int) -> np.ndarray:
    """Heavy-tailed rates, shared news, overdispersion: about 17,000 usable pairs."""
    rng = np.random.default_rng(seed)
    news = np.exp(rng.normal(0, 0.7, WEEKS))
    rates = 0.5 * np.exp(rng.normal(0, 1.7, (STATES, 1)))
    return rng.poisson(rates * news * rng.gamma(0.8, 1 / 0.8, (STATES, WEEKS)))


def main(hotspots: int) -> None:
    """Time one call of each, then all hotspots by ``assess``."""
    counts = table(0)
    pairs = np.column_stack(np.triu_indices(STATES, 1))
    print(f"usable pairs: {pair_table(counts).usable(pairs).sum()}")
    for name, call in (
        ("joint", coaction.joint),
        ("beyond_group", coaction.beyond_group),
        ("assess", coaction.assess),
        ("lead_z", timing.lead_z),
        ("event_synchronisation", timing.event_synchronisation),
    ):
        start = time.process_time()
        call(counts, pairs)
        print(f"{name}: {time.process_time() - start:.1f} s")
    start = time.process_time()
    for seed in range(hotspots):
        coaction.assess(table(seed), pairs)
    print(f"assess, {hotspots} hotspots: {time.process_time() - start:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory: {peak:.2f} GB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
