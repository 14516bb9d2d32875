"""Bringing files in: each exactly once by what it holds, one commit after the other, never half.

A commit takes in up to :data:`COMMIT_FILES` files or :data:`COMMIT_ROWS` records.  A kill at any moment
loses at most the commit under way; adding the same files again finishes the work.  A file is known
by the SHA-256 of its unpacked bytes, so the same file plain, gzipped and in a zip is held once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from comity.errors import LakeError, MissingExtraError, SourceError
from comity.lake import archive, disk, manifest, reading, repeats, stage
from comity.lake.archive import Gap, Member, OnDisk
from comity.lake.manifest import Commit, HeldFile, Manifest
from comity.lake.receipt import Line, Receipt
from comity.records import identity
from comity.sources import no_records
from comity.sources.base import Sample, Source, SourceFile

COMMIT_FILES = 64
COMMIT_ROWS = 1_000_000
HEAD_BYTES = 64 << 10
"""How much of a file a source may look at to recognise it."""

Recognise = Callable[[Sample], Source | None]
Progress = Callable[[int, str], None]
"""Called with how many files were met so far and what is being read: its place, and the rows so far."""


def add(root: Path, paths: Iterable[Path], recognise: Recognise, progress: Progress | None = None) -> Receipt:
    """Add every file at and below ``paths`` to the lake at ``root``.

    Raises
    ------
    SourceError
        When one of ``paths`` does not exist.
    LakeBusyError
        When another process is writing.
    LakeDamagedError
        When a manifest record is damaged.
    LakeError
        When the lake cannot be written; what was committed before is safe.
    """
    given = [Path(p) for p in paths]
    found = archive.walk(given, leave_out=root)
    first = next(found, None)  # so that a wrong path is told before the lake is made
    with disk.one_writer(root):
        writer = _Writer(root, recognise, progress)
        try:
            if first is not None:
                writer.meet(first)
            for thing in found:
                writer.meet(thing)
            writer.commit()
        finally:
            writer.close()
    return Receipt(tuple(writer.lines))


class _Writer:
    """The one writer: meets files, gathers a commit, commits it."""

    def __init__(self, root: Path, recognise: Recognise, progress: Progress | None) -> None:
        self.root, self.recognise, self.progress = root, recognise, progress
        self.held: Manifest = manifest.read(root)
        with disk.writing(root):
            for folder in ("manifest", "staging"):
                disk.make_folder(root / folder, root)
            stage.sweep(root, self._named())
        self.known: dict[str, HeldFile] = {f.sha256: f for f in self.held.files.values()}
        self.whole: set[str] = set(self.held.whole_disk)
        self.lines: list[Line] = []
        self._fresh()

    def _fresh(self) -> None:
        self.files: list[HeldFile] = []
        self.open_lines: dict[str, int] = {}
        self.new_whole: list[str] = []
        self.stage = stage.Stage(self.root, "commit")

    def _named(self) -> set[str]:
        records = {f"manifest/{c.batch}.json" for c in self.held.commits}
        return records | {p.path for p in self.held.parts}

    def close(self) -> None:
        """Drop what was not committed."""
        self.held = manifest.read(self.root)  # an interrupt may fall just after a commit
        with disk.writing(self.root):
            stage.sweep(self.root, self._named())

    def meet(self, thing: OnDisk | Gap) -> None:
        """Take in one thing met on disk."""
        if self.progress is not None:
            self.progress(len(self.lines), thing.place)
        if isinstance(thing, Gap):
            self._line(thing.place, thing.status, thing.reason)
            return
        before = len(self.lines)
        try:
            sha256 = identity.digest_file(thing.path)
            if sha256 in self.whole:
                self._line(thing.place, "held", "All that it holds is held.")
                return
            for member in archive.members(thing, sha256):
                if isinstance(member, Gap):
                    self._line(member.place, member.status, member.reason)
                else:
                    self._take(member, thing, sha256)
        except SourceError as e:
            self._line(thing.place, "damaged", str(e))
            return
        except LakeError:
            raise
        except OSError as e:
            if e.filename not in (None, str(thing.path)):
                raise  # not this file: a fault of ours
            self._line(thing.place, "damaged", f"It cannot be read: {e.strerror}.")
            return
        opened = sha256 not in self.known
        if opened and all(x.status in ("added", "held", "junk") for x in self.lines[before:]):
            self.new_whole.append(sha256)
        if len(self.files) >= COMMIT_FILES or self.stage.rows >= COMMIT_ROWS:
            self.commit()

    def _held_as(self, file: HeldFile) -> str:
        new = self.held.replaced.get(file.file_id)
        by = f", since corrected by {self.held.files[new].place}" if new else ""
        return f"Held as {file.place}{by}."

    def _line(self, place: str, status: str, reason: str) -> None:
        self.lines.append(Line(place, status, reason))

    def _take(self, member: Member, found: OnDisk, disk_sha256: str) -> None:
        """Recognise and read one unpacked file into the commit."""
        file = member.file
        if member.sha256 in self.known:
            self._line(file.place, "held", self._held_as(self.known[member.sha256]))
            return
        with file.open() as stream:
            head = stream.read(HEAD_BYTES)
        if not head:
            self._line(file.place, "damaged", "It is empty: download it again.")
            return
        mine = stage.Stage(self.root, file.file_id)
        account = reading.Account()
        try:
            source = self._read(file, found, Sample(file.name, head), mine, account)
        except SourceError as e:
            mine.discard()
            self._line(file.place, "damaged", str(e))
            return
        except MissingExtraError as e:
            mine.discard()
            self._line(file.place, "skipped", str(e))
            return
        if source is None:
            self._line(file.place, *_nobodys(Sample(file.name, head)))
            return
        self.stage.take(mine)
        self._account(member, disk_sha256, source.card.id, account)

    def _read(
        self,
        file: SourceFile,
        found: OnDisk,
        sample: Sample,
        mine: stage.Stage,
        account: reading.Account,
    ) -> Source | None:
        """Read a file into its own stage by the source that claims it, if one does."""
        source = self.recognise(sample)
        if source is not None:
            for table, records in reading.read(file, source, account):
                mine.add(table, source.card.id, records)
                if self.progress is not None:
                    self.progress(len(self.lines), f"{file.place}: {account.seen:,} rows")
        if not found.unchanged():
            raise SourceError(f"{found.place} changed while it was read: add it when it is whole.")
        return source

    def _account(self, member: Member, disk_sha256: str, source: str, account: reading.Account) -> None:
        held = account.held(member.file, source, member.sha256, disk_sha256)
        self.files.append(held)
        self.known[held.sha256] = held
        self.open_lines[held.file_id] = len(self.lines)
        self.lines.append(
            Line(
                place=held.place,
                status="added",
                source=source,
                file_id=held.file_id,
                seen=held.seen,
                kept=held.kept,
                set_aside=held.set_aside,
                rejects=held.rejects,
                records=held.records,
            )
        )

    def commit(self) -> None:
        """Make all that is gathered last, at once."""
        if not self.files and not self.new_whole:
            return
        with disk.writing(self.root):
            commit = self._write()
        self.held = Manifest(self.root, (*self.held.commits, commit))
        self.whole.update(self.new_whole)
        for s in commit.supersedes:
            n = self.open_lines[s.new]
            self.lines[n] = replace(self.lines[n], replaces=s.old)
        self._fresh()

    def _write(self) -> Commit:
        self.stage.flush()
        batch = manifest.batch_id([f.file_id for f in self.files] + self.new_whole)
        parts = self.stage.place(batch)
        records = [p for p in parts if p.table != stage.REJECTS]
        commit = Commit(
            batch=batch,
            added_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            version=manifest.VERSION,
            parts=tuple(parts),
            files=tuple(self.files),
            supersedes=repeats.corrections(self.held, self.files, records),
            tangled=repeats.tangled(self.held, records),
            whole_disk=tuple(self.new_whole),
        )
        manifest.write(self.root, commit)
        return commit


def _nobodys(sample: Sample) -> tuple[str, str]:
    """Status and reason of a file that no source claims."""
    if why := no_records.why(sample):
        return "companion", why
    return "unrecognised", "No source knows this layout: see `comity sources` for those known."
