"""Output of the benchmarks: one line of JSON for each figure."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np


def _machine() -> str:
    """Return processor, cores, memory, system and Python version of this machine."""
    cpus = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = [x.partition(":")[2].strip() for x in cpus.splitlines() if x.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    what = names[0] if names else platform.processor() or platform.machine()
    return (
        f"{what}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def figure(name: str, values: Sequence[float], *, unit: str, bar: str = "") -> None:
    """Print the median, lowest and highest of repeated values.

    Parameters
    ----------
    name : what was measured
    values : one per repetition; ratios if absolute values would depend on the machine
    unit : unit of the values
    bar : the target in words
    """
    line = {
        "name": name,
        "ratio" if unit == "times" else "value": float(f"{np.median(values):.4g}"),
        "spread": [float(f"{min(values):.4g}"), float(f"{max(values):.4g}")],
        "n": len(values),
        "unit": unit,
        "bar": bar,
        "bench": Path(sys.argv[0]).stem,
        "on": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.0f}",
        "machine": _machine(),
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)
