"""``comity whatif`` and ``comity souring``: effects of a break between two states, and signs of a break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from comity.faces.cli import _findings
from comity.faces.cli._findings import answer_with
from comity.faces.cli._options import print_answer, require_pair
from comity.faces.cli._output import SOFT, PageLine, Printout, make_table, wrap
from comity.parts.outlook.rupture.rupture import Parting
from comity.records.details import SignDetail
from comity.records.finding import Finding, as_json
from comity.watch import Watch

TABLES = ("findings", "drafts", "roll_calls", "shares", "acts")
#: Table -> its heading and the columns shown on a terminal.
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
ROWS = 20


@click.command()
@click.option(
    "--table",
    "part",
    type=click.Choice(TABLES),
    default="findings",
    show_default=True,
    help="Which table csv and tsv write.",
)
@print_answer("PAIR", "[HOTSPOT]", window=True)
def whatif(watch: Watch, hotspot: str | None, part: str) -> Printout:
    """Show what would stand and what would fall if a PAIR parted, at a HOTSPOT or anywhere.

    Accounting from records: Council drafts counted again, roll calls that two votes decided, shares in
    trade, arms and loans with nothing and everything replaced, acts with both signatures.

    \b
      comity whatif CHN-RUS
      comity whatif CHN-RUS syria
      comity whatif CHN-RUS --table drafts --format csv
    """  # noqa: D301 - click's \b stops rewrapping
    parting = require_pair(watch).outlook.whatif(hotspot)

    def rows() -> list[dict[str, Any]]:
        findings = [_findings.row(f) for f in parting.findings]
        return findings if part == "findings" else parting.tables()[part]

    def document() -> dict[str, Any]:
        findings = [as_json(f) for f in parting.findings]
        return {"pair": watch.group.id, "findings": findings, **parting.tables()}

    return Printout(lambda width: _write(parting, width), rows, document)


@click.command()
@print_answer("PAIR", window=True)
def souring(watch: Watch) -> Printout:
    """Show signs that the relation of a PAIR is getting worse, each compared with pairs of a similar past.

    \b
      comity souring CHN-RUS
      comity souring CHN-RUS --format json
    """  # noqa: D301 - click's \b stops rewrapping
    findings = require_pair(watch).outlook.deterioration()
    return answer_with(findings, lambda: [{**_findings.row(f), "sign": _read_sign(f)} for f in findings])


def _read_sign(f: Finding) -> bool | None:
    return f.detail.sign if isinstance(f.detail, SignDetail) else None


def _write(parting: Parting, width: int) -> Iterator[PageLine]:
    yield from _findings.write_lines(parting.findings, width)
    for name, (heading, columns) in SHOWN.items():
        rows = parting.tables()[name]
        if not rows:
            continue
        yield Text()
        more = f", {ROWS} of {len(rows)}: --table {name} has all" if len(rows) > ROWS else ""
        yield Text(f"{heading}{more}", "bold")
        table = make_table(*(c.replace("_", " ") for c in columns), fixed=("date", "draft"))
        for r in rows[-ROWS:] if "date" in rows[0] else rows[:ROWS]:
            table.add_row(*(_shorten(r[c]) for c in columns))
        yield table
    yield Text()
    note = "what the records add up to without the one or the other, not what would have happened"
    yield from wrap(f"Accounting: {note}.", width, SOFT)


def _shorten(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3g}".replace("-", "−")
    return str(value)
