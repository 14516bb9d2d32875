"""Benchmark of weekly counts: comity against hand-written SQL and Polars, by processor time."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import ingest
import synthetic
from figures import figure

from comity.lake.store import Lake

CHILD = """
import json, resource, sys, time
what, lake = sys.argv[1:]
if what == "ours":
    from comity.lake.query.event_counts import cells
    from comity.lake.store import Lake
elif what == "SQL":
    import duckdb
else:
    import polars as pl
from comity.lake.storage import chain
from comity.vocabulary import hotspots
from pathlib import Path
spots = [h for h in hotspots.all_hotspots().values()]
toward = sorted({(s, h.id) for h in spots for s in h.states})
within = sorted({(s, h.id) for h in spots for s in h.geo})
paths = [str(Path(lake) / p.path) for p in chain.read(Path(lake)).parts if p.table == "events"]
start = time.process_time()
if what == "ours":
    n = [c for c in cells(Lake.open(lake).view(), spots, "week")["n"].to_pylist()]
elif what == "SQL":
    asked = "actor IS NOT NULL AND actor_is_state AND precision = 'day'"
    links = lambda x: ", ".join(f"('{s}', '{h}')" for s, h in x)
    n = [r[0] for r in duckdb.sql(f'''
        SELECT n FROM (SELECT actor, h, date_trunc('week', event_date) AS start, quad, count(*) AS n FROM (
          SELECT actor, target, code_system, code, quad, event_date, h FROM read_parquet({paths!r})
            JOIN (VALUES {links(toward)}) AS t(s, h) ON target = s WHERE {asked}
          UNION
          SELECT actor, target, code_system, code, quad, event_date, h FROM read_parquet({paths!r})
            JOIN (VALUES {links(within)}) AS w(s, h) ON geo_state = s WHERE {asked})
          GROUP BY ALL ORDER BY ALL)''').fetchall()]
else:
    act = ["actor", "target", "code_system", "code", "quad", "event_date"]
    events = pl.scan_parquet(paths).filter(
        pl.col("actor").is_not_null() & pl.col("actor_is_state") & (pl.col("precision") == "day"))
    hits = [events.join(pl.LazyFrame({"s": [s for s, _ in x], "h": [h for _, h in x]}),
                      left_on=by, right_on="s").select(*act, "h")
            for x, by in ((toward, "target"), (within, "geo_state"))]
    week = pl.col("event_date").dt.truncate("1w").alias("week")
    out = pl.concat(hits).unique().group_by("actor", "h", week, "quad").agg(n=pl.len())
    n = out.sort("actor", "h", "week", "quad").collect(engine="streaming")["n"].to_list()
work, used = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, work, len(n), sum(n)]))
"""
BARS = {"SQL": "at most 1.15", "Polars": "at most 1"}


def measured(what: str, lake: Path) -> list[float]:
    """Run one program; return its processor seconds, its peak memory (MiB) and the results of the count."""
    result = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", CHILD, what, str(lake)], check=True, capture_output=True, text=True
    )
    out: list[float] = json.loads(result.stdout.splitlines()[-1])
    return out


def compare(lake: Path, repeats: int) -> float:
    """Run the three programs in turn and return the median of comity's processor seconds."""
    rows = Lake.open(lake).status().records["events"]["gdelt2"]
    runs: dict[str, list[list[float]]] = {"ours": [], "SQL": [], "Polars": []}
    for _ in range(repeats):
        for what, times in runs.items():
            times.append(measured(what, lake))
    counted = {tuple(r[3:]) for times in runs.values() for r in times}
    assert len(counted) == 1, f"they do not agree: {counted}"
    for other, bar in BARS.items():
        ratios = [o[0] / t[0] for o, t in zip(runs["ours"], runs[other], strict=True)]
        figure(
            f"cells of {rows:,} rows: comity over {other}, whole processes, CPU",
            ratios,
            unit="times",
            bar=bar,
        )
        ratios = [o[2] / t[2] for o, t in zip(runs["ours"], runs[other], strict=True)]
        figure(
            f"cells of {rows:,} rows: comity over {other}, programs loaded, CPU",
            ratios,
            unit="times",
            bar=bar,
        )
    figure(
        f"cells of {rows:,} rows: peak memory", [r[1] for r in runs["ours"]], unit="MiB", bar="at most 1229"
    )
    figure(f"cells of {rows:,} rows: peak memory of Polars", [r[1] for r in runs["Polars"]], unit="MiB")
    return median(r[0] for r in runs["ours"])


def main() -> None:
    """Compare the programs on the given lake, or on one made for the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lake", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    ingest.compiled()
    if options.lake is not None:
        compare(options.lake, options.repeats)
        return
    with tempfile.TemporaryDirectory() as folder:
        synthetic.write(Path(folder) / "zips", options.rows)
        Lake.open(Path(folder) / "lake").add([Path(folder) / "zips"])
        compare(Path(folder) / "lake", options.repeats)


if __name__ == "__main__":
    main()
