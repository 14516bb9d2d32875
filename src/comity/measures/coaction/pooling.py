"""The z scores of a pair over all hotspots together, and the rank of the pair among all pairs.

A slight tendency that shows everywhere is missed if each hotspot is tested alone. So the z scores of a pair
are pooled over hotspots by Stouffer's rule (1949), unweighted. The pair is then ranked among all pairs that
were tested in enough hotspots. The rank is safer than the pooled z score, which assumes independent hotspots:
news shared between hotspots violates this somewhat.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from comity.errors import QuestionError
from comity.types import FloatArray

FEWEST_HOTSPOTS = 3
"""A pair that could be tested in fewer hotspots is not pooled."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """z scores of pairs of states, pooled over hotspots (places watched); arrays have shape (pairs,).

    ``hotspots`` is the number of hotspots in which a pair was tested. If it is below :data:`FEWEST_HOTSPOTS`,
    ``z`` and its one-sided ``p`` are NaN, and ``rank`` is 0. ``rank`` 1 is the highest of ``of``; equal pairs
    share the lower rank.
    """

    z: FloatArray
    p: FloatArray
    rank: NDArray[np.int64]
    of: int
    hotspots: NDArray[np.int64]


def pool(z: ArrayLike) -> Pooled:
    """Pool the z scores of pairs, shape (hotspots, pairs), over hotspots; NaN where a pair was not tested."""
    values = np.asarray(z, dtype=float)
    if values.ndim != 2:
        raise QuestionError(f"Pooling needs z of shape (hotspots, pairs), not {values.shape}.")
    hotspots = (~np.isnan(values)).sum(axis=0)
    enough = hotspots >= FEWEST_HOTSPOTS
    pooled = np.where(enough, np.nansum(values, axis=0) / np.sqrt(np.maximum(hotspots, 1)), np.nan)
    rank = np.zeros(len(pooled), dtype=np.int64)
    rank[enough] = np.searchsorted(np.sort(-pooled[enough]), -pooled[enough], "right")
    return Pooled(pooled, np.asarray(scipy.special.ndtr(-pooled)), rank, int(enough.sum()), hotspots)
