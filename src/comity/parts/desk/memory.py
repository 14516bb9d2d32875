"""Whether the desk holds so much memory that it does one thing at a time and lets go of what it can."""

from __future__ import annotations

import ctypes
import resource
from pathlib import Path

import pyarrow as pa

ENOUGH = 768 << 20
"""Bytes of the whole process above which memory is short."""


ARENAS, MAPPED = 2, 1 << 20
"""Arenas of the C library for all threads, and bytes from which on it gives what is freed back at once."""
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of glibc


def be_frugal() -> None:
    """Let what is freed go back to the system: a desk computes much for a moment, then idles for hours."""
    pa.set_memory_pool(pa.system_memory_pool())
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # glibc has it, others may not
        mallopt(_M_ARENA_MAX, ARENAS)
        mallopt(_M_MMAP_THRESHOLD, MAPPED)


def is_short() -> bool:
    """Whether the process holds more than enough; never where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except FileNotFoundError:
        return False
    return int(pages) * resource.getpagesize() > ENOUGH
