"""``comity brief``: one page to hand on, the account of a pair with its records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from comity.errors import BriefError, MissingExtraError
from comity.faces.cli._options import HotspotType, group_argument, window_options
from comity.faces.cli._watch import make_watch
from comity.faces.present import writing
from comity.vocabulary.group import Group

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@group_argument
@click.argument("hotspot", type=HotspotType(), required=False)
@click.option("--out", type=FILE, help="File to write; its ending says the format: html, pdf, md or docx.")
@click.option(
    "--template",
    type=FILE,
    help="Your own template: Jinja for html and md, Typst for pdf, a Word file with styles for docx.",
)
@click.option("--tests", is_flag=True, help="Add an annex: every test with its answer, range and n.")
@window_options
def brief(
    group: Group, hotspot: str | None, out: Path | None, template: Path | None, *, tests: bool, **options: Any
) -> None:
    """Write a brief on a PAIR, at a HOTSPOT or overall: its account on one page, with at most eight notes.

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
    try:
        from comity.faces import brief as face  # noqa: PLC0415 - its packages are an extra
    except MissingExtraError:
        raise
    except ImportError as e:
        raise MissingExtraError(f"Briefs need the extra: pip install 'comity[brief]' ({e}).") from None
    if kind not in face.KINDS:
        raise BriefError(
            f"A brief is written as {', '.join(face.KINDS)}: end the name of --out in one of them."
        )
    document = face.build(make_watch(group, **options), hotspot or "", tests=tests)
    body = face.write(document, kind, template)
    if out is None:
        click.echo(body.decode(), nl=False)
        return
    writing.write(out, body)
    click.echo(f"{out}: {document.heading.text}; {len(document.notes)} notes.")
