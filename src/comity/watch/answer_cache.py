"""A cache that computes every table and every answer of a watch once, for all threads.

The key of a value is the fingerprint of the data plus the question in plain words. In memory, the cache keeps
the values used last, up to a number of bytes. Answers (not tables) are also stored on disk: beside the lake,
or in the user's cache folder if there is no lake (:mod:`comity.lake.storage.derived`). The name of such a
file is a digest of the key, of the code and data files that answers depend on, and of the versions of the
numerical libraries. If any of these changes, the name changes, and the old file is never read again.

Each key has its own lock, and a question waits only for the questions whose answers it uses, so threads
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

#: Bytes of values to keep in memory, as :func:`size_of` estimates them.
MEMORY = 512 * 2**20

#: Bytes in memory of the largest table to store on disk.
MOST_OF_TABLE = 64 * 2**20

#: Libraries whose version can change an answer.
LIBRARIES = ("numpy", "scipy")

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
#: Types that JSON can represent directly: nearly all the values in an answer.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class Locks:
    """A lock for each key, which exists as long as a thread holds it or waits for it.

    Threads that ask for the same key wait for one another; threads that ask for different keys do not. A
    thread may take the lock of a key again while it holds it.
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
    """A cache of values by key, each computed once.

    Parameters
    ----------
    root : folder of the lake, which need not exist; ``None`` keeps answers in memory only
    most : bytes kept in memory
    """

    def __init__(self, root: Path | None = None, most: int = MEMORY) -> None:
        self.root, self.most = root, most
        self.bytes = 0
        self._values: OrderedDict[Key, tuple[Any, int]] = OrderedDict()
        self._guard = threading.Lock()  # held to look a value up, never while computing one
        self._locks = Locks()

    def table(self, key: Key, compute: Callable[[], T]) -> T:
        """Return the value of ``key``, kept in memory only: for tables and quick computations."""
        return self._get(key, compute)

    def answer(self, key: Key, compute: Callable[[], T]) -> T:
        """Return the value of ``key`` from memory, from disk, or computed now and stored in both.

        The value may contain plain types, dates, dataclasses and enums of this package.
        """
        return self._get(key, lambda: self._stored(key, compute))

    def shared(self, name: str, of: str, compute: Callable[[], pa.Table]) -> pa.Table:
        """Return a table that serves all groups of states: from memory, package or disk, or computed now.

        Parameters
        ----------
        name : name of the table
        of : digest of the records that the table is made from
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
        """Return whether the answer of ``key`` is stored, so that asking for it takes no time."""
        with self._guard:
            if key in self._values:
                return True
        folder = self._folder()
        return folder is not None and derived.has(folder, _file(key))

    def _folder(self) -> Path | None:
        if self.root is not None and not self.root.is_dir():
            with suppress(OSError, RuntimeError):  # the folder is not writable, or the user has no home
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
    parts = "\n".join([*key, libraries(), code()])
    return f"{hashlib.sha256(parts.encode()).hexdigest()}.{ending}"


def _read(body: bytes | None) -> tuple[Any] | None:
    """Return the answer in a file as a tuple of one; ``None`` if the file has no valid answer."""
    try:
        return None if body is None else (decode(json.loads(body)),)
    except (ValueError, KeyError, TypeError):
        return None


def encode(value: Any) -> Any:
    """Return an answer as plain JSON values; a value that JSON has no type for is marked with its class."""
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


#: Class -> function that turns a value of the class into plain JSON; the first class that fits is used.
_ENCODERS: dict[Any, Callable[[Any], Any]] = {
    Enum: lambda value: {"is": _name(type(value)), "with": value.value},
    np.generic: lambda value: value.item(),
    (str, int, float, type(None)): lambda value: value,
    list: lambda value: [encode(v) for v in value],
    Mapping: lambda value: {"is": "dict", "with": [[encode(k), encode(v)] for k, v in value.items()]},
    tuple: lambda value: {"is": "tuple", "with": [encode(v) for v in value]},
    date: lambda value: {"is": "date", "with": value.isoformat()},
}


@cache
def _fields(class_: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(class_) if f.init)


def decode(value: Any) -> Any:
    """Return the value that :func:`encode` turned into JSON.

    Raises
    ------
    ValueError, KeyError, TypeError
        If ``value`` is not a result of :func:`encode`.
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


#: Kind written by :func:`encode` that is not a class of this package -> function that makes the value.
_MAKERS: dict[str, Callable[[Any], Any]] = {
    "dict": lambda parts: {decode(k): decode(v) for k, v in parts},
    "tuple": lambda parts: tuple(decode(v) for v in parts),
    "date": date.fromisoformat,
}


def _name(class_: type) -> str:
    return f"{class_.__module__}:{class_.__qualname__}"


@cache
def _class(name: str) -> type:
    """Return the dataclass or enum of this package with a name from :func:`_name`, and no other class."""
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
    """Estimate the bytes that a value takes in memory, for long sequences from a sample."""
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
    """Return the names and versions of the numerical libraries, or "not installed" for a missing one."""
    return " ".join(f"{name} {_version(name)}" for name in LIBRARIES)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


@cache
def code() -> str:
    """Return the digest of the code and data files that answers depend on."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for floor in _FLOORS:
        for path in sorted(p for p in (root / floor).rglob("*") if p.suffix in _FILES):
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    for path in own_files("*"):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
