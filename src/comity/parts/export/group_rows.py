"""The rows of an export: all records of a lake, or those about one group of states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.measures.record import record
from comity.records.schemas import TABLES
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group

BATCH = 50_000


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Rows to export, by table: all rows of a view (records known on a day), or those about some states.

    A group's export includes:

    - acts and statements that name a member
    - events in which a member's government acts toward another member or at a hotspot
    - each member's votes, with one record per roll call (preferably one with a title)
    - flows and ties between members
    - the documents, mentions and participants of these records
    """

    view: View
    group: Group | None = None

    def batches(self, name: str) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a table, sorted by source and record id."""
        if self.group is None:
            yield from self.view.batches(name)
            return
        if name == "acts":
            table = self._acts(self.group)
        elif name in _LISTS:
            table = _naming(self.view.table(name), name, self.group)
        else:
            table = self._pick_rows(name, self.group).cast(TABLES[name])
        yield from table.to_batches(BATCH)

    def _pick_rows(self, name: str, group: Group) -> pa.Table:
        values: dict[str, object] = {"codes": group.codes}
        given: dict[str, pa.Table] = {}
        if name in ("events", "mentions", "participants"):
            spots = [h for h in hotspots.all_hotspots().values() if not h.own]
            values["states"] = sorted({s for h in spots for s in h.states}.difference(group.codes))
            values["places"] = sorted({s for h in spots for s in h.geo}.difference(group.codes))
        if name == "documents":
            given["wanted"] = self._acts(group).select(["document_id"])
        rest = f"WHERE {_CONDITIONS[name]} ORDER BY source, record_id"
        return self.view.run(select(name, rest=rest), given, **values)

    def _acts(self, group: Group) -> pa.Table:
        return _sort_rows(
            record.select_involving(self.view.table("acts"), group, self.view.chosen_for_others(group.codes))
        )


_OF_EVENTS = """
actor IN $codes AND actor_is_state
AND ((target IN $codes AND target_is_state AND target <> actor) OR target IN $states OR geo_state IN $places)
"""
#: Table -> which of its rows go in.
_CONDITIONS = {
    "events": _OF_EVENTS,
    "ballots": "state IN $codes",
    "roll_calls": """record_id IN (
        SELECT record_id FROM (
            SELECT record_id, row_number() OVER (
                PARTITION BY roll_call_id ORDER BY title IS NULL, record_id
            ) AS nth
            FROM roll_calls
            WHERE roll_call_id IN (SELECT roll_call_id FROM ballots WHERE state IN $codes)
        ) WHERE nth = 1
    )""",
    "flows": "sender IN $codes AND receiver IN $codes",
    "documents": "document_id IN (SELECT document_id FROM wanted)",
    "mentions": f"event_id IN (SELECT record_id FROM events WHERE {_OF_EVENTS})",  # noqa: S608 - constant text
    "participants": f"event_id IN (SELECT record_id FROM events WHERE {_OF_EVENTS})",  # noqa: S608
}
#: Table -> its columns that hold lists of states, and the least number of group members that one of these
#: lists must include.
_LISTS: dict[str, tuple[tuple[str, ...], int]] = {
    "attributions": (("speaks_for", "about"), 1),
    "ties": (("members",), 2),
    "themes": (("states",), 2),
}


def _naming(table: pa.Table, name: str, group: Group) -> pa.Table:
    """Return the rows whose lists of states include one member of the group, or two (``name`` decides)."""
    columns, least = _LISTS[name]
    wanted = frozenset(group.codes)
    lists = zip(*(table[c].to_pylist() for c in columns), strict=True)
    mask = [any(len(wanted.intersection(x)) >= least for x in row) for row in lists]
    return _sort_rows(table.filter(pa.array(mask, pa.bool_())))


def _sort_rows(table: pa.Table) -> pa.Table:
    return table.sort_by([("source", "ascending"), ("record_id", "ascending")])
