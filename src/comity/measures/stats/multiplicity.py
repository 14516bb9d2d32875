"""Corrections for multiple testing: q values, the share of false results among those called at a level.

q values cover *everything tested*, not only what looked good. Benjamini and Hochberg (1995) is valid under
the positive dependence of the pairs in one table. Benjamini and Yekutieli (2001) is valid under any
dependence and serves as the cautious alternative.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray


def q_values(p: ArrayLike, rule: Literal["bh", "by"] = "bh") -> NDArray[np.float64]:
    """Turn p values into q values; NaN (not tested) stays NaN and does not count as a test.

    Parameters
    ----------
    p : p values of any shape; all of them are one family
    rule : ``"bh"`` Benjamini-Hochberg, ``"by"`` Benjamini-Yekutieli
    """
    values = np.asarray(p, dtype=float)
    out = np.full(values.shape, np.nan)
    tested = ~np.isnan(values)
    if tested.any():
        out[tested] = _step_up(values[tested], rule)
    return out


def _step_up(p: NDArray[np.float64], rule: str) -> NDArray[np.float64]:
    """Apply the step-up rule of ``scipy.stats``, which would take 0.4 s to import."""
    order, places = np.argsort(p), np.arange(1, len(p) + 1)
    scaled = p[order] * (len(p) / places)
    if rule == "by":
        scaled *= (1 / places).sum()
    out = np.empty_like(p)
    out[order] = np.clip(np.minimum.accumulate(scaled[::-1])[::-1], 0, 1)
    return out
