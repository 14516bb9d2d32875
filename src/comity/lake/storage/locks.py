"""Who asks the same waits for one answer; who asks another thing does not wait."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakValueDictionary


class Locks:
    """A lock for each key, there as long as somebody holds it or waits for it.

    A thread may take the same key again while it holds it.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._by_key: WeakValueDictionary[Hashable, Any] = WeakValueDictionary()

    @contextmanager
    def of(self, key: Hashable) -> Iterator[None]:
        """Hold the lock of a key."""
        with self._guard:
            lock = self._by_key.setdefault(key, threading.RLock())
        with lock:
            yield
