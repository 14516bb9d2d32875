"""``comity status``: what is held, from when to when, and what could not be read."""

from __future__ import annotations

import click
from rich.table import Table
from rich.text import Text

from comity import plugins
from comity.faces.cli._options import lake_option
from comity.faces.cli._output import PARTLY, chosen, console, format_option, say, write_json, write_rows
from comity.faces.present.sanitize import one_line
from comity.lake.store import Lake, Status
from comity.records.coverage import Coverage
from comity.sources import registry


@click.command()
@lake_option
@format_option
def status(lake: str | None, fmt: str | None) -> None:
    """Show what the lake holds: records, coverage by source, last added, rejects; and how `follow` does.

    Records and files that are missing are named, and the exit code is 3; `comity verify` reads every byte.
    """
    place = Lake.open(lake)
    contents = place.status()
    coverage = list(contents.coverage) if contents.damage else place.view(packaged=True).coverage()
    _write(place, contents, coverage, fmt)
    if contents.damage:
        raise SystemExit(PARTLY)


def _write(place: Lake, contents: Status, coverage: list[Coverage], fmt: str | None) -> None:
    rows = [_row(c) for c in coverage]
    health = plugins.find("questions", "health")
    following = health.report(place) if health else None
    how = chosen(fmt)
    if how == "json":
        write_json({**contents.to_json(), "following": following, "in_sight": rows})
        return
    if how != "text":
        say(contents.damage)
        write_rows(rows, how)
        return
    out = console()
    size = (
        f"{contents.bytes / 1e6:,.1f} MB in {contents.files:,} files"
        if contents.files
        else "nothing added yet"
    )
    out.print(Text(f"Lake {contents.root}: {size}", style="bold"))
    if contents.last_added:
        out.print(f"Last added {contents.last_added}")
    for line in contents.damage:
        out.print(Text(one_line(line), style="bold red"))
    for table, by_source in contents.records.items():
        parts = ", ".join(f"{n:,} {s}" for s, n in by_source.items())
        out.print(f"  {table:<12}{sum(by_source.values()):>12,}   {parts}")
    if contents.rejects:
        parts = ", ".join(f"{n:,} {reason}" for reason, n in contents.rejects.items())
        out.print(f"  {'rejects':<12}{sum(contents.rejects.values()):>12,}   {parts}")
    for line in health.lines(following) if health and following else ():
        out.print(one_line(line))
    out.print()
    out.print(_sight(coverage))
    if not contents.files:
        out.print(Text("\nNext: comity sources   comity add FOLDER", style="bold"))


def _row(c: Coverage) -> dict[str, object]:
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


def _sight(coverage: list[Coverage]) -> Table:
    """One line a source and table: first to last day, and how much of it is in sight."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("In sight", "Table", "From", "To", "Days", "States", "Note"):
        table.add_column(name, no_wrap=name != "Note", justify="right" if name == "Days" else "left")
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
        table.add_row(source, name, f"{first}", f"{last}", f"{days:,}", _who(stretches), gaps + note)
    return table


def _who(stretches: list[Coverage]) -> str:
    named = {s for c in stretches for s in c.states or ()}
    out = "all" if any(c.states is None for c in stretches) else str(len(named))
    missing = {s for c in stretches for s in c.leaves_out}
    return f"{out} but {len(missing)}" if missing else out
