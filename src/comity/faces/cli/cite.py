"""``comity cite``: what to cite when you use what comity shows."""

from __future__ import annotations

import click

from comity.faces.cli._options import SourceType, lake_option
from comity.faces.cli._output import format_option, write_rows
from comity.lake.store import Lake
from comity.sources import citing, registry


@click.command()
@click.argument("sources", type=SourceType(), nargs=-1)
@lake_option
@format_option
def cite(sources: tuple[str, ...], lake: str | None, fmt: str | None) -> None:
    """Print BibTeX for comity and for every source in the lake, or for the SOURCES named.

    With --format json, csv or tsv: id, citation, licence, BibTeX.
    """
    view = Lake.open(lake).view(packaged=True)
    ids = sources or tuple(sorted({f.source for f in view.files.values()}))
    cards = [registry.get(i).card for i in ids]
    if fmt in (None, "text"):
        click.echo(citing.bibtex(c.id for c in cards))
        return
    rows = [{"id": c.id, "citation": c.citation, "licence": c.licence, "bibtex": c.bibtex} for c in cards]
    write_rows(rows, fmt)
