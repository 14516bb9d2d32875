"""Ingest against what others do with the same files, in one run: processor time of whole processes.

Run as ``OPENBLAS_NUM_THREADS=1 python bench/ingest.py [--rows N] [--repeats K]``.  The files are those of
``bench/synthetic.py``.  Ours reads the zips and writes canonical Parquet, with the account of every row;
pandas reads each zip and writes it as Parquet, all columns; DuckDB reads the files already unzipped and
writes Parquet.  Each repetition runs all three by turns, so that a busy machine slows them alike.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import synthetic
from figures import figure

CHILD = """
import json, resource, sys
what, src, out = sys.argv[1:]
from pathlib import Path
from comity.sources._gdelt import COLUMNS
if what == "ours":
    from comity.lake.store import Lake
    receipt = Lake.open(out).add([src])
    assert receipt.balances
elif what == "again":
    from comity.lake.store import Lake
    assert Lake.open(out).add([src]).rows["seen"] == 0
elif what == "pandas":
    import pandas as pd
    Path(out).mkdir()
    for p in sorted(Path(src).glob("*.zip")):
        t = pd.read_csv(p, sep="\\t", header=None, names=COLUMNS["gdelt2"], quoting=3, low_memory=False)
        t.to_parquet(f"{out}/{p.stem}.parquet", compression="zstd")
else:
    import duckdb
    numbers = {"GLOBALEVENTID", "SQLDATE", "DATEADDED", "NumMentions", "NumSources", "NumArticles"}
    floats = {"GoldsteinScale", "AvgTone", "ActionGeo_Lat", "ActionGeo_Long"}
    kinds = {c: "BIGINT" if c in numbers else "DOUBLE" if c in floats else "VARCHAR"
             for c in COLUMNS["gdelt2"]}
    duckdb.sql(f"COPY (FROM read_csv('{src}/*.CSV', delim='\\t', header=false, quote='', columns={kinds})) "
               f"TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def measured(what: str, source: Path, out: Path) -> tuple[float, float]:
    """Processor seconds and peak memory (MiB) of one process."""
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", CHILD, what, str(source), str(out)], check=True, capture_output=True, text=True
    )
    seconds, memory = json.loads(told.stdout.splitlines()[-1])
    return seconds, memory


def main() -> None:
    """Write the files, then run all by turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--repeats", type=int, default=3)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        zips, plain = Path(folder) / "zips", Path(folder) / "plain"
        synthetic.write(zips, told.rows)
        synthetic.write(plain, told.rows, plain=True)
        runs: dict[str, list[tuple[float, float]]] = {"ours": [], "again": [], "pandas": [], "duckdb": []}
        for k in range(told.repeats):
            lake = Path(folder) / f"lake{k}"
            runs["ours"].append(measured("ours", zips, lake))
            runs["again"].append(measured("again", zips, lake))
            runs["pandas"].append(measured("pandas", zips, Path(folder) / f"pandas{k}"))
            runs["duckdb"].append(measured("duckdb", plain, Path(folder) / f"duckdb{k}"))
        ours = [s for s, _ in runs["ours"]]
        for name, bar in (("pandas", "at least 2"), ("duckdb", "at least 1")):
            ratios = [s / o for (s, _), o in zip(runs[name], ours, strict=True)]
            figure(f"ingest of {told.rows:,} rows: {name} over ours, CPU", ratios, unit="times", bar=bar)
        per_million = [s / told.rows * 1e6 for s in ours]
        figure(f"ingest of {told.rows:,} rows: CPU a million", per_million, unit="s")
        figure(f"ingest of {told.rows:,} rows: peak memory", [m for _, m in runs["ours"]], unit="MiB",
               bar="at most 1024")  # fmt: skip
        figure(f"the same {told.rows:,} rows again: CPU", [s for s, _ in runs["again"]], unit="s")


if __name__ == "__main__":
    main()
