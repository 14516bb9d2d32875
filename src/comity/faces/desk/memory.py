"""Whether the desk holds so much memory that it does one thing at a time and lets go of what it can."""

from __future__ import annotations

import resource
from pathlib import Path

ENOUGH = 768 << 20
"""Bytes of the whole process above which memory is short."""


def is_short() -> bool:
    """Whether the process holds more than enough; never where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except FileNotFoundError:
        return False
    return int(pages) * resource.getpagesize() > ENOUGH
