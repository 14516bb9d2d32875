"""Do the measures of roles hold in worlds whose truth is known?  Division of labour, silence, hedging."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from comity.measures.roles import deference, division, hedging
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


SILENCES = ((40, 1.0, 1.0), (10, 4.0, 0.3), (10, 4.0, 0.5), (10, 4.0, 1.0), (20, 4.0, 1.0))
"""Episodes, acts expected in each, and the dispersion of the acts."""

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


def silence(reps: int = 2000, seed: int = 1) -> list[BarRow]:
    """Size, power for a halved rate and coverage of the silence test.

    Episodes are ten or twenty of four acts, or forty of one, with the dispersion at each.  The power is
    also set against the most that any test of 5% can have: where episodes are alike that is the randomised
    test on their sum (Neyman and Pearson 1933).
    """
    rows = []
    for episodes, acts_each, dispersion in SILENCES:
        mean = np.full(episodes, acts_each)
        world = f"{episodes} episodes of {acts_each:g}, dispersion {dispersion:g}"
        for level in (1.0, 0.5):
            rng = np.random.default_rng((seed, episodes, int(dispersion * 10), int(level * 10)))
            size = 1 / dispersion
            acts = rng.negative_binomial(size, size / (size + level * mean), (reps, episodes))
            said = acts.sum(1)
            p = {int(s): deference.silence_p(int(s), mean, dispersion) for s in np.unique(said)}
            flagged = float(np.mean([p[int(s)] <= deference.ALPHA for s in said]))
            name = deference.METHOD
            if level == 1.0:
                rows.append(bars.at_most(name, world, "false alarms", flagged, 0.06, reps))
            else:
                rows.append(bars.at_least(name, world, "power for a halved rate", flagged, 0.7, reps))
                share = flagged / _most_power(mean, dispersion)
                what = "power over the most any test can have"
                rows.append(bars.at_least(name, world, what, share, 0.9, reps))
            # the interval rests on the sum alone, so it is asked once for each
            first = dict(zip(said[:400].tolist(), acts[:400].astype(float), strict=True))
            intervals = {s: deference.deference(a, mean, dispersion, 99).interval for s, a in first.items()}
            covers = {s: i is not None and i.low <= level <= i.high for s, i in intervals.items()}
            coverage = float(np.mean([covers[s] for s in said[:400].tolist()]))
            what = f"coverage of the 90% interval at level {level:g}"
            rows.append(bars.within(name, world, what, coverage, (0.85, 0.96), 400))
    return rows


def _most_power(mean: FloatArray, dispersion: float) -> float:
    """Power of the most powerful test at 5% for halved rates, episodes alike: the sum, randomised."""
    size = len(mean) / dispersion
    full, half = (scipy.stats.nbinom(size, size / (size + share * mean.sum())) for share in (1.0, 0.5))
    first = int(full.ppf(deference.ALPHA))  # the first sum at which the size is reached
    of_first = (deference.ALPHA - full.cdf(first - 1)) / full.pmf(first)
    return float(half.cdf(first - 1) + of_first * half.pmf(first))


def silence_in_streams(reps: int = 200, seed: int = 1) -> list[BarRow]:
    """Size and power with the habit fitted: 30 states, 520 bins, 20 crises of two bins at thrice the news."""
    episodes = np.full(520, -1)
    for k in range(20):
        episodes[20 + 25 * k : 22 + 25 * k] = k
    inside = episodes >= 0
    rows = []
    for level in (1.0, 0.5):
        flagged = 0
        for rep in range(reps):
            rng = np.random.default_rng((seed, rep))
            news = np.where(inside, 3.0, 1.0) * rng.gamma(4.0, 0.25, 520)
            mean = rng.uniform(0.3, 1.5, (30, 1)) * news
            mean[0] = 0.5 * news * np.where(inside, level, 1.0)
            counts = rng.poisson(mean * rng.gamma(2.0, 0.5, (30, 520))).astype(float)
            h = deference.habit(counts, 0, 1, episodes)
            flagged += deference.silence_p(int(h.observed.sum()), h.expected, h.dispersion) <= deference.ALPHA
        name, world = deference.METHOD, "habit fitted, 20 crises, 60 acts expected"
        if level == 1.0:
            rows.append(bars.at_most(name, world, "false alarms", flagged / reps, 0.07, reps))
        else:
            rows.append(bars.at_least(name, world, "power for a halved rate", flagged / reps, 0.7, reps))
    return rows


def hedges(reps: int = 400, seed: int = 1) -> list[BarRow]:
    """Coverage of the share of hedged episodes, and of the spread of stance over forums."""
    held_share = held_spread = 0
    days, stance = np.array([0, 10]), np.array([[1, 1], [1, -1]])
    for rep in range(reps):
        rng = np.random.default_rng((seed, rep))
        both = rng.random(20) < 0.3
        f = hedging.hedging(np.tile(days, 20), stance[both.astype(int)].ravel(), np.repeat(np.arange(20), 2))
        held_share += f.interval is not None and f.interval.low <= 0.3 <= f.interval.high
        place = rng.permutation([-1.5, -1.0, -0.5, 0.0, 0.0, 0.5, 1.0, 1.5])
        weeks = np.repeat(np.arange(80), 4)
        forums = rng.integers(0, 8, len(weeks))
        value = place[forums] + rng.normal(0, 0.5, 80)[weeks] + rng.normal(0, 0.8, len(weeks))
        g = hedging.by_forum(value, forums, weeks, seed=rep)
        truth = float(place.std(ddof=1))
        held_spread += g.interval is not None and g.interval.low <= truth <= g.interval.high
    return [
        bars.within(name, world, "coverage of the 90% interval", coverage / reps, (0.85, 0.96), reps)
        for name, world, coverage in (
            (hedging.METHOD, "20 episodes, 30% both ways", held_share),
            (hedging.METHOD_FORUMS, "8 forums, 320 acts in weeks of four", held_spread),
        )
    ]
