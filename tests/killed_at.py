"""Runs a program that dies at a failpoint: ``killed_at.py POINT:N (SCRIPT | -c CODE) ARGS``.

The process kills itself with SIGKILL the ``N``-th time (from 1) it reaches ``POINT``.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from collections import Counter
from pathlib import Path

from comity.lake.storage import disk


def install(fault: str) -> None:
    """Make this process kill itself at a point."""
    reached = Counter[str]()

    def hook(point: str) -> None:
        reached[point] += 1
        if fault == f"{point}:{reached[point]}":
            os.kill(os.getpid(), signal.SIGKILL)

    disk.install(hook)


def command(fault: str, *words: str) -> list[str]:
    """A command line that runs a script (or ``-c CODE``) with a fault ("" for none)."""
    return [sys.executable, __file__, fault, *words]


if __name__ == "__main__":
    install(sys.argv[1])
    if sys.argv[2] == "-c":
        code, sys.argv = sys.argv[3], ["-c", *sys.argv[4:]]
        exec(compile(code, "<child>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = sys.argv[2:]
        sys.path.insert(0, str(Path(sys.argv[0]).parent))
        runpy.run_path(sys.argv[0], run_name="__main__")
