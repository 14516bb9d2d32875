"""Reading of files in several threads ahead of the writer, which commits them.

Small files that follow one another form a run. :data:`THREADS` threads hash, unpack and read runs while the
writer commits earlier files; the records of a run are staged together. The writer itself reads a large file,
one archive member after the other. The writer gets all files in the order in which they were found, and
memory is bounded.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

from comity.errors import LakeError, MissingExtraError, SourceError
from comity.lake import reading
from comity.lake.ingest import stage
from comity.lake.ingest.receipt import FileOutcome
from comity.lake.storage import archive
from comity.lake.storage.archive import Gap, Member, OnDisk
from comity.lake.storage.manifest import FileEntry
from comity.records.schemas import content_key, digest_file
from comity.sources import no_records
from comity.sources.base import ReadsMany, Sample, Source, reads_many

THREADS = 2
#: The most runs that may be read ahead, including those in progress.
AHEAD = 3
#: Files up to this size on disk are read ahead.
SMALL_BYTES = 8 << 20
#: A run has this many files, or fewer once they pass RUN_BYTES on disk.
RUN_FILES = 32
RUN_BYTES = 4 << 20
#: The most unpacked bytes that are read together.
TOGETHER_BYTES = 24 << 20
#: The bytes at the start of a file from which sources recognise it.
HEAD_BYTES = 64 << 10

Recognise = Callable[[Sample], Source | None]
#: Called with the number of files done and a text: the place of the file in progress and its rows so far.
Progress = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class AlreadyHeld:
    """An unpacked file whose content is in the lake already."""

    sha256: str
    place: str


#: The outcome for one unpacked file: an entry if it was read, in the lake already, or why it was not read.
Part = FileEntry | AlreadyHeld | FileOutcome


@dataclass(slots=True)
class _Waiting:
    """An unpacked file to be read together with others of its source, and its outcome once read."""

    member: Member
    origin: _OpenFile
    source: ReadsMany
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class _OpenFile:
    """A file on disk being read: its digest, the stage for its records, and the callback for progress."""

    thing: OnDisk
    sha256: str
    into: stage.Stage
    progress: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """One file (or gap: unreadable thing) found on disk, its digest ("" for a gap), its members' outcomes."""

    place: str
    sha256: str
    parts: Iterable[Part]


@dataclass(frozen=True, slots=True)
class Run:
    """Small files read ahead together: the outcome of each, and the stage with their records."""

    things: Sequence[OnDisk]
    opened: Sequence[Opened]
    stage: stage.Stage

    def meets_again(self, known: Container[str]) -> bool:
        """Return whether the content of a file of this run is in ``known`` or occurs twice within the run."""
        read = [p.sha256 for o in self.opened for p in o.parts if isinstance(p, FileEntry)]
        return len(set(read)) < len(read) or any(sha256 in known for sha256 in read)


@dataclass(frozen=True, slots=True)
class Opener:
    """A reader of files for the lake.

    ``whole`` holds the digests of files on disk whose entire content is in the lake. ``known`` holds the
    digests of unpacked files in the lake. The caller may add digests to either.
    """

    root: Path
    recognise: Recognise
    whole: Container[str]
    known: Container[str]

    def open(self, thing: OnDisk, into: stage.Stage, progress: Callable[[str], None]) -> Opened:
        """Open one file on disk, whose members are read as the result is iterated."""
        sha256, parts = self._parts(thing, into, progress, None)
        return Opened(thing.place, sha256, map(_done, parts))

    def ahead(self, things: Sequence[OnDisk]) -> Run:
        """Read all files of a run, several at once if their source can do so."""
        into = self._stage(things[0], "run")
        opened_parts, queue = list[tuple[str, str, list[Part | _Waiting]]](), list[_Waiting]()
        for thing in things:
            sha256, parts = self._parts(thing, into, lambda _: None, queue)
            opened_parts.append((thing.place, sha256, list(parts)))
        self._together(queue)
        opened = [Opened(place, sha256, [_done(p) for p in parts]) for place, sha256, parts in opened_parts]
        return Run(things, opened, into)

    def _stage(self, thing: OnDisk, what: str) -> stage.Stage:
        """Make a stage named after the path and purpose, because two files may have the same bytes."""
        return stage.Stage(self.root, content_key(os.fsencode(thing.path), what))

    def _parts(
        self,
        thing: OnDisk,
        into: stage.Stage,
        progress: Callable[[str], None],
        queue: list[_Waiting] | None,
    ) -> tuple[str, Iterable[Part | _Waiting]]:
        """Return the digest and the parts of a file on disk; put parts to be read later into ``queue``."""
        try:
            sha256 = digest_file(thing.path)
        except OSError as e:
            return "", [_fault(thing, e)]
        if sha256 in self.whole:
            return sha256, [FileOutcome(thing.place, "held", "All that it holds is held.")]
        return sha256, self._members(_OpenFile(thing, sha256, into, progress), queue)

    def _members(self, origin: _OpenFile, queue: list[_Waiting] | None) -> Iterator[Part | _Waiting]:
        try:
            for member in archive.members(origin.thing, origin.sha256):
                if isinstance(member, Gap):
                    yield FileOutcome(member.place, member.status, member.reason)
                else:
                    yield self._take(member, origin, queue)
        except SourceError as e:
            yield FileOutcome(origin.thing.place, "damaged", str(e))
        except LakeError:
            raise
        except OSError as e:
            yield _fault(origin.thing, e)
        except Exception as e:  # noqa: BLE001 - whatever a file makes a reader do is that file's damage
            yield _reader_fault(origin.thing.place, e)

    def _take(self, member: Member, origin: _OpenFile, queue: list[_Waiting] | None) -> Part | _Waiting:
        """Recognise one unpacked file, and read the file or put it into ``queue``."""
        file = member.file
        if member.sha256 in self.known:
            return AlreadyHeld(member.sha256, file.place)
        with file.open() as stream:
            head = stream.read(HEAD_BYTES)
        if not head:
            return FileOutcome(file.place, "damaged", "It is empty: download it again.")
        sample = Sample(file.name, head)
        source = self._recognise(sample, file.place)
        if isinstance(source, FileOutcome):
            return source
        if queue is None or not reads_many(source) or member.size > TOGETHER_BYTES:
            return self._read(member, origin, source)
        if sum(w.member.size for w in queue) + member.size > TOGETHER_BYTES:
            self._together(queue)
        queue.append(waits := _Waiting(member, origin, source))
        return waits

    def _recognise(self, sample: Sample, place: str) -> Source | FileOutcome:
        try:
            source = self.recognise(sample)
        except SourceError as e:
            return FileOutcome(place, "damaged", str(e))
        except Exception as e:  # noqa: BLE001 - see _members
            return _reader_fault(place, e)
        return FileOutcome(place, *_explain_unrecognised(sample)) if source is None else source

    def _together(self, queue: list[_Waiting]) -> None:
        """Read all files in the queue, the files of each source together, and empty the queue."""
        for name in sorted({w.source.card.id for w in queue}):
            some = [w for w in queue if w.source.card.id == name]
            for w, account in zip(some, self._read_as_one(some), strict=True):
                if account is None:
                    w.part = self._read(w.member, w.origin, w.source)
                else:
                    w.part = account.entry(w.member.file, name, w.member.sha256, w.origin.sha256)
        queue.clear()

    def _read_as_one(self, some: list[_Waiting]) -> list[reading.Account | None]:
        """Read files of one source together; return each one's counts, ``None`` for one to be read alone."""
        source, alone = some[0].source, list[reading.Account | None]([None] * len(some))
        try:  # on any fault each file is read alone, which reports its own fault
            events, accounts = reading.read_together([w.member.file for w in some], source)
            if not all(w.origin.thing.is_unchanged() for w in some):
                return alone
        except LakeError:
            raise
        except Exception:  # noqa: BLE001 - see _members
            return alone
        some[0].origin.into.add("events", source.card.id, events)
        return accounts

    def _read(self, member: Member, origin: _OpenFile, source: Source) -> Part:
        file, account = member.file, reading.Account()
        mine = self._stage(origin.thing, file.place)
        try:
            for table, records in reading.read(file, source, account):
                mine.add(table, source.card.id, records)
                origin.progress(f"{file.place}: {account.row_count:,} rows")
            _check_unchanged(origin.thing)
            if account.fault:
                raise SourceError(account.fault)  # noqa: TRY301 - said as that of a source
        except SourceError as e:
            mine.discard()
            return FileOutcome(file.place, "damaged", str(e))
        except MissingExtraError as e:
            mine.discard()
            return FileOutcome(file.place, "skipped", str(e))
        except LakeError:
            raise
        except OSError as e:
            mine.discard()
            return _fault(origin.thing, e)
        except Exception as e:  # noqa: BLE001 - see _members
            mine.discard()
            return _reader_fault(file.place, e)
        origin.into.take(mine)
        return account.entry(file, source.card.id, member.sha256, origin.sha256)


def read_in_order(things: Iterable[OnDisk | Gap], opener: Opener) -> Iterator[Run | OnDisk | Gap]:
    """Yield files, and gaps (unreadable things), in order: small files as runs already read."""
    waiting: deque[Future[Run]] = deque()
    pool = ThreadPoolExecutor(THREADS, "reading")
    try:
        for run in _runs(things):
            if isinstance(run, list):
                waiting.append(pool.submit(opener.ahead, run))
                if len(waiting) >= AHEAD:
                    yield waiting.popleft().result()
                continue
            while waiting:
                yield waiting.popleft().result()
            yield run
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _runs(things: Iterable[OnDisk | Gap]) -> Iterator[list[OnDisk] | OnDisk | Gap]:
    """Yield the files and gaps in order, with consecutive small files as one list."""
    run, size = list[OnDisk](), 0
    for thing in things:
        small = isinstance(thing, OnDisk) and thing.stamp[0] <= SMALL_BYTES
        if run and (not small or len(run) >= RUN_FILES or size >= RUN_BYTES):
            yield run
            run, size = [], 0
        if isinstance(thing, OnDisk) and small:
            run.append(thing)
            size += thing.stamp[0]
        else:
            yield thing
    if run:
        yield run


def _done(part: Part | _Waiting) -> Part:
    if not isinstance(part, _Waiting):
        return part
    assert part.part is not None
    return part.part


def _check_unchanged(thing: OnDisk) -> None:
    if not thing.is_unchanged():
        raise SourceError(f"{thing.place} changed while it was read: add it when it is whole.")


def _fault(thing: OnDisk, e: OSError) -> FileOutcome:
    """Return the outcome for a file that cannot be read; raise the error if another file caused it."""
    if e.filename not in (None, str(thing.path)):
        raise e  # about another file, so our own fault
    return FileOutcome(thing.place, "damaged", f"It cannot be read: {e.strerror}.")


def _reader_fault(place: str, e: Exception) -> FileOutcome:
    if isinstance(e, RecursionError):
        return FileOutcome(place, "damaged", "It is nested deeper than any file of records: leave it out.")
    at = extract_tb(e.__traceback__)[-1]
    what = "it needs more memory than there is" if isinstance(e, MemoryError) else f"{type(e).__name__}: {e}"
    short = " ".join(what.split())[:200]
    where = f"{Path(at.filename).stem}, line {at.lineno}"
    return FileOutcome(place, "damaged", f"Reading it failed ({short}; {where}): report it.")


def _explain_unrecognised(sample: Sample) -> tuple[str, str]:
    """Return the status and reason for a file that no source recognises."""
    if why := no_records.why(sample):
        return "companion", why
    return "unrecognised", "No source knows this layout: see `comity sources` for those known."
