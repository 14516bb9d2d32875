"""``comity hotspots`` and ``comity forms``: the vocabulary of a watch."""

from __future__ import annotations

import click

from comity.faces.cli._options import lake_option
from comity.faces.cli._output import format_option, write_list
from comity.vocabulary import forms as form_data
from comity.vocabulary import hotspots as hotspot_data
from comity.vocabulary import own_hotspots, states


@click.group(invoke_without_command=True)
@format_option
@click.pass_context
def hotspots(context: click.Context, fmt: str | None) -> None:
    """List the hotspots: what a watch looks at, place by place.  `init` adds one of your own.

    \b
      comity hotspots
      comity hotspots init taiwan TWN --core-interest-of CHN
    """  # noqa: D301 - click's mark
    if context.invoked_subcommand:
        return
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


@hotspots.command()
@click.argument("hotspot", metavar="ID")
@click.argument("codes", metavar="STATE...", nargs=-1, required=True)
@click.option("--name", help="What people call it (the name of the first state).")
@click.option("--core-interest-of", "interest", multiple=True, help="Whose core interest it is.")
@lake_option
def init(
    hotspot: str, codes: tuple[str, ...], name: str | None, interest: tuple[str, ...], lake: str | None
) -> None:
    """Write a hotspot of your own about these states.

    Acts about the states, and acts whose summary names them, are shown under ID at once.  Correct its terms
    in the file that is printed, which lies beside your records.
    """
    path = own_hotspots.write(hotspot, codes, name, interest)
    click.echo(f"Written: {path}\nNext  comity watch PAIR {hotspot}")


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
