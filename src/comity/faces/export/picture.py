"""A timeline as a picture that stands alone: what it is of, what it shows, what it was made from."""

from __future__ import annotations

import re

from comity.faces.export.timeline import title
from comity.faces.present import watch_matrix as g
from comity.faces.present.charts import lanes, matrix
from comity.faces.present.charts.marks import picture, words
from comity.faces.present.charts.standalone import as_png, standing_alone
from comity.lake.storage.manifest import VERSION
from comity.records import bins
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.composed.matrix import words_by_bin
from comity.watch.questions.series import FIRST

MARGIN, HEAD, FOOT = 16, 56, 34
SOURCES = 6
LONG, SHORT = 15 * 366, 4 * 366
"""Days above which a bin is a year, and up to which it is a month."""


def svg(watch: Watch, hotspot: str = "") -> str:
    """The picture: words, deeds and friction of a hotspot, or the matrix of all of them."""
    inner = _lanes(watch, hotspot) if hotspot else _matrix(watch)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', inner)
    width, height = (float(size.group(1)), float(size.group(2))) if size else (0.0, 0.0)
    place = f'<svg x="{MARGIN}" y="{HEAD}" width="{width:g}" height="{height:g}" overflow="visible"'
    known = f" as known on {watch.as_of}" if watch.as_of else ""
    sources = watch.sources_read()
    more = f" and {len(sources) - SOURCES} more" if len(sources) > SOURCES else ""
    foot = f"Data to {watch.data_to}{known}, from {', '.join(sources[:SOURCES])}{more}. comity {VERSION}."
    says = _heading(watch, hotspot)
    parts = (
        words(says, MARGIN, 26, "title"),
        words(_caption(hotspot), MARGIN, 44, "tick"),
        inner.replace("<svg", place, 1),
        words(foot, MARGIN, HEAD + height + FOOT - 12, "tick"),
    )
    return standing_alone(picture(parts, width + 2 * MARGIN, HEAD + height + FOOT, says))


def png(watch: Watch, hotspot: str = "") -> bytes:
    """The picture as PNG.

    Raises
    ------
    MissingExtraError
        When the drawing library is not installed.
    """
    return as_png(svg(watch, hotspot))


def _heading(watch: Watch, hotspot: str) -> str:
    """The finding in one line."""
    if not hotspot:
        return watch.heading()
    words_of_row = re.sub("[↗↘→] ", "", g.in_words(watch.verdict(hotspot)))  # signs that few fonts have
    return f"{title(watch, hotspot)}: {words_of_row}"


def _caption(hotspot: str) -> str:
    if not hotspot:
        return "Size is what is on record, colour what the timing says."
    return "One block, one act on record: words grey, deeds dark, friction blue. The record is a choice."


def _lanes(watch: Watch, hotspot: str) -> str:
    occurrences = watch.record.by_hotspot[hotspot].occurrences
    begun, over = watch.inquiry.window(hotspot)
    first = max([FIRST, begun, *([min(o.first for o in occurrences)] if occurrences else [])])
    last = max(first, min(watch.data_to, over))
    days = (last - first).days
    width = "year" if days > LONG else "month" if days <= SHORT else "quarter"
    says = f"Words, deeds and friction on {hotspots.get(hotspot).name} by {width}"
    return lanes.lanes(occurrences, bins.starts(first, last, width), width, says, lambda _: "")


def _matrix(watch: Watch) -> str:
    starts = g.starts_of(watch, "quarter", None, None)
    said = words_by_bin(watch.answers, "quarter") if watch.pair else {}
    return matrix.matrix(g.grid(watch, "quarter", starts, said), watch.heading())
