"""Charts with their numbers, and a chart of a pair or place as a slide, PNG or PowerPoint file."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from comity.errors import MissingExtraError
from comity.faces.present.charts.blocks import LEGEND, SHEET, WIDTH, ActUrl, list_signs, matrix, timeline
from comity.faces.present.charts.marks import PHONE, SIDE, SIGNS, level, tag, words
from comity.faces.present.charts.standalone import inside, light, render_png, style
from comity.faces.present.sanitize import sanitize
from comity.faces.present.writing import NEVER, drop_dates
from comity.lake.storage.manifest import VERSION
from comity.watch import Watch
from comity.watch.account.acts import ClassedAct
from comity.watch.account.pair import PairAccount, describe_pair
from comity.watch.account.place import PlaceAccount, describe_place
from comity.watch.account.rows import PlaceRow

SOURCES = 6


def svg(watch: Watch, hotspot: str = "") -> str:
    """Return the slide with the timeline of a hotspot, or with the chart of all hotspots by year."""
    return slide(*_drawn(watch, hotspot))


def _drawn(watch: Watch, hotspot: str) -> tuple[Chart, str]:
    if hotspot:
        chart = timeline_chart(describe_place(watch.answers, hotspot), lambda _: "")
    else:
        chart = matrix_chart(describe_pair(watch.answers))
    known = f" as known on {watch.as_of}" if watch.as_of else ""
    sources = watch.sources_read()
    more = f" and {len(sources) - SOURCES} more" if len(sources) > SOURCES else ""
    of = f"Data to {watch.data_to}{known}, from {', '.join(sources[:SOURCES])}{more}. comity {VERSION}."
    return chart, of


def pptx(watch: Watch, hotspot: str = "") -> bytes:
    """Return the slide as a PowerPoint file.

    Raises
    ------
    MissingExtraError
        If the library for PowerPoint files is not installed.
    """
    return make_pptx(*_drawn(watch, hotspot))


def png(watch: Watch, hotspot: str = "") -> bytes:
    """Return the slide as PNG.

    Raises
    ------
    MissingExtraError
        If the drawing library is not installed.
    """
    return render_png(svg(watch, hotspot), 1.0)


SLIDE_WIDTH, MARGIN = 1280, 40
#: Pixels of a slide, and of a card that a social network shows beside a link.
SLIDE, CARD = (1920, 1080), (1200, 630)
#: Font size of the title, its letters per line, and its most lines.
TITLE, SIGNS_IN_A_LINE, LINES = 31, 74, 2
#: Approximate pixels of a letter of the legend, and its font size: 24 pixels of a slide.
LETTER, WORDS = 8.4, 16
#: Number of places on the slide of a pair.
BUSIEST = 4


def slide(chart: Chart, of: str, pixels: tuple[int, int] = SLIDE, *, titled: bool = True) -> str:
    """Return the slide of a chart as a complete SVG file; ``of`` is the text of the footer."""
    title = textwrap.wrap(_head(chart), SIGNS_IN_A_LINE, max_lines=LINES, placeholder=" …") if titled else []
    height = round(SLIDE_WIDTH * pixels[1] / pixels[0])
    out = [tag("rect", fill="#fff", width=SLIDE_WIDTH, height=height)]
    y = 30.0
    for line in title:
        y += TITLE * 1.18
        out.append(tag("text", escape(line), class_="finding", x=MARGIN, y=y))
    if chart.legend:
        legend, y = _legend(chart, y + 30)
        out += legend
    top, foot = y + 18, height - 46
    out.append(_picture(chart.large or chart.svg, top, foot - 14 - top))
    out.append(level("grid", foot, MARGIN, SLIDE_WIDTH - MARGIN))
    out.append(words(f"{of}{'. ' + chart.note if chart.note else ''}", MARGIN, foot + 26, "foot"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {SLIDE_WIDTH} {height}"'
    size = f' width="{pixels[0]}" height="{pixels[1]}">'
    finding = f'.chart .finding{{font-family:"Comity Serif","Source Serif 4",serif;font-size:{TITLE}px}}'
    finding += f".chart .foot{{font-size:{WORDS}px;fill:{light()['soft']}}}"
    return f"{head}{size}<style>{style()}{finding}</style>{''.join(out)}</svg>"


def _head(chart: Chart) -> str:
    """Return as many sentences of the chart's message as fit in the title, at least one."""
    first, *rest = re.split(r"(?<=\.) (?=[A-Z])", sanitize(chart.says, 800))
    while rest and len(first) + len(rest[0]) < SIGNS_IN_A_LINE * LINES - 8:
        first = f"{first} {rest.pop(0)}"
    return first


def _legend(chart: Chart, y: float) -> tuple[list[str], float]:
    """Return the legend in as many lines as needed, and the height (y) of the last line."""
    out, x = [], float(MARGIN)
    for name, text in chart.legend:
        if x + SIDE + 7 + len(text) * LETTER > SLIDE_WIDTH - MARGIN:
            x, y = float(MARGIN), y + 22
        out.append(tag("g", SIGNS[name], transform=f"translate({x:.0f},{y - SIDE + 2:.0f})"))
        out.append(words(text, x + SIDE + 7, y, "foot"))
        x += SIDE + 7 + len(text) * LETTER + 20
    return out, y


def _picture(svg: str, top: float, room: float) -> str:
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)
    width, height = (float(box.group(1)), float(box.group(2))) if box else (720.0, 400.0)
    scale = min((SLIDE_WIDTH - 2 * MARGIN) / width, room / height)
    wide, high = width * scale, height * scale
    at = f'x="{(SLIDE_WIDTH - wide) / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
    return inside(svg).replace("<svg ", f"<svg {at}", 1)


INCHES, TITLE_INCHES = (13.333, 7.5), 1.25
#: Index of the layout with only a title in the library's default template.
TITLE_ONLY = 5
#: Most letters of a property of an Office file.
CORE_LETTERS = 255


def make_pptx(chart: Chart, of: str) -> bytes:
    """Return a PowerPoint file with one slide (16:9), whose notes have the message and the source.

    Raises
    ------
    MissingExtraError
        If the library for PowerPoint files is not installed.
    """
    try:
        from pptx import Presentation  # noqa: PLC0415 - an extra
        from pptx.util import Inches, Pt  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("PPTX files need the extra: pip install 'comity[slides]'.") from None
    says = sanitize(chart.says, 400)
    deck = Presentation()
    deck.slide_width, deck.slide_height = (Inches(x) for x in INCHES)
    page = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    head, wide, top = page.shapes.title, Inches(INCHES[0]), Inches(TITLE_INCHES)
    head.left, head.top, head.width, head.height = Inches(0.3), Inches(0.15), wide - Inches(0.6), top
    head.text_frame.text, head.text_frame.word_wrap = _head(chart), True
    head.text_frame.paragraphs[0].font.size = Pt(24)
    size = SLIDE[0], round(SLIDE[0] * (INCHES[1] - TITLE_INCHES) / INCHES[0])
    png = io.BytesIO(render_png(slide(chart, of, size, titled=False), 1.0))
    shown = page.shapes.add_picture(png, 0, top, wide, Inches(INCHES[1]) - top)
    shown.name, shown._element.nvPicPr.cNvPr.attrib["descr"] = chart.name, says
    page.notes_slide.notes_text_frame.text = f"{says}\n{of}"
    core = deck.core_properties
    core.title, core.author, core.last_modified_by = sanitize(says, CORE_LETTERS - 2), "comity", "comity"
    core.created = core.modified = datetime(*NEVER)
    file = io.BytesIO()
    deck.save(file)
    return drop_dates(file.getvalue())


def figure(chart: Chart, of: str) -> str:
    """Return the slide as an HTML ``figure`` with the chart's message as alternative text."""
    says = escape(sanitize(chart.says, 400))
    svg = slide(chart, of)
    wide = f'<svg role="img" aria-label="{says}" style="width:100%;height:auto" '
    return f'<figure style="margin:0">{svg.replace("<svg ", wide, 1)}</figure>\n'


def matrix_chart(account: PairAccount) -> Chart:
    """Return the chart of all places of a pair, with the heading of the account as title."""
    rows = [_row(r) for r in account.rows]
    large = matrix(account, BUSIEST)
    return Chart("matrix", matrix(account), title(account), rows, legend=LEGEND, large=large)


def timeline_chart(account: PlaceAccount | PairAccount, url: ActUrl) -> Chart:
    """Return the timeline of a place or a pair, with the heading of the account as title."""
    wide, narrow, large = (timeline(account, url, title(account), w) for w in (WIDTH, PHONE, SHEET))
    places = account.rows if isinstance(account, PairAccount) else (account,)
    rows = [make_row(a, place.hotspot) for place in places for a in place.acts]
    signs = list_signs(account.acts)
    return Chart("timeline", wide, title(account), rows, narrow=narrow, legend=signs, large=large)


def title(account: PlaceAccount | PairAccount) -> str:
    """Return the heading of an account, after the name of the place if there is one."""
    heading = " ".join(s.text for s in account.heading)
    return heading if isinstance(account, PairAccount) else f"{account.name}: {heading}"


def make_row(act: ClassedAct, place: str) -> dict[str, Any]:
    """Return an act as a row of a table."""
    return {
        "id": act.id,
        "place": place,
        "class": act.act_class,
        "by": list(act.by),
        "first": act.first,
        "last": act.last,
        "precision": act.precision,
        "forms": list(act.forms),
        "strength": act.strength,
        "deed": act.deed,
        "stance": act.stance,
        "domain": act.domain,
        "short": act.short,
        "summary": act.summary,
        "records": list(act.records),
    }


def _row(row: PlaceRow) -> dict[str, Any]:
    return {
        "place": row.hotspot,
        "group": row.group,
        "joint": row.joint,
        "same_side": row.same_side,
        "steps_back": row.steps_back,
        "opposed": row.opposed,
        "alone": row.alone,
        "against": row.against,
        "newest": row.newest.first if row.newest else None,
        "newest_act": row.newest.short if row.newest else "",
        "strongest_act": row.strongest.short if row.strongest else "",
    }


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: its SVG (with class names instead of colours), its message, and its numbers.

    ``says`` is the message for readers who cannot see the picture, ``rows`` the numbers drawn, and ``spec`` a
    Vega-Lite specification if the picture can be interactive. ``narrow`` is the same picture drawn for a
    phone, where letters of the wide one would be too small, and ``large`` the one for a slide. ``legend``
    pairs signs with words (:mod:`~comity.faces.present.charts.marks`). ``note`` must appear below the picture
    everywhere.
    """

    name: str
    svg: str
    says: str
    rows: Sequence[Mapping[str, Any]]
    spec: Mapping[str, Any] | None = None
    narrow: str = ""
    large: str = ""
    legend: Sequence[tuple[str, str]] = ()
    note: str = ""
