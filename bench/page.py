"""Write docs/figures.md from what the benches print: ``python bench/ingest.py | python bench/page.py``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
HEAD = """# Figures

Written by `python bench/ingest.py | python bench/page.py`, on {machine}. Processor seconds are of whole
processes, start included; every ratio comes from processes run by turns. The files are synthetic, in the
published layout (`bench/synthetic.py`). A bar that is missed stands here like one that is met.

| what | median | least to most | n | unit | bar |
| --- | ---: | ---: | ---: | --- | --- |
"""


def main() -> None:
    """Read JSON lines, pass them on, write the page."""
    told = [json.loads(line) for line in sys.stdin if line.startswith("{")]
    rows = []
    for f in told:
        middle, (least, most) = f.get("ratio", f.get("value")), f["spread"]
        told_range = f"{least:,.4g} to {most:,.4g}"
        rows.append(f"| {f['name']} | {middle:,.4g} | {told_range} | {f['n']} | {f['unit']} | {f['bar']} |")
    PAGE.write_text(HEAD.format(machine=told[0]["machine"]) + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
