"""The brief of a pair over all hotspots: where, in what form, how lately, and what speaks against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from comity.faces.brief import charts, sentences
from comity.faces.brief.citable_records import LOOKED_AT, CitableRecords
from comity.faces.brief.model import Brief, BriefRow, Claim, Drawing, Section, Sentence
from comity.faces.brief.sentences import count, newest, percent, some
from comity.faces.present import hotspot_view
from comity.measures.record.occurrence import Occurrence
from comity.measures.verdict.verdict import UNKNOWN, Verdict
from comity.records.details import TallyDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.watch import Watch

METHOD = "record/1"


def build(watch: Watch) -> Brief:
    """The brief over all hotspots.

    Raises
    ------
    BriefError
        When a sentence is not borne out by its records.
    """
    return _Pair(watch).brief()


class _Pair:
    """The verdicts and their ground, while the sentences are made."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.ground = watch, CitableRecords(watch)
        self.verdicts = watch.verdicts
        by_id = {o.id: o for v in self.verdicts for o in v.record.occurrences}
        self.occurrences = sorted(by_id.values(), key=lambda o: (o.first, o.id))
        self.votes = [f for f in watch.votes.agreement() if f.known]
        ids = [i for o in self.occurrences for i in o.records]
        self.ground.fetch([*ids, *(i for f in self.votes for i in f.records[:LOOKED_AT])])
        self.claim = Claim("", "together", watch.group.codes)

    def brief(self) -> Brief:
        joint = [o for o in self.occurrences if o.rung in ("joint", "standing") and o.together]
        sections = (
            Section("Where?", tuple(self.place(v) for v in self.order())),
            Section("Latest joint acts", sentences.timeline(self.ground, joint, self.claim)),
            Section("Evidence against", self.against()),
            Section("How sure", (BriefRow("The record", (self.sure(),)),)),
        )
        brief = Brief(
            crumb=self.watch.group.name,
            heading=self.heading(),
            lead=self.lead(),
            charts=self.charts(),
            sections=tuple(s for s in sections if s.rows),
            footer=sentences.footer(self.watch),
        )
        return sentences.finish(brief, self.ground)

    def order(self) -> list[Verdict]:
        return sorted(self.verdicts, key=lambda v: (-len(v.record.joint), -len(v.record.together), v.name))

    @property
    def about(self) -> Subject:
        """The group, over all hotspots."""
        return Subject(states=self.watch.group.codes)

    @property
    def together(self) -> list[Occurrence]:
        return [o for o in self.occurrences if o.together]

    def counted(self, kind: Kind, n: int, content: list[Occurrence]) -> Finding:
        """A count over all hotspots, each occurrence once."""
        ids = tuple(i for o in content for i in o.records)
        return Finding(
            kind,
            self.about,
            n,
            "occurrences",
            "none: a count of a selective record",
            len(content),
            METHOD,
            records=ids,
            records_total=len(ids),
            detail=TallyDetail(counts={"hotspots": len(self.verdicts)}),
        )

    def heading(self) -> Sentence:
        claims = some(self.ground.of_occurrences(newest(self.together), self.claim))
        if claims:
            return Sentence(self.watch.heading(), claims, (self.heads(),))
        none = cannot_tell(Kind.NOTHING_TOGETHER, self.about, "no act together is on record", method=METHOD)
        return Sentence(self.watch.heading(), (), (none, self.heads()))

    def heads(self) -> Finding:
        """The three counts of the heading, counted again from the verdicts."""
        words = [v.statistics for v in self.verdicts]
        counts = {
            "together on record": sum(v.rung in ("joint", "standing") for v in self.verdicts),
            "hotspots": len(words),
            **{w: words.count(w) for w in sorted(set(words))},
            "others": 0,
        }
        n = len(words)
        detail = TallyDetail(counts=counts)
        return Finding(Kind.HEADING, self.about, n, "hotspots", "none: a count", n, METHOD, detail=detail)

    def lead(self) -> tuple[Sentence, ...]:
        occurrences = self.together
        n = self.counted(Kind.TOGETHER, len(occurrences), occurrences)
        if not occurrences:
            return (Sentence("No act together is on record.", (), (n,)),)
        first = some(self.ground.of_occurrences(occurrences, self.claim))
        last = some(self.ground.of_occurrences(newest(occurrences), self.claim))
        deeds = sum(o.deed is True for o in occurrences)
        n = replace(n, detail=TallyDetail(counts={"hotspots": len(self.verdicts), "deeds": deeds}))
        text = f"{count(len(occurrences), 'act')} together on record, {deeds} of them deeds"
        if first and last:
            text += (
                f", from {sentences.when(self.ground, first[0])} to {sentences.when(self.ground, last[0])}"
            )
        return (Sentence(text + ".", (*first, *last), (n,)), *self.voting())

    def voting(self) -> tuple[Sentence, ...]:
        raw = next((f for f in self.votes if f.kind is Kind.AGREEMENT_RAW), None)
        if raw is None or raw.interval is None or not isinstance(raw.value, float):
            return ()
        claim = Claim("", "alike", self.watch.group.codes)
        text = (
            f"In the General Assembly they voted alike in {percent(raw.value)} of {raw.n:,} shared roll calls"
        )
        if raw.placebo:
            rank = f"rank {raw.placebo.rank} of {raw.placebo.of}"
            text += f"; {rank} among pairs that vote as much and in the same mix"
        claims = some(self.ground.of_finding(raw, claim))
        return (Sentence(text + ".", claims, (raw,)),)

    def place(self, v: Verdict) -> BriefRow:
        """One hotspot: both witnesses and the trend."""
        joint = len(v.record.joint)
        n = Finding(
            Kind.JOINT,
            v.record.subject,
            joint,
            "occurrences",
            "none: a count",
            len(v.record.together),
            METHOD,
        )
        claim = replace(self.claim, hotspot=v.hotspot)
        latest = some(self.ground.of_occurrences(newest(v.record.joint or v.record.together), claim))
        if v.rung == UNKNOWN:
            record = "no record covers them"
        elif not v.record.together:
            record = "no act together on record"
        else:
            record = f"{count(joint, 'joint act')} of {len(v.record.together)} together"
            record += f", the latest {sentences.when(self.ground, latest[0])}" if latest else ""
        lately = f"; lately {v.trend.value}" if v.trend.known else ""
        text = f"{record}; in timing {v.timing_said}{lately}."
        mute = cannot_tell(Kind.TOGETHER_AT_ALL, self.about, "no act together is on record", method=METHOD)
        findings = (n, v.trend, *v.timing) if latest else (n, mute, *v.timing)
        return BriefRow(v.name, (Sentence(text[:1].upper() + text[1:], latest, findings),))

    def against(self) -> tuple[BriefRow, ...]:
        friction = [o for o in self.occurrences if o.friction]
        f = self.counted(Kind.FRICTION, len(friction), friction)
        claims = some(self.ground.of_occurrences(newest(friction), replace(self.claim, way="apart")), 3)
        if claims:
            last = sentences.when(self.ground, claims[0])
            text = f"{count(len(friction), 'time')} apart on record, the latest {last}."
            rows = [BriefRow("On record", (Sentence(text, claims, (f,)),))]
        else:
            none = replace(f, value=0, records=(), records_total=0)
            rows = [
                BriefRow(
                    "",
                    (
                        Sentence(
                            "None found. Searched: acts that set them apart at every hotspot.", (), (none,)
                        ),
                    ),
                )
            ]
        mute = [v.name for v in self.verdicts if v.why_not]
        if mute:
            whys = "; ".join(sorted({v.why_not for v in self.verdicts if v.why_not}))
            why = cannot_tell(Kind.MUTE_TIMING, self.about, whys, method=METHOD)
            rows.append(
                BriefRow("Could not be searched", (Sentence(f"Timing in {', '.join(mute)}.", (), (why,)),))
            )
        return tuple(rows)

    def sure(self) -> Sentence:
        occurrences = self.together
        rest = self.counted(Kind.TOGETHER, len(occurrences), occurrences)
        claims = some(self.ground.of_occurrences(newest(occurrences), self.claim))
        return sentences.record_confidence(self.ground, occurrences, rest, claims)

    def charts(self) -> tuple[Drawing, ...]:
        """Acts together by year, and by form."""
        occurrences = self.together
        if not occurrences:
            return ()
        tally: dict[str, int] = {}
        for o in occurrences:
            for f in o.forms:
                tally[f] = tally.get(f, 0) + 1
        rift = sum(o.friction for o in self.occurrences)
        says = "Acts together by form over all hotspots"
        caption = f"{says}, all years to {_year(occurrences)}; friction last."
        return (
            charts.drawing(
                hotspot_view.forms(hotspot_view.counted(tally), rift, says), "In what form?", caption
            ),
        )


def _year(content: list[Occurrence]) -> int:
    return max((o.last for o in content), default=date.min).year
