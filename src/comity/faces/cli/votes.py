"""``comity votes``: how alike a pair votes, and whether more than positions say."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.text import Text

from comity.faces.cli._findings import answer_with
from comity.faces.cli._options import print_answer
from comity.faces.cli._output import Printout, wrap
from comity.watch import Watch
from comity.watch.account import witnesses
from comity.watch.account.council import of_council
from comity.watch.answers import Answers


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
    """Yield what the account of a pair says of votes, before the measures behind it."""
    if answers.inquiry.pair is None:
        return
    yield from wrap(f"General Assembly: {witnesses.of_votes(answers, hotspot).text}.", width, "bold")
    if council := None if hotspot else of_council(answers):
        said = " ".join(s.text for s in (*council.heading, *council.standfirst))
        yield from wrap(said, width, "bold")
    yield Text()
