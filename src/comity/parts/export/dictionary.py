"""All exported tables as Arrow batches, with a description of each table and column."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from comity.errors import VocabularyError
from comity.faces.tidy.dyads import codebook
from comity.parts.export import datasette
from comity.parts.export.findings import PartFinding
from comity.parts.export.group_rows import GroupRows
from comity.parts.export.reference import Row, finding_rows, reference
from comity.records.schemas import TABLES
from comity.vocabulary.load import package_yaml

FILE = "parts/export/data/columns.yaml"


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One exported table: its name, its schema and its rows in batches."""

    name: str
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]

    @property
    def about(self) -> str:
        """Description of the table's rows."""
        return datasette.describe_tables()[self.name]

    def column(self, name: str) -> str:
        """Return the description of a column.

        Raises
        ------
        VocabularyError
            When the data dictionary has no entry for the column.
        """
        words = _columns()
        says = words.get(f"{self.name}.{name}") or words.get(name)
        if says is None:
            raise VocabularyError(FILE, name, f"the column of {self.name} is not described")
        return says


def export_tables(
    rows: GroupRows, findings: Iterable[PartFinding], progress: Callable[[str, int], None] = lambda *_: None
) -> Iterator[ExportTable]:
    """Yield the tables of records, the reference tables and the tables of findings.

    ``progress`` is called with the name of a table of records and the number of rows read since the last
    call.
    """
    for name, schema in TABLES.items():
        yield ExportTable(name, schema, _list_reported(name, rows.batches(name), progress))
    for name, plain in reference(rows.view).items():
        yield _describe_rows(name, plain)
    answers = list(finding_rows(findings))
    if answers:
        yield _describe_rows("findings", [row for row, _ in answers])
        behind = [(row["id"], k, i) for row, ids in answers for k, i in enumerate(ids)]
        yield _describe_rows(
            "finding_records", [dict(zip(("finding", "place", "record_id"), b, strict=True)) for b in behind]
        )


def _list_reported(
    name: str, batches: Iterator[pa.RecordBatch], progress: Callable[[str, int], None]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        progress(name, batch.num_rows)
        yield batch


@cache
def _columns() -> dict[str, str]:
    of_panel = {f"panel.{column}": holds for column, holds in codebook().items()}
    return {str(k): str(v) for k, v in package_yaml(FILE).items()} | of_panel


def _describe_rows(name: str, rows: list[Row]) -> ExportTable:
    table = pa.Table.from_pylist([{k: _plain(v) for k, v in row.items()} for row in rows])
    fields = [f.with_type(_find_type(f.type)) for f in table.schema]
    table = table.cast(pa.schema(fields))
    return ExportTable(name, table.schema, iter(table.to_batches()))


def _plain(v: Any) -> Any:
    return json.dumps(v, ensure_ascii=False, sort_keys=True) if isinstance(v, dict) else v


def _find_type(kind: pa.DataType) -> pa.DataType:
    """Return the Arrow type of a column, or text if all its values are null."""
    if pa.types.is_list(kind):
        return pa.list_(pa.string())
    return pa.string() if pa.types.is_null(kind) else kind
