"""How a bench prints: one JSON line a figure."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence

import numpy as np


def figure(name: str, values: Sequence[float], *, unit: str, bar: str = "") -> None:
    """Print the median of repeated values, and their least and most.

    Parameters
    ----------
    name : what was measured
    values : one a repetition; ratios where a machine would otherwise decide
    unit : of the values
    bar : the claim in words
    """
    line = {
        "name": name,
        "ratio" if unit == "times" else "value": float(f"{np.median(values):.4g}"),
        "spread": [float(f"{min(values):.4g}"), float(f"{max(values):.4g}")],
        "n": len(values),
        "unit": unit,
        "bar": bar,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)
