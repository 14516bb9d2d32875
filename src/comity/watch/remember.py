"""What was once derived from a view is kept beside the lake, so that the same question is not computed twice.

``derived/`` in the lake's folder holds one file an answer, named by a digest of everything the answer
depends on: the files of the view and its day, the question, the methods, and the code and data files of the
floors below the faces.  Whatever of these changes, the name changes and the old file is never read again.
The folder may be deleted at any time.  A file that is damaged is ignored and written anew; a lake that is
not there or cannot be written is left alone.  Files come into being whole (written aside, made to last,
renamed), so readers and several writers at once need no lock.  At most :data:`MOST` files are kept.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from comity.lake.disk import write_whole
from comity.measures import (
    against,
    agreement,
    base,
    coaction,
    deference,
    division,
    excess,
    flips,
    hedging,
    index,
    joint_bins,
    ladder,
    occurrence,
    on_record,
    onset,
    power,
    record,
    share_of_record,
    stepping_up,
    third_power,
    timing,
    verdict,
    vetoes,
    words_deeds,
)  # fmt: skip
from comity.outlook import fans
from comity.records import finding
from comity.vocabulary import group
from comity.watch import beside, relation, roles, series

T = TypeVar("T")

FOLDER = "derived"
MOST = 2000
"""Files kept; the oldest go first."""
MOST_BYTES = 256 * 2**20

_FLOORS = ("vocabulary", "records", "sources", "text", "lake", "measures", "outlook", "watch")
_FILES = (".py", ".yaml", ".json", ".csv")
_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        finding.Finding, finding.Interval, finding.PlaceboRank, record.Record, occurrence.Occurrence,
        verdict.Verdict, verdict.Picture, group.Group, series.Series, series.Point, base.Line, fans.Fan,
        fans.Past, beside.Mark,
    )
}  # fmt: skip
"""Classes that an answer may be made of."""

_MEASURES = (
    against, agreement, base, coaction, deference, division, excess, flips, hedging, index, joint_bins,
    ladder, on_record, onset, power, record, relation, roles, share_of_record, stepping_up, third_power,
    timing, vetoes, words_deeds,
)  # fmt: skip


class Memory:
    """Answers to one question on one view.

    Parameters
    ----------
    root : folder of the lake
    question : everything asked, in plain words, with the fingerprint of the view
    """

    def __init__(self, root: Path, *question: str) -> None:
        self.folder = root / FOLDER
        self.question = question
        self._held: dict[str, Any] = {}

    def once(self, part: str, make: Callable[[], T]) -> T:
        """The answer named ``part``, from memory, from disk, or made now and kept."""
        if part not in self._held:
            path = self.folder / f"{self._name(part)}.json"
            found = _read(path)
            if found is None:
                found = (make(),)
                self._keep(path, found[0])
            self._held[part] = found[0]
        return cast("T", self._held[part])

    def asked(self, part: str, make: Callable[[], T], *, compute: bool) -> T | None:
        """:meth:`once`, but only where it is wanted now or was kept: what takes long is not made unasked."""
        return self.once(part, make) if compute or self.has(part) else None

    def has(self, part: str) -> bool:
        """Whether the answer is kept."""
        return part in self._held or (self.folder / f"{self._name(part)}.json").exists()

    def _name(self, part: str) -> str:
        told = "\n".join([*self.question, part, methods(), code()])
        return hashlib.sha256(told.encode()).hexdigest()

    def _keep(self, path: Path, answer: Any) -> None:
        if not self.folder.parent.is_dir():
            return  # asking makes no lake
        body = json.dumps(plain(answer), ensure_ascii=False, separators=(",", ":")).encode()
        aside = path.with_name(f"{secrets.token_hex(8)}.part")
        try:
            self.folder.mkdir(exist_ok=True)
            write_whole(aside, sealed(body))
            aside.replace(path)
            _prune(self.folder)
        except OSError:  # a read-only lake or a full disk: the answer is right all the same
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def sealed(body: bytes) -> bytes:
    """Bytes of a file: a digest of the body, so that damage shows, and the body."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _read(path: Path) -> tuple[Any] | None:
    """What a file holds, in a tuple of one; ``None`` where it is missing or not what was written."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        return (made(json.loads(body)),)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _prune(folder: Path) -> None:
    """Let the oldest files go when there are too many; what another process took away is no fault."""
    told = []
    for entry in os.scandir(folder):
        with suppress(OSError):
            stat = entry.stat()
            told.append((stat.st_mtime_ns, entry.name, stat.st_size))
    told.sort(reverse=True)
    size = 0
    for place, (_, name, length) in enumerate(told):
        size += length
        if place >= MOST or size > MOST_BYTES:
            with suppress(OSError):
                (folder / name).unlink()


def plain(value: Any) -> Any:
    """Plain JSON of an answer; what JSON has no form for is marked by its kind."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"is": type(value).__name__, "with": told}
    if isinstance(value, dict):
        return {"is": "dict", "with": [[plain(k), plain(v)] for k, v in value.items()]}
    if isinstance(value, tuple):
        return {"is": "tuple", "with": [plain(v) for v in value]}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return {"is": "date", "with": value.isoformat()}
    return value.item() if isinstance(value, np.generic) else value


def made(told: Any) -> Any:
    """Inverse of :func:`plain`."""
    if isinstance(told, list):
        return [made(v) for v in told]
    if not isinstance(told, dict):
        return told
    kind, parts = told["is"], told["with"]
    if kind == "dict":
        return {made(k): made(v) for k, v in parts}
    if kind == "tuple":
        return tuple(made(v) for v in parts)
    if kind == "date":
        return date.fromisoformat(parts)
    return _KINDS[kind](**{name: made(v) for name, v in parts.items()})


def methods() -> str:
    """Every method of the measures with its version, in one line."""
    told = {str(v) for m in _MEASURES for name, v in vars(m).items() if name.startswith("METHOD")}
    return " ".join(sorted(told))


@cache
def code() -> str:
    """Digest of the code and data files that answers rest on: any change makes every answer new."""
    told = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for floor in _FLOORS:
        for path in sorted(p for p in (root / floor).rglob("*") if p.suffix in _FILES):
            told.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return told.hexdigest()
