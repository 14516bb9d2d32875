"""Watchdog that logs each question that takes too long, with the stack of its thread."""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LOG = logging.getLogger("comity.desk")


@dataclass(slots=True)
class RunningQuestion:
    """A question (computation for a page) that a thread is answering."""

    thread: int
    question: tuple[Hashable, ...]
    since: float
    reported: bool = False


class Watchdog:
    """Checks running questions (computations for pages) regularly and logs each slow one once.

    Parameters
    ----------
    patience : seconds after which a question is logged
    every : seconds between two checks
    """

    def __init__(self, patience: float = 120.0, every: float = 10.0) -> None:
        self.patience, self.every = patience, every
        self._runs: dict[int, RunningQuestion] = {}
        self._guard = threading.Lock()
        self._looking = False

    @contextmanager
    def watching(self, *question: Hashable) -> Iterator[None]:
        """Watch this thread while it answers a question (computes for a page)."""
        run = RunningQuestion(threading.get_ident(), question, time.monotonic())
        with self._guard:
            self._runs[id(run)] = run
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, daemon=True, name="watchdog").start()
        try:
            yield
        finally:
            with self._guard:
                del self._runs[id(run)]

    def _look(self) -> None:
        while True:
            time.sleep(self.every)
            with self._guard:
                if not self._runs:
                    self._looking = False
                    return
                late = [r for r in self._runs.values() if time.monotonic() - r.since > self.patience]
            for run in late:
                if not run.reported:
                    run.reported = True
                    _report(run)


def _report(run: RunningQuestion) -> None:
    frame = sys._current_frames().get(run.thread)
    stack = "".join(traceback.format_stack(frame)) if frame else "the thread is gone\n"
    seconds = time.monotonic() - run.since
    words = " ".join(map(str, run.question))
    LOG.warning("%s has been computed for %.0f s; its thread stands at:\n%s", words, seconds, stack)
