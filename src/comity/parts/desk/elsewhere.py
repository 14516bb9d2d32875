"""Slow computations in a separate process, so that the desk itself uses little memory.

The process stores its answers on disk for the desk and exits, which frees its memory.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from comity.errors import ComityError, DeskError, LakeChangedError
from comity.faces.pages import Question
from comity.parts.desk import memory
from comity.parts.desk.background_jobs import FAULT
from comity.parts.desk.desk_data import DeskData
from comity.parts.desk.pages import OF_A_HOTSPOT, OF_A_PAIR, watch
from comity.parts.desk.settings import Settings
from comity.vocabulary import hotspots
from comity.watch.account.pair import describe_pair
from comity.watch.answers import RECORD

#: Pages of the first pair that are computed before anybody asks.
PAGES = ("watch", "places", "votes", "evidence", "compare", "base")
#: Most other pairs, those with the most records, whose accounts of the record are computed ahead.
PAIRS = 30
#: Niceness of the process that computes ahead, so that visitors' requests go first.
NICE = 10


def page(settings: Settings, name: str, question: Question) -> None:
    """Compute a page and all its answers in another process.

    Raises
    ------
    DeskError, LakeChangedError
        When the page cannot be computed; the message says why.
    """
    _run(_page, settings, name, question)


class ComputedAhead:
    """Computes the answers for the first page's pair before anybody asks, and again after new data.

    The desk builds the first page from stored answers, so that no visitor waits for reading them.
    """

    def __init__(self, desk_data: DeskData) -> None:
        self._stored, self._settings = desk_data.stored_only(), desk_data.settings
        self._guard = threading.Lock()
        self._wanted = self._running = False

    def begin(self) -> None:
        """Start the computation; if one is running, start again after it."""
        with self._guard:
            self._wanted = True
            if not self._running:
                self._running = True
                threading.Thread(target=self._work, daemon=True, name="ahead").start()

    def _work(self) -> None:
        while True:
            with self._guard:
                if not self._wanted:
                    self._running = False
                    return
                self._wanted = False
            self._first_page()
            with suppress(DeskError, LakeChangedError):
                _run(_ahead, self._settings)
            self._first_page()

    def _first_page(self) -> None:
        with suppress(ComityError):
            OF_A_PAIR[PAGES[0]](self._stored, Question.read(self._settings.start, {}))


def _run(make: Callable[..., None], *args: Any) -> None:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_list_reported, args=(sender, make, args), daemon=True)
    process.start()
    sender.close()
    try:
        error: ComityError | None = receiver.recv()
    except EOFError:
        error = DeskError(FAULT)
    process.join()
    if error:
        raise error


def _list_reported(sender: Connection, make: Callable[..., None], args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the desk, which then stops this process
    memory.be_frugal()
    error: ComityError | None = None
    try:
        make(*args)
    except LakeChangedError as e:
        error = e
    except ComityError as e:
        error = DeskError(str(e))
    with suppress(BrokenPipeError):  # the desk has stopped
        sender.send(error)


def _page(settings: Settings, name: str, question: Question) -> None:
    (OF_A_HOTSPOT if question.hotspot else OF_A_PAIR)[name](DeskData(settings), question)


def _ahead(settings: Settings) -> None:
    """Compute all answers in advance; stop early if the desk has stopped."""
    os.nice(NICE)
    desk = multiprocessing.parent_process()
    for step in _steps(settings):
        if desk is None or not desk.is_alive():
            return
        with suppress(ComityError):  # the page itself will show the error
            step()


def _steps(settings: Settings) -> Iterator[Callable[[], object]]:
    """Yield the computations in order: the first pair's pages, its places, then other pairs."""
    data = DeskData(settings)
    start = Question.read(settings.start, {})
    yield from (partial(OF_A_PAIR[name], data, start) for name in PAGES)
    for spot in hotspots.watched():
        yield partial(OF_A_HOTSPOT["places"], data, Question.read(settings.start, {}, spot.id))
    for pair, _ in watch.known(data, start)[:PAIRS]:
        yield partial(describe_pair, data.watch(Question.read(pair, {})).only(RECORD).answers)
