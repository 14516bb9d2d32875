"""Types and constants that every floor shares: pairs, arrays, the level of intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pair = tuple[str, str]
"""Two states by their codes, in alphabetical order where order has no meaning."""
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LEVEL = 0.9
"""Probability with which an interval covers the truth, unless a measure says otherwise."""
Z90 = 1.6448536269514722
"""Quantile of the standard normal at 95%: half the width of a two-sided 90% interval."""
RECORDS_SHOWN = 50
"""Most record ids that a finding carries; their total is always given."""
