"""The data behind the pages: one lake and the watches of it, each made once while the data stay the same."""

from __future__ import annotations

import copy
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from comity import plugins
from comity.errors import DeskError, LakeChangedError, LakeError, QuestionError
from comity.faces.pages import Question
from comity.lake.storage.manifest import VERSION
from comity.lake.store import Lake
from comity.parts.desk import memory
from comity.parts.desk.background_jobs import BackgroundJobs
from comity.parts.desk.settings import Settings
from comity.parts.desk.watchdog import Watchdog
from comity.watch import Watch
from comity.watch.answer_cache import AnswerCache, Locks

T = TypeVar("T")
WATCHES = 24
"""Watches whose view of the lake stays open; their tables and answers are in the cache, bounded in bytes."""
MEMORY = 256 << 20
"""Bytes of tables and answers kept in memory; answers lie beside the lake too."""
FEW = 2
"""The same, of watches and parts, while memory is short."""
LONGEST_WAIT = 30.0
"""Seconds that a program waits for data, a chart or a file; its next try finds what was made since."""
LOST = "what was computed is not found beside the lake: free space on its disk, or start the desk anew"
LOOK_AGAIN = 2.0
"""Seconds after which the lake is checked for newer data."""


class Edition:
    """Which state of the lake the pages show."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self.changed: Callable[[], None] = lambda: None
        """Called when the data are others than before."""
        self._version = self._files = ""
        self._checked = 0.0
        self.late = ""
        """Why the data may be older than they should be; "" where nothing that is followed is late."""

    def version(self) -> str:
        """Digits that change with the data or the program.

        The lake is checked again in the background, so that no visitor waits for it.
        """
        if not self._version:
            self.refresh()
        elif time.monotonic() - self._checked > LOOK_AGAIN:
            self._checked = time.monotonic()
            threading.Thread(target=self._look_again, daemon=True).start()
        return self._version

    def files(self) -> str:
        """Return same with the files that hold the data: a compaction leaves the old files for a day only."""
        return f"{self.version()} {self._files}"

    def _look_again(self) -> None:
        try:
            self.refresh()
        except LakeError as e:  # what is shown is of the lake as it was, and says so
            self.late = str(e)

    def refresh(self) -> None:
        """Check the lake now: after a write of the desk's own, the next page shows it."""
        view, before = self._lake.view(), self._version
        self._version, self._files = f"{VERSION}-{view.fingerprint()[:16]}", view.layout_digest()
        health = plugins.find("questions", "health")
        self.late = health.late(self._lake, datetime.now(UTC)) if health else ""
        self._checked = time.monotonic()
        if before and before != self._version:
            self.changed()


class DeskData:
    """What is in memory for the pages.

    The same question asked twice at once is answered once (:meth:`asking`); another question does not wait
    behind it, and pages already made need no lock.
    """

    def __init__(
        self,
        settings: Settings,
        jobs: BackgroundJobs | None = None,
        make_page: Callable[[str, Question], None] | None = None,
    ) -> None:
        self.settings = settings
        self.jobs = jobs
        """What computes beside answering; ``None`` where the caller waits."""
        self._make_page = make_page
        self.lake = Lake.open(settings.lake)
        self.edition = Edition(self.lake)
        self._watchdog = Watchdog()
        self._guard = threading.RLock()
        self._questions = Locks()
        self._watches: OrderedDict[tuple[Any, ...], Watch] = OrderedDict()
        self._cache = AnswerCache(settings.answers or self.lake.root, MEMORY)

    def blocking(self) -> Self:
        """Return the same data for a caller that waits for a page and starts nothing in the background."""
        other = copy.copy(self)  # shares every container and lock: only the jobs differ
        other.jobs = None
        return other

    def stored_only(self) -> Self:
        """Return the same data for a caller that takes the parts that are kept and has no other computed."""
        other = copy.copy(self)
        other._make_page = None
        return other

    @contextmanager
    def asking(self, *question: Hashable) -> Iterator[None]:
        """Lock a question while it is answered, and have it watched.

        After another command changed the lake meanwhile, the next question meets it as it is.
        """
        with self._questions.of(question), self._watchdog.watching(*question):
            try:
                yield
            except LakeChangedError:
                self.edition.refresh()
                raise

    def refresh(self) -> None:
        """Look at the lake now: after a write of the desk's own, the next page shows it."""
        self.edition.refresh()

    def watch(self, question: Question) -> Watch:
        """Return the watch that a question is about: the same object while the data stay the same."""
        key = (self.edition.files(), question.group.id, question.as_of, question.third)
        with self._guard:
            if key not in self._watches:
                self._watches[key] = self._new(question, key[0])
            return _recent(self._watches, key, WATCHES)

    def _new(self, question: Question, files: str) -> Watch:
        for (others_files, *_), other in reversed(self._watches.items()):
            if others_files == files and other.as_of == question.as_of and not question.third:
                return other.of_members(*question.group.codes)
        third = question.third or None
        return Watch(
            *question.group.codes, lake=self.lake, as_of=question.as_of, third=third, cache=self._cache
        )

    def once(self, name: str, question: Question, make: Callable[[Watch], T]) -> T:
        """Something that takes long, made once for a watch while the data stay the same."""
        watch = self.watch(question)
        return self._cache.table(self._key(name, question), lambda: make(watch))

    def soon(self, address: str, make: Callable[[], T]) -> T | None:
        """Return the page of an address; ``None`` while it takes longer than a visitor should wait."""
        return make() if self.jobs is None else self.jobs.page((self.label(), address), make)

    def waited(self, address: str, make: Callable[[], T]) -> T:
        """Return the answer of an address for a caller that waits.

        Raises
        ------
        DeskError
            When too many others are being made, or this one takes longer than :data:`LONGEST_WAIT`.
        """
        if self.jobs is None:
            return make()
        answer = self.jobs.page((self.label(), "waited", address), make, LONGEST_WAIT)
        if answer is None:
            raise DeskError("The desk is computing as much as it can: try again in a few seconds.")
        return answer

    def part(
        self, page: str, question: Question, name: str, ask: Callable[..., T | None], *, now: bool
    ) -> tuple[T | None, str]:
        """Return a part of a page that takes long, and why it cannot be had ("" where it can).

        Parameters
        ----------
        page : the page that it is computed with, elsewhere
        ask : gives the part; with ``compute=False`` only where it is in the cache
        now : whether the answer waits for it; else ``None`` stands for it while it is computed
        """
        part = ask(compute=now)
        if part is not None or self.jobs is None or self._make_page is None:
            return part, ""
        make_page = self._make_page

        def make() -> None:
            make_page(page, replace(question, compute=name))
            if ask(compute=False) is None:  # such as after an upgrade of the package under a running desk
                raise DeskError(LOST)

        return None, self.jobs.begin(self._key(name, question), make)

    def pair(self, question: Question, what: str) -> tuple[Watch, Question, str]:
        """Return the watch of a page about a pair, the question itself, and the part to wait for.

        Raises
        ------
        QuestionError
            When it is asked of more than two states; ``what`` begins the sentence.
        """
        watch = self.watch(question)
        if watch.pair is None:
            raise QuestionError(f"{what} of pairs: name two states.")
        return watch, replace(question, compute=""), question.compute

    def label(self) -> str:
        """Return what a cached page is of: the data, and whether a source is late with more."""
        return f"{self.edition.version()} {self.edition.late}"

    def _key(self, name: str, about: Question) -> tuple[str, ...]:
        question = (about.group.id, about.hotspot, str(about.as_of), about.third, about.beside)
        return ("desk", self.edition.files(), name, *question)


def _recent(entries: OrderedDict[tuple[Any, ...], T], key: tuple[Any, ...], most: int) -> T:
    """Return an entry, marked as used just now; the entries unused longest go when there are too many."""
    entries.move_to_end(key)
    while len(entries) > (FEW if memory.is_short() else most):
        entries.popitem(last=False)
    return entries[key]
