"""A watch of which the record is told and the statistics are still being computed.

The record witness takes a second, the other one ten: a face that must show something at once shows this one
first.  It shares what it reads with the whole watch and keeps nothing beside the lake.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from comity.lake.query import evidence
from comity.lazy import lazy
from comity.measures.record.record import Record
from comity.measures.verdict.verdict import Verdict
from comity.vocabulary import hotspots
from comity.watch.questions import trend
from comity.watch.watch import Watch

PENDING = "being computed"


class Recorded(Watch):
    """The record witness of a watch; whatever the statistics would say cannot be told yet."""

    def __init__(self, whole: Watch) -> None:
        self.__dict__.update(whole.__dict__)
        self._whole = whole

    @lazy
    def records(self) -> dict[str, Record]:
        """The record witness of every hotspot: that of the whole watch, which needs it next."""
        return self._whole.records

    @lazy
    def acts(self) -> pa.Table:
        """Acts of the window that name a member: those of the whole watch."""
        return self._whole.acts

    @lazy
    def verdicts(self) -> list[Verdict]:
        """Verdicts of one witness."""
        return [
            Verdict(
                self.group,
                h.id,
                h.name,
                self.records[h.id],
                self._seen,
                trend.trend(h.id, self.records, self.data_to),
                (),
                (),
                (),
                why_not=PENDING,
            )
            for h in hotspots.watched()
        ]

    def why(self, hotspot: str, first: date | None = None, last: date | None = None) -> list[evidence.Line]:
        """The acts behind a hotspot, newest first: rows of event streams and ballots come with the rest."""
        begun, over = self.window(hotspots.whole(hotspot))
        span = max(first or date.min, begun), min(last or date.max, over)
        told = evidence.of_acts(self.acts, hotspots.whole(hotspot))
        return evidence.newest_first([x for x in told if span[0] <= x.date <= span[1]])

    def heading(self) -> str:
        """The finding so far in one sentence."""
        n = sum(v.rung in ("joint", "standing") for v in self.verdicts)
        return (
            f"{self.group.name}: together on record in {n} of {len(self.verdicts)} hotspots; "
            f"whether beyond chance is {PENDING}"
        )


def judged(watch: Watch, *, compute: bool) -> Watch | None:
    """The watch with the verdicts of both witnesses; ``None`` where they are not kept and not wanted now."""
    if not compute and not watch._memory.has("verdicts"):
        return None
    return watch if watch.verdicts else None
