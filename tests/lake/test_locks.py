"""Who asks the same waits; who asks another thing does not."""

from __future__ import annotations

import gc
import threading

from comity.watch.answer_cache import Locks


def test_the_same_question_waits_and_another_does_not() -> None:
    locks, inside, other, order = Locks(), threading.Event(), threading.Event(), []

    def first() -> None:
        with locks.of("a"), locks.of("a"):  # again by the same thread
            inside.set()
            assert other.wait(10), "another question waited behind this one"
            order.append("first")

    def same() -> None:
        inside.wait(10)
        with locks.of("a"):
            order.append("same")

    threads = [threading.Thread(target=t) for t in (first, same)]
    for t in threads:
        t.start()
    inside.wait(10)
    with locks.of("b"):
        other.set()
    for t in threads:
        t.join(10)
    assert order == ["first", "same"]


def test_no_lock_stays_behind() -> None:
    locks = Locks()
    for k in range(100):
        with locks.of(k):
            pass
    gc.collect()
    assert not locks._by_key
