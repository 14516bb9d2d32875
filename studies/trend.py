"""Do the trend words hold in worlds whose truth is known?  False alarms, power, dates.

World "growth": 180 months in which the media grow tenfold with noise; 40 pairs whose acts follow the media
with elasticities N(1, 0.35) and an AR(1) of 0.6, about 3 acts a month; the pair in question may step.
"""

from __future__ import annotations

import numpy as np

from comity.measures.change import onset, stepping_up, window_change
from comity.measures.validity import BarRow
from comity.types import FloatArray
from studies import bars

MONTHS, PAIRS, BASE = 180, 40, 3.0
AUTOCORRELATION, SWING = 0.6, 0.5
ELASTICITY_SD = 0.35
GROWTH, MEDIA_NOISE = np.log(10.0), 0.25


def growth_world(rng: np.random.Generator, ratio: float, recent: int) -> tuple[FloatArray, FloatArray]:
    """Counts (40, 180) and log volume (180,); pair 0 acts ``ratio`` times as often in the last months."""
    volume = GROWTH * np.arange(MONTHS) / MONTHS + rng.normal(0, MEDIA_NOISE, MONTHS)
    volume -= volume.mean()
    swing = np.zeros((PAIRS, MONTHS))
    swing[:, 0] = rng.normal(0, SWING, PAIRS)
    fresh = SWING * np.sqrt(1 - AUTOCORRELATION**2)
    for t in range(1, MONTHS):
        swing[:, t] = AUTOCORRELATION * swing[:, t - 1] + rng.normal(0, fresh, PAIRS)
    elasticity = rng.normal(1, ELASTICITY_SD, PAIRS)
    log_mean = np.log(BASE) + np.outer(elasticity, volume) + swing - SWING**2 / 2
    log_mean[0, MONTHS - recent :] += np.log(ratio)
    return rng.poisson(np.exp(log_mean)).astype(float), volume


def _share_rising(ratio: float, reps: int, seed: int) -> float:
    others = np.arange(1, PAIRS)
    hits = 0
    for rep in range(reps):
        counts, volume = growth_world(np.random.default_rng((seed, rep)), ratio, stepping_up.RECENT)
        hits += stepping_up.stepping_up(counts, volume, 0, others).value == "stepping up"
    return hits / reps


def trend(reps: int = 200, seed: int = 1) -> list[BarRow]:
    """False alarms and power of the word "stepping up" at one-sided 5%."""
    name, world = stepping_up.METHOD, "growth, uneven elasticities"
    rows = [bars.within(name, world, "false alarms", _share_rising(1.0, reps, seed), (0.02, 0.09), reps)]
    for ratio, low in ((2.0, 0.65), (3.0, 0.95)):
        rows.append(
            bars.at_least(name, world, f"power at x{ratio:g}", _share_rising(ratio, reps, seed), low, reps)
        )
    return rows


def dates(reps: int = 200, seed: int = 1) -> list[BarRow]:
    """How often the interval of the date holds the true month, and how wide it is, for a threefold step."""
    rows = []
    for recent in (stepping_up.RECENT, 60):
        truth, hits, widths = MONTHS - recent, 0, []
        for rep in range(reps):
            rng = np.random.default_rng((seed, rep))
            counts, volume = growth_world(rng, 3.0, recent)
            step = onset.date_step(counts[0], volume, 1, rng)
            hits += step.earliest <= truth <= step.latest
            widths.append(step.latest - step.earliest)
        world = f"growth, x3 for the last {recent} months"
        rows.append(
            bars.at_least(onset.METHOD, world, "coverage of the 90% interval", hits / reps, 0.8, reps)
        )
        width = float(np.median(widths))
        rows.append(bars.at_most(onset.METHOD, world, "median width in months", width, 72.0, reps))
    return rows


def two_windows(reps: int = 2000, seed: int = 1) -> list[BarRow]:
    """Size and coverage of the two-window comparison, for single and for clustered occurrences."""
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
