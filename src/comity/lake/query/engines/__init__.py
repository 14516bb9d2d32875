"""Where cells are counted: the same Ibis expressions on DuckDB, on Spark, or where the data already lie.

:mod:`duckdb` is the default and needs nothing more; :mod:`spark` counts over the lake's Parquet files on a
local or running Spark; :mod:`bigquery` compiles the count for the public GDELT tables.
"""

from __future__ import annotations

from typing import Protocol

import ibis
import pyarrow as pa


class Engine(Protocol):
    """Computes expressions over the tables of one view."""

    def run(self, expr: ibis.Expr) -> pa.Table:
        """Compute an expression over tables of :func:`comity.lake.query.view.table_expr`."""
        ...
