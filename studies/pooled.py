"""Is the one answer over all series right in worlds whose truth is known?

The study measures coverage, false answers, power and dates. A world has 35 years, a pair, 20 similar pairs,
and up to four forms:

- texts of a council: a small share of some 55 a year
- a distance and a trade: amounts with noise of .3 (in a distance, less means closer)
- a list that only the pair has

The level of each form drifts by .1 a year for all pairs alike. Worlds differ in how far pairs and forms drift
by themselves, in a sudden step of the pair, in how far the steps of forms lie apart, and in whether counts
come in clusters of two. Coverage asks whether the interval contains what the pair really did, drift included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.measures.change.pooled_change import METHOD, CountedSeries, PooledChange, PooledModel
from comity.measures.change.window_change import DOWN, UP
from comity.measures.validity import BarRow
from comity.types import FloatArray, IntArray
from studies import bars

YEARS = np.arange(1992, 2027)
WINDOWS = 2014, 2020, 2026
PAIRS, MEMBERS = 20, 9
ALL = ("council", "distance", "trade", "list")
COVERAGE = 0.87, 0.93
"""Bounds of the share of 90% intervals that hold the truth."""


@dataclass(frozen=True, slots=True)
class World:
    """A simulated world: yearly drift of pairs and forms, a step of the pair, and clusters of counts."""

    name: str
    strays: float = 0.0
    step: float = 0.0
    since: int = 2020
    apart: float = 0.0
    clusters: float = 0.0
    forms: tuple[str, ...] = ALL


WORLDS = (
    World("flat"),
    World("flat, clusters", clusters=1.0),
    World("pairs wander", strays=0.05, clusters=1.0),
    World("pairs wander far", strays=0.1),
    World("twice as much, forms apart", step=0.7, apart=0.2),
    World("twice as much since 2018, clusters", strays=0.05, step=0.7, since=2018, clusters=1.0),
    World("half as much", strays=0.05, step=-0.7),
    World("two forms of counts", step=0.7, clusters=1.0, forms=("council", "list")),
)


def _walk(rng: np.random.Generator, size: float) -> FloatArray:
    return np.cumsum(rng.normal(0, size, len(YEARS))) if size else np.zeros(len(YEARS))


def _counts(rng: np.random.Generator, mean: FloatArray, clusters: float) -> FloatArray:
    """Draw counts with this mean; each occasion brings ``clusters`` further acts on average."""
    occasions = rng.poisson(mean / (1 + clusters))
    return np.array([n + rng.poisson(clusters, n).sum() for n in occasions], float)


def made(
    world: World, rng: np.random.Generator
) -> tuple[list[CountedSeries], list[list[CountedSeries]], FloatArray]:
    """Draw a world: the pair's series, those of similar pairs, and the pair's true path, shape (years,)."""
    common = {f: _walk(rng, 0.1) for f in world.forms}
    own, path = _pair(world, rng, common, ours=True)
    others = [
        _pair(world, rng, {f: c for f, c in common.items() if f != "council" or k < MEMBERS})[0]
        for k in range(PAIRS)
    ]
    return own, others, path


def _pair(
    world: World, rng: np.random.Generator, common: dict[str, FloatArray], *, ours: bool = False
) -> tuple[list[CountedSeries], FloatArray]:
    after = (world.since <= YEARS).astype(float)
    pair = _walk(rng, world.strays) + ours * world.step * after
    out, paths = [], []
    for form, level in common.items():
        if form == "list" and not ours:
            continue
        path = pair + _walk(rng, world.strays) + ours * world.apart * rng.normal() * after
        paths.append(path)
        sign = -1 if form == "distance" else 1
        moved = sign * (path - path.mean())
        out.append(_series(form, sign, rng, level, moved, world.clusters))
    return out, np.mean(paths, axis=0)


def _series(
    form: str, sign: int, rng: np.random.Generator, common: FloatArray, moved: FloatArray, clusters: float
) -> CountedSeries:
    if form == "council":
        texts = rng.integers(45, 65, len(YEARS)).astype(float)
        mean = texts * rng.uniform(0.02, 0.1) * np.exp(0.5 * common + moved)
        hits = np.minimum(_counts(rng, np.minimum(mean, texts), clusters), texts)
        return CountedSeries(form, "", sign, YEARS, hits, texts)
    if form == "list":
        listed = (YEARS >= 2005).astype(float)
        return CountedSeries(
            form,
            "",
            sign,
            YEARS,
            listed * _counts(rng, rng.uniform(0.6, 2.0) * np.exp(moved), clusters),
            listed,
        )
    known = (YEARS <= 2024).astype(float)
    amounts = known * np.exp(rng.normal() + common + moved + rng.normal(0, 0.3, len(YEARS)))
    return CountedSeries(form, "", sign, YEARS, amounts, known, whole=False)


def answer(world: World, seed: IntArray) -> tuple[PooledChange, float]:
    """Return the model's result in one world, and the true log ratio of the two windows."""
    own, others, path = made(world, np.random.default_rng(seed))
    change = PooledModel(own, others, WINDOWS).change()
    if change is None:
        raise ValueError("a world without a form in both windows")
    middle, late, _ = WINDOWS
    return change, float(path[late <= YEARS].mean() - path[(middle <= YEARS) & (late > YEARS)].mean())


def answers(reps: int = 200, seed: int = 21) -> list[BarRow]:
    """Measure coverage in every world, false verdicts without a change, and power and dates with one."""
    return [row for k, world in enumerate(WORLDS) for row in _rows(world, reps, seed + k)]


def _rows(world: World, reps: int, seed: int) -> list[BarRow]:
    changes, truths = zip(*(answer(world, np.array([seed, r])) for r in range(reps)), strict=True)
    inside = [np.log(c.low) <= t <= np.log(c.high) for c, t in zip(changes, truths, strict=True)]
    words = [c.word for c in changes]
    rows = [bars.within(METHOD, world.name, "90% intervals cover", float(np.mean(inside)), COVERAGE, reps)]
    if not world.step:
        if not world.strays:
            rows += [
                bars.at_most(METHOD, world.name, f'called "{w}"', words.count(w) / reps, 0.08, reps)
                for w in (UP, DOWN)
            ]
        return rows
    wanted = UP if world.step > 0 else DOWN
    rows.append(
        bars.at_least(METHOD, world.name, f'called "{wanted}"', words.count(wanted) / reps, 0.75, reps)
    )
    dated = [c.since for c in changes if c.word == wanted and c.since]
    near = [abs(s.year - world.since) <= 1 for s in dated]
    holds = [s.earliest <= world.since <= s.latest for s in dated]
    if dated:
        rows += [
            bars.at_least(
                METHOD, world.name, "year found within one", float(np.mean(near)), 0.75, len(dated)
            ),
            bars.at_least(
                METHOD, world.name, "range holds the year", float(np.mean(holds)), 0.85, len(dated)
            ),
        ]
    return rows
