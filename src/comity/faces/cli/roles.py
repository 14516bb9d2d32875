"""``comity roles`` and ``comity ladder``: who does what at a hotspot, and how far alignment is on record."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from comity.faces.cli import _findings
from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.faces.cli._style import SOFT
from comity.faces.cli._watch import make_watch
from comity.measures.record.military_alignment import Ladder
from comity.records.finding import Finding, as_json
from comity.vocabulary.group import Group

WIDTH = 106
INDENT = 22


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@window_options
@format_option
def roles(group: Group, hotspot: str | None, fmt: str | None, **options: Any) -> None:
    """Show who does what in a PAIR at a HOTSPOT, or what the two are to each other.

    Who follows whom, division of labour and hedging; without a HOTSPOT hedging between the two and the
    ladder of military alignment.

    \b
      comity roles CHN-RUS venezuela
      comity roles CHN-RUS
      comity roles FRA-DEU syria --format json
    """  # noqa: D301 - click's mark
    watch = make_watch(group, **options)
    findings = watch.roles.relation() if hotspot is None else watch.roles.at(hotspot)
    _findings.write(findings, fmt, WIDTH)


@click.command()
@group_argument
@window_options
@format_option
def ladder(group: Group, fmt: str | None, **options: Any) -> None:
    """Show how far up the ladder of military alignment a PAIR has dated records.

    A description, not a test: a rung without a record is unknown, not unmet.

    \b
      comity ladder CHN-RUS
      comity ladder CHN-RUS --as-of 2008 --format json
    """  # noqa: D301 - click's mark
    watch = make_watch(group, **options)
    climbed, stage = watch.record.ladder(), watch.record.alignment()
    how = chosen(fmt)
    if how == "json":
        write_json({**as_json(stage), "rungs": rungs(climbed)})
    elif how == "text":
        out = console()
        for line in _page(climbed, stage, min(out.width, WIDTH)):
            out.print(line)
    else:
        write_rows(rungs(climbed), how)


def rungs(climbed: Ladder) -> list[dict[str, Any]]:
    """One row a rung, lowest first."""
    return [
        {
            "criterion": r.criterion.id,
            "name": r.criterion.name,
            "stage": r.criterion.stage,
            "since": r.since,
            "records": list(r.records),
            "definition": r.criterion.definition,
        }
        for r in climbed.rungs
    ]


def _page(climbed: Ladder, stage: Finding, width: int) -> Iterator[Text]:
    """The stage, then each rung with its date and records."""
    since = f" since {climbed.since}" if climbed.since else ""
    word = f"at least {stage.value}{since}" if stage.known else f"cannot tell: {stage.why_not}"
    for part in textwrap.wrap(f"{climbed.group.name}: {word} (description, not a test)", width):
        yield Text(part, "bold")
    for r in climbed.rungs:
        dated = r.since.isoformat() if r.since else "unknown"
        yield Text(f"{dated:<12}{r.criterion.stage:<10}{r.criterion.name}", "" if r.since else SOFT)
        for part in textwrap.wrap(", ".join(r.records), width - INDENT, break_on_hyphens=False):
            yield Text(" " * INDENT + part, SOFT)
