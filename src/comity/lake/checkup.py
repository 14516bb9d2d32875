"""Checks of a lake for damage, and its repair: lost records, damaged files, files that no record lists.

Repair deletes nothing. Damaged files, and files that belong to no commit, move to ``quarantine/``. Before
that, their source files are listed as missing (:mod:`comity.lake.storage.proof`). Lost rows come back when
their source files are added again. Files that ``comity get`` downloaded are added at once; every command
names the other missing files until the user adds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from comity.errors import LakeDamagedError
from comity.lake import own_facts
from comity.lake.ingest import ingest, stage
from comity.lake.ingest.read_ahead import Recognise
from comity.lake.query import review_log
from comity.lake.storage import chain, disk, proof, sweep, verified
from comity.lake.storage.manifest import REMEDY, Commit, Manifest
from comity.lake.storage.proof import Missing
from comity.lake.storage.vintages import FOLDER as VINTAGES
from comity.lake.storage.vintages import Vault
from comity.records.schemas import REJECTS, digest_file

QUARANTINE = "quarantine"
#: Name for a source file of which only the id in the rows is left.
FILE = "the file with the id"


@dataclass(frozen=True, slots=True)
class Damage:
    """One fault found in a lake.

    ``kind`` is ``record``, ``file``, ``orphan``, ``missing``, ``reviews``, ``facts`` or ``original``.
    ``path`` is relative to the lake; for ``missing`` it is the place of the source file. ``text`` is one
    sentence that says what to do.
    """

    kind: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """The number of Parquet files that the manifest lists, and every fault found."""

    files: int
    damage: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """The steps of a repair, in sentences, and the state of the lake after the repair."""

    done: tuple[str, ...]
    after: Checkup


def examine(root: Path, *, deep: bool) -> Checkup:
    """Check the lake at ``root`` for damage; check again if another command changed the lake meanwhile.

    Parameters
    ----------
    root : folder of the lake
    deep : whether to read and compare every byte; otherwise only the presence and size of files are checked
    """
    before = proof.read(root)
    checkup = _examine(root, deep=deep)
    return checkup if not checkup.damage or proof.read(root) == before else _examine(root, deep=deep)


def _examine(root: Path, *, deep: bool) -> Checkup:
    unmarked = sweep.list_unmarked(root, stage.SCHEMAS)
    manifest, faults = chain.examine(root)
    damage = [Damage("record", f.path, f.text) for f in faults]
    for name in chain.list_stale_mirrors(manifest) if deep and not faults else ():
        text = f"The second copy {root / chain.MIRROR / name} of a record is not the same: {REMEDY}."
        damage.append(Damage("record", f"{chain.MIRROR}/{name}", text))
    damage += [Damage("missing", m.place, m.text()) for m in manifest.missing]
    with ThreadPoolExecutor() as pool:
        problems = pool.map(lambda p: verified.problem(manifest, p, deep=deep), manifest.parts)
        damage += [
            Damage("file", p.path, text) for p, text in zip(manifest.parts, problems, strict=True) if text
        ]
    for path in sweep.orphans(manifest.commits, unmarked):
        text = f"No record of the manifest names {root / path}: it may belong to a record that is missing"
        damage.append(Damage("orphan", path, f"{text}: {REMEDY}."))
    for kind, read in (("reviews", review_log.read), ("facts", own_facts.read)):
        try:
            read(root)
        except LakeDamagedError as e:
            damage.append(Damage(kind, kind, str(e)))
    damage += _originals(root, deep=deep)
    return Checkup(len(manifest.parts), tuple(damage))


def _vaults(root: Path) -> list[Vault]:
    folder = root / VINTAGES
    return [Vault(root, p.name) for p in sorted(folder.iterdir())] if folder.is_dir() else []


def _originals(root: Path, *, deep: bool) -> list[Damage]:
    """Return the downloaded originals whose content has changed since the download."""
    out = []
    for vault in _vaults(root):
        try:
            vintages = vault.vintages()
        except LakeDamagedError as e:
            out.append(Damage("original", vault.folder.relative_to(root).as_posix(), str(e)))
            continue
        for v in vintages:
            path = vault.path(v)
            if path.is_file() and deep and digest_file(path) != v.sha256:
                text = f"The original {path} is not what was downloaded: delete it and get its source again."
                out.append(Damage("original", path.relative_to(root).as_posix(), text))
    return out


def repair(root: Path, recognise: Recognise) -> Repair:
    """Repair the lake at ``root`` as far as possible.

    Each lost manifest record is restored from its second copy in ``mirror/``. A copy that no other record
    names is restored only if its Parquet files are intact. A commit with a damaged Parquet file is removed as
    a whole, after its source files are listed as missing. Then the downloaded originals of these files are
    added again.

    Parameters
    ----------
    root : folder of the lake
    recognise : returns the source that reads a file

    Raises
    ------
    LakeBusyError
        When another process is writing.
    LakeError
        When the lake cannot be written.
    """
    with disk.one_writer(root), disk.writing(root):
        done = _set_right(root, datetime.now(UTC))
    if originals := _stored_originals(root, chain.read(root).missing):
        receipt = ingest.add(root, originals, recognise)
        done.append(f"{len(receipt.of('added'))} files were added again from the originals downloaded.")
    return Repair(tuple(done), examine(root, deep=True))


def _set_right(root: Path, now: datetime) -> list[str]:
    """Repair the manifest and set damaged files aside; return in sentences what was done."""
    done, manifest, faults = _restore_records(root)
    every = [*manifest.commits, *_list_mirror_only(manifest)]
    rest = _find_whole(manifest, every)
    batches = {c.batch for c in manifest.commits}
    done += [f"The record of {c.batch} was put back from its mirror." for c in rest if c.batch not in batches]
    out = [c for c in every if c not in rest]
    orphans = sweep.orphans(every, sweep.list_unmarked(root, stage.SCHEMAS))
    missing = _find_missing(replace(manifest, commits=tuple(rest)), out, faults, orphans)
    proof.note(root, [m for m in missing if m not in manifest.missing])
    for fault in faults:
        if fault.path.startswith(proof.FOLDER):
            done.append(f"The record {fault.path} could not be restored; the chain goes on without it.")
            sweep.throw(root, fault.path, now, QUARANTINE)
    if faults or rest != list(manifest.commits) or manifest.head is None:
        chain.rewrite(root, _reopen_archives(rest, out, every=bool(faults)))
    for name in chain.list_stale_mirrors(chain.read(root)):
        disk.make_folder(root / chain.MIRROR, root)
        disk.replace_whole(root / chain.MIRROR / name, (root / proof.FOLDER / name).read_bytes())
        done.append(f"The second copy of the record {name} was written again.")
    for c in out:
        # The mirror goes last: after a crash it still lists the files.
        for path in (*(p.path for p in c.parts), f"{chain.MIRROR}/{c.batch}.json"):
            sweep.throw(root, path, now, QUARANTINE)
        done.append(f"The commit {c.batch} was taken out; its files are in {QUARANTINE}.")
    for path in orphans:
        sweep.throw(root, path, now, QUARANTINE)
        done.append(f"{path}, which no record names, was moved to {QUARANTINE}.")
    return done


def _restore_records(root: Path) -> tuple[list[str], Manifest, list[chain.RecordFault]]:
    """Restore manifest records from their second copies until no further record can be restored."""
    done = list[str]()
    while True:
        manifest, faults = chain.examine(root)
        restored = [f for f in faults if chain.restore_record(root, f)]
        if not restored:
            return done, manifest, faults
        done += [f"The record {f.path} was restored from its mirror." for f in restored]


def _list_mirror_only(manifest: Manifest) -> list[Commit]:
    """Return commits that only ``mirror/`` records and whose files were not added again since."""
    return [
        c
        for c in chain.list_mirrored(manifest)
        if manifest.files.keys().isdisjoint(f.file_id for f in c.files)
    ]


def _find_whole(manifest: Manifest, commits: list[Commit]) -> list[Commit]:
    """Return the commits whose Parquet files are all intact or were merged by another of them."""
    parts = {p.path: p for c in commits for p in c.parts}
    with ThreadPoolExecutor() as pool:
        problems = pool.map(lambda p: verified.problem(manifest, p, deep=True), parts.values())
        bad = {path for path, problem in zip(parts, problems, strict=True) if problem}
    while True:
        there = {p.path for c in commits for p in c.parts}
        retired = {path for c in commits for path in c.retired}
        rest = [
            c
            for c in commits
            if there.issuperset(c.retired) and bad.isdisjoint({p.path for p in c.parts} - retired)
        ]
        if len(rest) == len(commits):
            return rest
        commits = rest


def _find_missing(
    standing: Manifest, out: Iterable[Commit], faults: Iterable[chain.RecordFault], orphans: Iterable[str]
) -> list[Missing]:
    """List what the lake loses without the commits in ``out``: source files, records, Parquet files."""
    lost = [f for c in out for f in c.files]
    missing = [
        Missing(f.place, f.source, sum(f.records.values()), f.file_id, f.disk_sha256)
        for f in lost
        if f.file_id not in standing.files
    ]
    missing += [Missing(f.path) for f in faults if f.path != proof.PROOF]
    listed = {f.file_id for f in lost} | {m.file_id for m in standing.missing} | standing.files.keys()
    rows: Counter[tuple[str, str]] = Counter()
    for path in orphans:
        try:
            origins = pq.read_table(
                standing.root / path,
                columns=["source", "file_id"],
                partitioning=None,
                page_checksum_verification=True,
            )
        except (OSError, pa.ArrowException):
            missing.append(Missing(path))
            continue
        counted = origins.group_by(["source", "file_id"]).aggregate([([], "count_all")])
        for r in counted.to_pylist():
            rows[r["source"], r["file_id"]] += 0 if path.startswith(REJECTS) else r["count_all"]
    unlisted = (Missing(f"{FILE} {i}", source, n, i) for (source, i), n in sorted(rows.items()))
    return missing + [m for m in unlisted if m.file_id not in listed]


def _reopen_archives(rest: Iterable[Commit], out: Iterable[Commit], *, every: bool) -> list[Commit]:
    """Return the commits without the mark "fully added" for any archive that lost a member."""
    gone = {f.disk_sha256 for c in out for f in c.files}
    return [replace(c, whole_disk=tuple(d for d in c.whole_disk if not (every or d in gone))) for c in rest]


def dismiss(root: Path, place: str) -> None:
    """Stop reporting what is missing from ``place``, because a person decided so.

    Raises
    ------
    LakeDamagedError
        When a record is damaged.
    LakeError
        When nothing of that place is missing, or the lake cannot be written.
    """
    with disk.one_writer(root), disk.writing(root):
        proof.dismiss(root, place, chain.read_for_writing(root).files)


def _stored_originals(root: Path, missing: Iterable[Missing]) -> list[Path]:
    """Return the paths of the intact downloads of these missing files, oldest download first."""
    wanted = {m.disk_sha256 for m in missing}
    paths = dict[Path, None]()
    for vault in _vaults(root):
        for v in vault.vintages():
            path = vault.path(v)
            if v.sha256 in wanted and path.is_file() and digest_file(path) == v.sha256:
                paths[path] = None
    return list(paths)
