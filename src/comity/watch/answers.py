"""The answers to an inquiry: each question asked once, whoever needs it.

What takes long is kept beside the lake.  A verdict puts the answers of both witnesses side by side; all that
is put together of answers beyond that is in :mod:`comity.watch.composed`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from comity.measures.change.pooled_change import PooledChange
from comity.measures.record.record import Record
from comity.measures.verdict import verdict
from comity.measures.verdict.verdict import TimingWitness, Verdict
from comity.records.finding import Finding
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot
from comity.watch.inquiry import Inquiry
from comity.watch.questions import (
    complete_series,
    council,
    pooled_change,
    record,
    relation,
    roles,
    series,
    stories,
    timing,
    vetoes,
    votes,
)
from comity.watch.questions.complete_series import CompleteSeries
from comity.watch.questions.series import Series

T = TypeVar("T")

RECORD, VOTES, TIMING = "record", "votes", "timing"
WITNESSES = (RECORD, VOTES, TIMING)
NOT_COVERED = "not covered"
"""Why the timing cannot tell where no event stream that is held saw both."""
PENDING = "being computed"
"""Why a witness that is not asked yet cannot tell."""

Statistics = tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...], str]
"""Timing, votes and vetoes of a hotspot, and why the timing cannot be told."""


class Answers:
    """Every question of an inquiry, asked once.

    Parameters
    ----------
    inquiry : what is asked
    only : the witnesses asked (all of :data:`WITNESSES`): the record takes a second, the others ten.  A
        verdict says of the rest that it is being computed
    """

    def __init__(self, inquiry: Inquiry, only: Collection[str] = WITNESSES) -> None:
        self.inquiry = inquiry
        self.only = frozenset(only)

    @property
    def complete(self) -> bool:
        """Whether every witness is asked."""
        return self.only == frozenset(WITNESSES)

    def once(self, question: str, compute: Callable[[], T]) -> T:
        """The answer to a question in plain words, computed once and kept beside the lake."""
        return self.inquiry.cache.answer(self._key(question), compute)

    def ready(self, question: str) -> bool:
        """Whether an answer is kept."""
        return self.inquiry.cache.ready(self._key(question))

    def if_ready(self, question: str, compute: Callable[[], T], *, wanted: bool) -> T | None:
        """:meth:`once` where it is wanted or kept, else ``None``: what takes long is not computed unasked."""
        return self.once(question, compute) if wanted or self.ready(question) else None

    def _key(self, question: str) -> tuple[str, ...]:
        return self.inquiry.key(question)

    @property
    def covered(self) -> bool:
        """Whether the records of acts that are held cover every member."""
        return self.inquiry.covers("acts")

    @property
    def records(self) -> dict[str, Record]:
        """The record of every whole hotspot, in the vocabulary's order."""
        return self.once("records", lambda: record.records(self.inquiry))

    @property
    def verdicts(self) -> list[Verdict]:
        """Both witnesses for every whole hotspot, in the vocabulary's order."""
        key = self._key(f"verdicts of {' '.join(sorted(self.only))}")
        return self.inquiry.cache.table(key, self._verdicts)

    @property
    def verdicts_ready(self) -> bool:
        """Whether the verdicts of every witness are kept, so that asking for them takes no time."""
        return self.ready("records") and self.ready("statistics")

    def _verdicts(self) -> list[Verdict]:
        statistics = self.once("statistics", self._statistics) if self.complete else self._statistics()
        out = []
        for h in hotspots.watched():
            of_timing, of_votes, of_vetoes, why_not = statistics[h.id]
            out.append(
                Verdict(
                    group=self.inquiry.group,
                    hotspot=h.id,
                    name=h.name,
                    record=self.records[h.id],
                    covered=self.covered,
                    timing=of_timing,
                    votes=of_votes,
                    vetoes=of_vetoes,
                    why_not=why_not,
                )
            )
        return out

    def _statistics(self) -> dict[str, Statistics]:
        return {h.id: self._statistics_of(h) for h in hotspots.watched()}

    def _statistics_of(self, spot: Hotspot) -> Statistics:
        of_timing = self.timing(spot.id) if TIMING in self.only else []
        of_votes = self.agreement(spot.id) if VOTES in self.only else []
        of_vetoes = self.vetoes(spot.id) if VOTES in self.only else []
        why_not = self._why_not(spot, of_timing) if TIMING in self.only else PENDING
        return tuple(of_timing), tuple(of_votes), tuple(of_vetoes), why_not

    def _why_not(self, spot: Hotspot, of_timing: list[Finding]) -> str:
        """Why the timing of a hotspot cannot be told, or ""."""
        if self.inquiry.pair is None:
            return "timing is asked of pairs only: watch each pair"
        if why := roles.no_place(spot):
            return why
        if not of_timing:
            return NOT_COVERED
        return next((t.why_not for t in of_timing if t.why_not), "")

    def verdict(self, hotspot: str) -> Verdict:
        """Both witnesses for one hotspot (id, or the code of its only state)."""
        spot = hotspots.whole(hotspot)
        return next(v for v in self.verdicts if v.hotspot == spot)

    def heading(self) -> str:
        """The verdicts in one sentence."""
        group, verdicts = self.inquiry.group, self.verdicts
        if self.complete:
            return verdict.heading(group, verdicts)
        n = sum(v.rung in ("joint", "standing") for v in verdicts)
        return (
            f"{group.name}: together on record in {n} of {len(verdicts)} hotspots; "
            f"whether beyond chance is {PENDING}"
        )

    def series(self, hotspot: str, bin: str) -> list[Series]:  # noqa: A002 - the field's word
        """What is on record of a hotspot, and joint bins against those to be expected, from 1991 on."""
        spot = hotspots.whole(hotspot)
        make = lambda: series.of_hotspot(self.inquiry, self.records[spot], bin)  # noqa: E731
        return self.once(f"series {spot} {bin}", make)

    def agreement(self, hotspot: str | None = None) -> list[Finding]:
        """How alike a pair votes in the General Assembly, on one hotspot or on all matters."""
        return self.once(f"votes {hotspot or ''}", lambda: votes.agreement(self.inquiry, hotspot))

    def present_agreement(self, hotspot: str | None = None) -> list[Finding]:
        """The same since 1992 or the youngest member's independence: what an account says of votes."""
        since = votes.present_from(self.inquiry)
        ask = lambda: votes.agreement(self.inquiry, hotspot, since)  # noqa: E731
        return self.once(f"present votes {hotspot or ''}", ask)

    def opposed(self, hotspot: str) -> Finding:
        """How often a pair voted on opposite sides in the General Assembly on a hotspot."""
        spots = hotspots.watched()
        opposed = self.once("opposed", lambda: {h.id: votes.opposed(self.inquiry, h) for h in spots})
        return opposed[hotspots.whole(hotspot)]

    def like_pairs(self, k: int) -> list[Pair]:
        """The ``k`` pairs of most similar voting habits; empty where no votes are held."""
        return self.once(f"like pairs {k}", lambda: votes.like_pairs(self.inquiry, k))

    def excess(self) -> list[Finding]:
        """Whether a pair votes alike beyond position, by period and area (fits models: minutes)."""
        return self.once("excess", lambda: votes.excess(self.inquiry))

    def vetoes(self, hotspot: str | None = None) -> list[Finding]:
        """Vetoes in the Security Council: joint, lone, and one given the other."""
        return self.once(f"vetoes {hotspot or ''}", lambda: vetoes.vetoes(self.inquiry, hotspot))

    def by_issue(self) -> list[Finding]:
        """How alike a pair votes in the General Assembly beyond habit, issue by issue."""
        return self.once("votes by issue", lambda: votes.by_issue(self.inquiry))

    def by_session(self) -> list[Finding]:
        """How alike a pair votes in the General Assembly beyond habit, by session, beside like pairs."""
        return self.once("votes by session", lambda: votes.by_session(self.inquiry))

    def distance(self) -> list[Finding]:
        """How far apart a pair's published positions in the General Assembly lie, before and now."""
        return self.once("distance", lambda: votes.distance(self.inquiry))

    def council(self, hotspot: str | None = None) -> list[Finding]:
        """Dissent in the Security Council: shared, of one alone, and who joins whom, by period."""
        return self.once(f"council {hotspot or ''}", lambda: council.dissent(self.inquiry, hotspot))

    @property
    def _timing(self) -> timing.Timing:
        return self.once("timing", lambda: timing.timing(self.inquiry))

    def timing(self, hotspot: str) -> list[Finding]:
        """Whether a pair acts on the same days toward a hotspot, one finding an event stream."""
        return self._timing[0].get(hotspot, [])

    def timing_witness(self, hotspot: str) -> TimingWitness:
        """What the event streams say of a hotspot, without the other witnesses."""
        return TimingWitness(tuple(self.timing(hotspots.whole(hotspot))))

    def stories(self, hotspot: str | None = None) -> list[Finding]:
        """Stories in which both of a pair act toward a hotspot, or toward any, one finding a stream."""
        return self.once("stories", lambda: stories.stories(self.inquiry)).get(hotspot or "", [])

    def pooled(self) -> list[Finding]:
        """Whether a pair acts on the same days over all hotspots at once, with its rank among all pairs."""
        return self._timing[1]

    def complete_series(self, hotspot: str | None = None) -> list[CompleteSeries]:
        """What a pair does that is counted in full, over all places or in one: is it more than before?"""
        if hotspot is None:
            return self.once("complete series", lambda: complete_series.of_pair(self.inquiry))
        spot = hotspots.whole(hotspot)
        ask = lambda: complete_series.of_place(self.inquiry, spot)  # noqa: E731
        return self.once(f"complete series {spot}", ask)

    def pooled_change(self, hotspot: str | None = None) -> PooledChange | None:
        """Whether a pair does more than before over all series counted in full, or in one place (seconds)."""
        pair = self.complete_series()
        if hotspot is None:
            return self.once("pooled change", lambda: pooled_change.of_pair(self.inquiry, pair))
        spot = hotspots.whole(hotspot)
        ask = lambda: pooled_change.of_place(self.inquiry, pair, self.complete_series(spot))  # noqa: E731
        return self.once(f"pooled change {spot}", ask)

    def roles(self, hotspot: str) -> list[Finding]:
        """Who does what at a hotspot: lead, division of labour, hedging; by event stream."""
        spot = hotspots.get(hotspots.whole(hotspot))
        return self.once(f"roles {spot.id}", lambda: roles.roles(self.inquiry, spot))

    def relation(self) -> list[Finding]:
        """What a pair is to each other, whatever the place, by event stream; and its military alignment."""
        return self.once(
            "relation",
            lambda: [
                *relation.relation(self.inquiry),
                record.alignment(self.inquiry),
            ],
        )
