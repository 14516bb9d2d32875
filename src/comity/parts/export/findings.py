"""All findings of a watch, each with its hotspot and the part of the program it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.records.finding import Finding
from comity.vocabulary import hotspots
from comity.watch import Watch


@dataclass(frozen=True, slots=True)
class PartFinding:
    """One finding about a group of states; ``hotspot`` is "" if it covers all hotspots (watched places)."""

    group: str
    hotspot: str
    part: str
    finding: Finding


def findings(watch: Watch, hotspot: str = "") -> Iterator[PartFinding]:
    """Yield a watch's findings at one hotspot; without one, the general ones and those of every hotspot."""
    group = watch.group.id
    if not hotspot:
        general = (
            ("votes", watch.votes.agreement()),
            ("vetoes", watch.votes.vetoes()),
            ("pooled", watch.timing.pooled()),
        )
        yield from (PartFinding(group, "", part, f) for part, part_findings in general for f in part_findings)
    for spot in [hotspot] if hotspot else [h.id for h in hotspots.watched()]:
        picture = watch.picture(spot)
        v = picture.verdict
        witnesses = (("record", v.record.findings()), ("timing", v.timing), ("votes", (*v.votes, *v.vetoes)))
        for part, part_findings in (*witnesses, *((name, fs) for name, _, fs in picture.parts())):
            yield from (PartFinding(group, spot, part, f) for f in part_findings)
