"""Checks of measures, and the rows they return: what a measure must achieve where the truth is known.

A check simulates a world, or takes real records with chance alone at work, or a value that others published.
It runs the measure and returns rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from comity.lake.query.view import View
from comity.measures.validity import WORLDS, BarRow

Run = Callable[[View, int], list[BarRow]]
"""Rows from the records of a view, at a number of repetitions."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, its part of the study, and its repetitions in the quick and the full form."""

    name: str
    part: str
    run: Run
    quick: int
    full: int

    def rows(self, view: View, *, full: bool) -> list[BarRow]:
        """Run the check, on the records of ``view`` where it needs any."""
        return [
            replace(r, part=self.part, check=self.name)
            for r in self.run(view, self.full if full else self.quick)
        ]


def simulation(name: str, simulate: Callable[[int], list[BarRow]], quick: int, full: int) -> Check:
    """Check of the part :data:`WORLDS`: ``simulate`` takes the repetitions and needs no records."""
    return Check(name, WORLDS, lambda _view, reps: simulate(reps), quick, full)


def at_least(measure: str, world: str, statistic: str, value: float, low: float, n: int) -> BarRow:
    """Row for a claim "at least ``low``"."""
    return BarRow(measure, world, statistic, value, f"at least {low:g}", value >= low, n)


def at_most(measure: str, world: str, statistic: str, value: float, high: float, n: int) -> BarRow:
    """Row for a claim "at most ``high``"."""
    return BarRow(measure, world, statistic, value, f"at most {high:g}", value <= high, n)


def within(
    measure: str, world: str, statistic: str, value: float, bounds: tuple[float, float], n: int
) -> BarRow:
    """Row for a claim "between the bounds, both included"."""
    low, high = bounds
    holds = low <= value <= high
    return BarRow(measure, world, statistic, value, f"in [{low:g}, {high:g}]", holds, n)


def as_published(
    measure: str, source: str, statistic: str, value: float, published: tuple[float, float], n: int
) -> BarRow:
    """Row for a claim "what ``source`` published"; ``published`` is its value and the tolerance."""
    wanted, tolerance = published
    holds = abs(value - wanted) <= tolerance * (1 + 1e-9)
    bar = f"{wanted:g} ± {tolerance:g}"
    return BarRow(measure, source, statistic, value, bar, holds, n, published=wanted)


def unmeasured(measure: str, world: str, statistic: str, why_not: str) -> BarRow:
    """Row for what cannot be measured on these records, and why."""
    return BarRow(measure, world, statistic, None, "", None, 0, why_not=why_not)
