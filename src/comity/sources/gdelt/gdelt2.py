"""GDELT 2.0 event files: one every fifteen minutes, 61 tab-separated columns without header.

The source also reads altered copies with a header (``event_layouts.yaml``); mentions have another layout.

**Known on**: the day of DATEADDED. **Quad**: from the code, as in every stream; GDELT's QuadClass differs
for roots 09 (investigate; GDELT has 2) and 14 (protest; GDELT has 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.sources.base import Batch, Many, Sample, Source, SourceFile, Together
from comity.sources.gdelt import batched_files, event_layout


def _recognise(sample: Sample) -> bool:
    """Recognise the file by 61 columns with a 14-digit DATEADDED, or by a known header."""
    layout = event_layout.layout(sample)
    return layout is not None and layout.stream == "gdelt2"


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file; its coverage is a sample, because a file holds only a quarter of an hour."""
    for batch in event_layout.read(file, "gdelt2"):
        batch.coverage = event_layout.cover_sample("gdelt2", batch.tables["events"])
        yield batch


def _read_many(files: Sequence[SourceFile]) -> Together:
    return batched_files.read(files, "gdelt2")


SOURCES: tuple[Source, ...] = (Many("gdelt2", _recognise, _read, _read_many),)
