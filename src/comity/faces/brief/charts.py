"""The charts of a brief: those of the desk, sized for a page."""

from __future__ import annotations

from comity.faces.brief.model import Drawing
from comity.faces.present.chart import Chart


def drawing(chart: Chart, title: str, caption: str) -> Drawing:
    """A chart of the desk as part of a brief."""
    return Drawing(
        chart.name, title, caption[:1].upper() + caption[1:], chart.svg, chart.says, chart.rows, chart.narrow
    )
