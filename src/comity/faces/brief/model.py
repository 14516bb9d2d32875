"""A brief as data: sentences with what they say of which record, and the notes that carry the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of one record: that the states ``who`` act in this way, in a place if named."""

    record: str
    way: str
    who: tuple[str, ...]
    hotspot: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement of the account as the brief prints it, and what it says of the record it cites."""

    text: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """One footnote: title and publisher with the grade, date, coding and address of a record."""

    what: str
    source: str
    date: str
    coding: str
    where: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class BriefRow:
    """A label (a date, a state, a witness) and what is said of it."""

    label: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    title: str
    rows: tuple[BriefRow, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """A table on a page of its own: question, answer, range, number of cases."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: ``svg`` as the desk draws it, ``says`` is its sentence, ``rows`` its numbers."""

    name: str
    title: str
    caption: str
    svg: str
    says: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Brief:
    """A whole brief; ``notes`` are the records by id."""

    crumb: str
    heading: Sentence
    lead: tuple[Sentence, ...]
    charts: tuple[Drawing, ...]
    sections: tuple[Section, ...]
    footer: str
    annex: Annex | None = None
    language: str = "en"
    notes: Mapping[str, Footnote] = field(default_factory=dict)

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, in the order of reading; the heading first."""
        yield self.heading
        yield from self.lead
        for section in self.sections:
            for row in section.rows:
                yield from row.sentences
