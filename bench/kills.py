"""Kill ``comity add`` at random moments, again and again, and compare what is there with a clean run's.

Run as ``python bench/kills.py [FOLDER] [--kills N] [--longest SECONDS] [--readers N] [--seed N] [--rows N]``.
``add`` of the folder into a new lake is ended with SIGKILL, and all that it started with it, at a moment
drawn evenly from its first SECONDS (by default: as long as the clean run took), and started again, until one
run lives to its end.  Readers ask for the state of that lake every second: none may fail or see fewer files
than before.  Then the totals must be those of a clean run, ``verify`` must name no damage, and the next lake
is begun, until there were N kills.  Without a
FOLDER, synthetic event files are made; choose ``--rows`` so that a clean run takes 60 to 90 seconds.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import synthetic
from figures import figure

COUNTED = ("files", "replaced", "records", "coverage", "rejects")
"""What of the state of a lake does not depend on its place, the hour and the number of commits."""
COMITY = (sys.executable, "-m", "comity")


def command(lake: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command on a lake to its end."""
    environment = {**os.environ, "COMITY_LAKE": str(lake)}
    return subprocess.run(  # noqa: S603 - our own program
        [*COMITY, *words], env=environment, capture_output=True, text=True, check=False
    )


def totals(lake: Path) -> dict[str, Any]:
    """What ``comity status`` counts, without places and hours."""
    run = command(lake, "status", "--format", "json")
    if run.returncode not in (0, 3):
        raise RuntimeError(run.stderr)
    return {
        k: v
        for k, v in json.loads(run.stdout).items()
        if k in ("files", "rows", "records", "rejects", "tables")
    }


def add(lake: Path, folder: Path, kill_after: float | None = None) -> bool:
    """Add a folder; whether it was killed before it ended."""
    child = subprocess.Popen(  # noqa: S603 - our own program
        [*COMITY, "add", str(folder)],
        env={**os.environ, "COMITY_LAKE": str(lake)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = child.wait(kill_after)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return True
    if code not in (0, 3):
        raise RuntimeError(f"add ended with {code}")
    return False


class Reader(threading.Thread):
    """Asks for the state of a lake until it is told to stop, and remembers what should not be."""

    def __init__(self, lake: Path) -> None:
        super().__init__(daemon=True)
        self.lake, self.stop, self.answers, self.faults = lake, threading.Event(), 0, list[str]()

    def run(self) -> None:
        """Ask again and again."""
        most = 0
        while not self.stop.is_set():
            run = command(self.lake, "status", "--format", "json")
            if run.returncode not in (0, 3):
                self.faults.append(run.stderr.strip()[-300:])
                continue
            files = int(json.loads(run.stdout).get("files", 0))
            if files < most:
                self.faults.append(f"{files} files after {most}")
            most, self.answers = max(most, files), self.answers + 1
            self.stop.wait(1)


def survived(
    folder: Path, lake: Path, moments: Iterator[float], readers: int
) -> tuple[list[float], list[Reader]]:
    """``add`` killed until a run lives to its end, with readers beside; returns the moments of the kills."""
    lake.mkdir()
    beside = [Reader(lake) for _ in range(readers)]
    for reader in beside:
        reader.start()
    kills = list(itertools.takewhile(lambda moment: add(lake, folder, moment), moments))
    for reader in beside:
        reader.stop.set()
    for reader in beside:
        reader.join()
    return kills, beside


def campaign(folder: Path, scratch: Path, options: argparse.Namespace) -> Sequence[str]:
    """Lake after lake, until there were enough kills; what went wrong, a sentence each."""
    began = time.monotonic()
    add(scratch / "clean", folder)
    seconds = time.monotonic() - began
    clean, faults, kills, answers = totals(scratch / "clean"), list[str](), 0, 0
    chance = random.Random(options.seed)  # noqa: S311 - not for secrets
    moments = (chance.uniform(0, options.longest or seconds) for _ in itertools.count())
    while kills < options.kills:
        lake = scratch / "lake"
        ended, beside = survived(folder, lake, moments, options.readers)
        kills, answers = kills + len(ended), answers + sum(r.answers for r in beside)
        faults += [f"kills at {ended}: a reader: {f}" for r in beside for f in r.faults]
        if (there := totals(lake)) != clean:
            faults.append(f"kills at {ended}: {there} instead of {clean}")
        if (check := command(lake, "verify")).returncode:
            faults.append(f"kills at {ended}: verify: {check.stdout.strip()[-300:]}")
        shutil.rmtree(lake)
        print(f"{kills} kills, {len(faults)} faults", file=sys.stderr, flush=True)
    print(json.dumps(clean), file=sys.stderr)
    figure("add without a kill", [seconds], unit="s")
    figure("adds killed", [kills], unit="kills")
    figure("answers of readers beside", [answers], unit="answers")
    figure("differences from a clean run", [len(faults)], unit="differences", bar="none")
    return faults


def main() -> int:
    """Make the files where none are given, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--longest", type=float, help="latest moment of a kill, in seconds")
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=6_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        folder = options.folder
        if folder is None:
            folder = scratch / "files"
            synthetic.write(folder, options.rows)
        faults = campaign(folder, scratch, options)
    print("\n".join(faults), file=sys.stderr)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
