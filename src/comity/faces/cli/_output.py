"""Output of the command line: pages for people, JSON, CSV or TSV for programs, errors as one sentence."""

from __future__ import annotations

import csv
import json
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from comity.faces.cli._habits import LIFE, LOG, find_pager
from comity.faces.present.sanitize import cell, escaped_json
from comity.vocabulary.load import package_yaml

#: Grey for absent values, units and keys.
SOFT = "#8a96a1"
#: Most columns of a page.
WIDTH = 106
BARS = "▁▂▃▄▅▆▇█"
#: Packaged file that describes the JSON of each command, and its version.
SHAPES = "faces/cli/data/shapes.yaml"
#: Exit code if a part of the request could not be done.
PARTLY = 3
PageLine = str | Text | Table
Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Printout:
    """The output of a command in each format; only the chosen format is computed.

    A ``str`` in ``page`` is printed as it is; a :class:`Text` is wrapped at the edge of the terminal. JSON is
    ``document``, or else the rows. Without rows, CSV and TSV print the page. ``name`` is the name of the JSON
    document, if an option makes it differ from the command's usual one. ``partly`` ends the command with exit
    code 3.
    """

    page: Callable[[int], Iterable[PageLine]]
    rows: Callable[[], Rows] | None = None
    document: Callable[[], Any] | None = None
    columns: Sequence[str] = ()
    name: str = ""
    partly: bool = False

    def write(self, how: str) -> None:
        """Write the output in one format, and exit with code 3 if the output is partial."""
        if how == "json" and (made := self.document or self.rows):
            write_json(made(), self.name)
        elif how in ("csv", "tsv") and self.rows:
            write_rows(self.rows(), how, self.columns)
        else:
            write_page(self.page)
        if self.partly:
            sys.exit(PARTLY)


def console(*, err: bool = False) -> Console:
    """Return a rich console that respects ``NO_COLOR`` and the width; in a pipe ``COLUMNS`` or 80."""
    # Without this, Rich uses the width of the terminal that started the pipe.
    width = None if err or sys.stdout.isatty() or "COLUMNS" in os.environ else 80
    return Console(stderr=err, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


def write_page(page: Callable[[int], Iterable[PageLine]]) -> None:
    """Write the lines of a page for people; on a terminal, through the pager."""
    out = console()
    width = min(out.width, WIDTH)

    def render() -> Iterator[str]:
        for line in page(width):
            LIFE.end()
            if isinstance(line, str):
                yield f"{line}\n"
                continue
            with out.capture() as captured:
                out.print(line, width=width)
            yield captured.get()

    if sys.stdout.isatty() and _read_root("pager") and (pager := find_pager()):
        os.environ |= {"PAGER": pager, "LESS": os.environ.get("LESS", "FRX")}
        click.echo_via_pager(render())
    else:
        for text in render():
            click.echo(text, nl=False)


def echo(text: str, *, end: str = "\n") -> None:
    """Write one line, or a text as it is, to standard output."""
    LIFE.end()
    click.echo(text + end, nl=False)


def _read_root(option: str) -> bool:
    """Return whether an option of the program ``comity`` (before the command's name) is set."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get(option))


def wrap(text: str, width: int, style: str = "", indent: str = "", hang: str | None = None) -> Iterator[Text]:
    """Yield the lines of a text with an indent; ``hang`` is the indent of all lines but the first."""
    below = indent if hang is None else hang
    for line in textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=below):
        yield Text(line, style)


def make_table(*columns: str, right: Sequence[str] = (), fixed: Sequence[str] = (), gap: int = 2) -> Table:
    """Return an empty table without rules; ``right`` columns are numbers, ``fixed`` columns never wrap."""
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style=SOFT)
    for name in columns:
        number = name in right
        table.add_column(
            name,
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=number or name in fixed,
        )
    return table


def draw_bars(values: Sequence[float | None], most: float) -> str:
    """Return one character per value: ░ for unknown, · for zero, else a bar relative to ``most``."""
    return "".join(
        "░" if v is None else "·" if v <= 0 or not most else BARS[max(0, min(7, round(8 * v / most) - 1))]
        for v in values
    )


def list_rows(rows: Rows, columns: Sequence[str]) -> Printout:
    """Return rows for printing; for people, a table with the given columns."""

    def page(_width: int) -> Iterator[Table]:
        numbers = [c for c in columns if any(isinstance(r[c], int) for r in rows)]
        heads = {c: c.capitalize() for c in columns}
        table = make_table(*heads.values(), right=[heads[c] for c in numbers], fixed=("Id",))
        for r in rows:
            table.add_row(*(f"{v:,}" if isinstance(v, int) else str(v) for v in (r[c] for c in columns)))
        yield table

    return Printout(page, lambda: rows)


def progress() -> Progress:
    """Return a progress bar on standard error that vanishes at the end and appears only on a terminal."""
    LIFE.end()
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(err=True),
        transient=True,
        disable=not sys.stderr.isatty() or _read_root("quiet"),
    )


class PipeProgress:
    """Progress outside a terminal: one line on standard error every few seconds."""

    def __init__(self, every: float = 5.0) -> None:
        self.every, self._next = every, 0.0
        self._on = not sys.stderr.isatty() and not _read_root("quiet")

    def show(self, text: str) -> None:
        """Print the text, unless a text was printed within the last few seconds."""
        if self._on and time.monotonic() >= self._next:
            say([text])
            self._next = time.monotonic() + self.every


def write_rows(rows: Rows, how: str, columns: Sequence[str] = ()) -> None:
    """Write records as CSV or TSV with a header line."""
    LIFE.end()
    names = list(columns) or list(dict.fromkeys(k for r in rows for k in r))
    if how == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([cell(r.get(k)) for k in names] for r in rows)
        return
    click.echo("\t".join(names))
    for r in rows:
        click.echo("\t".join(cell(r.get(k)) for k in names))


def write_json(value: Any, name: str = "") -> None:
    """Write one JSON document; an object begins with its schema name, such as ``comity-watch``, and version.

    A list has only its rows; ``comity schema`` prints its version.
    """
    context = click.get_current_context(silent=True)
    if isinstance(value, dict) and context and "schema" not in value and "$schema" not in value:
        words = name or context.command_path.partition(" ")[2]
        value = {"schema": f"comity-{slug(words)}", "version": package_yaml(SHAPES)["version"], **value}
    echo(escaped_json(json.dumps(value, ensure_ascii=False, indent=1, default=_encode)))


def slug(words: str) -> str:
    """Return the words of a command as one word: ``forecast-ledger`` for ``forecast --ledger``."""
    return words.replace(" --", " ").replace(" ", "-")


def _encode(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def say(lines: Iterable[str]) -> None:
    """Print messages to standard error (unless --quiet) and to the log file, never to standard output."""
    LIFE.end()
    for line in lines:
        LOG.info("%s", line)
        if not _read_root("quiet"):
            click.echo(line, err=True)
