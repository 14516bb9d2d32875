"""``comity validate`` and ``comity method``: what the measures are worth, measured."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.text import Text

from comity.faces.cli._output import chosen, console, format_option, progress, write_rows
from comity.faces.cli._style import SOFT
from comity.measures import validity
from comity.measures.bars import BarRow

SHORT_OF_ITS_BAR = 3
"""Exit code when a row does not hold."""


@click.command()
@click.option("--full", is_flag=True, help="The whole study (about an hour); else a short form (minutes).")
@click.option("--only", help="Only checks whose name contains this.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the rows as JSON.")
@format_option
def validate(full: bool, only: str | None, out: Path | None, fmt: str | None) -> None:
    """Put the measures to simulated worlds whose truth is known and print false alarms, power, coverage.

    Exit code 3 when a row falls short of its bar.
    """
    checks = [c for c in validity.CHECKS if not only or only in c.name]
    rows: list[BarRow] = []
    with progress() as bar:
        task = bar.add_task("", total=len(checks))
        for c in checks:
            bar.update(task, description=c.name)
            rows += c.run(c.full if full else c.quick)
            bar.advance(task)
    if out:
        out.write_text(validity.as_text(rows), "utf-8")
    _show(rows, fmt)
    if not all(r.holds for r in rows):
        sys.exit(SHORT_OF_ITS_BAR)


@click.command()
@format_option
def method(fmt: str | None) -> None:
    """Show every measure with its false-alarm rate, power and coverage in the last full study."""
    _show(validity.kept(), fmt)


def _show(rows: Sequence[BarRow], fmt: str | None) -> None:
    if chosen(fmt) != "text":
        write_rows([asdict(r) for r in rows], chosen(fmt))
        return
    out = console()
    short = sum(not r.holds for r in rows)
    out.print(Text(f"{len(rows)} properties measured; {short} fall short of their bar.", style="bold"))
    out.print(Text(_line(" ", "measure", "world", "property", "value", "bar"), style=SOFT))
    for r in rows:
        mark, value = " " if r.holds else "✗", f"{r.value:.3f}"
        line = _line(mark, r.measure.partition("/")[0], r.world, r.statistic, value, r.bar)
        out.print(Text(line, style="" if r.holds else "bold"), no_wrap=True, overflow="ellipsis")


def _line(mark: str, measure: str, world: str, what: str, value: str, bar: str) -> str:
    return f"{mark} {measure[:13]:<14}{world[:12]:<13}{what[:26]:<27}{value:>6}  {bar}"
