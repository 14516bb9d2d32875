"""A small source for the lake's own tests, and a writer of its files.

A file begins with ``toy events``; each line is ``key,day,known,actor,target,code,quad,geo,flags``.
A blank line is set aside, a wrong day is a reject, the line ``fail`` makes the file unreadable.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import EVENT, Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.cards import Card

HEAD = "toy events"
PIECE = 5


def card(source_id: str) -> Card:
    words = dict.fromkeys(Card.__dataclass_fields__, "x")
    words |= {"id": source_id, "tables": ("events",), "edition": None, "rolling": False}
    return Card(**words | dict.fromkeys(("hosts", "biases", "traps"), ()))


class Toy:
    """Reads toy events."""

    def __init__(self, source_id: str = "toy", head: str = HEAD) -> None:
        self.id, self.head = source_id, head

    @property
    def card(self) -> Card:
        return card(self.id)

    def recognises(self, sample: Sample) -> bool:
        return sample.lines(1) == [self.head]

    def read(self, file: SourceFile) -> Iterator[Batch]:
        with file.open() as stream:
            lines = stream.read().decode().splitlines()[1:]
        for n in range(0, len(lines), PIECE):
            yield self._piece(file, n, lines[n : n + PIECE])

    def _piece(self, file: SourceFile, before: int, lines: list[str]) -> Batch:
        rows, rejects, aside = [], [], 0
        for n, line in enumerate(lines, start=before + 2):
            if line == "fail":
                raise SourceError(f"{file.place} breaks off at line {n}.")
            if not line:
                aside += 1
                continue
            try:
                rows.append(self._row(file, n, line))
            except ValueError as e:
                rejects.append(Reject(n, "date", str(e), line))
        days = [r["event_date"] for r in rows]
        coverage = [Coverage(self.id, "events", min(days), max(days))] if days else []
        table = pa.Table.from_pylist(rows, schema=EVENT)
        return Batch({"events": table}, len(lines), len(rows), {"blank": aside}, rejects, coverage)

    def _row(self, file: SourceFile, n: int, line: str) -> dict[str, Any]:
        key, day, known, actor, target, code, quad, geo, flags = line.split(",")
        return {
            "record_id": f"{self.id}:{key}",
            "source": self.id,
            "file_id": file.file_id,
            "row_no": n,
            "known_on": date.fromisoformat(known or day),
            "event_date": date.fromisoformat(day),
            "precision": "month" if "m" in flags else "day",
            "actor": actor or None,
            "target": target or None,
            "actor_is_state": "n" not in flags,
            "target_is_state": "t" not in flags,
            "code_system": "cameo",
            "code": code,
            "quad": int(quad),
            "geo_state": geo or None,
            "mirror_of": f"{self.id}:other" if "r" in flags else None,
        }


TOY = Toy()


def recognise(sample: Sample) -> Toy | None:
    """What the registry does, for the toy alone."""
    return TOY if TOY.recognises(sample) else None


def line(key: object, **said: object) -> str:
    """A line of a toy file: the defaults, and what is said otherwise."""
    row = {
        "day": "2019-02-11",
        "known": "",
        "actor": "AAA",
        "target": "TTT",
        "code": "010",
        "quad": 1,
        "geo": "",
        "flags": "",
    }
    assert said.keys() <= row.keys()
    return ",".join(str(v) for v in (key, *(row | said).values()))


def text(lines: Iterable[str]) -> str:
    return "\n".join([HEAD, *lines]) + "\n"


def write(path: Path, lines: Iterable[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(lines))
    return path


def keys(view: Any) -> list[str]:
    """Publisher's keys of all events of a view, in its order."""
    return [i.split(":", 1)[1] for i in view.table("events")["record_id"].to_pylist()]


def parquet(lake: Path) -> set[str]:
    """Parquet files of a lake, swept ones left out."""
    there = {p.relative_to(lake).as_posix() for p in lake.rglob("*.parquet")}
    return {p for p in there if not p.startswith("trash/")}


def flip(path: Path, bit: int) -> None:
    """Flip one bit and set the file's times back."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
