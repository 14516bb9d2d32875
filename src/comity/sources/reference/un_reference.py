"""Lists that lie beside votes and hold no record: every row is set aside, and said why.

A list of vetoes that has only the year, states of the Correlates of War as Voeten ships them, documents
of the Security Council without a day, and single votes that name neither their day nor their resolution.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.errors import SourceError
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import rows
from comity.sources.kit.peek import workbook_text
from comity.sources.kit.register import Register

ID = "un_reference"
VETOES = ("vote date", "resolution", "topic", "country")
STATES = ("StateAbb", "CCode", "StateNme")
VOTE = ("NAME_EN", "vote")
DOCUMENTS = ("191__a", "239__a", "245__a")
"""Tags of the library's catalogue that stand in the first row of its export, after the number."""

WHY = {
    VETOES: "reference: a veto with its year alone; the lists of vetoes tell it with its day",
    STATES: "reference: a state of the system, which the vocabulary holds with its dates",
    VOTE: "reference: a vote whose day and resolution the file does not tell",
    DOCUMENTS: "reference: a document by symbol, title and subjects, without day or vote",
}
"""What stands in the first row -> why the rows give no records."""


def _header(sample: Sample) -> tuple[str, ...]:
    return tuple("".join(sample.lines(1)).split(","))


def _known(sample: Sample) -> bool:
    return _header(sample) in WHY or all(f">{tag}<" in workbook_text(sample.head) for tag in DOCUMENTS)


def _read(file: SourceFile) -> Iterator[Batch]:
    """Count the rows.

    Raises
    ------
    SourceError
        When the file is none of these lists, or cannot be split into rows.
    """
    with file.open() as stream:
        sample = Sample(file.name, stream.read(1 << 16))
    header = _header(sample)
    if header in WHY:
        return rows.only_counted(rows.of_csv(file, header), WHY[header])
    if not _known(sample):
        raise SourceError(f"{file.place} is none of the lists kept beside votes.")
    return rows.only_counted(rows.of_sheet(file, "results", ()), WHY[DOCUMENTS])


SOURCES = (Register(ID, _known, _read),)
