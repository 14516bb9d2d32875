"""The manifest: what readers believe.  A Parquet file that no record names does not exist.

One JSON record a commit, ``manifest/<batch>.json``, written under a temporary name, made to last,
then renamed: it is there whole or not at all.  Each record carries the digest of itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from comity.errors import LakeDamagedError
from comity.lake.storage import disk
from comity.lake.storage.failpoint import reached
from comity.lazy import lazy
from comity.records.coverage import Coverage

VERSION = version("comity")
"""Of the package that writes; part of every record and of a view's fingerprint."""

FORMAT = 1
"""Version of the record's layout."""


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: where (relative to the lake), what it holds, and the range of its ids."""

    path: str
    table: str
    source: str
    rows: int
    size: int
    sha256: str
    ids: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One source file held, with its whole account.

    ``sha256`` is of the unpacked bytes (``file_id`` is its short form), ``disk_sha256`` of the file or
    archive as it lay on disk.  ``records`` counts records by table, ``known_first`` and
    ``known_last`` are the first and last day its records became known (``None``: no records).
    """

    file_id: str
    sha256: str
    disk_sha256: str
    name: str
    place: str
    source: str
    seen: int
    kept: int
    set_aside: dict[str, int]
    rejects: dict[str, int]
    records: dict[str, int]
    known_first: date | None
    known_last: date | None
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Supersession:
    """File ``old`` is replaced by its correction ``new`` (both file ids)."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One manifest record.

    ``overlapping`` names the Parquet files (new or older) that share a record id with another: a view
    looks for repeats in these only.  ``whole_disk`` lists the digests of files on disk whose every
    member is held as of this commit, so that a later run need not open them.  ``retired`` names older Parquet
    files whose rows stand in ``parts`` of this commit.
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
    """All records of a lake, as they were at one moment.

    ``intervals`` gives, for files got from a publisher in several versions, by the digest of each on disk:
    from which day on which version (its digest) was published, in order; a version may come back.
    """

    root: Path
    commits: tuple[Commit, ...] = ()
    intervals: Mapping[str, tuple[tuple[date, str], ...]] = field(default_factory=dict)

    @lazy
    def parts(self) -> tuple[Part, ...]:
        """Every Parquet file that exists."""
        return tuple(p for c in self.commits for p in c.parts if p.path not in self._heirs)

    @lazy
    def _heirs(self) -> dict[str, tuple[Part, ...]]:
        """Path of a retired Parquet file -> those that hold its rows since."""
        return {path: c.parts for c in self.commits for path in c.retired}

    def standing(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """The Parquet files that hold the rows of these today."""
        out = dict[str, Part]()
        for p in parts:
            heirs = self._heirs.get(p.path)
            out |= {q.path: q for q in ((p,) if heirs is None else self.standing(heirs))}
        return tuple(out.values())

    @lazy
    def files(self) -> dict[str, FileEntry]:
        """Every source file held, by file id, replaced ones included."""
        return {f.file_id: f for c in self.commits for f in c.files}

    @lazy
    def replaced(self) -> dict[str, str]:
        """File id of a replaced file -> that of its correction."""
        return {s.old: s.new for c in self.commits for s in c.supersedes}

    @lazy
    def overlapping(self) -> frozenset[str]:
        """Paths of the Parquet files that may repeat a record id."""
        return frozenset(p for c in self.commits for p in c.overlapping)

    @lazy
    def whole_disk(self) -> frozenset[str]:
        """Digests of files on disk that are held in full."""
        return frozenset(d for c in self.commits for d in c.whole_disk)

    def live(self, as_of: date | None = None) -> dict[str, FileEntry]:
        """Files not replaced by a correction that was known on ``as_of``, by file id."""
        invisible = self.invisible(as_of)
        return {i: f for i, f in sorted(self.files.items()) if i not in invisible}

    def invisible(self, as_of: date | None = None) -> frozenset[str]:
        """Ids of the files that a view of ``as_of`` leaves out (``None``: today).

        Of a file and its correction the one is seen that could be had on that day, which the vintages
        tell; where there are none, the correction from the first day one of its records became known.
        """
        out = set()
        for old, new in self.replaced.items():
            pair = {self.files[i].disk_sha256: i for i in (old, new)}
            intervals = self.intervals.get(self.files[new].disk_sha256, ())
            if pair.keys() <= {version for _, version in intervals}:
                out |= {old, new} - {pair.get(self._in_force(intervals, as_of), "")}
            else:
                first = self.files[new].known_first
                out.add(old if as_of is None or first is None or first <= as_of else new)
        return frozenset(out)

    def _in_force(self, intervals: tuple[tuple[date, str], ...], as_of: date | None) -> str:
        """Of the versions in the lake, the last that was published by ``as_of``."""
        present = {f.disk_sha256 for f in self.files.values()}
        published = [v for first, v in intervals if v in present and (as_of is None or first <= as_of)]
        return published[-1] if published else ""


def read(root: Path) -> Manifest:
    """Read every record of the lake at ``root``; no folder is an empty lake.

    Raises
    ------
    LakeDamagedError
        When a record cannot be read or is not what was written; names the file.
    """
    folder = root / "manifest"
    names = sorted(p.name for p in folder.glob("*.json")) if folder.is_dir() else []
    return Manifest(root, tuple(_read_one(folder / n) for n in names))


def _read_one(path: Path) -> Commit:
    try:
        data = json.loads(path.read_bytes())
        check = data.pop("check")
        whole = check == _check(data) and data["format"] == FORMAT
        commit = _from_json(data) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        commit = None
    if commit is None:
        raise LakeDamagedError(
            f"The manifest record {path} is damaged: restore it from a copy, or delete it and add "
            "its files again."
        )
    return commit


def write(root: Path, commit: Commit) -> None:
    """Write one record; from the rename on, its Parquet files exist."""
    folder = root / "manifest"
    data = _to_json(commit)
    text = json.dumps({**data, "check": _check(data)}, sort_keys=True, ensure_ascii=False)
    temporary, final = folder / f"{commit.batch}.tmp", folder / f"{commit.batch}.json"
    disk.write_whole(temporary, text.encode())
    reached("written")
    temporary.replace(final)
    disk.settle(folder)
    reached("committed")


def whole_path(root: Path, part: Part) -> Path:
    """Path of a Parquet file that is there with the size it was written with.

    Raises
    ------
    LakeDamagedError
        When it is missing or cut; names it.
    """
    path = root / part.path
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise LakeDamagedError(
            f"The lake's file {path} is missing: restore it from a copy, or delete the manifest "
            "record that names it and add its files again."
        ) from None
    if size != part.size:
        raise LakeDamagedError(
            f"The lake's file {path} has {size} bytes, not the {part.size} written: restore it from "
            "a copy, or delete the manifest record that names it and add its files again."
        )
    return path


def batch_id(file_ids: Iterable[str]) -> str:
    """Name of a commit: 16 hex digits over the files it brings in."""
    return hashlib.sha256("\n".join(file_ids).encode()).hexdigest()[:16]


def _check(data: dict[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _to_json(commit: Commit) -> dict[str, Any]:
    return {
        **_shallow(commit),
        "format": FORMAT,
        "parts": [_shallow(p) for p in commit.parts],
        "supersedes": [_shallow(s) for s in commit.supersedes],
        "files": [
            {
                **_shallow(f),
                "coverage": [c.as_json() for c in f.coverage],
                "known_first": f.known_first and f.known_first.isoformat(),
                "known_last": f.known_last and f.known_last.isoformat(),
            }
            for f in commit.files
        ],
    }


def _shallow(row: Commit | Part | FileEntry | Supersession) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in fields(row)}


def _from_json(data: dict[str, Any]) -> Commit:
    files = []
    for f in data["files"]:
        days = {k: date.fromisoformat(f[k]) if f[k] else None for k in ("known_first", "known_last")}
        coverage = tuple(Coverage.from_json(c) for c in f["coverage"])
        files.append(FileEntry(**{**f, **days, "coverage": coverage}))
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
