"""How often somebody may ask."""

from __future__ import annotations

import time
from collections import OrderedDict

MOST = 10_000
"""Callers remembered; the one unseen longest is forgotten when there is one more."""


class RateLimit:
    """A bucket of requests for each caller: ``burst`` at once, ``each_second`` after."""

    def __init__(self, burst: int, each_second: float) -> None:
        self.burst, self.each_second = burst, each_second
        self._buckets: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def allows(self, caller: object) -> bool:
        """Take one request from the caller's bucket, if one is left."""
        now = time.monotonic()
        left, then = self._buckets.pop(caller, (float(self.burst), now))
        left = min(self.burst, left + (now - then) * self.each_second)
        self._buckets[caller] = (left - 1 if left >= 1 else left, now)
        while len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return left >= 1
