"""The Method page: how the measures work, how reliable they are, and where they fail."""

from __future__ import annotations

from dataclasses import asdict

from comity.faces.pages import Page, Question
from comity.measures import validity
from comity.parts.desk.desk_data import DeskData


def build(desk_data: DeskData, question: Question) -> Page:
    """Build the Method page: each measure with its tested rate of false alarms, power and coverage."""
    study = validity.last_study()
    measures = [(m, m.own(study)) for m in validity.list_measures()]
    known = [r for r in study if r.holds is not None]
    good = sum(bool(r.holds) for r in known)
    heading = f"On made-up data with known answers the methods passed {good} of {len(known)} checks"
    missed = [(m, sum(r.holds is False for r in own)) for m, own in measures]
    short = sorted(((m, n) for m, n in missed if n), key=lambda pair: -pair[1])
    rows = [asdict(r) for r in study]
    return Page(
        "method",
        "method.html",
        heading,
        question,
        {"measures": measures, "short": short},
        rows,
        {"rows": rows},
    )
