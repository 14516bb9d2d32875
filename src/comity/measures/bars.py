"""What a measure must hold in worlds whose truth is known, one row a claim.

A measure's ``validity`` functions simulate a world, ask the measure, and return rows.  A row that does
not hold is printed like any other: the table is evidence, not advertising.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BarRow:
    """One measured property of one measure.

    ``world`` names the simulated (or real) world, ``statistic`` what was measured in it, ``bar`` the
    claim in words ("in [0.02, 0.09]"), ``holds`` whether ``value`` meets it, ``n`` how many repetitions
    (or units) ``value`` is an average of.
    """

    measure: str
    world: str
    statistic: str
    value: float
    bar: str
    holds: bool
    n: int


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
