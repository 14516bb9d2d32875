"""The measures of the outlook, each with the question it answers."""

from __future__ import annotations

from comity.measures.validity import Measure
from comity.parts.outlook.forecast import counts
from comity.parts.outlook.ledger import base_rates
from comity.parts.outlook.rupture import (
    dependence,
    deterioration,
    drafts,
    pivotal,
    rupture,
)

MEASURES: tuple[Measure, ...] = (
    Measure(counts.METHOD, "How many joint acts or events in the months ahead?"),
    Measure(base_rates.METHOD, "Will a named joint act be on record by a date?"),
    Measure(drafts.METHOD, "Which drafts would still have failed on one veto, or on votes alone?"),
    Measure(pivotal.METHOD, "In which roll calls did two votes decide?", exact=True),
    Measure(dependence.METHOD, "What would each lose of its trade, arms and finance?"),
    Measure(deterioration.METHOD, "Are there signs of souring?"),
    Measure(rupture.METHOD, "How many acts carry both signatures?", exact=True),
)
