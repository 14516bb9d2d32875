"""Interactive charts as Vega-Lite specifications, with zoom along time and a number for each mark.

Colours are given as names of styles (``observed``, ``range`` ...), which a page replaces by the colours of
its theme (``static/explore.js``). :func:`standing_alone` inserts the light colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from comity.faces.present.charts.standalone import light

Rows = Sequence[Mapping[str, Any]]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
#: Jupyter's media type of such a chart.
MEDIA = "application/vnd.vegalite.v6+json"


def against_expected(rows: Rows, unit: str) -> dict[str, Any]:
    """Return a chart of the observed line over the expected range, which marks bins above the range."""
    marked = [{**r, "beyond": r["high"] is not None and (r["observed"] or 0) > r["high"]} for r in rows]
    dots = {"condition": {"test": "datum.beyond", "value": 60}, "value": 22}
    return _made(
        marked,
        [
            {
                "mark": {"type": "area", "style": "range"},
                "encoding": {"y": _y("low", unit), "y2": {"field": "high"}},
            },
            {"mark": {"type": "line", "style": "expected"}, "encoding": {"y": _y("expected", unit)}},
            {"mark": {"type": "line", "style": "observed"}, "encoding": {"y": _y("observed", unit)}},
            {
                "mark": {"type": "point", "filled": True, "style": "within"},
                "transform": [{"filter": "!datum.beyond"}],
                "encoding": {"y": _y("observed", unit), "size": dots},
            },
            {
                "mark": {"type": "point", "filled": True, "style": "beyond"},
                "transform": [{"filter": "datum.beyond"}],
                "encoding": {"y": _y("observed", unit), "size": dots},
            },
        ],
    )


def draw_by_year(rows: Rows, unit: str) -> dict[str, Any]:
    """Return a bar chart by year, with one direction between the states upward and the other downward."""
    known = [r for r in rows if r["value"] is not None]
    ways = list(dict.fromkeys(f"{r['from']} to {r['to']}" for r in known))
    shown = [
        {
            "first": date(r["year"], 1, 1),
            "value": r["value"],
            "way": f"{r['from']} to {r['to']}",
            "drawn": r["value"] if f"{r['from']} to {r['to']}" == ways[0] else -r["value"],
        }
        for r in known
    ]
    marks = [
        {
            "mark": {"type": "bar", "style": style, "width": {"band": 0.8}},
            "transform": [{"filter": f"datum.way == '{way}'"}],
            "encoding": {"x": {**_TIME, "timeUnit": "year"}, "y": _y("drawn", unit)},
        }
        for way, style in zip(ways, ("first", "second"), strict=False)
    ]
    return _made(shown, marks)


_TIME = {"field": "first", "type": "temporal", "title": None}


def _y(field: str, unit: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": unit}


def _made(rows: Rows, layers: list[dict[str, Any]]) -> dict[str, Any]:
    plain = [{k: v.isoformat() if isinstance(v, date) else v for k, v in r.items()} for r in rows]
    names = list(dict.fromkeys(k for r in plain for k in r))
    tooltips = [{"field": k, "type": "nominal", "title": k.replace("_", " ")} for k in names if k != "drawn"]
    for layer in layers:
        layer["encoding"] = {"x": _TIME, "tooltip": tooltips, **layer["encoding"]}
    layers[-1]["params"] = [
        {"name": "span", "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales"}
    ]
    return {"$schema": SCHEMA, "height": 240, "data": {"values": plain}, "layer": layers}


def standing_alone(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """Return a specification with the colours of the light theme, for use outside a page."""
    colour = light()
    styles = {
        "range": {"fill": colour["band"]},
        "expected": {"stroke": colour["soft"], "strokeDash": [3, 3], "strokeWidth": 1.4},
        "observed": {"stroke": colour["z"], "strokeWidth": 2.2},
        "within": {"fill": colour["z"], "stroke": colour["z"]},
        "beyond": {"fill": colour["p3"], "stroke": colour["p3"]},
    }
    axis = {"gridColor": colour["hair"], "domain": False}
    return {**spec, "width": width, "config": {"view": {"stroke": None}, "axis": axis, "style": styles}}
