"""A second simulator of acts toward a hotspot, built differently from the package's own.

In the package's simulator acts are negative binomial, and news multiplies their rates. Here:

- The acts of a state cause more acts of the same state (a self-exciting process in discrete time, Hawkes
  1971).
- News adds acts instead of multiplying rates; it is heavy-tailed and has a memory.
- There are seasons of the week and the year, activity is Pareto, and some states begin late.
- Sometimes all reports fail for a while.

Planted coordination consists of acts of the pair, not of either state alone.
"""

from __future__ import annotations

import numpy as np

NULLS = ("flat", "uneven", "growth", "shock", "bursty", "staggered", "roundup", "opposed")
STATES, BINS, GROUP = 50, 400, 8


def world(kind: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw a world: counts of shape (50, 400), and the group of each state (-1 for none)."""
    even = kind == "flat"
    rate = np.full(STATES, 0.5) if even else np.minimum(0.08 * (1 + rng.pareto(0.9, STATES)), 3.0)
    group = np.full(STATES, -1)
    if kind in ("bloc", "opposed"):
        size = GROUP if kind == "bloc" else STATES // 2
        order = rng.permutation(STATES)
        for k in range(3 if kind == "bloc" else 2):
            group[order[k * size : (k + 1) * size]] = k
    base = rate[:, None] * (np.ones(BINS) if even else calendar(rng))
    base = base + rate[:, None] * occasions(kind, rng, group)
    if not even:
        late = rng.random(STATES) < 0.15
        begins = rng.integers(0, BINS // 3, STATES) * late
        base *= np.arange(BINS) >= begins[:, None]
        base *= failing(rng)
    counts = breed(base, rng, branching=0.45 if kind == "bursty" else 0.2)
    if kind == "roundup":
        days = rng.random(BINS) < 0.2
        counts += days & (rng.random((STATES, BINS)) < rng.uniform(0.1, 0.7, (STATES, 1)))
    return counts, group


def calendar(rng: np.random.Generator) -> np.ndarray:
    """Return the level of news over the year: two waves and a summer low, with a random start."""
    t = np.arange(BINS) + rng.integers(52)
    return np.asarray(1 + 0.3 * np.sin(2 * np.pi * t / 52) + 0.2 * np.sin(2 * np.pi * t / 13))


def remembered(rng: np.random.Generator, spread: float = 1.0, memory: float = 0.6) -> np.ndarray:
    """Return news with a memory: the exponential of an autoregression with heavy tails, at most 15."""
    x = np.zeros(BINS)
    steps = rng.standard_t(4, BINS) * spread * np.sqrt(1 - memory**2)
    for t in range(1, BINS):
        x[t] = memory * x[t - 1] + steps[t]
    return np.asarray(np.minimum(np.exp(x - 0.5), 15.0))


def occasions(kind: str, rng: np.random.Generator, group: np.ndarray) -> np.ndarray:
    """Return each state's outside causes of acts per unit of its rate, shape (states, bins)."""
    if kind in ("flat", "uneven"):
        return np.zeros((STATES, BINS))
    care = rng.gamma(4.0, 0.25, (STATES, 1))
    common = remembered(rng)
    out = care * common
    if kind == "growth":
        out = out + care * np.exp(np.linspace(-1.5, 1.5, BINS))
    elif kind == "bursty":
        out = out + np.stack([remembered(rng, 1.3, 0.8) for _ in range(STATES)])
    elif kind == "bloc":
        own = np.stack([*(remembered(rng, 1.2) for _ in range(3)), np.zeros(BINS)])
        out = out + 1.2 * own[group]
    elif kind == "staggered":
        out = care * np.stack([np.roll(common, k) for k in rng.integers(0, 4, STATES)])
    elif kind == "opposed":
        camp = np.tanh(np.log(remembered(rng)))
        out = out * (1 + 0.35 * np.where(group[:, None] == 0, camp, -camp))
    return np.asarray(out)


def failing(rng: np.random.Generator) -> np.ndarray:
    """Draw two periods in which most reports of all states are lost."""
    sight = np.ones(BINS)
    for _ in range(2):
        at = rng.integers(0, BINS - 5)
        sight[at : at + rng.integers(2, 5)] = 0.2
    return sight


def breed(base: np.ndarray, rng: np.random.Generator, branching: float) -> np.ndarray:
    """Return counts in which every act causes ``branching`` more on average, within about four bins."""
    fade = 0.5 ** np.arange(1, 6)
    fade *= branching / fade.sum()
    counts = np.zeros(base.shape, dtype=np.int64)
    spread = rng.gamma(2.0, 0.5, base.shape)  # negative binomial at heart
    for t in range(BINS):
        back = counts[:, max(0, t - 5) : t][:, ::-1]
        counts[:, t] = rng.poisson(base[:, t] * spread[:, t] * (1 - branching) + back @ fade[: back.shape[1]])
    return counts


def agree(
    counts: np.ndarray, pair: tuple[int, int], share: float, rng: np.random.Generator, lag: int = 0
) -> np.ndarray:
    """Return a copy in which a pair has common occasions; acts are moved to them, none are added or lost.

    The second state acts ``lag`` bins after the first. ``share`` refers to active bins of the less active
    state.
    """
    out = counts.copy()
    wanted = round(share * min((counts[list(pair)] > 0).sum(axis=1)))
    when = rng.permutation(BINS - lag)[:wanted]
    for state, at in zip(pair, (when, when + lag), strict=True):
        acted = rng.permutation(np.setdiff1d(np.flatnonzero(out[state]), at))
        empty = at[out[state, at] == 0][: len(acted)]
        moved = acted[: len(empty)]
        out[state, empty], out[state, moved] = out[state, moved], 0
    return out


def pairs_asked(counts: np.ndarray, rng: np.random.Generator, least: int = 20, n: int = 60) -> np.ndarray:
    """Draw random pairs of states that have enough acts."""
    busy = np.flatnonzero(counts.sum(axis=1) >= least)
    pairs = busy[np.column_stack(np.triu_indices(len(busy), 1))]
    return rng.permuted(rng.permutation(pairs)[:n], axis=1)


def like_pairs(counts: np.ndarray, rng: np.random.Generator, n: int = 4) -> np.ndarray:
    """Draw disjoint pairs of similar activity, each state with 100 acts and active in at most 80% of bins."""
    active = (counts > 0).mean(axis=1)
    fit = np.flatnonzero((counts.sum(axis=1) >= 100) & (active <= 0.8))
    fit = fit[np.argsort(active[fit], kind="stable")]
    pairs = fit[: len(fit) // 2 * 2].reshape(-1, 2)
    return rng.permuted(rng.permutation(pairs)[:n], axis=1)
