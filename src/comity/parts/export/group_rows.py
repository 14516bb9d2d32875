"""The records of a lake, or those of them that a file about one group needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ibis
import pyarrow as pa

from comity.lake.query.view import View, table_expr
from comity.measures.record import record
from comity.records.schemas import TABLES
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group

BATCH = 50_000


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Rows of each table, a batch at a time: all of a view's, or those of a group.

    Of a group go in: acts and statements that name a member; what a member's government did toward
    another's or toward a hotspot; each member's votes, and the roll calls they were cast in, each once (of
    the records that tell it the first with a title); flows and ties between members; and the texts, reports
    and participants of these.
    """

    view: View
    group: Group | None = None

    def batches(self, name: str) -> Iterator[pa.RecordBatch]:
        """Rows of a table by source and record id."""
        if self.group is None:
            yield from self.view.batches(name)
            return
        if name == "acts":
            table = self._acts(self.group)
        elif name in _LISTS:
            table = _naming(self.view.table(name), name, self.group)
        else:
            rows = self._expr(name).select(TABLES[name].names).order_by("source", "record_id")
            table = self.view.run(rows).cast(TABLES[name])
        yield from table.to_batches(BATCH)

    def _expr(self, name: str) -> ibis.Table:
        """The rows of a table that a condition on its own columns, or on another table's rows, picks."""
        t, codes = table_expr(name), self.group.codes if self.group else ()
        match name:
            case "events":
                spots = [h for h in hotspots.all_hotspots().values() if not h.own]
                toward = t.target.isin(sorted({s for h in spots for s in h.states} - set(codes)))
                within = t.geo_state.isin(sorted({s for h in spots for s in h.geo} - set(codes)))
                between = t.target.isin(codes) & t.target_is_state & (t.target != t.actor)
                return t.filter(t.actor.isin(codes), t.actor_is_state, between | toward | within)
            case "ballots":
                return t.filter(t.state.isin(codes))
            case "roll_calls":
                calls = t.semi_join(self._expr("ballots"), "roll_call_id")
                order = [calls.title.isnull(), calls.record_id]
                first = ibis.row_number().over(group_by="roll_call_id", order_by=order)
                return calls.mutate(place=first).filter(lambda c: c.place == 0)
            case "flows":
                return t.filter(t.sender.isin(codes), t.receiver.isin(codes))
            case "documents":
                acts = self._acts(self.group) if self.group else self.view.table("acts")
                return t.filter(t.document_id.isin([i for i in acts["document_id"].to_pylist() if i] or [""]))
            case _:  # mentions and participants
                return t.semi_join(self._expr("events"), t.event_id == table_expr("events").record_id)

    def _acts(self, group: Group) -> pa.Table:
        return _sorted(
            record.involving(self.view.table("acts"), group, self.view.chosen_for_others(group.codes))
        )


_LISTS: dict[str, tuple[tuple[str, ...], int]] = {
    "attributions": (("speaks_for", "about"), 1),
    "ties": (("members",), 2),
    "themes": (("states",), 2),
}
"""Table -> the lists that name states, and how many of the group must be in one of them."""


def _naming(table: pa.Table, name: str, group: Group) -> pa.Table:
    """Rows in which a list names enough of the group."""
    columns, least = _LISTS[name]
    wanted = frozenset(group.codes)
    lists = zip(*(table[c].to_pylist() for c in columns), strict=True)
    mask = [any(len(wanted.intersection(x)) >= least for x in row) for row in lists]
    return _sorted(table.filter(pa.array(mask, pa.bool_())))


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([("source", "ascending"), ("record_id", "ascending")])
