"""Simulated worlds whose truth is known, to test measures of co-action.

Each world is a table of counts, (states, bins), in which no pair coordinates: whatever two states share is in
the world's description. Coordination is then added by :func:`plant`.

Counts are Poisson around

    rate x news x own mood,        own mood: gamma, independent by state and bin (overdispersion)

and the worlds differ in the rates and in the news that states share:

=========  =========================================================================================
flat       equal rates, no news
uneven     heavy-tailed rates, no news (all the worlds below keep these rates)
growth     the media grow tenfold with swings; every state follows with its own elasticity
shock      common shocks that fade over weeks; every state reacts with its own elasticity
bursty     milder common shocks, and every state has bursts of its own that last for weeks
bloc       common shocks, and blocs of eight neighbours share strong shocks of their own
staggered  common shocks that reach each state with its own delay of up to three bins
roundup    common shocks, and about once a month a digest reports half of the states in one bin
opposed    common shocks to which two camps respond in opposite directions
=========  =========================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from comity.errors import QuestionError, UnknownNameError
from comity.measures.coaction.residuals import smooth
from comity.types import FloatArray

Kind = Literal["flat", "uneven", "growth", "shock", "bursty", "bloc", "staggered", "roundup", "opposed"]
KINDS: tuple[Kind, ...] = get_args(Kind)

STATES, BINS = 60, 520
BLOC = 8
_RATE = 0.6  # acts a bin of the median state
_FADE = 2.5  # bins in which a shock falls to 1/e
_REACH = 12  # bins after which it is gone
NEAR = 3  # bins on either side that are around a time
_SLOWEST = 3  # bins of delay in a staggered world


@dataclass(frozen=True, slots=True)
class World:
    """A simulated world.

    Parameters
    ----------
    counts : acts, shape (states, bins)
    group : bloc or camp of every state, -1 for none, shape (states,)
    """

    counts: NDArray[np.int64]
    group: NDArray[np.int64]


def world(kind: Kind, rng: np.random.Generator, states: int = STATES, bins: int = BINS) -> World:
    """Draw a world without coordination.

    Raises
    ------
    UnknownNameError
        When there is no world of that kind.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of world", kind, KINDS)
    spread = 0.0 if kind == "flat" else 1.1
    rates = _RATE * np.exp(spread * rng.standard_normal(states))
    group = np.full(states, -1)
    if kind == "bloc":
        whole = states - states % BLOC
        group[rng.permutation(states)[:whole]] = np.arange(whole) // BLOC
    elif kind == "opposed":
        group = rng.permutation(states) % 2
    news = _news(kind, rng, group, bins)
    news /= news.mean(axis=1, keepdims=True)  # news moves acts, it adds none
    dispersion = rng.uniform(0.4, 1.6, size=(states, 1))
    mood = rng.gamma(1.0 / dispersion, dispersion, size=(states, bins))
    counts = rng.poisson(rates[:, None] * news * mood)
    if kind == "roundup":
        counts += _digests(rng, states, bins)
    return World(counts, group)


def _news(kind: Kind, rng: np.random.Generator, group: NDArray[np.int64], bins: int) -> FloatArray:
    """Return the factor of news for every state in every bin, shape (states, bins)."""
    states = len(group)
    if kind in ("flat", "uneven"):
        return np.ones((states, bins))
    if kind == "growth":
        swings = np.cumsum(0.06 * rng.standard_normal(bins))
        swings -= np.linspace(0.0, swings[-1], bins)  # the growth itself is no matter of luck
        elasticity = rng.normal(1.0, 0.35, size=(states, 1))
        return np.asarray(np.exp(elasticity * (np.linspace(0.0, np.log(10.0), bins) + swings)))
    return _shocked(kind, rng, group, bins)


def _shocked(kind: Kind, rng: np.random.Generator, group: NDArray[np.int64], bins: int) -> FloatArray:
    states = len(group)
    shocks = fading_shocks(rng, bins)
    elasticity = rng.lognormal(0.0, 0.5, size=(states, 1))
    if kind == "bursty":
        own = np.stack([fading_shocks(rng, bins) for _ in range(states)])
        return 1.0 + elasticity * shocks + 1.5 * own
    if kind == "bloc":
        private = np.stack([fading_shocks(rng, bins) for _ in range(states // BLOC)])
        private = np.vstack([private, np.zeros(bins)])  # the last row: states of no bloc
        return 1.0 + 0.7 * elasticity * shocks + 1.5 * private[group]
    if kind == "staggered":
        delay = rng.integers(0, _SLOWEST + 1, size=states)
        return 1.0 + elasticity * np.stack([_later(shocks, int(d)) for d in delay])
    if kind == "opposed":
        rival = np.minimum(fading_shocks(rng, bins), 3.0)
        camp = np.where(group == 0, 0.4, -0.4)[:, None]
        return np.asarray((1.0 + 0.7 * elasticity * shocks) * np.exp(camp * rival))
    return 1.0 + elasticity * shocks


def fading_shocks(rng: np.random.Generator, bins: int) -> FloatArray:
    """Draw shocks that start in one bin of ten, multiply the usual level and then fade; shape (bins,)."""
    strikes = rng.random(bins + _REACH) < 0.1
    size = strikes * rng.gamma(1.5, 9.0, size=bins + _REACH)
    fade = np.exp(-np.arange(_REACH) / _FADE)
    return np.convolve(size, fade)[_REACH : bins + _REACH]


def _later(series: FloatArray, bins: int) -> FloatArray:
    return np.concatenate([np.repeat(series[:1], bins), series[: len(series) - bins]])


def _digests(rng: np.random.Generator, states: int, bins: int) -> NDArray[np.int64]:
    monthly = rng.random(bins) < 12.0 / 52.0
    reported = rng.random((states, bins)) < rng.uniform(0.2, 0.8, size=(states, 1))
    return (monthly & reported).astype(np.int64)


def plant(
    counts: NDArray[np.int64],
    pair: tuple[int, int],
    share: float,
    rng: np.random.Generator,
    *,
    lag: int = 0,
    onset: int = 0,
    episode: int | None = None,
) -> NDArray[np.int64]:
    """Return a copy of ``counts`` in which the second state of a pair joins the first.

    Some bins in which the less active state acts are made joint. Acts of the other state in as many other
    bins are moved there, unless it acted there already. No act is added or lost.

    Parameters
    ----------
    pair : rows of the two states; with a lag, the second follows the first
    share : share of the less active state's active bins that are made joint
    lag : bins by which the second follows
    onset : first bin in which they coordinate
    episode : coordinate only in periods of this many bins; ``None`` for always
    """
    if not 0.0 <= share <= 1.0:
        raise QuestionError(f"A share lies between 0 and 1, not at {share}.")
    first, second = pair
    out = counts.copy()
    active = out > 0
    fewer, other, step = first, second, lag
    if active[second].sum() < active[first].sum():
        fewer, other, step = second, first, -lag
    bins = counts.shape[1]
    occasions = np.flatnonzero(active[fewer])
    occasions = occasions[(occasions + step >= 0) & (occasions + step < bins)]
    occasions = occasions[occasions >= onset]
    wanted = round(share * len(occasions))
    if episode is None:
        chosen = rng.permutation(occasions)[:wanted]
    else:
        stretches = rng.permutation(bins // episode + 1)
        order = np.argsort(stretches[occasions // episode], kind="stable")
        chosen = occasions[order][:wanted]
    to = chosen + step
    to = to[~active[other, to]]
    free = active[other].copy()
    free[chosen + step] = False
    free[:onset] = False
    moved = rng.permutation(np.flatnonzero(free))[: len(to)]
    to = to[: len(moved)]
    out[other, to] = out[other, moved]
    out[other, moved] = 0
    return out


def occasions(
    counts: NDArray[np.int64], pair: tuple[int, int], share: float, rng: np.random.Generator
) -> tuple[NDArray[np.int64], float]:
    """Return a copy of ``counts`` in which a pair acts on common occasions, and the resulting true share.

    The true share is that of the less active state's days that have an occasion. Occasions come as often as
    ``share`` of the acts of whichever state acts less around that time. Both act on each. As many other acts
    are dropped, so that each state acts as often as before.
    """
    out = counts.copy()
    around = np.maximum(smooth(counts[list(pair)].astype(np.float64), NEAR), 1e-9)
    rate = share * around.min(axis=0)
    common = rng.poisson(rate)
    for state, own in zip(pair, around, strict=True):
        out[state] = rng.binomial(counts[state], 1.0 - rate / own) + common
    return out, float((common > 0).sum() / (out[list(pair)] > 0).sum(axis=1).min())
