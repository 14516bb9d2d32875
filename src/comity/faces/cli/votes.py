"""``comity votes`` and ``comity compare``: how alike two states vote, alone and beside other pairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text

from comity.errors import QuestionError
from comity.faces.cli._findings import answer_with, shorten
from comity.faces.cli._options import print_answer, require_pair
from comity.faces.cli._output import SOFT, PageLine, Printout, make_table, wrap
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.account import sure
from comity.watch.account.council import write_council
from comity.watch.answers import Answers
from comity.watch.composed import peers


@click.command()
@click.option(
    "--beyond", is_flag=True, help="Also ask whether they agree beyond position (fits models: a minute)."
)
@print_answer("PAIR", "[HOTSPOT]", window=True)
def votes(watch: Watch, hotspot: str | None, beyond: bool) -> Printout:
    """Show how alike a PAIR votes at the United Nations, on all matters or on a HOTSPOT.

    Agreement follows the agenda, so it is never evidence by itself: --beyond holds it against what the
    two states' positions predict, by period and area.  In words first, then every measure.

    \b
      comity votes CHN-RUS
      comity votes CHN-RUS iran
      comity votes CHN-RUS --beyond --format csv
    """  # noqa: D301 - click's mark
    findings = [
        *watch.votes.agreement(hotspot),
        *([] if hotspot else [*watch.votes.by_issue(), *watch.votes.by_session(), *watch.votes.distance()]),
        *watch.votes.vetoes(hotspot),
        *watch.votes.council(hotspot),
        *(watch.votes.excess() if beyond else ()),
    ]
    return answer_with(findings, before=lambda width: _say(watch.answers, hotspot, min(width, 80)))


def _say(answers: Answers, hotspot: str | None, width: int) -> Iterator[Text]:
    if answers.inquiry.pair is None:
        return
    yield from wrap(sure.tell_votes(answers, hotspot).text, width, "bold")
    if council := None if hotspot else write_council(answers):
        said = " ".join(s.text for s in (*council.heading, *council.standfirst))
        yield from wrap(said, width, "bold")
    yield Text()


@click.command()
@click.option(
    "--with",
    "others",
    default=peers.PLACEBO,
    show_default=True,
    help="Pairs, as FRA-DEU,USA-GBR, or placebo.",
)
@print_answer("PAIR", window=True)
def compare(watch: Watch, others: str) -> Printout:
    """Show a PAIR beside others: placebo pairs of like voting habits, or pairs you name.

    \b
      comity compare CHN-RUS
      comity compare CHN-RUS --with IND-RUS,CHN-PAK,GBR-USA
    """  # noqa: D301 - click's mark
    require_pair(watch)
    pairs = [] if others == peers.PLACEBO else [Group.parse(p) for p in others.split(",")]
    beside = watch.compare.peers([g.pairs[0] for g in pairs])
    if not beside:
        raise QuestionError(
            "No votes are held to choose placebo pairs from: add them, or name pairs with --with."
        )
    kind = peers.NAMED if pairs else peers.PLACEBO
    rows = [watch.compare.row(peers.OWN), *(watch.of_members(*p).compare.row(kind) for p in beside)]
    return Printout(lambda width: _write(watch, rows, width), lambda: rows)


def _write(watch: Watch, rows: list[dict[str, Any]], width: int) -> Iterator[PageLine]:
    ranked = sorted(rows, key=lambda r: -(r["kappa"] if r["kappa"] is not None else -9))
    place = 1 + next(k for k, r in enumerate(ranked) if r["kind"] == "asked")
    above = [r["pair"] for r in ranked[: place - 1]]
    higher = f"; above it: {', '.join(above[:3])}{' ...' if len(above) > 3 else ''}" if above else ""
    yield from wrap(f"{watch.group.name}: no. {place} of {len(rows)} by kappa{higher}", width, "bold")
    numbers = ("votes", "alike", "kappa (90%)", "vetoes", "timing z", "rank")
    table = make_table("pair", *numbers, right=numbers)
    for r in ranked:
        table.add_row(r["pair"], *_list_cells(r), style="bold" if r["kind"] == "asked" else "")
    yield table
    yield Text("timing: pooled over hotspots, as a pair or in a group; rank among all pairs tested", SOFT)


def _list_cells(r: dict[str, Any]) -> Iterator[str]:
    if r["kappa"] is None:
        yield from ("–", "–", "–")
    else:
        span = f"{shorten(r['kappa_low'])} to {shorten(r['kappa_high'])}"
        yield from (str(r["votes_n"]), f"{r['alike']:.0%}", f"{shorten(r['kappa'])} ({span})")
    yield "–" if r["joint_vetoes"] is None else str(r["joint_vetoes"])
    yield "–" if r["timing_z"] is None else shorten(r["timing_z"])
    yield "–" if r["timing_rank"] is None else f"{r['timing_rank']}/{r['timing_of']}"
