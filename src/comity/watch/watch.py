"""Watch: one object that asks the measures about a pair or group and gives verdicts.

>>> from comity import Watch
>>> watch = Watch("CHN", "RUS")
>>> print(watch.heading())          # doctest: +SKIP
>>> watch.table().to_pandas()       # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import QuestionError
from comity.lake.query import evidence
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.lazy import lazy
from comity.measures.record import record
from comity.measures.record.record import Record
from comity.measures.verdict.verdict import Picture, Verdict, heading
from comity.measures.votes import joint_vetoes as vetoes_told
from comity.measures.votes import roll_call_agreement
from comity.outlook.forecast import fans
from comity.records.finding import Finding, cannot_tell
from comity.records.shown import Several, Shown
from comity.sources.curated import chronicle
from comity.text.corpus import occurrences
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.watch import streams
from comity.watch.answer_cache import Memory
from comity.watch.assembly import Assembly
from comity.watch.composed import citations, provenance
from comity.watch.composed import rupture as apart
from comity.watch.composed.picture import picture
from comity.watch.composed.verdict_rows import row
from comity.watch.questions import (
    alignment as climbing,
)
from comity.watch.questions import (
    panel,
    relation,
    roles,
    series,
    stepping_up,
    tallies,
    trend,
    vetoes,
)
from comity.watch.questions.series import Series
from comity.watch.questions.shipped import Reading, shipped
from comity.watch.questions.vetoes import PAIRS_ONLY

THIRD = "USA"
"""The third power unless another is named."""


class Watch(Shown):
    """A close watch on a pair or group of states.

    Parameters
    ----------
    *members : two or more states by code or name, in any order
    lake : the records: a lake, its folder, or ``None`` for the default one
    as_of : only what was known on that day or before
    since, until : only what happened in this window (both days included)
    third : code of the third power that stances are read toward; by default the United States, and nobody
        where it is a member itself
    sources : only these sources (all)

    Raises
    ------
    UnknownNameError, QuestionError
        When a member is no state, fewer than two differ, or the window is upside down.
    """

    def __init__(
        self,
        *members: str,
        lake: Lake | Path | str | None = None,
        as_of: date | None = None,
        since: date | None = None,
        until: date | None = None,
        third: str | None = None,
        sources: Collection[str] = (),
    ) -> None:
        self.group = Group.of(*members)
        self.lake = lake if isinstance(lake, Lake) else Lake.open(lake)
        self.as_of, self.sources = as_of, frozenset(sources)
        self.third = self._third(third)
        self.since, self.until = since or date.min, until or date.max
        self._elder: Watch | None = None
        if self.since > self.until:
            raise QuestionError(f"The window ends ({self.until}) before it begins ({self.since}).")

    def _third(self, asked: str | None) -> str:
        if asked is None:
            return "" if THIRD in self.group.codes else THIRD
        code = states.get(asked).code
        if code in self.group.codes:
            raise QuestionError(f"{states.display(code)} is watched, so it cannot be the third power.")
        return code

    @lazy
    def view(self) -> View:
        """The records as known on ``as_of``, the chronicle of the package among them."""
        return self.lake.view(self.as_of, extra=[chronicle.embedded()])

    @lazy
    def _memory(self) -> Memory:
        """What was derived before for the same question on the same records, beside the lake."""
        asked = (self.group.id, self.third, self.since, self.until, *sorted(self.sources))
        return Memory(self.lake.root, self.view.fingerprint(), *map(str, asked))

    @lazy
    def acts(self) -> pa.Table:
        """Acts of the window that name a member, joint vetoes from vote records among them."""
        told = record.involving(self.of_sources(self.view.table("acts")), self.group)
        inside = pc.and_(
            pc.less_equal(told["date_from"], self.until), pc.greater_equal(told["date_to"], self.since)
        )
        told = occurrences.fold_read(told.filter(inside))
        voted = vetoes_told.joint_vetoes(*self.council, told, self.group, self.since, self.until)
        return pa.concat_tables([told, voted])

    @lazy
    def records(self) -> dict[str, Record]:
        """The record witness of every hotspot: read by itself, where no verdict is kept that has it."""
        if self._memory.has("verdicts"):
            return {v.hotspot: v.record for v in self.verdicts}
        read = record.read_all(self.acts, self.group, self.third, self.view.reviewed.tallies)
        return {h.id: read[h.id] for h in hotspots.watched()}

    @lazy
    def data_to(self) -> date:
        """Last day that any record held could tell of."""
        ends = [c.last for c in self.view.coverage()]
        return min(max(ends, default=date.min), self.until)

    def verdict(self, hotspot: str) -> Verdict:
        """Both witnesses for one hotspot (id, or the code of its only state)."""
        return next(v for v in self.verdicts if v.hotspot == hotspots.whole(hotspot))

    @lazy
    def verdicts(self) -> list[Verdict]:
        """Both witnesses for every whole hotspot, in the vocabulary's order."""
        return self._memory.once("verdicts", self._verdicts)

    def _verdicts(self) -> list[Verdict]:
        told = [self._verdict(h, self.records) for h in hotspots.watched()]
        self.votes()  # these two while the votes of all states are at hand: later they would be read anew
        self.votes_apart(told[0].hotspot)
        return told

    def picture(self, hotspot: str) -> Picture:
        """Everything that can be told of a hotspot: both witnesses and every question that goes with them."""
        spot = hotspots.whole(hotspot)
        return self._memory.once(f"picture {spot}", lambda: picture(self, spot))

    def series(self, hotspot: str, bin: str = "year") -> list[Series]:  # noqa: A002 - the field's word
        """What is on record of a hotspot, and joint bins against those to be expected, from 1991 on.

        Parameters
        ----------
        bin : ``year``, ``quarter`` or ``month``

        Raises
        ------
        QuestionError
            When ``bin`` is none of these.
        """
        spot = hotspots.whole(hotspot)
        found = self._memory.once(f"series {spot} {bin}", lambda: series.of_hotspot(self, spot, bin))
        return Several(found)

    def heading(self) -> str:
        """The finding in one sentence."""
        return heading(self.group, self.verdicts)

    def votes(self, hotspot: str | None = None) -> list[Finding]:
        """How alike a pair votes in the General Assembly, on one hotspot or on all matters."""
        return Several(self._memory.once(f"votes {hotspot or ''}", lambda: self._votes(hotspot)))

    def _votes(self, hotspot: str | None) -> list[Finding]:
        question = f"How alike do {self.group.name} vote in the General Assembly?"
        if self.pair is None:
            return [cannot_tell(question, PAIRS_ONLY, method=roll_call_agreement.METHOD)]
        if self.assembly is not None:
            return self.assembly.votes(*self.pair, hotspot)
        if self.reading is not None:
            told = self.reading.votes if hotspot is None else self.read(hotspot, "votes")
            if told:
                return list(told)
        return [cannot_tell(question, "no roll calls are held", method=roll_call_agreement.METHOD)]

    def votes_apart(self, hotspot: str) -> Finding:
        """How often a pair voted on opposite sides in the General Assembly on a hotspot."""
        return self._apart[hotspots.whole(hotspot)]

    @lazy
    def _apart(self) -> dict[str, Finding]:
        return self._memory.once("apart", lambda: {h.id: vetoes.apart(self, h) for h in hotspots.watched()})

    def like_pairs(self, k: int = 12) -> list[tuple[str, str]]:
        """Pairs of like voting habits: placebos by name.  Empty where no votes are held."""
        return self._memory.once(f"like {k}", lambda: self._like_pairs(k))

    def _like_pairs(self, k: int) -> list[tuple[str, str]]:
        if self.pair is None or self.assembly is None:
            return []
        return roll_call_agreement.like_pairs(self.assembly.matrix, *self.pair, k)

    def beside(self, *members: str) -> Watch:
        """The same watch of another pair: same lake, window and third power (where it is not a member)."""
        other = Watch(
            *members,
            lake=self.lake,
            as_of=self.as_of,
            since=self.since,
            until=self.until,
            sources=self.sources,
        )
        other.view = self.view
        other._elder = self  # who reads the votes of all states, once
        return other

    def excess(self, *, fit: bool = True) -> list[Finding]:
        """Whether a pair votes alike beyond position, by period and area.

        Models of every vote are fitted, which takes about a minute; without ``fit`` only a shipped
        reading is given, where there is one.
        """
        return Several(self._memory.once(f"excess {fit}", lambda: self._excess(fit=fit)))

    def _excess(self, *, fit: bool) -> list[Finding]:
        if fit and self.pair is not None and self.assembly is not None:
            return self.assembly.excess(*self.pair)
        return list(self.reading.excess) if self.reading else []

    def vetoes(self, hotspot: str | None = None) -> list[Finding]:
        """Vetoes in the Security Council: joint, lone, and one given the other."""
        return Several(self._memory.once(f"vetoes {hotspot or ''}", lambda: vetoes.asked(self, hotspot)))

    def window(self, hotspot: str) -> tuple[date, date]:
        """The window asked for, while the hotspot was one."""
        spot = hotspots.get(hotspot)
        return max(self.since, spot.since), min(self.until, spot.until)

    def why(self, hotspot: str, first: date | None = None, last: date | None = None) -> list[evidence.Line]:
        """The records behind a hotspot, newest first, within a window."""
        begun, over = self.window(hotspots.whole(hotspot))
        span = max(first or date.min, begun), min(last or date.max, over)
        return Several(provenance.why(self, hotspots.whole(hotspot), *span))

    def table(self) -> pa.Table:
        """One row a hotspot, flat: goes to pandas, polars (``polars.from_arrow``) and Parquet as it is."""
        return pa.Table.from_pylist([row(v) for v in self.verdicts])

    def _verdict(self, h: hotspots.Hotspot, records: dict[str, Record]) -> Verdict:
        witness = records[h.id]
        return Verdict(
            group=self.group,
            hotspot=h.id,
            name=h.name,
            record=witness,
            seen=self._seen,
            trend=trend.trend(h.id, records, self.data_to),
            timing=tuple(self.timing(h.id)),
            votes=tuple(self.votes(h.id)),
            vetoes=tuple(self.vetoes(h.id)),
            why_not=self._why_not(h),
        )

    @lazy
    def _seen(self) -> bool:
        """Whether a record of acts held covers every member."""
        return self._sees("acts")

    def _sees(self, table: str) -> bool:
        sight = [c for c in self.view.coverage() if c.table == table]
        return all(any(c.states is None or s in c.states for c in sight) for s in self.group.codes)

    def pooled(self) -> list[Finding]:
        """Whether a pair moves together over all hotspots at once, with its rank among all pairs."""
        own = self._timing[1]
        return Several(own if own or self.reading is None else self.reading.pooled)

    @lazy
    def pair(self) -> tuple[str, str] | None:
        """The two codes, where two are watched."""
        codes = self.group.codes
        return (codes[0], codes[1]) if len(codes) == 2 else None

    @lazy
    def counted(self) -> streams.Told:
        """Acts toward every hotspot in every event stream that saw both of a pair: what timing reads."""
        if self.pair is None:
            return {}
        return streams.counted(self.view, self.pair, self.since, self.until, self.sources)

    @lazy
    def _timing(self) -> tuple[dict[str, list[Finding]], list[Finding]]:
        return self._memory.once("timing", lambda: streams.timing(self.counted, self.group.pairs[0]))

    def timing(self, hotspot: str) -> list[Finding]:
        """Whether a pair moves together toward a hotspot, one finding an event stream."""
        own = self._timing[0].get(hotspot, [])
        return Several(own or self.read(hotspot, "timing"))

    def roles(self, hotspot: str) -> list[Finding]:
        """Who does what at a hotspot: lead, division of labour, stances, hedging; by event stream."""
        spot = hotspots.get(hotspots.whole(hotspot))
        if self.pair is None:
            return [cannot_tell(f"What are the roles toward {spot.name}?", PAIRS_ONLY, method=roles.METHOD)]
        pair, window = self.pair, self.window(spot.id)
        found = self._memory.once(
            f"roles {spot.id}",
            lambda: roles.roles(self.view, pair, spot, self.third, window, self.sources),
        )
        return Several(found)

    def rising(self, hotspot: str) -> list[Finding]:
        """Whether a pair acts together more often lately at a hotspot, by each stream, and since when."""
        spot = hotspots.get(hotspots.whole(hotspot))
        if self.pair is None or not spot.states or set(self.pair) & set(spot.states):
            return []
        pair, window = self.pair, self.window(spot.id)
        told = [tallies.Asked.of(self.view, pair, s, *window) for s in streams.held(self.view, self.sources)]
        return Several(f for asked in told if asked.weeks for f in stepping_up.rising(asked, spot))

    def relation(self) -> list[Finding]:
        """What a pair is to each other, whatever the place, by event stream; and the ladder of alignment."""
        if self.pair is None:
            asked = "What are the states to each other?"
            return Several([cannot_tell(asked, PAIRS_ONLY, method=relation.METHOD), self.alignment()])
        pair, window = self.pair, (self.since, self.until)
        found = self._memory.once(
            "relation",
            lambda: [
                *relation.relation(self.view, pair, self.third, window, self.sources),
                *panel.findings(self),
                self.alignment(),
            ],
        )
        return Several(found)

    @lazy
    def reading(self) -> Reading | None:
        """The shipped reading of the group; none where the question is narrowed."""
        whole = (self.since, self.until) == (date.min, date.max)
        narrowed = self.as_of is not None or self.sources or not whole
        return None if narrowed else shipped().get(self.group.id)

    def read(self, hotspot: str, part: str) -> tuple[Finding, ...]:
        """What the shipped reading holds of a part of a hotspot."""
        return self.reading.by_hotspot.get(hotspot, {}).get(part, ()) if self.reading else ()

    def _why_not(self, h: hotspots.Hotspot) -> str:
        """Why the statistics of a hotspot cannot tell, or ""."""
        if self.pair is None:
            return "timing is asked of pairs only: watch each pair"
        if why := roles.no_place(h):
            return why
        found = self.timing(h.id)
        if not found:
            return "no event stream held covers the window"
        return next((t.why_not for t in found if t.why_not), "")

    def of_sources(self, table: pa.Table) -> pa.Table:
        """Rows of the sources asked for."""
        if not self.sources:
            return table
        return table.filter(pc.is_in(table["source"], pa.array(sorted(self.sources), pa.string())))

    @lazy
    def council(self) -> tuple[pa.Table, pa.Table]:
        """Ballots and roll calls of the Security Council in the window."""
        return vetoes.held(self, "ballots"), vetoes.held(self, "roll_calls")

    @lazy
    def assembly(self) -> Assembly | None:
        """Votes of the General Assembly in the window; ``None`` where none are held."""
        if self._elder is not None:
            return self._elder.assembly
        return Assembly.read(self.view, self.since, self.until, self.sources)

    def forecast(self, hotspot: str | None = None) -> list[Finding]:
        """Joint acts and events of the months ahead, at a hotspot or anywhere, each with its track record."""
        return Several(fans.forecast(self.view, self.group, hotspot, sources=self.sources))

    whatif, souring, claims = apart.whatif, apart.souring, apart.claims
    cited, cite = citations.cited, citations.cite
    ladder, alignment = climbing.ladder, climbing.alignment
