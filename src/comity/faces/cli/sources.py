"""``comity sources`` and ``comity cite``: the sources with their numbers of records, and citations."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import replace

import click

import comity
from comity import plugins
from comity.errors import UnknownNameError
from comity.faces.cli._options import SourceType, print_answer
from comity.faces.cli._output import Printout, list_rows
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.sources import registry
from comity.sources.registry import bibtex

NEVER = "never tried from here"


@click.command()
@print_answer()
def sources(lake: str | None) -> Printout:
    """List the sources comity can read: what each shows, its span, licence and biases, and its records."""
    records: Counter[str] = Counter()
    for by_source in Lake.open(lake).status().records.values():
        records.update(by_source)
    find_tried = plugins.find("questions", "addresses-tried")
    tried = find_tried() if find_tried else {}
    rows = [
        {
            **{
                name: getattr(c, name)
                for name in ("id", "title", "shows", "span", "states", "kind", "licence")
            },
            "size": c.tried_on,
            "held": records[c.id],
            "biases": list(c.biases),
            "get": c.get,
            "tried": tried.get(c.id, ""),
            "checked": c.checked,
        }
        for c in registry.all_cards().values()
    ]
    listed = list_rows(rows, ("id", "held", "shows", "span", "licence"))
    never = ", ".join(i for i, state in sorted(tried.items()) if state == NEVER)
    note = f"Whose addresses `comity get` has {NEVER}: {never}. Ask them: comity get --check."
    return replace(listed, page=lambda width: [*listed.page(width), *([note] if never else [])])


@click.command()
@click.argument("sources", type=SourceType(), nargs=-1)
@click.option("--error", "record", metavar="RECORD", help="Print what a report of an error in RECORD needs.")
@print_answer(in_a_pipe="text")
def cite(sources: tuple[str, ...], record: str | None, lake: str | None) -> Printout:
    """Print BibTeX for comity and for every source in the lake, or for the SOURCES named.

    With --format json, csv or tsv: id, citation, licence, BibTeX.
    """
    view = Lake.open(lake).view(packaged=True)
    if record:
        report = _report(view, record)
        return Printout(lambda _: [report])
    ids = sources or tuple(sorted({f.source for f in view.files.values()}))
    cards = [registry.card(i) for i in ids]
    return Printout(
        lambda _: [bibtex(c.id for c in cards)],
        lambda: [
            {"id": c.id, "citation": c.citation, "licence": c.licence, "bibtex": c.bibtex} for c in cards
        ],
    )


def _report(view: View, record: str) -> str:
    """Return a form for reporting an error in a record, with the record's id, origin and versions."""
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
