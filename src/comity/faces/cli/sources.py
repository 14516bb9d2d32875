"""``comity sources``: what comity can read, and how much of it the lake holds."""

from __future__ import annotations

from collections import Counter

import click

from comity.faces.cli._options import lake_option
from comity.faces.cli._output import format_option, write_list
from comity.lake.store import Lake
from comity.sources import registry


@click.command()
@lake_option
@format_option
def sources(lake: str | None, fmt: str | None) -> None:
    """List the sources comity can read: what each shows, its span, licence and biases, and its records."""
    records: Counter[str] = Counter()
    for by_source in Lake.open(lake).status().records.values():
        records.update(by_source)
    rows: list[dict[str, object]] = []
    for c in registry.all_cards().values():
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
                "held": records[c.id],
                "biases": list(c.biases),
                "get": c.get,
                "checked": c.checked,
            }
        )
    write_list(rows, ("id", "held", "shows", "span", "licence"), fmt)
