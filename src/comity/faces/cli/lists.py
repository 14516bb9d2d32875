"""``comity hotspots`` and ``comity forms``: the vocabulary of a watch."""

from __future__ import annotations

import click

from comity.faces.cli._output import format_option, write_list
from comity.vocabulary import forms as form_data
from comity.vocabulary import hotspots as hotspot_data
from comity.vocabulary import states


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
    write_list(rows, ("id", "about"), fmt)


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
    write_list(rows, ("id", "rung", "kind", "definition"), fmt)
