"""``comity base``: what a relation is built on, year by year, each source alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click
import pyarrow.compute as pc

from comity.errors import QuestionError
from comity.faces.cli._options import Day, group_argument, lake_option
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.lake.store import Lake
from comity.lake.view import View, table_expr
from comity.measures import base as measure
from comity.measures.base import Line
from comity.records.finding import as_json
from comity.sources import chronicle, memberships
from comity.vocabulary.group import Group

WIDE = 106
BARS = " ▁▂▃▄▅▆▇█"
FIRST = 1990
"""First year shown unless told."""


@click.command()
@group_argument
@lake_option
@click.option("--as-of", type=Day(end=True), help="Only what was known on this day.")
@click.option("--since", type=Day(end=False), help="From the year of this day on (1990).")
@click.option("--until", type=Day(end=True), help="Up to the year of this day (the last covered).")
@format_option
def base(
    group: Group,
    lake: str | None,
    as_of: date | None,
    since: date | None,
    until: date | None,
    fmt: str | None,
) -> None:
    """Show what the relation of a PAIR is built on: visits, arms, trade, finance, treaties, bodies.

    Each line is one source alone, year by year. A source that issues its values by edition is seen from the
    day its edition came out, so with --as-of a year may be unknown that a later edition tells.

    \b
      comity base CHN-RUS
      comity base CHN-RUS --since 2000 --until 2014
      comity base CHN-RUS --as-of 2018 --format csv
    """  # noqa: D301 - click marks what it must not wrap by a backspace
    view = Lake.open(lake).view(as_of, extra=[chronicle.embedded(), memberships.embedded()])
    years = _years(group, view, since, until or as_of)
    lines = _lines(view, group, years)
    how = chosen(fmt)
    if how == "json":
        write_json(
            {"pair": group.id, "data": view.fingerprint(), "findings": [as_json(x.finding()) for x in lines]}
        )
    elif how == "text":
        out = console()
        for text in _page(group, lines, years, out.width):
            out.print(text, no_wrap=True, overflow="ellipsis")
    else:
        write_rows(_rows(lines), how)


def _years(group: Group, view: View, since: date | None, until: date | None) -> range:
    """Whole years from the first to the last asked for; without a last, to the end of what is covered."""
    ends = [c.last.year for c in view.coverage() if c.table in ("flows", "ties", "acts")]
    first = since.year if since else FIRST
    last = until.year if until else max((y for y in ends if y <= 2100), default=first)
    if len(group.codes) != 2 or not 1816 <= first <= last <= 2100:
        raise QuestionError(
            "The base is asked of one pair, and of years from 1816 on in their order: comity base CHN-RUS."
        )
    return range(first, last + 1)


def _lines(view: View, group: Group, years: range) -> list[Line]:
    a, b = group.codes
    coverage = view.coverage()
    seats = sorted({*measure.bearers(a, years).values(), *measure.bearers(b, years).values()})
    t = table_expr("flows")
    inside = t.date_from.between(date(years.start, 1, 1), date(years.stop - 1, 12, 31))
    between = t.sender.isin(seats) & t.receiver.isin(seats) & t.unit.notin(sorted(measure.WRITTEN))
    told = view.run(t.filter(between & inside).order_by("record_id"))
    lines = measure.flows(told.to_pylist(), coverage, a, b, years)
    trade = t.filter(t.receiver.isin(seats) & (t.measure == measure.TRADE) & inside)
    summed = trade.group_by([trade.source, trade.receiver, trade.date_from]).aggregate(all=trade.value.sum())
    totals: dict[str, dict[tuple[str, int], float]] = {}
    for r in view.run(summed.order_by(["source", "receiver", "date_from"])).to_pylist():
        totals.setdefault(r["source"], {})[r["receiver"], r["date_from"].year] = r["all"] or 0.0
    shares = [measure.dependence(x, totals.get(x.source, {})) for x in lines if x.what == measure.TRADE]
    ties = view.table("ties").to_pylist()
    acts = view.table("acts")
    named = pc.greater_equal(pc.list_value_length(acts["actors"]), 1)
    meetings = measure.meetings(acts.filter(named).to_pylist(), coverage, a, b, years)
    return [*meetings, *lines, *shares, *measure.shared(ties, coverage, a, b, years)]


def _rows(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "source": x.source, "what": x.what, "sender": x.sender or None, "receiver": x.receiver or None,
            "year": year, "value": value, "unit": x.unit, "covered": value is not None, "n": len(x.records),
            "records": list(x.records[: measure.MOST_IDS]),
        }
        for x in lines
        for year, value in sorted(x.by_year.items())
    ]  # fmt: skip


def _page(group: Group, lines: list[Line], years: range, width: int) -> Iterator[str]:
    """Lines for a terminal: one series a line, its newest years as bars, ░ where nothing was covered."""
    room = 40 if width >= WIDE else 24
    shown = range(max(years.start, years.stop - room), years.stop)
    yield f"What the relation of {group.name} is built on, {years.start} to {years.stop - 1}"
    yield ""
    yield f"{'':<34}{shown.start}–{shown.stop - 1:<{room - 4}}{'last told':>14}"
    for x in (x for x in lines if x.told or x.records):
        way = f" {x.sender}→{x.receiver}" if x.sender else ""
        name = f"{x.what}{way}"[:33]
        last = f"{_short(x.by_year[x.told[-1]] or 0.0, x.unit)} in {x.told[-1]}" if x.told else "unknown"
        yield f"{name:<34}{_bars(x, shown):<{room}} {last:>16}"
        yield f"  {x.source}, {x.unit}, n {len(x.records)}, {_edges(x.told)}"[: min(width, WIDE)]
    if not lines:
        yield "Nothing held tells of it: add records of ties and flows with comity add."
    yield ""
    yield "░ beyond the source: unknown, not 0   · covered, none   ▁–█ up to its most"


def _edges(told: list[int]) -> str:
    """The stretches of years in which the source could have shown both, ``covered 1990–2014``."""
    spans: list[list[int]] = []
    for y in told:
        if spans and y == spans[-1][1] + 1:
            spans[-1][1] = y
        else:
            spans.append([y, y])
    text = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans[:3])
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return f"covered {text}{more}" if spans else "not covered"


def _bars(x: Line, years: range) -> str:
    most = max((v for v in x.by_year.values() if v is not None), default=0.0)
    out = ""
    for y in years:
        v = x.by_year.get(y)
        out += "░" if v is None else "·" if v <= 0 or not most else BARS[max(1, min(8, round(8 * v / most)))]
    return out


def _short(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{value:,.0f}" if value >= 10 else f"{value:,.3g}"
