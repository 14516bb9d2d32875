"""``comity brief`` and ``comity edition``: the account of a pair on one page, and its news."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from comity.errors import BriefError, MissingExtraError
from comity.faces.cli._options import Day, as_of_option, make_watch, take
from comity.faces.cli._output import echo, say
from comity.faces.present import writing
from comity.lake.store import Lake
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.account import edition as editions
from comity.watch.account.wording import day
from comity.watch.answers import RECORD

FILE = click.Path(dir_okay=False, path_type=Path)
WEEK = timedelta(days=7)
#: Exit code if nothing changed and nothing was written.
NOTHING_NEW = 4


def _load(module: str, what: str) -> Any:
    """Load a module that writes files; its packages are an optional extra."""
    try:
        return import_module(module)
    except MissingExtraError:
        raise
    except ImportError as e:
        raise MissingExtraError(f"{what} need the extra: pip install 'comity[brief]' ({e}).") from None


@click.command()
@click.option("--out", type=FILE, help="File to write; its ending says the format: html, pdf, md or docx.")
@click.option(
    "--template",
    type=FILE,
    help="Your own template: Jinja for html and md, Typst for pdf, a Word file with styles for docx.",
)
@click.option("--tests", is_flag=True, help="Add an annex: every test with its answer, range and n.")
@take("PAIR", "[HOTSPOT]", window=True)
def brief(
    group: Group, hotspot: str | None, out: Path | None, template: Path | None, *, tests: bool, **options: Any
) -> None:
    """Write a brief on a PAIR, at a HOTSPOT or overall: its account on one page, with at most five notes.

    The bottom line, what they did, who does what, with or against the third power, evidence against, what
    to watch for and how sure that is. Without --out it is printed as Markdown.

    \b
      comity brief CHN-RUS iran --out iran.pdf
      comity brief CHN-RUS --out pair.html
      comity brief CHN-RUS syria --since 2011 --until 2020 --out syria.docx
      comity brief CHN-RUS iran --out iran.pdf --tests
      comity brief CHN-RUS iran --out iran.pdf --template mine.typ
    """  # noqa: D301 - click's mark
    kind = out.suffix.lstrip(".").lower() if out else "md"
    face = _load("comity.faces.brief", "Briefs")
    if kind not in face.KINDS:
        raise BriefError(
            f"A brief is written as {', '.join(face.KINDS)}: end the name of --out in one of them."
        )
    document = face.build(make_watch(group, **options), hotspot or "", tests=tests)
    body = face.write(document, kind, template)
    if out is None:
        echo(body.decode(), end="")
        return
    writing.write(out, body)
    echo(f"{out}: {document.heading.text}; {len(document.notes)} notes.")


@click.command()
@click.option(
    "--since", type=Day(end=True), help="What was known at the end of this day is old (a week ago)."
)
@as_of_option
@click.option(
    "--out",
    "files",
    multiple=True,
    type=FILE,
    help="File to write; its ending says the format: html, md, txt or rss (may be repeated).",
)
@take("PAIR", lake=True)
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
    face = _load("comity.faces.brief.edition", "Editions")
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
        say([f"Nothing is new about {group.name} since {day(first)}; nothing was written."])
        raise click.exceptions.Exit(NOTHING_NEW)
    for path, kind in zip(files, kinds, strict=False):
        writing.write(path, face.write(made, kind, now))
        echo(f"{path}: {made.heading.text}")
    if not files:
        echo(face.write(made, "txt", now).decode(), end="")
