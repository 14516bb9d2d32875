"""Files that come with event data and hold no records: code lists, actor maps, examples of coding.

Which they are stands in ``event_reference_files.yaml``.  Every line is accounted for, as ``reference``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from comity.errors import SourceError, VocabularyError
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit.register import Register
from comity.vocabulary.load import fields, package_yaml

_DATA = "sources/reference/event_reference_files.yaml"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference file: a text that its beginning holds, a pattern of its name, and what it is."""

    id: str
    has: str
    name: str
    what: str


def _known(sample: Sample) -> bool:
    """By a text that the beginning holds, and by the name where the text may stand elsewhere too."""
    return _reference(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Count the lines.

    Raises
    ------
    SourceError
        When the file is none of those known.
    """
    with file.open() as stream:
        head = stream.read(1 << 16)
    if _reference(Sample(file.name, head)) is None:
        raise SourceError(f"{file.place} is none of the reference files in {_DATA}.")
    with file.open() as stream:
        lines = sum(1 for _ in stream)
    yield Batch({}, lines, 0, {"reference": lines})


@cache
def known() -> tuple[Reference, ...]:
    """The files that are known."""
    data = package_yaml(_DATA)
    out = tuple(Reference(**fields(v, Reference, f"{_DATA}: {k}", fixed={"id": k})) for k, v in data.items())
    if blank := [r.id for r in out if not r.has]:
        raise VocabularyError(_DATA, blank[0], "needs a text by which it is told")
    return out


def _reference(sample: Sample) -> Reference | None:
    named = [r for r in known() if re.search(r.name, sample.name)]
    if not named:
        return None
    head = sample.head.replace(b"\r\n", b"\n") if b"\r\n" in sample.head else sample.head
    return next((r for r in named if r.has.encode() in head), None)


SOURCES: tuple[Source, ...] = (Register("event_reference", _known, _read),)
