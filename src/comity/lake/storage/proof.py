"""What a lake says of itself outside ``manifest/``: how far its records go, and what is missing from it.

``proof.json`` at the lake's root is sealed by its own digest.  It has the lake's id, number and digest of the
newest record, and size and digest of the ledger ``missing.jsonl``.  A manifest that was deleted, or put back
from an older copy, is thus missed.  Comity before this layout had a file ``manifest/HEAD`` instead, which the
next writer replaces.

The ledger has a sealed line for each source file whose rows were held and are not any more.  A line is only
ever appended, and before anything is taken out.  A file is missing until it is held again, or until a line
says that a person dismissed it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.errors import LakeDamagedError, LakeError
from comity.lake.storage import disk
from comity.lake.storage.disk import reached

PROOF = "proof.json"
LEDGER = "missing.jsonl"
FOLDER = "manifest"
_LEGACY = f"{FOLDER}/HEAD"
SOURCES_NAMED = 5
"""Source files named in a message."""


@dataclass(frozen=True, slots=True)
class RecordLink:
    """What a record says of the one before it: its number (from 1), batch and digest (64 hex digits)."""

    number: int
    batch: str
    check: str


NO_RECORD = RecordLink(0, "", "")
"""What the proof names before the first record."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Rows that were held and are not: of a source file, or of a file of the lake that tells no source.

    ``file_id`` is "" where nothing says which file it was, ``disk_sha256`` where its download is unknown.
    """

    place: str
    source: str = ""
    rows: int = 0
    file_id: str = ""
    disk_sha256: str = ""

    def text(self) -> str:
        """Say in one sentence what is missing and what to do."""
        what = f"{self.rows:,} rows of {self.place}" if self.rows else f"What {self.place} held"
        origin = f" ({self.source})" if self.source else ""
        return (
            f"{what}{origin} is missing from every answer: add the file again, or leave it out for good by "
            f"`comity verify --dismiss '{self.place}'`."
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """What ``proof.json`` says; ``rewriting`` names the records while they are chained anew."""

    lake: str
    head: RecordLink | None
    rewriting: tuple[str, ...] = ()
    size: int = 0
    sha256: str = ""


def seal(data: dict[str, Any]) -> str:
    """Digest of plain data, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(root: Path) -> Proof | None:
    """Return what the lake at ``root`` says of itself; ``None`` where that is missing or damaged."""
    for name in (PROOF, _LEGACY):
        try:
            data = unsealed((root / name).read_bytes())
            link = {k: data[k] for k in ("number", "batch", "check") if k in data}
            listed = data.get("rewriting", ())
            batches = () if listed is True else tuple(listed)
            head = RecordLink(**link) if link else None
            return Proof(data.get("lake", ""), head, batches, *data.get("ledger", (0, "")))
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
    return None


def unsealed(line: bytes) -> dict[str, Any]:
    """Plain data that was written with its seal.

    Raises
    ------
    ValueError
        When it is not what was written; other errors of reading JSON, too.
    """
    data: dict[str, Any] = json.loads(line)
    if data.pop("seal") != seal(data):
        raise ValueError("not what was written")
    return data


def sealed(data: dict[str, Any]) -> bytes:
    """Plain data in one line of JSON with its seal."""
    return json.dumps({**data, "seal": seal(data)}, sort_keys=True, ensure_ascii=False).encode()


def write(root: Path, state: RecordLink | Iterable[str], lake: str = "") -> None:
    """Write the proof: the newest record, or the names of the records while they are chained anew.

    Parameters
    ----------
    root : folder of the lake
    state : what it says of the records
    lake : id of the lake (the one it has, else a new one)
    """
    before = read(root)
    ledger = _ledger(root)
    data = {
        "lake": lake or (before.lake if before else "") or secrets.token_hex(8),
        "ledger": [len(ledger), hashlib.sha256(ledger).hexdigest()],
        **(asdict(state) if isinstance(state, RecordLink) else {"rewriting": list(state)}),
    }
    disk.replace_whole(root / PROOF, sealed(data))
    (root / _LEGACY).unlink(missing_ok=True)


def _ledger(root: Path) -> bytes:
    path = root / LEDGER
    return path.read_bytes() if path.exists() else b""


def _lines(data: bytes) -> list[dict[str, Any]]:
    """Lines that are what was written."""
    out = []
    for line in data.splitlines():
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            out.append(unsealed(line))
    return out


def list_missing(root: Path, proof: Proof | None, present: Container[str]) -> list[Missing]:
    """Return what is missing from a lake that holds the files of the ids ``present``.

    A line that a killed writer left half is none: nothing was taken out before it was there.

    Raises
    ------
    LakeDamagedError
        When the ledger is not what was written.
    """
    if proof is not None and not proof.size:
        return []
    data = _ledger(root)
    lines = _lines(data)
    damaged = (
        hashlib.sha256(data[: proof.size]).hexdigest() != proof.sha256
        if proof is not None
        else len(lines) < len(data.splitlines())
    )
    if damaged:
        raise LakeDamagedError(f"The list of what is missing, {root / LEDGER}, is not what was written")
    out = dict[tuple[str, str], Missing]()
    for line in lines:
        if "dismissed" in line:
            out = {k: m for k, m in out.items() if m.place != line["dismissed"]}
        else:
            m = Missing(**{k: line[k] for k in Missing.__dataclass_fields__})
            out[m.file_id, "" if m.file_id else m.place] = m
    return [m for m in out.values() if m.file_id not in present]


def note(root: Path, missing: Iterable[Missing]) -> None:
    """Make what is about to be missing last in the ledger, and in the proof, before it is taken out."""
    _append(root, (asdict(m) for m in missing))
    reached("noted")


def dismiss(root: Path, place: str, present: Container[str]) -> None:
    """Leave out for good what is missing from ``place``, because a person says so.

    Raises
    ------
    LakeError
        When nothing of that name is missing.
    """
    places = {m.place for m in list_missing(root, read(root), present)}
    if place not in places:
        listed = ", ".join(sorted(places)) or "nothing"
        raise LakeError(f"{place} is not missing from the lake {root}; missing is: {listed}.")
    _append(root, [{"dismissed": place}])


def _append(root: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Append lines to those that are what was written, and name the longer ledger in the proof."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    new = [{**e, "at": at} for e in entries]
    if not new:
        return
    text = b"".join(sealed(line) + b"\n" for line in [*_lines(_ledger(root)), *new])
    disk.replace_whole(root / LEDGER, text)
    reached("listed")
    before = read(root)
    if before is not None:
        write(root, before.head or before.rewriting, before.lake)


def describe(root: Path, missing: Sequence[Missing]) -> str:
    """One sentence on everything that is missing."""
    places = [m.place for m in missing]
    more = f" and {len(places) - SOURCES_NAMED} more" if len(places) > SOURCES_NAMED else ""
    return (
        f"The lake {root} lacks {sum(m.rows for m in missing):,} rows that it held, of "
        f"{', '.join(places[:SOURCES_NAMED])}{more}: add these files again, or leave them out for good by "
        "`comity verify --dismiss NAME`."
    )
