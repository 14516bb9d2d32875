"""``comity base``: how much two states depend on each other, year by year and by source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from comity.faces.cli._options import Day, as_of_option, print_answer
from comity.faces.cli._output import PageLine, Printout, draw_bars
from comity.measures.record import interdependence as measure
from comity.measures.record.interdependence import Line
from comity.records.finding import as_json
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.questions import interdependence

WIDE = 106


@click.command()
@as_of_option
@click.option("--since", type=Day(end=False), help="From the year of this day on (1990).")
@click.option("--until", type=Day(end=True), help="Up to the year of this day (the last covered).")
@print_answer("PAIR")
def base(
    group: Group, lake: str | None, as_of: date | None, since: date | None, until: date | None
) -> Printout:
    """Show what the relation of a PAIR is built on: visits, arms, trade, finance, treaties, bodies.

    Each line is one source alone, year by year. A source that issues its values by edition is seen from the
    day its edition came out, so with --as-of a year may be unknown that a later edition tells.

    \b
      comity base CHN-RUS
      comity base CHN-RUS --since 2000 --until 2014
      comity base CHN-RUS --as-of 2018 --format csv
    """  # noqa: D301 - click marks what it must not wrap by a backspace
    view = Watch(*group.codes, lake=lake, as_of=as_of).inquiry.with_memberships
    years = interdependence.span(view, group, since, until or as_of)
    lines = interdependence.lines(view, group, years)
    return Printout(
        lambda width: _write(group, lines, years, width),
        lambda: _list_years(lines),
        lambda: {
            "pair": group.id,
            "data": view.fingerprint(),
            "findings": [as_json(x.finding()) for x in lines],
        },
    )


def _list_years(lines: list[Line]) -> list[dict[str, Any]]:
    return [
        {
            "source": x.source,
            "what": x.what,
            "sender": x.sender or None,
            "receiver": x.receiver or None,
            "year": year,
            "value": value,
            "unit": x.unit,
            "covered": value is not None,
            "n": len(x.records),
            "records": list(x.records[: measure.MOST_IDS]),
        }
        for x in lines
        for year, value in sorted(x.by_year.items())
    ]


def _write(group: Group, lines: list[Line], years: range, width: int) -> Iterator[PageLine]:
    room = 40 if width >= WIDE else 24
    shown = range(max(years.start, years.stop - room), years.stop)
    yield f"What the relation of {group.name} is built on, {years.start} to {years.stop - 1}"
    yield ""
    yield f"{'':<34}{shown.start}–{shown.stop - 1:<{room - 4}}{'last told':>14}"
    measured = sorted(
        (x for x in lines if x.years_known or x.records), key=lambda x: (x.what, x.sender, x.source)
    )
    for theme, title in interdependence.THEMES.items():
        of_theme = [x for x in measured if interdependence.theme(x) == theme]
        yield title if of_theme else f"{title}: nothing held tells of it"
        for x in of_theme:
            way = f" {x.sender}→{x.receiver}" if x.sender else ""
            values = [x.by_year.get(y) for y in shown]
            bars = draw_bars(values, max((v or 0.0 for v in x.by_year.values()), default=0.0))
            newest = x.years_known[-1] if x.years_known else None
            last = (
                "unknown" if newest is None else f"{_shorten(x.by_year[newest] or 0.0, x.unit)} in {newest}"
            )
            yield f"  {f'{x.what}{way}'[:31]:<32}{bars:<{room}} {last:>16}"
            yield f"    {x.source}, {x.unit}, n {len(x.records)}, {_edges(x.years_known)}"[:width]
    if not lines:
        yield "Nothing held tells of it: add records of ties and flows with comity add."
    yield ""
    yield "░ beyond the source: unknown, not 0   · covered, none   ▁–█ up to its most"


def _edges(years: list[int]) -> str:
    """Return the years that the source covers for both states, in words such as ``covered 1990–2014``."""
    spans: list[list[int]] = []
    for y in years:
        if spans and y == spans[-1][1] + 1:
            spans[-1][1] = y
        else:
            spans.append([y, y])
    text = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans[:3])
    more = f" and {len(spans) - 3} more" if len(spans) > 3 else ""
    return f"covered {text}{more}" if spans else "not covered"


def _shorten(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{value:,.0f}" if value >= 10 else f"{value:,.3g}"
