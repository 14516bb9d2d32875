"""What was had when: every version of every file got, by what it holds, with the day it was got.

Below ``vintages/<source>/`` of a lake: ``files/<16 hex digits>/<name>`` are the bytes, never changed;
``ledger.jsonl`` has a line for each time other bytes came than before; ``partial/`` holds
what is not whole yet.  A file no line names is not a vintage.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from comity.errors import LakeDamagedError
from comity.lake.storage import disk

FOLDER = "vintages"


@dataclass(frozen=True, slots=True)
class Vintage:
    """One version of one file.

    ``thing`` stays the same over versions, also where each has an address of its own.
    ``checksum`` is the one its publisher gave (``md5:...``), ``etag`` and ``modified`` what the server
    said of it ("" where nothing), ``got_at`` the moment in UTC.
    """

    address: str
    name: str
    sha256: str
    size: int
    checksum: str
    etag: str
    modified: str
    got_at: str
    thing: str

    @property
    def day(self) -> date:
        """The day it was got."""
        return date.fromisoformat(self.got_at[:10])


@dataclass(frozen=True, slots=True)
class Vault:
    """All vintages of one source in one lake."""

    root: Path
    source: str

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.root / FOLDER / self.source

    def vintages(self) -> list[Vintage]:
        """Every vintage, in the order they were got.

        Raises
        ------
        LakeDamagedError
            When a line of the ledger is not what was written (a last line cut by a kill is no line).
        """
        ledger = self.folder / "ledger.jsonl"
        lines = ledger.read_bytes().split(b"\n")[:-1] if ledger.is_file() else []
        return [_line(ledger, n, line) for n, line in enumerate(lines, start=1)]

    def newest(self) -> dict[str, Vintage]:
        """Return the last version of each thing."""
        return {v.thing: v for v in self.vintages()}

    def path(self, vintage: Vintage) -> Path:
        """Where its bytes lie."""
        return self.folder / "files" / vintage.sha256[:16] / vintage.name

    def partial(self, address: str) -> Path:
        """Where the bytes of an address gather until they are whole."""
        return self.folder / "partial" / hashlib.sha256(address.encode()).hexdigest()[:16]

    def keep(self, path_of_bytes: Path, vintage: Vintage) -> None:
        """Take the file at ``path_of_bytes`` as this vintage, for good: its bytes first, then its line."""
        path = self.path(vintage)
        with disk.writing(self.root):
            with path_of_bytes.open("rb") as stream:
                os.fsync(stream.fileno())
            disk.make_folder(path.parent, self.root)
            path_of_bytes.replace(path)
            disk.settle(path.parent)
            row = asdict(vintage)
            line = json.dumps({**row, "check": _check(row)}, sort_keys=True, ensure_ascii=False)
            self._append(line + "\n")

    def _append(self, line: str) -> None:
        ledger = self.folder / "ledger.jsonl"
        with ledger.open("ab+") as out:
            if out.tell():
                out.seek(-1, os.SEEK_END)
                if out.read(1) != b"\n":  # a kill cut the last line
                    out.seek(0)
                    out.truncate(out.read().rfind(b"\n") + 1)
            out.write(line.encode())
            out.flush()
            os.fsync(out.fileno())
        disk.settle(self.folder)


def _line(ledger: Path, n: int, line: bytes) -> Vintage:
    try:
        row = json.loads(line)
        check = row.pop("check", None)  # lines of older versions have none
        if check in (None, _check(row)):
            return Vintage(**row)
    except (ValueError, TypeError, AttributeError):
        pass
    raise LakeDamagedError(f"Line {n} of {ledger} is damaged: delete the line and get its file again.")


def _check(row: dict[str, Any]) -> str:
    """16 hex digits over a line."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]


Interval = tuple[date, str]
"""From which day on a version of a file was the published one, and the SHA-256 of that version."""


def version_intervals(root: Path) -> dict[str, tuple[Interval, ...]]:
    """SHA-256 of each version of a file that had several -> all intervals of that file, in order.

    The first version counts from the first day.  Another one from the day its server says it was changed,
    but no earlier than the day the version before it was still handed out, and no later than the day it
    was got.  A version that comes back counts again from the day it was got back.
    """
    out: dict[str, tuple[Interval, ...]] = {}
    for source in sorted(p.name for p in (root / FOLDER).iterdir()) if (root / FOLDER).is_dir() else ():
        for versions in by_thing(Vault(root, source).vintages()).values():
            intervals: list[Interval] = []
            for n, v in enumerate(versions):
                back = any(v.sha256 == sha256 for _, sha256 in intervals)
                since = max(versions[n - 1].day, _changed(v)) if n and not back else v.day
                intervals.append((min(v.day, since) if n else date.min, v.sha256))
            if len(intervals) > 1:
                out |= {sha256: tuple(intervals) for _, sha256 in intervals}
    return out


def _changed(v: Vintage) -> date:
    try:
        return parsedate_to_datetime(v.modified).date()
    except (TypeError, ValueError):
        return v.day


def by_thing(vintages: list[Vintage]) -> dict[str, list[Vintage]]:
    """Versions of each thing, in the order they were got."""
    out: dict[str, list[Vintage]] = {}
    for v in vintages:
        out.setdefault(v.thing, []).append(v)
    return out


def pairs(vintages: list[Vintage]) -> Iterator[tuple[Vintage, Vintage]]:
    """Yield the newest version of each thing with the one before it, where there are two."""
    for versions in by_thing(vintages).values():
        if len(versions) > 1:
            yield versions[-2], versions[-1]
