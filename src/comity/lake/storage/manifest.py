"""The manifest, which lists all files of a lake. Readers ignore a Parquet file that no record lists.

:mod:`comity.lake.storage.chain` reads and writes the manifest, one record per commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from comity.errors import LakeDamagedError
from comity.lake.storage.proof import SOURCES_NAMED, Missing, RecordLink
from comity.lazy import lazy
from comity.records.coverage import Coverage

#: Version of the package that writes; part of every record and of a view's fingerprint.
VERSION = version("comity")

#: What to do about damage.
REMEDY = "run `comity verify --repair`, or restore a backup by `comity restore`"


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: its path (relative to the lake), content, and range of record ids."""

    path: str
    table: str
    source: str
    rows: int
    size: int
    sha256: str
    ids: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One source file in the lake, with the counts of its rows and records.

    ``sha256`` is the digest of the unpacked bytes (``file_id`` is its short form), ``disk_sha256`` that of
    the file or archive on disk.  ``records`` counts records by table; ``known_first`` and ``known_last`` are
    the first and last day on which records became known (``None``: no records).
    """

    file_id: str
    sha256: str
    disk_sha256: str
    name: str
    place: str
    source: str
    row_count: int
    accepted: int
    set_aside: dict[str, int]
    rejects: dict[str, int]
    records: dict[str, int]
    known_first: date | None
    known_last: date | None
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Supersession:
    """The correction ``new`` replaces the file ``old`` (both file ids)."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One manifest record: the files that one commit added.

    ``overlapping`` lists the Parquet files (new or older) that share a record id with another; views look for
    repeated ids only in these. ``whole_disk`` lists the digests of files on disk whose members are all in the
    lake, so that later runs need not open them. ``retired`` lists older Parquet files whose rows are now in
    ``parts`` of this commit.
    """

    batch: str
    added_at: str
    version: str
    parts: tuple[Part, ...]
    files: tuple[FileEntry, ...]
    supersedes: tuple[Supersession, ...] = ()
    overlapping: tuple[str, ...] = ()
    whole_disk: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """All manifest records of a lake, oldest first.

    ``head`` refers to the newest record (``None`` if there is none or the records have no chain).
    ``intervals`` maps the digest of a downloaded file to the versions that its publisher offered: pairs
    (first day, digest) in order; a version may come back. ``remedy`` says what to do about damage, and
    ``missing`` lists what the lake has lost.
    """

    root: Path
    commits: tuple[Commit, ...] = ()
    head: RecordLink | None = None
    intervals: Mapping[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)
    remedy: str = REMEDY
    missing: tuple[Missing, ...] = ()

    @lazy
    def parts(self) -> tuple[Part, ...]:
        """Return every Parquet file in use."""
        return tuple(p for c in self.commits for p in c.parts if p.path not in self._heirs)

    @lazy
    def _heirs(self) -> dict[str, tuple[Part, ...]]:
        """Return a map from the path of a retired Parquet file to the files with its rows."""
        return {path: c.parts for c in self.commits for path in c.retired}

    def standing(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """Return the Parquet files that have the rows of ``parts`` now, after any merging."""
        out = dict[str, Part]()
        for p in parts:
            heirs = self._heirs.get(p.path)
            out |= {q.path: q for q in ((p,) if heirs is None else self.standing(heirs))}
        return tuple(out.values())

    def sources_of(self, part: Part) -> tuple[str, ...]:
        """Return the places of the source files whose rows are in a Parquet file, sorted."""
        return tuple(
            sorted(
                f.place
                for c in self.commits
                if any(q.path == part.path for q in self.standing(c.parts))
                for f in c.files
                if f.source == part.source and part.table in f.records
            )
        )

    def describe_damage(self, part: Part, what: str) -> LakeDamagedError:
        """Return the error for a damaged Parquet file: what is wrong, what to do, and its source files."""
        places = self.sources_of(part)
        named = ", ".join(places[:SOURCES_NAMED])
        more = f" and {len(places) - SOURCES_NAMED} more" if len(places) > SOURCES_NAMED else ""
        made_of = f"; it was made of {named}{more}" if places else ""
        return LakeDamagedError(f"The lake's file {self.root / part.path} {what}: {self.remedy}{made_of}.")

    @lazy
    def files(self) -> dict[str, FileEntry]:
        """Return every source file in the lake, by file id, including replaced ones."""
        return {f.file_id: f for c in self.commits for f in c.files}

    @lazy
    def replaced(self) -> dict[str, str]:
        """Return a map from the id of a replaced file to the id of its correction."""
        return {s.old: s.new for c in self.commits for s in c.supersedes}

    @lazy
    def overlapping(self) -> frozenset[str]:
        """Return the paths of the Parquet files that may repeat a record id."""
        return frozenset(p for c in self.commits for p in c.overlapping)

    @lazy
    def whole_disk(self) -> frozenset[str]:
        """Return the digests of files on disk whose entire content is in the lake."""
        return frozenset(d for c in self.commits for d in c.whole_disk)

    def live(self, as_of: date | None = None) -> dict[str, FileEntry]:
        """Return the files not replaced by a correction that was known on ``as_of``, by file id."""
        invisible = self.invisible(as_of)
        return {i: f for i, f in sorted(self.files.items()) if i not in invisible}

    def invisible(self, as_of: date | None = None) -> frozenset[str]:
        """Return the ids of the files that a view as of ``as_of`` (``None``: today) leaves out.

        Of a file and its correction, the view shows the version that the publisher offered on that day,
        according to the downloaded versions.  Without these, it shows the correction from the first day on
        which one of its records became known.
        """
        out = set()
        for old, new in self.replaced.items():
            if old not in self.files:
                continue  # removed with a damaged commit and not added again yet
            pair = {self.files[i].disk_sha256: i for i in (old, new)}
            intervals = self.intervals.get(self.files[new].disk_sha256, ())
            if pair.keys() <= {version for _, version in intervals}:
                out |= {old, new} - {pair.get(self._find_in_force(intervals, as_of), "")}
            else:
                first = self.files[new].known_first
                out.add(old if as_of is None or first is None or first <= as_of else new)
        return frozenset(out)

    def _find_in_force(self, intervals: tuple[tuple[date, str], ...], as_of: date | None) -> str:
        """Return the digest of the newest version in the lake that was published by ``as_of``."""
        present = {f.disk_sha256 for f in self.files.values()}
        published = [v for first, v in intervals if v in present and (as_of is None or first <= as_of)]
        return published[-1] if published else ""


def batch_id(file_ids: Iterable[str]) -> str:
    """Return the name of a commit: 16 hex digits computed from the ids of the files added."""
    return hashlib.sha256("\n".join(file_ids).encode()).hexdigest()[:16]


#: Fields of a file's entry that have another name in a record.
_ON_DISK = {"row_count": "seen", "accepted": "kept"}


def to_json(commit: Commit) -> dict[str, Any]:
    """Return a commit in plain types."""
    return {
        **_shallow(commit),
        "parts": [_shallow(p) for p in commit.parts],
        "supersedes": [_shallow(s) for s in commit.supersedes],
        "files": [
            {
                **{_ON_DISK.get(k, k): v for k, v in _shallow(f).items()},
                "coverage": [c.as_json() for c in f.coverage],
                "known_first": f.known_first and f.known_first.isoformat(),
                "known_last": f.known_last and f.known_last.isoformat(),
            }
            for f in commit.files
        ],
    }


def _shallow(row: Commit | Part | FileEntry | Supersession) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in fields(row)}


def from_json(data: dict[str, Any]) -> Commit:
    """Return the commit that :func:`to_json` wrote, also in an earlier version."""
    files = []
    for f in data["files"]:
        days = {k: date.fromisoformat(f[k]) if f[k] else None for k in ("known_first", "known_last")}
        coverage = tuple(Coverage.from_json(c) for c in f["coverage"])
        named = {field: f.pop(key) for field, key in _ON_DISK.items()}
        files.append(FileEntry(**{**f, **named, **days, "coverage": coverage}))
    parts = [Part(**{**p, "ids": tuple(p["ids"]) if p["ids"] else None}) for p in data["parts"]]
    return Commit(
        batch=data["batch"],
        added_at=data["added_at"],
        version=data["version"],
        parts=tuple(parts),
        files=tuple(files),
        supersedes=tuple(Supersession(**s) for s in data["supersedes"]),
        overlapping=tuple(data.get("overlapping", data.get("tangled", ()))),
        whole_disk=tuple(data["whole_disk"]),
        retired=tuple(data.get("retired", ())),
    )
