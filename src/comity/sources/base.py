"""What a source is: it recognises a layout by content and turns bytes into records, row by row accounted.

The promise, held by ``comity.testing.check_source``: for every file,
``row_count == accepted + sum(set_aside.values()) + len(rejects)``.
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

FIRST_LINES = 20
"""How many lines most sources look at."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What a source may look at to recognise a file: its name and its first bytes, unpacked.

    A sample is equal to itself alone, so that what was found in it is looked up without reading its bytes.
    """

    name: str
    head: bytes

    def lines(self, most: int = FIRST_LINES) -> list[str]:
        """First lines as text; bytes that are not UTF-8 are read as Latin-1."""
        return list(_lines(self, max(most, FIRST_LINES))[:most])


@lru_cache(maxsize=4)
def _lines(sample: Sample, most: int) -> tuple[str, ...]:
    """At least ``most`` lines, if there are so many, split once for all the sources that look at them."""
    try:
        text = getincrementaldecoder("utf-8")().decode(sample.head)  # a head may end within a character
    except UnicodeDecodeError:
        text = sample.head.decode("latin-1")
    rest = text.split("\n", most)[most:]
    return tuple(text[: len(text) - len("".join(rest))].removeprefix("\ufeff").splitlines())


def _alone(name: str) -> BinaryIO | None:
    """No other file lies beside this one."""
    return None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One unpacked file to read.

    ``name`` is the plain file name (inside an archive: the member's), ``place`` what a person would
    look for (``folder/20190228.zip!20190228.tab``), ``file_id`` the short SHA-256 of the unpacked
    bytes (the same file plain, gzipped and in a zip is one file), ``open`` gives them from the beginning.
    ``beside`` opens another file of the same folder or archive by its plain name, ``None`` if there is
    none: some layouts keep the names of things in a second file.
    """

    name: str
    place: str
    file_id: str
    open: Callable[[], BinaryIO]
    beside: Callable[[str], BinaryIO | None] = _alone


def packaged(path: str) -> SourceFile:
    """Return a file that comes with comity, by its path below ``comity``."""
    data = resources.files("comity").joinpath(path).read_bytes()
    key = file_id(sha256(data).hexdigest())
    return SourceFile(path.rsplit("/", 1)[-1], f"comity/{path}", key, lambda: io.BytesIO(data))


@dataclass(slots=True)
class Batch:
    """Part of a file, read: records by table, and an account of every row.

    ``accepted`` counts *input rows* that gave at least one record; ``set_aside`` counts rows left out by a
    stated rule (rule -> rows: ``repeat``, ``header`` ...); ``rejects`` are rows that could not be read.
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
    """One published format."""

    @property
    def card(self) -> Card:
        """What a reader must know of the source."""
        ...

    def recognises(self, sample: Sample) -> bool:
        """Whether this file has the source's layout.  By content; the name may only support it."""
        ...

    def read(self, file: SourceFile) -> Iterator[Batch]:
        """Read the file in bounded pieces (about 100,000 rows).

        Raises
        ------
        SourceError
            When the file as a whole is not what it claims to be (a page saved as CSV, a cut archive).
            A bad row is a :class:`~comity.records.schemas.Reject`, not an error.
        """
        ...


@dataclass(slots=True)
class Portion:
    """What one of several files that were read as one gave: how many records, and an account of its rows.

    The other fields are those of :class:`Batch`; a file with a row that cannot be read is read alone.
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
    """Several files read as one: the events of all, file after file, and the portion of each.

    ``None`` for a file in which anything is in doubt: it must be read alone, and none of ``events`` is its.
    """

    events: pa.Table
    portions: list[Portion | None]


class ReadsMany(Source, Protocol):
    """A source whose files are small and many, so that reading several as one saves most of the work."""

    def read_many(self, files: Sequence[SourceFile]) -> Together:
        """Return what these files, each small enough to be held, give when they are read alone."""
        ...


def reads_many(source: Source) -> TypeGuard[ReadsMany]:
    """Whether a source reads several files as one; asked of every file, for which ``isinstance`` is slow."""
    return hasattr(source, "read_many")


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
