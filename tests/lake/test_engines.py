"""One expression, several engines: the same cells on DuckDB, on a real local Spark and by a Polars oracle."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from comity.lake.query import event_counts as counting
from comity.lake.query.spark import Spark
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.vocabulary import hotspots

# Spark's client leaves the socket of each answer for the garbage collector to close.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ROWS = 200_000
SPOTS = tuple(sorted(hotspots.all_hotspots().values(), key=lambda h: h.id))
TOWARD = sorted({(s, h.id) for h in SPOTS for s in h.states})
WITHIN = sorted({(s, h.id) for h in SPOTS for s in h.geo})
KEYS = ["state", "hotspot", "bin_start", "quad"]


@pytest.fixture(scope="module")
def files(synthetic, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    dirt = synthetic.Dirt(dirty=0.002, dup=0.02)
    for n in range(ROWS // synthetic.ROWS):
        synthetic.write_one(folder, n, 7, dirt, plain=False)
    return folder


@pytest.fixture(scope="module")
def lake(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake.open(tmp_path_factory.mktemp("lake"))
    receipt = lake.add([files])
    assert receipt.balances
    assert receipt.rows["seen"] == ROWS
    assert receipt.rows["rejects"] > 100
    return lake


@pytest.fixture(scope="module")
def spark_view(lake: Lake) -> Iterator[View]:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not installed here")
    view = lake.view()
    view.count_on(Spark(view))
    yield view
    view.engine._spark.stop()


def differ(a: pa.Table, b: pa.Table) -> int:
    """Rows of either table that the other lacks, counted with their number (EXCEPT ALL both ways)."""
    con = duckdb.connect()
    con.register("a", a)
    con.register("b", b)
    both = "SELECT count(*) FROM ((FROM a EXCEPT ALL FROM b) UNION ALL (FROM b EXCEPT ALL FROM a))"
    return con.execute(both).fetchall()[0][0]


def oracle_events(lake: Lake, as_of: date | None = None) -> pl.DataFrame:
    """Each record once, by hand: of several of one id the one known last."""
    paths = sorted(lake.root.glob("events/*/*/*.parquet"))
    rows = pl.concat([pl.read_parquet(p, hive_partitioning=False) for p in paths])
    if as_of is not None:
        rows = rows.filter(pl.col("known_on") <= as_of)
    rows = rows.sort("known_on", "file_id", "row_no", descending=True)
    return rows.unique(["source", "record_id"], keep="first", maintain_order=True)


def oracle_cells(rows: pl.DataFrame, every: str) -> pa.Table:
    links = [
        pl.DataFrame({"link": [s for s, _ in x], "hotspot": [h for _, h in x]}) for x in (TOWARD, WITHIN)
    ]
    act = ["actor", "target", "code_system", "code", "quad", "event_date"]
    here = rows.filter(pl.col("actor").is_not_null() & pl.col("actor_is_state"))
    hits = [
        here.join(x, left_on=by, right_on="link").select(*act, "hotspot")
        for x, by in zip(links, ("target", "geo_state"), strict=True)
    ]
    acts = pl.concat(hits).unique()
    start = pl.col("event_date").dt.truncate(every)
    out = acts.group_by(state="actor", hotspot="hotspot", bin_start=start, quad="quad").agg(n=pl.len())
    return out.sort(KEYS).select(*KEYS, pl.col("n").cast(pl.Int64)).to_arrow().cast(counting.CELL)


def oracle_dyads(rows: pl.DataFrame, every: str) -> pa.Table:
    states = pl.col("actor_is_state") & pl.col("target_is_state") & pl.col("mirror_of").is_null()
    between = rows.filter(pl.col("actor") != pl.col("target"), states)
    acts = between.select("actor", "target", "code_system", "code", "quad", "event_date").unique()
    out = acts.group_by(
        a=pl.min_horizontal("actor", "target"),
        b=pl.max_horizontal("actor", "target"),
        bin_start=pl.col("event_date").dt.truncate(every),
        quad="quad",
    ).agg(n=pl.len())
    keys = ["a", "b", "bin_start", "quad"]
    return out.sort(keys).select(*keys, pl.col("n").cast(pl.Int64)).to_arrow().cast(counting.DYAD)


@pytest.mark.parametrize(("width", "every"), [("week", "1w"), ("month", "1mo")])
def test_cells_are_the_same_on_every_engine(lake: Lake, spark_view: View, width: str, every: str) -> None:
    view = lake.view()
    here = counting.cells(view, SPOTS, width)
    assert here.num_rows > 500
    assert differ(here, oracle_cells(oracle_events(lake), every)) == 0
    assert differ(here, counting.cells(spark_view, SPOTS, width)) == 0


def test_acts_between_states_are_the_same_on_every_engine(lake: Lake, spark_view: View) -> None:
    here = counting.dyads(lake.view(), "week")
    assert here.num_rows > 500
    assert differ(here, oracle_dyads(oracle_events(lake), "1w")) == 0
    assert differ(here, counting.dyads(spark_view, "week")) == 0


def test_of_a_repeated_id_the_record_known_on_the_day_stands(lake: Lake, spark_view: View) -> None:
    ids = oracle_events(lake)
    held = sum(p.num_rows for p in (lake.view().table("events", ["record_id"]),))
    assert held == len(ids) < lake.status().records["events"]["gdelt2"]
    day = date(2019, 1, 1)
    early = lake.view(day)
    here = counting.cells(early, SPOTS, "day")
    assert differ(here, oracle_cells(oracle_events(lake, day), "1d")) == 0
    early.count_on(Spark(early))
    assert differ(here, counting.cells(early, SPOTS, "day")) == 0


def test_an_empty_lake_has_no_cells_on_any_engine(tmp_path: Path, spark_view: View) -> None:
    view = Lake.open(tmp_path / "none").view()
    assert counting.cells(view, SPOTS, "week").num_rows == 0
    view.count_on(Spark(view))
    assert counting.cells(view, SPOTS, "week").num_rows == 0
