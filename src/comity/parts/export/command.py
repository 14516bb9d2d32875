"""``comity export``: files for other programs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import click

from comity.errors import ExportError, QuestionError
from comity.faces.cli._options import make_watch, take
from comity.faces.cli._output import echo, progress
from comity.faces.present import sanitize, writing
from comity.faces.tidy.dyads import BY, panel
from comity.lake.store import Lake
from comity.parts.export import datasette, panel_file, tables, timeline
from comity.parts.export.dictionary import export_tables
from comity.parts.export.duckdb_file import duckdb_file
from comity.parts.export.findings import PartFinding, findings
from comity.parts.export.group_rows import GroupRows
from comity.parts.export.parquet_bundle import parquet_bundle
from comity.parts.export.sqlite import sqlite
from comity.records.schemas import REJECT, TABLES
from comity.sources.registry import bibtex
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.watch import Watch

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
#: Options that narrow the days or sources; --sqlite, --duckdb, --parquet and --panel do not accept them.
WINDOW = ("since", "until", "third", "sources")
#: Option that exports records -> the accepted file endings ("" for a folder).
RECORDS = {"sqlite": (".db", ".sqlite"), "duckdb": (".duckdb",), "parquet": ("",)}


@click.command()
@click.option("--sqlite", type=FILE, help="The records as one SQLite file: .db or .sqlite.")
@click.option("--duckdb", type=FILE, help="The records as one DuckDB file: .duckdb.")
@click.option("--parquet", type=FOLDER, help="The records as Parquet, with a data dictionary: a folder.")
@click.option("--network", type=FILE, help="The states named as a network: .gexf or .graphml.")
@click.option("--timeline", type=FILE, help="The record by day: .ics, .json, .csv, .svg, .png or .pptx.")
@click.option("--table", type=FILE, help="Both witnesses by hotspot: .csv, .json or .parquet.")
@click.option("--panel", type=FILE, help="One row a pair and year, with a codebook: .csv or .parquet.")
@click.option("--by", type=click.Choice(tuple(BY)), default="year", help="Period of a row of the panel.")
@click.option("--directed", is_flag=True, help="Each pair of the panel in both orders, to merge with any.")
@click.option("--force", is_flag=True, help="Write over files that are there already.")
@take("[PAIR]", "[HOTSPOT]", window=True)
def export(
    group: Group | None, hotspot: str | None, force: bool, by: str, directed: bool, **options: Any
) -> None:
    """Write files for other programs: R, pandas, Gephi, a calendar, a spreadsheet.

    The ending of a file says its format. A file is written whole or not at all, and never over another one
    without --force. --sqlite, --duckdb and --parquet hold the records of a PAIR and its findings; without a
    PAIR they hold the whole lake. Beside a SQLite file lies FILE.metadata.json for Datasette, and beside a
    CSV file FILE.bib with what to cite. --panel without a PAIR has every pair of states, and beside it
    FILE.codebook.csv.

    \b
      comity export --panel panel.csv
      comity export CHN-RUS --sqlite pair.db
      comity export CHN-RUS --duckdb pair.duckdb --parquet pair
      comity export --sqlite lake.db
      comity export CHN-IRN-PRK-RUS --network states.gexf
      comity export CHN-RUS iran --network iran.graphml --since 2014
      comity export CHN-RUS iran --timeline iran.ics
      comity export CHN-RUS iran --timeline iran.png --table iran.csv
    """  # noqa: D301 - click's \b stops rewrapping
    records = {o: p for o in RECORDS if (p := options.pop(o)) is not None}
    writers = {o: p for o in WRITERS if (p := options.pop(o)) is not None}
    panels = {o: p for o in ("panel",) if (p := options.pop(o)) is not None}
    if not records and not writers and not panels:
        named = ", ".join(f"--{o}" for o in (*RECORDS, *WRITERS, "panel"))
        raise click.UsageError(f"Say what to write, with a file: {named}.")
    endings = RECORDS | {o: ends for o, (_, ends) in WRITERS.items()} | {"panel": panel_file.ENDINGS}
    written = records | writers | panels
    for option, path in written.items():
        _ends(option, path, endings[option])
    writing.check_writable([*written.values(), *_list_beside(written)], force=force)
    watch = make_watch(group, **options) if group else None
    if writers and watch is None:
        raise QuestionError("Name the states for this file: comity export CHN-RUS --table pair.csv.")
    if (whole := records | panels) and (given := [o for o in WINDOW if options[o]]):
        option = next(iter(whole))
        raise QuestionError(f"--{option} takes all days and sources: leave out --{given[0].rstrip('s')}.")
    for path in panels.values():
        of = {"directed": directed, "lake": options["lake"], "as_of": options["as_of"]}
        _write_panel(path, group, by, place=hotspot, **of)
    for option, path in records.items():
        _records(option, path, options, watch, hotspot or "")
    for option, path in writers.items():
        if watch is not None:
            echo(f"{path}: {WRITERS[option][0](watch, hotspot or '', path)}.")


def _list_beside(written: dict[str, Path]) -> list[Path]:
    """List the further files (citations, metadata, codebook) that are written with the requested ones."""
    beside = {"sqlite": (".metadata.json",), "panel": panel_file.BESIDE}
    bibs = [_named(p, ".bib") for o, p in written.items() if p.suffix == ".csv" and o != "panel"]
    return [*(_named(p, ending) for o, p in written.items() for ending in beside.get(o, ())), *bibs]


def _named(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _write_panel(path: Path, group: Group | None, by: str, **of: Any) -> None:
    view = Lake.open(of["lake"]).view(of["as_of"], packaged=True)
    rows = panel(group.id if group else None, by, **of)
    cite = bibtex(sorted({f.source for f in view.files.values()}))
    echo(f"{path}: {panel_file.write_panel(rows, view, path, cite)} by {by}.")


def _records(option: str, path: Path, options: dict[str, Any], watch: Watch | None, hotspot: str) -> None:
    """Export a pair's records and findings, or the whole lake (folder of records) without a watch."""
    store = Lake.open(options["lake"])
    view = watch.view if watch else store.view(options["as_of"], packaged=True)
    rows = GroupRows(view, watch.group if watch else None)
    part_findings: Iterator[PartFinding] = findings(watch, hotspot) if watch else iter(())
    with progress() as bar:
        total = None if watch else sum(sum(f.records.values()) for f in view.files.values())
        task = bar.add_task("records", total=total)

        def advance(table: str, n: int) -> None:
            bar.update(task, advance=n, description=table)

        if option == "sqlite":
            rejects = REJECT.empty_table() if watch else store.rejects()
            counted = sqlite(rows, rejects, part_findings, path, advance)
            writing.write(_named(path, ".metadata.json"), datasette.metadata(view, path.stem))
        elif option == "duckdb":
            counted = duckdb_file(export_tables(rows, part_findings, advance), path)
        else:
            title = f"comity: {watch.group.name if watch else 'records'}"
            counted = parquet_bundle(view, export_tables(rows, part_findings, advance), path, title)
    some = ", ".join(
        f"{counted[name]:,} {name.replace('_', ' ')}"
        for name in (*TABLES, "rejects", "findings")
        if counted.get(name)
    )
    echo(f"{path}: {some}.")
    if watch is None:
        echo("No findings: name a PAIR to have its findings in the file.")


def _ends(option: str, path: Path, endings: Collection[str]) -> None:
    """Raise ``ExportError`` if a file's ending does not fit its format; folders may have any name."""
    if "" not in endings and path.suffix.lower() not in endings:
        raise ExportError(f"--{option} writes files that end in {', '.join(endings)}: {path.name} does not.")


def _write_timeline(watch: Watch, hotspot: str, path: Path) -> str:
    from comity.faces.present import picture  # noqa: PLC0415 - importing it loads fonts and shapes

    match path.suffix.lower():
        case ".ics":
            from comity.parts.export.calendar import calendar  # noqa: PLC0415 - needs the extra

            writing.write(path, calendar(watch, hotspot))
        case ".json":
            writing.write(path, timeline.write_json(watch, hotspot))
        case ".csv":
            rows = timeline.rows(timeline.entries(watch, hotspot))
            _write_csv(path, sanitize.as_csv(rows).encode(), watch.cite("acts"))
        case ".svg":
            writing.write(path, picture.svg(watch, hotspot).encode())
        case ".png":
            writing.write(path, picture.png(watch, hotspot))
        case _:
            writing.write(path, picture.pptx(watch, hotspot))
    return timeline.title(watch, hotspot)


def _write_table(watch: Watch, hotspot: str, path: Path) -> str:
    rows = tables.rows(watch, hotspot)
    match path.suffix.lower():
        case ".csv":
            _write_csv(path, tables.csv(rows), watch.cite())
        case ".json":
            writing.write(path, tables.write_json(watch, rows))
        case _:
            writing.write(path, tables.parquet(watch, rows))
    return f"{len(rows)} {'findings' if hotspot else 'hotspots'}"


def _write_network(watch: Watch, hotspot: str, path: Path) -> str:
    from comity.parts.export import network  # noqa: PLC0415 - needs the extra

    with progress() as bar:
        task = bar.add_task("pairs", total=len(watch.group.pairs))
        graph = network.network(watch, hotspot, lambda pair: bar.update(task, advance=1, description=pair))
    writing.write(path, network.gexf(graph) if path.suffix.lower() == ".gexf" else network.graphml(graph))
    place = hotspots.get(hotspot).name if hotspot else "all hotspots"
    return f"{graph.number_of_nodes()} states, {graph.number_of_edges()} edges, {place}"


def _write_csv(path: Path, body: bytes, cite: str) -> None:
    writing.write(path, body)
    writing.write(_named(path, ".bib"), f"{cite}\n".encode())


#: Option that exports a view of one pair -> the function that writes the file and describes its content, and
#: the accepted file endings.
WRITERS: dict[str, tuple[Callable[[Watch, str, Path], str], tuple[str, ...]]] = {
    "network": (_write_network, (".gexf", ".graphml")),
    "timeline": (_write_timeline, (".ics", ".json", ".csv", ".svg", ".png", ".pptx")),
    "table": (_write_table, (".csv", ".json", ".parquet")),
}
