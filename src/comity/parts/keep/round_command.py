"""``comity round``: show what is new and which sources are due for pairs, and log searches."""

from __future__ import annotations

import getpass
import textwrap
from datetime import UTC, datetime

import click

from comity.faces.cli._options import GroupType, lake_option
from comity.faces.cli._output import echo
from comity.lake import own_facts
from comity.lake.own_facts import SEARCHED
from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.parts.keep import rounds
from comity.parts.keep.command import WIDTH, press
from comity.parts.keep.items import read_in
from comity.vocabulary.group import Group

KEYS = "d looked, nothing found   f looked, found something   n not now   q stop"


@click.command(name="round")
@click.argument("groups", type=GroupType(), nargs=-1, required=True, metavar="PAIR...")
@click.option("--by", default=getpass.getuser, help="Who makes the round (your name on this machine).")
@click.option("--mail", is_flag=True, help="Print only the paragraph of today's round.")
@lake_option
def round_command(groups: tuple[Group, ...], by: str, mail: bool, lake: str | None) -> None:
    """Make a round of PAIRs: what is new since the last one, what is due, ten minutes laid out in order.

    \b
      comity round CHN-RUS IRN-RUS
      comity round CHN-RUS --mail

    Each source that is due is shown with its address; one key says that you looked and whether there was
    something, and the log of it makes "no act found" true. Stop at any time: the next round goes on where
    this one ended. Acts that you find become facts with `comity keep`.
    """  # noqa: D301 - click's \b stops rewrapping
    store, today = Lake.open(lake), datetime.now(UTC).date()
    view = store.view(packaged=True)
    for group in groups:
        state = rounds.read_round(store, view, group, today)
        if not mail:
            waiting = _count_waiting(store, view, group)
            for line in rounds.screen(state, waiting, rounds.count_news(store, view, state)):
                echo(_fill(line, " " * 11))
            _go_through(store, state, by)
            state = rounds.read_round(store, view, group, today)
        echo(_fill(rounds.write_paragraph(state, by), ""))


def _fill(text: str, indent: str) -> str:
    return textwrap.fill(
        text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _count_waiting(store: Lake, view: View, group: Group) -> int:
    done = {c.item for c in own_facts.read(store.root).made}
    return sum(i not in done for i in read_in(view, group).to_pylist())


def _go_through(store: Lake, state: rounds.PairRound, by: str) -> None:
    """Ask about each source that a round finds due to be checked, and log each search at once."""
    if state.due:
        echo(f"\n{KEYS}")
    for place in state.due:
        echo(f"{place.name}  {place.url}")
        key = press()
        if key in ("", "q"):
            return
        if key in ("d", "f"):
            result = "nothing" if key == "d" else "something"
            own_facts.write(store.root, by, SEARCHED, pair=state.group.id, place=place.id, found=result)
