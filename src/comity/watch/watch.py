"""Watch: what a scholar asks about a pair or group of states.

>>> from comity import Watch
>>> watch = Watch("CHN", "RUS")
>>> print(watch.heading())          # doctest: +SKIP
>>> watch.table().to_pandas()       # doctest: +SKIP
>>> watch.votes.agreement("syria")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity import plugins
from comity.lake.store import Lake
from comity.records.shown import Several, Shown
from comity.vocabulary import hotspots
from comity.watch import namespaces
from comity.watch.answers import Answers, find_question
from comity.watch.inquiry import Inquiry

if TYPE_CHECKING:
    import pyarrow as pa

    from comity.lake.query.evidence import EvidenceLine
    from comity.measures.verdict.verdict import Picture, Verdict
    from comity.watch.account.account import PairAccount, PlaceAccount
    from comity.watch.answer_cache import AnswerCache
    from comity.watch.composed.peers import CompareNamespace
    from comity.watch.questions.series import Series


class Watch(Shown):
    """A close watch on a pair or group of states.

    What it can be asked has a subject: ``record``, ``votes``, ``timing``, ``roles``, ``words``,
    ``outlook`` and ``compare`` (:mod:`comity.watch.namespaces`).

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
        as_of: date | None = None,
        since: date | None = None,
        until: date | None = None,
        third: str | None = None,
        sources: Collection[str] = (),
        cache: AnswerCache | None = None,
    ) -> None:
        window = {"as_of": as_of, "since": since, "until": until}
        inquiry = Inquiry.of(*members, lake=lake, third=third, sources=sources, cache=cache, **window)
        self._ask(Answers(inquiry))

    @classmethod
    def of(cls, answers: Answers) -> Watch:
        """The watch of these answers."""
        watch = cls.__new__(cls)
        watch._ask(answers)
        return watch

    def _ask(self, answers: Answers) -> None:
        inquiry = answers.inquiry
        self.answers, self.inquiry = answers, inquiry
        self.group, self.pair, self.view = inquiry.group, inquiry.pair, inquiry.view
        self.lake = Lake(inquiry.view.root)
        self.as_of, self.third, self.sources = inquiry.as_of, inquiry.third, inquiry.sources
        self.record = namespaces.RecordNamespace(answers)
        self.votes = namespaces.VotesNamespace(answers)
        self.timing = namespaces.TimingNamespace(answers)
        self.roles = namespaces.RolesNamespace(answers)
        self.words = namespaces.WordsNamespace(answers)

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
        """The same watch of another group: same records and window, toward the default third power."""
        return Watch.of(Answers(self.inquiry.of_members(*members), self.answers.only))

    def only(self, *witnesses: str) -> Watch:
        """The same watch with these witnesses asked (``record``, ``votes``, ``timing``) and no other."""
        return Watch.of(Answers(self.inquiry, witnesses))

    @property
    def data_to(self) -> date:
        """Last day that any record held could tell of."""
        return self.inquiry.data_to

    def window(self, hotspot: str) -> tuple[date, date]:
        """First and last day asked for, while the hotspot was one."""
        return self.inquiry.window(hotspot)

    def heading(self) -> str:
        """The finding in one sentence."""
        heading: str = _compose("verdicts.heading", self.answers)
        return heading

    def account(self, hotspot: str | None = None) -> PlaceAccount | PairAccount:
        """What they do, told by rule: at a hotspot (id, or the code of its only state), or in all places.

        It has ``sentences()`` and ``table()``, that of a place ``timeline()`` too.
        """
        account = plugins.import_object("comity.watch.account.account")
        told: PlaceAccount | PairAccount
        told = account.of_place(self.answers, hotspot) if hotspot else account.of_pair(self.answers)
        return told

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
        """What is on record of a hotspot, and joint bins against those to be expected, from 1991 on.

        Parameters
        ----------
        bin : ``year``, ``quarter`` or ``month``

        Raises
        ------
        QuestionError
            When ``bin`` is none of these.
        """
        spot, question = hotspots.whole(hotspot), find_question("series.of_hotspot")
        compute = lambda: question(self.inquiry, self.answers.records[spot], bin)  # noqa: E731
        return Several(self.answers.once(f"series {spot} {bin}", compute))

    def why(self, hotspot: str, first: date | None = None, last: date | None = None) -> list[EvidenceLine]:
        """The records behind a hotspot, newest first, within a window."""
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
