"""A source made of its three parts: a card, a way to recognise its files and a way to read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from comity.sources.base import Batch, Sample, SourceFile, Together
from comity.sources.cards import Card, card


@dataclass(frozen=True, slots=True)
class Register:
    """One published layout whose reader needs no state of its own."""

    id: str
    known: Callable[[Sample], bool]
    reader: Callable[[SourceFile], Iterator[Batch]]

    @property
    def card(self) -> Card:
        """What a reader must know of the source."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Whether this file has the source's layout."""
        return self.known(sample)

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the whole file."""
        return self.reader(file)


@dataclass(frozen=True, slots=True)
class Many(Register):
    """A layout of many small files, which can be read together."""

    together: Callable[[Sequence[SourceFile]], Together]

    def read_many(self, files: Sequence[SourceFile]) -> Together:
        """Read several files as one."""
        return self.together(files)


def header(*lines: str) -> Callable[[Sample], bool]:
    """Recognises a text file whose first line is one of these."""

    def known(sample: Sample) -> bool:
        return sample.lines(1)[:1] in [[line] for line in lines]

    return known
