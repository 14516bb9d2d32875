"""An alert: what happened, why it was sent, and the records behind it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from comity.records import finding
from comity.records.finding import Finding
from comity.records.kinds import Kind

RECORDS_SHOWN = 20
#: Most days between two reports on record of the same act, as in merging occurrences.
NEAR = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert about a pair of states.

    ``id`` is the same each time the alert is found. ``day`` is the day of the act, ``told_on`` the day of the
    data that showed it. ``by`` is the event stream, or ``record``. ``why`` is the finding (result) that
    caused the alert. ``records`` holds at most 20 of ``records_total`` record ids.
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
        """Return the alert as plain values."""
        plain = asdict(self) | {"day": self.day.isoformat(), "told_on": self.told_on.isoformat()}
        return plain | {"why": finding.as_json(self.why), "records": list(self.records)}

    def same(self, other: Alert, days: int) -> bool:
        """Return whether two alerts of a watch report the same: same place, at most ``days`` days apart.

        Alerts from event streams must also have the same kind (the stream may differ), alerts on record the
        same form (kind of act).
        """
        mine, others = ((a.watch, a.pair, a.hotspot, a.by == "record") for a in (self, other))
        what = self.form == other.form if self.by == "record" else self.kind == other.kind
        return mine == others and what and self.apart(other) <= days

    def apart(self, other: Alert) -> int:
        """Return the number of days between two alerts."""
        return abs((self.day - other.day).days)


def from_json(data: dict[str, Any]) -> Alert:
    """Build an alert from the output of :meth:`Alert.to_json`."""
    days = {k: date.fromisoformat(data[k]) for k in ("day", "told_on")}
    why = data["why"] if "kind" in data["why"] else _of_version_1(data)
    return Alert(**{**data, **days, "why": finding.from_json(why), "records": tuple(data["records"])})


def _of_version_1(data: dict[str, Any]) -> dict[str, Any]:
    """Convert the reason of an alert that an older version saved, when results had no kind."""
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
    """Return 12 hex digits of a hash of the texts that identify an alert."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
