"""The stage of military alignment that a group has reached."""

from __future__ import annotations

import pyarrow.compute as pc

from comity.measures.record import military_alignment
from comity.measures.record.military_alignment import Ladder
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.watch.inquiry import Inquiry


def ladder(inquiry: Inquiry) -> Ladder:
    """Return the stages of military alignment that dated records show: a description, not a test."""
    ties = inquiry.of_sources(inquiry.view.table("ties"))
    begun = ties.filter(pc.less_equal(ties["date_from"], inquiry.until))
    return military_alignment.ladder(inquiry.acts, begun, inquiry.group)


def alignment(inquiry: Inquiry) -> Finding:
    """Return the stage that :func:`ladder` reaches, if records of acts or ties cover every member."""
    if inquiry.covers("acts") or inquiry.covers("ties"):
        return ladder(inquiry).finding()
    why = "no record of acts or ties held covers every member"
    return cannot_tell(
        Kind.LADDER, Subject(states=inquiry.group.codes), why, method=military_alignment.METHOD
    )
