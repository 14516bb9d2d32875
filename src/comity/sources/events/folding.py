"""Folding of event rows: what is told twice, what many stories tell, and who speaks for a state.

Nothing is deleted here: every function gives a view or a count, so that the fold can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

ACT = ("event_date", "actor_raw", "code", "target_raw")
"""What makes two rows the same act, as far as an event stream can tell: repeats differ in story only."""


@dataclass(frozen=True, slots=True)
class Fold:
    """How many rows an event table has, and how many acts are left when it is folded.

    ``rows``; ``mirrors``: rows that tell a two-sided act from its other side; ``distinct``: different
    (date, actor, code, target) among all rows; ``most``: rows of the act told most often; ``folded``:
    different ones once mirrors are left out too.
    """

    rows: int
    mirrors: int
    distinct: int
    most: int
    folded: int


def fold_counts(events: pa.Table) -> Fold:
    """Count what folding mirrors and repeats would leave of an ``events`` table."""
    times = events.group_by(list(ACT)).aggregate([([], "count_all")])["count_all"]
    return Fold(
        rows=events.num_rows,
        mirrors=pc.sum(pc.is_valid(events["mirror_of"])).as_py() or 0,
        distinct=len(times),
        most=pc.max(times).as_py() or 0,
        folded=one_sided(events).group_by(list(ACT)).aggregate([]).num_rows,
    )


def one_sided(events: pa.Table) -> pa.Table:
    """Return the events without rows that mirror another row: for counts of pairs, which have no direction.

    Not for counts of what one state does toward another: there each direction is told once anyway, and
    which of the two rows mirrors the other follows the publisher's numbering (of 674 acts of China toward
    North Korea in the daily files of 2018-19, only 199 would be left).
    """
    return events.filter(pc.is_null(events["mirror_of"]))


def state_actors_only(events: pa.Table) -> pa.Table:
    """Return the events in which organs of two different states meet: the default view of co-action.

    Rows whose standing the publisher does not tell are left out with those of citizens, parties,
    media, firms, movements and international bodies.
    """
    organs = pc.and_(
        pc.fill_null(events["actor_is_state"], False), pc.fill_null(events["target_is_state"], False)
    )
    abroad = pc.fill_null(pc.not_equal(events["actor"], events["target"]), False)
    return events.filter(pc.and_(organs, abroad))
