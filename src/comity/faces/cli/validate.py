"""``comity validate`` and ``comity method``: what the measures are worth, measured."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from rich.table import Table
from rich.text import Text

import comity
from comity.errors import QuestionError, UnknownNameError
from comity.faces.cli._options import lake_option
from comity.faces.cli._output import chosen, console, format_option, progress, write_rows
from comity.faces.cli._style import SOFT
from comity.lake.store import Lake
from comity.measures import validity
from comity.measures.validity import BarRow, Measure, list_measures

SHORT_OF_ITS_BAR = 3
"""Exit code when a row does not hold."""


@click.command()
@click.option(
    "--full/--quick", default=False, help="Run the whole study (about an hour) or the short one (default)."
)
@click.option("--part", type=click.Choice(list(validity.PARTS)), help="Only this part of the suite.")
@click.option("--only", help="Only checks whose name contains this.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the rows as JSON.")
@lake_option
@format_option
def validate(
    full: bool, part: str | None, only: str | None, out: Path | None, lake: str | None, fmt: str | None
) -> None:
    """Test the measures: false alarms, power, coverage, published values.

    \b
      comity validate                     all three parts, the short form
      comity validate --part worlds       simulated worlds whose truth is known
      comity validate --part data         placebo hotspots, shuffled dates, named pairs: your records
      comity validate --part published    values that others published, from your records
      comity validate --only silence --full

    The checks are in the folder studies/ of comity's repository: run this in a clone. A row says "cannot
    tell" where your lake has no records for it. Exit code 3 when a row falls short of its bar.
    """  # noqa: D301 - click's mark
    suite = _suite()
    of_part = [c for c in suite.CHECKS if part in (None, c.part)]
    checks = [c for c in of_part if not only or only in c.name]
    if not checks:
        raise UnknownNameError("check", only or "", [c.name for c in of_part])
    view = Lake.open(lake).view(packaged=True)
    rows: list[BarRow] = []
    with progress() as bar:
        task = bar.add_task("", total=len(checks))
        for c in checks:
            bar.update(task, description=c.name)
            rows += c.rows(view, full=full)
            bar.advance(task)
    if out:
        out.write_text(suite.as_text(rows), "utf-8")
    _show(rows, chosen(fmt))
    if any(r.holds is False for r in rows):
        sys.exit(SHORT_OF_ITS_BAR)


def _suite() -> ModuleType:
    """The checks of the repository that this package runs from."""
    repository = Path(comity.__file__).resolve().parents[2]
    if not (repository / "studies" / "suite.py").is_file():
        raise QuestionError(
            "The studies of validity come with comity's repository, not with the installed package: run "
            "`comity validate` in a clone, or see the results of the last full study with `comity method`."
        )
    sys.path.append(str(repository))
    return importlib.import_module("studies.suite")


@click.command()
@click.argument("name", required=False)
@format_option
def method(name: str | None, fmt: str | None) -> None:
    """Show every measure, its version, and its false-alarm rate and power in the last full study.

    \b
      comity method               one line a measure
      comity method coaction      every property measured of one
    """  # noqa: D301 - click's mark
    if name is not None:
        _show(_measure(name).own(validity.last_study()), chosen(fmt))
        return
    summaries = [_summary(m) for m in list_measures()]
    if chosen(fmt) != "text":
        write_rows(summaries, chosen(fmt))
        return
    out = console()
    out.print(Text(_line("measure", "false alarms", "power", "coverage", "bars held"), style=SOFT))
    for m in summaries:
        alarms, power, coverage = (_range(m[k]) for k in ("false_alarms", "power", "coverage"))
        line = _line(m["method"], alarms, power, coverage, _bars_held(m))
        out.print(Text(line, style="" if m["held"] == m["properties"] else "bold"))
        out.print(Text(f"  {m['answers']}", style=SOFT))
    out.print(
        Text("`comity method NAME` shows every property; `comity validate` measures again.", style=SOFT)
    )


def _measure(name: str) -> Measure:
    by_name = {m.method.partition("/")[0]: m for m in list_measures()}
    if name.partition("/")[0] not in by_name:
        raise UnknownNameError("measure", name, by_name)
    return by_name[name.partition("/")[0]]


def _summary(measure: Measure) -> dict[str, Any]:
    """One measure as one record; ranges are [least, most] over its rows, ``None`` where unmeasured."""
    rows = [r for r in measure.own(validity.last_study()) if r.value is not None]
    return {
        "method": measure.method,
        "answers": measure.answers,
        "false_alarms": _span(r for r in rows if _alarm(r.statistic)),
        "power": _span(r for r in rows if r.statistic.startswith(("power at", "power for"))),
        "coverage": _span(r for r in rows if r.statistic.startswith("coverage")),
        "properties": len(rows),
        "held": sum(bool(r.holds) for r in rows),
        "exact": measure.exact,
    }


def _alarm(statistic: str) -> bool:
    """Whether a property is a false-alarm rate at 5%."""
    return statistic.startswith(("false alarms", "share called")) and "1%" not in statistic


def _span(rows: Iterator[BarRow]) -> list[float] | None:
    values = [r.value for r in rows if r.value is not None]
    return [round(min(values), 4), round(max(values), 4)] if values else None


def _range(span: list[float] | None) -> str:
    if span is None:
        return "–"
    low, high = (_number(v) for v in span)
    return low if low == high else f"{low}–{high}"


def _bars_held(summary: dict[str, Any]) -> str:
    if not summary["properties"]:
        return "a count or a rule" if summary["exact"] else "not measured"
    return f"{summary['held']} of {summary['properties']}"


def _line(measure: str, alarms: str, power: str, coverage: str, bars: str) -> str:
    return f"{measure:<22}{alarms:>13}{power:>13}{coverage:>13}  {bars}"


def _number(value: float) -> str:
    """Three digits; a share without its leading nought."""
    text = f"{value:.3f}" if abs(value) < 10 else f"{value:,.0f}"
    return text[1:] if text.startswith("0.") else text


def _show(rows: Sequence[BarRow], fmt: str) -> None:
    if fmt != "text":
        write_rows([asdict(r) | {"difference": r.difference} for r in rows], fmt)
        return
    out = console()
    short, unknown = sum(r.holds is False for r in rows), sum(r.holds is None for r in rows)
    said = f"{len(rows) - unknown} properties measured; {short} fall short of their bar"
    out.print(Text(f"{said}; {unknown} cannot be told here." if unknown else f"{said}.", style="bold"))
    for part, heading in validity.PARTS.items():
        if inside := [r for r in rows if r.part == part]:
            out.print(Text(f"\n{heading}", style="bold"))
            out.print(_part(inside))


def _part(rows: Sequence[BarRow]) -> Table:
    table = _table("", "measure", "where", "property", "value", "bar", "n")
    for r in rows:
        if r.value is None:
            table.add_row(
                "?", r.measure, r.world, r.statistic, "", f"cannot tell: {r.why_not}", "", style=SOFT
            )
            continue
        mark = "" if r.holds else "✗"
        style = "" if r.holds else "bold"
        table.add_row(mark, r.measure, r.world, r.statistic, _number(r.value), r.bar, f"{r.n:,}", style=style)
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 1), header_style=SOFT, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in ("value", "n") else "left", overflow="fold")
    return table
