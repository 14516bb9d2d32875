"""Whether two states act together in the same way, or answer each other in opposite ways.

Acts toward a hotspot come in channels, as a rule the four quad classes (verbal and material
cooperation, verbal and material conflict).  Acting at the same time in the *same* channel speaks for
coordination; acting at the same time in *different* channels, one cooperating while the other is in
conflict, is friction.  So the same-channel z values are set against the cross-channel ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from comity.errors import QuestionError
from comity.measures.coaction.pairwise import (
    FEWEST_STATES,
    FIT_ACTS,
    TEST_ACTS,
    series_z,
    whole_counts,
    whole_pairs,
)
from comity.measures.coaction.residuals import FEWEST_BINS, News, fit_news
from comity.measures.coaction.time_axis import TimeAxis
from comity.types import FloatArray

LEVEL = 0.05
CROSSED = "crossed"


@dataclass(frozen=True, slots=True)
class Channels:
    """One pair by channel.

    Parameters
    ----------
    pair : rows of the two states
    z : z of acting together, by (channel of the first state, channel of the second); only where both
        have acts enough
    contrast : mean same-channel z less mean cross-channel z, in standard deviations; ``None`` where
        there is not at least one of each
    p : two-sided p value of the contrast
    reading : "same channel", "crossed", "no difference" or "cannot tell"
    """

    pair: tuple[int, int]
    z: Mapping[tuple[str, str], float]
    contrast: float | None
    p: float | None
    reading: str


def channels(
    counts: Mapping[str, ArrayLike],
    pairs: ArrayLike,
    axis: TimeAxis | None = None,
) -> list[Channels]:
    """Set pairs' acting together in the same channels against that in crossed ones.

    Parameters
    ----------
    counts : channel -> (states, bins), same states and bins in all
    pairs : (n, 2) rows
    axis : where the bins stand in time (one after the other)

    Notes
    -----
    The contrast takes the z values of one pair as independent and is not held against matched pairs:
    in tables without coordination about 7% of pairs are called at 5%.
    """
    tables = {name: whole_counts(c) for name, c in counts.items()}
    if len({t.shape for t in tables.values()}) != 1:
        raise QuestionError("All channels must have the same states and bins, and there must be one.")
    rows = whole_pairs(pairs, len(next(iter(tables.values()))))
    z = _all_z(tables, rows, axis)
    out = []
    for k, (i, j) in enumerate(rows.tolist()):
        mine = {cell: float(v[k]) for cell, v in z.items() if not np.isnan(v[k])}
        contrast = _contrast(mine)
        p = None if contrast is None else float(2.0 * scipy.stats.norm.sf(abs(contrast)))
        out.append(Channels((i, j), mine, contrast, p, _reading(contrast, p)))
    return out


def _all_z(
    tables: Mapping[str, NDArray[np.int64]], pairs: NDArray[np.intp], axis: TimeAxis | None
) -> dict[tuple[str, str], FloatArray]:
    """All pairs' z in every two channels; NaN where either state has too few acts there."""
    acts = {name: t.sum(axis=1) for name, t in tables.items()}
    fit = np.flatnonzero(np.sum(list(acts.values()), axis=0) >= FIT_ACTS)
    place = np.full(len(next(iter(acts.values()))), -1, dtype=np.intp)
    place[fit] = np.arange(len(fit))
    bins = next(iter(tables.values())).shape[1]
    nothing = np.full(len(pairs), np.nan)
    if len(fit) < FEWEST_STATES or bins < FEWEST_BINS:
        return {(a, b): nothing for a in tables for b in tables}
    news = {name: fit_news(t[fit], axis) for name, t in tables.items()}
    out = {}
    for a in tables:
        for b in tables:
            z = nothing.copy()
            enough = (acts[a][pairs[:, 0]] >= TEST_ACTS) & (acts[b][pairs[:, 1]] >= TEST_ACTS)
            enough &= pairs[:, 0] != pairs[:, 1]
            i, j = place[pairs[enough]].T
            z[enough] = series_z(_series(news[a], i, j), _series(news[b], j, i), news[a].axis)
            out[a, b] = z
    return out


def _series(news: News, states: NDArray[np.intp], partners: NDArray[np.intp]) -> FloatArray:
    out = np.empty((len(states), news.counts.shape[1]))
    for state in np.unique(states):
        mine = np.flatnonzero(states == state)
        out[mine] = news.residual(int(state), partners[mine])
    return out


def _contrast(z: Mapping[tuple[str, str], float]) -> float | None:
    same = [v for (a, b), v in z.items() if a == b]
    crossed = [v for (a, b), v in z.items() if a != b]
    if not same or not crossed:
        return None
    sd = math.sqrt(1.0 / len(same) + 1.0 / len(crossed))
    return (sum(same) / len(same) - sum(crossed) / len(crossed)) / sd


def _reading(contrast: float | None, p: float | None) -> str:
    if contrast is None or p is None:
        return "cannot tell"
    if p > LEVEL:
        return "no difference"
    return "same channel" if contrast > 0 else CROSSED
