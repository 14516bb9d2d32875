"""``comity why``: the records behind a cell, newest first."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.text import Text

from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_rows
from comity.faces.cli._watch import make_watch
from comity.faces.present.sanitize import one_line
from comity.lake.query import reports
from comity.lake.query.evidence import EvidenceLine
from comity.records import bins
from comity.records.facts import CLASSES
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group
from comity.watch.account.acts import BY_OTHERS, ClassedAct
from comity.watch.account.place import PlaceAccount, by_others, of_place
from comity.watch.answers import RECORD

SHOWN = 40
_DATES = {"day": "%d %b %Y", "month": "%b %Y", "year": "%Y", "span": "%d %b %Y"}


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType())
@click.argument("when", required=False, metavar="[WHEN]")
@window_options
@click.option("--all", "everything", is_flag=True, help=f"Show every record, not the newest {SHOWN}.")
@format_option
def why(
    group: Group, hotspot: str, when: str | None, everything: bool, fmt: str | None, **options: Any
) -> None:
    """Show the records behind a PAIR at a HOTSPOT, newest first, each with its source and place.

    WHEN is a year, quarter, month or day (2019, 2019-Q1, 2019-02, 2019-02-28).

    \b
      comity why CHN-RUS venezuela
      comity why CHN-RUS venezuela 2019-02
      comity why CHN-RUS PRK --since 2022 --format json
    """  # noqa: D301 - click's mark
    watch = make_watch(group, **options)
    lines = watch.why(hotspot, *(bins.window(when) if when else (None, None)))
    how = chosen(fmt)
    if how != "text":
        write_rows([x.as_row() for x in lines], how, columns=(*EvidenceLine.__dataclass_fields__, "grade"))
        return
    out = console()
    span = f", {when}" if when else ""
    spot = hotspots.get(hotspot).name
    answers = watch.only(RECORD).answers
    account, others = of_place(answers, hotspot), by_others(answers)[hotspots.whole(hotspot)]
    out.print(
        Text(f"{group.name} · {spot}{span}: {_count(lines, account, others, answers.covered)}", style="bold")
    )
    if not lines:
        out.print(
            Text(
                "No record in the lake mentions them here; `comity status` shows what the lake has.",
                style="dim",
            )
        )
    met: set[str] = set()
    views = [x for x in lines if x.kind == "view"]
    lines = [x for x in lines if x.kind != "view"]
    for x in lines if everything else lines[:SHOWN]:
        for text in _shown(x, min(out.width, 106)):
            out.print(text)
        if x.told_by and x.occurrence not in met:
            met.add(x.occurrence)
            for line in textwrap.wrap(
                one_line(f"told by {reports.in_words(x.told_by)}"), max(min(out.width, 106) - 14, 30)
            ):
                out.print(Text(f"{'':14}{line}", style="dim"))
    if met:
        for rule in reports.RULES:
            out.print(Text(f"\nFolded: {rule}.", style="dim"))
    if not everything and len(lines) > SHOWN:
        out.print(Text(f"\n{len(lines) - SHOWN} older records: add --all, or narrow WHEN.", style="dim"))
    if views:
        out.print(Text("\nSaid of their motives and stakes (views, never counted as acts)", style="bold"))
    for x in views:
        for text in _shown(x, min(out.width, 106)):
            out.print(text)


def _count(
    lines: Sequence[EvidenceLine], account: PlaceAccount, others: Sequence[ClassedAct], covered: bool
) -> str:
    """What the lines hold: acts as the account of the place counts them, those it leaves out, and the rest.

    It leaves out what others did, what was denied and, of a group that no record is about, acts of others.
    """
    counted = {a.id: a.act_class for a in account.acts} | {a.id: BY_OTHERS for a in others}
    occurrences = {x.occurrence for x in lines if x.kind in ("deed", "word")}
    by = Counter(counted.get(o, "") for o in occurrences)
    parts = [
        *((by[c], c, c) for c in CLASSES),
        (by[BY_OTHERS], "by others", "by others"),
        (
            by[""],
            *(
                ("denied",) * 2
                if covered
                else ("act in records about others", "acts in records about others")
            ),
        ),
        (sum(x.kind == "ballot" for x in lines), "roll call", "roll calls"),
        (sum(x.kind == "event" for x in lines), "row of an event stream", "rows of event streams"),
        (sum(x.kind == "condition" for x in lines), "condition or total", "conditions or totals"),
        (sum(x.kind == "view" for x in lines), "view", "views"),
        (sum(x.kind == "lead" for x in lines), "lead", "leads"),
    ]
    said = [f"{n:,} {one if n == 1 else many}" for n, one, many in parts if n]
    return ", ".join(said) or "nothing on record"


def _shown(x: EvidenceLine, width: int) -> Iterator[Text]:
    when = x.date.strftime(_DATES[x.precision]).lstrip("0")
    head = Text(f"\n{when:>12}  ")
    what = f"Said by {x.said_by}: {x.what}" if x.said_by else x.what
    wrapped = textwrap.wrap(one_line(what), max(width - 14, 30)) or [""]
    head.append(wrapped[0], style="bold" if x.kind == "deed" else "")
    yield head
    for more in wrapped[1:]:
        yield Text(f"{'':14}{more}", style="bold" if x.kind == "deed" else "")
    friction = " · friction" if x.polarity == "friction" else ""
    form = f" · {', '.join(forms.get(i).name.lower() for i in x.forms)}" if x.forms else ""
    kinds = f" ({', '.join(x.source_kinds)})" if x.source_kinds else ""
    who = f" · {'+'.join(x.who)}" if x.who else ""
    facts = f"{x.kind}{form}{friction}{who} · {x.source}{kinds} · {x.record_id}"
    for line in textwrap.wrap(one_line(facts), max(width - 14, 30), break_on_hyphens=False):
        yield Text(f"{'':14}{line}", style="dim")
    for place in x.where:
        for line in textwrap.wrap(one_line(place), max(width - 16, 30), break_on_hyphens=False):
            yield Text(f"{'':14}  {line}", style="dim")
    if x.note:
        yield Text(f"{'':14}! {x.note}", style="yellow")
