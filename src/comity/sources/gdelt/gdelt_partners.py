"""GDELT counts by month with a column a partner and no date at all (comma-separated, with a header).

The name tells the state, the direction and the years (``us_react_1998_2007_top20.csv``).  That the n-th
row is the n-th month of these years is a guess, taken only where the rows are as many as the months.  A
month in which every partner has 0 was not counted: it is unknown.  So is a month that alone is told of its
year: its counts are those of several months, as their height shows.  A cell is a row of the account,
because each is a count of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pyarrow as pa

from comity.errors import SourceError
from comity.records import bins
from comity.records.coverage import Coverage, merge
from comity.records.identity import record_id
from comity.records.rejects import Reject
from comity.records.schemas import FLOW
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import flows
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, RowError

_NAME = re.compile(r"(?:^|/)([a-z]{2,3})_(init|initiate|react)_((?:19|20)\d\d)_((?:19|20)\d\d)(?:_|\.)")
_HEADER = re.compile(r"[a-z]{3}(,[a-z]{3}){4,}")
MEASURE = "events of a class not stated"
_NOTE = "months told by the order of rows, a guess"


def _known(sample: Sample) -> bool:
    """By a header of small three-letter codes, and a name that tells state, direction and years."""
    first = next(iter(sample.lines(1)), "")
    return bool(_HEADER.fullmatch(first) and _NAME.search(sample.name))


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file whole: the largest known has 120 rows.

    Raises
    ------
    SourceError
        When name and header do not tell what it holds, or the rows are not as many as the months.
    """
    with file.open() as stream:
        header = next(iter(Sample(file.name, stream.read(2000)).lines(1)), "")
    match = _NAME.search(file.name)
    if match is None or not _HEADER.fullmatch(header):
        raise SourceError(f"{file.place} has not the name and header of GDELT counts by partner.")
    partners = tuple(header.split(","))
    if len(set(partners)) < len(partners):
        raise SourceError(f"{file.place} names a partner twice, so its columns cannot be told apart.")
    state, direction, since, until = match.groups()
    rows = flows.of_lines(file, partners, header=True)
    months = bins.starts(date(int(since), 1, 1), date(int(until), 12, 31), "month")[:-1]
    if len(rows.rows) + len(rows.rejects) != len(months):
        raise SourceError(
            f"{file.place} has {len(rows.rows)} rows for {len(months)} months, so it is not known which "
            "month a row is; give it as it was published."
        )
    batch = Batch({}, sum(rows.set_aside.values()), 0, dict(rows.set_aside), list(rows.rejects))
    batch.row_count += len(rows.rejects)
    lines = sorted([*(n for n, _ in rows.rows), *(r.row_no for r in rows.rejects)])  # blank ones are no month
    month_of = dict(zip(lines, months, strict=True))
    monthly = [(row_no, month_of[row_no], cells) for row_no, cells in rows.rows]
    why = _unknown([(first, cells) for _, first, cells in monthly])
    records: list[Row] = []
    for row_no, first, cells in monthly:
        batch.row_count += len(cells)
        if first in why:
            batch.set_aside[why[first]] = batch.set_aside.get(why[first], 0) + len(cells)
        else:
            records += _month(file, batch, row_no, cells, first, (state, direction))
    batch.tables["flows"] = pa.Table.from_pylist(records, schema=FLOW)
    batch.coverage = _sight(records, state)
    yield batch


def _month(
    file: SourceFile, batch: Batch, row_no: int, cells: Row, first: date, about: tuple[str, str]
) -> list[Row]:
    """The records of a row; those kept are added to the account."""
    period = (first, bins.following(first, "month") - timedelta(days=1))
    state, out = _upper(about[0]), []
    for partner, text in cells.items():
        pair = (state, partner.upper()) if about[1] != "react" else (partner.upper(), state)
        try:
            value = flows.count(text)
        except RowError as e:
            batch.rejects.append(Reject(row_no, e.reason, str(e), text))
            continue
        key = record_id("gdelt_partners", ":".join((first.strftime("%Y%m"), *pair)))
        one = flows.flow((), period, pair, "cameo", (MEASURE, "events"), value, "class not stated")
        out.append(
            one | {"record_id": key, "source": "gdelt_partners", "file_id": file.file_id, "row_no": row_no}
        )
    batch.accepted += len(out)
    return out


def _unknown(monthly: list[tuple[date, Row]]) -> dict[date, str]:
    """Months of which nothing is known, each with why."""
    blank = {d for d, cells in monthly if all(re.fullmatch(r"0(\.0*)?", v.strip()) for v in cells.values())}
    whole = Counter(d.year for d, _ in monthly if d not in blank)
    alone = {d: "month told alone of its year" for d, _ in monthly if whole[d.year] == 1}
    return alone | dict.fromkeys(blank, "month without data")


def _upper(state: str) -> str:
    """Three-letter code of a state named by two letters or three."""
    code = flows.code_on(state.upper(), "iso2", date.max) if len(state) == 2 else None
    return code or state.upper()


def _sight(records: list[Row], state: str) -> list[Coverage]:
    """The months that were counted, for the state that the file is about."""
    code = flows.code_on(_upper(state), "cameo", date.max)
    states_covered = frozenset([code] if code else [])
    return merge(
        Coverage("gdelt_partners", "flows", first, last, states=states_covered, note=_NOTE)
        for first, last in sorted({(r["date_from"], r["date_to"]) for r in records})
    )


SOURCES: tuple[Source, ...] = (Register("gdelt_partners", _known, _read),)
