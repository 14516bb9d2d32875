"""``comity compare``: is this pair unusual, or would any pair look so?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from comity.errors import QuestionError
from comity.faces.cli._options import group_argument, window_options
from comity.faces.cli._output import chosen, console, format_option, write_rows
from comity.faces.cli._style import SOFT
from comity.faces.cli._timing_and_votes import two
from comity.faces.cli._watch import make_watch
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.composed import peers

PLACEBO = peers.PLACEBO


@click.command()
@group_argument
@click.option(
    "--with", "others", default=PLACEBO, show_default=True, help="Pairs, as FRA-DEU,USA-GBR, or placebo."
)
@window_options
@format_option
def compare(group: Group, others: str, fmt: str | None, **options: Any) -> None:
    """Show a PAIR beside others: placebo pairs of like voting habits, or pairs you name.

    \b
      comity compare CHN-RUS
      comity compare CHN-RUS --with IND-RUS,CHN-PAK,GBR-USA
    """  # noqa: D301 - click's mark
    watch = make_watch(group, **options)
    if watch.pair is None:
        raise QuestionError("A comparison is of pairs: name two states.")
    pairs = [] if others == PLACEBO else [Group.parse(p) for p in others.split(",")]
    named = watch.compare.peers([g.pairs[0] for g in pairs])
    if not named:
        raise QuestionError(
            "No votes are held to choose placebo pairs from: add them, or name pairs with --with."
        )
    kind = peers.NAMED if pairs else peers.PLACEBO
    rows = [watch.compare.row(peers.OWN), *(watch.of_members(*p).compare.row(kind) for p in named)]
    if chosen(fmt) != "text":
        write_rows(rows, chosen(fmt))
        return
    out = console()
    for line in _page(watch, rows):
        out.print(line)


def _page(watch: Watch, rows: list[dict[str, Any]]) -> Iterator[Text]:
    ranked = sorted(rows, key=lambda r: -(r["kappa"] if r["kappa"] is not None else -9))
    place = 1 + next(k for k, r in enumerate(ranked) if r["kind"] == "asked")
    above = [r["pair"] for r in ranked[: place - 1]]
    higher = f"; above it: {', '.join(above[:3])}{' ...' if len(above) > 3 else ''}" if above else ""
    yield Text(f"{watch.group.name}: no. {place} of {len(rows)} by kappa{higher}", style="bold")
    yield Text(
        f"{'pair':<10}{'votes':>7}{'alike':>7}{'kappa (90%)':>21}{'vetoes':>8}{'timing z':>10}{'rank':>10}",
        style=SOFT,
    )
    for r in ranked:
        yield Text(_line(r), style="bold" if r["kind"] == "asked" else "")
    yield Text(
        "timing: pooled over hotspots, as a pair or in a group; rank among all pairs tested", style=SOFT
    )


def _line(r: dict[str, Any]) -> str:
    out = f"{r['pair']:<10}"
    if r["kappa"] is None:
        out += f"{'–':>7}{'–':>7}{'–':>21}"
    else:
        span = f"{two(r['kappa'])} ({two(r['kappa_low'])} to {two(r['kappa_high'])})"
        out += f"{r['votes_n']:>7}{r['alike']:>7.0%}{span:>21}"
    out += f"{'–' if r['joint_vetoes'] is None else r['joint_vetoes']:>8}"
    z = "–" if r["timing_z"] is None else two(r["timing_z"])
    rank = "–" if r["timing_rank"] is None else f"{r['timing_rank']}/{r['timing_of']}"
    return f"{out}{z:>10}{rank:>10}"
