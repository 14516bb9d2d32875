"""World map with a circle per place, whose area shows the number of acts.

The world is in the Equal Earth projection (Šavrič, Patterson and Jenny 2018, International Journal of
Geographical Information Science 33:454), the Arctic in azimuthal equal-area around the pole. Countries are
never coloured by value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt

import yaml

from comity.errors import VocabularyError
from comity.faces.present.charts.marks import picture, tag, words

# tools/map.py draws the background map with the same numbers; change both together.
SCALE, CENTRE, MERIDIAN = 172.0, (480.0, 262.0), -11.0
POLE_SCALE, POLE = 178.0, 120.0
#: Side of the Arctic inset, in units of the world map.
INSET = 126.0
SHORE = "/static/map.svg"
FILE = "faces/present/data/map_labels.yaml"


@dataclass(frozen=True, slots=True)
class Spot:
    """One circle on the map: name, position in degrees, number of acts, and link."""

    id: str
    name: str
    lat: float
    lon: float
    acts: int
    url: str


@cache
def labels() -> dict[str, Mapping[str, float | str | bool]]:
    """Return the positions on the map of labels that were set by hand, by name of the place.

    Raises
    ------
    VocabularyError
        When an entry lacks one of its four keys.
    """
    places = yaml.safe_load(resources.files("comity").joinpath(FILE).read_text("utf-8"))
    for name, place in places.items():
        if set(place) != {"x", "y", "side", "lead"}:
            raise VocabularyError(FILE, name, "needs x, y, side and lead")
    return dict(places)


def equal_earth(lon: float, lat: float) -> tuple[float, float]:
    """Return the position of a point on the world map (x right, y down)."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    m = sqrt(3) / 2
    q = asin(m * sin(radians(lat)))
    q2 = q * q
    q6 = q2**3
    x = radians(lon + MERIDIAN) * cos(q) / (m * (a1 + 3 * a2 * q2 + q6 * (7 * a3 + 9 * a4 * q2)))
    y = q * (a1 + a2 * q2 + q6 * (a3 + a4 * q2))
    return CENTRE[0] + SCALE * x, CENTRE[1] - SCALE * y


def polar(lon: float, lat: float) -> tuple[float, float]:
    """Return the position of a point on the Arctic inset."""
    r = 2 * sin(radians(90 - lat) / 2) * POLE_SCALE
    return POLE + r * sin(radians(lon)), POLE + r * cos(radians(lon))


def world(spots: Sequence[Spot], says: str, version: str) -> str:
    """Draw the map with its circles; ``version`` enters the background's URL, so that it may be cached."""
    ground = [_ground("wl", "wb", version)]
    circles = [_circle(s) for s in sorted(spots, key=lambda s: (-s.acts, s.id)) if s.lat < 80]
    north = next((s for s in spots if s.lat >= 80), None)
    inset = [_arctic(north, version)] if north else []
    inside = tag("g", *ground, *circles, *inset, transform="translate(-104 -22)")
    return picture([inside], 712, 366, says, "map", links=True)


def _ground(land: str, border: str, version: str) -> str:
    shapes = (("land", land), ("border", border))
    return "".join(tag("use", class_=c, href=f"{SHORE}?v={version}#{name}") for c, name in shapes)


def _circle(s: Spot) -> str:
    x, y = equal_earth(s.lon, s.lat)
    r = 3.5 + sqrt(s.acts) * 2.1
    place = labels().get(s.id, {"x": 14, "y": 4, "side": "start", "lead": False})
    dx, dy, side = float(place["x"]), float(place["y"]), str(place["side"])
    # Move a label at the height of its circle sideways by the radius, so that they never overlap.
    clear = max(0.0, r - 8) * (1 if dx > 0 else -1) if abs(dy) < 12 else 0.0
    tx, ty = x + dx + clear, y + dy
    out = [_lead(x, y, tx, ty, side)] if place["lead"] else []
    out.append(tag("circle", class_="hs", cx=x, cy=y, r=r))
    name = words(s.name, tx, ty, "hl", side).replace("</text>", f" {_count(s.acts)}</text>")
    out.append(name)
    return tag("a", *out, href=s.url, aria_label=f"{s.name}: {s.acts} joint acts")


def _count(acts: int) -> str:
    return f'<tspan class="hv">{acts}</tspan>'


def _lead(x: float, y: float, tx: float, ty: float, side: str) -> str:
    end = tx + {"end": 3.0, "start": -3.0}.get(side, 0.0)
    return tag("line", class_="lead", x1=x, y1=y, x2=end, y2=ty - 4)


def _arctic(s: Spot, version: str) -> str:
    inside = tag(
        "svg",
        tag("circle", class_="sea", cx=POLE, cy=POLE, r=113.0),
        _ground("al", "ab", version),
        tag("circle", class_="rim", cx=POLE, cy=POLE, r=113.0),
        tag("circle", class_="hs", cx=polar(90, 84)[0], cy=polar(90, 84)[1], r=8 + sqrt(s.acts) * 3),
        x=106.0,
        y=238.0,
        width=INSET,
        height=INSET,
        viewBox="0 0 240 240",
    )
    name = words(s.name, 169, 378, "hl", "middle").replace("</text>", f" {_count(s.acts)}</text>")
    return tag("a", inside, name, href=s.url, aria_label=f"{s.name}: {s.acts} joint acts")
