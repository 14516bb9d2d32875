"""``comity get``: download a source from its publisher and take it into the lake."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import click

from comity.acquire import get as getting
from comity.acquire import plan as planning
from comity.acquire.addresses import Addresses, addresses
from comity.acquire.plan import Plan, Window
from comity.acquire.receipt import DownloadOutcome, DownloadReceipt
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
from comity.lake.store import Lake


@click.command()
@click.argument("source", type=SourceType())
@click.option("--from", "first", type=Day(end=False), help="Only files of this day and after it.")
@click.option("--to", "last", type=Day(end=True), help="Only files of this day and before it.")
@click.option(
    "--list", "--dry-run", "only_list", is_flag=True, help="Show what would be fetched; fetch only the lists."
)
@click.option("--check", is_flag=True, help="Ask only whether each address answers; fetch nothing.")
@lake_option
@format_option
def get(
    source: str,
    first: date | None,
    last: date | None,
    only_list: bool,
    check: bool,
    lake: str | None,
    fmt: str | None,
) -> None:
    """Download SOURCE from its publisher, store the files, and add them to the lake.

    Only the hosts declared for the source are contacted. A stopped run goes on where it was; what did
    not change is not fetched again; a corrected file is kept beside the older one (see `comity diff`).

    \b
      comity get gdelt2 --from 2019-02-20 --to 2019-02-28
      comity get icews --from 2019 --list
      comity get ucdp --check
    """  # noqa: D301 - click marks what it must not wrap by a backspace
    known, window, store = addresses(source), Window(first, last), Lake.open(lake)
    if check:
        _show_heads(known, getting.heads(known), chosen(fmt))
        return
    if only_list:
        _show_plan(known, getting.plan(store, known, window), chosen(fmt))
        return
    with progress() as bar:
        task, lines = bar.add_task("asking", total=None), PipeProgress()

        def advance(done: int, of: int, name: str, size: int) -> None:
            text = f"{one_line(name)[-40:]}{f', {_size(size)}' if size else ''}"
            bar.update(task, completed=done, total=of or None, description=text)
            lines.show(f"{done:,} of {of:,}: {text}" if of else text)

        planning.check(known, window)
        lines.show(f"asking {', '.join(known.hosts)}")
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
    alike: dict[tuple[str, str], list[DownloadOutcome]] = {}
    for x in receipt.gaps:
        alike.setdefault((x.status, x.reason), []).append(x)
    for (status, reason), lines in alike.items():
        what = lines[0].name or lines[0].address
        several = "" if len(lines) == 1 else f" and {len(lines) - 1:,} more"
        click.echo(f"  {one_line(what)}{several}\n      {status}: {one_line(reason)}")
    if receipt.added.lines:
        click.echo(f"Into the lake: {summary(receipt.added)}")
    for line in receipt.added.gaps:
        click.echo(f"  {one_line(line.place)}\n      {line.status}: {one_line(line.reason)}")


def _size(size: int) -> str:
    """Bytes as a person reads them."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size:,} bytes"
