"""``comity alerts``: list and acknowledge alerts, check watches, and replay watches over the past."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from comity.errors import QuestionError
from comity.faces.cli._options import Day, SourceType, print_answer
from comity.faces.cli._output import Printout
from comity.faces.present.sanitize import one_line
from comity.lake.storage.disk import make_folder, write_whole, writing
from comity.lake.store import Lake
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.alerts import wanted as watches_told
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.alerts.replay import Replay, replay
from comity.parts.follow.commands.follow import read_watches, watches_option
from comity.parts.follow.service.send import wording
from comity.sources import registry

COLUMNS = ("id", "day", "watch", "pair", "hotspot", "kind", "form", "by", "headline", "reason", "seen_by")


@click.group(invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="Also those that somebody has seen.")
@click.option("--watch", help="Of this watch only.")
@print_answer()
@click.pass_context
def alerts(ctx: click.Context, lake: str | None, everything: bool, watch: str | None) -> Printout | None:
    """Show alerts sent by `comity follow` that nobody has acknowledged, each with its reason.

    \b
      comity alerts
      comity alerts --all --format json
      comity alerts ack 3f9a1c
      comity alerts init
      comity alerts replay --stream icews --from 2019-01 --to 2019-03
    """  # noqa: D301 - click's \b stops rewrapping
    ctx.obj = lake
    if ctx.invoked_subcommand:
        return None
    unseen = [
        e
        for e in Book(Lake.open(lake).root).entries.values()
        if (everything or not e.seen_at) and (watch is None or e.alert.watch == watch)
    ]

    def page(width: int) -> Iterator[str]:
        for e in unseen:
            yield from wording.wrap_alert(e.alert, width)
            yield f"  Seen by {one_line(e.seen_by)}, {e.seen_at}\n" if e.seen_at else ""
        if not unseen:
            yield "Nothing was told that nobody has seen."

    return Printout(
        page,
        lambda: [list_alert(e.alert, e.seen_by) for e in unseen],
        lambda: [{**e.to_json(), "reason": wording.reason(e.alert)} for e in unseen],
        COLUMNS,
    )


def list_alert(a: Alert, seen_by: str = "") -> dict[str, Any]:
    """Return one alert as a flat table row, with ``seen_by`` for who acknowledged it."""
    return {
        **{c: getattr(a, c) for c in ("id", "day", "watch", "pair", "hotspot", "kind", "form", "by")},
        "headline": one_line(a.headline),
        "reason": one_line(wording.reason(a)),
        "seen_by": seen_by,
    }


@alerts.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--by", default=getpass.getuser, help="Who has seen them (your user name).")
@click.pass_obj
def ack(lake: str | None, ids: tuple[str, ...], by: str) -> None:
    """Acknowledge alerts by id, or by the beginning of one.

    The first to acknowledge an alert is recorded.
    """
    n = Book(Lake.open(lake).root).acknowledge(ids, by, Means().clock())
    click.echo(f"{n:,} acknowledged" + (f", {len(ids) - n:,} were before" if n < len(ids) else ""))


@alerts.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def init(lake: str | None, file: Path | None) -> None:
    """Write an example FILE of watches.

    Without FILE it is watches.yaml in the lake; an existing file is left alone.
    """
    root = Lake.open(lake).root
    where = file or root / watches_told.FILE_NAME
    if where.exists():
        raise QuestionError(f"{where} is there already: edit it, or name another file.")
    with writing(root):
        make_folder(where.parent, where.parent if file else root)
        write_whole(where, watches_told.EXAMPLE.encode())
    click.echo(f"{where}: edit it, then: comity alerts check")


@alerts.command()
@watches_option
@print_answer(lake=False)
@click.pass_obj
def check(lake: str | None, watches: Path | None) -> Printout:
    """Check the file of watches.

    Prints what each watch asks for, or names the first mistake and its line.
    """
    wanted, ways, folder = read_watches(Lake.open(lake), watches)
    if not wanted:
        where = folder / watches_told.FILE_NAME
        raise QuestionError(f"There is no {where}: `comity alerts init` writes one.")
    rows = [
        {
            "watch": w.name,
            "pair": w.pair,
            "budget": w.budget,
            "hotspots": [h.id for h in w.spots],
            "kinds": w.kinds or tuple(watches_told.KINDS),
            "forms": w.forms,
            "tell": w.tell,
        }
        for w in wanted
    ]

    def page(_width: int) -> Iterator[str]:
        for w in wanted:
            places = ", ".join(w.hotspots) or "every hotspot"
            kinds = ", ".join(w.kinds) or "every kind"
            yield f"{w.name}: {w.group.short}, {places}, {kinds}; at most {w.budget:g} false a month"
            yield f"  told over {', '.join(w.tell)}"
        if unused := sorted(set(ways) - {c for w in wanted for c in w.tell}):
            yield f"Channels that no watch names: {', '.join(unused)}"

    return Printout(page, lambda: rows)


@alerts.command(name="replay")
@click.option(
    "--stream", type=SourceType(), required=True, help="Event stream asked, such as icews or gdelt2."
)
@click.option("--from", "first", type=Day(end=False), required=True, help="First day asked.")
@click.option("--to", "last", type=Day(end=True), required=True, help="Last day asked.")
@click.option("--every", default=1, show_default=True, help="Days between two askings.")
@click.option("--watch", help="This watch of the file (the first).")
@watches_option
@print_answer(lake=False)
@click.pass_obj
def replay_command(
    lake: str | None, /, stream: str, watch: str | None, watches: Path | None, **days: Any
) -> Printout:
    """Replay a watch over the past.

    Prints the alerts it would have sent, day by day, and how often placebo pairs would have had one.

    Every day is asked of the lake as it was known then, with the threshold set by the days before.
    """
    store = Lake.open(lake)
    wanted, _, folder = read_watches(store, watches)
    named = [w for w in wanted if watch in (None, w.name)]
    if not named:
        raise QuestionError(f"No watch {watch or ''} in {watches or folder / watches_told.FILE_NAME}.")
    registry.card(stream)
    replayed = replay(store, named[0], stream, days["first"], days["last"], days["every"])
    return Printout(
        lambda width: _write_replay(replayed, named[0], width),
        lambda: [list_alert(a) for a in replayed.alerts],
        lambda: _list_replay(replayed),
        COLUMNS,
    )


def _list_replay(replayed: Replay) -> dict[str, Any]:
    return {
        "alerts": [a.to_json() for a in replayed.alerts],
        "promises": {
            m: {
                "threshold": p.threshold,
                "budget": p.budget,
                "why_not": p.why_not,
                "rate": _list_rate(p.rate),
            }
            for m, p in replayed.promises.items()
        },
        "met": _list_rate(replayed.rate()) if any(replayed.pairs.values()) else None,
    }


def _list_rate(r: Any) -> dict[str, Any] | None:
    return None if r is None else {k: getattr(r, k) for k in type(r).__dataclass_fields__}


def _write_replay(replayed: Replay, w: watches_told.Wanted, width: int) -> Iterator[str]:
    for a in replayed.alerts:
        yield "\n".join(wording.wrap_alert(a, width)) + "\n"
    for month, p in replayed.promises.items():
        if p.rate is not None and p.possible:
            yield (
                f"{month}: threshold {p.threshold}; promised {p.rate.value:.2f} false a month, at most "
                f"{p.rate.bound:.2f}, of {p.budget:g} for streams"
            )
        else:
            yield f"{month}: nothing promised: {p.why_not}"
    if any(replayed.pairs.values()):
        met = replayed.rate()
        yield (
            f"Met among {met.pairs} placebo pairs at each place: {met.value:.2f} false a month, at most "
            f"{met.bound:.2f} ({met.alarms} alarms), of {w.budget:g} allowed"
        )
