"""Code that the sources of events share: checks of text columns, rejects, and the columns of events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from comity.records.schemas import EVENT, RAW_LIMIT, WORDS, Reject
from comity.sources.base import Batch
from comity.sources.kit.delimited import Piece
from comity.vocabulary import states

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_HOST = r"^[A-Za-z][A-Za-z0-9+.-]*://(?P<host>[^/:?#\s]+)"
_WWW = r"^www\d?\.(.+)$"

Mask = npt.NDArray[np.bool_]


def map_values(column: pa.Array, what: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """Return ``what(value)`` for each value, computed once per distinct value; null stays null."""
    encoded = column.dictionary_encode()
    values = [None if v is None else what(v) for v in encoded.dictionary.to_pylist()]
    return _spread(values, encoded.indices, kind)


def map_pairs(
    a: pa.Array, b: pa.Array, what: Callable[[Any, Any], Any], kind: pa.DataType | None = None
) -> pa.Array:
    """Return ``what(a, b)`` for each pair of values, computed once per distinct pair."""
    left, right = encode_column(a), encode_column(b)
    k = max(len(right.dictionary), 1)
    key = left.indices.to_numpy().astype(np.int64) * k + right.indices.to_numpy()
    pairs, where = _distinct(key, max(len(left.dictionary), 1) * k)
    lefts, rights = left.dictionary.to_pylist(), right.dictionary.to_pylist()
    values = [what(lefts[p // k], rights[p % k]) for p in pairs.tolist()]
    return _spread(values, pa.array(where), kind or pa.string())


def encode_column(column: pa.Array) -> pa.DictionaryArray:
    """Return the column dictionary-encoded, with null as one of the dictionary's values."""
    packed = isinstance(column, pa.DictionaryArray)
    return column if packed else column.dictionary_encode(null_encoding="encode")


def _spread(values: list[Any] | pa.Array, where: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return the value at each index in ``where``, dictionary-encoded if ``kind`` is ``WORDS``."""
    if not kind.equals(WORDS):
        return pa.array(values, kind).take(where)
    once = pa.array(values, pa.string()).dictionary_encode()
    return pa.DictionaryArray.from_arrays(once.indices.take(where), once.dictionary)


def _distinct(keys: npt.NDArray[np.int64], below: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the distinct keys (each less than ``below``) and the index of each key among them."""
    if below > 4 * len(keys) + 4096:
        distinct, where = np.unique(keys, return_inverse=True)
        return distinct, where
    met = np.zeros(below, bool)
    met[keys] = True
    return np.flatnonzero(met), (np.cumsum(met) - 1)[keys]


def blank_as_null(column: pa.Array) -> pa.Array:
    """Return the column with null instead of ``""``."""
    if isinstance(column, pa.DictionaryArray):
        blank = pc.equal(column.dictionary, "").take(column.indices)
        indices = pc.if_else(blank, pa.scalar(None, pa.int32()), column.indices)
        return pa.DictionaryArray.from_arrays(indices, column.dictionary)
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def trim_column(column: pa.Array) -> pa.DictionaryArray:
    """Return the column without leading and trailing blanks."""
    encoded = encode_column(column)
    return pa.DictionaryArray.from_arrays(encoded.indices, pc.utf8_trim_whitespace(encoded.dictionary))


def clear_mark(table: pa.Table, mark: str) -> pa.Table:
    """Return the table with blank cells wherever a cell is ``mark``, such as ``NA``."""
    columns = {c: pc.if_else(pc.equal(table[c], mark), "", table[c]) for c in table.column_names}
    return pa.table(columns)


def state(values: pa.Array, days: pa.Array, system: str, kind: pa.DataType | None = None) -> pa.Array:
    """Return the state that each value meant on its day in the code system ``system``, or null.

    A value that is not a state (a region, a territory, an organisation) is null.
    """
    return map_pairs(values, days, partial(_state, system), kind)


@lru_cache(maxsize=1 << 17)
def _state(system: str, value: str | None, day: date | None) -> str | None:
    return states.resolve(states.resolve(value, system, day), "iso3", day)


def host(url: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return the host of each address in lower case without ``www.``; null if there is none."""
    hosts = pc.struct_field(pc.extract_regex(url.dictionary, _HOST), "host").dictionary_encode()
    once = pc.utf8_lower(pc.replace_substring_regex(hosts.dictionary, _WWW, r"\1"))  # hosts repeat often
    return _spread(once.take(hosts.indices), url.indices, WORDS)


@dataclass(slots=True)
class Check:
    """Checks of the rows of a piece, which collect for each unreadable row the first reason."""

    piece: Piece
    bad: Mask = field(init=False)
    why: dict[int, tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.bad, self.why = np.zeros(self.piece.table.num_rows, bool), {}

    def text(self, name: str) -> pa.Array:
        """Return a column as one array."""
        column = self.piece.table[name]
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def refuse(self, wrong: pa.Array | Mask, reason: str, detail: str, name: str) -> None:
        """Reject the rows marked in ``wrong``; ``{}`` in ``detail`` stands for the cell in ``name``."""
        mask = wrong if isinstance(wrong, np.ndarray) else np.asarray(wrong)
        if not mask.any():
            return
        for i in np.flatnonzero(mask & ~self.bad).tolist():
            value = self.piece.table[name][i].as_py()
            self.why[i] = (reason, detail.format(repr(value)))
        self.bad |= mask

    def number(self, name: str, scale: int = 1, *, needed: bool = False) -> pa.Array:
        """Return a column as ``floor(x * scale + 0.5)``; a blank is null, or a reject if ``needed``."""
        value = self.text(name)
        if not pa.types.is_floating(value.type):
            value = self._parse(name, value, needed=needed)
        elif needed:
            self.refuse(pc.is_null(value), "number", f"{{}} in {name} is not a number", name)
        scaled = np.floor(value.to_numpy(zero_copy_only=False) * float(scale) + 0.5)
        blank = np.isnan(scaled)
        big = np.abs(scaled) > 2**31 - 1
        if big.any():
            self.refuse(big, "number", f"{{}} in {name} is too large", name)
        return pa.array(np.where(blank | big, 0, scaled).astype(np.int32), mask=blank | big)

    def _parse(self, name: str, column: pa.Array, *, needed: bool) -> pa.Array:
        text = pc.utf8_trim_whitespace(column)
        blank = pc.equal(text, "")
        right = pc.match_substring_regex(text, _NUMBER)
        wrong = pc.invert(right) if needed else pc.invert(pc.or_(right, blank))
        self.refuse(wrong, "number", f"{{}} in {name} is not a number", name)
        return pc.cast(pc.if_else(right, text, None), pa.float64())

    def key(self, name: str) -> npt.NDArray[np.int64]:
        """Return a column of the publisher's row numbers; a cell with other text gives -1 and a reject."""
        text = self.text(name)
        right = pc.and_(pc.ascii_is_decimal(text), pc.less_equal(pc.binary_length(text), 18))
        if not pc.all(right).as_py():
            self.refuse(pc.invert(right), "id", f"{{}} in {name} is not a number", name)
            text = pc.if_else(right, text, "-1")
        numbers: npt.NDArray[np.int64] = np.asarray(text.cast(pa.int64()))
        return numbers

    def day(self, name: str, parse: Callable[[str], date | None]) -> pa.Array:
        """Return a column of days; reject values that ``parse`` cannot read."""
        out = map_values(self.text(name), parse, pa.date32())
        self.refuse(pc.is_null(out), "date", f"{{}} in {name} is not a day", name)
        return out

    def rejects(self) -> list[Reject]:
        """Return all rejected rows, including those rejected when the file was split into lines."""
        out = list(self.piece.rejects)
        for i, (reason, detail) in sorted(self.why.items()):
            row = self.piece.table.slice(i, 1).to_pylist()[0]
            raw = "\t".join(row.values())[:RAW_LIMIT]
            out.append(Reject(int(self.piece.row_no[i]), reason, detail, raw))
        return out


class Once:
    """A detector of row numbers that appeared earlier in the file."""

    def __init__(self) -> None:
        self._met: npt.NDArray[np.int64] = np.array([], np.int64)

    def repeats(self, ids: npt.NDArray[np.int64], rows: Mask) -> Mask:
        """Return a mask of those of ``rows`` (a mask of readable rows) whose number appeared earlier."""
        out = np.zeros(len(ids), bool)
        where = np.flatnonzero(rows)
        if not len(where):
            return out
        if np.all(np.diff(ids[where]) > 0) and (not len(self._met) or ids[where[0]] > self._met[-1]):
            self._met = np.append(self._met, ids[where])  # published in order, so no repeat is possible
            return out
        new, first = np.unique(ids[where], return_index=True)
        out[where] = True
        out[where[first[~np.isin(new, self._met)]]] = False
        self._met = np.union1d(self._met, new)
        return out


def iso_day(text: str) -> date | None:
    """Parse a date such as ``2018-10-04``, ignoring a midnight time after it; ``None`` for other text."""
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00").strip())
    except ValueError:
        return None


def compact_day(text: str) -> date | None:
    """Parse a date such as ``20181004``; ``None`` for other text."""
    return iso_day(f"{text[:4]}-{text[4:6]}-{text[6:]}") if len(text) == 8 else None


def account(check: Check, columns: Mapping[str, Any], repeats: Mask) -> Batch:
    """Return the batch of a piece: event rows for readable new rows, and counts of the others.

    ``columns`` are as in :func:`event_table`.
    """
    keep = ~check.bad & ~repeats
    aside = check.piece.set_aside | ({"repeat": int(repeats.sum())} if repeats.any() else {})
    events = event_table(len(keep), columns)
    events = events if keep.all() else events.filter(pa.array(keep))
    return Batch({"events": events}, check.piece.row_count, int(keep.sum()), aside, check.rejects())


def event_table(n: int, columns: Mapping[str, Any]) -> pa.Table:
    """Return ``n`` event rows; ``columns`` are arrays, or one text for all rows; absent columns are null."""
    out = dict[str, pa.Array]()
    for f in EVENT:
        value = columns.get(f.name)
        if value is None:
            value = pa.nulls(n, f.type)
        elif isinstance(value, str):
            value = pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([value]))
        elif value.type not in (f.type, WORDS):
            value = value.cast(f.type)
        out[f.name] = value
    kinds = [f.with_type(out[f.name].type) for f in EVENT]
    return pa.Table.from_arrays(list(out.values()), schema=pa.schema(kinds))
