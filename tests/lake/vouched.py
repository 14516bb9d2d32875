"""Every act that a machine read in a lake, accepted by one person, so that it is on record."""

from __future__ import annotations

from datetime import date

from comity.lake.query import review_log
from comity.lake.store import Lake
from comity.records.reviews.decisions import Decision, snapshot


def accept_all(lake: Lake) -> int:
    """How many were accepted."""
    acts = lake.view().coded_acts()
    day = date(2026, 1, 4)
    decisions = [Decision(a["record_id"], "Vera", "accept", day, snapshot(a)) for a in acts]
    return review_log.write(lake.root, decisions)
