"""Do the measures of roles hold in worlds whose truth is known?  Division of labour, hedging."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.measures.roles import division, hedging
from comity.measures.validity import BarRow
from comity.types import FloatArray
from studies import bars

CLASSES = 8


@dataclass(frozen=True, slots=True)
class Weeks:
    """A world of weekly clusters: how often each side has a week, how large it is, how alike within a week.

    ``shared`` is the share of weekly stories that both sides' acts of the week are about.
    """

    name: str
    rates: tuple[float, float] = (0.8, 0.8)
    sizes: tuple[float, float] = (4.0, 4.0)
    shared: float = 0.0


WEEKS = (
    Weeks("clustered weeks"),
    Weeks("one side in few weeks", rates=(0.95, 0.3), sizes=(4.0, 4.0)),
    Weeks("one side in large weeks", sizes=(10.0, 2.0)),
    Weeks("one busy, one quiet", rates=(0.95, 0.3), sizes=(8.0, 3.0)),
    Weeks("stories shared by both", shared=0.7),
)


def weekly_acts(world: Weeks, differ: float, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Acts (60 weeks, 8 classes) of two states whose mixes differ by the share ``differ``."""
    mix = rng.dirichlet(np.full(CLASSES, 2.0))
    other = (1 - differ) * mix + differ * rng.dirichlet(np.full(CLASSES, 2.0))
    sides = (np.zeros((60, CLASSES)), np.zeros((60, CLASSES)))
    for week in range(60):
        story = rng.dirichlet(mix * 3)
        for acts, rate, size, own in zip(sides, world.rates, world.sizes, (mix, other), strict=True):
            if rng.random() < rate:
                p = story if rng.random() < world.shared else rng.dirichlet(own * 3 + 1e-3)
                acts[week] = rng.multinomial(1 + rng.geometric(1 / size), p)
    return sides


def mixes(reps: int = 400, seed: int = 1) -> list[BarRow]:
    """Size of the week test in each world of clusters."""
    rows = []
    for world in WEEKS:
        alarms = done = 0
        for rep in range(reps):
            rng = np.random.default_rng((seed, rep))
            a, b = weekly_acts(world, 0.0, rng)
            if min(a.sum(), b.sum()) >= division.FEWEST_ACTS:
                done += 1
                alarms += division.week_test(a, b, rng, draws=199) <= division.ALPHA
        rate = alarms / done
        rows.append(bars.within(division.METHOD, world.name, "false alarms", rate, (0.03, 0.07), done))
    return rows


def hedges(reps: int = 400, seed: int = 1) -> list[BarRow]:
    """Coverage of the share of hedged episodes."""
    covered = 0
    days, stance = np.array([0, 10]), np.array([[1, 1], [1, -1]])
    for rep in range(reps):
        rng = np.random.default_rng((seed, rep))
        both = rng.random(20) < 0.3
        f = hedging.hedging(np.tile(days, 20), stance[both.astype(int)].ravel(), np.repeat(np.arange(20), 2))
        covered += f.interval is not None and f.interval.low <= 0.3 <= f.interval.high
    world, what = "20 episodes, 30% both ways", "coverage of the 90% interval"
    return [bars.within(hedging.METHOD, world, what, covered / reps, (0.85, 0.96), reps)]
