"""A picture at hand: its records, and the searches for one that several sentences make."""

from __future__ import annotations

from datetime import date

from comity.faces.brief import verbal_scales
from comity.faces.brief.citable_records import LOOKED_AT, CitableRecords
from comity.faces.brief.model import Claim
from comity.faces.brief.sentences import newest, some
from comity.measures.verdict.verdict import Picture
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind
from comity.vocabulary import hotspots
from comity.watch import Watch


class HotspotMaterial:
    """A picture of a hotspot and its ground, while the sentences are made, and what several of them cite."""

    def __init__(self, watch: Watch, spot: str) -> None:
        self.watch, self.spot = watch, spot
        self.picture: Picture = watch.picture(spot)
        self.verdict = self.picture.verdict
        self.record = self.verdict.record
        self.ground = CitableRecords(watch)
        known = [f for f in (*self.verdict.timing, *self.verdict.votes, *self.picture.against) if f.known]
        rows = [i for f in known for i in f.records[:LOOKED_AT]]
        self.ground.fetch([*(i for o in self.record.occurrences for i in o.records), *rows])
        self.both = Claim("", "together", watch.group.codes, spot)
        self.counts = {f.kind: f for f in self.record.findings()}

    def mute(self) -> tuple[Finding, ...]:
        """Findings that say that the statistics or the record cannot tell."""
        return tuple(f for f in (*self.verdict.timing, *self.picture.against) if not f.known)[:1]

    def latest(self, n: int = 1, **what: str | bool) -> tuple[Claim, ...]:
        """The newest records of acts together that bear this."""
        claim = Claim("", "together", self.watch.group.codes, self.spot, **what)  # type: ignore[arg-type]
        return some(self.ground.of_occurrences(newest(self.record.together), claim), n)

    def moved(self, n: int) -> tuple[Claim, ...]:
        """Rows of event streams behind the timing."""
        return tuple(c for f in self.verdict.timing for c in self.rows(f, n))

    def rows(self, f: Finding, n: int = 1) -> tuple[Claim, ...]:
        """Rows of an event stream behind a finding, of each member if there are; first those that name it."""
        span = [date.fromisoformat(d) if d else None for d in (f.detail.first, f.detail.last)]
        named = hotspots.get(self.spot).states
        out: list[Claim] = []
        for s in self.watch.group.codes:
            claims = list(self.ground.of_finding(f, Claim("", "toward", (s,), self.spot, span[0], span[1])))
            out += sorted(claims, key=lambda c: self.ground.row(c)["target"] not in named)[:1]
        return tuple(out[:n])

    def no_stream(self, why: str) -> Finding:
        """Why no event stream speaks here."""
        return cannot_tell(Kind.MOVE_TOGETHER, self.record.subject, why, method=verbal_scales.METHOD)

    def moved_by(self, f: Finding) -> tuple[Claim, ...]:
        """Rows of the stream that a finding is about."""
        timing = next((t for t in self.verdict.timing if t.subject.stream == f.subject.stream), f)
        return self.rows(timing)

    def apart(self) -> tuple[Claim, ...]:
        """The newest record that sets them apart."""
        claim = Claim("", "apart", self.watch.group.codes, self.spot)
        return some(self.ground.of_occurrences(newest(self.record.friction), claim))
