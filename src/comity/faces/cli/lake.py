"""Commands that fill and maintain the lake: ``add``, ``status``, ``verify``, ``backup`` and so on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from comity import plugins
from comity.faces.cli._options import print_answer, take
from comity.faces.cli._output import PageLine, Printout, make_table, progress, say
from comity.faces.present.sanitize import one_line
from comity.lake.checkup import Damage
from comity.lake.ingest.receipt import FileOutcome, Receipt
from comity.lake.store import Lake, Status
from comity.records.coverage import Coverage
from comity.sources import cards, registry
from comity.sources.base import Sample, Source, load_packaged
from comity.sources.curated import own_acts


@click.command()
@print_answer()
def status(lake: str | None) -> Printout:
    """Show what the lake holds: records, coverage by source, last added, rejects; and how `follow` does.

    Records and files that are missing are named, and the exit code is 3; `comity verify` reads every byte.
    """
    place = Lake.open(lake)
    contents = place.status()
    coverage = list(contents.coverage) if contents.damage else place.view(packaged=True).coverage()
    health = plugins.find("questions", "health")
    following = health.report(place) if health else None
    followed = health.lines(following) if health and following else []

    def rows() -> list[dict[str, Any]]:
        say(contents.damage)
        return [_list_coverage(c) for c in coverage]

    def document() -> dict[str, Any]:
        in_sight = [_list_coverage(c) for c in coverage]
        return {**contents.to_json(), "following": following, "in_sight": in_sight}

    return Printout(
        lambda _: _write_status(contents, coverage, followed), rows, document, partly=bool(contents.damage)
    )


def _write_status(contents: Status, coverage: list[Coverage], followed: list[str]) -> Iterator[PageLine]:
    size = f"{contents.bytes / 1e6:,.1f} MB in {contents.files:,} files"
    yield f"Lake {contents.root}: {size if contents.files else 'nothing added yet'}"
    if contents.last_added:
        yield f"Last added {contents.last_added}"
    yield from (one_line(line) for line in contents.damage)
    counts = make_table("", "", "", right=("",))
    counts.show_header = False
    for name, parts in (*contents.records.items(), ("rejects", contents.rejects)):
        if parts:
            each = ", ".join(f"{n:,} {part}" for part, n in parts.items())
            counts.add_row(f"  {name}", f"{sum(parts.values()):,}", each)
    if counts.row_count:
        yield counts
    yield from (one_line(line) for line in followed)
    yield ""
    yield _tabulate_sight(coverage)
    if not contents.files:
        yield Text("\nNext: comity sources   comity add FOLDER", style="bold")


def _list_coverage(c: Coverage) -> dict[str, object]:
    return {
        "source": c.source,
        "table": c.table,
        "first": c.first,
        "last": c.last,
        "states": "all" if c.states is None else ", ".join(sorted(c.states)),
        "leaves_out": ", ".join(sorted(c.leaves_out)),
        "selective": c.selective,
        "licence": registry.card(c.source).licence if c.source in registry.list_ids() else "",
        "note": c.note,
    }


def _tabulate_sight(coverage: list[Coverage]) -> Table:
    columns = ("In sight", "Table", "From", "To", "Days", "States", "Note")
    table = make_table(*columns, right=("Days",), fixed=columns[:-1], gap=1)
    groups: dict[tuple[str, str, bool], list[Coverage]] = {}
    for c in coverage:
        groups.setdefault((c.source, c.table, c.selective), []).append(c)
    for (source, name, selective), stretches in groups.items():
        first, last = min(c.first for c in stretches), max(c.last for c in stretches)
        days = sum((c.last - c.first).days + 1 for c in stretches)
        gaps = f"{len(stretches)} stretches; " if len(stretches) > 1 else ""
        note = (
            "a choice: silence says nothing" if selective else next((c.note for c in stretches if c.note), "")
        )
        table.add_row(source, name, f"{first}", f"{last}", f"{days:,}", _name_states(stretches), gaps + note)
    return table


def _name_states(stretches: list[Coverage]) -> str:
    codes = {s for c in stretches for s in c.states or ()}
    said = "all" if any(c.states is None for c in stretches) else str(len(codes))
    missing = {s for c in stretches for s in c.leaves_out}
    return f"{said} but {len(missing)}" if missing else said


@click.command()
@click.option("--repair", "mend", is_flag=True, help="Repair what can be repaired; nothing is deleted.")
@click.option("--dismiss", multiple=True, metavar="NAME", help="Leave out for good what is missing of NAME.")
@print_answer()
def verify(mend: bool, dismiss: tuple[str, ...], lake: str | None) -> Printout:
    """Read every byte of the lake and compare it with the manifest; name all that is damaged or missing.

    With --repair, lost records come back from their mirror. Commits with damaged files are taken out into the
    lake's folder quarantine; files that `comity get` downloaded are added again at once. Every command names
    the others until you add them again, or leave them out for good with --dismiss. The exit code is 3 as long
    as anything is damaged or missing.

    \b
      comity verify
      comity verify --repair
    """  # noqa: D301 - click's mark
    place = Lake.open(lake)
    for name in dismiss:
        place.dismiss(name)
    repair = place.repair() if mend else None
    checkup = repair.after if repair else place.check(deep=True)
    done = [Damage("done", "", text) for text in repair.done] if repair else []
    more = {"done": list(repair.done)} if repair else {}
    whole = [] if checkup.damage else [f"{checkup.files:,} files are what was written."]
    return Printout(
        lambda _: [*(one_line(d.text) for d in (*done, *checkup.damage)), *whole],
        lambda: [asdict(d) for d in (*done, *checkup.damage)],
        lambda: {"files": checkup.files, "damage": [asdict(d) for d in checkup.damage], **more},
        columns=("kind", "path", "text"),
        partly=bool(checkup.damage),
    )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@take(lake=True)
def backup(folder: Path, lake: str | None) -> None:
    """Copy the lake to an empty FOLDER, each file compared with the manifest; others may write meanwhile.

    The desk's database of cases and notes lies beside the lake: copy that, too.

    \b
      comity backup /mnt/backup/2026-11-27
    """  # noqa: D301
    copied = Lake.open(lake).backup(folder)
    say([f"{copied.files:,} files ({copied.bytes / 1e6:,.1f} MB) were copied to {folder}."])
    say(f"{path} is a link or no regular file, so it was left out." for path in copied.left_out)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@take(lake=True)
def restore(folder: Path, lake: str | None) -> None:
    """Make a backup in FOLDER the lake, after every file was verified; the lake before is moved aside.

    \b
      comity restore /mnt/backup/2026-11-27
    """  # noqa: D301
    place = Lake.open(lake)
    before = place.restore(folder)
    say([f"{place.root} is as in {folder}." + (f" The lake before is now {before}." if before else "")])


@click.command()
@take(lake=True)
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


#: Most rejected rows to show.
MOST_ROWS = 20


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--template", is_flag=True, help="Print a spreadsheet (CSV) for acts of your own, and stop.")
@click.option(
    "--map", "named", metavar="COLUMN=HEADING,...", help="What columns of your own table are called."
)
@print_answer()
def add(paths: tuple[Path, ...], template: bool, named: str | None, lake: str | None) -> Printout | None:
    """Read files and folders into the lake and print a receipt that accounts for every file and row.

    The format of each file is recognised by its content.  Adding the same file again adds nothing; a
    corrected file replaces the older one; Ctrl-C loses nothing that was committed.

    \b
      comity add ~/Downloads/icews
      comity add votes.rda vetoes.csv --lake ./lake
      comity add --template > acts.csv      fill it in, then: comity add acts.csv
      comity add events.csv --map date=event_date,who=actor1,what=notes
    """  # noqa: D301 - click's mark
    if template:
        with load_packaged(own_acts.TEMPLATE).open() as stream:
            click.echo(stream.read(), nl=False)
        return None
    if not paths:
        raise click.UsageError("Name files or folders, or ask for --template.")
    with progress() as bar:
        task = bar.add_task("reading", total=_count_files(paths))

        def advance(met: int, place: str) -> None:
            bar.update(task, completed=met, description=one_line(Path(place).name)[-40:])

        opened = Lake.open(lake)
        receipt = opened.add(paths, _recognise_with(_read_map(named)), advance)
    for near in [] if named else _find_near(paths, receipt):
        if mapped := _offer(opened, near):
            others = [x for x in receipt.lines if Path(x.place).name != near.path.name]
            receipt = Receipt((*others, *mapped.lines))
    refused = _list_refused(opened, receipt)

    def rows() -> list[dict[str, object]]:
        say(_write_refused(refused))
        return [_list_outcome(x) for x in receipt.lines]

    return Printout(
        lambda _: [
            summary(receipt),
            *_write_sources(receipt),
            *_write_gaps(receipt),
            *_write_refused(refused),
        ],
        rows,
        lambda: receipt.to_json() | {"rows_not_taken": [{"place": p, "reason": r} for p, r in refused]},
        partly=bool(receipt.gaps or refused),
    )


@dataclass(frozen=True, slots=True)
class _Near:
    """A table that may contain the user's own acts: its headings, and the likely heading of each column."""

    path: Path
    heading: list[str]
    columns: dict[str, str]


def _offer(lake: Lake, near: _Near) -> Receipt | None:
    """Ask on a terminal whether to read a table as the user's own acts; elsewhere say how to do so."""
    question = f"{near.path.name} has the columns {', '.join(map(one_line, near.heading))}."
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        mapped = ",".join(f"{column}={one_line(heading)}" for column, heading in near.columns.items())
        say([f"{question} To read it as acts of your own: comity add {near.path} --map '{mapped}'"])
        return None
    lines = [f"  {column:<8}{one_line(heading)}" for column, heading in near.columns.items()]
    if not click.confirm("\n".join([question, *lines, "Read it so?"]), default=True):
        return None
    return lake.add([near.path], _recognise_with(near.columns))


def _read_map(text: str | None) -> dict[str, str]:
    parts = [p.partition("=") for p in text.split(",")] if text else []
    if any(not heading for _, _, heading in parts):
        raise click.BadParameter("write COLUMN=HEADING, several by commas", param_hint="--map")
    return {column.strip(): heading.strip() for column, _, heading in parts}


def _recognise_with(named: dict[str, str]) -> Callable[[Sample], Source | None]:
    """Return a function that recognises a table with the given headings, and any other file as usual."""
    if not named:
        return registry.recognise
    own = own_acts.map_columns(named)
    return lambda sample: own if own.recognises(sample) else registry.recognise(sample)


def _find_near(paths: Sequence[Path], receipt: Receipt) -> Iterator[_Near]:
    """Yield tables that no source recognised and whose headings resemble those for own acts."""
    for name in {Path(x.place).name for x in receipt.of("unrecognised")}:
        for path in (f for p in paths for f in ([p] if p.is_file() else p.rglob(name)) if f.name == name):
            with path.open("rb") as stream:
                heading = own_acts.read_heading(Sample(name, stream.read(1 << 16)))
            if columns := own_acts.guess_columns(heading):
                yield _Near(path, heading, columns)


def _count_files(paths: tuple[Path, ...]) -> int:
    return sum(sum(1 for f in p.rglob("*") if f.is_file()) if p.is_dir() else 1 for p in paths)


def _list_refused(lake: Lake, receipt: Receipt) -> list[tuple[str, str]]:
    """Return the place and reason of each rejected row in the user's own spreadsheets and sources."""
    ours = cards.find_files().keys() - {own_acts.ID}
    own = {x.file_id: x.place for x in receipt.of("added") if x.source not in ours and x.rejects}
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
    """Yield a line for every file that was not added; files of a folder with one reason share a line."""
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
    """Return one line of totals: files found = files added + files left out, and the same for rows."""
    rows = receipt.rows
    return (
        f"{receipt.requested:,} files asked = {receipt.got:,} got + {len(receipt.gaps):,} named gaps; "
        f"rows: {rows['seen']:,} seen = {rows['kept']:,} kept + {rows['set_aside']:,} set aside + "
        f"{rows['rejects']:,} rejected"
    )
