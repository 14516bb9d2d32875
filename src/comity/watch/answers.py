"""The answers to an inquiry: each question is computed once, and all pages share its answer.

A question is a function of an inquiry in :mod:`comity.watch.questions`, loaded by name when it is first
asked. Answers that take long are stored beside the lake.
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
#: Number of placebo pairs to compare with, unless the user names the pairs.
PLACEBOS = 12


def find_question(name: str) -> Callable[..., Any]:
    """Load a question by file and function, such as ``votes.agreement``."""
    question: Callable[..., Any] = plugins.import_object(f"comity.watch.questions.{name.replace('.', ':')}")
    return question


class Answers:
    """The answers to every question of an inquiry, each computed once.

    Parameters
    ----------
    inquiry : the inquiry to answer
    only : the kinds of evidence to use (default: all of :data:`WITNESSES`); the record takes a second, the
        others ten; a verdict says that the missing kinds are still being computed
    """

    def __init__(self, inquiry: Inquiry, only: Collection[str] = WITNESSES) -> None:
        self.inquiry = inquiry
        self.only = frozenset(only)

    @property
    def complete(self) -> bool:
        """Whether these answers use all kinds of evidence (record, votes, timing)."""
        return self.only == frozenset(WITNESSES)

    def once(self, question: str, compute: Callable[[], T]) -> T:
        """Return the answer to a question given in plain words, computed once and stored beside the lake."""
        return self.inquiry.cache.answer(self._key(question), compute)

    def ask(self, question: str, *about: Any) -> Any:
        """Return the answer to a question (:func:`find_question`) and its arguments, computed once."""
        given = [a for a in about if a is not None]
        key = " ".join([question, *(str(getattr(a, "id", a)) for a in given)])
        return self.once(key, lambda: find_question(question)(self.inquiry, *given))

    def ready(self, question: str) -> bool:
        """Return whether the answer to a question is stored."""
        return self.inquiry.cache.ready(self._key(question))

    def if_ready(self, question: str, compute: Callable[[], T], *, wanted: bool) -> T | None:
        """Return the answer if it is wanted or already stored; else ``None``, without computing it."""
        return self.once(question, compute) if wanted or self.ready(question) else None

    def _key(self, question: str) -> tuple[str, ...]:
        return self.inquiry.key(question)

    @property
    def covered(self) -> bool:
        """Whether the records of acts in the lake (folder of records) cover every state of the group."""
        return self.inquiry.covers("acts")

    @property
    def records(self) -> dict[str, Record]:
        """The recorded acts at every hotspot (place) that the watch lists, in the vocabulary's order."""
        return {h.id: self._read_records()[h.id] for h in self.lines}

    @property
    def lines(self) -> list[Hotspot]:
        """The hotspots (places) that the watch lists, those that concern few pairs only if they have acts."""
        read = self._read_records()
        listed = (h for h in hotspots.whole_ones() if h.id in read)
        return [h for h in listed if not h.matter or read[h.id].occurrences]

    def record(self, hotspot: str) -> Record:
        """Return the recorded acts at a whole hotspot (place), even if the watch does not list it."""
        return self._read_records()[hotspot]

    def _read_records(self) -> dict[str, Record]:
        inquiry = self.inquiry
        return self.once("records", lambda: record.read_all(inquiry.acts, inquiry.group, inquiry.third))

    @property
    def verdicts_ready(self) -> bool:
        """Whether the verdicts (does the group act together?) from all kinds of evidence are stored."""
        return self.ready("records") and self.ready("statistics")

    def timing(self, hotspot: str) -> list[Finding]:
        """Return whether a pair acts on the same days toward a hotspot, one finding per event stream."""
        timing: list[Finding] = []
        if self.inquiry.has_streams:
            timing = self.ask("timing.timing")[0].get(hotspot, [])
        return timing

    def complete_series(self, hotspot: str | None = None) -> list[CompleteSeries]:
        """Return the complete series of a pair, over all places or in one, to compare two periods."""
        spot = hotspot and hotspots.whole(hotspot)
        series: list[CompleteSeries]
        series = self.ask("complete_series.of_place", spot) if spot else self.ask("complete_series.of_pair")
        return series

    def growing(self, hotspot: str | None = None) -> Growing:
        """Answer "Is it growing?" over all places or in one: the word, and the series that decides it."""
        pair = self.inquiry.pair or ("", "")
        decide = find_question("growing.decide")
        answer: Growing = decide(pair, self.complete_series(hotspot), self.inquiry.data_to)
        return answer

    def unusual(self) -> Unusual:
        """Answer "Is it unusual?": the pair's rank in the Council, and in the Assembly by period."""
        answer: Unusual = self.ask("unusual.compare")
        return answer

    def pooled_change(self, hotspot: str | None = None) -> PooledChange | None:
        """Return whether a pair does more than before over all complete series, or in one place."""
        groups_of_series = [self.complete_series(), *([self.complete_series(hotspot)] if hotspot else [])]
        question = find_question(f"pooled_change.{'pool_place' if hotspot else 'pool_pair'}")
        key = f"pooled change {hotspots.whole(hotspot)}" if hotspot else "pooled change"
        change: PooledChange | None = self.once(key, lambda: question(self.inquiry, *groups_of_series))
        return change
