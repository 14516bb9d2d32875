"""The picture of a pair or of a place as a slide: the finding, what it shows, what it was made from."""

from __future__ import annotations

from comity.faces.present.account_charts import matrix_chart, timeline_chart
from comity.faces.present.chart import Chart
from comity.faces.present.charts.powerpoint import as_pptx
from comity.faces.present.charts.slide import slide
from comity.faces.present.charts.standalone import as_png
from comity.lake.storage.manifest import VERSION
from comity.watch import Watch
from comity.watch.account.pair import of_pair
from comity.watch.account.place import of_place

SOURCES = 6


def svg(watch: Watch, hotspot: str = "") -> str:
    """The slide: the timeline of a hotspot, or the matrix of all of them."""
    return slide(*_drawn(watch, hotspot))


def _drawn(watch: Watch, hotspot: str) -> tuple[Chart, str]:
    """The picture, and the line at its foot."""
    if hotspot:
        chart = timeline_chart(of_place(watch.answers, hotspot), lambda _: "")
    else:
        chart = matrix_chart(of_pair(watch.answers))
    known = f" as known on {watch.as_of}" if watch.as_of else ""
    sources = watch.sources_read()
    more = f" and {len(sources) - SOURCES} more" if len(sources) > SOURCES else ""
    of = f"Data to {watch.data_to}{known}, from {', '.join(sources[:SOURCES])}{more}. comity {VERSION}."
    return chart, of


def pptx(watch: Watch, hotspot: str = "") -> bytes:
    """The slide as a PowerPoint file.

    Raises
    ------
    MissingExtraError
        When the library that writes such files is not installed.
    """
    return as_pptx(*_drawn(watch, hotspot))


def png(watch: Watch, hotspot: str = "") -> bytes:
    """The slide as PNG.

    Raises
    ------
    MissingExtraError
        When the drawing library is not installed.
    """
    return as_png(svg(watch, hotspot), 1.0)
