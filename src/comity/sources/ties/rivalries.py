"""Rivalries between states as two lists date them: Thompson and Dreyer, and Thompson, Sakuwa and Suhas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties
from comity.sources.kit import rows as _rows
from comity.sources.kit.rdata_file import first_object
from comity.sources.kit.register import Register, saved_as
from comity.sources.kit.rows import Row, RowError

ID = "rivalries"
COLUMNS = {
    "td_rivalries": ("rivalryno", "rivalryname", "ccode1", "ccode2", "styear", "endyear"),
    "tss_rivalries": ("tssr_id", "rivalry", "ccode1", "ccode2", "start", "end"),
}
"""Name of the data frame -> its first columns: number, name, the two states, first and last year."""

_KINDS = ("positional", "spatial", "ideological", "interventionary")
_LAST = {"td_rivalries": 2010, "tss_rivalries": 2020}


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        which = first_object(stream.read(1 << 16)) or ""
    columns = COLUMNS.get(which, COLUMNS["td_rivalries"])
    rows = _rows.of_frame(file, columns)
    batch = _rows.gather("ties", ID, file, rows, lambda r: [_rivalry(r, which, columns)])
    days = batch.tables["ties"]["date_from"].to_pylist()
    if days:
        note = "a list made by historians: who is on it is their judgement"
        last = date(_LAST[which], 12, 31)
        batch.coverage = [Coverage(ID, "ties", min(days), last, note=note)]
    yield batch


def _rivalry(r: Row, which: str, columns: tuple[str, ...]) -> Row:
    number, name, one, two, start, end = (r[c] for c in columns)
    first, last = _rows.year(start), _rows.year(end)
    if last < first:
        raise RowError("date", f"the rivalry ends in {last}, before it begins in {first}")
    kinds = [k for k in _KINDS if r.get(k) == 1 or k in (r.get("type1"), r.get("type2"), r.get("type3"))]
    return {
        "record_id": f"{which.removesuffix('_rivalries')}:{_rows.whole(number, 'number')}",
        "known_on": date(first, 12, 31),
        "kind": "rivalry",
        "members": [parties.cow(one, last), parties.cow(two, last)],
        "date_from": date(first, 1, 1),
        "date_to": None if last == _LAST[which] else date(last, 12, 31),
        "precision": "year",
        "name": name,
        "clauses": kinds,
    }


SOURCES = (Register(ID, saved_as(*COLUMNS), _read),)
