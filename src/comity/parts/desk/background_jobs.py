"""What takes long is computed beside answering, so that no visitor looks at a blank page.

Two things.  A *page* in the making has a thread of its own: who waits longer than :data:`PATIENCE` is told
so and finds it there when the page loads again.  A *part* of a page that takes longer still waits its turn:
one is computed at a time, the same is never computed twice, and no more than :data:`MOST` wait, so that many
visitors, or a program that follows every link, cannot pile up work.  What comes out is kept by whoever makes
it; here is only kept what went wrong.
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
PATIENCE = 1.5
"""Seconds a visitor waits for a page before being told that it is being computed."""
PAGES = 3
"""Pages in the making at once, or one while memory is short; one more is told to wait."""
STALE = 20.0
"""Seconds after which a waiting part is dropped, unless a page asked for it again: its visitor left."""
MOST = 12
"""Parts that wait to be computed; one more is taken when the page is asked for again."""
REMEMBERED = 64
"""Pages that nobody came back for, and failures, that are remembered."""
FAULT = "a fault in the program: what it printed tells more"


class BackgroundJobs:
    """Pages in the making and parts that wait to be computed."""

    def __init__(self) -> None:
        self._guard = threading.Lock()  # never held while something is made
        self._pages: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._parts: OrderedDict[Hashable, tuple[float, Callable[[], object]]] = OrderedDict()
        self._failed: OrderedDict[Hashable, str] = OrderedDict()

    def page(self, key: Hashable, make: Callable[[], T], patience: float | None = None) -> T | None:
        """Return what ``make`` makes, or ``None`` where that takes too long.

        Ask again, it goes on being made.
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
        """See that a part is computed in its turn; why it cannot be, or "" while it waits.

        A part that is not ``needed`` whatever visitors do must be asked for again while it waits, as the page
        that shows it does by itself.
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
        """Start the part that has waited longest, and drop those that nobody waits for any more."""
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
        except LakeChangedError:  # it is begun anew when its page asks again
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
    """Let the oldest go that may, when there are too many."""
    for key in [k for k, v in entries.items() if may_go(v)][: max(len(entries) - REMEMBERED, 0)]:
        del entries[key]
