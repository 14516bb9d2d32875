"""The data behind the pages: one lake, the watches asked of it, made once and kept while they hold."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from comity import __version__
from comity.errors import QuestionError
from comity.faces.desk.question import Question
from comity.faces.desk.settings import Settings
from comity.faces.desk.works import Works
from comity.lake.storage.locks import Locks
from comity.lake.store import Lake
from comity.service import health
from comity.watch import Watch

T = TypeVar("T")
WATCHES = 24
"""Watches kept in memory: each holds its acts and verdicts."""

LOOK_AGAIN = 2.0
"""Seconds after which the lake is looked at for newer data."""


class Hold:
    """What is held in memory for the pages.

    Who asks the same question waits for its answer (:meth:`asking`); another question does not wait behind
    it, and pages already made need no lock.
    """

    def __init__(self, settings: Settings, works: Works | None = None) -> None:
        self.settings, self._works = settings, works
        self.lake = Lake.open(settings.lake)
        self._guard = threading.RLock()
        self._asked = Locks()
        self._watches: OrderedDict[tuple[Any, ...], Watch] = OrderedDict()
        self._made: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._looked = 0.0
        self._version = ""
        self._laid = ""
        self.late = ""
        """Why the data may be older than they should be; "" where nothing that is followed is late."""

    def version(self) -> str:
        """Sixteen digits that change with the data or the program.

        The lake is looked at again in the background, so that no visitor waits for it.
        """
        if not self._version:
            self._look()
        elif time.monotonic() - self._looked > LOOK_AGAIN:
            self._looked = time.monotonic()
            threading.Thread(target=self._look, daemon=True).start()
        return self._version

    def edition(self) -> str:
        """What a page that is kept is of: the data, and whether a source is late with more."""
        return f"{self.version()} {self.late}"

    def refresh(self) -> None:
        """Look at the lake now: after a write of the desk's own, the next page shows it."""
        self._look()

    def _look(self) -> None:
        view = self.lake.view()
        self._version = f"{__version__}-{view.fingerprint()[:16]}"
        self._laid = view.layout_digest()
        self.late = health.late(self.lake, datetime.now(UTC))
        self._looked = time.monotonic()

    def _lies(self) -> str:
        """The data and the files they lie in: what holds a file written anew since is not asked again.

        A compaction leaves the old files for a day only.
        """
        return f"{self.version()} {self._laid}"

    def asking(self, *question: Hashable) -> AbstractContextManager[None]:
        """Hold a question while it is answered: who asks the same waits."""
        return self._asked.of(question)

    def watch(self, asked: Question) -> Watch:
        """The watch that a question is about: the same object while the data stay the same."""
        key = (self._lies(), asked.group.id, asked.as_of, asked.third)
        with self._guard:
            if key not in self._watches:
                self._watches[key] = self._new(asked, key[0])
            self._watches.move_to_end(key)
            while len(self._watches) > WATCHES:
                self._watches.popitem(last=False)
            return self._watches[key]

    def _new(self, asked: Question, lies: str) -> Watch:
        for (told, *_), kept in reversed(self._watches.items()):
            if told == lies and kept.as_of == asked.as_of and not asked.third:
                return kept.beside(*asked.group.codes)
        return Watch(*asked.group.codes, lake=self.lake, as_of=asked.as_of, third=asked.third or None)

    def once(self, name: str, asked: Question, make: Callable[[Watch], T]) -> T:
        """Something that takes long, made once for a watch and kept while the data stay the same."""
        watch = self.watch(asked)
        key = (self._lies(), name, asked.group.id, asked.hotspot, asked.as_of, asked.third, asked.beside)
        with self._asked.of(key):
            if key not in self._made:
                self._made[key] = make(watch)
            found: T = self._made[key]
        with self._guard:
            if key in self._made:
                self._made.move_to_end(key)
            while len(self._made) > 8 * WATCHES:
                self._made.popitem(last=False)
        return found

    @property
    def works(self) -> Works | None:
        """What computes beside answering; ``None`` where whoever asks waits."""
        return self._works

    def soon(self, address: str, make: Callable[[], T]) -> T | None:
        """The page of an address; ``None`` while it takes longer than a visitor should wait."""
        return make() if self.works is None else self.works.page((self.edition(), address), make)

    def part(
        self, asked: Question, name: str, ask: Callable[..., T | None], *, now: bool
    ) -> tuple[T | None, str]:
        """A part of a page that takes long, and why it cannot be had ("" where it can).

        Parameters
        ----------
        ask : gives the part; with ``compute=False`` only where it is kept
        now : whether the answer waits for it; else ``None`` stands for it while it is computed
        """
        told = ask(compute=now)
        if told is not None or self.works is None:
            return told, ""
        key = (self._lies(), name, asked.group.id, asked.hotspot, asked.as_of, asked.third, asked.beside)
        return None, self.works.begin(key, lambda: ask(compute=True))

    def pair(self, asked: Question, what: str) -> tuple[Watch, Question, str]:
        """The watch of a page that is asked of pairs, the question itself, and the part to wait for.

        Raises
        ------
        QuestionError
            When it is asked of more than two states; ``what`` begins the sentence.
        """
        watch = self.watch(asked)
        if watch.pair is None:
            raise QuestionError(f"{what} of pairs: name two states.")
        return watch, replace(asked, compute=""), asked.compute


class Waiting(Hold):
    """The same data, whatever becomes of them, for whoever waits for a page and begins nothing beside it."""

    def __init__(self, hold: Hold) -> None:
        self.__dict__ = hold.__dict__

    @property
    def works(self) -> None:
        """Nothing."""
