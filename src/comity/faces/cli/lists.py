"""``comity hotspots``, ``comity forms``, ``comity sources``: what the watch knows."""

from __future__ import annotations

import click
from rich.table import Table

from comity.faces.cli._options import lake_option
from comity.faces.cli._output import chosen, console, format_option, write_rows
from comity.lake.store import Lake
from comity.sources import registry
from comity.vocabulary import forms as form_data
from comity.vocabulary import hotspots as hotspot_data
from comity.vocabulary import states


def _show(rows: list[dict[str, object]], columns: tuple[str, ...], fmt: str | None) -> None:
    if chosen(fmt) != "text":
        write_rows(rows, chosen(fmt))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for c in columns:
        numbers = any(isinstance(r[c], int) for r in rows)
        table.add_column(
            c.capitalize(), overflow="fold", no_wrap=c == "id", justify="right" if numbers else "left"
        )
    for r in rows:
        table.add_row(*(f"{v:,}" if isinstance(v, int) else str(v) for v in (r[c] for c in columns)))
    console().print(table)


@click.command()
@format_option
def hotspots(fmt: str | None) -> None:
    """List the hotspots: what a watch looks at, place by place."""
    rows: list[dict[str, object]] = [
        {
            "id": h.id,
            "name": h.name,
            "part_of": h.part_of,
            "about": h.about,
            "states": [states.display(c) for c in h.states],
            "core_interest_of": [states.display(c) for c in h.core_interest_of],
        }
        for h in hotspot_data.all_hotspots().values()
    ]
    _show(rows, ("id", "about"), fmt)


@click.command()
@format_option
def forms(fmt: str | None) -> None:
    """List the forms: the specific ways in which states act together or apart."""
    rows: list[dict[str, object]] = [
        {
            "id": f.id,
            "part_of": f.part_of,
            "rung": f.rung,
            "kind": "deed" if f.deed else "word",
            "definition": f.definition,
            "example": f.example,
        }
        for f in form_data.all_forms().values()
    ]
    _show(rows, ("id", "rung", "kind", "definition"), fmt)


@click.command()
@lake_option
@format_option
def sources(lake: str | None, fmt: str | None) -> None:
    """List the sources comity can read: what each shows, its span, licence and biases, how much is held."""
    told: dict[str, int] = {}
    for of_table in Lake.open(lake).status().records.values():
        for name, n in of_table.items():
            told[name] = told.get(name, 0) + n
    rows: list[dict[str, object]] = []
    for source in registry.all_sources().values():
        c = source.card
        rows.append(
            {
                "id": c.id,
                "title": c.title,
                "shows": c.shows,
                "span": c.span,
                "states": c.states,
                "kind": c.kind,
                "licence": c.licence,
                "size": c.tried_on,
                "held": told.get(c.id, 0),
                "biases": list(c.biases),
                "get": c.get,
                "checked": c.checked,
            }
        )
    _show(rows, ("id", "held", "shows", "span", "licence"), fmt)
