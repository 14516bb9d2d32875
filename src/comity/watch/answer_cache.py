"""The cache of a watch: every table and every answer is computed once, whichever thread asks.

A value has a key: the fingerprint of the data and the question in plain words.  In memory values are kept up
to a number of bytes, those used last.  Answers, unlike tables, are kept beside the lake as well, or in the
user's cache folder where there is no lake (:mod:`comity.lake.storage.derived`), in files named by a digest of
the key, of the code and data files of the floors below the faces, and of the versions of the numerical
libraries: whatever of these changes, the name changes, and the old file is never read again.

Each key has a lock of its own, and a question only ever waits for the questions it rests on, so threads
cannot wait for each other in a circle.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from enum import Enum
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

import numpy as np
import pyarrow as pa

from comity import folders
from comity.lake.storage import derived, prepared
from comity.vocabulary.load import own_files

T = TypeVar("T")
Key = tuple[str, ...]

MEMORY = 512 * 2**20
"""Bytes of values kept in memory, as :func:`size_of` estimates them."""

MOST_OF_TABLE = 64 * 2**20
"""Bytes in memory of the largest table kept on disk."""

LIBRARIES = ("numpy", "scipy")
"""Libraries whose version an answer depends on."""

_FLOORS = (
    "vocabulary",
    "records",
    "language",
    "sources",
    "lake",
    "measures",
    "watch",
    "parts/outlook",
    "parts/reader",
)
_FILES = (".py", ".yaml", ".json", ".csv")
_SAMPLE = 4
_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types that JSON has as they are: nearly all that an answer is made of."""


class Locks:
    """A lock for each key, there as long as somebody holds it or waits for it.

    Whoever asks the same waits for one answer; whoever asks another thing does not wait.

    A thread may take the same key again while it holds it.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._by_key: WeakValueDictionary[Hashable, Any] = WeakValueDictionary()

    @contextmanager
    def of(self, key: Hashable) -> Iterator[None]:
        """Hold the lock of a key."""
        with self._guard:
            lock = self._by_key.setdefault(key, threading.RLock())
        with lock:
            yield


class AnswerCache:
    """Values by key, computed once.

    Parameters
    ----------
    root : folder of the lake, which need not be there; ``None`` keeps answers in memory only
    most : bytes kept in memory
    """

    def __init__(self, root: Path | None = None, most: int = MEMORY) -> None:
        self.root, self.most = root, most
        self.bytes = 0
        self._values: OrderedDict[Key, tuple[Any, int]] = OrderedDict()
        self._guard = threading.Lock()  # held for looking only, never while something is computed
        self._locks = Locks()

    def table(self, key: Key, compute: Callable[[], T]) -> T:
        """Return the value of ``key``, kept in memory only: tables and what is quickly made from answers."""
        return self._get(key, compute)

    def answer(self, key: Key, compute: Callable[[], T]) -> T:
        """Return the value of ``key`` from memory, from beside the lake, or computed now and kept in both.

        It is made of plain types, dates, dataclasses and enums of this package.
        """
        return self._get(key, lambda: self._stored(key, compute))

    def shared(self, name: str, of: str, compute: Callable[[], pa.Table]) -> pa.Table:
        """Return a table of all groups: from memory, as the package ships it, kept, or computed now.

        Parameters
        ----------
        name : of the table
        of : digest of the records that it is made of
        """

        def read() -> pa.Table:
            shipped = prepared.read(name, of)
            return self._keep_table(name, of, compute) if shipped is None else shipped

        return self._get((name, of), read)

    def _keep_table(self, name: str, of: str, compute: Callable[[], pa.Table]) -> pa.Table:
        folder, file = self._folder(), _file((name, of), "arrow")
        if folder is not None and (body := derived.read(folder, file)) is not None:
            return prepared.load_arrow(body)
        table = compute()
        if folder is not None and table.nbytes <= MOST_OF_TABLE:
            derived.keep(folder, file, prepared.dump_arrow(table))
        return table

    def ready(self, key: Key) -> bool:
        """Whether the answer of ``key`` is kept, so that asking for it takes no time."""
        with self._guard:
            if key in self._values:
                return True
        folder = self._folder()
        return folder is not None and derived.has(folder, _file(key))

    def _folder(self) -> Path | None:
        """Return where answers are kept: the lake, or the user's cache folder where there is no lake."""
        if self.root is not None and not self.root.is_dir():
            with suppress(OSError, RuntimeError):  # it cannot be written, or nobody has a home here
                folders.cache().mkdir(parents=True, exist_ok=True)
                return folders.cache()
        return self.root

    def _get(self, key: Key, compute: Callable[[], T]) -> T:
        value = self._look(key)
        if value is None:
            with self._locks.of(key):
                value = self._look(key)
                if value is None:
                    value = (compute(),)
                    self._keep(key, value[0])
        return cast("T", value[0])

    def _look(self, key: Key) -> tuple[Any] | None:
        with self._guard:
            entry = self._values.get(key)
            if entry is None:
                return None
            self._values.move_to_end(key)
            return (entry[0],)

    def _keep(self, key: Key, value: Any) -> None:
        size = size_of(value)
        with self._guard:
            self._values[key] = value, size
            self.bytes += size
            while self.bytes > self.most and len(self._values) > 1:
                _, (_, oldest) = self._values.popitem(last=False)
                self.bytes -= oldest

    def _stored(self, key: Key, compute: Callable[[], T]) -> T:
        folder = self._folder()
        if folder is None:
            return compute()
        name = _file(key)
        stored = _read(derived.read(folder, name))
        if stored is not None:
            return cast("T", stored[0])
        value = compute()
        text = json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"))
        derived.keep(folder, name, text.encode())
        return value


def _file(key: Key, ending: str = "json") -> str:
    """Name of the file of an answer or a table."""
    parts = "\n".join([*key, libraries(), code()])
    return f"{hashlib.sha256(parts.encode()).hexdigest()}.{ending}"


def _read(body: bytes | None) -> tuple[Any] | None:
    """Return the answer in a file, in a tuple; ``None`` where the file holds none."""
    try:
        return None if body is None else (decode(json.loads(body)),)
    except (ValueError, KeyError, TypeError):
        return None


def encode(value: Any) -> Any:
    """Return an answer in plain JSON; what JSON has no form for is marked by its class."""
    class_ = type(value)
    if class_ not in _KNOWN:  # an answer has tens of thousands of values of a few classes
        _KNOWN[class_] = _encoder(class_)
    return _KNOWN[class_](value)


_KNOWN: dict[type, Callable[[Any], Any]] = {}


def _encoder(class_: type) -> Callable[[Any], Any]:
    for known, encoder in _ENCODERS.items():
        if issubclass(class_, known):
            return encoder
    name, names = _name(class_), _fields(class_)
    return lambda value: {"is": name, "with": {f: encode(getattr(value, f)) for f in names}}


_ENCODERS: dict[Any, Callable[[Any], Any]] = {
    Enum: lambda value: {"is": _name(type(value)), "with": value.value},
    np.generic: lambda value: value.item(),
    (str, int, float, type(None)): lambda value: value,
    list: lambda value: [encode(v) for v in value],
    Mapping: lambda value: {"is": "dict", "with": [[encode(k), encode(v)] for k, v in value.items()]},
    tuple: lambda value: {"is": "tuple", "with": [encode(v) for v in value]},
    date: lambda value: {"is": "date", "with": value.isoformat()},
}
"""Classes -> what makes plain JSON of their values, the first that fits."""


@cache
def _fields(class_: Any) -> tuple[str, ...]:
    """Names of the fields that a dataclass is made of."""
    return tuple(f.name for f in dataclasses.fields(class_) if f.init)


def decode(value: Any) -> Any:
    """Inverse of :func:`encode`.

    Raises
    ------
    ValueError, KeyError, TypeError
        When it is not what :func:`encode` makes.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return [decode(v) for v in value]
    kind, parts = value["is"], value["with"]
    if kind in _MAKERS:
        return _MAKERS[kind](parts)
    class_ = _class(kind)
    return class_(parts) if issubclass(class_, Enum) else class_(**{k: decode(v) for k, v in parts.items()})


_MAKERS: dict[str, Callable[[Any], Any]] = {
    "dict": lambda parts: {decode(k): decode(v) for k, v in parts},
    "tuple": lambda parts: tuple(decode(v) for v in parts),
    "date": date.fromisoformat,
}
"""Kind of :func:`encode` that is no class of this package -> what makes it."""


def _name(class_: type) -> str:
    return f"{class_.__module__}:{class_.__qualname__}"


@cache
def _class(name: str) -> type:
    """Return dataclass or enum of this package with a name of :func:`_name`; nothing else is ever made."""
    module, _, qualified = name.partition(":")
    if module.partition(".")[0] != "comity" or "." in qualified:
        raise ValueError(f"{name} is no class of this package")
    try:
        class_ = getattr(importlib.import_module(module), qualified)
    except (ImportError, AttributeError) as e:
        raise ValueError(f"there is no class {name}") from e
    if not isinstance(class_, type) or not (dataclasses.is_dataclass(class_) or issubclass(class_, Enum)):
        raise ValueError(f"{name} is neither a dataclass nor an enum")
    return class_


def size_of(value: Any) -> int:
    """Bytes that a value takes in memory, estimated: long sequences by a sample, shared parts each time."""
    bytes_ = getattr(value, "nbytes", None)
    if isinstance(bytes_, int):
        return bytes_
    if isinstance(value, Mapping):
        items = [x for pair in _spread(list(value.items())) for x in pair]
        return sys.getsizeof(value) + _scaled(items, 2 * len(value))
    if isinstance(value, (list, tuple)):
        return sys.getsizeof(value) + _scaled(_spread(value), len(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [getattr(value, f) for f in _fields(type(value))]
        return sys.getsizeof(value) + sum(map(size_of, fields))
    return sys.getsizeof(value)


def _spread(values: list[Any] | tuple[Any, ...]) -> list[Any]:
    step = max(len(values) // _SAMPLE, 1)
    return list(values[::step])


def _scaled(sample: list[Any], length: int) -> int:
    return int(sum(map(size_of, sample)) * length / len(sample)) if sample else 0


@cache
def libraries() -> str:
    """Return the numerical libraries with their versions; one that is not installed is named as such."""
    return " ".join(f"{name} {_version(name)}" for name in LIBRARIES)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


@cache
def code() -> str:
    """Digest of the code and data files that answers rest on: any change makes every answer new."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for floor in _FLOORS:
        for path in sorted(p for p in (root / floor).rglob("*") if p.suffix in _FILES):
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    for path in own_files("*"):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
