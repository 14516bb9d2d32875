"""Counts of acts by state, hotspot, time bin and class ("cells"), which all statistics of events use.

The counting rules are written once, as SQL over the table ``events`` that DuckDB and Spark both run.

1. An act is toward a hotspot (a region or issue) if its target is one of the hotspot's states, or if it took
   place in one of the states that the hotspot lists for places.  An act that meets both counts once.
2. Several reports of one act are one act: each (actor, target, code, day) counts once, however many rows,
   stories or files report it.  Over half of the events between states share a story with another event, so
   row counts measure news, not acts.
3. A row whose date is less precise than the bin (only the month is given, but weeks are counted) is left out.

A bin that the source did not observe in full has no count, not a count of 0: see :func:`covered_bins`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.errors import QuestionError
from comity.lake.query.view import BINS, Engine, View
from comity.records import bins
from comity.sources.cards import members
from comity.sources.kit import cameo
from comity.vocabulary.hotspots import Hotspot

#: Earlier than any record. Spark accepts only years with four digits.
EARLIEST = date(1000, 1, 1)

_FINE = {
    "day": ("day",),
    "week": ("day",),
    "month": ("day", "month"),
    "quarter": ("day", "month"),
    "year": ("day", "month", "year"),
}

CELL = pa.schema(
    [
        pa.field("state", pa.string(), nullable=False),
        pa.field("hotspot", pa.string(), nullable=False),
        pa.field("bin_start", pa.date32(), nullable=False),
        pa.field("quad", pa.int8(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),
    ]
)

DYAD = pa.schema(
    [
        pa.field("a", pa.string(), nullable=False),
        pa.field("b", pa.string(), nullable=False),
        *(CELL.field(name) for name in ("bin_start", "quad", "n")),
    ]
)

_CHOSEN = """
    event_date BETWEEN $first AND $last AND precision IN $precisions
    AND (NOT $states_only OR actor_is_state) AND ($every_source OR source IN $sources)
"""

_CELLS = f"""
WITH chosen AS (
    SELECT actor, target, code_system, code, quad, event_date, geo_state FROM events
    WHERE actor IS NOT NULL AND {_CHOSEN}
    AND ($every_bin OR CAST(date_trunc($bin, event_date) AS DATE) IN $starts)
), acts AS (
    SELECT actor, target, code_system, code, quad, event_date, hotspot
    FROM chosen JOIN toward ON target = toward.state
    UNION
    SELECT actor, target, code_system, code, quad, event_date, hotspot
    FROM chosen JOIN within_state ON geo_state = within_state.state
)
SELECT actor AS state, hotspot, CAST(date_trunc($bin, event_date) AS DATE) AS bin_start, quad, count(*) AS n
FROM acts
GROUP BY actor, hotspot, CAST(date_trunc($bin, event_date) AS DATE), quad
ORDER BY state, hotspot, bin_start, quad
"""  # noqa: S608 - no value in it

#: Columns that are equal for the two directions of a two-sided act. Needs the table of :func:`two_sided`.
SIDES = """
    CASE WHEN first_code IS NULL THEN actor ELSE least(actor, target) END AS one,
    CASE WHEN first_code IS NULL THEN target ELSE greatest(actor, target) END AS other,
    coalesce(first_code, code) AS act
"""

_DYADS = f"""
WITH chosen AS (
    SELECT actor, target, code_system, code, quad, event_date FROM events
    WHERE actor <> target AND mirror_of IS NULL AND (NOT $states_only OR target_is_state) AND {_CHOSEN}
), acts AS (
    SELECT DISTINCT {SIDES}, code_system, quad, event_date
    FROM chosen LEFT JOIN two_sided ON code = two_sided_code AND code_system = 'cameo'
)
SELECT least(one, other) AS a, greatest(one, other) AS b,
    CAST(date_trunc($bin, event_date) AS DATE) AS bin_start, quad, count(*) AS n
FROM acts
GROUP BY least(one, other), greatest(one, other), CAST(date_trunc($bin, event_date) AS DATE), quad
ORDER BY a, b, bin_start, quad
"""  # noqa: S608 - no value in it


def cells(
    view: View,
    hotspots: Iterable[Hotspot],
    bin: str,  # noqa: A002 - the field's own word
    state_actors_only: bool = True,
    source: str | None = None,
) -> pa.Table:
    """Count the acts of every state toward every hotspot, by time bin and quad class (class of act).

    A quad class is verbal or material cooperation or conflict (1 to 4). Weeks begin on Monday; a bin is named
    by its first day.

    Parameters
    ----------
    view : the records
    hotspots : hotspots to count; a hotspot without states and geography gets no cells
    bin : one of :data:`BINS`
    state_actors_only : count only acts of governments, militaries, legislatures (``actor_is_state``)
    source : count only this source or family; ``None`` counts all, and an act that several report once

    Returns
    -------
    pyarrow.Table
        Of schema :data:`CELL`, sorted; only cells with at least one act.  A missing cell means 0 only if
        :func:`covered_bins` contains its bin.

    Raises
    ------
    QuestionError
        When ``bin`` is not one of :data:`BINS`.
    """
    spots = list(hotspots)
    toward = [(s, h.id) for h in spots for s in h.states]
    within = [(s, h.id) for h in spots for s in h.geo]
    if not toward and not within:
        return CELL.empty_table()
    return count_cells(view.engine, toward, within, bin, state_actors_only, source)


def count_cells(
    engine: Engine,
    toward: Sequence[tuple[str, str]],
    within: Sequence[tuple[str, str]],
    bin: str,  # noqa: A002
    state_actors_only: bool = True,
    source: str | None = None,
    starts: Collection[date] | None = None,
) -> pa.Table:
    """Count on ``engine`` the acts of every state toward every hotspot; see :func:`cells`.

    ``toward`` lists pairs (target state, hotspot), ``within`` pairs (state where the act takes place,
    hotspot); ``starts`` are the first days of the bins to count (default: all).
    """
    given = {"toward": _links(toward), "within_state": _links(within)}
    out = engine.run(_CELLS, given, **_values(bin, state_actors_only, source, starts))
    return out.select(CELL.names).cast(CELL)


def _links(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    columns = zip(*sorted(set(pairs)), strict=True) if pairs else ((), ())
    return pa.table([pa.array(c, pa.string()) for c in columns], names=["state", "hotspot"])


def dyads(
    view: View,
    bin: str,  # noqa: A002
    states_only: bool = True,
    source: str | None = None,
) -> pa.Table:
    """Count the acts between every two states, in either direction, by time bin and class of act.

    A row that repeats another from the other side (A meets B, B meets A) is not counted again.

    Returns
    -------
    pyarrow.Table
        Of schema :data:`DYAD` with ``a < b``, sorted; only pairs with at least one act.
    """
    family = source is not None and len(members(source)) > 1
    given = {"two_sided": two_sided() if family else two_sided().slice(0, 0)}
    out = view.engine.run(_DYADS, given, **_values(bin, states_only, source))
    return out.select(DYAD.names).cast(DYAD)


def two_sided() -> pa.Table:
    """Return a table that maps each code of a two-sided act to the smaller of it and its mirror code."""
    codes = list(cameo.two_sided())
    first = [min(c, str(cameo.mirror_code(c))) for c in codes]
    return pa.table({"two_sided_code": codes, "first_code": first})


def _values(
    bin: str,  # noqa: A002
    states_only: bool,
    source: str | None,
    starts: Collection[date] | None = None,
) -> dict[str, object]:
    if bin not in BINS:
        raise QuestionError(f"A time bin is one of {', '.join(BINS)}, not {bin!r}.")
    return {
        "bin": bin,
        "precisions": _FINE[bin],
        "states_only": states_only,
        "every_source": source is None,
        "sources": members(source) if source is not None else (),
        "every_bin": starts is None,
        "starts": sorted(starts or ()),
        "first": min(starts) if starts else EARLIEST,
        "last": bins.following(max(starts), bin) if starts else date.max,
    }


def counts_matrix(
    table: pa.Table,
    hotspot: str,
    states: Sequence[str],
    bins: Sequence[date],
    quads: Sequence[int] = (1, 2, 3, 4),
) -> NDArray[np.int64]:
    """Return the acts toward one hotspot as an array of shape (states, bins).

    Parameters
    ----------
    table : result of :func:`cells`
    hotspot : id of the hotspot
    states : rows, in this order
    bins : columns: first days from :func:`covered_bins`, so that a 0 is a count and not a gap
    quads : classes to add up
    """
    out = np.zeros((len(states), len(bins)), dtype=np.int64)
    row, column = pa.array(states, pa.string()), pa.array(bins, pa.date32())
    counted = table.filter(
        (pc.field("hotspot") == hotspot)
        & pc.field("quad").isin(pa.array(quads, pa.int8()))
        & pc.field("state").isin(row)
        & pc.field("bin_start").isin(column)
    )
    at = pc.index_in(counted["state"], row), pc.index_in(counted["bin_start"], column)
    np.add.at(out, tuple(map(np.asarray, at)), np.asarray(counted["n"]))
    return out
