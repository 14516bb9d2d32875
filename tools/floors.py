"""Write the last column of the table of floors in docs/house.md: which floor imports which.

python tools/floors.py            write the column from the imports
python tools/floors.py --check    fail where it is not what the imports say
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "house.md"
OUTSIDE = ("studies", "training")
"""Packages of the repository that are not installed."""
ROW = re.compile(r"^(\| `(\w+)/` \|.*\|)[^|]*\|$", re.MULTILINE)


def known() -> dict[str, list[str]]:
    """Floor -> the floors that it imports directly, in the order of the alphabet.

    Imports inside functions and under ``TYPE_CHECKING`` count.
    """
    sys.path.append(str(ROOT))
    graph = grimp.build_graph("comity", *OUTSIDE, cache_dir=None)
    floors = {m for m in graph.find_children("comity") if graph.find_children(m)} | set(OUTSIDE)
    below: dict[str, set[str]] = {floor: set() for floor in floors}
    for floor in floors:
        for module in {floor} | graph.find_descendants(floor):
            for imported in graph.find_modules_directly_imported_by(module):
                below[floor] |= {f for f in floors if f"{imported}.".startswith(f"{f}.")} - {floor}
    name = {floor: floor.removeprefix("comity.") for floor in floors}
    return {name[floor]: sorted(name[f] for f in imported) for floor, imported in below.items()}


def main(check: bool) -> int:
    """Write or check; 0 where the page is what the imports say."""
    text, floors = PAGE.read_text("utf-8"), known()
    rows = {m[2] for m in ROW.finditer(text)}
    if rows != set(floors):
        print(f"docs/house.md: rows and floors differ: {sorted(rows ^ set(floors))}", file=sys.stderr)
        return 1
    new = ROW.sub(lambda m: f"{m[1]} {', '.join(floors[m[2]]) or 'none'} |", text)
    if new != text and check:
        print("docs/house.md is not what the imports say: run python tools/floors.py", file=sys.stderr)
        return 1
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
