"""The measures of the outlook, with the question that each answers."""

from __future__ import annotations

from comity.measures.validity import Measure
from comity.parts.outlook.claims import superlatives
from comity.parts.outlook.forecast import counts
from comity.parts.outlook.ledger import base_rates
from comity.parts.outlook.rupture import (
    breakups,
    dependence,
    deterioration,
    drafts,
    pivotal,
    remainder,
    rupture,
    substitutes,
    synthetic_control,
)

MEASURES: tuple[Measure, ...] = (
    Measure(counts.METHOD, "How many joint acts or events in the months ahead?"),
    Measure(base_rates.METHOD, "Will a named joint act be on record by a date?"),
    Measure(drafts.METHOD, "Which drafts would still have failed on one veto, or on votes alone?"),
    Measure(pivotal.METHOD, "In which roll calls did two votes decide?", exact=True),
    Measure(dependence.METHOD, "What would each lose of its trade, arms and finance?"),
    Measure(substitutes.METHOD, "Who could stand in for the partner?", exact=True),
    Measure(synthetic_control.METHOD, "What changed when they parted?"),
    Measure(deterioration.METHOD, "Are there signs of souring?"),
    Measure(remainder.METHOD, "What remains without what is beyond chance?"),
    Measure(rupture.METHOD, "How many acts carry both signatures?", exact=True),
    Measure(breakups.METHOD, "How often do such pairs break up?"),
    Measure(superlatives.METHOD, "Does a superlative hold?", exact=True),
)
