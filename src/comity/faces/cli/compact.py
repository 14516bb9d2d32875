"""``comity compact``: many small files of the lake become few large ones."""

from __future__ import annotations

import click

from comity.faces.cli._options import lake_option
from comity.faces.cli._output import say
from comity.lake.store import Lake


@click.command()
@lake_option
def compact(lake: str | None) -> None:
    """Write the small files of months that are over as large ones, so that questions read them faster.

    No record changes, nothing is lost if it is stopped, and a second run finds nothing to do.

    \b
      comity compact
    """  # noqa: D301 - click's mark
    done = Lake.open(lake).compact()
    if not done.folders:
        say(["Nothing to do: no month that is over has several small files."])
        return
    say([f"{done.before:,} files of {done.folders:,} folders became {done.after:,}."])
