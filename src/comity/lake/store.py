"""The lake as one object, for adding files, checks and questions.

Each task has its module, which :func:`_load` imports on first use. So readers do not load the modules for
writing, and adding files loads no query engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from comity import folders
from comity.errors import LakeChangedError, LakeDamagedError
from comity.lake.storage import chain, proof, vintages
from comity.lake.storage import packaged as packaged_records
from comity.lake.storage.manifest import Manifest
from comity.lake.storage.verified import verify
from comity.records.coverage import Coverage, merge
from comity.records.schemas import REJECT, REJECTS
from comity.sources import registry
from comity.types import Day, read_day

if TYPE_CHECKING:
    from comity.lake.backup import Copied
    from comity.lake.checkup import Checkup, Repair
    from comity.lake.ingest.compaction import Compacted
    from comity.lake.ingest.read_ahead import Progress, Recognise
    from comity.lake.ingest.receipt import Receipt
    from comity.lake.query.view import View
    from comity.sources.base import Source, SourceFile


def _load(module: str) -> Any:
    return import_module(f"comity.lake.{module}")


@dataclass(frozen=True, slots=True)
class Status:
    """The content of a lake: current files, records by table and source, coverage, rejects by reason.

    ``last_added`` is the time of the newest commit in UTC (ISO 8601), "" for an empty lake. ``damage`` has
    one sentence for each record or file that is missing or damaged, as far as this shows without reading the
    files.
    """

    root: str
    files: int
    replaced: int
    records: dict[str, dict[str, int]]
    coverage: tuple[Coverage, ...]
    rejects: dict[str, int]
    bytes: int
    last_added: str
    damage: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the status in plain types."""
        return {
            "root": self.root,
            "files": self.files,
            "replaced": self.replaced,
            "records": self.records,
            "coverage": [c.as_json() for c in self.coverage],
            "rejects": self.rejects,
            "bytes": self.bytes,
            "last_added": self.last_added,
            "damage": list(self.damage),
        }


@dataclass(frozen=True, slots=True)
class Lake:
    """A folder of records. Opening and reading the lake never write to the folder."""

    root: Path

    @classmethod
    def open(cls, path: Path | str | None = None) -> Lake:
        """Open the lake at ``path`` (default: :meth:`default_path`); an absent folder is an empty lake."""
        return cls(Path(path) if path is not None else cls.default_path())

    @staticmethod
    def default_path() -> Path:
        """Return the default folder; see :func:`comity.folders.lake`."""
        return folders.lake()

    def add(
        self,
        paths: Path | str | Iterable[Path | str],
        recognise: Recognise = registry.recognise,
        progress: Progress | None = None,
    ) -> Receipt:
        """Add every file at and below ``paths``; see :func:`comity.lake.ingest.ingest.add`.

        ``recognise`` returns the source that reads a file.
        """
        several = [paths] if isinstance(paths, Path | str) else paths
        receipt: Receipt = _load("ingest.ingest").add(
            self.root, [Path(p) for p in several], recognise, progress
        )
        return receipt

    def compact(self, today: date | None = None) -> Compacted:
        """Merge many small Parquet files into few; see :func:`comity.lake.ingest.compaction.compact`.

        Only months before that of ``today`` (default: the day in UTC) are merged in any case.
        """
        compacted: Compacted = _load("ingest.compaction").compact(
            self.root, today or datetime.now(UTC).date()
        )
        return compacted

    def status(self) -> Status:
        """Return what the lake contains, as far as the manifest is readable, and what is damaged."""
        current, _ = chain.examine(self.root)
        with suppress(LakeDamagedError):  # check() below reports a damaged ledger of downloads
            current = replace(current, intervals=vintages.version_intervals(self.root))
        live = current.live().values()
        records: dict[str, Counter[str]] = {}
        rejects: Counter[str] = Counter()
        for f in live:
            rejects.update(f.rejects)
            for table, n in f.records.items():
                records.setdefault(table, Counter())[f.source] += n
        return Status(
            root=str(self.root),
            files=len(live),
            replaced=len(current.replaced),
            records={t: dict(sorted(records[t].items())) for t in sorted(records)},
            coverage=tuple(merge(c for f in live for c in f.coverage)),
            rejects=dict(sorted(rejects.items())),
            bytes=sum(p.size for p in current.parts),
            last_added=max((c.added_at for c in current.commits), default=""),
            damage=tuple(d.text for d in self.check().damage),
        )

    def rejects(self) -> pa.Table:
        """Return the rows of current files that could not be read, sorted by source, file and row."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - no other question needs this module

        current = self._manifest()
        with chain.tell_change(current):
            paths = verify(current, (p for p in current.parts if p.table == REJECTS))
        tables = [pq.read_table(p, page_checksum_verification=True, partitioning=None) for p in paths]
        out = pa.concat_tables([REJECT.empty_table(), *(t.cast(REJECT) for t in tables)])
        live = pa.array(list(current.live()), pa.string())
        out = out.filter(pc.is_in(out["file_id"], live))
        return out.sort_by([("source", "ascending"), ("file_id", "ascending"), ("row_no", "ascending")])

    def view(
        self,
        as_of: Day | None = None,
        extra: Sequence[tuple[SourceFile, Source]] = (),
        *,
        packaged: bool = False,
    ) -> View:
        """Return the records of the lake known on ``as_of``, with the user's own facts and any extra files.

        Parameters
        ----------
        as_of : only records known on this day or earlier; ``None`` for all
        extra : files to read into memory, each with its source
        packaged : whether to add the records of the package: the chronicle, vetoed drafts, and the Parquet
            files of sources that the lake lacks (:mod:`comity.lake.storage.packaged`)
        """
        snapshot = _load("query.snapshot")
        shelved = [snapshot.Shelved(*f) for f in packaged_records.list_files()] if packaged else []
        if own := _load("own_facts").source_file(self.root):
            shelved.append(snapshot.Shelved(own, "own_acts"))
        files = [*shelved, *(snapshot.embed(*f) for f in extra)]
        while True:
            manifest = self._manifest()
            shipped = packaged_records.select_absent(manifest) if packaged else None
            reviews = _load("query.review_log").read(self.root)
            with suppress(LakeChangedError):  # changed between two steps: open it again
                view: View = _load("query.view").View(manifest, files, read_day(as_of), reviews, shipped)
                return view

    def _manifest(self) -> Manifest:
        """Return the manifest with the versions offered by publishers; raise an error if rows are missing."""
        current = chain.read(self.root)
        if current.missing:
            raise LakeDamagedError(proof.describe(self.root, current.missing))
        return replace(current, intervals=vintages.version_intervals(self.root))

    def check(self, *, deep: bool = False) -> Checkup:
        """Return every fault found in the lake; see :func:`comity.lake.checkup.examine`."""
        checkup: Checkup = _load("checkup").examine(self.root, deep=deep)
        return checkup

    def repair(self, recognise: Recognise = registry.recognise) -> Repair:
        """Repair the lake as far as possible; see :func:`comity.lake.checkup.repair`."""
        repaired: Repair = _load("checkup").repair(self.root, recognise)
        return repaired

    def dismiss(self, place: str) -> None:
        """Stop reporting what is missing from ``place``; see :func:`comity.lake.checkup.dismiss`."""
        from comity.lake import checkup  # noqa: PLC0415

        checkup.dismiss(self.root, place)

    def backup(self, into: Path | str) -> Copied:
        """Copy the lake, even while another process writes; see :func:`comity.lake.backup.backup`."""
        copied: Copied = _load("backup").backup(self.root, Path(into))
        return copied

    def restore(self, source: Path | str) -> Path | None:
        """Replace this lake by a backup and return the old folder; see :func:`comity.lake.backup.restore`."""
        before: Path | None = _load("backup").restore(self.root, Path(source))
        return before
