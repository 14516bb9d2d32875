"""A property that is computed once per instance, without a lock.

``functools.cached_property`` of Python 3.11 has one lock for a property of *all* instances: two threads that
need two such properties of two instances in opposite order deadlock.  Results that are worth a lock go
through :class:`comity.watch.answer_cache.AnswerCache`, which has one lock per answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast, overload

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """Turn a method without arguments into a property that keeps its first value.

    Two threads may both compute the value at the same time; both then get the value stored first.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> lazy[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> lazy[T] | T:
        """Compute and keep the value; the instance has it in its ``__dict__`` from then on."""
        if instance is None:
            return self
        return cast("T", instance.__dict__.setdefault(self._name, self._compute(instance)))
