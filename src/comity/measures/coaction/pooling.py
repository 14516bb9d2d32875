"""What the hotspots say of a pair taken together, and where it stands among all pairs.

Single hotspots hide a mild lean that shows everywhere.  A pair's z at each hotspot is pooled by
Stouffer's rule (1949), unweighted, and the pair is ranked among all pairs seen in enough hotspots.
The rank is the safer number: the pooled z takes hotspots as independent, which news that is shared
between them makes them not quite be.
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
    """Pairs pooled over hotspots; every array is (pairs,).

    ``z`` and its one-sided ``p`` are NaN and ``rank`` is 0 where a pair was tested in fewer than
    ``FEWEST_HOTSPOTS`` of the hotspots (``hotspots`` tells in how many).  ``rank`` 1 is the highest of
    ``of``; equals share the lower rank.
    """

    z: FloatArray
    p: FloatArray
    rank: NDArray[np.int64]
    of: int
    hotspots: NDArray[np.int64]


def pool(z: ArrayLike) -> Pooled:
    """Pool z values, shape (hotspots, pairs), NaN where a pair could not be tested at a hotspot."""
    values = np.asarray(z, dtype=float)
    if values.ndim != 2:
        raise QuestionError(f"Pooling needs z of shape (hotspots, pairs), not {values.shape}.")
    hotspots = (~np.isnan(values)).sum(axis=0)
    enough = hotspots >= FEWEST_HOTSPOTS
    pooled = np.where(enough, np.nansum(values, axis=0) / np.sqrt(np.maximum(hotspots, 1)), np.nan)
    rank = np.zeros(len(pooled), dtype=np.int64)
    rank[enough] = np.searchsorted(np.sort(-pooled[enough]), -pooled[enough], "right")
    return Pooled(pooled, np.asarray(scipy.special.ndtr(-pooled)), rank, int(enough.sum()), hotspots)
