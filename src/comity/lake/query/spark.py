"""Apache Spark on the lake's Parquet files: a local session or a running cluster.

The variable ``SPARK_REMOTE`` (``sc://host:port``, Spark Connect) names a running cluster, and
``SPARK_MASTER`` a Spark master. Without either variable, Spark runs locally on all cores. A cluster must see
the lake's folder under the same path.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from comity.errors import LakeError, MissingExtraError
from comity.lake.query.sql import NOTHING_GIVEN, replace_dollars, spread_lists, tables_read
from comity.records.schemas import LATER, TABLES

if TYPE_CHECKING:
    from comity.lake.query.view import View

#: Number of partitions after a shuffle: the tables of counts are small.
PARTITIONS = "4"


@cache
def session() -> Any:
    """Return the only Spark session of this process, with its time zone set to UTC.

    Raises
    ------
    MissingExtraError
        When Spark's Python package is not installed.
    LakeError
        When Spark does not start, for example without Java.
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
    """The tables of one view on Spark, with the records that were known on the day of the view."""

    def __init__(self, view: View) -> None:
        self._spark = session()
        self._view = view
        self._made: set[str] = set()

    def run(self, sql: str, given: Mapping[str, pa.Table] = NOTHING_GIVEN, /, **values: object) -> pa.Table:
        """Run SQL over the tables of the view and the small tables in ``given``."""
        for name in sorted(tables_read(sql) - self._made):
            self._make(name)
        for name, rows in given.items():
            self._frame(rows).createOrReplaceTempView(name)
        text, scalars = spread_lists(sql, values)
        return self._spark.sql(replace_dollars(text), args=scalars).toArrow()

    def _frame(self, rows: pa.Table) -> Any:
        """Return a table as a Spark frame with its types, which Spark cannot infer from zero rows."""
        return self._spark.createDataFrame(rows if rows.num_rows else [], _struct(rows.schema))

    def _make(self, name: str) -> None:
        """Register a table with Spark; each record id that several files share is read once."""
        schema, files = TABLES[name], replace(self._view.table_files(name), quote="`")
        origins = []
        for kind, paths in (("clean", files.clean), ("shared", (*files.overlapping, *files.beside))):
            if paths:
                frame = self._spark.read.option("mergeSchema", name in LATER).parquet(*map(str, paths))
                if name in LATER:
                    frame = self._frame(schema.empty_table()).unionByName(frame, allowMissingColumns=True)
                frame.select(*schema.names).createOrReplaceTempView(f"{name}_{kind}")
                origins.append(kind)
        if files.memory.num_rows:
            self._frame(files.memory).createOrReplaceTempView(f"{name}_memory")
            origins.append("memory")
        if not origins:
            self._frame(schema.empty_table()).createOrReplaceTempView(name)
        else:
            selected = {k: files.select(f"{name}_{k}") for k in origins}
            shared = [selected[k] for k in origins if k != "clean"]
            pieces = [files.deduplicate(shared)] if shared else []
            pieces += [selected["clean"]] if "clean" in selected else []
            self._spark.sql(" UNION ALL ".join(pieces)).createOrReplaceTempView(name)
        self._made.add(name)


def _struct(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - an extra

    return from_arrow_schema(schema)
