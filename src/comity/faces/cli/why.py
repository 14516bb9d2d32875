"""``comity why``: the records about a pair at a hotspot, newest first."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

import click
from rich.text import Text

from comity.faces.cli._options import print_answer
from comity.faces.cli._output import PageLine, Printout, wrap
from comity.faces.present.sanitize import one_line
from comity.lake.query import reports
from comity.lake.query.evidence import EvidenceLine
from comity.records import bins
from comity.records.facts import CLASSES
from comity.vocabulary import forms, hotspots
from comity.watch import Watch
from comity.watch.account.acts import BY_OTHERS, ClassedAct
from comity.watch.account.place import PlaceAccount, describe_place, list_by_others
from comity.watch.answers import RECORD

SHOWN = 40
_DATES = {"day": "%d %b %Y", "month": "%b %Y", "year": "%Y", "span": "%d %b %Y"}


@click.command()
@click.option("--all", "everything", is_flag=True, help=f"Show every record, not the newest {SHOWN}.")
@print_answer("PAIR", "HOTSPOT", window=True)
@click.argument("when", required=False, metavar="[WHEN]")
def why(watch: Watch, hotspot: str, when: str | None, everything: bool) -> Printout:
    """Show the records behind a PAIR at a HOTSPOT, newest first, each with its source and place.

    WHEN is a year, quarter, month or day (2019, 2019-Q1, 2019-02, 2019-02-28).

    \b
      comity why CHN-RUS venezuela
      comity why CHN-RUS venezuela 2019-02
      comity why CHN-RUS PRK --since 2022 --format json
    """  # noqa: D301 - click's mark
    lines = watch.why(hotspot, *(bins.window(when) if when else (None, None)))

    def page(width: int) -> Iterator[PageLine]:
        answers = watch.only(RECORD).answers
        account, others = (
            describe_place(answers, hotspot),
            list_by_others(answers).get(hotspots.whole(hotspot), ()),
        )
        span = f", {when}" if when else ""
        counts = _count(lines, account, others, answers.covered)
        yield from wrap(f"{watch.group.name} · {hotspots.get(hotspot).name}{span}: {counts}", width, "bold")
        yield from _write(lines, everything, width)

    columns = (*EvidenceLine.__dataclass_fields__, "grade")
    return Printout(page, lambda: [x.as_row() for x in lines], columns=columns)


def _write(lines: Sequence[EvidenceLine], everything: bool, width: int) -> Iterator[PageLine]:
    if not lines:
        yield Text(
            "No record in the lake mentions them here; `comity status` shows what the lake has.", "dim"
        )
    met: set[str] = set()
    views = [x for x in lines if x.kind == "view"]
    acts = [x for x in lines if x.kind != "view"]
    for x in acts if everything else acts[:SHOWN]:
        yield from _write_record(x, width)
        if x.told_by and x.occurrence not in met:
            met.add(x.occurrence)
            yield from _hang(f"told by {reports.describe_reports(x.told_by)}", width, "dim")
    for rule in reports.RULES if met else ():
        yield Text()
        yield from wrap(f"Folded: {rule}.", width, "dim")
    if not everything and len(acts) > SHOWN:
        yield Text(f"\n{len(acts) - SHOWN} older records: add --all, or narrow WHEN.", "dim")
    if views:
        yield Text("\nSaid of their motives and stakes (views, never counted as acts)", "bold")
    for x in views:
        yield from _write_record(x, width)


def _hang(text: str, width: int, style: str, indent: int = 14) -> Iterator[PageLine]:
    """Yield a text wrapped below the date of its record, without line breaks inside addresses."""
    most = max(width - indent, 30)
    for line in textwrap.wrap(one_line(text), most, break_on_hyphens=False, break_long_words=False):
        whole = f"{'':{indent}}{line}"
        yield whole if len(line) > most else Text(whole, style)


def _count(
    lines: Sequence[EvidenceLine], account: PlaceAccount, others: Sequence[ClassedAct], covered: bool
) -> str:
    """Return the number of records of each kind in words; acts are counted as in the account of the place.

    Acts that the account leaves out are counted too: those of other states, denied acts and, for a group
    whose acts nobody searched for, acts in records about others.
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


def _write_record(x: EvidenceLine, width: int) -> Iterator[PageLine]:
    when = x.date.strftime(_DATES[x.precision]).lstrip("0")
    style = "bold" if x.kind == "deed" else ""
    said = f"Said by {x.said_by}: {x.what}" if x.said_by else x.what
    first, *more = textwrap.wrap(one_line(said), max(width - 14, 30)) or [""]
    yield Text(f"\n{when:>12}  ").append(first, style)
    yield from (Text(f"{'':14}{line}", style) for line in more)
    form = f" · {', '.join(forms.get(i).name.lower() for i in x.forms)}" if x.forms else ""
    kinds = f" ({', '.join(x.source_kinds)})" if x.source_kinds else ""
    friction = " · friction" if x.polarity == "friction" else ""
    who = f" · {x.sides}" if x.sides else ""
    yield from _hang(f"{x.kind}{form}{friction}{who} · {x.source}{kinds} · {x.record_id}", width, "dim")
    for place in x.where:
        yield from _hang(place, width, "dim", 16)
    if x.note:
        yield Text(f"{'':14}! {x.note}", "yellow")
