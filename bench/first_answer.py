"""Benchmark of the first answer and of a repeated answer: ``python bench/first_answer.py [LAKE]``.

The figures are processor seconds of ``comity watch`` as a whole process. The lake has one record of its own;
all others come from the package. "First" starts with an empty cache; "again" repeats the command with the
cache. If LAKE is given, a copy of it is used, and seconds and memory of the first answer are measured.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import figure

TURNS = 5
PAIRS = ("CHN-RUS", "GBR-USA")


def seconds(lake: Path, *words: str) -> float:
    """Return the processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "COMITY_LAKE": str(lake), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "comity", *words]
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def of_lake(given: Path) -> None:
    """Print for each pair the seconds and peak memory of a first answer on a lake."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(shutil.copytree(given, Path(folder) / "lake"))
        for pair in PAIRS:
            shutil.rmtree(lake / "derived", ignore_errors=True)
            taken = seconds(lake, "watch", pair, "--format", "text")
            figure(f"comity watch {pair}, this lake", [taken], unit="s of processor", bar="at most 60")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e9
        figure("peak memory of these", [peak], unit="GB", bar="at most 1")


def main() -> None:
    """Print two figures for each pair."""
    if len(sys.argv) > 1:
        of_lake(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        lake, own = Path(folder) / "lake", Path(folder) / "acts.csv"
        own.write_text("date,who,what\n2019-02-28,China;Russia,A joint statement\n", "utf-8")
        seconds(lake, "add", str(own))
        for pair in PAIRS:
            first, again = list[float](), list[float]()
            for _ in range(TURNS):
                shutil.rmtree(lake / "derived", ignore_errors=True)
                first.append(seconds(lake, "watch", pair, "--format", "text"))
                again.append(seconds(lake, "watch", pair, "--format", "text"))
            figure(f"comity watch {pair}, first answer", first, unit="s of processor", bar="at most 3")
            figure(f"comity watch {pair}, again", again, unit="s of processor", bar="at most 1.5")


if __name__ == "__main__":
    main()
