"""Opening and reading what lies on disk, apart from the commit: the work of the threads ahead of the writer.

A file that is small on disk is hashed, inflated and read by one of :data:`THREADS` threads while the writer
gathers those before it; a large one is read by the writer itself, member by member.  Either way the writer
gets the files in the order met, and memory is bounded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from comity.errors import LakeError, MissingExtraError, SourceError
from comity.lake import archive, reading, stage
from comity.lake.archive import Gap, Member, OnDisk
from comity.lake.receipt import Line
from comity.records import identity
from comity.sources import no_records
from comity.sources.base import Sample, Source

THREADS = 2
AHEAD = 6
"""How many files may be read ahead, those under way included."""
SMALL_BYTES = 8 << 20
"""Up to this size on disk a file is read ahead."""
HEAD_BYTES = 64 << 10
"""How much of a file a source may look at to recognise it."""

Recognise = Callable[[Sample], Source | None]
Progress = Callable[[int, str], None]
"""Called with how many files were met so far and what is being read: its place, and the rows so far."""


@dataclass(frozen=True, slots=True)
class Read:
    """One unpacked file that a source read: its records, staged, and the account of its rows."""

    member: Member
    source: str
    stage: stage.Stage
    account: reading.Account


@dataclass(frozen=True, slots=True)
class Held:
    """One unpacked file that was held already."""

    member: Member


Part = Read | Held | Line


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing met on disk: the digest of its bytes ("" for a gap) and what was found in it, in order."""

    place: str
    sha256: str
    parts: Iterable[Part]


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens and reads files into stages of their own.

    ``whole`` holds the digests of files on disk that are held in full, ``known`` those of unpacked files
    held; both may grow meanwhile.
    """

    root: Path
    recognise: Recognise
    whole: Container[str]
    known: Container[str]

    def open(self, thing: OnDisk, told: Callable[[str], None]) -> Opened:
        """One file on disk, its members read as they are asked for; ``told`` hears of the rows so far."""
        try:
            sha256 = identity.digest_file(thing.path)
        except OSError as e:
            return Opened(thing.place, "", [_fault(thing, e)])
        if sha256 in self.whole:
            return Opened(thing.place, sha256, [Line(thing.place, "held", "All that it holds is held.")])
        return Opened(thing.place, sha256, self._parts(thing, sha256, told))

    def ahead(self, thing: OnDisk) -> Opened:
        """The same, read to its end."""
        opened, parts, size = self.open(thing, lambda _: None), list[Part](), 0
        for part in opened.parts:
            parts.append(part)
            if isinstance(part, Read):
                size += part.stage.size
                if size > stage.GATHER_BYTES:
                    part.stage.flush()
        return Opened(opened.place, opened.sha256, parts)

    def _parts(self, thing: OnDisk, sha256: str, told: Callable[[str], None]) -> Iterator[Part]:
        try:
            for member in archive.members(thing, sha256):
                if isinstance(member, Gap):
                    yield Line(member.place, member.status, member.reason)
                else:
                    yield self._take(member, thing, told)
        except SourceError as e:
            yield Line(thing.place, "damaged", str(e))
        except LakeError:
            raise
        except OSError as e:
            yield _fault(thing, e)

    def _take(self, member: Member, found: OnDisk, told: Callable[[str], None]) -> Part:
        """Recognise and read one unpacked file."""
        file = member.file
        if member.sha256 in self.known:
            return Held(member)
        with file.open() as stream:
            head = stream.read(HEAD_BYTES)
        if not head:
            return Line(file.place, "damaged", "It is empty: download it again.")
        sample, account = Sample(file.name, head), reading.Account()
        mine = stage.Stage(self.root, identity.content_key(file.place))  # two places may hold the same bytes
        try:
            source = self.recognise(sample)
            if source is not None:
                for table, records in reading.read(file, source, account):
                    mine.add(table, source.card.id, records)
                    told(f"{file.place}: {account.seen:,} rows")
            _unchanged(found)
        except SourceError as e:
            mine.discard()
            return Line(file.place, "damaged", str(e))
        except MissingExtraError as e:
            mine.discard()
            return Line(file.place, "skipped", str(e))
        if source is None:
            return Line(file.place, *_nobodys(sample))
        return Read(member, source.card.id, mine, account)


def in_order(things: Iterable[OnDisk | Gap], opener: Opener, told: Callable[[str], None]) -> Iterator[Opened]:
    """Every thing met, opened, in the order met; small ones ahead of their turn."""
    waiting: deque[Future[Opened]] = deque()
    pool = ThreadPoolExecutor(THREADS, "reading")
    try:
        for thing in things:
            if isinstance(thing, OnDisk) and thing.stamp[0] <= SMALL_BYTES:
                waiting.append(pool.submit(opener.ahead, thing))
                if len(waiting) >= AHEAD:
                    yield waiting.popleft().result()
                continue
            while waiting:
                yield waiting.popleft().result()
            if isinstance(thing, Gap):
                yield Opened(thing.place, "", [Line(thing.place, thing.status, thing.reason)])
            else:
                yield opener.open(thing, told)
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _unchanged(found: OnDisk) -> None:
    if not found.unchanged():
        raise SourceError(f"{found.place} changed while it was read: add it when it is whole.")


def _fault(thing: OnDisk, e: OSError) -> Line:
    """A file that the system does not give, as a line; any other fault of the system is raised."""
    if e.filename not in (None, str(thing.path)):
        raise e  # not this file: a fault of ours
    return Line(thing.place, "damaged", f"It cannot be read: {e.strerror}.")


def _nobodys(sample: Sample) -> tuple[str, str]:
    """Status and reason of a file that no source claims."""
    if why := no_records.why(sample):
        return "companion", why
    return "unrecognised", "No source knows this layout: see `comity sources` for those known."
