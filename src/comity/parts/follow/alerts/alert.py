"""One thing told: what happened, why it was told, and the records behind it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from comity.records import finding
from comity.records.finding import Finding
from comity.records.kinds import Kind

RECORDS_SHOWN = 20
NEAR = 3
"""Days between two tellings on record of one act, as where occurrences are folded."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert.

    ``id`` is the same whenever and however often it is found; ``day`` is the day it happened, ``told_on``
    the day of the data that told it; ``by`` the stream, or ``record``; ``why`` the finding that fired it;
    ``records`` the ids behind it (at most 20 of ``records_total``).
    """

    id: str
    watch: str
    pair: str
    hotspot: str
    kind: str
    form: str
    day: date
    told_on: date
    by: str
    headline: str
    why: Finding
    records: tuple[str, ...] = ()
    records_total: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        plain = asdict(self) | {"day": self.day.isoformat(), "told_on": self.told_on.isoformat()}
        return plain | {"why": finding.as_json(self.why), "records": list(self.records)}

    def same(self, other: Alert, days: int) -> bool:
        """Whether another alert tells the same: of one watch and place, at most so many days apart.

        Of what streams show the kind must be the same, whichever stream shows it; of acts on record the form.
        """
        mine, others = ((a.watch, a.pair, a.hotspot, a.by == "record") for a in (self, other))
        what = self.form == other.form if self.by == "record" else self.kind == other.kind
        return mine == others and what and self.apart(other) <= days

    def apart(self, other: Alert) -> int:
        """Days between the two."""
        return abs((self.day - other.day).days)


def from_json(data: dict[str, Any]) -> Alert:
    """Inverse of :meth:`Alert.to_json`."""
    days = {k: date.fromisoformat(data[k]) for k in ("day", "told_on")}
    why = data["why"] if "kind" in data["why"] else _of_version_1(data)
    return Alert(**{**data, **days, "why": finding.from_json(why), "records": tuple(data["records"])})


def _of_version_1(data: dict[str, Any]) -> dict[str, Any]:
    """Return the reason of an alert from a book written before findings had a kind: told by who told it."""
    why: dict[str, Any] = data["why"]
    detail = {k: v for k, v in why["detail"].items() if k != "stream"}
    subject = {"states": data["pair"].split("-"), "place": data["hotspot"]}
    if data["by"] != "record":
        return why | {
            "kind": Kind.UNUSUAL_WEEK,
            "subject": subject | {"stream": data["by"]},
            "detail": detail,
        }
    kind = Kind.LIKE_VETOES if "pairs" in detail else Kind.FALSE_ACT
    return why | {"kind": kind, "subject": subject | {"form": data["form"]}, "detail": detail}


def stable_id(*parts: str) -> str:
    """12 hex digits over what makes an alert the one it is."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
