"""Words or deeds: how much of what two states do toward each other is material, and is it less than they say.

*Material share*: acts of material cooperation among all cooperative acts, against pairs of like volume.  News
sees few deeds (1-4% of cooperative acts), so the share is a small proportion of clustered counts: Jeffreys'
beta interval on counts divided by their design effect (Korn and Graubard 1998, Survey Methodology 24:193).

*Gap*: a verbal and a material index, each in standard deviations of placebo pairs, and their difference.
Deeds should come from ties (arms, trade, loans, exercises) where they can: the news hides the deeds of
exactly the pairs of interest.

One actor's act of one code on one day is one act, however many stories tell it (:func:`fold`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.errors import QuestionError
from comity.measures.stats import matching
from comity.measures.stats.block_bootstrap import block_weights, design_effect, design_effect_at, likeness
from comity.records.details import GapDetail, MaterialShareDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import LEVEL, FloatArray, IntArray

METHOD_SHARE = "material-share/1"
METHOD_GAP = "words-and-deeds/1"

FEWEST_ACTS = 20
FEWEST_PLACEBOS = 19
FEWEST_BINS = 6
DRAWS = 500
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


def fold(*keys: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Mark the first of each set of equal keys (actor, target, code, day), (n,) each.

    Keeps one act for all the stories that tell it; which row is kept depends on the order of rows, what is
    counted does not.
    """
    codes = np.column_stack([np.unique(k, return_inverse=True)[1] for k in keys])
    _, first = np.unique(codes, axis=0, return_index=True)
    mask = np.zeros(len(codes), bool)
    mask[first] = True
    return mask


def share_interval(deeds: FloatArray, acts: FloatArray, correlation: float) -> Interval:
    """90% interval of the share of deeds from weekly counts.

    Parameters
    ----------
    deeds, acts : (weeks,) of one pair
    correlation : how alike the acts of a week are, over many pairs
    (:func:`comity.measures.stats.block_bootstrap.likeness`)

    Notes
    -----
    Beta with Jeffreys' prior on counts divided by the larger of two design effects: the pair's own, which
    grows as it should when every act is told twice, and that of its week sizes at the common correlation,
    which stays honest where the pair's own deeds are too few to show their clustering (alone, its own gave
    coverage down to .57 at nominal .90).
    """
    effect = max(design_effect(deeds, acts), design_effect_at(correlation, acts))
    k, n = deeds.sum() / effect, acts.sum() / effect
    low, high = (float(scipy.stats.beta.ppf(q, k + 0.5, n - k + 0.5)) for q in _TAILS)
    share = float(deeds.sum() / acts.sum())
    return Interval(min(low, share), max(high, share), LEVEL)


def material_share(
    deeds: FloatArray, acts: FloatArray, own: int, placebos: IntArray, records: tuple[str, ...] = ()
) -> Finding:
    """Share of material acts among the cooperative acts of pair ``own``, and its rank among placebo pairs.

    Parameters
    ----------
    deeds, acts : (pairs, weeks) material cooperative acts and all cooperative acts, folded; a week that is
        NaN in either (not covered) is left out
    own : row of the pair asked about
    placebos : rows of pairs of like volume
    records : ids behind the pair's acts

    Returns
    -------
    Finding with the share; ``detail`` has the placebo pairs' median and range (5th to 95th per cent).
    Cannot be told under 20 acts.
    """
    deeds, acts = np.asarray(deeds, float), np.asarray(acts, float)
    if deeds.shape != acts.shape or (deeds > acts).any():
        raise QuestionError("Deeds must be counted among all cooperative acts, in the same weeks.")
    covered = ~(np.isnan(deeds) | np.isnan(acts))
    deeds, acts = np.where(covered, deeds, 0.0), np.where(covered, acts, 0.0)  # 0 of 0: no weight
    n, null = int(acts[own].sum()), "placebo pairs of like volume"
    if n < FEWEST_ACTS:
        why = f"{n} cooperative acts, fewer than {FEWEST_ACTS}"
        return cannot_tell(Kind.MATERIAL_SHARE, NO_SUBJECT, why, method=METHOD_SHARE, null=null, n=n)
    value = float(deeds[own].sum()) / n
    active = placebos[acts[placebos].sum(1) >= FEWEST_ACTS]
    others = deeds[active].sum(1) / acts[active].sum(1)
    pooled = np.append(active, own)
    correlation = likeness(deeds[pooled], acts[pooled])
    rank: PlaceboRank | None = None
    detail = MaterialShareDetail(deeds=int(deeds[own].sum()), correlation=correlation)
    if len(others):
        rank = matching.rank(value, others, "volume")
        low, middle, high = np.quantile(others, [0.05, 0.5, 0.95])
        detail = replace(
            detail,
            placebo_median=float(middle),
            placebo_range=(float(low), float(high)),
            share_below=matching.rank(-value, -others, "volume").share,
        )
    return Finding(
        Kind.MATERIAL_SHARE,
        NO_SUBJECT,
        value,
        "share of cooperative acts",
        null,
        n,
        METHOD_SHARE,
        interval=share_interval(deeds[own], acts[own], correlation),
        placebo=rank,
        records=records,
        records_total=len(records),
        detail=detail,
    )


def level(series: FloatArray) -> FloatArray:
    """Level of each pair: log of one plus its mean over its known bins, (pairs, bins) -> (pairs,)."""
    known = ~np.isnan(series)
    count = known.sum(1)
    total = np.where(known, series, 0.0).sum(1)
    return np.log1p(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def gap(
    words: FloatArray,
    deeds: FloatArray,
    own: int,
    placebos: IntArray,
    *,
    seed: int = 0,
    records: tuple[str, ...] = (),
) -> Finding:
    """How far the verbal index of pair ``own`` lies above its material index, in placebo standard deviations.

    Parameters
    ----------
    words : (pairs, bins) verbal cooperation, 0 or more; NaN where unknown
    deeds : (pairs, other bins) material cooperation (acts, or a flow such as arms or trade), likewise; its
        bins may be years where those of words are weeks
    own, placebos : the pair and its placebo pairs
    seed : of the resamples

    Returns
    -------
    Finding with the gap (above 0: more words than deeds, as such pairs go), 90% interval over bins and
    placebo pairs drawn anew, and both indices in ``detail``. Cannot be told with fewer than 19 placebo
    pairs or 6 known bins on either side.
    """
    return combined_gap([words], [deeds], own, placebos, seed=seed, records=records)


def combined_gap(
    words: Sequence[FloatArray],
    deeds: Sequence[FloatArray],
    own: int,
    placebos: IntArray,
    *,
    seed: int = 0,
    records: tuple[str, ...] = (),
) -> Finding:
    """:func:`gap` over several indicators a side, each (pairs, its own bins).

    Every indicator is put in standard deviations of the placebo pairs, a side is the mean of its indicators,
    and that mean is put in standard deviations of the placebo pairs' means once more.
    """
    null = "placebo pairs of like volume"
    known = min(int((~np.isnan(s[own])).sum()) for s in (*words, *deeds))
    known_levels = [~np.isnan(level(s)[placebos]) for s in (*words, *deeds)]
    placebos = placebos[np.logical_and.reduce(known_levels)]
    if known < FEWEST_BINS or len(placebos) < FEWEST_PLACEBOS:
        why = f"{known} known bins and {len(placebos)} placebo pairs"
        return cannot_tell(Kind.WORD_DEED_GAP, NO_SUBJECT, why, method=METHOD_GAP, null=null, n=known)
    rng = np.random.default_rng(seed)
    pick = rng.integers(0, len(placebos), (DRAWS, len(placebos)))
    (verbal, said, drawn_said), (material, done, drawn_done) = (
        _side(side, own, placebos, pick, rng) for side in (words, deeds)
    )
    low, high = (float(q) for q in np.quantile(drawn_said - drawn_done, _TAILS))
    value = verbal - material
    return Finding(
        Kind.WORD_DEED_GAP,
        NO_SUBJECT,
        value,
        "placebo standard deviations",
        null,
        known,
        METHOD_GAP,
        interval=Interval(min(low, value), max(high, value), LEVEL),
        placebo=matching.rank(value, said - done, "volume"),
        records=records,
        records_total=len(records),
        detail=GapDetail(words=verbal, deeds=material, placebo_pairs=len(placebos)),
    )


def _side(
    series: Sequence[FloatArray], own: int, placebos: IntArray, pick: IntArray, rng: np.random.Generator
) -> tuple[float, FloatArray, FloatArray]:
    """Index of the pair on one side, those of its placebo pairs, and the pair's own drawn anew, (draws,)."""
    others = np.stack([_scaled(level(s)[placebos]) for s in series]).mean(axis=0)
    spread = max(float(others.std(ddof=1)), 1e-9)
    mine = float(np.mean([_index(level(s)[own], level(s)[placebos]) for s in series]))
    drawn = np.mean([_drawn(s, own, placebos[pick], rng) for s in series], axis=0)
    return mine / spread, others / spread, np.asarray(drawn) / spread


def _scaled(x: FloatArray) -> FloatArray:
    return np.asarray((x - x.mean()) / max(float(x.std(ddof=1)), 1e-9))


def _index(value: float, others: FloatArray) -> float:
    return float((value - others.mean()) / max(float(others.std(ddof=1)), 1e-9))


def _drawn(series: FloatArray, own: int, placebos: IntArray, rng: np.random.Generator) -> FloatArray:
    """Indices of the pair over its bins drawn anew, against placebo pairs drawn anew, (draws,)."""
    mine = series[own][~np.isnan(series[own])]
    weights = block_weights(len(mine), len(placebos), rng)
    value = np.log1p(weights @ mine / len(mine))
    others = level(series)[placebos]
    return np.asarray((value - others.mean(1)) / np.maximum(others.std(1, ddof=1), 1e-9))
