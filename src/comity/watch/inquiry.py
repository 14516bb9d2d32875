"""An inquiry: the question that a watch puts to the records, frozen, and the tables it reads.

It computes no answer.  Its tables come from the cache it carries, so that every inquiry of one view shares
what does not depend on the group: the cells of event streams, the votes of all states.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from comity import plugins
from comity.errors import QuestionError
from comity.lake.query import occurrences
from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.lazy import lazy
from comity.measures.record import coder_error, record
from comity.measures.votes import joint_vetoes
from comity.types import Day, Pair, read_day
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.watch.answer_cache import AnswerCache
from comity.watch.assembly import Assembly, pack, unpack

if TYPE_CHECKING:
    from comity.watch.event_streams import Counts, EventStreams

T = TypeVar("T")

#: Why a group of three has no answer where two are compared.
PAIRS_ONLY = "asked of pairs only"

THIRD = "USA"
"""The third power unless another is named."""

NOTHING = date(1800, 1, 1)
"""The end of the data where there are none, such as on a day before anything was known."""


@dataclass(frozen=True, eq=False)
class Inquiry:
    """What is asked: of whom, when, as known on which day, toward which third power, by which sources.

    Parameters
    ----------
    group : the states watched
    view : the records, as known on a day
    cache : keeps the tables and the answers
    since, until : only what happened in this window (both days included)
    third : code of the third power that stances are read toward; "" for none
    sources : only these sources (all)

    Raises
    ------
    QuestionError
        When the window is upside down or the third power is watched.
    """

    group: Group
    view: View
    cache: AnswerCache
    since: date = date.min
    until: date = date.max
    third: str = ""
    sources: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise QuestionError(f"The window ends ({self.until}) before it begins ({self.since}).")
        if self.third in self.group.codes:
            raise QuestionError(f"{states.display(self.third)} is watched, so it cannot be the third power.")

    @classmethod
    def of(
        cls,
        *members: str,
        lake: Lake | Path | str | None = None,
        as_of: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        third: str | None = None,
        sources: Collection[str] = (),
        cache: AnswerCache | None = None,
    ) -> Inquiry:
        """Return inquiry of a lake, by names or codes; see :class:`comity.watch.Watch` for the parameters."""
        group = Group.of(*members)
        opened = lake if isinstance(lake, Lake) else Lake.open(lake)
        return cls(
            group=group,
            view=opened.view(as_of, packaged=True),
            cache=cache or AnswerCache(opened.root),
            since=read_day(since) or date.min,
            until=read_day(until) or date.max,
            third=_default_third(group) if third is None else states.get(third).code,
            sources=frozenset(sources),
        )

    @classmethod
    def of_view(cls, view: View, group: Group) -> Inquiry:
        """Make an inquiry of all that a view has, toward the default third power, keeping nothing on disk."""
        return cls(group, view, AnswerCache(), third=_default_third(group))

    def of_members(self, *members: str) -> Inquiry:
        """Return the same question of another group, toward the default third power (if no member)."""
        group = Group.of(*members)
        return replace(self, group=group, third=_default_third(group))

    @property
    def as_of(self) -> date | None:
        """The day as known on which; ``None`` for all that is known."""
        return self.view.as_of

    @property
    def pair(self) -> Pair | None:
        """The two codes, where two states are watched."""
        codes = self.group.codes
        return (codes[0], codes[1]) if len(codes) == 2 else None

    @lazy
    def fingerprint(self) -> str:
        """64 hex digits over the data asked."""
        return self.view.fingerprint()

    def key(self, *question: str) -> tuple[str, ...]:
        """Key of a question of this inquiry in the cache."""
        window = str(self.since), str(self.until)
        return (self.fingerprint, self.group.id, self.third, *window, *sorted(self.sources), *question)

    def window(self, hotspot: str) -> tuple[date, date]:
        """Return the window asked for, while the hotspot was one."""
        spot = hotspots.get(hotspot)
        return max(self.since, spot.since), min(self.until, spot.until)

    def of_sources(self, table: pa.Table) -> pa.Table:
        """Rows of the sources asked for."""
        if not self.sources:
            return table
        return table.filter(pc.is_in(table["source"], pa.array(sorted(self.sources), pa.string())))

    def covers(self, table: str) -> bool:
        """Whether records of a table (``acts``, ``ties``) that are held cover every member.

        A choice of records covers the states it names; one that may name any state is about none of them.
        """
        coverage = [c for c in self.view.coverage() if c.table == table]
        return all(
            any(not c.selective if c.states is None else s in c.states for c in coverage)
            for s in self.group.codes
        )

    @property
    def data_to(self) -> date:
        """Last day that any record could tell of."""
        ends = [c.last for c in self.view.coverage()]
        return min(max(ends, default=NOTHING), self.until)

    @property
    def acts(self) -> pa.Table:
        """Acts on record in the window that name a member, joint vetoes from vote records among them."""
        return self._table("acts", self._acts)

    def _acts(self) -> pa.Table:
        acts = occurrences.fold_read(self._involving(self.view.recorded_acts(self.every_act)))
        voted = joint_vetoes.joint_vetoes(*self.council, acts, self.group, self.since, self.until)
        return pa.concat_tables([acts, voted])

    @property
    def news(self) -> pa.Table:
        """Acts of the window that name a member, as a machine read them and nobody reviewed."""
        return self._table(
            "news", lambda: occurrences.fold(self._involving(self.view.unreviewed_acts(self.every_act)))
        )

    @property
    def leads(self) -> pa.Table:
        """Those of the news of which the machine was sure enough."""
        return coder_error.sure_enough(self.news)

    @property
    def every_act(self) -> pa.Table:
        """All acts of the view, whoever they name, by record id."""
        return self.cache.shared("acts", self.view.rows_digest("acts"), lambda: self.view.table("acts"))

    def _involving(self, acts: pa.Table) -> pa.Table:
        of_others = self.view.chosen_for_others(self.group.codes)
        acts = record.involving(self.of_sources(acts), self.group, of_others)
        inside = pc.and_(
            pc.less_equal(acts["date_from"], self.until), pc.greater_equal(acts["date_to"], self.since)
        )
        return acts.filter(inside)

    @property
    def council(self) -> tuple[pa.Table, pa.Table]:
        """Ballots and roll calls of the Security Council in the window, by record id."""
        key = (*self.votes_key, "council")
        return self.cache.table(key, lambda: (self._council("ballots"), self._council("roll_calls")))

    def _council(self, table: str) -> pa.Table:
        of = self.view.rows_digest(table)
        votes = self.cache.shared(f"council-{table}", of, lambda: read_council(self.view, table))
        days = votes["date"]
        return self.of_sources(
            votes.filter(pc.and_(pc.greater_equal(days, self.since), pc.less_equal(days, self.until)))
        )

    @property
    def assembly(self) -> Assembly | None:
        """Votes of the General Assembly in the window; ``None`` where none are held."""
        return self.cache.table((*self.votes_key, "assembly"), self._assembly)

    def _assembly(self) -> Assembly | None:
        window = self.since, self.until, self.sources
        if window == (date.min, date.max, frozenset()):
            votes = self.cache.shared(
                "assembly",
                self.view.rows_digest("ballots", "roll_calls"),
                lambda: pack(Assembly.read(self.view, *window)),
            )
            return unpack(votes)
        places = (*self.votes_key, "places of roll calls")
        return Assembly.read(self.view, *window, keep=lambda compute: self.cache.answer(places, compute))

    @property
    def votes_key(self) -> tuple[str, ...]:
        """What votes depend on: not on the group, so that all groups share them."""
        return (self.fingerprint, str(self.since), str(self.until), *sorted(self.sources))

    @property
    def has_streams(self) -> bool:
        """Whether any event stream asked is held."""
        stream_sources = {c.source for c in self.view.coverage() if c.table == "events"}
        return bool(stream_sources & self.sources if self.sources else stream_sources)

    @lazy
    def streams(self) -> EventStreams:
        """Return the event streams asked."""
        streams: EventStreams = plugins.import_object("comity.watch.event_streams:EventStreams")(
            self.view, self.cache, self.sources
        )
        return streams

    @property
    def counts(self) -> Counts:
        """Acts toward every hotspot in every stream that saw both of a pair; empty for a larger group."""
        pair = self.pair
        if pair is None:
            return {}
        return self._table("counts", lambda: self.streams.counts(pair, self.since, self.until))

    @lazy
    def with_memberships(self) -> View:
        """Return the same records and the table of memberships that the package ships."""
        lake = Lake.open(self.view.root)
        return lake.view(
            self.as_of,
            extra=[plugins.import_object("comity.sources.curated.memberships:load_embedded")()],
            packaged=True,
        )

    def _table(self, name: str, read: Callable[[], T]) -> T:
        return self.cache.table(self.key("table", name), read)


def read_council(view: View, table: str) -> pa.Table:
    """Every ballot or roll call of the Security Council that a view holds, by record id."""
    return view.run(select(table, rest="WHERE body = 'UNSC' ORDER BY record_id"))


def _default_third(group: Group) -> str:
    return "" if THIRD in group.codes else THIRD
