"""A document, an act coded from it, and the interface of every coder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from comity.records.schemas import COUNTED


@dataclass(frozen=True, slots=True)
class Document:
    """A text to code.

    ``published`` is the day to which relative dates ("on Tuesday") refer and on which office holders are
    looked up.  All offsets from a coder are positions in ``text`` (Python string positions, end exclusive).
    ``prose`` says that pronouns refer across sentences; if it is false, that is assumed only for a long text.
    ``derived`` says that the text was extracted from a file such as a web page.
    """

    id: str
    text: str
    published: date | None = None
    title: str = ""
    outlet: str = ""
    url: str = ""
    language: str = "en"
    headings: tuple[str, ...] = ()
    prose: bool = False
    derived: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A period, both days inclusive, and its precision in the text (``day month year span``)."""

    first: date
    last: date
    precision: str


@dataclass(frozen=True, slots=True)
class CodedAct:
    """One act of states that a passage reports.

    ``actors`` act together (or alone toward ``partners``); ``targets`` are third states that the act is about
    or against.  ``forms`` (kinds of act) may be empty if closeness is stated without one.  ``deed`` is true
    for a deed, false for words.  ``toward_third`` is the stance of the act toward ``third``, an outside
    state.  ``(start, end)`` is the evidence, ``(trigger_start, trigger_end)`` the words in it that name the
    form.  ``when`` is ``None`` if neither text nor document has a date.  ``chance`` is the probability from
    the weights for prose or news, ``None`` if neither was used.
    """

    actors: tuple[str, ...]
    partners: tuple[str, ...]
    targets: tuple[str, ...]
    hotspots: tuple[str, ...]
    forms: tuple[str, ...]
    domain: str
    polarity: str
    deed: bool | None
    toward_third: str
    third: str
    modality: str
    when: When | None
    start: int
    end: int
    trigger_start: int
    trigger_end: int
    coder: str
    rules: tuple[str, ...] = field(default=())
    confidence: float = 0.0
    chance: float | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """Actors and partners, sorted."""
        return tuple(sorted({*self.actors, *self.partners}))

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of states that act together; for friction, only pairs of an actor and a partner."""
        out = {_pair(a, p) for a in self.actors for p in self.partners if a != p}
        if self.polarity == "cooperation":
            out |= {_pair(a, b) for a in self.actors for b in self.actors if a < b}
        return frozenset(out)

    @property
    def counts(self) -> bool:
        """Whether the text claims the act as done, reported or planned (not denied, demanded or supposed)."""
        return self.modality in COUNTED


class Coder(Protocol):
    """Anything that codes documents into acts; ``check_coder`` of the reader tests the requirements."""

    @property
    def name(self) -> str:
        """Coder and version as in every record: ``rules/1``."""
        ...

    def code(self, document: Document) -> list[CodedAct]:
        """Return the acts of the document, in the order of their evidence."""
        ...


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def tell_sides(actors: Iterable[str], partners: Iterable[str], targets: Iterable[str], polarity: str) -> str:
    """Say who acts toward whom: ``CHN+RUS``, ``IRN → RUS``, ``CHN against USA``."""
    first = list(dict.fromkeys(actors))
    others = [p for p in dict.fromkeys(partners) if p not in first]
    if polarity == "friction":
        others = others or [t for t in dict.fromkeys(targets) if t not in first]
    return (" against " if polarity == "friction" else " → ").join("+".join(x) for x in (first, others) if x)
