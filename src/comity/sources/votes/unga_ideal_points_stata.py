"""Ideal points of General Assembly members, from Stata data released in July 2025.

An ideal point is a state's position on a line, estimated from its votes. A row is one state and calendar year
with three estimates: from all votes, from votes on whole texts (final passage), and the ``legacy`` series
that continues earlier releases. States are identified by Correlates of War number, because ``iso3c`` is blank
for some.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import date

import numpy as np

from comity.errors import SourceError
from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit import references as ref
from comity.sources.kit.rows import Row, Rows
from comity.sources.votes.unga import resolve_cow

ID = "unga_ideal_points_stata"
#: Suffix of the columns -> measure, and the votes it is based on.
POINTS = {
    "fp": ("ideal-point", "votes on whole texts"),
    "all": ("ideal-point-all-votes", "all votes"),
    "legacy": ("ideal-point-legacy", "as in the releases before"),
}

_QUANTILES = {"q5": "q05", "q50": "q50", "q95": "q95"}
_NEEDED = ("ccode", "countryname", "year", *(f"idealpoint{s}" for s in POINTS))
#: Stata's code of a numeric type -> the NumPy type, and the smallest value that means "missing".
_NUMBERS = {
    65526: ("<f8", 2.0**1023),
    65527: ("<f4", 2.0**127),
    65528: ("<i4", 2147483621),
    65529: ("<i2", 32741),
    65530: ("<i1", 101),
}
#: Exceptions that damaged bytes cause here (found by changing bytes at random).
_DAMAGE = (ValueError, LookupError, ArithmeticError, struct.error)
_PUBLISHED = date(2025, 7, 28)
_NOTE = "members that voted in the year; a state without enough votes has no row"


def _recognise(sample: Sample) -> bool:
    """Return whether the file is Stata data with the variable names of the ideal points."""
    return sample.head.startswith(b"<stata_dta>") and all(n.encode() + b"\0" in sample.head for n in _NEEDED)


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        data = stream.read()
    try:
        columns = _columns(data)
    except _DAMAGE as e:
        raise SourceError(f"{file.place} cannot be read as Stata data ({e}): get it again.") from None
    if not set(_NEEDED) <= set(columns):
        raise SourceError(f"{file.place} lacks the columns {', '.join(_NEEDED)}.")
    cells = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    rows = Rows(list(enumerate(cells, start=1)), len(cells))
    yield ref.ValueTable.read(ID, file, rows, _value_row).batch(_NOTE)


def _columns(data: bytes) -> dict[str, list[object]]:
    """Return the values of each variable by name, ``None`` for a missing value.

    The layout is documented at https://www.stata.com/help.cgi?dta, release 118; numbers are little-endian.
    """
    head = data[:100].partition(b"<K>")
    if head[0] != b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>":
        raise ValueError("not of release 118")
    number, rows = struct.unpack("<H7xQ", head[2][:17])
    starts = struct.unpack_from("<14Q", data, data.index(b"<map>") + 5)
    codes = struct.unpack_from(f"<{number}H", data, starts[2] + len("<variable_types>"))
    first = starts[3] + len("<varnames>")
    names = [_text(data[first + 129 * n : first + 129 * (n + 1)]) for n in range(number)]
    kinds = [_NUMBERS[c][0] if c in _NUMBERS else f"S{c}" for c in codes]
    if any(c > 2045 for c in codes if c not in _NUMBERS):
        raise ValueError("a variable is neither a number nor a short text")
    layout, start = np.dtype(list(zip(names, kinds, strict=True))), starts[9] + len("<data>")
    table = np.frombuffer(data, layout, rows, start)
    if not data.startswith(b"</data>", start + table.nbytes):
        raise ValueError("its rows are cut")
    out: dict[str, list[object]] = {}
    for name, code in zip(names, codes, strict=True):
        values, least = table[name].tolist(), _NUMBERS.get(code, ("", None))[1]
        out[name] = [_text(v) if least is None else None if v >= least else v for v in values]
    return out


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode()


def _value_row(row_no: int, row: Row) -> ref.ValueRow | Reject:
    raw = ", ".join("" if v is None else str(v) for v in row.values())
    year = ref.number(row["year"])
    if year is None or year % 1 or not 1946 <= year <= _PUBLISHED.year:
        return Reject(row_no, "number", f"{row['year']!r} is no year from 1946 on", raw)
    number = ref.number(row["ccode"])
    state = None if number is None else resolve_cow(f"{number:.0f}", date(int(year), 12, 1))
    if state is None:
        return Reject(
            row_no, "unknown-state", f"{row['ccode']!r} is the number of no state of {year:.0f}", raw
        )
    values = []
    for suffix, (measure, what) in POINTS.items():
        point = ref.number(row[f"idealpoint{suffix}"])
        if point is None:
            continue
        key = f"{suffix}:{year:.0f}:{number:.0f}"
        values.append(ref.Value(key, measure, point, "scale", what))
        values += [
            ref.Value(f"{key}:{q}", f"{measure}-{q}", ref.number(row[f"{column}{suffix}"]), "scale", what)
            for column, q in _QUANTILES.items()
            if f"{column}{suffix}" in row
        ]
    if not values:
        return Reject(row_no, "number", "the row has no ideal point", raw)
    name = str(row["countryname"] or "")
    return ref.ValueRow(row_no, state, name, ref.year(int(year)), _PUBLISHED, tuple(values), raw)


SOURCES = (Register(ID, _recognise, _read),)
