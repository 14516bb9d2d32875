"""``comity get``: download a source from its publisher and take it into the lake."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from comity.faces.cli._options import Day, SourceType, lake_option
from comity.faces.cli._output import (
    PARTLY,
    PipeProgress,
    chosen,
    format_option,
    progress,
    write_json,
    write_rows,
)
from comity.faces.cli.add import summary
from comity.faces.present.sanitize import one_line
from comity.lake.ingest.receipt import Receipt as Added
from comity.lake.store import Lake
from comity.parts.follow.acquire import counts as counting
from comity.parts.follow.acquire import get as getting
from comity.parts.follow.acquire import plan as planning
from comity.parts.follow.acquire.addresses import Addresses, addresses
from comity.parts.follow.acquire.plan import Plan, Window
from comity.parts.follow.acquire.receipt import DownloadOutcome, DownloadReceipt
from comity.sources import registry

COUNTS = "counts"
"""What stands in place of a source for daily counts of a stream, without its events."""
LAKE = "lake"
STREAMS = ("polecat", "icews")


class _DayOrFiles(Day):
    """A day; for counts also files at hand, or ``lake`` for the events of the lake."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read what was written."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            if value == LAKE or Path(value).exists():
                return Path(value)
            raise


@click.command()
@click.argument("source", type=SourceType())
@click.option(
    "--from",
    "first",
    type=_DayOrFiles(end=False),
    help="Only files of this day and after it; for counts also: a file or folder at hand, or 'lake'.",
)
@click.option("--to", "last", type=Day(end=True), help="Only files of this day and before it.")
@click.option("--of", "stream", type=click.Choice(STREAMS), help="For counts: the stream (polecat).")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="For counts: write them here.")
@click.option(
    "--list", "--dry-run", "only_list", is_flag=True, help="Show what would be fetched; fetch only the lists."
)
@click.option("--check", is_flag=True, help="Ask only whether each address answers; fetch nothing.")
@lake_option
@format_option
def get(
    source: str, first: Any, last: date | None, lake: str | None, fmt: str | None, **options: Any
) -> None:
    """Download SOURCE from its publisher, store the files, and add them to the lake.

    Only the hosts declared for the source are contacted. A stopped run goes on where it was; what did
    not change is not fetched again; a corrected file is kept beside the older one (see `comity diff`).

    \b
      comity get gdelt2 --from 2019-02-20 --to 2019-02-28
      comity get icews --from 2019 --list
      comity get ucdp --check

    `comity get counts` brings POLECAT (or --of icews) and leaves of it how many acts of each class organs
    of one state did toward another on a day: no event, name or text. Timing is then answered for any pair.

    \b
      comity get counts
      comity get counts --from my-polecat-files
      comity get counts --from lake --out folder
    """  # noqa: D301 - click marks what it must not wrap by a backspace
    counts, at_hand = source == COUNTS, isinstance(first, Path)
    if not counts and (at_hand or options["stream"] or options["out"]):
        raise click.UsageError("--of, --out and files in --from are for `comity get counts`.")
    known, store = addresses(options["stream"] or STREAMS[0] if counts else source), Lake.open(lake)
    window = Window(None if at_hand else first, last)
    if options["check"]:
        _show_heads(known, getting.heads(known), chosen(fmt))
        return
    if options["only_list"]:
        _show_plan(known, getting.plan(store, known, window), chosen(fmt))
        return
    if counts:
        _get_counts(store, first if at_hand else None, known, window, options["out"], chosen(fmt))
        return
    planning.check(known, window)
    with _advancing(known) as advance:
        receipt = getting.get(store, known, window, progress=advance)
    how = chosen(fmt)
    if how == "json":
        write_json(receipt.to_json())
    elif how == "text":
        _print(receipt)
    else:
        write_rows([_row(x) for x in receipt.lines], how, tuple(DownloadOutcome.__dataclass_fields__))
    if receipt.gaps or receipt.added.gaps:
        sys.exit(PARTLY)


@contextmanager
def _advancing(known: Addresses) -> Iterator[getting.Progress]:
    """A bar of the files that come."""
    with progress() as bar:
        task, lines = bar.add_task("asking", total=None), PipeProgress()
        lines.show(f"asking {', '.join(known.hosts)}")

        def advance(done: int, of: int, name: str, size: int) -> None:
            text = f"{one_line(name)[-40:]}{f', {_size(size)}' if size else ''}"
            bar.update(task, completed=done, total=of or None, description=text)
            lines.show(f"{done:,} of {of:,}: {text}" if of else text)

        yield advance


def _get_counts(
    lake: Lake, at_hand: Path | None, known: Addresses, window: Window, out: Path | None, how: str
) -> None:
    """Count what is brought, at hand or held; add the counts to the lake unless they are to lie elsewhere."""
    into = out or lake.root / COUNTS
    receipt: DownloadReceipt | Added = Added(())
    if at_hand is None:
        planning.check(known, window)
        with _advancing(known) as advance:
            made, receipt = counting.brought(lake, known, window, into, advance)
    elif at_hand != Path(LAKE):
        made, receipt = counting.of_files(at_hand, into)
    elif out is not None:
        made = counting.of_lake(lake, into)
    else:
        raise click.UsageError("Counts of the lake's own events are for others: say with --out where to.")
    added = None if out else lake.add([Path(f.path) for f in made])
    if how == "text":
        for f in made:
            click.echo(f"{f.path}: {_size(f.size)}, sha256 {f.sha256}")
            click.echo(f"  {registry.card(f.source).licence}")
        if added:
            click.echo(f"Into the lake: {summary(added)}")
    else:
        write_rows([asdict(f) for f in made], how, ("source", "path", "size", "sha256"))
    if isinstance(receipt, DownloadReceipt):
        _print_gaps(receipt)
    if receipt.gaps or (isinstance(receipt, DownloadReceipt) and receipt.added.gaps):
        sys.exit(PARTLY)


def _show_heads(known: Addresses, heads: list[DownloadOutcome], how: str) -> None:
    """Each address, whether it answers, and where in public code it was seen."""
    where = {p.address: p.evidence for p in known.parts}
    rows: list[dict[str, Any]] = [
        {
            "address": x.address,
            "status": x.status,
            "size": x.size or None,
            "modified": x.reason if x.status == "answers" else "",
            "reason": "" if x.status == "answers" else x.reason,
            "seen": where.get(x.address, next(iter(where.values()))),
        }
        for x in heads
    ]
    if how != "text":
        write_rows(rows, how)
    else:
        for r in rows:
            tail = "; ".join(str(r[k]) for k in ("modified", "reason") if r[k])
            size = f", {_size(r['size'])}" if r["size"] else ""
            tail = f": {one_line(tail)}" if tail else ""
            click.echo(f"{one_line(str(r['address']))}\n    {r['status']}{size}{tail}")
    if any(x.status != "answers" for x in heads):
        sys.exit(PARTLY)


def _row(x: DownloadOutcome) -> dict[str, object]:
    return {name: getattr(x, name) for name in DownloadOutcome.__dataclass_fields__}


def _show_plan(known: Addresses, plan: Plan, how: str) -> None:
    rows = [
        {"name": w.name, "size": w.size, "checksum": w.checksum, "address": w.address} for w in plan.wanted
    ]
    if how != "text":
        write_rows(rows, how, ("name", "size", "checksum", "address"))
    else:
        sizes = [w.size for w in plan.wanted if w.size is not None]
        rest = len(plan.wanted) - len(sizes)
        click.echo(
            f"{known.title}: {len(plan.wanted):,} files, {_size(sum(sizes))}"
            f"{f' and {rest:,} files of a size not told' if rest else ''}, from {', '.join(known.hosts)}"
        )
        for w in plan.wanted:
            click.echo(f"  {one_line(w.name):<44}{'' if w.size is None else _size(w.size):>12}")
    for u in plan.unread:
        click.echo(f"{one_line(u.what)}: {one_line(u.why)}", err=True)
    if plan.unread:
        sys.exit(PARTLY)


def _print(receipt: DownloadReceipt) -> None:
    got = receipt.of("new", "corrected")
    parts = ", ".join(f"{len(receipt.of(s)):,} {s}" for s in ("new", "corrected", "unchanged"))
    click.echo(
        f"{receipt.requested:,} files asked = {receipt.got:,} got "
        f"({parts}; {_size(sum(x.size for x in got))}) + {len(receipt.gaps):,} named gaps"
    )
    _print_gaps(receipt)
    if receipt.added.lines:
        click.echo(f"Into the lake: {summary(receipt.added)}")
    for line in receipt.added.gaps:
        click.echo(f"  {one_line(line.place)}\n      {line.status}: {one_line(line.reason)}")


def _print_gaps(receipt: DownloadReceipt) -> None:
    alike: dict[tuple[str, str], list[DownloadOutcome]] = {}
    for x in receipt.gaps:
        alike.setdefault((x.status, x.reason), []).append(x)
    for (status, reason), lines in alike.items():
        what = lines[0].name or lines[0].address
        several = "" if len(lines) == 1 else f" and {len(lines) - 1:,} more"
        click.echo(f"  {one_line(what)}{several}\n      {status}: {one_line(reason)}")


def _size(size: int) -> str:
    """Bytes as a person reads them."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size:,} bytes"
