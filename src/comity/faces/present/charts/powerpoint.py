"""A picture as a PowerPoint file of one slide: the picture, its finding as alternative text, its source."""

from __future__ import annotations

import io
from datetime import datetime

from comity.errors import MissingExtraError
from comity.faces.present.chart import Chart
from comity.faces.present.charts.slide import slide
from comity.faces.present.charts.standalone import as_png
from comity.faces.present.sanitize import sanitize
from comity.faces.present.undated import NEVER, undated

INCHES = (13.333, 7.5)
BLANK = 6
"""The layout without any text in the library's own template."""


def as_pptx(chart: Chart, of: str) -> bytes:
    """One slide of 16 to 9; the finding and the source stand in its notes too, to be copied.

    Raises
    ------
    MissingExtraError
        When the library that writes such files is not installed.
    """
    try:
        from pptx import Presentation  # noqa: PLC0415 - an extra
        from pptx.util import Inches  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("PPTX files need the extra: pip install 'comity[slides]'.") from None
    says = sanitize(chart.says, 400)
    deck = Presentation()
    deck.slide_width, deck.slide_height = (Inches(x) for x in INCHES)
    page = deck.slides.add_slide(deck.slide_layouts[BLANK])
    png = io.BytesIO(as_png(slide(chart, of), 1.0))
    shown = page.shapes.add_picture(png, 0, 0, deck.slide_width, deck.slide_height)
    shown.name, shown._element.nvPicPr.cNvPr.attrib["descr"] = chart.name, says
    page.notes_slide.notes_text_frame.text = f"{says}\n{of}"
    core = deck.core_properties
    core.title, core.author, core.last_modified_by = says, "comity", "comity"
    core.created = core.modified = datetime(*NEVER)
    file = io.BytesIO()
    deck.save(file)
    return undated(file.getvalue())
