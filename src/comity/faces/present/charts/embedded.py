"""A picture to paste into a page of one's own: one HTML element that loads and runs nothing."""

from __future__ import annotations

from html import escape

from comity.faces.present.chart import Chart
from comity.faces.present.charts.slide import slide
from comity.faces.present.sanitize import sanitize


def figure(chart: Chart, of: str) -> str:
    """The slide as a ``figure`` as wide as its place, with its finding as alternative text."""
    says = escape(sanitize(chart.says, 400))
    svg = slide(chart, of)
    wide = f'<svg role="img" aria-label="{says}" style="width:100%;height:auto" '
    return f'<figure style="margin:0">{svg.replace("<svg ", wide, 1)}</figure>\n'
