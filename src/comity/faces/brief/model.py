"""A brief as data: sentences with their claims and findings, and the notes that carry the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comity.errors import BriefError
from comity.faces.brief import verbal_scales
from comity.records.details import TurnDetail
from comity.records.finding import Finding

WAYS = ("together", "alone", "apart", "alike", "opposed", "toward")
"""What a record can be cited for: acts together, of one alone, setting apart; votes alike or on opposite
sides; a row of an event stream toward the hotspot."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of one record, in the terms of the record.

    ``who`` are the states that the record must name; ``first`` and ``last`` the days it must touch, the
    first alone its very date; ``form``, ``rung``, ``deed`` and ``stance`` what it must be coded as, where
    the sentence says so; ``within`` are sources it may come from.
    """

    record: str
    way: str
    who: tuple[str, ...]
    hotspot: str = ""
    first: date | None = None
    last: date | None = None
    form: str = ""
    rung: str = ""
    deed: bool | None = None
    stance: str = ""
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its text, what it says of which record, and the findings its numbers come from.

    A sentence of the account names the ``computation`` behind it.  Any other with neither a claim on a
    record, nor a finding that says that there is none, does not exist.

    Raises
    ------
    BriefError
        When nothing supports it, when it mixes likelihood and confidence, or when it speaks of likelihood
        and no finding of it holds a probability.
    """

    text: str
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    computation: str = ""

    def __post_init__(self) -> None:
        if self.computation:
            return  # a statement of the account, which was held to its support when it was made
        if not self.claims and not any(_tells_of_none(f) for f in self.findings):
            raise BriefError(f"No record supports the sentence «{self.text}»: it is not written.")
        if any(c.quote for c in self.claims):
            return  # outside text: its words are not ours
        likely = verbal_scales.speaks_of_likelihood(self.text)
        if likely and verbal_scales.speaks_of_confidence(self.text):
            raise BriefError(f"The sentence «{self.text}» mixes likelihood and confidence: make two of it.")
        if likely and not any(
            isinstance(f.detail, TurnDetail) and f.detail.likelihood is not None for f in self.findings
        ):
            raise BriefError(f"The sentence «{self.text}» tells a likelihood that no finding holds.")


def _tells_of_none(f: Finding) -> bool:
    """Whether a finding itself is the support: it cannot be told, or nothing was found."""
    nothing = f.records_total == 0 and not isinstance(f.value, str) and not f.value
    return not f.known or nothing


@dataclass(frozen=True, slots=True)
class Footnote:
    """One footnote: a record, where it is from and how it was coded."""

    what: str
    source: str
    date: str
    coding: str
    where: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class BriefRow:
    """A label (a question, a date, a place) and what is said of it."""

    label: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    title: str
    rows: tuple[BriefRow, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: ``svg`` as the desk draws it, ``says`` is its sentence, ``rows`` its numbers.

    ``narrow`` is the same for a phone, where it is drawn otherwise.
    """

    name: str
    title: str
    caption: str
    svg: str
    says: str
    rows: Sequence[Mapping[str, Any]]
    narrow: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A whole brief; ``notes`` are the records by id."""

    crumb: str
    heading: Sentence
    lead: tuple[Sentence, ...]
    charts: tuple[Drawing, ...]
    sections: tuple[Section, ...]
    footer: str
    language: str = "en"
    notes: Mapping[str, Footnote] = field(default_factory=dict)

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, in the order of reading; the heading first."""
        yield self.heading
        yield from self.lead
        for section in self.sections:
            for row in section.rows:
                yield from row.sentences
