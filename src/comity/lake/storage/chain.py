"""The chain of manifest records: reading, appending, and detection of missing records.

Each commit has one JSON record, ``manifest/<batch>.json``. It is written under a temporary name, flushed to
disk and then renamed, so a crash leaves it complete or absent. A record has its number, its digest, and the
number, name and digest of the previous record. A file outside the folder (:mod:`comity.lake.storage.proof`)
names the newest record. So the loss of any record, or of the whole folder, is noticed. ``mirror/`` has a
second copy of each record, from which a lost one is restored.

Older versions of comity wrote records without a chain. Such records can be read; the next writer copies them
to ``backup/`` and chains them. While the chain is rewritten, the proof lists the records of the new chain.
Then other records are ignored, and a listed record that is absent counts as missing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from comity.errors import LakeChangedError, LakeDamagedError
from comity.lake.storage import disk, proof
from comity.lake.storage.disk import report_reached
from comity.lake.storage.manifest import REMEDY, Commit, Manifest, from_json, to_json
from comity.lake.storage.proof import FOLDER, NO_RECORD, Proof, RecordLink, seal

#: Version of the record's layout; version 1 had no chain.
FORMAT = 2
MIRROR = "mirror"


@dataclass(frozen=True, slots=True)
class RecordFault:
    """One fault in the manifest: the record's file (relative to the lake) and a sentence about the fault.

    ``link`` is the link by which another record names a missing record.
    """

    path: str
    text: str
    link: RecordLink | None = None


@dataclass(frozen=True, slots=True)
class _Record:
    """A manifest record; ``link`` is how others refer to it (``None`` in old lakes without a chain)."""

    commit: Commit
    link: RecordLink | None
    previous: RecordLink | None


def read(root: Path) -> Manifest:
    """Read the manifest of the lake at ``root``; without a folder the lake is empty.

    Raises
    ------
    LakeDamagedError
        When a record is missing or its content changed; the message names the record.
    """
    while True:
        before = proof.read(root)
        manifest, faults = examine(root)
        if not faults:
            return manifest
        if proof.read(root) == before:  # no other process wrote meanwhile
            raise LakeDamagedError(faults[0].text)


@contextmanager
def tell_change(manifest: Manifest) -> Iterator[None]:
    """Raise :class:`LakeChangedError` for apparent damage if another command changed the lake meanwhile.

    Raises
    ------
    LakeChangedError
        When the lake now has other records; opening the lake again will work.
    """
    try:
        yield
    except LakeDamagedError:
        if read(manifest.root).head == manifest.head:
            raise
        text = f"The lake {manifest.root} was restored or compacted while it was read: ask again."
        raise LakeChangedError(text) from None


def examine(root: Path) -> tuple[Manifest, list[RecordFault]]:
    """Return the manifest of the readable records, and the faults of the others."""
    disk.check_in_place(root)
    stated = proof.read(root)  # first, so that a record written meanwhile does not count as missing
    records, faults = list[_Record](), list[RecordFault]()
    for path in sorted((root / FOLDER).glob("*.json")):
        record = _read_record(path)
        if record is None:
            text = f"The manifest record {path} is damaged: {REMEDY}."
            faults.append(RecordFault(path.relative_to(root).as_posix(), text))
        else:
            records.append(record)
    if stated and stated.rewriting:
        records = [r for r in records if r.commit.batch in stated.rewriting]
    head, named = None, list[RecordLink]()
    if stated.head if stated else all(r.link for r in records):
        records.sort(key=lambda r: (r.link.number if r.link else 0, r.commit.batch))
        head = records[-1].link if records else None
        named = [link for link in (stated and stated.head, *(r.previous for r in records)) if link]
    else:
        records.sort(key=lambda r: (r.commit.added_at, r.commit.batch))
        named = [RecordLink(0, batch, "") for batch in stated.rewriting] if stated else []
    faults += _proof_faults(root, stated, head, lost=not records)
    faults += _gaps(root, records, named, {f.path for f in faults})
    manifest = Manifest(root, tuple(r.commit for r in records), head)
    try:
        missing = proof.list_missing(root, stated, manifest.files)
    except LakeDamagedError as e:
        return manifest, [*faults, RecordFault(proof.LEDGER, f"{e}: {REMEDY}.")]
    return replace(manifest, missing=tuple(missing)), faults


def _gaps(
    root: Path, records: Sequence[_Record], named: Iterable[RecordLink], damaged: set[str]
) -> list[RecordFault]:
    """Return a fault for each record that another record names but that is absent or changed."""
    there = {r.commit.batch: r.link for r in records}
    out = []
    for link in sorted(set(named) - {NO_RECORD}, key=lambda n: n.number):
        path = f"{FOLDER}/{link.batch}.json"
        right = there.get(link.batch) == link if link.check else link.batch in there
        if not right and path not in damaged:
            what = "is another one than was written" if link.batch in there else "is missing"
            number = f" (number {link.number})" if link.number else ""
            text = (
                f"There is a gap in the manifest of {root}: record {path}{number} {what}, "
                f"so its rows are missing from every answer: {REMEDY}."
            )
            out.append(RecordFault(path, text, link if link.check else None))
    return out


def _proof_faults(
    root: Path, stated: Proof | None, head: RecordLink | None, *, lost: bool
) -> list[RecordFault]:
    """Return the faults of the file ``proof.json``: missing although there are records, or outdated."""
    path, gone = root / proof.PROOF, stated is None
    if gone and (head or any((root / MIRROR).glob("*.json")) or (lost and any(root.glob("*/source=*")))):
        text = f"The file {path} is missing or damaged, so that the newest record may be missing, too"
    elif stated and stated.head and head and head.number > stated.head.number + 1:
        text = f"The file {path} is older than the records, so that the newest may be missing"
    else:
        return []
    return [RecordFault(proof.PROOF, f"{text}: {REMEDY}.")]


def _read_record(path: Path) -> _Record | None:
    try:
        data = json.loads(path.read_bytes())
        check = data.pop("check")
        if check != seal(data) or data["format"] not in (1, FORMAT):
            return None
        commit = from_json(data)
        if data["format"] == 1:
            return _Record(commit, None, None)
        previous = data["previous"] and RecordLink(**data["previous"])
        return _Record(commit, RecordLink(data["number"], commit.batch, check), previous)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def append(manifest: Manifest, commit: Commit) -> Manifest:
    """Write the record of a commit whose Parquet files are in place; return the new manifest."""
    head = _write_record(manifest.root, commit, manifest.head)
    proof.write(manifest.root, head)
    return replace(manifest, commits=(*manifest.commits, commit), head=head)


def _write_record(root: Path, commit: Commit, previous: RecordLink | None) -> RecordLink:
    data = to_json(commit) | {
        "format": FORMAT,
        "number": previous.number + 1 if previous else 1,
        "previous": previous and asdict(previous),
    }
    check = seal(data)
    text = json.dumps({**data, "check": check}, sort_keys=True, ensure_ascii=False).encode()
    disk.make_folder(root / MIRROR, root)
    disk.write_whole(root / MIRROR / f"{commit.batch}.json", text)
    temporary, final = (root / FOLDER / f"{commit.batch}{ending}" for ending in (".tmp", ".json"))
    disk.write_whole(temporary, text)
    report_reached("written")
    temporary.replace(final)
    disk.settle(root / FOLDER)
    report_reached("committed")
    return RecordLink(data["number"], commit.batch, check)


def rewrite(root: Path, commits: Iterable[Commit]) -> Manifest:
    """Write these commits as a new chain, in this order, after copying the manifest to ``backup/``.

    If a crash interrupts this, the lake is read without a chain, and the next writer makes the chain.
    """
    written = tuple(commits)
    batches = [c.batch for c in written]
    stated = proof.read(root)
    if stated is None or stated.head or set(stated.rewriting) != set(batches):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        disk.make_folder(root / FOLDER, root)
        disk.make_folder(root / "backup", root)
        shutil.copytree(root / FOLDER, root / "backup" / f"{FOLDER}-{stamp}")
        proof.write(root, batches)
    report_reached("rewriting")
    for path in (root / FOLDER).glob("*.json"):
        if path.stem not in batches:
            path.unlink()  # the copy in backup/ has it
    head: RecordLink | None = None
    for commit in written:
        head = _write_record(root, commit, head)
    proof.write(root, head or NO_RECORD)
    return Manifest(root, written, head)


def read_for_writing(root: Path) -> Manifest:
    """Return the manifest for a writer, with its records chained and the newest record in ``proof.json``.

    Raises
    ------
    LakeDamagedError
        When a record is missing or its content changed; the message names the record.
    """
    manifest, stated = read(root), proof.read(root)
    if (manifest.commits and manifest.head is None) or (stated and not stated.head):
        return rewrite(root, manifest.commits)
    head = manifest.head or NO_RECORD
    if stated is None or not stated.lake or stated.head != head:
        proof.write(root, head)  # a new lake, an older layout, or a crash between record and proof
    return manifest


def write_proof(manifest: Manifest, root: Path) -> None:
    """Write ``proof.json`` for a manifest that was copied to ``root``, unless the manifest has no chain."""
    if manifest.head is not None or not manifest.commits:
        stated = proof.read(manifest.root)
        proof.write(root, manifest.head or NO_RECORD, stated.lake if stated else "")


def restore_record(root: Path, fault: RecordFault) -> bool:
    """Restore a missing or damaged record from its second copy; return whether that copy was intact."""
    mirror = root / MIRROR / Path(fault.path).name
    record = _read_record(mirror)
    if record is None or (fault.link is not None and record.link != fault.link):
        return False
    disk.make_folder(root / FOLDER, root)
    disk.replace_whole(root / fault.path, mirror.read_bytes())
    return True


def list_stale_mirrors(manifest: Manifest) -> list[str]:
    """List the names of chained records whose second copy is absent or different."""
    names = [f"{c.batch}.json" for c in manifest.commits if manifest.head]
    return [n for n in names if not _same(*(manifest.root / folder / n for folder in (FOLDER, MIRROR)))]


def _same(one: Path, other: Path) -> bool:
    try:
        return one.read_bytes() == other.read_bytes()
    except OSError:
        return False


def list_mirrored(manifest: Manifest) -> list[Commit]:
    """Return the commits whose record exists only as a second copy in ``mirror/``, in their order."""
    present = {c.batch for c in manifest.commits}
    records = [r for p in sorted((manifest.root / MIRROR).glob("*.json")) if (r := _read_record(p))]
    records.sort(key=lambda r: (r.link.number if r.link else 0, r.commit.batch))
    return [r.commit for r in records if r.commit.batch not in present]
