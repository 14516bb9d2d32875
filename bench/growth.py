"""How ingest and cells grow from one size to another, and what memory they take.

Run as ``python bench/growth.py [--sizes 1,5,20,60] [--folder F]``: millions of rows of
``bench/synthetic.py`` (60 million: 4 GB of zips, 2 GB of lake).  The files of a size are the first of those
of the next, so that they are written once; every lake is made anew and removed.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import cells
import ingest
import synthetic
from figures import figure


def at(size: int, folder: Path) -> tuple[float, float]:
    """Processor seconds of ingest and of cells of so many million rows; says what memory they took."""
    rows, zips, lake = size * 1_000_000, folder / "zips", folder / "lake"
    synthetic.write(zips, rows)
    added = ingest.measured("ours", zips, lake)
    again = ingest.measured("again", zips, lake)
    counted = cells.measured("ours", lake)
    figure(f"ingest of {rows:,} rows: CPU a million", [added[0] / size], unit="s")
    figure(f"ingest of {rows:,} rows: peak memory", [added[1]], unit="MiB", bar="at most 1024")
    figure(f"the same {len(list(zips.iterdir())):,} files again: CPU", [again[0]], unit="s", bar="at most 5")
    figure(f"cells of {rows:,} rows: CPU a million", [counted[0] / size], unit="s")
    figure(f"cells of {rows:,} rows: peak memory", [counted[1]], unit="MiB", bar="at most 1229")
    shutil.rmtree(lake)
    return added[0], counted[0]


def main() -> None:
    """Every size in turn, then the growth from the least of 5 million on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,5")
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    sizes = sorted(map(int, told.sizes.split(",")))
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        taken = {size: at(size, Path(folder)) for size in sizes}
    first, last = next((s for s in sizes if s >= 5), sizes[0]), sizes[-1]
    for what, a, b in zip(("ingest", "cells"), taken[first], taken[last], strict=True):
        figure(f"{what}: growth of CPU from {first} to {last} million rows, over linear",
               [b / a / (last / first)], unit="times", bar="at most 1.1")  # fmt: skip


if __name__ == "__main__":
    main()
