"""Adding files to the lake. A commit of several files succeeds as a whole or leaves no trace.

A commit follows after :data:`COMMIT_FILES` files, :data:`COMMIT_ROWS` records or :data:`COMMIT_SECONDS`
seconds; files that were read in one run go into one commit. If the process is killed, at most the commit in
progress is lost, and adding the same files again completes the work. The SHA-256 of its unpacked bytes
identifies a file, so the same file plain, gzipped and in a zip is stored once.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from comity.lake.ingest import read_ahead, repeats, stage
from comity.lake.ingest.read_ahead import AlreadyHeld, Opened, Progress, Recognise
from comity.lake.ingest.receipt import FileOutcome, Receipt
from comity.lake.storage import archive, chain, disk, manifest, sweep
from comity.lake.storage.archive import Gap, OnDisk
from comity.lake.storage.manifest import Commit, FileEntry, Manifest
from comity.records.schemas import REJECTS

COMMIT_FILES = 512
COMMIT_ROWS = 1_000_000
#: Time after which even a small commit is made: a machine may lose power often.
COMMIT_SECONDS = 30.0


def add(root: Path, paths: Iterable[Path], recognise: Recognise, progress: Progress | None = None) -> Receipt:
    """Add the files ``paths``, and every file in the folders among them, to the lake at ``root``.

    Raises
    ------
    SourceError
        When one of ``paths`` does not exist.
    LakeBusyError
        When another process is writing.
    LakeDamagedError
        When a manifest record is damaged.
    LakeError
        When the lake cannot be written; earlier commits are safe.
    """
    given = [Path(p) for p in paths]
    things = archive.walk(given, leave_out=root)
    first = next(things, None)  # a wrong path must fail before the lake is made
    disk.check_in_place(root)
    with disk.one_writer(root), _steady_memory():
        writer = _Writer(root, recognise, progress)
        try:
            writer.meet_all(things if first is None else itertools.chain([first], things))
            writer.commit()
        finally:
            writer.close()
    return Receipt(tuple(writer.lines))


@contextmanager
def _steady_memory() -> Iterator[None]:
    """Let Arrow allocate with jemalloc, if available, which keeps freed memory for the next file."""
    usual = pa.default_memory_pool()
    with suppress(NotImplementedError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)


class _Writer:
    """The one writer of a lake: collects the records of files and commits them."""

    def __init__(self, root: Path, recognise: Recognise, progress: Progress | None) -> None:
        self.root, self.recognise, self.progress = root, recognise, progress
        with disk.writing(root):
            for folder in ("manifest", "staging"):
                disk.make_folder(root / folder, root)
            self.current: Manifest = chain.read_for_writing(root)
            sweep.sweep(self.current, datetime.now(UTC))
        self.known: dict[str, FileEntry] = {f.sha256: f for f in self.current.files.values()}
        self.whole: set[str] = set(self.current.whole_disk)
        self.lines: list[FileOutcome] = []
        self.stage = stage.Stage(root, "commit")
        self._fresh()

    def _fresh(self) -> None:
        self.files: list[FileEntry] = []
        self.open_lines: dict[str, int] = {}
        self.new_whole: list[str] = []
        self.began = time.monotonic()
        self.stage.clear()

    def close(self) -> None:
        """Delete the staged files that were not committed."""
        with disk.writing(self.root):
            self.current = chain.read_for_writing(self.root)  # an interrupt may come just after a commit
            sweep.sweep(self.current, datetime.now(UTC))

    def meet_all(self, things: Iterable[OnDisk | Gap]) -> None:
        opener = read_ahead.Opener(self.root, self.recognise, self.whole, self.known)
        for met in read_ahead.read_in_order(things, opener):
            if isinstance(met, Gap):
                self._tell(met.place)
                self.lines.append(FileOutcome(met.place, met.status, met.reason))
            elif isinstance(met, OnDisk):
                self._meet(opener.open(met, self.stage, self._tell), streaming=True)
            elif met.meets_again(self.known):
                met.stage.discard()
                for thing in met.things:  # one by one, so that a repeated file is noticed
                    self._meet(opener.open(thing, self.stage, self._tell), streaming=True)
            else:
                self.stage.take(met.stage)
                for opened in met.opened:
                    self._meet(opened)
            self._commit_if_due()

    def _commit_if_due(self) -> None:
        late = time.monotonic() - self.began >= COMMIT_SECONDS
        if late or len(self.files) >= COMMIT_FILES or self.stage.rows >= COMMIT_ROWS:
            self.commit()

    def _tell(self, what: str) -> None:
        if self.progress is not None:
            self.progress(len(self.lines), what)

    def _meet(self, opened: Opened, *, streaming: bool = False) -> None:
        """Add one file found on disk, which may be an archive of several.

        With ``streaming``, the records of each part are staged as the part is read, and a commit is possible
        after each part. Otherwise all records are staged already.
        """
        self._tell(opened.place)
        before = len(self.lines)
        for part in opened.parts:
            if isinstance(part, FileOutcome):
                self.lines.append(part)
            elif isinstance(part, AlreadyHeld):
                self.lines.append(FileOutcome(part.place, "held", self._place_of(self.known[part.sha256])))
            else:
                self._account(part)
            if streaming:
                self._commit_if_due()
        packed = opened.sha256 and opened.sha256 not in self.known and opened.sha256 not in self.whole
        if packed and all(x.status in ("added", "held", "junk") for x in self.lines[before:]):
            self.new_whole.append(opened.sha256)

    def _place_of(self, file: FileEntry) -> str:
        new = self.current.replaced.get(file.file_id)
        by = f", since corrected by {self.current.files[new].place}" if new else ""
        return f"Held as {file.place}{by}."

    def _account(self, entry: FileEntry) -> None:
        self.files.append(entry)
        self.known[entry.sha256] = entry
        self.open_lines[entry.file_id] = len(self.lines)
        self.lines.append(
            FileOutcome(
                place=entry.place,
                status="added",
                source=entry.source,
                file_id=entry.file_id,
                row_count=entry.row_count,
                accepted=entry.accepted,
                set_aside=entry.set_aside,
                rejects=entry.rejects,
                records=entry.records,
            )
        )

    def commit(self) -> None:
        if not self.files and not self.new_whole:
            return
        with disk.writing(self.root):
            commit = self._stage_commit()
            self.current = chain.append(self.current, commit)
            sweep.unmark(self.root, commit.batch)
        self.whole.update(self.new_whole)
        for s in commit.supersedes:
            n = self.open_lines[s.new]
            self.lines[n] = replace(self.lines[n], replaces=s.old)
        self._fresh()

    def _stage_commit(self) -> Commit:
        """Give the staged files their final names, and return the commit that will list them."""
        once = self.stage.once()
        self.stage.flush()
        batch = manifest.batch_id([f.file_id for f in self.files] + self.new_whole)
        parts = self.stage.place(batch)
        records = [p for p in parts if p.table != REJECTS]
        return Commit(
            batch=batch,
            added_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            version=manifest.VERSION,
            parts=tuple(parts),
            files=tuple(self.files),
            supersedes=repeats.corrections(self.current, self.files, records),
            overlapping=repeats.overlapping_parts(self.current, records, once),
            whole_disk=tuple(self.new_whole),
        )
