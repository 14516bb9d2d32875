"""All exported tables in one DuckDB file, with descriptions as comments on tables and columns."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from comity.errors import ExportError
from comity.faces.present.writing import aside
from comity.parts.export.dictionary import ExportTable


def duckdb_file(tables: Iterable[ExportTable], path: Path) -> dict[str, int]:
    """Write the DuckDB file and return the number of rows of each table.

    Raises
    ------
    ExportError
        When the file cannot be written.
    """
    counted = {}
    with aside(path) as part:
        try:
            with duckdb.connect(str(part)) as con:
                for table in tables:
                    counted[table.name] = _fill(con, table)
        except duckdb.IOException as e:
            raise ExportError(f"{path} cannot be written ({e}): choose another place.") from None
    return counted


def _fill(con: duckdb.DuckDBPyConnection, table: ExportTable) -> int:
    name = f'"{table.name}"'
    con.register("rows", pa.RecordBatchReader.from_batches(table.schema, table.batches))
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")  # noqa: S608 - table names are constants
    con.unregister("rows")
    con.execute(f"COMMENT ON TABLE {name} IS {_quoted(table.about)}")
    for column in table.schema.names:
        con.execute(f'COMMENT ON COLUMN {name}."{column}" IS {_quoted(table.column(column))}')
    ((n,),) = con.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608
    return int(n)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
