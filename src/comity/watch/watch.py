"""The public interface for questions about a pair or group of states.

>>> from comity import Watch
>>> watch = Watch("CHN", "RUS")
>>> print(watch.heading())          # doctest: +SKIP
>>> watch.table().to_pandas()       # doctest: +SKIP
>>> watch.votes.agreement("syria")  # doctest: +SKIP

Each method asks a question of :mod:`comity.watch.questions` or calls a function of
:mod:`comity.watch.composed`; nothing is loaded or computed before that.
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
    """The recorded acts and ties of a group."""

    _answers: Answers

    @property
    def acts(self) -> pa.Table:
        """Acts in the window that name a member (schema ``ACT``), with joint vetoes from vote records."""
        return self._answers.inquiry.acts

    @property
    def by_hotspot(self) -> dict[str, Record]:
        """The recorded acts at every hotspot (place) that the watch lists, by the hotspot's id."""
        return self._answers.records

    def ladder(self) -> Ladder:
        """Return the stages of military alignment that dated records show: a description, not a test."""
        ladder: Ladder = find_question("record.ladder")(self._answers.inquiry)
        return ladder

    def alignment(self) -> Finding:
        """Return the highest stage of military alignment that the ladder reaches."""
        alignment: Finding = find_question("record.alignment")(self._answers.inquiry)
        return alignment

    def interdependence(self, years: range | None = None) -> list[Line]:
        """Return every yearly series of a pair's ties and flows: trade, arms, energy, treaties, visits.

        Parameters
        ----------
        years : the years to count; by default 1990 to the last year covered

        Raises
        ------
        QuestionError
            If the group has more than two states, or the years begin before 1816 or end before they begin.
        """
        lines: list[Line] = self._answers.ask("interdependence.interdependence", years)
        return lines


@dataclass(frozen=True, slots=True)
class VotesNamespace:
    """Questions about votes in the United Nations."""

    _answers: Answers

    def agreement(self, hotspot: str | None = None) -> list[Finding]:
        """Return how alike a pair votes in the General Assembly, on one hotspot or on all matters."""
        return Several(self._answers.ask("votes.agreement", hotspot))

    def opposed(self, hotspot: str) -> Finding:
        """Return how often a pair voted on opposite sides in the General Assembly on a hotspot."""
        spot = hotspots.get(hotspots.whole(hotspot))
        opposed: Finding = self._answers.ask("vote_comparisons.opposed", spot)
        return opposed

    def excess(self) -> list[Finding]:
        """Return whether a pair agrees more than the positions of the two states predict, by period and area.

        The models fit every vote, which takes about a minute per period.
        """
        return Several(self._answers.ask("vote_comparisons.excess"))

    def vetoes(self, hotspot: str | None = None) -> list[Finding]:
        """Return the vetoes in the Security Council: joint, by one alone, and who joins whom."""
        return Several(self._answers.ask("votes.vetoes", hotspot))

    def by_issue(self) -> list[Finding]:
        """Return how alike a pair votes in the Assembly on each issue, corrected for voting habits."""
        return Several(self._answers.ask("vote_comparisons.by_issue"))

    def by_session(self) -> list[Finding]:
        """Return how alike a pair votes in each session, corrected for habits, beside similar pairs."""
        return Several(self._answers.ask("vote_comparisons.by_session"))

    def distance(self) -> list[Finding]:
        """Return the distance of a pair's published positions in the General Assembly, before and now."""
        return Several(self._answers.ask("vote_comparisons.distance"))

    def council(self, hotspot: str | None = None) -> list[Finding]:
        """Return dissent in the Security Council by period: by both, by one alone, and who joins whom."""
        return Several(self._answers.ask("votes.dissent", hotspot))

    def like_pairs(self, k: int = PLACEBOS) -> list[Pair]:
        """Return the ``k`` pairs with the most similar voting habits (placebo pairs); empty without votes."""
        pairs: list[Pair] = self._answers.ask("votes.like_pairs", k)
        return pairs


@dataclass(frozen=True, slots=True)
class TimingNamespace:
    """Questions whether a pair acts on the same days, by event stream (source of dated events)."""

    _answers: Answers

    def coaction(self, hotspot: str) -> list[Finding]:
        """Return whether a pair acts on the same days toward a hotspot, one finding per event stream."""
        return Several(self._answers.timing(hotspot))

    def stories(self, hotspot: str | None = None) -> list[Finding]:
        """Return the observed and expected numbers of news stories in which both states act."""
        return Several(self._answers.ask("stories.stories").get(hotspot or "", []))

    def pooled(self) -> list[Finding]:
        """Return whether a pair acts on the same days over all hotspots, with its rank among all pairs."""
        return Several(self._answers.ask("timing.timing")[1])


@dataclass(frozen=True, slots=True)
class RolesNamespace:
    """Questions which state of a pair follows the other, by event stream (source of dated events)."""

    _answers: Answers

    def at(self, hotspot: str) -> list[Finding]:
        """Return which state follows the other at a hotspot, one finding per event stream."""
        return Several(self._answers.ask("roles.roles", hotspots.get(hotspots.whole(hotspot))))


@dataclass(frozen=True, slots=True)
class WordsNamespace:
    """The statements of the states' governments and media."""

    _answers: Answers

    def at(self, hotspot: str) -> Words:
        """Return each state's statements on a hotspot: quotes side by side, frequency, silence, echoes."""
        said: Words = find_question("words.words")(self._answers.inquiry, hotspot)
        return said

    def overview(self) -> list[dict[str, Any]]:
        """Return one row per hotspot: each state's statements that name it, quotes and echoes."""
        rows: list[dict[str, Any]] = find_question("words.overview")(self._answers.inquiry)
        return rows

    def closeness(self) -> list[Finding]:
        """Return how often each outlet calls ties with the other state the best ever or limitless."""
        return Several(find_question("words.closeness")(self._answers.inquiry))


class Watch(Shown):
    """A close watch on a pair or group of states.

    Its questions are grouped by subject: ``record``, ``votes``, ``timing``, ``roles``, ``words``, ``outlook``
    and ``compare``.

    Parameters
    ----------
    *members : two or more states by code or name, in any order
    lake : the records: a lake, its folder, or ``None`` for the default one
    as_of : use only what was known on or before that day
    since, until : limit to events in this window (both days included)
    third : code of the third power, toward which acts have a stance; by default the United States, unless it
        is a member
    sources : use only these sources; empty for all
    cache : stores the answers; several watches of a lake may share one

    Raises
    ------
    UnknownNameError, QuestionError
        If a member is no state, fewer than two differ, or the window ends before it begins.
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
        """Describe the group, the window, and the methods to begin with."""
        since = "" if self.inquiry.since == date.min else f" since {self.inquiry.since}"
        known = f", as known on {self.as_of}" if self.as_of else ""
        return (
            f"<Watch of {self.group.name}{since} to {self.data_to}{known}:"
            " ask .heading(), .account(), .votes, .record, .timing, .table(), .why(place)>"
        )

    @classmethod
    def of(cls, answers: Answers) -> Watch:
        """Return the watch that uses these answers."""
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
        """Questions about the future."""
        return plugins.load("questions", "outlook")(self.answers)

    @property
    def compare(self) -> CompareNamespace:
        """Questions of this watch asked of other pairs, for comparison."""
        compare: CompareNamespace = _compose("peers.CompareNamespace", self.answers)
        return compare

    def of_members(self, *members: str) -> Watch:
        """Return the watch of another group with the same records and window and the default third power."""
        return Watch.of(Answers(self.inquiry.of_members(*members), self.answers.only))

    def only(self, *witnesses: str) -> Watch:
        """Return the same watch limited to some kinds of evidence (``record``, ``votes``, ``timing``)."""
        return Watch.of(Answers(self.inquiry, witnesses))

    @property
    def data_to(self) -> date:
        """Last day that any record can cover."""
        return self.inquiry.data_to

    def window(self, hotspot: str) -> tuple[date, date]:
        """Return the first and last day of the inquiry in which the hotspot was active."""
        return self.inquiry.window(hotspot)

    def heading(self) -> str:
        """Return the result of the watch in one sentence."""
        heading: str = _compose("verdicts.heading", self.answers)
        return heading

    def account(self, hotspot: str | None = None) -> PlaceAccount | PairAccount:
        """Return the account of what the states do, written by rule.

        It is about one hotspot (id, or the code of its only state) or about all places. An account has
        ``sentences()`` and ``table()``; the account of a place also has ``timeline()``.
        """
        of_place = plugins.import_object("comity.watch.account.place").describe_place
        of_pair = plugins.import_object("comity.watch.account.pair").describe_pair
        account: PlaceAccount | PairAccount
        account = of_place(self.answers, hotspot) if hotspot else of_pair(self.answers)
        return account

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdict on each hotspot (place) that the watch lists: does the group act together there?"""
        verdicts: list[Verdict] = _compose("verdicts.list_verdicts", self.answers)
        return verdicts

    def verdict(self, hotspot: str) -> Verdict:
        """Return whether the group acts together at a hotspot, given by id or the code of its only state."""
        verdict: Verdict = _compose("verdicts.find_verdict", self.answers, hotspot)
        return verdict

    def picture(self, hotspot: str) -> Picture:
        """Return the verdict (does the group act together?) on a hotspot, and the findings behind it."""
        picture: Picture = _compose("picture.picture", self.answers, hotspot)
        return picture

    def series(self, hotspot: str, bin: str = "year") -> list[Series]:  # noqa: A002 - the field's word
        """Return the counts at a hotspot since 1991: recorded acts, and time bins in which both states acted.

        Parameters
        ----------
        bin : ``year``, ``quarter`` or ``month``

        Raises
        ------
        QuestionError
            If ``bin`` is none of these.
        """
        spot, question = hotspots.whole(hotspot), find_question("series.of_hotspot")
        compute = lambda: question(self.inquiry, self.answers.record(spot), bin)  # noqa: E731
        return Several(self.answers.once(f"series {spot} {bin}", compute))

    def why(self, hotspot: str, first: date | None = None, last: date | None = None) -> list[EvidenceLine]:
        """Return the records on which the answers about a hotspot rest, newest first, within a window."""
        return Several(_compose("provenance.why", self.answers, hotspot, first, last))

    def table(self) -> pa.Table:
        """Return the verdicts by hotspot as flat rows for pandas, polars (``polars.from_arrow``), Parquet."""
        table: pa.Table = _compose("verdicts.table", self.answers)
        return table

    def sources_read(self) -> list[str]:
        """Return the ids of the sources whose acts, events or votes this watch can use, sorted."""
        sources: list[str] = _compose("citations.sources_read", self.inquiry)
        return sources

    def cite(self, table: str | None = None) -> str:
        """Return BibTeX for comity and the sources of the verdicts, or of one table such as ``acts``."""
        bibtex: str = _compose("citations.bibtex", self.answers, table)
        return bibtex


def _compose(name: str, *given: Any) -> Any:
    return plugins.import_object(f"comity.watch.composed.{name.replace('.', ':')}")(*given)
