"""Cells: acts counted by state, hotspot, time bin and class: the only thing statistics read.

The counting rule stands here once, as an Ibis expression over the table ``events``.

1. An act is toward a hotspot when its target is one of the hotspot's states, or when it took place
   in one of the states of the hotspot's geography rule; either way it counts once.
2. Reports of one act are folded: one (actor, target, code, day) counts once, however many rows,
   stories or files tell it.  Over half of inter-state events share a story with another, so raw row
   counts measure news, not acts.
3. A row no finer than its bin (a month known, a week asked) is left out.

A bin that the source did not see in full is *absent*, never 0: see :func:`covered_bins`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comity.errors import QuestionError
from comity.lake.query.view import View, table_expr
from comity.records import bins
from comity.records.coverage import Coverage
from comity.sources.families import members
from comity.sources.kit import cameo
from comity.vocabulary.hotspots import Hotspot

if TYPE_CHECKING:
    import ibis

BINS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
"""Bin -> Ibis unit.  Weeks begin on Monday; a bin is named by its first day."""

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

BITS = 62
"""Hotspots that one signed number of 64 bits holds, with room to spare."""

_ACT = ("actor", "target", "code_system", "code", "quad", "event_date")


def cells(
    view: View,
    hotspots: Iterable[Hotspot],
    bin: str,  # noqa: A002 - the field's own word
    state_actors_only: bool = True,
    source: str | None = None,
) -> pa.Table:
    """Acts of every state toward every hotspot, by time bin and quad class.

    Parameters
    ----------
    view : the records
    hotspots : those to count for; one without states and geography gets no cells
    bin : one of :data:`BINS`
    state_actors_only : only acts of governments, militaries, legislatures (``actor_is_state``)
    source : of one source or family only; ``None`` joins all, one act told by several counting once

    Returns
    -------
    pyarrow.Table
        Of schema :data:`CELL`, sorted; only cells with at least one act.  A missing cell is 0 only
        where :func:`covered_bins` holds its bin.

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
    out = view.engine.run(cells_expr(toward, within, bin, state_actors_only, source))
    return out.select(CELL.names).cast(CELL)


def cells_expr(
    toward: Sequence[tuple[str, str]],
    within: Sequence[tuple[str, str]],
    bin: str,  # noqa: A002
    state_actors_only: bool = True,
    source: str | None = None,
    events: ibis.Table | None = None,
) -> ibis.Table:
    """Expression behind :func:`cells`, unbound: ``ibis.to_sql`` compiles it for any engine.

    ``toward`` pairs target states with hotspots, ``within`` the states an act takes place in; ``events``
    takes the place of the lake's events.
    """
    import ibis  # noqa: PLC0415 - slow to load, and stored answers need none

    chosen = _events(bin, state_actors_only, source, events)
    names = sorted({h for _, h in (*toward, *within)})
    each = [_either(chosen, toward, within, names[i : i + BITS]) for i in range(0, len(names), BITS)]
    acts = ibis.union(*each)
    return (
        acts.group_by(
            state=acts.actor, hotspot=acts.hotspot, bin_start=_bin(acts.event_date, bin), quad=acts.quad
        )
        .agg(n=acts.count())
        .order_by("state", "hotspot", "bin_start", "quad")
    )


def dyads(
    view: View,
    bin: str,  # noqa: A002
    states_only: bool = True,
    source: str | None = None,
) -> pa.Table:
    """Acts between two states, either toward the other, by time bin and quad class.

    The question has no direction, so a row that only mirrors another (A meets B, B meets A) is folded.

    Returns
    -------
    pyarrow.Table
        Of schema :data:`DYAD` with ``a < b``, sorted; only those with at least one act.
    """
    out = view.engine.run(dyads_expr(bin, states_only, source))
    return out.select(DYAD.names).cast(DYAD)


def dyads_expr(bin: str, states_only: bool = True, source: str | None = None) -> ibis.Table:  # noqa: A002
    """Expression behind :func:`dyads`, unbound."""
    import ibis  # noqa: PLC0415 - slow to load, and stored answers need none

    events = _events(bin, states_only, source)
    events = events.filter(events.target.notnull(), events.target != events.actor, events.mirror_of.isnull())
    if states_only:
        events = events.filter(events.target_is_state)
    acts = events.select(*_ACT).distinct()
    if source is not None and len(members(source)) > 1:
        acts = _either_way(acts)
    return (
        acts.group_by(
            a=ibis.least(acts.actor, acts.target),
            b=ibis.greatest(acts.actor, acts.target),
            bin_start=_bin(acts.event_date, bin),
            quad=acts.quad,
        )
        .agg(n=acts.count())
        .order_by("a", "b", "bin_start", "quad")
    )


def _either_way(acts: ibis.Table) -> ibis.Table:
    """Acts with one row for both directions of a two-sided act: members of a family mirror different rows."""
    either = either_way(acts)
    sides = {"actor": either.one, "target": either.other, "code": either.act}
    return either.select("code_system", "quad", "event_date", **sides).distinct()


def either_way(acts: ibis.Table) -> ibis.Table:
    """Acts with ``one``, ``other`` and ``act``, in which the two directions of a two-sided act are alike."""
    import ibis  # noqa: PLC0415 - slow to load, and stored answers need none

    codes = list(cameo.two_sided())
    first = [min(c, str(cameo.mirror_code(c))) for c in codes]
    known = ibis.memtable(pa.table({"two_sided": codes, "two_sided_act": first}))
    linked = acts.left_join(known, (acts.code == known.two_sided) & (acts.code_system == "cameo"))
    one_way = linked.two_sided_act.isnull()
    return linked.mutate(
        one=one_way.ifelse(linked.actor, ibis.least(linked.actor, linked.target)),
        other=one_way.ifelse(linked.target, ibis.greatest(linked.actor, linked.target)),
        act=one_way.ifelse(linked.code, linked.two_sided_act),
    )


def _events(
    bin: str,  # noqa: A002
    states_only: bool,
    source: str | None,
    events: ibis.Table | None = None,
) -> ibis.Table:
    if bin not in BINS:
        raise QuestionError(f"A time bin is one of {', '.join(BINS)}, not {bin!r}.")
    events = table_expr("events") if events is None else events
    events = events.filter(events.actor.notnull(), events.precision.isin(_FINE[bin]))
    if states_only:
        events = events.filter(events.actor_is_state)
    if source is not None:
        events = events.filter(events.source.isin(members(source)))
    return events


def _either(
    events: ibis.Table,
    toward: Sequence[tuple[str, str]],
    within: Sequence[tuple[str, str]],
    names: Sequence[str],
) -> ibis.Table:
    """Acts, each once for every hotspot of ``names`` that its target or its place gives.

    The events are read once: what both rules give is a bit a hotspot, so that an act is folded before it is
    spread over its hotspots.
    """
    import ibis  # noqa: PLC0415 - slow to load, and stored answers need none

    bit = {h: 1 << i for i, h in enumerate(names)}
    target, place = _bits(toward, bit, "target"), _bits(within, bit, "place")
    rows = events.select(*_ACT, "geo_state")
    linked = rows.left_join(target, rows.target == target.target_link)
    linked = linked.left_join(place, linked.geo_state == place.place_link)
    hits = linked.select(*_ACT, bits=linked.target_bits.coalesce(0) | linked.place_bits.coalesce(0))
    acts = hits.filter(hits.bits != 0).group_by(*_ACT).agg(bits=hits.bits.bit_or())
    each = ibis.memtable(pa.table({"hotspot": list(bit), "bit": pa.array(bit.values(), pa.int64())}))
    return acts.inner_join(each, (acts.bits & each.bit) != 0).select(*_ACT, "hotspot")


def _bits(links: Sequence[tuple[str, str]], bit: Mapping[str, int], name: str) -> ibis.Table:
    """Each state of ``links`` with the bits of its hotspots, those of ``bit``."""
    import ibis  # noqa: PLC0415 - slow to load, and stored answers need none

    sums: dict[str, int] = {}
    for state, hotspot in links:
        sums[state] = sums.get(state, 0) | bit.get(hotspot, 0)
    columns = [pa.array(sums, pa.string()), pa.array(sums.values(), pa.int64())]
    return ibis.memtable(pa.table(columns, names=[f"{name}_link", f"{name}_bits"]))


def _bin(days: ibis.Value, bin: str) -> ibis.Value:  # noqa: A002
    return days.truncate(BINS[bin]).cast("date")


def covered_bins(
    coverage: Iterable[Coverage],
    states: Iterable[str],
    bin: str,  # noqa: A002
    source: str | None = None,
    hotspot: str | None = None,
    table: str = "events",
) -> list[date]:
    """First days of the bins in which every one of ``states`` was in sight on every day.

    Parameters
    ----------
    coverage : of a view (:meth:`~comity.lake.query.view.View.coverage`)
    states : all must be seen; a state its source leaves out makes the answer empty
    bin : one of :data:`BINS`
    source : count the sight of this source or family only
    hotspot : also count sight that is limited to hotspots, if this is one of them
    table : the table meant

    Notes
    -----
    A selective source (a chronicle, a sample) gives no sight: what it does not tell is unknown.
    """
    if bin not in BINS:
        raise QuestionError(f"A time bin is one of {', '.join(BINS)}, not {bin!r}.")
    useful = [
        c
        for c in coverage
        if c.table == table
        and not c.selective
        and (source is None or c.source in members(source))
        and (c.hotspots is None or hotspot in c.hotspots)
    ]
    out: set[date] | None = None
    for state in states:
        spans = _joined([(c.first, c.last) for c in useful if c.sees(state, c.first)])
        covered = {b for first, last in spans for b in _bins_inside(first, last, bin)}
        out = covered if out is None else out & covered
    return sorted(out or ())


def _joined(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    out: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if out and first <= out[-1][1] + timedelta(days=1):
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def _bins_inside(first: date, last: date, bin: str) -> list[date]:  # noqa: A002
    start = bins.start(first, bin)
    if start < first:
        start = bins.following(start, bin)
    out = []
    while (after := bins.following(start, bin)) <= last + timedelta(days=1):
        out.append(start)
        start = after
    return out


def counts_matrix(
    table: pa.Table,
    hotspot: str,
    states: Sequence[str],
    bins: Sequence[date],
    quads: Sequence[int] = (1, 2, 3, 4),
) -> NDArray[np.int64]:
    """Acts toward one hotspot as an array of shape (states, bins).

    Parameters
    ----------
    table : of :func:`cells`
    hotspot : its id
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
