"""``comity add``: take files and folders into the lake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from comity.faces.cli._options import print_answer
from comity.faces.cli._output import Printout, progress
from comity.faces.present.sanitize import one_line
from comity.lake.ingest.receipt import FileOutcome, Receipt
from comity.lake.store import Lake
from comity.sources.base import packaged
from comity.sources.curated import own_acts

MOST_ROWS = 20
"""Rows not taken that are shown."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--template", is_flag=True, help="Print a spreadsheet (CSV) for acts of your own, and stop.")
@print_answer()
def add(paths: tuple[Path, ...], template: bool, lake: str | None) -> Printout | None:
    """Read files and folders into the lake and print a receipt that accounts for every file and row.

    The format of each file is recognised by its content.  Adding the same file again adds nothing; a
    corrected file replaces the older one; Ctrl-C loses nothing that was committed.

    \b
      comity add ~/Downloads/icews
      comity add votes.rda vetoes.csv --lake ./lake
      comity add --template > acts.csv      fill it in, then: comity add acts.csv
    """  # noqa: D301 - click's mark
    if template:
        with packaged(own_acts.TEMPLATE).open() as stream:
            click.echo(stream.read(), nl=False)
        return None
    if not paths:
        raise click.UsageError("Name files or folders, or ask for --template.")
    with progress() as bar:
        task = bar.add_task("reading", total=_count_files(paths))

        def advance(met: int, place: str) -> None:
            bar.update(task, completed=met, description=one_line(Path(place).name)[-40:])

        opened = Lake.open(lake)
        receipt = opened.add(paths, progress=advance)
    refused = _list_refused(opened, receipt)
    return Printout(
        lambda _: [
            summary(receipt),
            *_write_sources(receipt),
            *_write_gaps(receipt),
            *_write_refused(refused),
        ],
        lambda: [_list_outcome(x) for x in receipt.lines],
        receipt.to_json,
        partly=bool(receipt.gaps or refused),
    )


def _count_files(paths: tuple[Path, ...]) -> int:
    """Count the files that lie at and below the paths: the length of the bar, not a promise."""
    return sum(sum(1 for f in p.rglob("*") if f.is_file()) if p.is_dir() else 1 for p in paths)


def _list_refused(lake: Lake, receipt: Receipt) -> list[tuple[str, str]]:
    """List place and reason of each row of the user's own spreadsheets that was not taken."""
    own = {x.file_id: x.place for x in receipt.of("added") if x.source == own_acts.ID and x.rejects}
    if not own:
        return []
    rows = lake.rejects().to_pylist()
    return [(own[r["file_id"]], r["detail"]) for r in rows if r["file_id"] in own]


def _write_refused(rows: list[tuple[str, str]]) -> Iterator[str]:
    if rows:
        yield f"Rows not taken ({len(rows):,}); mend them and add the file again:"
    for place, detail in rows[:MOST_ROWS]:
        yield f"  {one_line(place.rpartition('/')[2])}, {one_line(detail)}"
    if len(rows) > MOST_ROWS:
        yield f"  and {len(rows) - MOST_ROWS:,} more"


def _list_outcome(x: FileOutcome) -> dict[str, object]:
    return {
        "place": x.place,
        "status": x.status,
        "source": x.source,
        "seen": x.row_count,
        "kept": x.accepted,
        "set_aside": sum(x.set_aside.values()),
        "rejected": sum(x.rejects.values()),
        "reason": x.reason,
    }


def _write_sources(receipt: Receipt) -> Iterator[str]:
    by_source: dict[str, list[FileOutcome]] = {}
    for x in receipt.of("added"):
        by_source.setdefault(x.source, []).append(x)
    for source, lines in sorted(by_source.items()):
        aside = sum((Counter(x.set_aside) for x in lines), Counter[str]())
        rejected = sum(sum(x.rejects.values()) for x in lines)
        rest = ", ".join(f"{n:,} {rule}" for rule, n in sorted(aside.items()))
        yield (
            f"  {source:<22}{len(lines):>5} files  {sum(x.accepted for x in lines):>10,} rows kept"
            f"{f'; set aside: {rest}' if rest else ''}{f'; {rejected:,} rejected' if rejected else ''}"
        )


def _write_gaps(receipt: Receipt) -> Iterator[str]:
    """Name every gap; files of one folder with the same fate and reason share a line."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for x in receipt.gaps:
        folder, _, name = x.place.rpartition("/")
        alike.setdefault((folder, x.status, x.reason), []).append(name)
    if alike:
        yield f"Not taken ({len(receipt.gaps):,}):"
    for (folder, status, reason), names in alike.items():
        what = names[0] if len(names) == 1 else f"{len(names)} files, {names[0]} to {names[-1]}"
        yield f"  {one_line(f'{folder}/{what}'.lstrip('/'))}"
        yield f"      {status}: {one_line(reason)}"


def summary(receipt: Receipt) -> str:
    """Say asked = got + named gaps, in one line."""
    rows = receipt.rows
    return (
        f"{receipt.requested:,} files asked = {receipt.got:,} got + {len(receipt.gaps):,} named gaps; "
        f"rows: {rows['seen']:,} seen = {rows['kept']:,} kept + {rows['set_aside']:,} set aside + "
        f"{rows['rejects']:,} rejected"
    )
