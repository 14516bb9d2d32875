"""Checking a lake for damage, and repairing it: lost records, damaged files, files that no record names.

Nothing is deleted: what is damaged or belongs to nothing goes to ``quarantine/``.  Rows that are lost with it
come back by adding their source files again: those that ``comity get`` stored are added at once, the others
are named.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from comity.errors import LakeDamagedError
from comity.lake.ingest import ingest, stage
from comity.lake.ingest.read_ahead import Recognise
from comity.lake.query import review_log
from comity.lake.storage import chain, disk, sweep, verified
from comity.lake.storage.manifest import REMEDY, Commit, FileEntry, Manifest
from comity.lake.storage.vintages import FOLDER as VINTAGES
from comity.lake.storage.vintages import Vault
from comity.records import identity

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong.

    ``kind`` is ``record``, ``file``, ``orphan``, ``reviews`` or ``original``; ``path`` is relative to the
    lake, and ``text`` one sentence that says what to do.
    """

    kind: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """Parquet files that the manifest names, and every damage."""

    files: int
    damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair did, in sentences, what to add again by hand, and the state of the lake after it."""

    done: tuple[str, ...]
    add_again: tuple[str, ...]
    after: Checkup


def examine(root: Path, *, deep: bool) -> Checkup:
    """What is wrong with the lake at ``root``.

    Parameters
    ----------
    root : folder of the lake
    deep : whether every byte is read and compared; otherwise only presence and size of files are looked at
    """
    manifest, faults = chain.examine(root)
    damage = [Damage("record", f.path, f.text) for f in faults]
    with ThreadPoolExecutor() as pool:
        problems = pool.map(lambda p: verified.problem(manifest, p, deep=deep), manifest.parts)
        damage += [
            Damage("file", p.path, text) for p, text in zip(manifest.parts, problems, strict=True) if text
        ]
    for path in sweep.orphans(manifest, stage.SCHEMAS):
        text = f"No record of the manifest names {root / path}: it may belong to a record that is missing"
        damage.append(Damage("orphan", path, f"{text}: {REMEDY}."))
    try:
        review_log.read(root)
    except LakeDamagedError as e:
        damage.append(Damage("reviews", "reviews", str(e)))
    damage += _originals(root, deep=deep)
    return Checkup(len(manifest.parts), tuple(damage))


def _vaults(root: Path) -> list[Vault]:
    folder = root / VINTAGES
    return [Vault(root, p.name) for p in sorted(folder.iterdir())] if folder.is_dir() else []


def _originals(root: Path, *, deep: bool) -> list[Damage]:
    """Downloaded originals that are not what was downloaded."""
    out = []
    for vault in _vaults(root):
        try:
            vintages = vault.vintages()
        except LakeDamagedError as e:
            out.append(Damage("original", vault.folder.relative_to(root).as_posix(), str(e)))
            continue
        for v in vintages:
            path = vault.path(v)
            if path.is_file() and deep and identity.digest_file(path) != v.sha256:
                text = f"The original {path} is not what was downloaded: delete it and get its source again."
                out.append(Damage("original", path.relative_to(root).as_posix(), text))
    return out


def repair(root: Path, recognise: Recognise) -> Repair:
    """Repair what can be repaired.

    Lost records come back from their mirror.  A commit with a damaged Parquet file, and those that a
    compaction joined with it, are taken out as a whole, and the originals that were downloaded are added
    again.

    Parameters
    ----------
    root : folder of the lake
    recognise : which source reads a file

    Raises
    ------
    LakeBusyError
        When another process is writing.
    LakeError
        When the lake cannot be written.
    """
    now = datetime.now(UTC)
    with disk.one_writer(root), disk.writing(root):
        done, manifest, faults = _restore_records(root)
        with ThreadPoolExecutor() as pool:
            problems = list(pool.map(lambda p: verified.problem(manifest, p, deep=True), manifest.parts))
        bad = {p.path for p, text in zip(manifest.parts, problems, strict=True) if text}
        out = _affected(manifest, bad)
        for fault in faults:
            done.append(f"The record {fault.path} could not be restored; the chain goes on without it.")
            sweep.throw(root, fault.path, now, QUARANTINE)
        if faults or out:
            _take_out(manifest, out, now)
            done += [f"The commit {c.batch} was taken out; its files are in {QUARANTINE}." for c in out]
        for path in sweep.orphans(chain.read(root), stage.SCHEMAS):
            sweep.throw(root, path, now, QUARANTINE)
            done.append(f"{path}, which no record names, was moved to {QUARANTINE}.")
    lost = [f for c in out for f in c.files]
    originals = _stored_originals(root, lost)
    if originals:
        receipt = ingest.add(root, originals, recognise)
        done.append(f"{len(receipt.of('added'))} files were added again from the originals downloaded.")
    present = {f.sha256 for f in chain.read(root).files.values()}
    again = tuple(sorted({f.place for f in lost if f.sha256 not in present}))
    return Repair(tuple(done), again, examine(root, deep=True))


def _restore_records(root: Path) -> tuple[list[str], Manifest, list[chain.RecordFault]]:
    """Put records back from their mirrors until no more come back."""
    done = list[str]()
    while True:
        manifest, faults = chain.examine(root)
        restored = [f for f in faults if chain.restore_record(root, f, manifest)]
        if not restored:
            return done, manifest, faults
        done += [f"The record {f.path} was restored from its mirror." for f in restored]


def _affected(manifest: Manifest, bad: set[str]) -> list[Commit]:
    """Commits to take out: those of the damaged files, and all that a compaction joined with them."""
    owner = {p.path: c for c in manifest.commits for p in c.parts}
    heir = {path: c for c in manifest.commits for path in c.retired}
    out = dict[str, Commit]()
    queue = [owner[path] for path in sorted(bad)]
    while queue:
        commit = queue.pop()
        if commit.batch not in out:
            out[commit.batch] = commit
            queue += [owner[path] for path in commit.retired if path in owner]
            queue += [heir[p.path] for p in commit.parts if p.path in heir]
    return [c for c in manifest.commits if c.batch in out]


def _take_out(manifest: Manifest, out: list[Commit], now: datetime) -> None:
    """Chain the other commits without these, whose files go to quarantine."""
    gone = {c.batch for c in out}
    archives = {f.disk_sha256 for c in out for f in c.files}
    rest = [
        replace(c, whole_disk=tuple(d for d in c.whole_disk if d not in archives))
        for c in manifest.commits
        if c.batch not in gone
    ]
    chain.rewrite(manifest.root, rest)
    for c in out:
        for path in (f"{chain.MIRROR}/{c.batch}.json", *(p.path for p in c.parts)):
            sweep.throw(manifest.root, path, now, QUARANTINE)


def _stored_originals(root: Path, lost: Iterable[FileEntry]) -> list[Path]:
    """Downloaded originals of these files that are whole, in the order of their downloads."""
    wanted = {f.disk_sha256 for f in lost}
    paths = dict[Path, None]()
    for vault in _vaults(root):
        for v in vault.vintages():
            path = vault.path(v)
            if v.sha256 in wanted and path.is_file() and identity.digest_file(path) == v.sha256:
                paths[path] = None
    return list(paths)
