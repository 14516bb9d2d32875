"""An inquiry: the frozen question that a watch asks of the records, and the tables that it needs.

An inquiry computes no answer. Its tables come from its cache, so that all inquiries of one view share the
tables that do not depend on the group: the counts of event streams and the votes of all states.
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

#: Reason for no answer when a question about two states is asked of a larger group.
PAIRS_ONLY = "asked of pairs only"

#: The third power unless the user names another.
THIRD = "USA"

#: The end of the data if there are none, such as on a day before the first record.
NOTHING = date(1800, 1, 1)


@dataclass(frozen=True, eq=False)
class Inquiry:
    """A question: which states, when, as known on which day, toward which third power, from which sources.

    Parameters
    ----------
    group : the states watched
    view : the records, as known on a day
    cache : stores the tables and the answers
    since, until : limit to events in this window (both days included)
    third : code of the third power that stances are read toward; "" for none
    sources : use only these sources; empty for all

    Raises
    ------
    QuestionError
        If the window ends before it begins, or the third power is a member of the group.
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
        """Return an inquiry of a lake (folder of records); parameters as in :class:`comity.watch.Watch`."""
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
        """Return an inquiry of a view's records, toward the default third power, without a disk cache."""
        return cls(group, view, AnswerCache(), third=_default_third(group))

    def of_members(self, *members: str) -> Inquiry:
        """Return the same question of another group, toward the default third power unless it is a member."""
        group = Group.of(*members)
        return replace(self, group=group, third=_default_third(group))

    @property
    def as_of(self) -> date | None:
        """The last day on which a record may have become known; ``None`` for no limit."""
        return self.view.as_of

    @property
    def pair(self) -> Pair | None:
        """The two codes if the group has two states, else ``None``."""
        codes = self.group.codes
        return (codes[0], codes[1]) if len(codes) == 2 else None

    @lazy
    def fingerprint(self) -> str:
        """Return the fingerprint of the data in the view, 64 hex digits."""
        return self.view.fingerprint()

    def key(self, *question: str) -> tuple[str, ...]:
        """Return the cache key of a question of this inquiry."""
        window = str(self.since), str(self.until)
        return (self.fingerprint, self.group.id, self.third, *window, *sorted(self.sources), *question)

    def window(self, hotspot: str) -> tuple[date, date]:
        """Return the part of the inquiry's window in which the hotspot was active."""
        spot = hotspots.get(hotspot)
        return max(self.since, spot.since), min(self.until, spot.until)

    def of_sources(self, table: pa.Table) -> pa.Table:
        """Return the rows that come from the inquiry's sources."""
        if not self.sources:
            return table
        return table.filter(pc.is_in(table["source"], pa.array(sorted(self.sources), pa.string())))

    def covers(self, table: str) -> bool:
        """Return whether the records of a table (``acts``, ``ties``) cover every member.

        A selection of records covers the states that it names; a selection that may name any state covers
        none.
        """
        coverage = [c for c in self.view.coverage() if c.table == table]
        return all(
            any(not c.selective if c.states is None else s in c.states for c in coverage)
            for s in self.group.codes
        )

    @property
    def data_to(self) -> date:
        """Last day that any record can cover."""
        ends = [c.last for c in self.view.coverage()]
        return min(max(ends, default=NOTHING), self.until)

    @property
    def acts(self) -> pa.Table:
        """Recorded acts in the window that name a member, including joint vetoes from vote records."""
        return self._table("acts", self._acts)

    def _acts(self) -> pa.Table:
        acts = occurrences.fold_read(self._involving(self.view.recorded_acts(self.every_act)))
        voted = joint_vetoes.joint_vetoes(*self.council, acts, self.group, self.since, self.until)
        return pa.concat_tables([acts, voted])

    @property
    def news(self) -> pa.Table:
        """Acts in the window that name a member, read by machine and not yet reviewed."""
        return self._table(
            "news", lambda: occurrences.fold(self._involving(self.view.unreviewed_acts(self.every_act)))
        )

    @property
    def leads(self) -> pa.Table:
        """The unreviewed acts that the machine read with enough confidence."""
        return coder_error.sure_enough(self.news)

    @property
    def every_act(self) -> pa.Table:
        """All acts of the view, of any state, by record id."""
        return self.cache.shared("acts", self.view.rows_digest("acts"), lambda: self.view.table("acts"))

    def _involving(self, acts: pa.Table) -> pa.Table:
        of_others = self.view.chosen_for_others(self.group.codes)
        acts = record.select_involving(self.of_sources(acts), self.group, of_others)
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
        """Votes of the General Assembly in the window; ``None`` if the lake has none."""
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
        """The part of the cache key that votes depend on, without the group: all groups share it."""
        return (self.fingerprint, str(self.since), str(self.until), *sorted(self.sources))

    @property
    def has_streams(self) -> bool:
        """Whether the lake has any of the inquiry's event streams."""
        stream_sources = {c.source for c in self.view.coverage() if c.table == "events"}
        return bool(stream_sources & self.sources if self.sources else stream_sources)

    @lazy
    def streams(self) -> EventStreams:
        """Return the event streams of the inquiry."""
        streams: EventStreams = plugins.import_object("comity.watch.event_streams:EventStreams")(
            self.view, self.cache, self.sources
        )
        return streams

    @property
    def counts(self) -> Counts:
        """Acts toward every hotspot in every stream that covers the pair; empty for a larger group."""
        pair = self.pair
        if pair is None:
            return {}
        return self._table("counts", lambda: self.streams.counts(pair, self.since, self.until))

    @lazy
    def with_memberships(self) -> View:
        """Return the view with the table of memberships that the package ships."""
        lake = Lake.open(self.view.root)
        return lake.view(
            self.as_of,
            extra=[plugins.import_object("comity.sources.curated.memberships:load_embedded")()],
            packaged=True,
        )

    def _table(self, name: str, read: Callable[[], T]) -> T:
        return self.cache.table(self.key("table", name), read)


def read_council(view: View, table: str) -> pa.Table:
    """Return every ballot or roll call of the Security Council in a view, by record id."""
    return view.run(select(table, rest="WHERE body = 'UNSC' ORDER BY record_id"))


def _default_third(group: Group) -> str:
    return "" if THIRD in group.codes else THIRD
