"""The chart that can be explored: observed over the range expected, as Altair draws it."""

from __future__ import annotations

from typing import Any

from comity.errors import MissingExtraError
from comity.faces.present.charts.standalone import light
from comity.faces.present.hotspot_view import inside
from comity.watch.questions.series import Series

try:
    import altair as alt
except ImportError:
    raise MissingExtraError("Charts to explore need the extra: pip install 'comity[notebook]'.") from None

WIDTH, HEIGHT = 680, 240
MEDIA = f"application/vnd.vegalite.v{alt.SCHEMA_VERSION[1]}+json"
"""What Jupyter calls such a chart."""


AXIS = {"gridColor": light()["hair"], "domain": False}


def chart(series: Series) -> dict[str, Any]:
    """One series in Vega-Lite: a line with its bins as dots over the range expected, a gap where unseen."""
    colour = light()
    rows = [
        {
            "bin": p.start.isoformat(),
            "label": p.label,
            "observed": p.observed,
            "expected": p.expected,
            "low": p.low,
            "high": p.high,
            "in sight": round(p.covered, 3),
            "records": p.records_total,
        }
        for p in inside(series.points)
    ]
    base = alt.Chart({"values": rows}).encode(
        x=alt.X("bin:T", title=None),
        tooltip=[alt.Tooltip(f"{k}:N") for k in (rows[0] if rows else {})],
    )
    band = base.mark_area(color=colour["band"]).encode(y="low:Q", y2="high:Q")
    expected = base.mark_line(color=colour["soft"], strokeDash=[3, 3], strokeWidth=1.4).encode(y="expected:Q")
    shown = base.mark_line(color=colour["ink"], strokeWidth=2, point={"color": colour["ink"]})
    observed = shown.encode(y=alt.Y("observed:Q", title=series.unit))
    told = alt.layer(band, expected, observed).properties(width=WIDTH, height=HEIGHT)
    plain: dict[str, Any] = told.configure_view(stroke=None).configure_axis(**AXIS).to_dict()
    return plain
