"""``comity watch``: the picture of a pair, hotspot by hotspot."""

from __future__ import annotations

from typing import Any

import click

from comity.faces.cli._options import group_argument, make_watch, window_options
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.faces.cli._page import page
from comity.records.finding import as_json as finding_json
from comity.vocabulary.group import Group
from comity.watch import Watch


@click.command()
@group_argument
@window_options
@format_option
def watch(group: Group, fmt: str | None, **options: Any) -> None:
    """Show how a PAIR or group of states acts together, hotspot by hotspot.

    PAIR is two or more states, as CHN-RUS or China,Russia; their order is free.

    \b
      comity watch CHN-RUS
      comity watch FRA-DEU --since 2010
      comity watch CHN-IRN-RUS --format json
    """  # noqa: D301 - click's mark
    asked = make_watch(group, **options)
    how = chosen(fmt)
    if how == "json":
        write_json(as_json(asked))
    elif how == "text":
        out = console()
        for line in page(asked, out.width):
            out.print(line, no_wrap=True, overflow="ellipsis")
    else:
        write_rows(asked.table().to_pylist(), how)


def as_json(asked: Watch) -> dict[str, Any]:
    """The whole watch as one JSON document: every verdict with all its findings."""
    return {
        "group": asked.group.id,
        "heading": asked.heading(),
        "third": asked.third,
        "as_of": asked.as_of,
        "data": asked.view.fingerprint(),
        "sources": asked.cited(),
        "assembly": [finding_json(f) for f in asked.votes()],
        "council": [finding_json(f) for f in asked.vetoes()],
        "pooled": [finding_json(f) for f in asked.pooled()],
        "hotspots": [
            {
                **row,
                "findings": [
                    finding_json(f) for f in [*v.record.findings(), v.trend, *v.votes, *v.vetoes, *v.timing]
                ],
            }
            for row, v in zip(asked.table().to_pylist(), asked.verdicts, strict=True)
        ],
    }
