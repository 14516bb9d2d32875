"""``comity cite``: what to cite when you use what comity shows."""

from __future__ import annotations

import platform

import click

import comity
from comity.errors import UnknownNameError
from comity.faces.cli._options import SourceType, lake_option
from comity.faces.cli._output import format_option, write_rows
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.sources import registry
from comity.sources.cards import bibtex


@click.command()
@click.argument("sources", type=SourceType(), nargs=-1)
@click.option("--error", "record", metavar="RECORD", help="Print what a report of an error in RECORD needs.")
@lake_option
@format_option
def cite(sources: tuple[str, ...], record: str | None, lake: str | None, fmt: str | None) -> None:
    """Print BibTeX for comity and for every source in the lake, or for the SOURCES named.

    With --format json, csv or tsv: id, citation, licence, BibTeX.
    """
    view = Lake.open(lake).view(packaged=True)
    if record:
        click.echo(_report(view, record))
        return
    ids = sources or tuple(sorted({f.source for f in view.files.values()}))
    cards = [registry.card(i) for i in ids]
    if fmt in (None, "text"):
        click.echo(bibtex(c.id for c in cards))
        return
    rows = [{"id": c.id, "citation": c.citation, "licence": c.licence, "bibtex": c.bibtex} for c in cards]
    write_rows(rows, fmt)


def _report(view: View, record: str) -> str:
    """What to send about a record that is wrong: its id, where it was read, versions, what to fill in."""
    at = next(iter(view.where([record])), None)
    if at is None:
        raise UnknownNameError("record", record)
    data = view.fingerprint()[:16]
    return (
        f"Record: {record}\nRead in: {at.place}, row {at.row_no}\n"
        f"Versions: comity {comity.__version__}, data {data}, Python {platform.python_version()}\n"
        "What is wrong (day, actors, place, form, wording or source): \n"
        "What says so (a document by its symbol or an address, and when it was published): "
    )
