"""A daily score of each pair of states from GDELT 2.0: a matrix a day (``.npy``), or a table (``.parquet``).

A **score, not a count**: the sum over a day's events of Goldstein, plus 0.025 per source, 0.01 per article
and 0.01 per point of tone, signed as the Goldstein score.  It is undirected, and only events whose actor
code is a bare country code are in it.  A pair without a score had no such event, or the day's files were
not there: nothing tells which, so every day is a sample, and a day without a file is not covered at all.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from tokenize import TokenError
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.errors import SourceError
from comity.records.coverage import Coverage, merge
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import flows
from comity.sources.kit.register import Register
from comity.sources.kit.rows import codes as codes_in
from comity.vocabulary.columns import resolve_column
from comity.vocabulary.load import package_csv

COLUMNS = ("date", "iso_a", "iso_b", "score")
ROWS = 200_000
_CODES = "sources/gdelt/gdelt_pair_codes.csv"
_SHAPE = b"'shape': (249, 249)"
_MATRIX = re.compile(r"^(\d{8})_network\.npy$")
_NOTE = "a pair without a score may have had no event, or the day's files may be incomplete"


def _known(sample: Sample) -> bool:
    """By a matrix of 249 x 249, or by a Parquet file named for pair scores.

    Parquet tells its columns at its end, so of a large file only the name can be seen.
    """
    if sample.head.startswith(b"\x93NUMPY"):
        return _SHAPE in sample.head[:128]
    return sample.head.startswith(b"PAR1") and "pair_score" in sample.name


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; every pair of states is a row of a matrix, the diagonal none.

    Raises
    ------
    SourceError
        When the file is damaged, is another table or matrix, or a matrix whose name tells no day.
    """
    with file.open() as stream:
        data = stream.read()
    if data.startswith(b"PAR1"):
        yield from _table(file, data)
    else:
        yield _matrix(file, data)


@cache
def codes() -> tuple[str, ...]:
    """ISO 3166 codes in the order of the matrix."""
    return tuple(r["code"] for _, r in package_csv(_CODES, ("place", "code")))


def _matrix(file: SourceFile, data: bytes) -> Batch:
    match = _MATRIX.match(file.name)
    day = pc.strptime(pa.array([match.group(1) if match else ""]), "%Y%m%d", "s", error_is_null=True)[0]
    if not day.is_valid:
        raise SourceError(
            f"{file.place} does not say in its name which day it is: give it under the name it was published "
            "by (20180101_network.npy)."
        )
    try:
        scores: npt.NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, OSError, EOFError, SyntaxError, TypeError, TokenError, MemoryError) as e:
        raise SourceError(f"{file.place} is damaged ({str(e)[:80]}): get it again.") from None
    n = len(codes())
    if scores.shape != (n, n) or scores.dtype != np.float64:
        raise SourceError(f"{file.place} is no matrix of {n} x {n} numbers.")
    one, two = np.triu_indices(n, 1)
    up, down = scores[one, two], scores[two, one]
    same = (up == down) & np.isfinite(up) & (np.abs(up) < 1e12)
    some = same & (up != 0)
    wrong = [
        Reject(
            int(i) + 1,
            "number",
            "the two halves of the matrix differ or hold no number",
            f"{up[i]},{down[i]}",
        )
        for i in np.flatnonzero(~same)
    ]
    names = np.array(codes())
    days = pa.array([day.as_py().date()] * int(some.sum()), pa.date32())
    flows = _flow_table(
        file,
        pa.array(np.flatnonzero(some) + 1),
        days,
        pa.array(names[one[some]]),
        pa.array(names[two[some]]),
        pa.array(up[some].astype(np.float32)),
    )
    aside = {"no score": int((same & ~some).sum())}
    batch = Batch({"flows": flows}, len(up), flows.num_rows, aside, wrong)
    first = day.as_py().date()
    batch.coverage = [Coverage("gdelt_pair_score", "flows", first, first, selective=True, note=_NOTE)]
    return batch


def _table(file: SourceFile, data: bytes) -> Iterator[Batch]:
    try:
        t = pq.read_table(pa.BufferReader(data), use_threads=False)
        t.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as e:
        raise SourceError(f"{file.place} is damaged ({str(e).splitlines()[0]}): get it again.") from None
    if tuple(t.column_names) != COLUMNS or not pa.types.is_date(t["date"].type):
        raise SourceError(f"{file.place} has not the columns {', '.join(COLUMNS)}.")
    met: pa.Array = pa.array([], pa.string())
    days, states = set[date](), set[str]()
    for start in range(0, t.num_rows, ROWS):
        batch, ids = _part(file, t.slice(start, ROWS).combine_chunks(), start, met)
        met = pa.concat_arrays([met, ids])
        days |= set(batch.tables["flows"]["date_from"].unique().to_pylist())
        states |= codes_in(batch, "flows", "sender", "receiver")
        if start + ROWS >= t.num_rows:  # a day may lie in two pieces
            batch.coverage = _sight(days, frozenset(states))
        yield batch


def _part(file: SourceFile, t: pa.Table, start: int, met: pa.Array) -> tuple[Batch, pa.Array]:
    day, one, two, score = (_plain(t[c]) for c in COLUMNS)
    row_no = pa.array(np.arange(start + 1, start + 1 + t.num_rows))
    whole = pc.and_(
        pc.and_(pc.is_valid(day), pc.is_valid(score)), pc.and_(pc.is_valid(one), pc.is_valid(two))
    )
    right = pc.and_(whole, pc.fill_null(pc.less(pc.abs(score.cast(pa.float64())), 1e12), False))
    wrong = [
        Reject(i, "missing", "the row lacks its day, a state or a score")
        for i in row_no.filter(pc.invert(right)).to_pylist()
    ]
    flows = _flow_table(file, *(c.filter(right) for c in (row_no, day, one, two, score.cast(pa.float32()))))
    n = flows.num_rows
    ids = flows["record_id"].combine_chunks()
    where = pa.table({"id": ids, "i": np.arange(n)}).group_by("id").aggregate([("i", "min")])
    new = pc.and_(
        pc.is_in(pa.array(np.arange(n)), where["i_min"].combine_chunks()), pc.invert(pc.is_in(ids, met))
    )
    flows, ids = flows.filter(new), ids.filter(new)
    aside = {"repeat": n - len(ids)} if n > len(ids) else {}
    return Batch({"flows": flows}, t.num_rows, len(ids), aside, wrong), ids


def _plain(column: pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks()
    return array.cast(array.type.value_type) if pa.types.is_dictionary(array.type) else array


def _flow_table(
    file: SourceFile, row_no: pa.Array, day: pa.Array, one: pa.Array, two: pa.Array, score: pa.Array
) -> pa.Table:
    """Rows with the two states in the order of their codes, for a pair has no direction."""
    one, two = one.cast(pa.string()), two.cast(pa.string())
    swap = pc.greater(one, two)
    first, second = pc.if_else(swap, two, one), pc.if_else(swap, one, two)
    days = pc.strftime(day, "%Y%m%d")
    values = {
        "record_id": pc.binary_join_element_wise("gdelt_pair_score", days, first, second, ":"),
        "source": "gdelt_pair_score",
        "file_id": file.file_id,
        "row_no": row_no,
        "known_on": day,
        "date_from": day,
        "date_to": day,
        "sender": resolve_column(first, "iso3", day),
        "receiver": resolve_column(second, "iso3", day),
        "sender_raw": first,
        "receiver_raw": second,
        "measure": "signed event score, undirected",
        "value": score,
        "unit": "score",
        "what": "bare country actors",
    }
    return flows.table(len(row_no), values)


def _sight(days: set[date], states: frozenset[str]) -> list[Coverage]:
    """The days that have scores, for the states that are in them; a day that is missing is no quiet day."""
    return merge(
        Coverage("gdelt_pair_score", "flows", d, d, states=states, selective=True, note=_NOTE)
        for d in sorted(days)
    )


SOURCES: tuple[Source, ...] = (Register("gdelt_pair_score", _known, _read),)
