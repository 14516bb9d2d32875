"""A picture as a slide: the finding as its title, its legend, what it is of, and the data's last day."""

from __future__ import annotations

import re
import textwrap
from html import escape

from comity.faces.present.chart import Chart
from comity.faces.present.charts.marks import level, tag, words
from comity.faces.present.charts.signs import SIDE, SIGNS
from comity.faces.present.charts.standalone import inside, style
from comity.faces.present.sanitize import sanitize

WIDTH, MARGIN = 1280, 40
SLIDE, CARD = (1920, 1080), (1200, 630)
"""Pixels of a slide, and of a card that a social network shows beside a link."""
TITLE, SIGNS_IN_A_LINE, LINES = 31, 74, 3
"""Size of the title, its letters in a line, and its lines at most."""
LETTER = 6.5
"""Pixels of a letter of the legend, about."""


def slide(chart: Chart, of: str, pixels: tuple[int, int] = SLIDE) -> str:
    """The slide as an SVG that stands alone; ``of`` is the line at its foot."""
    title = textwrap.wrap(sanitize(chart.says, 400), SIGNS_IN_A_LINE, max_lines=LINES, placeholder=" …")
    height = round(WIDTH * pixels[1] / pixels[0])
    out = [tag("rect", fill="#fff", width=WIDTH, height=height)]
    y = 30.0
    for line in title:
        y += TITLE * 1.18
        out.append(tag("text", escape(line), class_="finding", x=MARGIN, y=y))
    if chart.legend:
        legend, y = _legend(chart, y + 30)
        out += legend
    top, foot = y + 18, height - 46
    out.append(_picture(chart.svg, top, foot - 14 - top))
    out.append(level("grid", foot, MARGIN, WIDTH - MARGIN))
    out.append(words(f"{of}{'. ' + chart.note if chart.note else ''}", MARGIN, foot + 22, "note"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}"'
    size = f' width="{pixels[0]}" height="{pixels[1]}">'
    finding = f'.chart .finding{{font-family:"Comity Serif","Source Serif 4",serif;font-size:{TITLE}px}}'
    return f"{head}{size}<style>{style()}{finding}</style>{''.join(out)}</svg>"


def _legend(chart: Chart, y: float) -> tuple[list[str], float]:
    """Signs and words in as many lines as they need, and where the last line stands."""
    out, x = [], float(MARGIN)
    for name, text in chart.legend:
        if x + SIDE + 7 + len(text) * LETTER > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 22
        out.append(tag("g", SIGNS[name], transform=f"translate({x:.0f},{y - SIDE + 2:.0f})"))
        out.append(words(text, x + SIDE + 7, y, "note"))
        x += SIDE + 7 + len(text) * LETTER + 20
    return out, y


def _picture(svg: str, top: float, room: float) -> str:
    """The picture as large as there is room, in the middle."""
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)
    width, height = (float(box.group(1)), float(box.group(2))) if box else (720.0, 400.0)
    scale = min((WIDTH - 2 * MARGIN) / width, room / height)
    wide, high = width * scale, height * scale
    at = f'x="{(WIDTH - wide) / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
    return inside(svg).replace("<svg ", f"<svg {at}", 1)
