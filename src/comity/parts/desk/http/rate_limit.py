"""Limit on the number of requests per client."""

from __future__ import annotations

import time
from collections import OrderedDict

#: Most clients remembered; the one not seen for longest is forgotten.
MOST = 10_000


class RateLimit:
    """A limit per client (token bucket): ``burst`` requests at once, then ``each_second`` more per second."""

    def __init__(self, burst: int, each_second: float) -> None:
        self.burst, self.each_second = burst, each_second
        self._buckets: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def allows(self, caller: object) -> bool:
        """Take one request from the client's budget; return whether one was left."""
        now = time.monotonic()
        left, then = self._buckets.pop(caller, (float(self.burst), now))
        left = min(self.burst, left + (now - then) * self.each_second)
        self._buckets[caller] = (left - 1 if left >= 1 else left, now)
        while len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return left >= 1
