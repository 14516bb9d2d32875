"""All versions of every downloaded file, each with the day of its download.

Below ``vintages/<source>/`` of a lake, ``files/<16 hex digits>/<name>`` has the bytes, which never change.
``ledger.jsonl`` has a line for each download whose bytes differed from the previous ones. ``partial/`` has
incomplete downloads. A file that no line of the ledger lists does not count as a version.
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
    """One downloaded version of one file.

    ``thing`` identifies the file across versions, even if each version has its own address.  ``checksum`` is
    the publisher's (``md5:...``), ``etag`` and ``modified`` are the server's ("" if absent), and ``got_at``
    is the time of the download in UTC.
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
        """The day of the download."""
        return date.fromisoformat(self.got_at[:10])


@dataclass(frozen=True, slots=True)
class Vault:
    """All downloaded versions of the files of one source in one lake."""

    root: Path
    source: str

    @property
    def folder(self) -> Path:
        """Folder of the versions."""
        return self.root / FOLDER / self.source

    def vintages(self) -> list[Vintage]:
        """Return every version, in the order of download.

        Raises
        ------
        LakeDamagedError
            When a line of the ledger is damaged (an incomplete last line is ignored).
        """
        ledger = self.folder / "ledger.jsonl"
        lines = ledger.read_bytes().split(b"\n")[:-1] if ledger.is_file() else []
        return [_line(ledger, n, line) for n, line in enumerate(lines, start=1)]

    def newest(self) -> dict[str, Vintage]:
        """Return the last version of each file."""
        return {v.thing: v for v in self.vintages()}

    def path(self, vintage: Vintage) -> Path:
        """Return the path of a version's bytes."""
        return self.folder / "files" / vintage.sha256[:16] / vintage.name

    def partial(self, address: str) -> Path:
        """Return the path where the bytes from an address are collected until the download is complete."""
        return self.folder / "partial" / hashlib.sha256(address.encode()).hexdigest()[:16]

    def keep(self, path_of_bytes: Path, vintage: Vintage) -> None:
        """Store the file at ``path_of_bytes`` as this version, and then add a line to the ledger."""
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
                if out.read(1) != b"\n":  # a crash left the last line incomplete
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
    """Return 16 hex digits that reveal whether a line of the ledger changed."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]


#: First day on which a version was the published one, and the SHA-256 of that version.
Interval = tuple[date, str]


def version_intervals(root: Path) -> dict[str, tuple[Interval, ...]]:
    """Map the SHA-256 of each version to the intervals in which the publisher offered the file's versions."""
    out: dict[str, tuple[Interval, ...]] = {}
    for source in sorted(p.name for p in (root / FOLDER).iterdir()) if (root / FOLDER).is_dir() else ():
        for versions in group_by_thing(Vault(root, source).vintages()).values():
            intervals: list[Interval] = []
            for n, v in enumerate(versions):
                back = any(v.sha256 == sha256 for _, sha256 in intervals)
                since = max(versions[n - 1].day, _read_change_day(v)) if n and not back else v.day
                intervals.append((min(v.day, since) if n else date.min, v.sha256))
            if len(intervals) > 1:
                out |= {sha256: tuple(intervals) for _, sha256 in intervals}
    return out


def _read_change_day(v: Vintage) -> date:
    try:
        return parsedate_to_datetime(v.modified).date()
    except (TypeError, ValueError):
        return v.day


def group_by_thing(vintages: list[Vintage]) -> dict[str, list[Vintage]]:
    """Group the versions by file, in the order of download."""
    out: dict[str, list[Vintage]] = {}
    for v in vintages:
        out.setdefault(v.thing, []).append(v)
    return out


def pairs(vintages: list[Vintage]) -> Iterator[tuple[Vintage, Vintage]]:
    """Yield the last two versions (older, newer) of each file that has at least two."""
    for versions in group_by_thing(vintages).values():
        if len(versions) > 1:
            yield versions[-2], versions[-1]
