"""Apache Spark over the lake's Parquet files: a local session, or a cluster that runs.

``SPARK_REMOTE`` (``sc://host:port``, Spark Connect) names a running one, ``SPARK_MASTER`` a master; without
either Spark runs locally on all cores.  A cluster must see the lake's folder under the same path.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from ibis.common.patterns import replace as replaced

from comity.errors import LakeError, MissingExtraError
from comity.records.schemas import TABLES

if TYPE_CHECKING:
    from comity.lake.query.view import View

PARTITIONS = "4"
"""Of a local shuffle: cells are few."""


@cache
def session() -> Any:
    """The one Spark session of this process; days are days in UTC.

    Raises
    ------
    MissingExtraError
        When Spark's Python package is not installed.
    LakeError
        When Spark does not start, as without Java.
    """
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "Counting on Spark needs one more part: pip install 'comity[spark]'."
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    remote = os.environ.get("SPARK_REMOTE")
    build = SparkSession.builder.appName("comity")
    if remote:
        build = build.remote(remote)
    else:
        build = build.master(os.environ.get("SPARK_MASTER", "local[*]")).config("spark.ui.enabled", "false")
        build = build.config("spark.log.level", "ERROR").config("spark.ui.showConsoleProgress", "false")
    try:
        spark = build.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as e:
        where = remote or "here (it needs Java 17 or newer: set JAVA_HOME)"
        raise LakeError(f"Spark does not start {where}: {str(e).splitlines()[0]}") from None
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.conf.set("spark.sql.shuffle.partitions", PARTITIONS)
    return spark


class Spark:
    """Tables of one view on Spark.  Files and rows are those of the view, on its day."""

    def __init__(self, view: View) -> None:
        self._spark = session()
        self._view = view
        self._made: set[str] = set()

    def run(self, expr: ibis.Expr) -> pa.Table:
        """Compute an expression over the tables of the view."""
        for name in sorted({t.op().name for t in _tables(expr)} - self._made):
            self._make(name)
        return self.ask(expr)

    def ask(self, expr: ibis.Expr) -> pa.Table:
        """Compute an expression over tables that Spark has by name; look-up tables go along."""
        for op in expr.op().find(ibis.expr.operations.InMemoryTable):
            rows = op.data.to_pyarrow(op.schema)
            self._spark.createDataFrame(rows).createOrReplaceTempView(op.name)
        spoken = expr.op().replace(_bits_joined).to_expr()
        return self._spark.sql(str(ibis.to_sql(spoken, dialect="pyspark"))).toArrow()

    def _make(self, name: str) -> None:
        """Name the table: plain files as they lie, files that share ids with each id once."""
        schema, files = TABLES[name], replace(self._view.table_files(name), quote="`")
        origins = []
        for kind, paths in (("clean", files.clean), ("shared", (*files.overlapping, *files.beside))):
            if paths:
                frame = self._spark.read.parquet(*map(str, paths))
                frame.select(*schema.names).createOrReplaceTempView(f"{name}_{kind}")
                origins.append(kind)
        if files.memory.num_rows:
            self._spark.createDataFrame(files.memory).createOrReplaceTempView(f"{name}_memory")
            origins.append("memory")
        if not origins:
            empty = self._spark.createDataFrame([], _struct(schema))
            empty.createOrReplaceTempView(name)
        else:
            selected = {k: files.select(f"{name}_{k}") for k in origins}
            shared = [selected[k] for k in origins if k != "clean"]
            pieces = [files.deduplicated(shared)] if shared else []
            pieces += [selected["clean"]] if "clean" in selected else []
            self._spark.sql(" UNION ALL ".join(pieces)).createOrReplaceTempView(name)
        self._made.add(name)


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(bits: int) -> int:
    """Bits set in any row: Spark has it, Ibis does not know that."""
    raise NotImplementedError  # Spark's own


@replaced(ops.BitOr)  # type: ignore[untyped-decorator]
def _bits_joined(_: ops.BitOr, **__: Any) -> Any:
    return bit_or(_.arg.to_expr()).op()


def _tables(expr: ibis.Expr) -> list[ibis.Table]:
    """Unbound tables that an expression reads."""
    return [op.to_expr() for op in expr.op().find(ibis.expr.operations.UnboundTable)]


def _struct(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - an extra

    return from_arrow_schema(schema)
