"""``comity hotspots``: the list of places and, with ``--forms``, of the kinds of acts."""

from __future__ import annotations

import click

from comity.faces.cli._options import lake_option, print_answer
from comity.faces.cli._output import Printout, list_rows, say
from comity.vocabulary import forms as form_data
from comity.vocabulary import hotspots as hotspot_data
from comity.vocabulary import own_hotspots, states


@click.group(invoke_without_command=True)
@click.option("--forms", is_flag=True, help="Instead: the forms in which states act together or apart.")
@print_answer(lake=False)
@click.pass_context
def hotspots(context: click.Context, forms: bool) -> Printout | None:
    """List the hotspots: what a watch looks at, place by place.  `init` adds one of your own.

    \b
      comity hotspots
      comity hotspots --forms
      comity hotspots init taiwan TWN --core-interest-of CHN
    """  # noqa: D301 - click's mark
    if context.invoked_subcommand:
        return None
    if forms:
        return _list_forms()
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
    return list_rows(rows, ("id", "about"))


def _list_forms() -> Printout:
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
    return list_rows(rows, ("id", "rung", "kind", "definition"))


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
    there = own_hotspots.find_same(codes, name)
    path = own_hotspots.write(hotspot, codes, name, interest)
    if there:
        say([f"This place exists as {there} (comity watch PAIR {there}); yours is a second one."])
    click.echo(f"Written: {path}\nNext  comity watch PAIR {hotspot}")
