"""Benchmark of reading event files: comity against other tools, by processor time of whole processes.

Run ``OPENBLAS_NUM_THREADS=1 python bench/ingest.py [--rows N] [--repeats K]``. The files come from
``bench/synthetic.py``. The tools do different work:

- comity, with the extra ``fast``, reads the zips, writes Parquet and accounts for every row.
- gdeltPyR gets each zip from a local server in two processes, parses it and writes nothing.
- pandas reads each zip and writes all columns as Parquet.
- Polars and DuckDB read files that are already unzipped and write Parquet.

Each repetition runs all tools in turn, so that other load on the machine affects all alike.
"""

from __future__ import annotations

import argparse
import compileall
import json
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import synthetic
from figures import figure

import comity

CHILD = """
import json, resource, sys
what, src, out = sys.argv[1:]
from pathlib import Path
if what == "ours":
    from comity.lake.store import Lake
    receipt = Lake.open(out).add([src])
    assert receipt.balances
elif what == "again":
    from comity.lake.store import Lake
    assert Lake.open(out).add([src]).rows["seen"] == 0
elif what == "gdeltPyR":
    import importlib.util, sys, types
    package = types.ModuleType("gdelt")
    package.__path__ = importlib.util.find_spec("gdelt").submodule_search_locations
    sys.modules["gdelt"] = package
    from functools import partial
    from multiprocessing import Pool
    from gdelt.parallel import _mp_worker
    import pandas as pd
    names = sorted(p.name for p in Path(src).glob("*.zip"))
    with Pool(2) as pool:
        frames = pool.map(partial(_mp_worker, table="events"), [f"{out}/{n}" for n in names])
        assert len(pd.concat(frames))
elif what == "pandas":
    import pandas as pd
    from comity.sources.gdelt.event_layout import COLUMNS
    Path(out).mkdir()
    for p in sorted(Path(src).glob("*.zip")):
        t = pd.read_csv(p, sep="\\t", header=None, names=COLUMNS["gdelt2"], quoting=3, low_memory=False)
        t.to_parquet(f"{out}/{p.stem}.parquet", compression="zstd")
else:
    from comity.sources.gdelt.event_layout import COLUMNS
    numbers = {"GLOBALEVENTID", "SQLDATE", "DATEADDED", "NumMentions", "NumSources", "NumArticles"}
    floats = {"GoldsteinScale", "AvgTone", "ActionGeo_Lat", "ActionGeo_Long"}
    if what == "Polars":
        import polars as pl
        kinds = {c: pl.Int64 if c in numbers else pl.Float64 if c in floats else pl.String
                 for c in COLUMNS["gdelt2"]}
        pl.scan_csv(f"{src}/*.CSV", separator="\\t", has_header=False, quote_char=None, schema=kinds
                    ).sink_parquet(out, compression="zstd")
    else:
        import duckdb
        kinds = {c: "BIGINT" if c in numbers else "DOUBLE" if c in floats else "VARCHAR"
                 for c in COLUMNS["gdelt2"]}
        duckdb.sql(f"COPY (FROM read_csv('{src}/*.CSV', delim='\\t', header=false, quote='', columns={kinds}"
                   f")) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([sum(u.ru_utime + u.ru_stime for u in used), sum(u.ru_maxrss for u in used) / 1024]))
"""
OTHERS = {
    "gdeltPyR": ("zips", 3.0),
    "pandas": ("zips", 2.0),
    "Polars": ("plain", None),
    "DuckDB": ("plain", 1.0),
}
"""Who else, from which files, and the least ratio of their processor time to ours."""


class _Quiet(SimpleHTTPRequestHandler):
    """Local web server for the files that writes no log."""

    def log_message(self, *_: object) -> None:
        """Write no log."""


def measured(what: str, source: Path, out: Path) -> tuple[float, float]:
    """Return the processor seconds and peak memory (MiB) of one tool and its child processes."""
    out.parent.mkdir(exist_ok=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=source)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        where = f"http://127.0.0.1:{server.server_port}" if what == "gdeltPyR" else str(out)
        result = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", CHILD, what, str(source), where],
            check=True,
            capture_output=True,
            text=True,
        )
        server.shutdown()
    seconds, memory = json.loads(result.stdout.splitlines()[-1])
    return seconds, memory


def compiled() -> None:
    """Compile comity's modules, as an installation does, so that no run includes this time."""
    compileall.compile_dir(Path(comity.__file__).parent, quiet=1)


def main() -> None:
    """Write the files, then run all tools in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    compiled()
    with tempfile.TemporaryDirectory() as folder:
        zips, plain = Path(folder) / "zips", Path(folder) / "plain"
        synthetic.write(zips, options.rows)
        synthetic.write(plain, options.rows, plain=True)
        runs: dict[str, list[tuple[float, float]]] = {}
        others = {n: o for n, o in OTHERS.items() if n != "gdeltPyR" or find_spec("gdelt") is not None}
        for k in range(options.repeats):
            turns = {"ours": zips, "again": zips, **{n: Path(folder) / o for n, (o, _) in others.items()}}
            for name, source in turns.items():
                out = Path(folder) / ("ours" if name == "again" else name)
                runs.setdefault(name, []).append(measured(name, source, out / str(k)))
        ours = [s for s, _ in runs["ours"]]
        for name, (what, least) in others.items():
            ratios = [s / o for (s, _), o in zip(runs[name], ours, strict=True)]
            figure(
                f"ingest of {options.rows:,} rows: {name} ({what}) over comity, CPU",
                ratios,
                unit="times",
                bar=f"at least {least:g}" if least else "",
            )
        per_million = [s / options.rows * 1e6 for s in ours]
        figure(f"ingest of {options.rows:,} rows: CPU for a million rows", per_million, unit="s")
        figure(
            f"ingest of {options.rows:,} rows: peak memory",
            [m for _, m in runs["ours"]],
            unit="MiB",
            bar="at most 1024",
        )
        figure(f"the same {options.rows:,} rows again: CPU", [s for s, _ in runs["again"]], unit="s")


if __name__ == "__main__":
    main()
