"""The states and days for which a source has data.  Outside its coverage the answer is "unknown", never 0."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Coverage:
    """One period of coverage: ``table`` of ``source`` reports acts of ``states`` from ``first`` to ``last``.

    ``states`` and ``hotspots`` are ``None`` for all; ``leaves_out`` names states that the source omits
    although it covers "all" (an omitted state is unknown, not inactive).  Both dates are inclusive.
    ``selective`` marks a selection (a chronicle, a sample): a record in it is evidence, the absence of one is
    not.
    """

    source: str
    table: str
    first: date
    last: date
    states: frozenset[str] | None = None
    leaves_out: frozenset[str] = frozenset()
    hotspots: frozenset[str] | None = None
    selective: bool = False
    note: str = ""

    def sees(self, state: str, day: date) -> bool:
        """Return whether an act of ``state`` on ``day`` would be in the source."""
        inside = self.first <= day <= self.last and state not in self.leaves_out
        return inside and (self.states is None or state in self.states)

    def as_json(self) -> dict[str, Any]:
        """Return the coverage in plain types for a manifest."""
        return {
            "source": self.source,
            "table": self.table,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "states": None if self.states is None else sorted(self.states),
            "leaves_out": sorted(self.leaves_out),
            "hotspots": None if self.hotspots is None else sorted(self.hotspots),
            "selective": self.selective,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Coverage:
        """Return the coverage from the output of :meth:`as_json`."""
        return cls(
            source=data["source"],
            table=data["table"],
            first=date.fromisoformat(data["first"]),
            last=date.fromisoformat(data["last"]),
            states=None if data["states"] is None else frozenset(data["states"]),
            leaves_out=frozenset(data["leaves_out"]),
            hotspots=None if data["hotspots"] is None else frozenset(data["hotspots"]),
            selective=data["selective"],
            note=data["note"],
        )


def merge(stretches: Iterable[Coverage], gap_days: int = 1) -> list[Coverage]:
    """Join periods that touch (within ``gap_days``) and agree in source, table, states and hotspots."""
    out: list[Coverage] = []
    for c in sorted(stretches, key=_sight):
        prev = out[-1] if out else None
        near = prev is not None and _sight(prev)[:-2] == _sight(c)[:-2]
        if prev is not None and near and c.first <= prev.last + timedelta(days=gap_days):
            out[-1] = Coverage(
                prev.source,
                prev.table,
                prev.first,
                max(prev.last, c.last),
                prev.states,
                prev.leaves_out,
                prev.hotspots,
                prev.selective,
                prev.note,
            )
        else:
            out.append(c)
    return out


def _sight(c: Coverage) -> tuple[Any, ...]:
    return (
        c.source,
        c.table,
        sorted(c.states or ()),
        c.states is None,
        sorted(c.leaves_out),
        sorted(c.hotspots or ()),
        c.hotspots is None,
        c.selective,
        c.note,
        c.first,
        c.last,
    )
