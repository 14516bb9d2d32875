"""The lazy property: computed once, and never a lock that two instances share."""

from __future__ import annotations

import threading
from pathlib import Path

import comity
from comity.lazy import lazy


class Counter:
    """Counts how often its property is computed; ``other`` is an instance it needs."""

    def __init__(self) -> None:
        self.computed = 0
        self.other: Counter | None = None
        self.meet: threading.Barrier | None = None

    @lazy
    def first(self) -> int:
        """Needs the second property of another instance, where there is one."""
        self.computed += 1
        return self._with("second")

    @lazy
    def second(self) -> int:
        """Needs the first property of another instance, where there is one."""
        self.computed += 1
        return self._with("first")

    def _with(self, name: str) -> int:
        if self.meet:
            self.meet.wait(5)
        return 1 + (getattr(self.other, name) if self.other else 0)


def test_the_package_lists_its_public_names_without_loading_them() -> None:
    assert dir(comity) == sorted(comity.__all__)


def test_it_is_computed_once() -> None:
    one = Counter()
    assert (one.first, one.first, one.computed) == (1, 1, 1)
    assert Counter.first.__doc__ == "Needs the second property of another instance, where there is one."


def test_two_threads_that_need_two_properties_in_opposite_order_both_finish() -> None:
    meet = threading.Barrier(2)
    a, b, free = Counter(), Counter(), Counter()
    a.other = b.other = free
    a.meet = b.meet = meet
    values: list[int] = []
    threads = [
        threading.Thread(target=lambda: values.append(a.first), daemon=True),
        threading.Thread(target=lambda: values.append(b.second), daemon=True),
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join(5)
    assert values == [2, 2]


def test_no_module_of_the_package_uses_the_property_that_locks() -> None:
    root = Path(comity.__file__).parent
    assert not [p for p in root.rglob("*.py") if "import cached_property" in p.read_text("utf-8")]
