"""How the terminal writes: text for people, JSON, CSV or TSV for programs, errors as one sentence."""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from comity.faces.cli._habits import LIFE, LOG
from comity.faces.present.sanitize import cell, escaped_json
from comity.vocabulary.load import package_yaml

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("text", "json", "csv", "tsv")
SHAPES = "faces/cli/data/shapes.yaml"
"""File of the package that says what ``--format json`` of each command prints, and in which version."""
PARTLY = 3
"""Exit code when some of what was asked could not be taken."""


def format_option(command: F, otherwise: str = "text on a terminal, tsv in a pipe") -> F:
    """Add ``--format`` and ``--plain``; ``otherwise`` says what is printed without either."""
    command = click.option(
        "--plain", "fmt", flag_value="tsv", help="Tab-separated values, one record a line."
    )(command)
    return click.option(
        "--format",
        "fmt",
        type=click.Choice(FORMATS),
        envvar="COMITY_FORMAT",
        help=f"Output format ({otherwise}).",
    )(command)


def chosen(fmt: str | None) -> str:
    """The format asked for, or the one that suits standard output."""
    return fmt or ("text" if sys.stdout.isatty() else "tsv")


def console(*, err: bool = False) -> Console:
    """A rich console that honours ``NO_COLOR`` and the width of the terminal; in a pipe ``COLUMNS`` or 80."""
    # Rich would take the width of the terminal that the pipe was started from.
    width = None if err or sys.stdout.isatty() or "COLUMNS" in os.environ else 80
    return Console(stderr=err, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


def progress() -> Progress:
    """A bar on standard error that leaves no trace, and none at all outside a terminal."""
    LIFE.end()
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(err=True),
        transient=True,
        disable=not sys.stderr.isatty() or _quiet(),
    )


def _quiet() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get("quiet"))


class PipeProgress:
    """What is under way, a line on standard error every few seconds, where that is no terminal."""

    def __init__(self, every: float = 5.0) -> None:
        self.every, self._next = every, 0.0
        self._on = not sys.stderr.isatty() and not _quiet()

    def show(self, text: str) -> None:
        """Print the text, unless something was printed just now."""
        if self._on and time.monotonic() >= self._next:
            say([text])
            self._next = time.monotonic() + self.every


def write_rows(rows: Sequence[dict[str, Any]], fmt: str, columns: Sequence[str] = ()) -> None:
    """Write records as JSON (a list), CSV or TSV with a header line."""
    if fmt == "json":
        write_json(list(rows))
        return
    names = list(columns) or list(dict.fromkeys(k for r in rows for k in r))
    if fmt == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([cell(r.get(k)) for k in names] for r in rows)
        return
    click.echo("\t".join(names))
    for r in rows:
        click.echo("\t".join(cell(r.get(k)) for k in names))


def write_list(rows: Sequence[dict[str, Any]], columns: Sequence[str], fmt: str | None) -> None:
    """Write records as asked; people get the columns named as a table."""
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


def write_json(value: Any) -> None:
    """Write one JSON document; an object says first what it is, ``comity-watch``, and in which version.

    A list has nothing beside its rows: ``comity schema`` has its version.
    """
    context = click.get_current_context(silent=True)
    if isinstance(value, dict) and context and "schema" not in value and "$schema" not in value:
        name = context.command_path.partition(" ")[2].replace(" ", "-")
        value = {"schema": f"comity-{name}", "version": package_yaml(SHAPES)["version"], **value}
    click.echo(escaped_json(json.dumps(value, ensure_ascii=False, indent=1, default=_plain)))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def say(lines: Iterable[str]) -> None:
    """Print lines to standard error unless --quiet (messages never mix with data), and to the log file."""
    LIFE.end()
    for line in lines:
        LOG.info("%s", line)
        if not _quiet():
            click.echo(line, err=True)
