"""Published values to hold our own measures against: rows of any table to FLOW, each accounted for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.identity import record_id
from comity.records.rejects import Reject
from comity.records.schemas import FLOW
from comity.sources.base import Batch


@dataclass(frozen=True, slots=True)
class Value:
    """One published value of a state, toward another or by itself."""

    key: str
    measure: str
    value: float | None
    unit: str
    what: str
    receiver: str | None = None
    receiver_raw: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells: of whom, over which days, known from when on."""

    row_no: int
    state: str
    state_raw: str
    span: tuple[date, date]
    known_on: date
    values: tuple[Value, ...]
    raw: str

    @property
    def said(self) -> tuple[Any, ...]:
        """What the row says, wherever it stands."""
        return self.state, self.span, self.values


@dataclass(slots=True)
class Table:
    """Rows of one file as they are read."""

    source: str
    file_id: str
    seen: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def add(self, row: Told | Reject) -> None:
        """Take one row that was read, or could not be."""
        if isinstance(row, Reject):
            self.rejects.append(row)
        else:
            self.told.append(row)

    def batch(self, note: str) -> Batch:
        """All rows; of rows that contradict each other neither is taken, and repeats count once."""
        ways: dict[str, set[tuple[Any, ...]]] = {}
        for t in self.told:
            ways.setdefault(t.values[0].key, set()).add(t.said)
        kept: dict[str, Told] = {}
        for t in self.told:
            key = t.values[0].key
            if len(ways[key]) > 1:
                self.rejects.append(Reject(t.row_no, "twice", "another row tells this differently", t.raw))
            elif key in kept:
                self.set_aside["repeat"] = self.set_aside.get("repeat", 0) + 1
            else:
                kept[key] = t
        flows = [self._flow(t, v) for t in kept.values() for v in t.values]
        sight = []
        if kept:
            who = frozenset(t.state for t in kept.values())
            first, last = min(t.span[0] for t in kept.values()), max(t.span[1] for t in kept.values())
            sight = [Coverage(self.source, "flows", first, last, who, note=note)]
        table = pa.Table.from_pylist(flows, schema=FLOW)
        return Batch({"flows": table}, self.seen, len(kept), self.set_aside, self.rejects, sight)

    def _flow(self, t: Told, v: Value) -> dict[str, Any]:
        return {
            "record_id": record_id(self.source, v.key),
            "source": self.source,
            "file_id": self.file_id,
            "row_no": t.row_no,
            "known_on": t.known_on,
            "date_from": t.span[0],
            "date_to": t.span[1],
            "sender": t.state,
            "sender_raw": t.state_raw,
            "receiver": v.receiver,
            "receiver_raw": v.receiver_raw,
            "measure": v.measure,
            "value": v.value,
            "unit": v.unit,
            "what": v.what,
        }


def number(text: Any) -> float | None:
    """Finite number of a cell, ``None`` where there is none."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if abs(value) < 1e12 else None


def year(y: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(y, 1, 1), date(y, 12, 31)
