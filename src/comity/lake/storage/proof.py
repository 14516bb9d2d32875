"""The proof that a lake is complete: its newest manifest record, and a list of what it has lost.

``proof.json`` in the lake's folder has the lake's id, the number and digest of the newest record, and the
size and digest of the ledger ``missing.jsonl``. It also has a digest of its content. Because it is stored
outside ``manifest/``, a manifest that was deleted or replaced by an older copy is noticed. Older versions of
comity wrote ``manifest/HEAD`` instead, which the next writer replaces.

The ledger has one line, with a digest, for each source file whose rows the lake has lost. Lines are only
appended, and always before the rows are removed. A file is missing until it is added again or a person
dismisses it, which adds another line.
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
from comity.lake.storage.disk import report_reached

PROOF = "proof.json"
LEDGER = "missing.jsonl"
FOLDER = "manifest"
_LEGACY = f"{FOLDER}/HEAD"
#: The most source files named in a message.
SOURCES_NAMED = 5


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A reference to a manifest record: its number (from 1), batch and digest (64 hex digits)."""

    number: int
    batch: str
    check: str


#: What the proof names before the first record.
NO_RECORD = RecordLink(0, "", "")


@dataclass(frozen=True, slots=True)
class Missing:
    """Rows that the lake has lost: those of a source file, or of a Parquet file of unknown source files.

    ``file_id`` is "" if the file is unknown, ``disk_sha256`` is "" if its download is unknown.
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
    """The content of ``proof.json``; ``rewriting`` lists the new records while the chain is rewritten."""

    lake: str
    head: RecordLink | None
    rewriting: tuple[str, ...] = ()
    size: int = 0
    sha256: str = ""


def seal(data: dict[str, Any]) -> str:
    """Return a digest of data in plain types that does not depend on the order of keys."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(root: Path) -> Proof | None:
    """Return the proof of the lake at ``root``; ``None`` if it is missing or damaged."""
    for name in (PROOF, _LEGACY):
        try:
            data = load_sealed((root / name).read_bytes())
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


def load_sealed(line: bytes) -> dict[str, Any]:
    """Parse the JSON that :func:`dump_sealed` wrote, and check its digest.

    Raises
    ------
    ValueError
        When the digest does not match, or the line is not valid JSON.
    """
    data: dict[str, Any] = json.loads(line)
    if data.pop("seal") != seal(data):
        raise ValueError("not what was written")
    return data


def dump_sealed(data: dict[str, Any]) -> bytes:
    """Return data in plain types as one line of JSON with its digest."""
    return json.dumps({**data, "seal": seal(data)}, sort_keys=True, ensure_ascii=False).encode()


def write(root: Path, state: RecordLink | Iterable[str], lake: str = "") -> None:
    """Write ``proof.json``, which names the newest record, or all records while the chain is rewritten.

    Parameters
    ----------
    root : folder of the lake
    state : the newest record, or the names of the records
    lake : id of the lake (default: its present id, or else a new one)
    """
    before = read(root)
    ledger = _ledger(root)
    data = {
        "lake": lake or (before.lake if before else "") or secrets.token_hex(8),
        "ledger": [len(ledger), hashlib.sha256(ledger).hexdigest()],
        **(asdict(state) if isinstance(state, RecordLink) else {"rewriting": list(state)}),
    }
    disk.replace_whole(root / PROOF, dump_sealed(data))
    (root / _LEGACY).unlink(missing_ok=True)


def _ledger(root: Path) -> bytes:
    path = root / LEDGER
    return path.read_bytes() if path.exists() else b""


def _lines(data: bytes) -> list[dict[str, Any]]:
    out = []
    for line in data.splitlines():
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            out.append(load_sealed(line))
    return out


def list_missing(root: Path, proof: Proof | None, present: Container[str]) -> list[Missing]:
    """Return what is missing from a lake that has the files with the ids ``present``.

    An incomplete line of a killed writer is ignored, because rows are removed only after the line is
    complete.

    Raises
    ------
    LakeDamagedError
        When the content of the ledger was changed.
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
    """List in the ledger and the proof the rows that are about to be removed."""
    _append(root, (asdict(m) for m in missing))
    report_reached("noted")


def dismiss(root: Path, place: str, present: Container[str]) -> None:
    """Stop reporting what is missing from ``place``, because a person decided so.

    Raises
    ------
    LakeError
        When nothing of that place is missing.
    """
    places = {m.place for m in list_missing(root, read(root), present)}
    if place not in places:
        listed = ", ".join(sorted(places)) or "nothing"
        raise LakeError(f"{place} is not missing from the lake {root}; missing is: {listed}.")
    _append(root, [{"dismissed": place}])


def _append(root: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Append lines after the intact lines of the ledger, and update the proof."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    new = [{**e, "at": at} for e in entries]
    if not new:
        return
    text = b"".join(dump_sealed(line) + b"\n" for line in [*_lines(_ledger(root)), *new])
    disk.replace_whole(root / LEDGER, text)
    report_reached("listed")
    before = read(root)
    if before is not None:
        write(root, before.head or before.rewriting, before.lake)


def describe(root: Path, missing: Sequence[Missing]) -> str:
    """Return one sentence that sums up all that is missing."""
    places = [m.place for m in missing]
    more = f" and {len(places) - SOURCES_NAMED} more" if len(places) > SOURCES_NAMED else ""
    return (
        f"The lake {root} lacks {sum(m.rows for m in missing):,} rows that it held, of "
        f"{', '.join(places[:SOURCES_NAMED])}{more}: add these files again, or leave them out for good by "
        "`comity verify --dismiss NAME`."
    )
