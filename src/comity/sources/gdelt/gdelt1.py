"""GDELT 1.0 event files: one a day, a month or a year, 58 tab-separated columns without header.

Files of before April 2013 lack SOURCEURL (57 columns), and one file may mix both.  Altered copies with
a header (``event_layouts.yaml``) and BigQuery's JSON lines are read too.

The 1.0 stream is to be counted before :data:`SECOND_STREAM` only: from that day on GDELT 2.0 tells the
same news, and the two must never be summed.
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
    """By 58 or 57 columns with an 8-digit DATEADDED, a known header, or BigQuery's JSON."""
    layout = event_layout.layout(sample)
    return layout is not None and layout.stream == "gdelt1"


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; one under the publisher's own name covers its day, month or year.

    GDELT dates a few events back by what their text says: of other days any file is but a sample.
    """
    whole = _whole(file.name)
    for batch in event_layout.read(file, "gdelt1"):
        batch.coverage = whole + event_layout.sampled("gdelt1", batch.tables["events"])
        yield batch


def _whole(name: str) -> list[Coverage]:
    """Coverage by a name as published: ``20170217.export.CSV``, ``200601.csv``, ``1982.csv``."""
    match = _WHOLE_NAME.match(name)
    if not match:
        return []
    text = "-".join(part for part in match.groups() if part)
    first, last = (day(text, name, "the name", end=end) for end in (False, True))
    return [Coverage("gdelt1", "events", first, last)] if first >= date(1979, 1, 1) else []


SOURCES: tuple[Source, ...] = (Register("gdelt1", _recognise, _read),)

__all__ = ["SECOND_STREAM", "SOURCES"]
