"""How are these numbers made, how well do they do, and where do they fail?"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from comity.faces.cli.validate import MEASURES
from comity.faces.desk.hold import Hold
from comity.faces.desk.page import Page
from comity.faces.desk.question import Question
from comity.measures import validity


def build(hold: Hold, asked: Question) -> Page:
    """The Method page: every measure with its measured false alarms, power and coverage."""
    kept = validity.kept()
    told = [(m, m.own(kept)) for m in MEASURES]
    known = [r for r in kept if r.holds is not None]
    good = sum(bool(r.holds) for r in known)
    heading = f"Measured on worlds whose truth is known, {good} of {len(known)} bars hold"
    short = Counter(r.measure for r in known if not r.holds).most_common()
    rows = [asdict(r) for r in kept]
    return Page(
        "method", "method.html", heading, asked, {"measures": told, "short": short}, rows, {"rows": rows}
    )
