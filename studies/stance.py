"""Do shares, gaps and stances hold in worlds whose truth is known?  Coverage, turning labels, duplicates."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from comity.measures.roles import third_power, words_deeds
from comity.measures.stats.block_bootstrap import design_effect_at, likeness
from comity.measures.validity import BarRow
from comity.types import FloatArray
from studies import bars

PAIRS, WEEKS = 40, 26


def clustered_shares(
    share: FloatArray, acts: FloatArray, alike: float, weeks: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Acts in geometric weeks, and those of one kind, alike within a week, (units, weeks) each.

    Parameters
    ----------
    share, acts : (units,) share of the kind, and acts to be expected in all
    alike : intraclass correlation of a week
    """
    mean = np.broadcast_to((acts / weeks)[:, None], (len(acts), weeks))
    whole = rng.negative_binomial(1, 1 / (1 + mean))
    concentration = 1 / alike - 1
    p = rng.beta(
        np.broadcast_to((share * concentration)[:, None], mean.shape),
        np.broadcast_to(((1 - share) * concentration)[:, None], mean.shape),
    )
    return rng.binomial(whole, p).astype(float), whole.astype(float)


def deeds(reps: int = 300, seed: int = 1) -> list[BarRow]:
    """Coverage of the material share, and what telling every act twice does to it."""
    rows = []
    name = words_deeds.METHOD_SHARE
    for share, alike in ((0.04, 0.05), (0.04, 0.25), (0.15, 0.1)):
        covered, shift = [], []
        for rep in range(reps):
            rng = np.random.default_rng((seed, rep))
            part, whole = clustered_shares(np.full(PAIRS, share), np.full(PAIRS, 330.0), alike, WEEKS, rng)
            common = likeness(part, whole)
            i = words_deeds.share_interval(part[0], whole[0], common)
            covered.append(i.low <= share <= i.high)
            twice = words_deeds.share_interval(2 * part[0], 2 * whole[0], common)
            shift.append(abs((twice.high - twice.low) / (i.high - i.low) - 1))
        world = f"share {share:g}, weeks alike to {alike:g}, 330 acts"
        rows.append(
            bars.within(
                name, world, "coverage of the 90% interval", float(np.mean(covered)), (0.85, 0.95), reps
            )
        )
        rows.append(
            bars.at_most(name, world, "width moved by doubled acts", float(np.median(shift)), 0.1, reps)
        )
    return rows


def gaps(reps: int = 200, seed: int = 1) -> list[BarRow]:
    """Coverage of the gap: words weekly, deeds yearly, levels lognormal over pairs."""
    covered = []
    pairs, weeks, years = 60, 104, 12
    for rep in range(reps):
        rng = np.random.default_rng((seed, rep))
        say, do = rng.normal(1.0, 0.8, pairs), rng.normal(2.0, 0.8, pairs)
        words = rng.poisson(np.exp(say)[:, None] * rng.gamma(2.0, 0.5, (pairs, weeks)))
        done = np.exp(do)[:, None] * rng.gamma(4.0, 0.25, (pairs, years))
        f = words_deeds.gap(words.astype(float), done, 0, np.arange(1, pairs), seed=rep)
        truth = [(np.log1p(np.exp(x)), np.log1p(np.exp(m))) for x, m in zip(say, do, strict=True)]
        level = np.array(truth)
        many = np.log1p(np.exp(np.random.default_rng(0).normal([1.0, 2.0], 0.8, (200_000, 2))))
        verbal, material = (level[0] - many.mean(0)) / many.std(0)
        covered.append(f.interval is not None and f.interval.low <= verbal - material <= f.interval.high)
    cover = float(np.mean(covered))
    world = "words weekly, deeds yearly, 59 placebo pairs"
    name = words_deeds.METHOD_GAP
    return [bars.within(name, world, "coverage of the 90% interval", cover, (0.85, 0.95), reps)]


def stances(reps: int = 200, seed: int = 1) -> list[BarRow]:
    """Coverage of the shrunk positions over hotspots, and how often a label given is wrong."""
    rows = []
    even = np.linspace(-0.8, 0.8, 9)
    for hotspots, alike in ((12, 0.1), (12, 0.25), (6, 0.1)):
        covered, wrong, labelled = [], 0, 0
        for rep in range(reps):
            rng = np.random.default_rng((seed, hotspots, rep))
            truth = rng.normal(0.3, 0.8, hotspots)
            acts = np.exp(rng.uniform(np.log(8), np.log(300), hotspots))
            part, whole = clustered_shares(expit(truth), acts, alike, 52, rng)
            common = likeness(part, whole)
            effect = np.array([design_effect_at(common, w) for w in whole])
            p = third_power.positions(part.sum(1) / effect, whole.sum(1) / effect)
            covered.append(np.mean((p.low <= truth) & (truth <= p.high)))
            f = third_power.toward_third(part, whole, 0, even, seed=rep)
            if f.value in ("against", "with"):
                labelled += 1
                wrong += not (truth[0] > 0.4 if f.value == "against" else truth[0] < -0.4)
        name, world = third_power.METHOD, f"{hotspots} hotspots, weeks alike to {alike:g}"
        cover = float(np.mean(covered))
        rows.append(bars.within(name, world, "coverage of the 90% interval", cover, (0.85, 0.95), reps))
        rows.append(
            bars.at_most(name, world, "labels that are wrong", wrong / max(labelled, 1), 0.1, labelled)
        )
    return rows
