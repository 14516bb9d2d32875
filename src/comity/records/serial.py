"""Dataclasses to plain JSON types and back, by their type hints.

A field that has its default is left out, so that files stay short and gain fields without a new format.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each form of value
    """A value in JSON types: dataclasses as objects, dates in ISO 8601, sets sorted."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        values = ((f, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {f.name: to_plain(v) for f, v in values if not _is_default(f, v)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(to_plain(k)): to_plain(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(to_plain(v) for v in value)
    if isinstance(value, (list, tuple)):
        return [to_plain(v) for v in value]
    return value


def from_plain(kind: type[T], data: Any) -> T:
    """Inverse of :func:`to_plain` for a type.

    Raises
    ------
    TypeError, KeyError, ValueError
        When the data do not fit the type.
    """
    return typing.cast(T, _read(kind, data))


def required(kind: type[Any]) -> frozenset[str]:
    """Names of the fields of a dataclass that have no default."""
    return frozenset(f.name for f in dataclasses.fields(kind) if _default(f) is dataclasses.MISSING)


def _default(f: dataclasses.Field[Any]) -> Any:
    return f.default_factory() if f.default_factory is not dataclasses.MISSING else f.default


def _is_default(f: dataclasses.Field[Any], value: Any) -> bool:
    default = _default(f)
    return default is not dataclasses.MISSING and type(default) is type(value) and default == value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(hint: Any, data: Any) -> Any:  # noqa: PLR0911 - one line for each form of type
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or isinstance(hint, TypeVar):
        return data
    if origin in (typing.Union, types.UnionType):
        return _read_one_of(args, data)
    if origin is tuple:
        each = args[:1] * len(data) if args[-1] is Ellipsis else args
        return tuple(_read(a, x) for a, x in zip(each, data, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {_read_key(args[0], k): _read(args[1], v) for k, v in data.items()}
    if origin is not None and issubclass(origin, Collection):
        return (list if origin is list else origin)(_read(args[0], x) for x in data)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{k: _read(hints[k], v) for k, v in data.items()})
    if hint in (date, datetime):
        return hint.fromisoformat(data)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, hint):
        raise TypeError(f"{data!r} is no {hint.__name__}")
    return data


def _read_one_of(hints: tuple[Any, ...], data: Any) -> Any:
    """The first type that fits; numbers keep their own."""
    if data is None and types.NoneType in hints:
        return None
    if type(data) in hints:
        return data
    for hint in hints:
        if hint is not types.NoneType:
            try:
                return _read(hint, data)
            except (TypeError, ValueError, AttributeError):
                continue
    raise TypeError(f"{data!r} fits none of {hints}")


def _read_key(hint: Any, key: str) -> Any:
    return int(key) if hint is int else _read(hint, key)
