"""The answers to an inquiry: each question asked once, whoever needs it.

A question is a function of an inquiry in :mod:`comity.watch.questions`, loaded by its name when it is first
asked.  What takes long is kept beside the lake.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, TypeVar

from comity import plugins
from comity.measures.record import record
from comity.measures.record.record import Record
from comity.vocabulary import hotspots
from comity.vocabulary.hotspots import Hotspot
from comity.watch.inquiry import Inquiry

if TYPE_CHECKING:
    from comity.measures.change.pooled_change import PooledChange
    from comity.records.finding import Finding
    from comity.watch.questions.complete_series import CompleteSeries
    from comity.watch.questions.growing import Growing
    from comity.watch.questions.unusual import Unusual

T = TypeVar("T")

RECORD, VOTES, TIMING = "record", "votes", "timing"
WITNESSES = (RECORD, VOTES, TIMING)
#: Placebo pairs compared with, unless pairs are named.
PLACEBOS = 12


def find_question(name: str) -> Callable[..., Any]:
    """Load a question by file and function, such as ``votes.agreement``."""
    question: Callable[..., Any] = plugins.import_object(f"comity.watch.questions.{name.replace('.', ':')}")
    return question


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
        """Return the answer to a question in plain words, computed once and kept beside the lake."""
        return self.inquiry.cache.answer(self._key(question), compute)

    def ask(self, question: str, *about: Any) -> Any:
        """Ask a question (:func:`find_question`) once, about what is given: a hotspot, a number."""
        given = [a for a in about if a is not None]
        key = " ".join([question, *(str(getattr(a, "id", a)) for a in given)])
        return self.once(key, lambda: find_question(question)(self.inquiry, *given))

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
        """The record of every hotspot that is listed, in the vocabulary's order."""
        return {h.id: self._read_records()[h.id] for h in self.lines}

    @property
    def lines(self) -> list[Hotspot]:
        """The hotspots that a watch of the group lists: a matter of few relations only where it has acts."""
        read = self._read_records()
        return [h for h in hotspots.whole_ones() if not h.matter or read[h.id].occurrences]

    def record(self, hotspot: str) -> Record:
        """Return the record of a whole hotspot, whether it is listed or not."""
        return self._read_records()[hotspot]

    def _read_records(self) -> dict[str, Record]:
        inquiry = self.inquiry
        return self.once("records", lambda: record.read_all(inquiry.acts, inquiry.group, inquiry.third))

    @property
    def verdicts_ready(self) -> bool:
        """Whether the verdicts of every witness are kept, so that asking for them takes no time."""
        return self.ready("records") and self.ready("statistics")

    def timing(self, hotspot: str) -> list[Finding]:
        """Whether a pair acts on the same days toward a hotspot, one finding an event stream."""
        timing: list[Finding] = []
        if self.inquiry.has_streams:
            timing = self.ask("timing.timing")[0].get(hotspot, [])
        return timing

    def complete_series(self, hotspot: str | None = None) -> list[CompleteSeries]:
        """Return what a pair does that is counted in full, over all places or in one.

        Is it more than before?
        """
        spot = hotspot and hotspots.whole(hotspot)
        series: list[CompleteSeries]
        series = self.ask("complete_series.of_place", spot) if spot else self.ask("complete_series.of_pair")
        return series

    def growing(self, hotspot: str | None = None) -> Growing:
        """Is it growing, over all places or in one? The word, and the series that carries it."""
        pair = self.inquiry.pair or ("", "")
        decide = find_question("growing.decide")
        answer: Growing = decide(pair, self.complete_series(hotspot), self.inquiry.data_to)
        return answer

    def unusual(self) -> Unusual:
        """Is it unusual? The pair's place in the Council, and in the Assembly by period."""
        answer: Unusual = self.ask("unusual.compare")
        return answer

    def pooled_change(self, hotspot: str | None = None) -> PooledChange | None:
        """Whether a pair does more than before over all series counted in full, or in one place (seconds)."""
        groups_of_series = [self.complete_series(), *([self.complete_series(hotspot)] if hotspot else [])]
        question = find_question(f"pooled_change.{'of_place' if hotspot else 'of_pair'}")
        key = f"pooled change {hotspots.whole(hotspot)}" if hotspot else "pooled change"
        change: PooledChange | None = self.once(key, lambda: question(self.inquiry, *groups_of_series))
        return change
