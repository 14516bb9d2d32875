"""What a watch can be asked, by subject: record, votes, timing, roles, words.

Each method asks a question of :mod:`comity.watch.questions` by name: nothing is loaded or computed before.
What is compared with other pairs stands in :mod:`comity.watch.composed.peers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comity.records.finding import Finding
from comity.records.shown import Several
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.watch.answers import PLACEBOS, Answers, find_question

if TYPE_CHECKING:
    import pyarrow as pa

    from comity.measures.record.interdependence import Line
    from comity.measures.record.military_alignment import Ladder
    from comity.measures.record.record import Record
    from comity.watch.questions.words import Words


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
        ladder: Ladder = find_question("record.ladder")(self._answers.inquiry)
        return ladder

    def alignment(self) -> Finding:
        """The stage of military alignment that the ladder reaches."""
        alignment: Finding = find_question("record.alignment")(self._answers.inquiry)
        return alignment

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
        lines: list[Line] = self._answers.ask("interdependence.interdependence", years)
        return lines


@dataclass(frozen=True, slots=True)
class VotesNamespace:
    """Votes in the United Nations."""

    _answers: Answers

    def agreement(self, hotspot: str | None = None) -> list[Finding]:
        """How alike a pair votes in the General Assembly, on one hotspot or on all matters."""
        return Several(self._answers.ask("votes.agreement", hotspot))

    def opposed(self, hotspot: str) -> Finding:
        """How often a pair voted on opposite sides in the General Assembly on a hotspot."""
        spot = hotspots.get(hotspots.whole(hotspot))
        opposed: Finding = self._answers.ask("vote_comparisons.opposed", spot)
        return opposed

    def excess(self) -> list[Finding]:
        """Whether a pair votes alike beyond position, by period and area.

        Models of every vote are fitted, which takes about a minute a period.
        """
        return Several(self._answers.ask("vote_comparisons.excess"))

    def vetoes(self, hotspot: str | None = None) -> list[Finding]:
        """Vetoes in the Security Council: joint, lone, and one given the other."""
        return Several(self._answers.ask("council.vetoes", hotspot))

    def by_issue(self) -> list[Finding]:
        """How alike a pair votes in the General Assembly beyond habit, issue by issue."""
        return Several(self._answers.ask("vote_comparisons.by_issue"))

    def by_session(self) -> list[Finding]:
        """How alike a pair votes in the General Assembly beyond habit, by session, beside like pairs."""
        return Several(self._answers.ask("vote_comparisons.by_session"))

    def distance(self) -> list[Finding]:
        """How far apart a pair's published positions in the General Assembly lie, before and now."""
        return Several(self._answers.ask("vote_comparisons.distance"))

    def council(self, hotspot: str | None = None) -> list[Finding]:
        """Dissent in the Security Council: shared, of one alone, and who joins whom, by period."""
        return Several(self._answers.ask("council.dissent", hotspot))

    def like_pairs(self, k: int = PLACEBOS) -> list[Pair]:
        """The ``k`` pairs of most similar voting habits: placebo pairs by name; empty without votes."""
        pairs: list[Pair] = self._answers.ask("votes.like_pairs", k)
        return pairs


@dataclass(frozen=True, slots=True)
class TimingNamespace:
    """Acting on the same days, by event stream."""

    _answers: Answers

    def coaction(self, hotspot: str) -> list[Finding]:
        """Whether a pair acts on the same days toward a hotspot, one finding an event stream."""
        return Several(self._answers.timing(hotspot))

    def stories(self, hotspot: str | None = None) -> list[Finding]:
        """In how many stories both of a pair act toward a hotspot (or any), against their exposure."""
        return Several(self._answers.ask("stories.stories").get(hotspot or "", []))

    def pooled(self) -> list[Finding]:
        """Whether a pair acts on the same days over all hotspots at once, with its rank among all pairs."""
        return Several(self._answers.ask("timing.timing")[1])


@dataclass(frozen=True, slots=True)
class RolesNamespace:
    """Who does what, and what the states are to each other, by event stream."""

    _answers: Answers

    def at(self, hotspot: str) -> list[Finding]:
        """Who does what at a hotspot: lead, division of labour, hedging."""
        return Several(self._answers.ask("roles.roles", hotspots.get(hotspots.whole(hotspot))))

    def relation(self) -> list[Finding]:
        """What a pair is to each other, whatever the place; and its military alignment."""
        return Several(self._answers.ask("relation.all_findings"))


@dataclass(frozen=True, slots=True)
class WordsNamespace:
    """What the states say in the statements of their governments and media."""

    _answers: Answers

    def at(self, hotspot: str) -> Words:
        """What each says of a hotspot: quotes side by side, how often, silence, echoes."""
        said: Words = find_question("words.words")(self._answers.inquiry, hotspot)
        return said

    def overview(self) -> list[dict[str, Any]]:
        """One row a hotspot: statements of each state that name it, of all; quotes side by side; echoes."""
        rows: list[dict[str, Any]] = find_question("words.overview")(self._answers.inquiry)
        return rows

    def closeness(self) -> list[Finding]:
        """How often each outlet calls the ties with the other state the best ever or without limits."""
        return Several(find_question("words.closeness")(self._answers.inquiry))
