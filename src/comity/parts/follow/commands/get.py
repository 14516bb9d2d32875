"""``comity get``: download a source from its publisher and add it to the lake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from comity.faces.cli._options import Day, SourceType, print_answer
from comity.faces.cli._output import PageLine, PipeProgress, Printout, progress, say
from comity.faces.cli.lake import summary
from comity.faces.present.sanitize import one_line
from comity.lake.ingest.receipt import Receipt as Added
from comity.lake.store import Lake
from comity.parts.follow.acquire import counts as counting
from comity.parts.follow.acquire import get as getting
from comity.parts.follow.acquire import plan as planning
from comity.parts.follow.acquire.addresses import Addresses, addresses, gettable
from comity.parts.follow.acquire.changes import Changes, changes
from comity.parts.follow.acquire.plan import Plan, Window
from comity.parts.follow.acquire.receipt import DownloadOutcome, DownloadReceipt
from comity.sources import registry

#: Argument used instead of a source to get daily counts of a stream without its events.
COUNTS = "counts"
LAKE = "lake"
STREAMS = ("polecat", "icews")


class _DayOrFiles(Day):
    """Value of an option: a day or, for counts, local files or ``lake`` for the events that are stored."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert the option's text."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            if value == LAKE or Path(value).exists():
                return Path(value)
            raise


@click.command()
@click.argument("source", type=SourceType(), required=False)
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
@click.option(
    "--check",
    is_flag=True,
    help="Ask only whether each address answers, of every publisher where no SOURCE is named.",
)
@click.option("--changes", is_flag=True, help="Instead: what the publisher changed between two downloads.")
@print_answer()
def get(source: str | None, first: Any, last: date | None, lake: str | None, **options: Any) -> Printout:
    """Download SOURCE from its publisher, store the files, and add them to the lake.

    Only the hosts declared for the source are contacted. A stopped run goes on where it was; what did
    not change is not fetched again; a corrected file is kept beside the older one. --changes compares what
    was held at the end of --from and of --to; without them, the newest version with the one before.

    \b
      comity get gdelt2 --from 2019-02-20 --to 2019-02-28
      comity get icews --from 2019 --list
      comity get ucdp --check
      comity get --check
      comity get unga_voeten --changes

    `comity get counts` brings POLECAT (or --of icews) and leaves of it how many acts of each class organs
    of one state did toward another on a day: no event, name or text. Timing is then answered for any pair.

    \b
      comity get counts
      comity get counts --from my-polecat-files
      comity get counts --from lake --out folder
    """  # noqa: D301 - click's \b stops rewrapping
    if source is None:
        if not options["check"]:
            raise click.UsageError("Name a SOURCE, or ask --check of every publisher.")
        return _answer_heads([addresses(s) for s in gettable()])
    if options["changes"]:
        return _answer_changes(changes(Lake.open(lake), source, first, last))
    counts, at_hand = source == COUNTS, isinstance(first, Path)
    if not counts and (at_hand or options["stream"] or options["out"]):
        raise click.UsageError("--of, --out and files in --from are for `comity get counts`.")
    known, store = addresses(options["stream"] or STREAMS[0] if counts else source), Lake.open(lake)
    window = Window(None if at_hand else first, last)
    if options["check"]:
        return _answer_heads([known])
    if options["only_list"]:
        return _answer_plan(known, getting.plan(store, known, window))
    if counts:
        return _get_counts(store, first if at_hand else None, known, window, options["out"])
    planning.check(known, window)
    with _advancing(known) as advance:
        receipt = getting.get(store, known, window, progress=advance)
    return Printout(
        lambda _: _write_receipt(receipt),
        lambda: [asdict(x) for x in receipt.lines],
        receipt.to_json,
        tuple(DownloadOutcome.__dataclass_fields__),
        partly=bool(receipt.gaps or receipt.added.gaps),
    )


@contextmanager
def _advancing(known: Addresses) -> Iterator[getting.Progress]:
    with progress() as bar:
        task, lines = bar.add_task("asking", total=None), PipeProgress()
        lines.show(f"asking {', '.join(known.hosts)}")

        def advance(done: int, of: int, name: str, size: int) -> None:
            text = f"{one_line(name)[-40:]}{f', {_size(size)}' if size else ''}"
            bar.update(task, completed=done, total=of or None, description=text)
            lines.show(f"{done:,} of {of:,}: {text}" if of else text)

        yield advance


def _get_counts(
    lake: Lake, at_hand: Path | None, known: Addresses, window: Window, out: Path | None
) -> Printout:
    """Count acts in downloaded, local or stored events; add the counts to the lake or write to ``out``."""
    into = out or lake.root / COUNTS
    receipt: DownloadReceipt | Added = Added(())
    if at_hand is None:
        planning.check(known, window)
        with _advancing(known) as advance:
            made, receipt = counting.download_counts(lake, known, window, into, advance)
    elif at_hand != Path(LAKE):
        made, receipt = counting.count_files(at_hand, into)
    elif out is not None:
        made = counting.count_lake(lake, into)
    else:
        raise click.UsageError("Counts of the lake's own events are for others: say with --out where to.")
    added = None if out else lake.add([Path(f.path) for f in made])
    gaps = list(_write_gaps(receipt)) if isinstance(receipt, DownloadReceipt) else []
    say(gaps)

    def page(_width: int) -> Iterator[str]:
        for f in made:
            yield f"{f.path}: {_size(f.size)}, sha256 {f.sha256}"
            yield f"  {registry.card(f.source).licence}"
        if added:
            yield f"Into the lake: {summary(added)}"

    partly = bool(receipt.gaps or (isinstance(receipt, DownloadReceipt) and receipt.added.gaps))
    columns = ("source", "path", "size", "sha256")
    return Printout(page, lambda: [asdict(f) for f in made], columns=columns, partly=partly)


def _answer_heads(publishers: Sequence[Addresses]) -> Printout:
    rows: list[dict[str, Any]] = []
    for known in publishers:
        where = {p.address: p.evidence for p in known.parts}
        asked_at = datetime.now(UTC).isoformat(" ", "minutes")
        rows += [
            {
                "publisher": known.title,
                "asked": "HEAD",
                "at": asked_at,
                "address": x.address,
                "status": x.status,
                "size": x.size or None,
                "modified": x.reason if x.status == "answers" else "",
                "reason": "" if x.status == "answers" else x.reason,
                "seen": where.get(x.address, next(iter(where.values()))),
            }
            for x in getting.heads(known)
        ]

    def page(_width: int) -> Iterator[str]:
        for publisher, of_publisher in groupby(rows, lambda r: str(r["publisher"])):
            answers = list(of_publisher)
            yield f"{one_line(publisher)}: asked for the head of {len(answers)} addresses, {answers[0]['at']}"
            for r in answers:
                size = f", {_size(r['size'])}" if r["size"] else ""
                tail = one_line("; ".join(str(r[k]) for k in ("modified", "reason") if r[k]))
                yield f"  {one_line(str(r['address']))}"
                yield f"    {r['status']}{size}{f': {tail}' if tail else ''}"

    return Printout(page, lambda: rows, partly=any(r["status"] != "answers" for r in rows))


def _answer_plan(known: Addresses, plan: Plan) -> Printout:
    """Print the files that would be downloaded; report unreadable lists on standard error."""

    def page(_width: int) -> Iterator[PageLine]:
        sizes = [w.size for w in plan.wanted if w.size is not None]
        rest = len(plan.wanted) - len(sizes)
        yield (
            f"{known.title}: {len(plan.wanted):,} files, {_size(sum(sizes))}"
            f"{f' and {rest:,} files of a size not told' if rest else ''}, from {', '.join(known.hosts)}"
        )
        for w in plan.wanted:
            yield f"  {one_line(w.name):<44}{'' if w.size is None else _size(w.size):>12}"

    def rows() -> list[dict[str, Any]]:
        return [{c: getattr(w, c) for c in ("name", "size", "checksum", "address")} for w in plan.wanted]

    for u in plan.unread:
        click.echo(f"{one_line(u.what)}: {one_line(u.why)}", err=True)
    return Printout(page, rows, columns=("name", "size", "checksum", "address"), partly=bool(plan.unread))


def _answer_changes(changed: Changes) -> Printout:
    def page(_width: int) -> Iterator[str]:
        fates = Counter(f.fate for f in changed.files)
        counts = ", ".join(f"{fates[f]:,} {f}" for f in ("changed", "back", "added", "same") if fates[f])
        yield f"{changed.source}: {f'files {counts}' if counts else 'no file was got twice changed'}"
        for f in changed.files:
            if f.fate in ("changed", "back"):
                yield f"  {one_line(f.name)}: got {f.got_before[:10]}, changed by {f.got_after[:10]}"
            if f.note:
                yield f"      {one_line(f.note)}"
        for t in changed.tables:
            yield (
                f"{t.table}: {t.added:,} records added, {t.removed:,} removed, {t.changed:,} changed, "
                f"{t.same:,} the same"
            )
            if t.columns:
                yield f"  changed in {', '.join(f'{c} ({n:,})' for c, n in t.columns.items())}"
            for kind, ids in t.examples.items():
                yield f"  {kind}, for example: {one_line(', '.join(ids))}"

    columns = ("table", "added", "removed", "changed", "same")
    return Printout(
        page,
        lambda: [{c: getattr(t, c) for c in columns} for t in changed.tables],
        changed.to_json,
        columns,
        name="get --changes",
    )


def _write_receipt(receipt: DownloadReceipt) -> Iterator[str]:
    got = receipt.of("new", "corrected")
    parts = ", ".join(f"{len(receipt.of(s)):,} {s}" for s in ("new", "corrected", "unchanged"))
    yield (
        f"{receipt.requested:,} files asked = {receipt.got:,} got "
        f"({parts}; {_size(sum(x.size for x in got))}) + {len(receipt.gaps):,} named gaps"
    )
    yield from _write_gaps(receipt)
    if receipt.added.lines:
        yield f"Into the lake: {summary(receipt.added)}"
    for line in receipt.added.gaps:
        yield f"  {one_line(line.place)}\n      {line.status}: {one_line(line.reason)}"


def _write_gaps(receipt: DownloadReceipt) -> Iterator[str]:
    alike: dict[tuple[str, str], list[DownloadOutcome]] = {}
    for x in receipt.gaps:
        alike.setdefault((x.status, x.reason), []).append(x)
    for (status, reason), lines in alike.items():
        what = lines[0].name or lines[0].address
        several = "" if len(lines) == 1 else f" and {len(lines) - 1:,} more"
        yield f"  {one_line(what)}{several}\n      {status}: {one_line(reason)}"


def _size(size: int) -> str:
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size:,} bytes"
