"""``comity edition``: what is new about a pair since a day, to read, to mail or to subscribe to."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from comity.errors import BriefError, MissingExtraError
from comity.faces.cli._options import Day, group_argument, lake_option
from comity.faces.present import writing
from comity.lake.store import Lake
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.account import edition as editions
from comity.watch.account.wording import day
from comity.watch.answers import RECORD

WEEK = timedelta(days=7)
NOTHING_NEW = 4
"""Exit code when nothing changed, so that nothing was written."""


@click.command()
@group_argument
@click.option(
    "--since", type=Day(end=True), help="What was known at the end of this day is old (a week ago)."
)
@click.option("--as-of", type=Day(end=True), help="Only what was known on this day.")
@click.option(
    "--out",
    "files",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; its ending says the format: html, md, txt or rss (may be repeated).",
)
@lake_option
def edition(
    group: Group, since: date | None, as_of: date | None, files: tuple[Path, ...], lake: str | None
) -> None:
    """Tell what is new about a PAIR: acts added, headings that changed and why, forecasts that came due.

    What was known on the day of --since is held beside what is known now: old acts written down late are
    new too. What is new names its sources. The week before the last day held, unless --since says otherwise.
    Without --out it is printed as text. When nothing changed nothing is written, and the exit code is 4,
    so that a scheduled run sends only what is worth reading.

    \b
      comity edition CHN-RUS
      comity edition CHN-RUS --since 2026-04-01
      comity edition CHN-RUS --out week.html --out week.rss
      comity edition CHN-RUS --out mail.txt && mail -s comity desk@example.org < mail.txt
    """  # noqa: D301 - click's mark
    try:
        from comity.faces.brief import edition as face  # noqa: PLC0415 - its packages are an extra
    except MissingExtraError:
        raise
    except ImportError as e:
        raise MissingExtraError(f"Editions need the extra: pip install 'comity[brief]' ({e}).") from None
    kinds = [f.suffix.lstrip(".").lower() for f in files] or ["txt"]
    if wrong := [k for k in kinds if k not in face.KINDS]:
        raise BriefError(
            f"An edition is written as {', '.join(face.KINDS)}, not as {wrong[0]!r}: end --out so."
        )
    store = Lake.open(lake)
    now = Watch(*group.codes, lake=store, as_of=as_of).only(RECORD)
    first = since or now.data_to - WEEK
    then = Watch(*group.codes, lake=store, as_of=first).only(RECORD)
    made = editions.edition(then.answers, now.answers, first, store.root)
    if made.empty:
        click.echo(f"Nothing is new about {group.name} since {day(first)}; nothing was written.", err=True)
        raise click.exceptions.Exit(NOTHING_NEW)
    for path, kind in zip(files, kinds, strict=False):
        writing.write(path, face.write(made, kind, now))
        click.echo(f"{path}: {made.heading.text}")
    if not files:
        click.echo(face.write(made, "txt", now).decode(), nl=False)
