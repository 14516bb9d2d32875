"""Correlates of War dyadic trade: imports in current US$ million, in two layouts.

In peacesciencer's directed dyad-years every pair stands in both orders, and what one row calls exports is
what its mirror calls imports; so a row gives one record, what its first state imports from its second,
and the mirror gives the other.  In the publisher's own file a pair has one row a year, which gives both
(:mod:`comity.sources.flows.trade_pairs`).  A flow has the same id in either.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.rejects import Reject
from comity.records.schemas import FLOW
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.flows import trade_pairs
from comity.sources.kit import numbers, rows
from comity.sources.kit.dyad_years import DyadYears, texts
from comity.sources.kit.peek import frame_start
from comity.sources.kit.register import Register

COLUMNS = ("ccode1", "ccode2", "year", "flow1", "flow2", "smoothflow1", "smoothflow2")
"""Columns as published."""

TOTALS = frozenset({"ccode", "year", "imports", "exports", "alt_imports", "alt_exports"})
"""Columns of the table of states that lies beside the publisher's own file."""

ID = "trade_cow"
_PIECE = 100_000


def _known(sample: Sample) -> bool:
    """Pairs with both importers, or seven columns whose first holds state numbers.

    The names of a large ``.rds`` stand at its end.
    """
    names = set(numbers.heading(sample))
    if {*trade_pairs.COLUMNS, "importer1", "importer2"} <= names or names >= TOTALS:
        return True
    start = frame_start(sample.head)
    return (
        sample.name.lower().endswith(".rds")
        and start is not None
        and (start.columns, start.kind) == (len(COLUMNS), 14)
        and all(isinstance(v, float) and v == round(v) and 2 <= v < 1000 for v in start.values)
    )


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        names = numbers.heading(Sample(file.name, stream.read(1 << 16)))
    if set(names) >= TOTALS:
        return rows.only_counted(rows.of_csv(file, names), "reference: a state's totals, told pair by pair")
    return _pairs(file, names) if set(trade_pairs.COLUMNS) <= set(names) else _directed(file)


def _pairs(file: SourceFile, names: tuple[str, ...]) -> Iterator[Batch]:
    pairs = trade_pairs.read(file, names)
    yield pairs.account
    n = len(pairs.row_no)
    last = int(pairs.dyads.year.max()) if n else 0
    for at in range(0, n, _PIECE):
        rows = np.arange(at, min(at + _PIECE, n))
        flows = [
            _flows(file, pairs.dyads, rows, turned, pairs.flows[turned][rows], pairs.row_no[rows], last)
            for turned in (0, 1)
        ]
        sight = [] if at else pairs.dyads.coverage(ID, "flows", np.ones(n, bool), _NOTE)
        yield Batch({"flows": pa.concat_tables(flows)}, len(rows), len(rows), coverage=sight)


def _directed(file: SourceFile) -> Iterator[Batch]:
    frame = rows.frame(file, COLUMNS)
    dyads = DyadYears.of(frame)
    imports, exports = (
        frame[c].combine_chunks().to_numpy(zero_copy_only=False).astype(float) for c in ("flow1", "flow2")
    )
    mirror = dyads.mirror()
    told_back = np.where(mirror >= 0, imports[mirror], np.inf)
    agrees = (told_back == exports) | (np.isnan(told_back) & np.isnan(exports))
    good = dyads.good & agrees & ~(imports < 0)
    last = int(dyads.year[good].max()) if good.any() else 0
    sight = dyads.coverage(ID, "flows", good, _NOTE)
    for at in range(0, len(imports), _PIECE):
        part = slice(at, at + _PIECE)
        yield _piece(file, dyads, imports, good, part, last, sight if at == 0 else [])


_NOTE = "a pair-year published as missing is a record without a value; 0 is a published nought"


def _piece(
    file: SourceFile,
    dyads: DyadYears,
    imports: npt.NDArray[np.float64],
    good: npt.NDArray[np.bool_],
    part: slice,
    last: int,
    sight: list[Coverage],
) -> Batch:
    accepted = np.flatnonzero(good[part]) + part.start
    flows = _flows(file, dyads, accepted, 0, imports[accepted], accepted + 1, last)
    row_count = len(good[part])
    rejects = [_reject(dyads, imports, int(i)) for i in np.flatnonzero(~good[part]) + part.start]
    return Batch({"flows": flows}, row_count, len(accepted), {}, rejects, sight)


def _flows(
    file: SourceFile,
    dyads: DyadYears,
    rows: npt.NDArray[np.int64],
    turned: int,
    values: npt.NDArray[np.float64],
    row_no: npt.NDArray[np.int64],
    last: int,
) -> pa.Table:
    """What the first of each pair imports from the second, or (``turned``) the second from the first."""
    n, year = len(rows), dyads.year[rows]
    buyer, seller = (dyads.first[rows], dyads.second[rows])[:: -1 if turned else 1]
    columns = {
        "record_id": texts(f"{ID}:", buyer, ":", seller, ":", year),
        "source": [ID] * n,
        "file_id": [file.file_id] * n,
        "row_no": row_no,
        "known_on": np.full(n, f"{last}-12-31", "datetime64[D]"),
        "date_from": dyads.day(rows, 1),
        "date_to": dyads.day(rows, 12),
        "sender": dyads.code(1 - turned, rows),
        "receiver": dyads.code(turned, rows),
        "sender_raw": texts(seller),
        "receiver_raw": texts(buyer),
        "measure": ["imports"] * n,
        "value": pa.array(values, mask=np.isnan(values)),
        "unit": ["million US$"] * n,
        "deal": pa.nulls(n, pa.string()),
        "what": pa.nulls(n, pa.string()),
        "status": pa.nulls(n, pa.string()),
    }
    return pa.table(columns, schema=FLOW)


def _reject(dyads: DyadYears, imports: npt.NDArray[np.float64], i: int) -> Reject:
    raw = f"{dyads.first[i]}, {dyads.second[i]}, {dyads.year[i]}, {imports[i]}"
    if not dyads.good[i] or imports[i] < 0:
        return Reject(i + 1, "row", "a number or the year is none, or the value is below nought", raw)
    return Reject(i + 1, "mirror", "the row of the other order is missing or tells another value", raw)


SOURCES = (Register(ID, _known, _read),)
