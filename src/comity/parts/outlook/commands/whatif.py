"""``comity whatif``, ``souring``: what rests on whom, and are there signs that the relation gets worse?"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from comity.errors import QuestionError
from comity.faces.cli import _findings
from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.faces.cli._style import SOFT
from comity.faces.cli._watch import make_watch
from comity.parts.outlook.rupture.rupture import Parting
from comity.records.details import SignDetail
from comity.records.finding import Finding, as_json
from comity.vocabulary.group import Group

WIDTH = 106
TABLES = ("findings", "drafts", "roll_calls", "shares", "acts")
SHOWN = {
    "drafts": (
        "Council drafts that failed with a weight of theirs",
        ("date", "draft", "for", "against", "abstaining", "turns_on"),
    ),
    "roll_calls": (
        "Roll calls that two votes decided",
        ("date", "body", "for", "against", "rule", "turns_on"),
    ),
}
"""Table -> its heading and the columns a terminal shows."""
ROWS = 20


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@click.option(
    "--table",
    "part",
    type=click.Choice(TABLES),
    default="findings",
    show_default=True,
    help="Which table csv and tsv write.",
)
@window_options
@format_option
def whatif(group: Group, hotspot: str | None, part: str, fmt: str | None, **options: Any) -> None:
    """Show what would stand and what would fall if a PAIR parted, at a HOTSPOT or anywhere.

    Accounting from records: Council drafts counted again, roll calls that two votes decided, shares in
    trade, arms and loans with nothing and everything replaced, acts with both signatures.

    \b
      comity whatif CHN-RUS
      comity whatif CHN-RUS syria
      comity whatif CHN-RUS --table drafts --format csv
    """  # noqa: D301 - click's mark
    parting = make_watch(_pair(group), **options).outlook.whatif(hotspot)
    how = chosen(fmt)
    if how == "json":
        tables = parting.tables()
        write_json({"pair": group.id, "findings": [as_json(f) for f in parting.findings], **tables})
    elif how == "text":
        out = console()
        for line in _page(parting, min(out.width, WIDTH)):
            out.print(line)
    else:
        rows = [_findings.row(f) for f in parting.findings] if part == "findings" else parting.tables()[part]
        write_rows(rows, how)


@click.command()
@group_argument
@window_options
@format_option
def souring(group: Group, fmt: str | None, **options: Any) -> None:
    """Show signs that the relation of a PAIR is getting worse, each compared with pairs of a similar past.

    \b
      comity souring CHN-RUS
      comity souring CHN-RUS --format json
    """  # noqa: D301 - click's mark
    findings = make_watch(_pair(group), **options).outlook.deterioration()
    rows = [{**_findings.row(f), "sign": _sign(f)} for f in findings]
    _findings.write(findings, fmt, WIDTH, rows)


def _sign(f: Finding) -> bool | None:
    return f.detail.sign if isinstance(f.detail, SignDetail) else None


def _pair(group: Group) -> Group:
    if len(group.codes) != 2:
        raise QuestionError("This works for pairs only: name two states, such as FRA-DEU.")
    return group


def _page(parting: Parting, width: int) -> Iterator[Text]:
    """Findings, then the tables that stand behind them."""
    yield from _findings.lines(parting.findings, width)
    tables = parting.tables()
    for name, (heading, columns) in SHOWN.items():
        rows = tables[name]
        if not rows:
            continue
        yield Text()
        more = f", {ROWS} of {len(rows)}: --table {name} has all" if len(rows) > ROWS else ""
        yield Text(f"{heading}{more}", "bold")
        cells = [
            [_short(r[c]) for c in columns] for r in (rows[-ROWS:] if "date" in rows[0] else rows[:ROWS])
        ]
        names = [c.replace("_", " ")[:20] for c in columns]
        wide = [min(max(len(x[k]) for x in (names, *cells)), 26) for k in range(len(columns))]
        yield Text("  ".join(n.ljust(w) for n, w in zip(names, wide, strict=True))[:width], SOFT)
        for row in cells:
            yield Text("  ".join(v[:w].ljust(w) for v, w in zip(row, wide, strict=True)).rstrip()[:width])
    yield Text()
    note = (
        "Accounting: what the records add up to without the one or the other, not what would have happened."
    )
    for line in textwrap.wrap(note, width):
        yield Text(line, SOFT)


def _short(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3g}".replace("-", "−")
    return str(value)
