"""``comity roles``: who follows whom at a hotspot; with ``--ladder``, steps of military alignment."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from comity.faces.cli._findings import answer_with
from comity.faces.cli._options import print_answer
from comity.faces.cli._output import SOFT, PageLine, Printout, wrap
from comity.measures.record.military_alignment import Ladder
from comity.records.finding import Finding, as_json
from comity.watch import Watch

INDENT = 22


@click.command()
@click.option("--ladder", is_flag=True, help="Instead: how far up the ladder of military alignment they are.")
@print_answer("PAIR", "[HOTSPOT]", window=True)
def roles(watch: Watch, hotspot: str | None, ladder: bool) -> Printout:
    """Show who follows whom in a PAIR at a HOTSPOT; without one, how far military alignment has gone.

    --ladder describes and tests nothing: a rung without a record is unknown, not unmet.

    \b
      comity roles CHN-RUS venezuela
      comity roles CHN-RUS
      comity roles FRA-DEU syria --format json
      comity roles CHN-RUS --ladder --as-of 2008
    """  # noqa: D301 - click's mark
    if ladder:
        climbed, stage = watch.record.ladder(), watch.record.alignment()
        return Printout(
            lambda width: _write(climbed, stage, width),
            lambda: _list_rungs(climbed),
            lambda: {**as_json(stage), "rungs": _list_rungs(climbed)},
            name="roles --ladder",
        )
    return answer_with([watch.record.alignment()] if hotspot is None else watch.roles.at(hotspot))


def _list_rungs(climbed: Ladder) -> list[dict[str, Any]]:
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


def _write(climbed: Ladder, stage: Finding, width: int) -> Iterator[PageLine]:
    since = f" since {climbed.since}" if climbed.since else ""
    word = f"at least {stage.value}{since}" if stage.known else f"cannot tell: {stage.why_not}"
    yield from wrap(f"{climbed.group.name}: {word} (description, not a test)", width, "bold")
    for r in climbed.rungs:
        dated = r.since.isoformat() if r.since else "unknown"
        yield Text(f"{dated:<12}{r.criterion.stage:<10}{r.criterion.name}", "" if r.since else SOFT)
        for line in textwrap.wrap(", ".join(r.records), width - INDENT, break_on_hyphens=False):
            yield Text(" " * INDENT + line, SOFT)
