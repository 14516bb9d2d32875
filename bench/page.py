"""Write docs/figures.md from what the benches print: ``python bench/ingest.py | python bench/page.py``.

Figures are kept in ``bench/figures.jsonl``, the newest of each name, so that a part can be measured alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE, SHOWN = ROOT / "docs" / "figures.md", ROOT / "bench" / "figures.jsonl"
HEAD = """# Figures

`make figures` measures all of this again and writes this page (`make figures HEAVY=1` up to 60 million rows,
`LAKE=...` the desk too, `CORPUS=...` the coder on news items); a bench alone adds its own:
`python bench/ingest.py | python bench/page.py`.

Processor seconds are of whole processes, start included, and every ratio comes from processes run by turns on
one machine, so that a busy machine slows both sides. Event files are synthetic, in the published layout
(`bench/synthetic.py`). The hand-written SQL and Polars fold acts as ours does, from the same Parquet files.
A small size shows what starting costs: some 0.7 s of ingest, 1 s of cells. A bar that is missed stands here
like one that is met.
"""
TABLE = """
## {title}

Measured {when} on {machine}.

| what | median | least to most | n | unit | bar |
| --- | ---: | ---: | ---: | --- | --- |
"""


def row(f: dict[str, Any]) -> str:
    """One figure as a line of the table."""
    middle, (least, most) = f.get("ratio", f.get("value")), f["spread"]
    spread = f"{least:,.4g} to {most:,.4g}" if f["n"] > 1 else ""
    return f"| {f['name']} | {middle:,.4g} | {spread} | {f['n']} | {f['unit']} | {f['bar']} |\n"


def main() -> None:
    """Read JSON lines, keep the newest of each name, write the page."""
    old = SHOWN.read_text("utf-8").splitlines() if SHOWN.exists() else []
    figures = {f["name"]: f for f in map(json.loads, [*old, *(x for x in sys.stdin if x.startswith("{"))])}
    SHOWN.write_text("".join(json.dumps(f, ensure_ascii=False) + "\n" for f in figures.values()), "utf-8")
    page = HEAD
    for title in dict.fromkeys(f["bench"] for f in figures.values()):
        some = [f for f in figures.values() if f["bench"] == title]
        when = sorted({f["on"] for f in some})
        machines = sorted({f["machine"] for f in some})
        page += TABLE.format(title=title, when=" and ".join(when), machine=" and ".join(machines))
        page += "".join(map(row, some))
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
