"""What verifying the lake's files costs a watch: ``python bench/verified.py LAKE`` (a copy is measured).

Processor seconds inside the comparison of digests over those of the rest of the process, start included.
Cold: nothing derived, nothing verified before.  Warm: the same watch once more.
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
    """Processor time of verifying over that of everything else, in %."""
    env = {**os.environ, "COMITY_LAKE": str(lake), "OPENBLAS_NUM_THREADS": "1"}
    words = [sys.executable, "-c", WATCH]
    out = subprocess.run(words, env=env, capture_output=True, text=True, check=True)  # noqa: S603
    verifying, whole = map(float, out.stderr.split()[-2:])
    return 100 * verifying / (whole - verifying)


def main() -> None:
    """Print a figure each for a cold and a warm watch."""
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
