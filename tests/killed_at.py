"""Runs a program that dies at a failpoint: ``killed_at.py POINT:N (SCRIPT | -c CODE) ARGS``.

The process kills itself with SIGKILL the ``N``-th time (from 1) it reaches ``POINT``: a failpoint, or
``system``, which is any call that changes a name on disk or makes bytes last, before it is made.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from comity.lake.storage import disk

CALLS = ("fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "link", "symlink")
"""Calls of the system that ``system`` counts."""


def install(fault: str) -> None:
    """Make this process kill itself at a point."""
    reached = Counter[str]()

    def hook(point: str) -> None:
        reached[point] += 1
        if fault == f"{point}:{reached[point]}":
            os.kill(os.getpid(), signal.SIGKILL)

    disk.install(hook)
    for name in CALLS:
        setattr(os, name, _before(getattr(os, name), hook))


def _before(call: Callable[..., Any], hook: Callable[[str], None]) -> Callable[..., Any]:
    def made(*args: Any, **more: Any) -> Any:
        hook("system")
        return call(*args, **more)

    return made


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
