"""Many threads, several watches, opposite order: everybody gets an answer, and the same one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from comity.watch import Watch
from comity.watch.answer_cache import AnswerCache

PATIENCE = 120.0
"""Seconds in which every thread must have its answer."""


def together(*asks: Callable[[], Any]) -> list[Any]:
    """What each call gives, all begun at once; ``None`` where one is not answered in time."""
    begin = threading.Barrier(len(asks))
    answers: list[Any] = [None] * len(asks)

    def run(k: int, ask: Callable[[], Any]) -> None:
        begin.wait()
        answers[k] = ask()

    threads = [threading.Thread(target=run, args=x, daemon=True) for x in enumerate(asks)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(PATIENCE)
    return answers


def test_two_watches_of_a_lake_asked_in_opposite_order(empty_lake: Callable[[], Path]) -> None:
    """The verdicts of the one need its records; those of the other are kept, and its records asked first."""
    lake, days = empty_lake(), (date(2017, 1, 1), date(2018, 1, 1))
    assert Watch("CHN", "RUS", lake=lake, as_of=days[1]).verdicts
    for _ in range(3):
        a, b = (Watch("CHN", "RUS", lake=lake, as_of=day) for day in days)
        verdicts, records = together(lambda a=a: a.verdicts, lambda b=b: b.record.by_hotspot)
        assert len(verdicts) == len(records) == 16


def test_eight_threads_on_four_watches_get_the_answers_of_one(empty_lake: Callable[[], Path]) -> None:
    lake, cache = empty_lake(), AnswerCache()
    watches = [
        Watch("CHN", "RUS", lake=lake, cache=cache, as_of=date(y, 1, 1)) for y in (2005, 2010, 2015, 2020)
    ]

    def forward(watch: Watch) -> tuple[str, int]:
        return watch.heading(), len(watch.record.by_hotspot["iran"].occurrences)

    def backward(watch: Watch) -> tuple[str, int]:
        n = len(watch.record.by_hotspot["iran"].occurrences)
        return watch.heading(), n

    both = [*((forward, w) for w in watches), *((backward, w) for w in reversed(watches))]
    answers = together(*(lambda f=f, w=w: f(w) for f, w in both))
    assert answers[:4] == answers[:3:-1]
    assert None not in answers
    assert answers[:4] == [forward(Watch("CHN", "RUS", lake=lake, as_of=w.as_of)) for w in watches]
