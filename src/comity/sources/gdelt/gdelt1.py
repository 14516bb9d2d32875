"""GDELT 1.0 event files: one per day, month or year, 58 tab-separated columns without header.

Files before April 2013 lack SOURCEURL (57 columns), and one file may mix both widths. The source also reads
altered copies with a header (``event_layouts.yaml``) and BigQuery's JSON lines.

Use the 1.0 events only before :data:`SECOND_STREAM`. From that day on GDELT 2.0 reports the same news, and
counts of the two versions must never be summed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from comity.records.coverage import Coverage
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.gdelt import event_layout
from comity.sources.gdelt.event_layout import SECOND_STREAM
from comity.vocabulary.load import day

_WHOLE_NAME = re.compile(r"^(\d{4})(\d\d)?(\d\d)?(?:\.export)?\.csv$", re.IGNORECASE)


def _recognise(sample: Sample) -> bool:
    """Return whether the file has 58 or 57 columns with an 8-digit DATEADDED, or another known layout."""
    layout = event_layout.layout(sample)
    return layout is not None and layout.stream == "gdelt1"


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; a file with a publisher's name covers the day, month or year in the name.

    GDELT dates some events to earlier days named in the text, so every file is only a sample of other days.
    """
    whole = _whole(file.name)
    for batch in event_layout.read(file, "gdelt1"):
        batch.coverage = whole + event_layout.cover_sample("gdelt1", batch.tables["events"])
        yield batch


def _whole(name: str) -> list[Coverage]:
    """Return the coverage of a file by its published name, such as ``20170217.export.CSV``."""
    match = _WHOLE_NAME.match(name)
    if not match:
        return []
    text = "-".join(part for part in match.groups() if part)
    first, last = (day(text, name, "the name", end=end) for end in (False, True))
    return [Coverage("gdelt1", "events", first, last)] if first >= date(1979, 1, 1) else []


SOURCES: tuple[Source, ...] = (Register("gdelt1", _recognise, _read),)

__all__ = ["SECOND_STREAM", "SOURCES"]
