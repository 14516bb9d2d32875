"""Published ideal points of members of the General Assembly, release of July 2025: Stata data.

One row a state and calendar year, three point estimates: of all votes, of votes on whole texts (final
passage), and the ``legacy`` series that goes on with the releases before.  States are told by COW number;
``iso3c`` is blank for some.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from comity.errors import SourceError
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import references as ref
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, Rows
from comity.sources.votes.unga import by_cow

ID = "unga_ideal_points_stata"
POINTS = {
    "fp": ("ideal-point", "votes on whole texts"),
    "all": ("ideal-point-all-votes", "all votes"),
    "legacy": ("ideal-point-legacy", "as in the releases before"),
}
"""Suffix of the columns -> measure, and what the votes were about."""

_QUANTILES = {"q5": "q05", "q50": "q50", "q95": "q95"}
_NEEDED = ("ccode", "countryname", "year", *(f"idealpoint{s}" for s in POINTS))
_DAMAGE = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    EOFError,
    OSError,
    struct.error,
    StopIteration,  # what pandas raises of a file whose last block is missing
    UnicodeWarning,
)
"""What the library raises on damaged data (found by changing bytes at random)."""

_PUBLISHED = date(2025, 7, 28)
_NOTE = "members that voted in the year; a state without enough votes has no row"


def _known(sample: Sample) -> bool:
    """Whether it is Stata data whose names of variables are those of the ideal points."""
    return sample.head.startswith(b"<stata_dta>") and all(n.encode() + b"\0" in sample.head for n in _NEEDED)


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read the table (some eleven thousand rows) as one batch.

    Raises
    ------
    SourceError
        When the file is cut, or lacks a column.
    """
    import pandas as pd  # noqa: PLC0415 - takes seconds to load, and no other reader needs it

    with file.open() as stream:
        data = io.BytesIO(stream.read())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UnicodeWarning)  # pandas would guess at names that are no UTF-8
            frame = pd.read_stata(data, convert_categoricals=False)
        table = pa.Table.from_pandas(frame, preserve_index=False)
        cells = table.to_pylist()
    except _DAMAGE as e:
        raise SourceError(f"{file.place} cannot be read as Stata data ({e}): get it again.") from None
    if not set(_NEEDED) <= set(table.column_names):
        raise SourceError(f"{file.place} lacks the columns {', '.join(_NEEDED)}.")
    rows = Rows(list(enumerate(cells, start=1)), len(cells))
    yield ref.ValueTable.of(ID, file, rows, _value_row).batch(_NOTE)


def _value_row(row_no: int, row: Row) -> ref.ValueRow | Reject:
    raw = ", ".join("" if v is None else str(v) for v in row.values())
    year = ref.number(row["year"])
    if year is None or year % 1 or not 1946 <= year <= _PUBLISHED.year:
        return Reject(row_no, "number", f"{row['year']!r} is no year from 1946 on", raw)
    number = ref.number(row["ccode"])
    state = None if number is None else by_cow(f"{number:.0f}", date(int(year), 12, 1))
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


SOURCES = (Register(ID, _known, _read),)
