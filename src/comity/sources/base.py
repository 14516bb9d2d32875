"""The interface of a source, which recognises a file by its content and turns its bytes into records.

Every row of a file is accounted for. ``comity.testing.check_source`` tests that for every file ``row_count ==
accepted + sum(set_aside.values()) + len(rejects)``.
"""

from __future__ import annotations

import io
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from typing import BinaryIO, Protocol, TypeGuard

import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.schemas import Reject, file_id
from comity.sources.cards import Card, card

#: Number of lines that most sources look at.
FIRST_LINES = 20


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The name and the first unpacked bytes of a file, from which a source recognises the file.

    Two samples are equal only if they are the same object, so a cached result is found without comparing
    bytes.
    """

    name: str
    head: bytes

    def lines(self, most: int = FIRST_LINES) -> list[str]:
        """Return the first lines as text; bytes that are not UTF-8 are read as Latin-1."""
        return list(_lines(self, max(most, FIRST_LINES))[:most])


@lru_cache(maxsize=4)
def _lines(sample: Sample, most: int) -> tuple[str, ...]:
    """Return the first lines of a sample, at least ``most`` if it has them; cached for all sources."""
    try:
        text = getincrementaldecoder("utf-8")().decode(sample.head)  # the sample may end inside a character
    except UnicodeDecodeError:
        text = sample.head.decode("latin-1")
    rest = text.split("\n", most)[most:]
    return tuple(text[: len(text) - len("".join(rest))].removeprefix("\ufeff").splitlines())


def _alone(name: str) -> BinaryIO | None:
    return None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One unpacked file to read.

    ``name`` is the plain file name (of a file in an archive: the member's name). ``place`` is the path to
    show to people (``folder/20190228.zip!20190228.tab``). ``file_id`` is the short SHA-256 of the unpacked
    bytes, so a file has the same id plain, gzipped and zipped. ``open`` returns a stream of the bytes from
    the beginning. ``beside`` opens another file of the same folder or archive by its plain name, or returns
    ``None`` if that file is missing; some formats keep names in a second file.
    """

    name: str
    place: str
    file_id: str
    open: Callable[[], BinaryIO]
    beside: Callable[[str], BinaryIO | None] = _alone


def load_packaged(path: str) -> SourceFile:
    """Return a file of the comity package by its path below ``comity``."""
    data = resources.files("comity").joinpath(path).read_bytes()
    key = file_id(sha256(data).hexdigest())
    return SourceFile(path.rsplit("/", 1)[-1], f"comity/{path}", key, lambda: io.BytesIO(data))


@dataclass(slots=True)
class Batch:
    """The records of part of a file, by table, and an account of every row of that part.

    ``accepted`` counts *input rows* that gave at least one record. ``set_aside`` counts the rows left out by
    each rule (``repeat``, ``header`` ...). ``rejects`` are rows that could not be read.
    """

    tables: dict[str, pa.Table]
    row_count: int
    accepted: int
    set_aside: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)

    @property
    def balances(self) -> bool:
        """Whether every row is accounted for."""
        return self.row_count == self.accepted + sum(self.set_aside.values()) + len(self.rejects)


class Source(Protocol):
    """The interface of a reader for one published format."""

    @property
    def card(self) -> Card:
        """The source card: licence, citation, coverage, biases."""
        ...

    def recognises(self, sample: Sample) -> bool:
        """Return whether a file has the source's format, judged by content; the name may only support it."""
        ...

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the file in bounded pieces (about 100,000 rows).

        Raises
        ------
        SourceError
            When the file cannot be read at all (a page saved as CSV, a truncated archive). A bad row is a
            :class:`~comity.records.schemas.Reject`, not an error.
        """
        ...


@dataclass(slots=True)
class Portion:
    """An account of one file that was read together with others, and the number of its records.

    The other fields are those of :class:`Batch`. A file with an unreadable row is read alone.
    """

    records: int
    row_count: int
    accepted: int
    set_aside: dict[str, int] = field(default_factory=dict)
    coverage: list[Coverage] = field(default_factory=list)

    @property
    def balances(self) -> bool:
        """Whether every row is accounted for."""
        return self.row_count == self.accepted + sum(self.set_aside.values())


@dataclass(slots=True)
class Together:
    """The result of reading several files at once: all events in file order, and an account of each file.

    In place of the account of a file with any doubtful row there is ``None``: that file must be read alone,
    and ``events`` has none of its rows.
    """

    events: pa.Table
    portions: list[Portion | None]


class ReadsMany(Source, Protocol):
    """A source of many small files whose reader is much faster if it reads several files at once."""

    def read_many(self, files: Sequence[SourceFile]) -> Together:
        """Read small files together, with the same result as reading each alone; each must fit in memory."""
        ...


def reads_many(source: Source) -> TypeGuard[ReadsMany]:
    """Return whether a source can read several files at once.

    This check runs for every file, and ``isinstance`` with a protocol would be slow.
    """
    return hasattr(source, "read_many")


@dataclass(frozen=True, slots=True)
class Register:
    """A source made of two functions: the first recognises a file, the second reads the file."""

    id: str
    known: Callable[[Sample], bool]
    reader: Callable[[SourceFile], Iterator[Batch]]

    @property
    def card(self) -> Card:
        """The source card: licence, citation, coverage, biases."""
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        """Return whether a file has the source's layout."""
        return self.known(sample)

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the file with the reader function."""
        return self.reader(file)


@dataclass(frozen=True, slots=True)
class Many(Register):
    """A source of many small files that can be read several at once."""

    together: Callable[[Sequence[SourceFile]], Together]

    def read_many(self, files: Sequence[SourceFile]) -> Together:
        """Read several files at once."""
        return self.together(files)


def header(*lines: str) -> Callable[[Sample], bool]:
    """Return a test for text files whose first line is one of ``lines``."""

    def matches(sample: Sample) -> bool:
        return sample.lines(1)[:1] in [[line] for line in lines]

    return matches
