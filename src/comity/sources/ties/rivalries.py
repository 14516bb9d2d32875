"""Rivalries between states with their dates, from the lists of two teams.

The teams are Thompson and Dreyer, and Thompson, Sakuwa and Suhas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from comity.sources.base import Batch, SourceFile
from comity.sources.kit import parties, rows
from comity.sources.kit.layout import load_layout, make_source, read_beginning
from comity.sources.kit.rows import Row, RowError

_KINDS = ("positional", "spatial", "ideological", "interventionary")
_LAST = {"td_rivalries": 2010, "tss_rivalries": 2020}


def _read(file: SourceFile) -> Iterator[Batch]:
    layout = load_layout("rivalries")
    table = layout.find_table(read_beginning(file)) or layout.tables[0]
    last = _LAST[table.name]

    def rivalry(row: Row) -> list[Row]:
        number, name, one, two, *years = (row[c] for c in table.columns)
        begins, ends = map(rows.year, years)
        if ends < begins:
            raise RowError("date", f"the rivalry ends in {ends}, before it begins in {begins}")
        types = [row.get(f"type{i}") for i in (1, 2, 3)]
        return [
            {
                "record_id": f"{table.name.removesuffix('_rivalries')}:{rows.parse_whole(number, 'number')}",
                "known_on": date(begins, 12, 31),
                "kind": "rivalry",
                "members": [parties.cow(one, ends), parties.cow(two, ends)],
                "date_from": date(begins, 1, 1),
                "date_to": None if ends == last else date(ends, 12, 31),
                "precision": "year",
                "name": name,
                "clauses": [k for k in _KINDS if row.get(k) == 1 or k in types],
            }
        ]

    batch = layout.read_rows(file, table.read(file), rivalry)
    batch.coverage = [replace(c, last=date(last, 12, 31)) for c in batch.coverage]
    yield batch


SOURCES = (make_source("rivalries", reader=_read),)
