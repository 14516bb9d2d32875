"""Benchmark of how the time of ingest and counting grows with the number of rows, and of memory.

Run ``python bench/growth.py [--sizes 1,5,20,60] [--zips F]``, with sizes in millions of rows of
``bench/synthetic.py``. 60 million rows need 4 GB for zips (kept in F if given) and 2 GB for the lake. A
larger size reuses the files of the smaller ones. Each lake is created anew and deleted afterwards.
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

REPEATS = 3
"""Of the cells; a size is ingested once."""


def at(size: int, folder: Path, every: Path) -> tuple[float, float]:
    """Return the processor seconds of ingest and of counting for one size; print the memory used."""
    rows, zips, lake = size * 1_000_000, folder / str(size), folder / "lake"
    synthetic.write(every, rows)
    zips.mkdir()
    for file in sorted(every.iterdir())[: rows // synthetic.ROWS]:
        (zips / file.name).symlink_to(file)
    added = ingest.measured("ours", zips, lake)
    again = ingest.measured("again", zips, lake)
    figure(f"ingest of {rows:,} rows: CPU for a million rows", [added[0] / size], unit="s")
    figure(f"ingest of {rows:,} rows: peak memory", [added[1]], unit="MiB", bar="at most 1024")
    figure(
        f"the same {len(list(zips.iterdir())):,} files again: CPU",
        [again[0]],
        unit="s",
        bar="at most 5 for 10,000",
    )
    counted = cells.compare(lake, REPEATS)
    figure(f"cells of {rows:,} rows: CPU for a million rows", [counted / size], unit="s")
    shutil.rmtree(lake)
    return added[0], counted


def main() -> None:
    """Measure each size, then the growth from the smallest size of at least 5 million rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,5")
    parser.add_argument("--zips", type=Path)
    options = parser.parse_args()
    ingest.compiled()
    sizes = sorted(map(int, options.sizes.split(",")))
    with tempfile.TemporaryDirectory() as folder:
        every = options.zips or Path(folder) / "every"
        taken = {size: at(size, Path(folder), every.resolve()) for size in sizes}
    first, last = next((s for s in sizes if s >= 5), sizes[0]), sizes[-1]
    for what, a, b in zip(("ingest", "cells"), taken[first], taken[last], strict=True):
        figure(
            f"{what}: growth of CPU from {first} to {last} million rows, over linear",
            [b / a / (last / first)],
            unit="times",
            bar="at most 1.1",
        )


if __name__ == "__main__":
    main()
