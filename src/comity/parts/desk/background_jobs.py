"""Slow computations in the background, so that no visitor waits at a blank page.

Each *page* is built in a thread. A visitor who waits longer than :data:`PATIENCE` sees a notice, and gets the
page after a reload. Slow *parts* of a page wait in a queue and are computed one at a time, none twice at
once. At most :data:`MOST` wait, so that many visitors cannot pile up work. Callers cache the results; this
module stores only failures.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from comity.errors import ComityError, LakeChangedError
from comity.parts.desk import memory

T = TypeVar("T")
#: Seconds a visitor waits for a page before seeing a notice that the page is being computed.
PATIENCE = 1.5
#: Most pages built at once (one if memory is short); further requests get the notice.
PAGES = 3
#: Seconds after which a queued part is dropped unless a page asks for it again, as its visitor has left.
STALE = 20.0
#: Most parts in the queue.
MOST = 12
#: Most finished pages that nobody came back for, and most failures, that are remembered.
REMEMBERED = 64
FAULT = "a fault in the program: what it printed tells more"


class BackgroundJobs:
    """Pages that threads are building, and a queue of slow parts of pages."""

    def __init__(self) -> None:
        self._guard = threading.Lock()  # never held during a computation
        self._pages: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._parts: OrderedDict[Hashable, tuple[float, Callable[[], object]]] = OrderedDict()
        self._failed: OrderedDict[Hashable, str] = OrderedDict()

    def page(self, key: Hashable, make: Callable[[], T], patience: float | None = None) -> T | None:
        """Return the page that ``make`` builds, or ``None`` if it takes longer than ``patience`` seconds.

        The computation continues; call again with the same key for its result.
        """
        with self._guard:
            made = self._pages.get(key)
            if made is None:
                if sum(not f.done() for f in self._pages.values()) >= (1 if memory.is_short() else PAGES):
                    return None
                made = self._pages[key] = Future()
                threading.Thread(target=_run, args=(made, make), daemon=True, name="page").start()
                _shorten(self._pages, lambda f: f.done())
        try:
            return made.result(PATIENCE if patience is None else patience)  # type: ignore[no-any-return]
        except TimeoutError:
            return None
        finally:
            if made.done():
                with self._guard:
                    self._pages.pop(key, None)

    def begin(self, key: Hashable, make: Callable[[], object], *, needed: bool = False) -> str:
        """Queue a part of a page; return why the part failed before, or "".

        Unless ``needed``, a waiting part is dropped if nobody asks for it again; the page that shows it does
        so.
        """
        with self._guard:
            asked_at = math.inf if needed else time.monotonic()
            if key in self._parts:
                self._parts[key] = max(self._parts[key][0], asked_at), make
            elif key not in self._failed and len(self._parts) < MOST:
                self._parts[key] = asked_at, make
                if len(self._parts) == 1:
                    self._next()
            return self._failed.get(key, "")

    def _next(self) -> None:
        """Start the part of a page that has waited longest; drop parts that nobody has asked for lately."""
        now = time.monotonic()
        while self._parts:
            key, (asked_at, make) = next(iter(self._parts.items()))
            if now - asked_at <= STALE:
                threading.Thread(target=self._compute, args=(key, make), daemon=True).start()
                return
            del self._parts[key]

    def _compute(self, key: Hashable, make: Callable[[], object]) -> None:
        why = FAULT
        try:
            make()
            why = ""
        except LakeChangedError:  # the job restarts when its page is requested again
            why = ""
        except ComityError as e:
            why = str(e)
        finally:
            with self._guard:
                del self._parts[key]
                if why:
                    self._failed[key] = why
                    _shorten(self._failed, lambda _: True)
                self._next()


def _run(made: Future[Any], make: Callable[[], Any]) -> None:
    try:
        made.set_result(make())
    except ComityError as e:
        made.set_exception(e)
    finally:
        if not made.done():
            made.set_exception(RuntimeError(FAULT))


def _shorten(entries: OrderedDict[Hashable, Any], may_go: Callable[[Any], bool]) -> None:
    """Remove the oldest of the cached entries that ``may_go`` accepts, if there are too many."""
    for key in [k for k, v in entries.items() if may_go(v)][: max(len(entries) - REMEMBERED, 0)]:
        del entries[key]
