"""Benchmark of checking a lake's files before a watch: ``python bench/verified.py LAKE`` (uses a copy).

The figure is processor seconds for comparing hashes, divided by those of the rest of the process. "Cold"
starts without a cache and without an earlier check; "warm" repeats the same watch.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import figure

TURNS = 3
WATCH = """
import atexit, sys, time
from comity.lake.query import snapshot
from comity.lake.storage import verified
spent, plain = [0.0], verified.verify
def timed(*args, **options):
    before = time.process_time()
    try:
        return plain(*args, **options)
    finally:
        spent[0] += time.process_time() - before
verified.verify = timed
atexit.register(lambda: print(spent[0], time.process_time(), file=sys.stderr))
from comity.faces.cli import main
sys.argv = ["comity", "watch", "CHN-RUS", "--format", "json"]
main()
"""


def cost(lake: Path) -> float:
    """Return the processor time of the check in per cent of that of everything else."""
    env = {**os.environ, "COMITY_LAKE": str(lake), "OPENBLAS_NUM_THREADS": "1"}
    words = [sys.executable, "-c", WATCH]
    out = subprocess.run(words, env=env, capture_output=True, text=True, check=True)  # noqa: S603
    verifying, whole = map(float, out.stderr.split()[-2:])
    return 100 * verifying / (whole - verifying)


def main() -> None:
    """Print one figure for a cold and one for a warm watch."""
    cold, warm = list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        shutil.copytree(sys.argv[1], lake, ignore=shutil.ignore_patterns("derived"))
        for _ in range(TURNS):
            shutil.rmtree(lake / "derived", ignore_errors=True)
            cold.append(cost(lake))
            warm.append(cost(lake))
    what = "watch: processor time that comparing digests adds"
    figure(f"a cold {what}", cold, unit="%", bar="at most 25")
    figure(f"a warm {what}", warm, unit="%", bar="at most 5")


if __name__ == "__main__":
    main()
