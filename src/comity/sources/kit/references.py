"""Reading of published values with which comity's measures are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.schemas import FLOW, Reject, record_id
from comity.sources.base import Batch, SourceFile
from comity.sources.kit.rows import Row, Rows


@dataclass(frozen=True, slots=True)
class Value:
    """One published value for a state."""

    key: str
    measure: str
    value: float | None
    unit: str
    what: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """The values in one row: the state, the days they are about, and the day from which they were known."""

    row_no: int
    state: str
    state_raw: str
    span: tuple[date, date]
    known_on: date
    values: tuple[Value, ...]
    raw: str

    @property
    def content(self) -> tuple[Any, ...]:
        """The values of the row without its position, to find rows that repeat."""
        return self.state, self.span, self.values


@dataclass(slots=True)
class ValueTable:
    """The values of one file, collected row by row."""

    source: str
    file_id: str
    row_count: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    rows: list[ValueRow] = field(default_factory=list)

    @classmethod
    def read(
        cls, source: str, file: SourceFile, rows: Rows, read: Callable[[int, Row], ValueRow | Reject]
    ) -> Self:
        """Return the table for the rows of a file; ``read`` converts a row from its number and cells."""
        out = cls(source, file.file_id, rows.row_count, rows.set_aside, rows.rejects)
        for row_no, row in rows.rows:
            out.add(read(row_no, row))
        return out

    def add(self, row: ValueRow | Reject) -> None:
        """Add a row or a reject."""
        if isinstance(row, Reject):
            self.rejects.append(row)
        else:
            self.rows.append(row)

    def batch(self, note: str) -> Batch:
        """Return all records; rows that contradict each other are rejected, and repeats count once."""
        ways: dict[str, set[tuple[Any, ...]]] = {}
        for t in self.rows:
            ways.setdefault(t.values[0].key, set()).add(t.content)
        accepted: dict[str, ValueRow] = {}
        for t in self.rows:
            key = t.values[0].key
            if len(ways[key]) > 1:
                self.rejects.append(Reject(t.row_no, "twice", "another row tells this differently", t.raw))
            elif key in accepted:
                self.set_aside["repeat"] = self.set_aside.get("repeat", 0) + 1
            else:
                accepted[key] = t
        flows = [self._flow(t, v) for t in accepted.values() for v in t.values]
        sight = []
        if accepted:
            who = frozenset(t.state for t in accepted.values())
            first, last = min(t.span[0] for t in accepted.values()), max(t.span[1] for t in accepted.values())
            sight = [Coverage(self.source, "flows", first, last, who, note=note)]
        table = pa.Table.from_pylist(flows, schema=FLOW)
        return Batch({"flows": table}, self.row_count, len(accepted), self.set_aside, self.rejects, sight)

    def _flow(self, t: ValueRow, v: Value) -> dict[str, Any]:
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
            "measure": v.measure,
            "value": v.value,
            "unit": v.unit,
            "what": v.what,
        }


def number(text: Any) -> float | None:
    """Return the finite number in a cell, or ``None``."""
    try:
        value = float(text)
    except (TypeError, ValueError):
        return None
    return value if abs(value) < 1e12 else None


def year(y: int) -> tuple[date, date]:
    """Return the first and last day of a year."""
    return date(y, 1, 1), date(y, 12, 31)
