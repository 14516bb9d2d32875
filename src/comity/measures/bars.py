"""What a measure must hold where the truth is known, one row a claim.

A measure's ``validity`` functions simulate a world, or take real records in which chance alone is at
work, or a value that others published; ask the measure, and return rows.  A row that does not hold is
printed like any other: the table is evidence, not advertising.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BarRow:
    """One measured property of one measure.

    ``world`` names the simulated world, the stream of real records or the publication, ``statistic``
    what was measured in it, ``bar`` the claim in words ("in [0.02, 0.09]"), ``holds`` whether ``value``
    meets it, ``n`` how many repetitions (or units) ``value`` is an average of.  ``published`` is the
    value others gave.  Where nothing could be measured ``value`` and ``holds`` are ``None`` and
    ``why_not`` says why.  ``part`` is the part of the suite the row belongs to.
    """

    measure: str
    world: str
    statistic: str
    value: float | None
    bar: str
    holds: bool | None
    n: int
    published: float | None = None
    why_not: str = ""
    part: str = ""

    @property
    def difference(self) -> float | None:
        """What was measured less what was published; ``None`` where nothing was."""
        if self.value is None or self.published is None:
            return None
        return self.value - self.published


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
    """Row for what cannot be told here, and why."""
    return BarRow(measure, world, statistic, None, "", None, 0, why_not=why_not)
