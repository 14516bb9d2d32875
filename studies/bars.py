"""Checks of the measures, and the result rows they return: each compares a value with a required bound.

A check runs a measure on a simulated world, on real records where only chance is at work, or on records for
which somebody published a value. It returns rows with the value and the bound.
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
    """One check: its name, its part of the study, and how often it is repeated in the quick and full form."""

    name: str
    part: str
    run: Run
    quick: int
    full: int

    def rows(self, view: View, *, full: bool) -> list[BarRow]:
        """Run the check and return its result rows; ``view`` gives the records, if the check needs any."""
        return [
            replace(r, part=self.part, check=self.name)
            for r in self.run(view, self.full if full else self.quick)
        ]


def simulation(name: str, simulate: Callable[[int], list[BarRow]], quick: int, full: int) -> Check:
    """Return a check of the part :data:`WORLDS`; ``simulate`` gets the number of repetitions."""
    return Check(name, WORLDS, lambda _view, reps: simulate(reps), quick, full)


def at_least(measure: str, world: str, statistic: str, value: float, low: float, n: int) -> BarRow:
    """Return a result row for the claim "at least ``low``"; ``n`` is the number of trials."""
    return BarRow(measure, world, statistic, value, f"at least {low:g}", value >= low, n)


def at_most(measure: str, world: str, statistic: str, value: float, high: float, n: int) -> BarRow:
    """Return a result row for the claim "at most ``high``"; ``n`` is the number of trials."""
    return BarRow(measure, world, statistic, value, f"at most {high:g}", value <= high, n)


def within(
    measure: str, world: str, statistic: str, value: float, bounds: tuple[float, float], n: int
) -> BarRow:
    """Return a result row for the claim "between the bounds, both included"."""
    low, high = bounds
    holds = low <= value <= high
    return BarRow(measure, world, statistic, value, f"in [{low:g}, {high:g}]", holds, n)


def as_published(
    measure: str, source: str, statistic: str, value: float, published: tuple[float, float], n: int
) -> BarRow:
    """Return a result row for the claim "as ``source`` published"; ``published`` is value and tolerance."""
    wanted, tolerance = published
    holds = abs(value - wanted) <= tolerance * (1 + 1e-9)
    bar = f"{wanted:g} ± {tolerance:g}"
    return BarRow(measure, source, statistic, value, bar, holds, n, published=wanted)


def unmeasured(measure: str, world: str, statistic: str, why_not: str) -> BarRow:
    """Return a result row for a value that these records cannot give, with the reason."""
    return BarRow(measure, world, statistic, None, "", None, 0, why_not=why_not)
