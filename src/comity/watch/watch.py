"""Watch: what a scholar asks about a pair or group of states.

>>> from comity import Watch
>>> watch = Watch("CHN", "RUS")
>>> print(watch.heading())          # doctest: +SKIP
>>> watch.table().to_pandas()       # doctest: +SKIP
>>> watch.votes.agreement("syria")  # doctest: +SKIP

Each method asks a question of :mod:`comity.watch.questions` by name, or puts answers together by a function
of :mod:`comity.watch.composed`: nothing is loaded or computed before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity import plugins
from comity.lake.store import Lake
from comity.records.finding import Finding
from comity.records.shown import Several, Shown
from comity.types import Day, Pair
from comity.vocabulary import hotspots
from comity.watch.answers import PLACEBOS, Answers, find_question
from comity.watch.inquiry import Inquiry

if TYPE_CHECKING:
    import pyarrow as pa

    from comity.lake.query.evidence import EvidenceLine
    from comity.measures.record.interdependence import Line
    from comity.measures.record.military_alignment import Ladder
    from comity.measures.record.record import Record
    from comity.measures.verdict.verdict import Picture, Verdict
    from comity.watch.account.pair import PairAccount
    from comity.watch.account.place import PlaceAccount
    from comity.watch.answer_cache import AnswerCache
    from comity.watch.composed.peers import CompareNamespace
    from comity.watch.questions.series import Series
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
        """Return the stage of military alignment that the ladder reaches."""
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
        return Several(self._answers.ask("votes.vetoes", hotspot))

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
        return Several(self._answers.ask("votes.dissent", hotspot))

    def like_pairs(self, k: int = PLACEBOS) -> list[Pair]:
        """Return ``k`` pairs of most similar voting habits: placebo pairs by name; empty without votes."""
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
    """Who follows whom, by event stream."""

    _answers: Answers

    def at(self, hotspot: str) -> list[Finding]:
        """Return who follows whom at a hotspot, one finding an event stream."""
        return Several(self._answers.ask("roles.roles", hotspots.get(hotspots.whole(hotspot))))


@dataclass(frozen=True, slots=True)
class WordsNamespace:
    """What the states say in the statements of their governments and media."""

    _answers: Answers

    def at(self, hotspot: str) -> Words:
        """Return what each says of a hotspot: quotes side by side, how often, silence, echoes."""
        said: Words = find_question("words.words")(self._answers.inquiry, hotspot)
        return said

    def overview(self) -> list[dict[str, Any]]:
        """One row a hotspot: statements of each state that name it, of all; quotes side by side; echoes."""
        rows: list[dict[str, Any]] = find_question("words.overview")(self._answers.inquiry)
        return rows

    def closeness(self) -> list[Finding]:
        """How often each outlet calls the ties with the other state the best ever or without limits."""
        return Several(find_question("words.closeness")(self._answers.inquiry))


class Watch(Shown):
    """A close watch on a pair or group of states.

    What it can be asked has a subject: ``record``, ``votes``, ``timing``, ``roles``, ``words``,
    ``outlook`` and ``compare``.

    Parameters
    ----------
    *members : two or more states by code or name, in any order
    lake : the records: a lake, its folder, or ``None`` for the default one
    as_of : only what was known on that day or before
    since, until : only what happened in this window (both days included)
    third : code of the third power that stances are read toward; by default the United States, and nobody
        where it is a member itself
    sources : only these sources (all)
    cache : keeps the answers, where several watches of a lake share one

    Raises
    ------
    UnknownNameError, QuestionError
        When a member is no state, fewer than two differ, or the window is upside down.
    """

    def __init__(
        self,
        *members: str,
        lake: Lake | Path | str | None = None,
        as_of: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        third: str | None = None,
        sources: Collection[str] = (),
        cache: AnswerCache | None = None,
    ) -> None:
        inquiry = Inquiry.of(
            *members,
            lake=lake,
            as_of=as_of,
            since=since,
            until=until,
            third=third,
            sources=sources,
            cache=cache,
        )
        self._ask(Answers(inquiry))

    def __repr__(self) -> str:
        """Say whom it watches, through when, and where to begin."""
        since = "" if self.inquiry.since == date.min else f" since {self.inquiry.since}"
        known = f", as known on {self.as_of}" if self.as_of else ""
        return (
            f"<Watch of {self.group.name}{since} to {self.data_to}{known}:"
            " ask .heading(), .account(), .votes, .record, .timing, .table(), .why(place)>"
        )

    @classmethod
    def of(cls, answers: Answers) -> Watch:
        """Return the watch of these answers."""
        watch = cls.__new__(cls)
        watch._ask(answers)
        return watch

    def _ask(self, answers: Answers) -> None:
        inquiry = answers.inquiry
        self.answers, self.inquiry = answers, inquiry
        self.group, self.pair, self.view = inquiry.group, inquiry.pair, inquiry.view
        self.lake = Lake(inquiry.view.root)
        self.as_of, self.third, self.sources = inquiry.as_of, inquiry.third, inquiry.sources
        self.record = RecordNamespace(answers)
        self.votes = VotesNamespace(answers)
        self.timing = TimingNamespace(answers)
        self.roles = RolesNamespace(answers)
        self.words = WordsNamespace(answers)

    @property
    def outlook(self) -> Any:
        """What may come: :class:`comity.parts.outlook.namespace.OutlookNamespace`."""
        return plugins.load("questions", "outlook")(self.answers)

    @property
    def compare(self) -> CompareNamespace:
        """The same questions asked of other pairs."""
        compare: CompareNamespace = _compose("peers.CompareNamespace", self.answers)
        return compare

    def of_members(self, *members: str) -> Watch:
        """Return the same watch of another group: same records and window, toward the default third power."""
        return Watch.of(Answers(self.inquiry.of_members(*members), self.answers.only))

    def only(self, *witnesses: str) -> Watch:
        """Return same watch with these witnesses asked (``record``, ``votes``, ``timing``) and no other."""
        return Watch.of(Answers(self.inquiry, witnesses))

    @property
    def data_to(self) -> date:
        """Last day that any record held could tell of."""
        return self.inquiry.data_to

    def window(self, hotspot: str) -> tuple[date, date]:
        """First and last day asked for, while the hotspot was one."""
        return self.inquiry.window(hotspot)

    def heading(self) -> str:
        """Return the finding in one sentence."""
        heading: str = _compose("verdicts.heading", self.answers)
        return heading

    def account(self, hotspot: str | None = None) -> PlaceAccount | PairAccount:
        """Return what they do, told by rule.

        At a hotspot (id, or the code of its only state), or in all places.

        It has ``sentences()`` and ``table()``, that of a place ``timeline()`` too.
        """
        of_place = plugins.import_object("comity.watch.account.place").of_place
        of_pair = plugins.import_object("comity.watch.account.pair").of_pair
        account: PlaceAccount | PairAccount
        account = of_place(self.answers, hotspot) if hotspot else of_pair(self.answers)
        return account

    @property
    def verdicts(self) -> list[Verdict]:
        """Both witnesses for every whole hotspot, in the vocabulary's order."""
        verdicts: list[Verdict] = _compose("verdicts.list_verdicts", self.answers)
        return verdicts

    def verdict(self, hotspot: str) -> Verdict:
        """Both witnesses for one hotspot (id, or the code of its only state)."""
        verdict: Verdict = _compose("verdicts.find_verdict", self.answers, hotspot)
        return verdict

    def picture(self, hotspot: str) -> Picture:
        """Both witnesses of a hotspot and every question that goes with them."""
        picture: Picture = _compose("picture.picture", self.answers, hotspot)
        return picture

    def series(self, hotspot: str, bin: str = "year") -> list[Series]:  # noqa: A002 - the field's word
        """Return what is on record of a hotspot, and joint bins against those to be expected, from 1991 on.

        Parameters
        ----------
        bin : ``year``, ``quarter`` or ``month``

        Raises
        ------
        QuestionError
            When ``bin`` is none of these.
        """
        spot, question = hotspots.whole(hotspot), find_question("series.of_hotspot")
        compute = lambda: question(self.inquiry, self.answers.record(spot), bin)  # noqa: E731
        return Several(self.answers.once(f"series {spot} {bin}", compute))

    def why(self, hotspot: str, first: date | None = None, last: date | None = None) -> list[EvidenceLine]:
        """Return the records behind a hotspot, newest first, within a window."""
        return Several(_compose("provenance.why", self.answers, hotspot, first, last))

    def table(self) -> pa.Table:
        """One row a hotspot, flat: goes to pandas, polars (``polars.from_arrow``) and Parquet as it is."""
        table: pa.Table = _compose("verdicts.table", self.answers)
        return table

    def sources_read(self) -> list[str]:
        """Ids of the sources whose acts, events or votes this watch can see, sorted."""
        sources: list[str] = _compose("citations.sources_read", self.inquiry)
        return sources

    def cite(self, table: str | None = None) -> str:
        """BibTeX for comity and the sources of the verdicts, or of one table of records (``acts`` ...)."""
        bibtex: str = _compose("citations.bibtex", self.answers, table)
        return bibtex


def _compose(name: str, *given: Any) -> Any:
    """Put answers together by a function of :mod:`comity.watch.composed`, by file and name."""
    return plugins.import_object(f"comity.watch.composed.{name.replace('.', ':')}")(*given)
