"""Tables that only count or list what other sources tell in full: every row is set aside, and said why.

They stay beside the records to be checked against (the joint memberships of a pair are recounted from
its spells, the states of the system stand in the vocabulary).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.errors import SourceError
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import rdata_file
from comity.sources.kit.register import Register, saved_as

ID = "cow_reference"
WHY = {
    "cow_igo_ndy": "reference: joint memberships of a pair, counted; the spells are told by igo_cow",
    "cow_igo_sy": "reference: memberships of a state, counted; the spells are told by igo_cow",
    "cow_states": "reference: the states of the system, which the vocabulary holds with their dates",
    "ucdp_onsets": "reference: onsets of conflict in a state's year, counted; told by ucdp_conflicts",
}
"""Name of the data frame -> why its rows give no records."""


def _read(file: SourceFile) -> Iterator[Batch]:
    for name, frame in rdata_file.read_frames(file).items():
        if name not in WHY:
            raise SourceError(f"{file.place} holds {name}, which is none of {', '.join(WHY)}.")
        yield Batch({}, frame.num_rows, 0, {WHY[name]: frame.num_rows} if frame.num_rows else {})


SOURCES = (Register(ID, saved_as(*WHY), _read),)
