"""The records of the manifest as a chain: reading, appending, and telling what is missing.

One JSON record a commit, ``manifest/<batch>.json``, written under a temporary name, made to last, then
renamed: it is there whole or not at all.  Each record carries its number, the digest of itself, and number,
name and digest of the one before; ``manifest/HEAD`` names the newest.  A record that is lost is thus missed,
whichever it is.  ``mirror/`` has a second copy of each record, from which a lost one is restored.

Records of comity before this layout are not chained; they are read as they are, and the next writer chains
them after a copy was laid into ``backup/``.  While the chain is rewritten, ``HEAD`` says so, and nothing is
missed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.errors import LakeDamagedError
from comity.lake.storage import disk
from comity.lake.storage.disk import reached
from comity.lake.storage.manifest import REMEDY, Commit, Manifest, RecordLink, from_json, to_json

FORMAT = 2
"""Version of the record's layout; 1 had no chain."""
FOLDER = "manifest"
MIRROR = "mirror"
HEAD = "HEAD"
_REWRITING = {"rewriting": True}
_NONE = RecordLink(0, "", "")
"""What ``HEAD`` names before the first record."""


@dataclass(frozen=True, slots=True)
class RecordFault:
    """Something wrong with the records: the file concerned (relative to the lake) and one sentence.

    ``link`` is the record as another names it, if it is missing.
    """

    path: str
    text: str
    link: RecordLink | None = None


@dataclass(frozen=True, slots=True)
class _Record:
    """A record as it was read; ``own`` is ``None`` in the layout without a chain."""

    commit: Commit
    own: RecordLink | None
    previous: RecordLink | None


def read(root: Path) -> Manifest:
    """Read every record of the lake at ``root``; no folder is an empty lake.

    Raises
    ------
    LakeDamagedError
        When a record is missing or is not what was written; names it.
    """
    head = _read_head(root)
    manifest, faults = examine(root)
    if faults and _read_head(root) != head:
        manifest, faults = examine(root)  # a writer was at it
    if faults:
        raise LakeDamagedError(faults[0].text)
    return manifest


def examine(root: Path) -> tuple[Manifest, list[RecordFault]]:
    """The records that can be read, and what is wrong with the others."""
    folder, head = root / FOLDER, _read_head(root)  # HEAD first: a record written meanwhile is not missed
    records, faults = list[_Record](), list[RecordFault]()
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        record = _read_record(path)
        if record is None:
            text = f"The manifest record {path} is damaged: {REMEDY}."
            faults.append(RecordFault(path.relative_to(root).as_posix(), text))
        else:
            records.append(record)
    chained = head != _REWRITING and all(r.own is not None for r in records)
    if not chained:
        records.sort(key=lambda r: (r.commit.added_at, r.commit.batch))
        return Manifest(root, tuple(r.commit for r in records)), faults
    records.sort(key=lambda r: (r.own.number if r.own else 0, r.commit.batch))
    link = RecordLink(**head) if head else None
    faults += _gaps(root, records, link, {f.path for f in faults})
    newest = records[-1].own if records else None
    return Manifest(root, tuple(r.commit for r in records), newest), faults


def _gaps(
    root: Path, records: Sequence[_Record], head: RecordLink | None, damaged: set[str]
) -> list[RecordFault]:
    """Records that others name and that are not there, or not as they were written."""
    own = {r.own.batch: r.own for r in records if r.own}
    named = {link.batch: link for link in (head, *(r.previous for r in records)) if link and link != _NONE}
    out = []
    for link in sorted(named.values(), key=lambda n: n.number):
        path = f"{FOLDER}/{link.batch}.json"
        if own.get(link.batch) != link and path not in damaged:
            what = "is another one than was written" if link.batch in own else "is missing"
            text = (
                f"There is a gap in the manifest of {root}: record {path} (number {link.number}) {what}, "
                f"so its rows are missing from every answer: {REMEDY}."
            )
            out.append(RecordFault(path, text, link))
    if records and head is None:
        text = f"The file {root / FOLDER / HEAD} is missing or damaged, so that the newest record may be"
        out.append(RecordFault(f"{FOLDER}/{HEAD}", f"{text} missing, too: {REMEDY}."))
    return out


def _read_record(path: Path) -> _Record | None:
    """A record that is what was written."""
    try:
        data = json.loads(path.read_bytes())
        check = data.pop("check")
        if check != _check(data) or data["format"] not in (1, FORMAT):
            return None
        commit = from_json(data)
        if data["format"] == 1:
            return _Record(commit, None, None)
        previous = data["previous"] and RecordLink(**data["previous"])
        return _Record(commit, RecordLink(data["number"], commit.batch, check), previous)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _read_head(root: Path) -> dict[str, Any] | None:
    """What ``HEAD`` says; ``None`` where it is missing or damaged."""
    try:
        data: dict[str, Any] = json.loads((root / FOLDER / HEAD).read_bytes())
        check = data.pop("seal")
        return data if check == _check(data) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write_head(root: Path, data: dict[str, Any]) -> None:
    folder = root / FOLDER
    temporary = folder / f"{HEAD}.tmp"
    disk.write_whole(temporary, json.dumps({**data, "seal": _check(data)}, sort_keys=True).encode())
    temporary.replace(folder / HEAD)
    disk.settle(folder)


def append(manifest: Manifest, commit: Commit) -> Manifest:
    """Write one record; from its renaming on, its Parquet files exist.  Returns the manifest with it."""
    own = _write_record(manifest.root, commit, manifest.head)
    _write_head(manifest.root, asdict(own))
    return Manifest(manifest.root, (*manifest.commits, commit), own, manifest.intervals)


def _write_record(root: Path, commit: Commit, previous: RecordLink | None) -> RecordLink:
    data = to_json(commit) | {
        "format": FORMAT,
        "number": previous.number + 1 if previous else 1,
        "previous": previous and asdict(previous),
    }
    check = _check(data)
    text = json.dumps({**data, "check": check}, sort_keys=True, ensure_ascii=False).encode()
    disk.make_folder(root / MIRROR, root)
    disk.write_whole(root / MIRROR / f"{commit.batch}.json", text)
    temporary, final = (root / FOLDER / f"{commit.batch}{ending}" for ending in (".tmp", ".json"))
    disk.write_whole(temporary, text)
    reached("written")
    temporary.replace(final)
    disk.settle(root / FOLDER)
    reached("committed")
    return RecordLink(data["number"], commit.batch, check)


def rewrite(root: Path, commits: Iterable[Commit]) -> Manifest:
    """Chain these commits anew, in this order; the manifest as it was is copied into ``backup/`` first.

    Killed on the way, the lake is read without its chain, and the next writer chains it.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if _read_head(root) != _REWRITING:
        disk.make_folder(root / "backup", root)
        shutil.copytree(root / FOLDER, root / "backup" / f"{FOLDER}-{stamp}", dirs_exist_ok=True)
        _write_head(root, _REWRITING)
    head: RecordLink | None = None
    written = tuple(commits)
    batches = {c.batch for c in written}
    for path in (root / FOLDER).glob("*.json"):
        if path.stem not in batches:
            path.unlink()  # the copy in backup/ has it
    for commit in written:
        head = _write_record(root, commit, head)
    _write_head(root, asdict(head or _NONE))
    return Manifest(root, written, head)


def for_writing(root: Path) -> Manifest:
    """The manifest as a writer needs it: chained, with ``HEAD`` at its newest record.

    Raises
    ------
    LakeDamagedError
        When a record is missing or is not what was written; names it.
    """
    manifest = read(root)
    if manifest.commits and manifest.head is None:
        return rewrite(root, manifest.commits)
    head = asdict(manifest.head or _NONE)
    if _read_head(root) != head:  # a new lake, or a kill came between record and HEAD
        _write_head(root, head)
    return manifest


def write_head(manifest: Manifest, root: Path) -> None:
    """Name the newest record of a manifest that is not chained yet, or was copied to ``root``."""
    if manifest.head is not None or not manifest.commits:
        disk.make_folder(root / FOLDER, root)
        _write_head(root, asdict(manifest.head or _NONE))


def restore_record(root: Path, fault: RecordFault, manifest: Manifest) -> bool:
    """Put a missing or damaged record back from its mirror; whether its mirror has what was written.

    Where ``HEAD`` is lost, it is written anew, after records that follow the newest one were put back.
    """
    if fault.path == f"{FOLDER}/{HEAD}":
        for path in sorted((root / MIRROR).glob("*.json")):
            record = _read_record(path)
            if record and manifest.head and record.previous == manifest.head:
                disk.write_whole(root / FOLDER / path.name, path.read_bytes())
                return True
        _write_head(root, asdict(manifest.head or _NONE))
        return True
    mirror = root / MIRROR / Path(fault.path).name
    record = _read_record(mirror)
    if record is None or (fault.link is not None and record.own != fault.link):
        return False
    disk.write_whole(root / fault.path, mirror.read_bytes())
    disk.settle(root / FOLDER)
    return True


def _check(data: dict[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
