"""A seam for the crash tests: die, as by power loss, at a named point of the commit.

``COMITY_FAULT=<point>:<n>`` makes the process kill itself with SIGKILL the ``n``-th time (from 1) it
reaches ``point``; without the variable nothing happens.  The points, in the order of a commit:
``swept``, ``staged`` (a Parquet lies in the staging folder), ``renamed`` (one of them has its final
name, but no record names it), ``written`` (the manifest record exists under its temporary name),
``committed`` (it has its final name).  ``comity follow`` has further ones: ``polled`` (a feed was asked),
``counted`` (days counted anew lie beside the old ones), ``told`` (an alert is in the book), ``sent`` (it was
sent, and the book does not say so yet).
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_met: Counter[str] = Counter()


def reached(point: str) -> None:
    """Say that the commit has come to ``point``."""
    wanted = os.environ.get("COMITY_FAULT")
    if wanted:
        _met[point] += 1
        if wanted == f"{point}:{_met[point]}":
            os.kill(os.getpid(), signal.SIGKILL)
