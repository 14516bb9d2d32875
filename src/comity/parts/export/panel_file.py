"""The panel (one row per pair and year) as CSV or Parquet, with its codebook and citations."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from comity.faces.present import sanitize
from comity.faces.present.writing import aside, write
from comity.lake.query.view import View
from comity.parts.export.dictionary import ExportTable
from comity.parts.export.parquet_bundle import describe_package, describe_table

ENDINGS = (".csv", ".parquet")
#: Endings appended to the panel's file name to name its companion files.
BESIDE = (".codebook.csv", ".datapackage.json", ".bib")


def write_panel(panel: pa.Table, view: View, path: Path, cite: str) -> str:
    """Write the panel, codebook and citations; return the numbers of rows and pairs of states as text.

    Raises
    ------
    ExportError
        When a file cannot be written.
    """
    with aside(path) as part:
        if path.suffix.lower() == ".csv":
            plain = pa.schema([f.with_type(_plain(f.type)) for f in panel.schema])
            with pa_csv.CSVWriter(
                part, plain, write_options=pa_csv.WriteOptions(quoting_style="none")
            ) as csv:
                for batch in panel.to_batches():
                    csv.write(batch.cast(plain))
        else:
            pq.write_table(panel, part, compression="zstd", row_group_size=1 << 16)
    table = ExportTable("panel", panel.schema, iter(()))
    codebook = [
        {"column": f.name, "type": str(_plain(f.type)), "holds": table.column(f.name)} for f in panel.schema
    ]
    package = describe_package(view, "comity: panel", [describe_table(table, path, panel.num_rows)])
    bodies = (
        sanitize.as_csv(codebook),
        json.dumps(package, ensure_ascii=False, indent=1) + "\n",
        f"{cite}\n",
    )
    for ending, body in zip(BESIDE, bodies, strict=True):
        write(path.with_name(path.name + ending), body.encode())
    pairs = panel.group_by(["state_a", "state_b"]).aggregate([]).num_rows
    return f"{panel.num_rows:,} rows, {pairs:,} pair{'' if pairs == 1 else 's'}"


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind
