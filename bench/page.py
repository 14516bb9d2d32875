"""Writer of docs/figures.md from the benchmarks' output: ``python bench/ingest.py | python bench/page.py``.

``bench/figures.jsonl`` keeps the newest figure of each name, so that one benchmark can be run alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE, SHOWN = ROOT / "docs" / "figures.md", ROOT / "bench" / "figures.jsonl"
HEAD = """# Figures

`make figures` measures all of this again and writes this page. `HEAVY=1` adds sizes up to 60 million rows,
`LAKE=...` the desk, and `CORPUS=...` the coder on news items. One bench alone adds its own figures:
`python bench/ingest.py | python bench/page.py`.

- CPU means processor seconds of whole processes, start included.
- A ratio compares processes that ran in turns on one machine, so a busy machine slows both sides.
- Event files are synthetic, in the published layout (`bench/synthetic.py`).
- Small sizes show mainly the cost of starting: about 0.7 s for ingest and 1 s for counting cells.
- A bar that is missed is shown like one that is reached.
"""
#: Title of each bench's section, and what its figures are.
SECTIONS = {
    "text": ("Reading texts", "How many texts the default coder reads a second."),
    "ingest": (
        "Adding event files",
        """\
How long `comity add` takes. *X over comity* is the processor time of X divided by that of comity: above 1,
comity is faster. gdeltPyR and pandas read the zipped files as comity does, Polars and DuckDB unzipped ones.
*Again* adds the same rows a second time.""",
    ),
    "growth": (
        "Growth with size",
        """\
Cells are counts of acts by state, place, week and kind of act. *Comity over SQL* is comity's processor time
divided by that of SQL written by hand: below 1, comity is faster. *Programs loaded* leaves out the start.
Growth *over linear* is 1 if twelve times the rows take twelve times as long.""",
    ),
    "desk": (
        "The desk",
        """\
The desk is comity's web page, and Watch its first page. *p95* is the time within which 95 of 100 requests are
answered.""",
    ),
    "corpus": ("Reading news", "News items that the default coder reads, one in ten of a corpus."),
    "coaction": (
        "The test of acting together",
        """\
Time of each step of the test, and of all (`assess`), for all pairs of 190 states over 780 weeks on one core.
The *exponent of growth* is k if the time grows as the size to the power k.""",
    ),
    "verified": (
        "Checking the lake's files",
        """\
What comparing the digests of files adds to `comity watch`: *cold* the first time, *warm* the second.""",
    ),
}
TABLE = """
## {title}

{words}

Measured on {when}, {machine}.

| what | median | least to most | runs | unit | bar |
| --- | ---: | ---: | ---: | --- | --- |
"""


def row(f: dict[str, Any]) -> str:
    """Return one figure as a row of the table."""
    middle, (least, most) = f["ratio" if "ratio" in f else "value"], f["spread"]
    spread = f"{_shorten(least)} to {_shorten(most)}" if f["n"] > 1 else ""
    return f"| {f['name']} | {_shorten(middle)} | {spread} | {f['n']} | {f['unit']} | {f['bar']} |\n"


def _shorten(value: float) -> str:
    return f"{value:,.0f}" if value >= 10_000 else f"{value:,.4g}"


def main() -> None:
    """Read lines of JSON, keep the newest of each name, and write the page."""
    old = SHOWN.read_text("utf-8").splitlines() if SHOWN.exists() else []
    figures = {f["name"]: f for f in map(json.loads, [*old, *(x for x in sys.stdin if x.startswith("{"))])}
    SHOWN.write_text("".join(json.dumps(f, ensure_ascii=False) + "\n" for f in figures.values()), "utf-8")
    page = HEAD
    for title in dict.fromkeys(f["bench"] for f in figures.values()):
        some = [f for f in figures.values() if f["bench"] == title]
        when = " and ".join(sorted({f["on"].partition(" ")[0] for f in some}))
        machines = " and ".join(sorted({f["machine"] for f in some}))
        name, words = SECTIONS.get(title, (title, ""))
        page += TABLE.format(title=name, words=words, when=when, machine=machines)
        page += "".join(map(row, some))
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
