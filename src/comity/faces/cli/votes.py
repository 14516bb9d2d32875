"""``comity votes``: how alike a pair votes, and whether more than positions say."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from comity.faces.cli import _findings
from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_json, write_rows
from comity.faces.cli._watch import make_watch
from comity.records.finding import as_json
from comity.vocabulary.group import Group
from comity.watch.account import sure
from comity.watch.account.council import of_council
from comity.watch.answers import Answers


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@click.option(
    "--beyond", is_flag=True, help="Also ask whether they agree beyond position (fits models: a minute)."
)
@window_options
@format_option
def votes(group: Group, hotspot: str | None, beyond: bool, fmt: str | None, **options: Any) -> None:
    """Show how alike a PAIR votes at the United Nations, on all matters or on a HOTSPOT.

    Agreement follows the agenda, so it is never evidence by itself: --beyond holds it against what the
    two states' positions predict, by period and area.  In words first, then every measure.

    \b
      comity votes CHN-RUS
      comity votes CHN-RUS iran
      comity votes CHN-RUS --beyond --format csv
    """  # noqa: D301 - click's mark
    watch = make_watch(group, **options)
    findings = [
        *watch.votes.agreement(hotspot),
        *([] if hotspot else [*watch.votes.by_issue(), *watch.votes.by_session(), *watch.votes.distance()]),
        *watch.votes.vetoes(hotspot),
        *watch.votes.council(hotspot),
        *(watch.votes.excess() if beyond else ()),
    ]
    how = chosen(fmt)
    if how == "json":
        write_json([as_json(f) for f in findings])
    elif how == "text":
        out = console()
        for line in _sentences(watch.answers, hotspot, min(out.width, 80)):
            out.print(line)
        for line in _findings.lines(findings, min(out.width, 106)):
            out.print(line)
    else:
        write_rows([_findings.row(f) for f in findings], how)


def _sentences(answers: Answers, hotspot: str | None, width: int) -> Iterator[Text]:
    """What the account of a pair says of votes, before the measures behind it."""
    if answers.inquiry.pair is None:
        return
    said = [sure.tell_votes(answers, hotspot).text]
    council = None if hotspot else of_council(answers)
    if council:
        said.append(" ".join(s.text for s in (*council.heading, *council.standfirst)))
    for text in said:
        yield from (Text(x, style="bold") for x in textwrap.wrap(text, width))
    yield Text()
