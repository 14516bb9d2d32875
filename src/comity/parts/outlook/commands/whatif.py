"""``comity whatif``, ``souring``, ``claims``: if they parted, are there signs of it, do big words hold?"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click
from rich.text import Text

from comity.errors import QuestionError
from comity.faces.cli import _findings
from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.faces.cli._style import SOFT
from comity.faces.cli._watch import make_watch
from comity.parts.outlook.claims.superlatives import SuperlativeClaim
from comity.parts.outlook.rupture.rupture import Parting
from comity.records.details import ClaimMeasureDetail, SignDetail
from comity.records.finding import Finding, as_json
from comity.vocabulary.group import Group

WIDTH = 106
TABLES = ("findings", "drafts", "roll_calls", "shares", "acts", "candidates", "suppliers")
SHOWN = {
    "drafts": (
        "Council drafts that failed with a weight of theirs",
        ("date", "draft", "for", "against", "abstaining", "turns_on"),
    ),
    "roll_calls": (
        "Roll calls that two votes decided",
        ("date", "body", "for", "against", "rule", "turns_on"),
    ),
    "candidates": (
        "Who acted or voted with the one that stays",
        ("stays", "name", "acts_with_it", "without_the_partner", "votes_alike_kappa"),
    ),
    "suppliers": (
        "Who could supply what the partner sold",
        ("buyer", "what", "name", "share_already", "times_over"),
    ),
}
"""Table -> its heading and the columns a terminal shows."""
ROWS = 20
CLAIM_COLUMNS = (
    "claim",
    "measure",
    "source",
    "year",
    "value",
    "low",
    "high",
    "highest_before",
    "in",
    "since",
    "answer",
    "why_not",
)


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@click.option("--broke", type=int, help="First year of the rupture to measure (default: the last on record).")
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
def whatif(
    group: Group, hotspot: str | None, broke: int | None, part: str, fmt: str | None, **options: Any
) -> None:
    """Show what would stand and what would fall if a PAIR parted, at a HOTSPOT or anywhere.

    Accounting from records: Council drafts counted again, roll calls that two votes decided, shares in
    trade, arms and loans with nothing and everything replaced, acts with both signatures and who else
    could give one.  Only a parting on record is measured, against pairs that did not part.

    \b
      comity whatif CHN-RUS
      comity whatif CHN-RUS syria
      comity whatif CHN-RUS --table drafts --format csv
      comity whatif RUS-UKR --broke 2014
    """  # noqa: D301 - click's mark
    parting = make_watch(_pair(group), **options).outlook.whatif(hotspot, broke=broke)
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

    Last comes how often pairs bound by a pact have broken up: a base rate, unless a model beats it.

    \b
      comity souring CHN-RUS
      comity souring CHN-RUS --format json
    """  # noqa: D301 - click's mark
    findings = make_watch(_pair(group), **options).outlook.deterioration()
    rows = [{**_findings.row(f), "sign": _sign(f)} for f in findings]
    _findings.write(findings, fmt, WIDTH, rows)


@click.command()
@group_argument
@window_options
@format_option
def claims(group: Group, fmt: str | None, **options: Any) -> None:
    """Check superlatives about a PAIR ("the highest level in history") against every earlier year.

    Each measure says for itself: holds, does not hold, or cannot tell (intervals meet, no coverage).

    \b
      comity claims CHN-RUS
      comity claims CHN-RUS --format csv
    """  # noqa: D301 - click's mark
    checked = make_watch(_pair(group), **options).outlook.claims()
    how = chosen(fmt)
    if how == "json":
        write_json(
            [
                {"claim": asdict(c), "verdict": as_json(v), "measures": [as_json(f) for f in each]}
                for c, v, each in checked
            ]
        )
    elif how == "text":
        out = console()
        for claim, over_all, each in checked:
            for line in _claim_lines(claim, over_all, each, min(out.width, WIDTH)):
                out.print(line)
        if not checked:
            out.print(f"No superlative about {group.name} is on record.")
    else:
        write_rows([_claim_row(f) for _, _, each in checked for f in each], how, CLAIM_COLUMNS)


def _sign(f: Finding) -> bool | None:
    return f.detail.sign if isinstance(f.detail, SignDetail) else None


def _claim_row(f: Finding) -> dict[str, Any]:
    d = f.read(ClaimMeasureDetail)
    more = {"source": f.subject.source, "in": d.highest_year, "answer": f.value, "why_not": f.why_not}
    return {**asdict(d), **more}


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


def _claim_lines(
    claim: SuperlativeClaim, over_all: Finding, each: list[Finding], width: int
) -> Iterator[Text]:
    """A claim: the words, what may be said over all, where they were read, and each measure's numbers."""
    yield from _findings.lines([over_all], width)
    said = claim.source + (f"; in the original: {claim.original}" if claim.original else "")
    for line in (*textwrap.wrap(said, width - 4), *([f"read at {claim.read_at}"] if claim.read_at else ())):
        yield Text(f"    {line}", SOFT)
    details = [(f, f.read(ClaimMeasureDetail)) for f in each]
    for f, d in ((f, d) for f, d in details if d.value is not None):
        before = f"highest before {d.highest_before:.4g} in {d.highest_year} (since {d.since})"
        word = str(f.value) if f.known else f"cannot tell: {f.why_not}"
        numbers = f"{d.measure}, {f.subject.source}: {word}; {d.value:.4g} in {d.year}, {before}"
        for line in textwrap.wrap(numbers, width - 6):
            yield Text(f"      {line}")
    untold = dict.fromkeys(f"{d.measure}: {f.why_not}" for f, d in details if d.value is None)
    if untold:
        for line in textwrap.wrap(f"not told of its year: {'; '.join(untold)}", width - 6):
            yield Text(f"      {line}", SOFT)
