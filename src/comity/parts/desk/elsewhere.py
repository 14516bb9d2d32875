"""What takes long is computed by a process of its own, so that the desk itself stays small.

The process leaves its answers beside the lake and ends, and what it took of memory goes with it; the desk
reads the answers there.
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
from comity.watch.account.pair import of_pair
from comity.watch.answers import RECORD

PAGES = ("watch", "places", "votes", "evidence", "compare", "base")
"""Pages of the first pair that are made before anybody asks."""
PAIRS = 30
"""Pairs most told of whose accounts of the record are made ahead."""
NICE = 10
"""How far making ahead stands back behind what a visitor waits for."""


def page(settings: Settings, name: str, question: Question) -> None:
    """Make a page with all that it rests on, elsewhere.

    Raises
    ------
    DeskError, LakeChangedError
        When it cannot be made; the error says why.
    """
    _run(_page, settings, name, question)


class ComputedAhead:
    """Makes what the pages of the first pair rest on before anybody asks, and again after new data.

    Before and after, the desk makes the first page of what is kept, so that no visitor waits for reading it.
    """

    def __init__(self, desk_data: DeskData) -> None:
        self._stored, self._settings = desk_data.stored_only(), desk_data.settings
        self._guard = threading.Lock()
        self._wanted = self._running = False

    def begin(self) -> None:
        """Start, or see that it starts again when what is under way has ended."""
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
    """Run a function in a process of its own and wait for its end."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_reported, args=(sender, make, args), daemon=True)
    process.start()
    sender.close()
    try:
        error: ComityError | None = receiver.recv()
    except EOFError:
        error = DeskError(FAULT)
    process.join()
    if error:
        raise error


def _reported(sender: Connection, make: Callable[..., None], args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the desk ends it when it ends
    memory.be_frugal()
    error: ComityError | None = None
    try:
        make(*args)
    except LakeChangedError as e:
        error = e
    except ComityError as e:
        error = DeskError(str(e))
    with suppress(BrokenPipeError):  # the desk has ended
        sender.send(error)


def _page(settings: Settings, name: str, question: Question) -> None:
    (OF_A_HOTSPOT if question.hotspot else OF_A_PAIR)[name](DeskData(settings), question)


def _ahead(settings: Settings) -> None:
    """Make everything ahead; end early when the desk has ended."""
    os.nice(NICE)
    desk = multiprocessing.parent_process()
    for step in _steps(settings):
        if desk is None or not desk.is_alive():
            return
        with suppress(ComityError):  # its page says why
            step()


def _steps(settings: Settings) -> Iterator[Callable[[], object]]:
    """One thing after the other: the first pair's pages, its places, the records of other pairs."""
    data = DeskData(settings)
    start = Question.read(settings.start, {})
    yield from (partial(OF_A_PAIR[name], data, start) for name in PAGES)
    for spot in hotspots.watched():
        yield partial(OF_A_HOTSPOT["places"], data, Question.read(settings.start, {}, spot.id))
    for pair, _ in watch.known(data, start)[:PAIRS]:
        yield partial(of_pair, data.watch(Question.read(pair, {})).only(RECORD).answers)
