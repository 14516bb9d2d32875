"""How the terminal writes: pages for people, JSON, CSV or TSV for programs, errors as one sentence."""

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

SOFT = "#8a96a1"
"""Grey of what is not shown, of units and of keys."""
WIDTH = 106
"""Columns of a terminal that a page uses."""
BARS = "▁▂▃▄▅▆▇█"
SHAPES = "faces/cli/data/shapes.yaml"
"""File of the package that says what ``--format json`` of each command prints, and in which version."""
PARTLY = 3
"""Exit code when some of what was asked could not be taken."""
PageLine = str | Text | Table
Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Printout:
    """What a command prints in each format; only the one asked for is made.

    A line of ``page`` that is a ``str`` is printed as it is, a :class:`Text` wraps at the terminal's edge.
    JSON is ``document``, or the rows; what has no rows prints its page instead. ``name`` is the document's
    where an option makes it another one than the command's; ``partly`` ends the command with exit code 3.
    """

    page: Callable[[int], Iterable[PageLine]]
    rows: Callable[[], Rows] | None = None
    document: Callable[[], Any] | None = None
    columns: Sequence[str] = ()
    name: str = ""
    partly: bool = False

    def write(self, how: str) -> None:
        """Write the answer in one of the formats, and exit with 3 where it is an answer in part."""
        if how == "json" and (made := self.document or self.rows):
            write_json(made(), self.name)
        elif how in ("csv", "tsv") and self.rows:
            write_rows(self.rows(), how, self.columns)
        else:
            write_page(self.page)
        if self.partly:
            sys.exit(PARTLY)


def console(*, err: bool = False) -> Console:
    """Return a rich console that honours ``NO_COLOR`` and the width; in a pipe ``COLUMNS`` or 80."""
    # Rich would take the width of the terminal that the pipe was started from.
    width = None if err or sys.stdout.isatty() or "COLUMNS" in os.environ else 80
    return Console(stderr=err, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


def write_page(page: Callable[[int], Iterable[PageLine]]) -> None:
    """Write the lines of a page for people, on a terminal through the pager."""
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
    """Write a result that is no page: one line, or a text as it is."""
    LIFE.end()
    click.echo(text + end, nl=False)


def _read_root(option: str) -> bool:
    """Return whether an option of comity itself is set."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get(option))


def wrap(text: str, width: int, style: str = "", indent: str = "", hang: str | None = None) -> Iterator[Text]:
    """Yield the lines of a text, each indented; ``hang`` indents all but the first otherwise."""
    below = indent if hang is None else hang
    for line in textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=below):
        yield Text(line, style)


def make_table(*columns: str, right: Sequence[str] = (), fixed: Sequence[str] = (), gap: int = 2) -> Table:
    """Return an empty table without lines: names of columns, those of numbers, those that never wrap."""
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
    """Return one sign a value: ░ where it is unknown, · for none, else a bar up to the most."""
    return "".join(
        "░" if v is None else "·" if v <= 0 or not most else BARS[max(0, min(7, round(8 * v / most) - 1))]
        for v in values
    )


def list_rows(rows: Rows, columns: Sequence[str]) -> Printout:
    """Answer with records; people get the columns named as a table."""

    def page(_width: int) -> Iterator[Table]:
        numbers = [c for c in columns if any(isinstance(r[c], int) for r in rows)]
        heads = {c: c.capitalize() for c in columns}
        table = make_table(*heads.values(), right=[heads[c] for c in numbers], fixed=("Id",))
        for r in rows:
            table.add_row(*(f"{v:,}" if isinstance(v, int) else str(v) for v in (r[c] for c in columns)))
        yield table

    return Printout(page, lambda: rows)


def progress() -> Progress:
    """Return a bar on standard error that leaves no trace, and none at all outside a terminal."""
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
    """What is under way, a line on standard error every few seconds, where that is no terminal."""

    def __init__(self, every: float = 5.0) -> None:
        self.every, self._next = every, 0.0
        self._on = not sys.stderr.isatty() and not _read_root("quiet")

    def show(self, text: str) -> None:
        """Print the text, unless something was printed just now."""
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
    """Write one JSON document; an object says first what it is, ``comity-watch``, and in which version.

    A list has nothing beside its rows: ``comity schema`` has its version.
    """
    context = click.get_current_context(silent=True)
    if isinstance(value, dict) and context and "schema" not in value and "$schema" not in value:
        words = name or context.command_path.partition(" ")[2]
        value = {"schema": f"comity-{slug(words)}", "version": package_yaml(SHAPES)["version"], **value}
    echo(escaped_json(json.dumps(value, ensure_ascii=False, indent=1, default=_encode)))


def slug(words: str) -> str:
    """Return the words of a command as one word, ``forecast-ledger`` of ``forecast --ledger``."""
    return words.replace(" --", " ").replace(" ", "-")


def _encode(value: Any) -> Any:
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
        if not _read_root("quiet"):
            click.echo(line, err=True)
