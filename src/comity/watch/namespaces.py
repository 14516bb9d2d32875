"""What a watch can be asked, by subject: record, votes, timing, roles, outlook, compare.

Each is a thin face of :class:`~comity.watch.answers.Answers`; nothing is computed before it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from comity.measures.record.interdependence import Line
from comity.measures.record.military_alignment import Ladder
from comity.measures.record.record import Record
from comity.records.finding import Finding
from comity.records.shown import Several
from comity.types import Pair
from comity.watch.answers import Answers
from comity.watch.composed import peers
from comity.watch.composed.peers import Strips
from comity.watch.questions import interdependence, record, words


@dataclass(frozen=True, slots=True)
class RecordNamespace:
    """What is on record of a group."""

    _answers: Answers

    @property
    def acts(self) -> pa.Table:
        """Acts of the window that name a member (schema ``ACT``), joint vetoes of vote records among them."""
        return self._answers.inquiry.acts

    @property
    def by_hotspot(self) -> dict[str, Record]:
        """The record of every whole hotspot, by its id."""
        return self._answers.records

    def ladder(self) -> Ladder:
        """How far up the stages of military alignment there are dated records: a description, not a test."""
        return record.ladder(self._answers.inquiry)

    def alignment(self) -> Finding:
        """The stage of military alignment that the ladder reaches."""
        return record.alignment(self._answers.inquiry)

    def interdependence(self, years: range | None = None) -> list[Line]:
        """Every line of what a pair's relation is built on: ties, trade, arms, energy, visits.

        Parameters
        ----------
        years : 1990 to the last year covered, unless given

        Raises
        ------
        QuestionError
            When it is asked of more than two states, or of years before 1816 or upside down.
        """
        inquiry = self._answers.inquiry
        if years is not None:
            return interdependence.interdependence(inquiry, years)
        return self._answers.once("interdependence", lambda: interdependence.interdependence(inquiry))


@dataclass(frozen=True, slots=True)
class VotesNamespace:
    """Votes in the United Nations."""

    _answers: Answers

    def agreement(self, hotspot: str | None = None) -> list[Finding]:
        """How alike a pair votes in the General Assembly, on one hotspot or on all matters."""
        return Several(self._answers.agreement(hotspot))

    def opposed(self, hotspot: str) -> Finding:
        """How often a pair voted on opposite sides in the General Assembly on a hotspot."""
        return self._answers.opposed(hotspot)

    def excess(self) -> list[Finding]:
        """Whether a pair votes alike beyond position, by period and area.

        Models of every vote are fitted, which takes about a minute a period.
        """
        return Several(self._answers.excess())

    def vetoes(self, hotspot: str | None = None) -> list[Finding]:
        """Vetoes in the Security Council: joint, lone, and one given the other."""
        return Several(self._answers.vetoes(hotspot))

    def by_issue(self) -> list[Finding]:
        """How alike a pair votes in the General Assembly beyond habit, issue by issue."""
        return Several(self._answers.by_issue())

    def by_session(self) -> list[Finding]:
        """How alike a pair votes in the General Assembly beyond habit, by session, beside like pairs."""
        return Several(self._answers.by_session())

    def distance(self) -> list[Finding]:
        """How far apart a pair's published positions in the General Assembly lie, before and now."""
        return Several(self._answers.distance())

    def council(self, hotspot: str | None = None) -> list[Finding]:
        """Dissent in the Security Council: shared, of one alone, and who joins whom, by period."""
        return Several(self._answers.council(hotspot))

    def like_pairs(self, k: int = peers.PLACEBOS) -> list[Pair]:
        """The ``k`` pairs of most similar voting habits: placebo pairs by name; empty without votes."""
        return self._answers.like_pairs(k)


@dataclass(frozen=True, slots=True)
class TimingNamespace:
    """Acting on the same days, by event stream."""

    _answers: Answers

    def coaction(self, hotspot: str) -> list[Finding]:
        """Whether a pair acts on the same days toward a hotspot, one finding an event stream."""
        return Several(self._answers.timing(hotspot))

    def stories(self, hotspot: str | None = None) -> list[Finding]:
        """In how many stories both of a pair act toward a hotspot (or any), against their exposure."""
        return Several(self._answers.stories(hotspot))

    def pooled(self) -> list[Finding]:
        """Whether a pair acts on the same days over all hotspots at once, with its rank among all pairs."""
        return Several(self._answers.pooled())


@dataclass(frozen=True, slots=True)
class RolesNamespace:
    """Who does what, and what the states are to each other, by event stream."""

    _answers: Answers

    def at(self, hotspot: str) -> list[Finding]:
        """Who does what at a hotspot: lead, division of labour, hedging."""
        return Several(self._answers.roles(hotspot))

    def relation(self) -> list[Finding]:
        """What a pair is to each other, whatever the place; and its military alignment."""
        return Several(self._answers.relation())


@dataclass(frozen=True, slots=True)
class WordsNamespace:
    """What the states say in the statements of their governments and media."""

    _answers: Answers

    def at(self, hotspot: str) -> words.Words:
        """What each says of a hotspot: quotes side by side, how often, silence, echoes."""
        return words.words(self._answers.inquiry, hotspot)

    def overview(self) -> list[dict[str, Any]]:
        """One row a hotspot: statements of each state that name it, of all; quotes side by side; echoes."""
        return words.overview(self._answers.inquiry)

    def closeness(self) -> list[Finding]:
        """How often each outlet calls the ties with the other state the best ever or without limits."""
        return Several(words.closeness(self._answers.inquiry))


@dataclass(frozen=True, slots=True)
class CompareNamespace:
    """The same questions asked of other pairs."""

    _answers: Answers

    def peers(self, named: Sequence[Pair] = ()) -> list[Pair]:
        """The pairs to compare with: those named, else placebo pairs of like voting habits."""
        return peers.peers(self._answers, named)

    def row(self, kind: str) -> dict[str, Any]:
        """The pair in one line: votes, joint vetoes, timing; ``None`` where unknown."""
        return peers.row(self._answers, kind)

    def votes(self, pairs: Sequence[Pair]) -> Strips:
        """Kappa of votes in the General Assembly of the pair and others, on all matters and by hotspot."""
        return peers.votes(self._answers, pairs)

    def years(self, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
        """Kappa of each pair's votes by year, the pair asked about first."""
        return peers.years(self._answers, pairs)

    def acts(self, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
        """Joint acts on record of the pair and others; ``None`` where not kept and not to be computed."""
        return peers.acts(self._answers, pairs, compute=compute)

    def timing(self, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
        """Excess of joint days of the pair and others; ``None`` where not kept and not to be computed."""
        return peers.timing(self._answers, pairs, compute=compute)
