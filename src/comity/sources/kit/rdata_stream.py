"""Decoder of R's serialization format, from bytes to plain values.

The format is documented in *R Internals*, section 1.8 ("Serialization Formats"); versions 2 and 3 in binary
(XDR) form are read. Every length is checked against the remaining bytes before memory is allocated, and
values may be nested at most :data:`DEEPEST` deep. So damaged bytes end in a :class:`DamageError`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

#: Maximum nesting of values; data frames need about five levels.
DEEPEST = 200

#: Maximum length of a sequence that is stored as length, first value and step.
LONGEST = 1 << 27

XDR = b"X\n"
NA_INT = -(2**31)

# Type numbers of R's SEXPs (R Internals 1.1.1 and src/main/serialize.c).
_SYMBOL, _ENVIRONMENT, _BUILTINS, _STRING, _POINTER, _WEAK, _S4 = 1, 4, (7, 8), 9, 22, 23, 25
_PAIRS = (2, 3, 5, 6, 17)  # pairlist, closure, promise, call, dots: all written as pairlists
_PAIRS_WITH_ATTRIBUTES = {239: 2, 240: 6}
LISTS = (19, 20)
STRINGS = 16
_NUMBERS = {10: ">i4", 13: ">i4", 14: ">f8", 15: ">c16", 24: "u1"}
_REFERENCE, _PERSISTENT, _NAMESPACES, _ALTREP = 255, 247, (248, 249), 238
_CONSTANTS = (254, 253, 252, 251, 250, 242, 241)  # NULL, global and base environments, ...


class DamageError(Exception):
    """An error about damaged bytes; the message says what is wrong."""


@dataclass(slots=True)
class Vector:
    """An R vector with its attributes: numbers, strings as ``(codes, texts)``, or a list of values."""

    kind: int
    values: Any
    attributes: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.values[0] if self.kind == STRINGS else self.values)

    def texts(self) -> list[str | None]:
        """Return the vector's strings, decoded from their codes."""
        codes, texts = self.values
        return [texts[c] for c in codes]


class Stream:
    """The serialized bytes, read from front to back."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0
        self.references: list[Any] = []

    @property
    def left(self) -> int:
        """Bytes not yet read."""
        return len(self.data) - self.at

    def take(self, size: int) -> bytes:
        """Return the next ``size`` bytes; most other methods read through this one."""
        if size < 0 or size > self.left:
            raise DamageError(f"it should hold {size} more bytes at byte {self.at}, and does not")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self) -> int:
        """Return the next 32-bit integer."""
        return int(struct.unpack(">i", self.take(4))[0])

    def header(self) -> None:
        """Read past the header; raise an error for any format but binary (XDR) version 2 or 3."""
        if self.take(2) != XDR:
            raise DamageError("it is not in XDR form")
        version, _, _ = self.number(), self.number(), self.number()
        if version not in (2, 3):
            raise DamageError(f"serialization version {version} is not known")
        if version == 3:
            self.take(self.number())

    def length(self, smallest: int) -> int:
        """Return the length of the next vector, whose items take at least ``smallest`` bytes each."""
        n = self.number()
        if n == -1:
            n = (self.number() << 32) | (self.number() & 0xFFFFFFFF)
        if n < 0 or n * smallest > self.left:
            raise DamageError(f"a vector of {n} values does not fit into the {self.left} bytes left")
        return n

    def item(self, depth: int) -> Any:
        """Return the next value: a vector, a pairlist as dict, a symbol as str; ``None`` if it is skipped."""
        if depth > DEEPEST:
            raise DamageError(f"values lie more than {DEEPEST} deep in each other")
        flags = self.number()
        kind = flags & 0xFF
        if kind in _PAIRS or kind in _PAIRS_WITH_ATTRIBUTES:
            return self.pairs(flags, depth)
        if kind in _NUMBERS or kind in LISTS or kind == STRINGS:
            out = Vector(kind, self.vector(kind, depth))
            if flags & 0x200:
                out.attributes = self.attributes(depth)
            return out
        if kind in _CONSTANTS:
            return None
        if kind == _STRING:
            return self.string()
        if kind == _ALTREP:
            return self.altrep(depth)
        return self.other(kind, flags, depth)

    def other(self, kind: int, flags: int, depth: int) -> Any:
        """Return a symbol, or what a reference refers to; skip other values that data frames may contain."""
        if kind == _REFERENCE:
            at = (flags >> 8) or self.number()
            if not 0 < at <= len(self.references):
                raise DamageError(f"it refers to value {at}, which there is not")
            return self.references[at - 1]
        if kind == _SYMBOL:
            name = self.item(depth + 1)
            self.references.append(name)
            return name
        if kind in _BUILTINS:
            self.take(self.number())
            return None
        self.references.append(None)
        if kind == _ENVIRONMENT:
            self.number()
            parts = 4
        elif kind == _POINTER:
            parts = 2
        elif kind in (_PERSISTENT, *_NAMESPACES):
            self.number()
            parts = self.length(8)
        elif kind in (_WEAK, _S4):
            if kind == _S4:
                self.references.pop()
            parts = 0
        else:
            raise DamageError(f"it holds a value of type {kind}, which no data frame needs")
        for _ in range(parts):
            self.item(depth + 1)
        if flags & 0x200 and kind != _ENVIRONMENT:
            self.attributes(depth)
        return None

    def pairs(self, flags: int, depth: int) -> dict[str, Any]:
        """Return a pairlist (R's linked list) as a dict; a value without a name gets a number as key."""
        out: dict[str, Any] = {}
        while True:
            kind = flags & 0xFF
            if kind not in _PAIRS and kind not in _PAIRS_WITH_ATTRIBUTES:
                # The tail of a call or closure may be any value, and is not needed.
                self.at -= 4
                self.item(depth + 1)
                return out
            if flags & 0x200 or kind in _PAIRS_WITH_ATTRIBUTES:
                self.attributes(depth)
            tag = self.item(depth + 1) if flags & 0x400 else None
            out[tag if isinstance(tag, str) else str(len(out))] = self.item(depth + 1)
            flags = self.number()
            if flags & 0xFF == _CONSTANTS[0]:
                return out

    def attributes(self, depth: int) -> dict[str, Any]:
        """Return the attributes of the value just read."""
        pairs = self.item(depth + 1)
        if pairs is not None and not isinstance(pairs, dict):
            raise DamageError("the attributes of a value are no list")
        return pairs or {}

    def vector(self, kind: int, depth: int) -> Any:
        """Return the values of the next vector, whose R type is the number ``kind``."""
        if kind in _NUMBERS:
            dtype = np.dtype(_NUMBERS[kind])
            n = self.length(dtype.itemsize)
            return np.frombuffer(self.take(n * dtype.itemsize), dtype).astype(dtype.newbyteorder("="))
        if kind == STRINGS:
            return self.strings(self.length(8))
        return [self.item(depth + 1) for _ in range(self.length(4))]

    def string(self) -> str | None:
        """Return the next single string, after the caller has read its type."""
        self.at -= 4
        return self.strings(1)[1][0]

    def strings(self, n: int) -> tuple[npt.NDArray[np.int32], list[str | None]]:
        """Return ``n`` strings as codes (indices) into their distinct texts, and these texts.

        This is one loop without method calls, because strings make up most of a large file. Each string has 4
        bytes of flags, 4 bytes of length, and its text; equal strings have equal bytes.
        """
        data, at = self.data, self.at
        known: dict[bytes, int] = {}
        codes = []
        for _ in range(n):
            size = int.from_bytes(data[at + 4 : at + 8], "big")
            item = data[at : at + 8 + (0 if size == 0xFFFFFFFF else size)]
            code = known.get(item)
            if code is None:
                if len(item) < 8 or item[3] != _STRING or size not in (len(item) - 8, 0xFFFFFFFF):
                    raise DamageError(f"the text at byte {at} is damaged")
                code = known[item] = len(known)
            codes.append(code)
            at += len(item)
        self.at = at
        return np.array(codes, np.int32), [_text(item) for item in known]

    def altrep(self, depth: int) -> Vector:
        """Return the full vector of one of R's compact forms (R >= 3.5)."""
        info, state = self.item(depth + 1), self.item(depth + 1)
        attributes = self.attributes(depth)
        name = next(iter(info.values()), None) if isinstance(info, dict) else None
        inner = state
        if isinstance(state, Vector) and state.kind in LISTS and len(state):
            inner = state.values[0]
        elif isinstance(state, dict) and state:
            inner = next(iter(state.values()))
        if not isinstance(name, str) or not isinstance(inner, Vector):
            raise DamageError("it holds a compact vector without its parts")
        if name.startswith("wrap_"):
            return Vector(inner.kind, inner.values, attributes)
        if name in ("compact_intseq", "compact_realseq"):
            return Vector(13 if name == "compact_intseq" else 14, _sequence(inner), attributes)
        if name == "deferred_string" and inner.kind == 13:
            texts = [None if v == NA_INT else str(v) for v in inner.values.tolist()]
            return Vector(STRINGS, (np.arange(len(texts), dtype=np.int32), texts), attributes)
        raise DamageError(f"it holds a compact vector of the form {name}, which is not known")


def _sequence(state: Vector) -> npt.NDArray[Any]:
    if state.kind != 14 or len(state) != 3 or not np.isfinite(state.values).all():
        raise DamageError("it holds a sequence without length, first value and step")
    n, first, step = state.values
    if not 0 <= n <= LONGEST:
        raise DamageError(f"it holds a sequence of {n:g} values")
    return np.asarray(first + step * np.arange(int(n)))


def _text(item: bytes) -> str | None:
    """Decode a string item; bytes without an encoding mark are UTF-8 or, if that fails, Latin-1."""
    if item[4:8] == b"\xff\xff\xff\xff":
        return None
    latin1 = (int.from_bytes(item[:4], "big") >> 12) & 4
    try:
        return item[8:].decode("latin-1" if latin1 else "utf-8")
    except UnicodeDecodeError:
        return item[8:].decode("latin-1")
