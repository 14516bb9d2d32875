"""``comity validate`` and ``comity method``: tests of the measures and their results."""

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
from comity.faces.cli._options import print_answer
from comity.faces.cli._output import SOFT, PageLine, Printout, make_table, progress, wrap
from comity.lake.store import Lake
from comity.measures import validity
from comity.measures.validity import BarRow, Measure, list_measures


@click.command()
@click.option(
    "--full/--quick", default=False, help="Run the whole study (about an hour) or the short one (default)."
)
@click.option("--part", type=click.Choice(list(validity.PARTS)), help="Only this part of the suite.")
@click.option("--only", help="Only checks whose name contains this.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the rows as JSON.")
@print_answer()
def validate(full: bool, part: str | None, only: str | None, out: Path | None, lake: str | None) -> Printout:
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
    suite = _load_suite()
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
    return _answer_rows(rows, partly=any(r.holds is False for r in rows))


def _load_suite() -> ModuleType:
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
@print_answer(lake=False)
def method(name: str | None) -> Printout:
    """Show every measure, its version, and its false-alarm rate and power in the last full study.

    \b
      comity method               one line a measure
      comity method coaction      every property measured of one
    """  # noqa: D301 - click's mark
    if name is not None:
        return _answer_rows(_find_measure(name).own(validity.last_study()))
    summaries = [_summarize(m) for m in list_measures()]

    def page(width: int) -> Iterator[Text]:
        for m in summaries:
            style = "" if m["held"] == m["properties"] else "bold"
            yield from wrap(f"{m['method']}: {m['answers']}", width, style)
            spans = {k: _format_range(m[k]) for k in ("false_alarms", "power", "coverage") if m[k]}
            parts = [f"{k.replace('_', ' ')} {span}" for k, span in spans.items()]
            yield from wrap("; ".join([*parts, _count_bars(m)]), width, SOFT, "    ")
        yield Text("`comity method NAME` shows every property; `comity validate` measures again.", SOFT)

    return Printout(page, lambda: summaries)


def _find_measure(name: str) -> Measure:
    by_name = {m.method.partition("/")[0]: m for m in list_measures()}
    if name.partition("/")[0] not in by_name:
        raise UnknownNameError("measure", name, by_name)
    return by_name[name.partition("/")[0]]


def _summarize(measure: Measure) -> dict[str, Any]:
    """Return one measure as a row; ranges are [lowest, highest], ``None`` if not measured."""
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
    return statistic.startswith(("false alarms", "share called")) and "1%" not in statistic


def _span(rows: Iterator[BarRow]) -> list[float] | None:
    values = [r.value for r in rows if r.value is not None]
    return [round(min(values), 4), round(max(values), 4)] if values else None


def _format_range(span: list[float]) -> str:
    low, high = (_format(v) for v in span)
    return low if low == high else f"{low}–{high}"


def _count_bars(summary: dict[str, Any]) -> str:
    if not summary["properties"]:
        return "a count or a rule" if summary["exact"] else "not measured"
    return f"{summary['held']} of {summary['properties']} bars met"


def _format(value: float) -> str:
    text = f"{value:.3f}" if abs(value) < 10 else f"{value:,.0f}"
    return text[1:] if text.startswith("0.") else text


def _answer_rows(rows: Sequence[BarRow], *, partly: bool = False) -> Printout:
    def page(_width: int) -> Iterator[PageLine]:
        short, unknown = sum(r.holds is False for r in rows), sum(r.holds is None for r in rows)
        said = f"{len(rows) - unknown} properties measured; {short} fall short of their bar"
        yield Text(f"{said}; {unknown} have too little to say here." if unknown else f"{said}.", style="bold")
        for part, heading in validity.PARTS.items():
            if inside := [r for r in rows if r.part == part]:
                yield Text(f"\n{heading}", style="bold")
                yield _tabulate(inside)

    return Printout(page, lambda: [asdict(r) | {"difference": r.difference} for r in rows], partly=partly)


def _tabulate(rows: Sequence[BarRow]) -> Table:
    table = make_table("", "measure", "where", "property", "value", "bar", "n", right=("value", "n"), gap=1)
    for r in rows:
        if r.value is None:
            bar = f"cannot tell: {r.why_not}"
            table.add_row("?", r.measure, r.world, r.statistic, "", bar, "", style=SOFT)
        else:
            mark, style = ("", "") if r.holds else ("✗", "bold")
            value, n = _format(r.value), f"{r.n:,}"
            table.add_row(mark, r.measure, r.world, r.statistic, value, r.bar, n, style=style)
    return table
