"""How far up the ladder of military alignment have they come?

Methods of :class:`~comity.watch.Watch`, kept here so that one module stays one screenful of questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from comity.measures.record import military_alignment as measure
from comity.measures.record.military_alignment import Ladder
from comity.records.finding import Finding, cannot_tell

if TYPE_CHECKING:
    from comity.watch.watch import Watch


def ladder(watch: Watch) -> Ladder:
    """How far up the ladder of military alignment there are dated records: a description, not a test."""
    ties = watch.of_sources(watch.view.table("ties"))
    begun = ties.filter(pc.less_equal(ties["date_from"], watch.until))
    return measure.ladder(watch.acts, begun, watch.group)


def alignment(watch: Watch) -> Finding:
    """The stage that :func:`ladder` reaches, where a record of acts or ties covers every member."""
    if watch._sees("acts") or watch._sees("ties"):
        return ladder(watch).finding()
    why = "no record of acts or ties held covers every member"
    return cannot_tell(measure.QUESTION, why, method=measure.METHOD)
