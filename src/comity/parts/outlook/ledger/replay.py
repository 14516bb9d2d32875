"""Replay of forecasts for past quarters, using only what was known then.

On the first day of each quarter, questions are asked from the records known the day before. They are answered
by all records known today. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from comity.lake.storage.manifest import VERSION
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.parts.outlook.inputs.resolution_rules import OPEN, VOID, Resolution, resolve
from comity.parts.outlook.ledger.base_rates import METHOD, QuestionForecast, ask
from comity.parts.outlook.ledger.ledger import LedgerEntry, key_of

MONTHS = 3


def quarters(first: int, last: int) -> list[date]:
    """Return the first days of all quarters from the first to the last year."""
    return [date(y, m, 1) for y in range(first, last + 1) for m in (1, 4, 7, 10)]


def replay(
    inputs: ForecastInputs, days: Iterable[date], months: int = MONTHS, hotspot: str | None = None
) -> list[LedgerEntry]:
    """Return the forecasts that would have been saved on some days, each with its outcome.

    A question that the records can no longer answer counts as void.
    """
    end = max((c.last for c in inputs.coverage), default=date.min)
    out = []
    for day in days:
        then = inputs.as_of(day - timedelta(days=1))
        out += [_entry(a, inputs, then, day, end) for a in ask(then, day, months, hotspot)]
    return out


def _entry(
    a: QuestionForecast, inputs: ForecastInputs, then: ForecastInputs, day: date, end: date
) -> LedgerEntry:
    resolution = resolve(a.question, inputs, max(end, a.question.rule.known_by + timedelta(days=1)))
    if resolution.answer == OPEN:
        resolution = Resolution(VOID, resolution.why)
    return LedgerEntry(
        key=key_of(a.question, day),
        question=a.question,
        probability=a.probability,
        low=a.low,
        high=a.high,
        base_rate=a.base_rate,
        windows=a.windows,
        issued=day,
        vintage=f"{inputs.vintage} as of {then.day}",
        version=VERSION,
        method=METHOD,
        outcome=resolution,
        resolved=a.question.rule.known_by,
    )
