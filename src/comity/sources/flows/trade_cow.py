"""Trade between pairs of states from Correlates of War: imports in million current US$, in two layouts.

In the table of the R package peacesciencer every pair appears in both orders. A row gives one record, the
imports of the first state from the second; the row in the opposite order gives the other record. In the
publisher's file a pair has one row per year, which gives both records: ``flow1`` is imports of the first
state, ``flow2`` imports of the second, and -9 is missing. A record has the same id in either layout. Smoothed
and alternative values are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from comity.records.schemas import Reject
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import numbers, rdata_file, rows
from comity.sources.kit.dyad_years import DyadYears, find_repeats
from comity.sources.kit.layout import load_layout, make_source, read_beginning
from comity.types import IntArray

_ID = "trade_cow"
_PIECE = 100_000
_MISSING = -9
_NOTE = "a pair-year published as missing is a record without a value; 0 is a published nought"
_BAD = ("row", "a number or the year is none, or the value is below nought")

Floats = npt.NDArray[np.float64]


def _read(file: SourceFile) -> Iterator[Batch]:
    layout = load_layout(_ID)
    pairs, directed, _ = layout.tables
    table = layout.find_table(read_beginning(file))
    if table is pairs:
        return _pairs(file, pairs.columns[:5])
    if table is None or table is directed:
        return _direct_rows(file, directed.columns)
    return rows.only_counted(table.read(file), table.reference)


def _pairs(file: SourceFile, columns: tuple[str, ...]) -> Iterator[Batch]:
    table = numbers.read_columns(file, numbers.heading(read_beginning(file)), columns)
    dyads = DyadYears.from_table(pa.table({c: table.columns[c] for c in columns[:3]}))
    both = np.column_stack([table.columns[c] for c in columns[3:]])
    both[both == _MISSING] = np.nan
    bad = ~dyads.good | (both < 0).any(axis=1)
    turned = dyads.first > dyads.second
    keys = np.where(turned, dyads.turn().key, dyads.key)
    keys[bad] = -1 - np.flatnonzero(bad)  # unique keys, so that a bad row is never a repeat
    again, twice = find_repeats(keys, np.where(turned[:, None], both[:, ::-1], both))
    account = table.account
    for mask, (reason, detail) in (
        (bad, _BAD),
        (twice, ("twice", "another row tells this pair and year differently")),
    ):
        account.rejects += [
            Reject(int(table.row_no[i]), reason, detail, _raw(dyads, i, *both[i]))
            for i in np.flatnonzero(mask).tolist()
        ]
    if again.any():
        account.set_aside["repeat"] = int(again.sum())
    valid = ~bad & ~again & ~twice
    account.row_count -= int(valid.sum())
    yield account
    last = int(dyads.year[valid].max(initial=0))
    coverage = dyads.coverage(_ID, "flows", valid, _NOTE)
    for lines in _pieces(np.flatnonzero(valid)):
        tables = [
            _flows(file, order, lines, both[lines, i], table.row_no[lines], last)
            for i, order in enumerate((dyads, dyads.turn()))
        ]
        yield Batch({"flows": pa.concat_tables(tables)}, len(lines), len(lines), coverage=coverage)
        coverage = []


def _direct_rows(file: SourceFile, columns: tuple[str, ...]) -> Iterator[Batch]:
    frame = rdata_file.frame(file, columns)
    dyads = DyadYears.from_table(frame)
    imports, exports = (
        frame[c].combine_chunks().to_numpy(zero_copy_only=False).astype(float) for c in ("flow1", "flow2")
    )
    mirror = dyads.mirror()
    told_back = np.where(mirror >= 0, imports[mirror], np.inf)
    agrees = (told_back == exports) | (np.isnan(told_back) & np.isnan(exports))
    sound = dyads.good & ~(imports < 0)
    good = sound & agrees
    differs = ("mirror", "the row of the other order is missing or tells another value")
    last = int(dyads.year[good].max(initial=0))
    coverage = dyads.coverage(_ID, "flows", good, _NOTE)
    for part in _pieces(np.arange(len(imports))):
        lines = part[good[part]]
        table = _flows(file, dyads, lines, imports[lines], lines + 1, last)
        rejects = [
            Reject(i + 1, *(differs if sound[i] else _BAD), _raw(dyads, i, imports[i]))
            for i in part[~good[part]].tolist()
        ]
        yield Batch({"flows": table}, len(part), len(lines), {}, rejects, coverage)
        coverage = []


def _pieces(lines: IntArray) -> Iterator[IntArray]:
    for start in range(0, len(lines), _PIECE):
        yield lines[start : start + _PIECE]


def _flows(
    file: SourceFile, dyads: DyadYears, lines: IntArray, values: Floats, row_no: IntArray, last: int
) -> pa.Table:
    """Return the imports of the first state of each pair from the second state."""
    buyer, seller, year = (
        pa.array(n[lines]).cast(pa.string()) for n in (dyads.first, dyads.second, dyads.year)
    )
    receiver, sender = (c.take(pa.array(lines)) for c in dyads.codes)
    columns = {
        "record_id": pc.binary_join_element_wise(_ID, buyer, seller, year, ":"),
        "source": _ID,
        "file_id": file.file_id,
        "row_no": pa.array(row_no),
        "known_on": pa.array(np.full(len(lines), f"{last:04}-12-31", "datetime64[D]")),
        "date_from": pa.array(dyads.days(1, lines)),
        "date_to": pa.array(dyads.days(12, lines)),
        "sender": sender,
        "receiver": receiver,
        "sender_raw": seller,
        "receiver_raw": buyer,
        "measure": "imports",
        "value": pa.array(values, mask=np.isnan(values)),
        "unit": "million US$",
    }
    return rows.flow_table(len(lines), columns)


def _raw(dyads: DyadYears, i: int, *values: float) -> str:
    return ", ".join(map(str, (dyads.first[i], dyads.second[i], dyads.year[i], *values)))


SOURCES = (make_source(_ID, reader=_read),)
