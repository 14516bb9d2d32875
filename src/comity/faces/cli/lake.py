"""Commands that look after the lake: ``status``, ``verify``, ``backup``, ``restore`` and ``compact``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from comity import plugins
from comity.faces.cli._options import print_answer, take
from comity.faces.cli._output import PageLine, Printout, make_table, say
from comity.faces.present.sanitize import one_line
from comity.lake.store import Lake, Status
from comity.records.coverage import Coverage
from comity.sources import registry


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
    """Return one row a source and table: first to last day, and how much of it is in sight."""
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
@print_answer()
def verify(mend: bool, lake: str | None) -> Printout:
    """Read every byte of the lake and compare it with the manifest; name all that is damaged or missing.

    With --repair, lost records come back from their mirror. Commits with damaged files are taken out into the
    lake's folder quarantine; files that `comity get` downloaded are added again at once, the others are named
    for you to add. The exit code is 3 as long as anything is damaged or to be added again.

    \b
      comity verify
      comity verify --repair
    """  # noqa: D301 - click's mark
    place = Lake.open(lake)
    repair = place.repair() if mend else None
    checkup = repair.after if repair else place.check(deep=True)
    damage = [asdict(d) for d in checkup.damage]
    done = {"done": list(repair.done), "add_again": list(repair.add_again)} if repair else {}
    lines = [*done.get("done", ()), *(f"Add again: {x}" for x in done.get("add_again", ()))]
    lines += [d.text for d in checkup.damage] or [f"{checkup.files:,} files are what was written."]
    return Printout(
        lambda _: map(one_line, lines),
        lambda: damage,
        lambda: {"files": checkup.files, "damage": damage, **done},
        columns=("kind", "path", "text"),
        partly=bool(damage or (repair and repair.add_again)),
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
