"""Our configuration model against NEMtropy's (Vallarano et al. 2021), in the same run.

Run as ``OPENBLAS_NUM_THREADS=1 python bench/nulls.py`` with the dependency group ``bench`` installed.
Prints one JSON line a figure: name, ratio (theirs over ours), spread, n, machine.  The p values compared
are those of the Poisson approximation of shared bins, each from its own solution; the package itself uses the
exact tail (Poisson-binomial).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from figures import figure
from NEMtropy import BipartiteGraph
from scipy import stats

from comity.measures.coaction.nulls import configuration_model

STATES, WEEKS, REPEATS = 190, 780, 7
LEAST_RATIO, CLOSE = 15.0, 1e-6


def acted(seed: int) -> np.ndarray:
    """Who acted in which week: heavy-tailed rates, shared news."""
    rng = np.random.default_rng(seed)
    news = np.exp(rng.normal(0, 0.7, WEEKS))
    rates = 0.5 * np.exp(rng.normal(0, 1.7, (STATES, 1)))
    table = rng.random((STATES, WEEKS)) < 1 - np.exp(-rates * news)
    return table[table.any(axis=1) & ~table.all(axis=1)][:, table.any(axis=0)]


def theirs(table: np.ndarray) -> np.ndarray:
    """P values of all pairs of states by NEMtropy: default solver, Poisson projection, one process."""
    graph = BipartiteGraph(biadjacency=table.astype(int))
    graph.solve_tool(print_error=False)
    graph.compute_projection(rows=True, approx_method="poisson", threads_num=1, progress_bar=False)
    return np.asarray(graph.get_projected_pvals_mat("rows"))[np.triu_indices(len(table), 1)]


def ours(table: np.ndarray) -> np.ndarray:
    """The same from our solution."""
    chance = configuration_model(table)
    i, j = np.triu_indices(len(table), 1)
    shared = (table.astype(float) @ table.T)[i, j]
    return np.asarray(stats.poisson.sf(shared - 1, (chance @ chance.T)[i, j]))


def seconds(call: Callable[[np.ndarray], np.ndarray], table: np.ndarray) -> float:
    """Processor time of one call."""
    start = time.process_time()
    call(table)
    return time.process_time() - start


def main() -> None:
    """Warm both (theirs compiles), then time them by turns."""
    theirs(acted(0))
    ours(acted(0))
    ratios, apart = [], []
    for seed in range(1, REPEATS + 1):
        table = acted(seed)
        ratios.append(seconds(theirs, table) / seconds(ours, table))
        apart.append(float(np.abs(ours(table) - theirs(table)).max()))
    figure("configuration model: NEMtropy over ours", ratios, unit="times", bar=f"at least {LEAST_RATIO:g}")
    figure("configuration model: largest difference of p", apart, unit="p", bar=f"at most {CLOSE:g}")


if __name__ == "__main__":
    main()
