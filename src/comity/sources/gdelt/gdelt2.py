"""GDELT 2.0 event files: one every fifteen minutes, 61 tab-separated columns without header.

The source also reads altered copies with a header (``event_layouts.yaml``). Files of mentions are read by
:mod:`comity.sources.gdelt.gdelt_mentions`.

A record counts as known on the day of DATEADDED. The class of an act (``quad``) follows from its code;
GDELT's QuadClass differs for the root codes 09 (investigate; GDELT has 2) and 14 (protest; GDELT has 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.sources.base import Batch, Many, Sample, Source, SourceFile, Together
from comity.sources.gdelt import batched_files, event_layout


def _recognise(sample: Sample) -> bool:
    """Return whether the file has 61 columns with a 14-digit DATEADDED, or a known header."""
    layout = event_layout.layout(sample)
    return layout is not None and layout.stream == "gdelt2"


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; its coverage is a sample, because a file holds only fifteen minutes of news."""
    for batch in event_layout.read(file, "gdelt2"):
        batch.coverage = event_layout.cover_sample("gdelt2", batch.tables["events"])
        yield batch


def _read_many(files: Sequence[SourceFile]) -> Together:
    return batched_files.read(files, "gdelt2")


SOURCES: tuple[Source, ...] = (Many("gdelt2", _recognise, _read, _read_many),)
