"""Memory limits: whether the desk uses so much memory that it should free some."""

from __future__ import annotations

import ctypes
import resource
from pathlib import Path

import pyarrow as pa

#: Bytes of process memory above which memory is short.
ENOUGH = 768 << 20


#: Most malloc arenas for all threads, and the allocation size from which freed memory is returned at once.
ARENAS, MAPPED = 2, 1 << 20
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # constants from glibc's malloc.h


def be_frugal() -> None:
    """Make the process return freed memory to the system, since the desk is idle most of the time."""
    pa.set_memory_pool(pa.system_memory_pool())
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # missing in C libraries other than glibc
        mallopt(_M_ARENA_MAX, ARENAS)
        mallopt(_M_MMAP_THRESHOLD, MAPPED)


def is_short() -> bool:
    """Return whether the process uses more memory than ``ENOUGH``; always false without ``/proc``."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except FileNotFoundError:
        return False
    return int(pages) * resource.getpagesize() > ENOUGH
