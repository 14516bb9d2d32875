"""Data behind the pages: one lake and its watches, each created once while the data stay the same."""

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
#: Most watches with an open view of the lake; their tables and answers are in the cache.
WATCHES = 24
#: Most bytes of tables and answers in memory; answers are also stored on disk.
MEMORY = 256 << 20
#: Most watches while memory is short.
FEW = 2
#: Seconds a request for data, a chart or a file waits; a retry finds what was computed meanwhile.
LONGEST_WAIT = 30.0
LOST = "what was computed is not found beside the lake: free space on its disk, or start the desk anew"
#: Seconds after which the lake is checked for new data.
LOOK_AGAIN = 2.0


class Edition:
    """The state of the lake (folder of records) that the pages show."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        #: Called when the data have changed.
        self.changed: Callable[[], None] = lambda: None
        self._version = self._files = ""
        self._checked = 0.0
        #: Notice of sources that are late, or "".
        self.late = ""

    def version(self) -> str:
        """Return a text that changes whenever the data or the program change.

        The lake is checked again in the background, so that no visitor waits for the check.
        """
        if not self._version:
            self.refresh()
        elif time.monotonic() - self._checked > LOOK_AGAIN:
            self._checked = time.monotonic()
            threading.Thread(target=self._look_again, daemon=True).start()
        return self._version

    def files(self) -> str:
        """Return the version with a hash of the data files, which may be rewritten without new data."""
        return f"{self.version()} {self._files}"

    def _look_again(self) -> None:
        try:
            self.refresh()
        except LakeError as e:  # keep showing the old data; the page says so
            self.late = str(e)

    def refresh(self) -> None:
        """Check the lake (folder of records) now, so that the next page shows what the desk has written."""
        view, before = self._lake.view(), self._version
        self._version, self._files = f"{VERSION}-{view.fingerprint()[:16]}", view.layout_digest()
        health = plugins.find("questions", "health")
        self.late = health.late(self._lake, datetime.now(UTC)) if health else ""
        self._checked = time.monotonic()
        if before and before != self._version:
            self.changed()


class DeskData:
    """Records and answers for the pages, held in memory.

    If a question is asked twice at once, it is answered once (:meth:`asking`). Other questions do not wait
    for it, and finished pages need no lock.
    """

    def __init__(
        self,
        settings: Settings,
        jobs: BackgroundJobs | None = None,
        make_page: Callable[[str, Question], None] | None = None,
    ) -> None:
        self.settings = settings
        #: Background jobs, or ``None`` if callers wait for their answers.
        self.jobs = jobs
        self._make_page = make_page
        self.lake = Lake.open(settings.lake)
        self.edition = Edition(self.lake)
        self._watchdog = Watchdog()
        self._guard = threading.RLock()
        self._questions = Locks()
        self._watches: OrderedDict[tuple[Any, ...], Watch] = OrderedDict()
        self._cache = AnswerCache(settings.answers or self.lake.root, MEMORY)

    def blocking(self) -> Self:
        """Return the same data for a caller that can wait, so that no part is computed in the background."""
        other = copy.copy(self)  # a shallow copy: caches and locks stay shared
        other.jobs = None
        return other

    def stored_only(self) -> Self:
        """Return the same data for a caller that uses only parts of pages that are cached."""
        other = copy.copy(self)
        other._make_page = None
        return other

    @contextmanager
    def asking(self, *question: Hashable) -> Iterator[None]:
        """Lock a question while it is answered; the watchdog logs it if this takes long.

        If another command changes the lake (folder of records) meanwhile, the next question uses the new
        data.
        """
        with self._questions.of(question), self._watchdog.watching(*question):
            try:
                yield
            except LakeChangedError:
                self.edition.refresh()
                raise

    def refresh(self) -> None:
        """Check the lake (folder of records) now, so that the next page shows what the desk has written."""
        self.edition.refresh()

    def watch(self, question: Question) -> Watch:
        """Return the watch (all answers on the states) of a question, the same while the data stay so."""
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
        """Return the slow result of ``make`` on a question, computed once while the data stay the same."""
        watch = self.watch(question)
        return self._cache.table(self._key(name, question), lambda: make(watch))

    def soon(self, address: str, make: Callable[[], T]) -> T | None:
        """Return the page of an address, or ``None`` if it takes longer than a visitor should wait."""
        return make() if self.jobs is None else self.jobs.page((self.label(), address), make)

    def waited(self, address: str, make: Callable[[], T]) -> T:
        """Return the page or file at an address to a caller that can wait for it.

        Raises
        ------
        DeskError
            When too many answers are being computed, or this one takes longer than :data:`LONGEST_WAIT`.
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
        """Return a slow part of a page, or ``None``, and the reason if it cannot be computed.

        Parameters
        ----------
        page : name of the page with which the other process computes the part
        ask : returns the part; with ``compute=False`` only if it is cached
        now : compute the part before answering; otherwise return ``None`` while it is computed
        """
        part = ask(compute=now)
        if part is not None or self.jobs is None or self._make_page is None:
            return part, ""
        make_page = self._make_page

        def make() -> None:
            make_page(page, replace(question, compute=name))
            if ask(compute=False) is None:  # e.g. the package was upgraded while the desk ran
                raise DeskError(LOST)

        return None, self.jobs.begin(self._key(name, question), make)

    def pair(self, question: Question, what: str) -> tuple[Watch, Question, str]:
        """Return for a page about two states their answers, the question, and the part to wait for.

        Raises
        ------
        QuestionError
            When the question names more than two states; ``what`` begins the message.
        """
        watch = self.watch(question)
        if watch.pair is None:
            raise QuestionError(f"{what} of pairs: name two states.")
        return watch, replace(question, compute=""), question.compute

    def label(self) -> str:
        """Return the label of cached pages: the version of the data, and any notice of late sources."""
        return f"{self.edition.version()} {self.edition.late}"

    def _key(self, name: str, about: Question) -> tuple[str, ...]:
        question = (about.group.id, about.hotspot, str(about.as_of), about.third, about.beside)
        return ("desk", self.edition.files(), name, *question)


def _recent(entries: OrderedDict[tuple[Any, ...], T], key: tuple[Any, ...], most: int) -> T:
    """Return a cached entry and mark it as used; remove the least recently used if there are too many."""
    entries.move_to_end(key)
    while len(entries) > (FEW if memory.is_short() else most):
        entries.popitem(last=False)
    return entries[key]
