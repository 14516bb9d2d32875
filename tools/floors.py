"""Update docs/house.md, which shows the layers ("floors") of the code and their imports.

python tools/floors.py            write both
python tools/floors.py --check    fail if the page differs from the contract and the imports
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "house.md"
#: Packages of the repository that are not installed.
OUTSIDE = ("studies", "training")
ROW = re.compile(r"^(\| `((?:parts/)?\w+)/` \|.*\|)[^|]*\|$", re.MULTILINE)
PICTURE = re.compile(r"(?<=<!-- picture -->\n)```text\n.*?```", re.DOTALL)
WIDTH = 76


def list_imports() -> dict[str, list[str]]:
    """Return each layer of the code with the layers that it imports directly, sorted by name.

    Imports inside functions and under ``TYPE_CHECKING`` count.
    """
    sys.path.append(str(ROOT))
    graph = grimp.build_graph("comity", *OUTSIDE, cache_dir=None)
    rooms = {m for m in graph.find_children("comity") if graph.find_children(m)} - {"comity.parts"}
    floors = rooms | graph.find_children("comity.parts") | set(OUTSIDE)
    below: dict[str, set[str]] = {floor: set() for floor in floors}
    for floor in floors:
        for module in {floor} | graph.find_descendants(floor):
            for imported in graph.find_modules_directly_imported_by(module):
                below[floor] |= {f for f in floors if f"{imported}.".startswith(f"{f}.")} - {floor}
    name = {floor: floor.removeprefix("comity.").replace(".", "/") for floor in floors}
    return {name[floor]: sorted(name[f] for f in imported) for floor, imported in below.items()}


def draw_house() -> str:
    """Return a drawing of the layers in the import contract, the highest first; the parts share a box."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c for c in contracts if c["name"] == "imports run downward only")["layers"]
    parts = sorted(p.name for p in (ROOT / "src/comity/parts").iterdir() if (p / "__init__.py").exists())
    lines = []
    for layer in layers:
        names = [n.strip().removeprefix("comity.") for n in layer.split("|")]
        label = "parts: " + " | ".join(parts) if names == ["parts"] else " | ".join(names)
        lines.append(f"| {label:<{WIDTH - 4}} |")
    edge = f"+{'-' * (WIDTH - 2)}+"
    return "\n".join(["```text", edge, *(x for line in lines for x in (line, edge)), "```"])


def main(check: bool) -> int:
    """Write or check the page; return 0 if it agrees with the imports."""
    text, floors = PAGE.read_text("utf-8"), list_imports()
    rows = {m[2] for m in ROW.finditer(text)}
    if rows != set(floors):
        print(f"docs/house.md: rows and floors differ: {sorted(rows ^ set(floors))}", file=sys.stderr)
        return 1
    new = ROW.sub(lambda m: f"{m[1]} {', '.join(floors[m[2]]) or 'none'} |", text)
    new = PICTURE.sub(lambda _: draw_house(), new)
    if new != text and check:
        print("docs/house.md is not what the imports say: run python tools/floors.py", file=sys.stderr)
        return 1
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
