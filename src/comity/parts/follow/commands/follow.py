"""``comity follow``: ask publishers for new files and send alerts, again and again."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from types import FrameType

import click

from comity.errors import QuestionError
from comity.faces.cli._options import Day, SourceType, take
from comity.faces.cli._output import PARTLY, WIDTH, console, say
from comity.faces.present.sanitize import one_line
from comity.lake.store import Lake
from comity.parts.follow import feeds
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.alerts import wanted
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.service import health_server
from comity.parts.follow.service.loop import FollowSetup, Loop, RoundOutcome
from comity.parts.follow.service.send import channels, wording

PORT = 8471
watches_option = click.option(
    "--watches",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File of watches (watches.yaml in the lake, if there is one).",
)


@click.command()
@click.option(
    "--feed", "sources", type=SourceType(), multiple=True, help="Only this source (may be repeated; all)."
)
@watches_option
@click.option("--from", "first", type=Day(end=False), help="First day wanted when a feed is new here.")
@click.option("--once", "only", flag_value="once", help="One round of what is due, then end.")
@click.option(
    "--offline", "only", flag_value="offline", help="Ask no publisher: one round over what the lake holds."
)
@click.option(
    "--port", default=PORT, show_default=True, help="Where health is told on this machine; 0 for nowhere."
)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(("text", "json", "tsv")),
    help="How alerts are printed (text on a terminal, tsv in a pipe).",
)
@take(lake=True)
def follow(
    sources: tuple[str, ...],
    watches: Path | None,
    first: date | None,
    only: str | None,
    port: int,
    lake: str | None,
    fmt: str | None,
) -> None:
    """Follow publishers: add what is new, again and again, and send the alerts that watches ask for.

    GDELT's files of fifteen minutes, feeds of news and votes of the United Nations are asked as often as
    suits each, politely. A stopped or killed run goes on where it was; days offline are caught up with;
    late and corrected files are taken in. What never came is named by `comity status`.

    Alerts go where the file of watches says (`comity alerts init` writes one). How the watch does is told at
    http://127.0.0.1:8471/health.json and /metrics. It ends by Ctrl-C or SIGTERM; nothing is lost by it.

    \b
      comity follow
      comity follow --feed gdelt2 --from 2019-02-01 --watches mine.yaml
      comity follow --once
      comity follow --offline

    Exit codes of --once: 3 when a file was wanted and did not come.
    """  # noqa: D301 - click's \b stops rewrapping
    store, how = Lake.open(lake), fmt or ("text" if sys.stdout.isatty() else "tsv")
    wanted, ways, folder = read_watches(store, watches)
    following = FollowSetup(
        store, [] if only == "offline" else feeds.chosen(sources), wanted, ways, folder, Means(), first
    )
    loop = Loop(following, lambda a: tell(a, how))
    if not wanted:
        say(["No file of watches: nothing is told (comity alerts init writes one)."])
    if only:
        outcome = loop.once()
        report(outcome)
        if only == "offline" and wanted and not outcome.new:
            say(["Nothing new: no alert since the last time."])
        if any(t.gaps for t in outcome.feeds) or outcome.failed:
            sys.exit(PARTLY)
        return
    signal.signal(signal.SIGTERM, _stop)
    with health_server.opened(store, port, loop.now) if port else nullcontext(0) as door:
        where = f"; health at http://{health_server.HOST}:{door}/health.json" if door else ""
        say([f"Following {', '.join(f.source for f in following.feeds)} into {store.root}{where}."])
        loop.run(report)


def _stop(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def read_watches(
    lake: Lake, path: Path | None
) -> tuple[list[wanted.Wanted], dict[str, channels.Channel], Path]:
    """Return the watches (alerts wanted) and channels in a file, and its folder; empty without the file."""
    where = path or lake.root / wanted.FILE_NAME
    if not where.is_file():
        if path is not None:
            raise QuestionError(f"There is no file {path}: `comity alerts init {path}` writes one.")
        return [], {}, lake.root
    text = where.read_text("utf-8")
    ways = channels.parse(text, where.name)
    return wanted.parse(text, where.name, list(ways)), ways, where.parent


def tell(a: Alert, how: str) -> None:
    """Print one alert on standard output; ``how`` is its format."""
    if how == "json":
        click.echo(json.dumps(wording.data(a), ensure_ascii=False))
    elif how == "tsv":
        row = (
            a.id,
            str(a.day),
            a.watch,
            a.pair,
            a.hotspot,
            a.kind,
            a.form,
            a.by,
            one_line(a.headline),
        )
        click.echo("\t".join(row))
    else:
        click.echo("\n".join(wording.wrap_alert(a, min(console().width, WIDTH))) + "\n")
    sys.stdout.flush()


def report(outcome: RoundOutcome) -> None:
    """Print on standard error what a round of requests for new files did."""
    say(f"{s}: its stamps lie in the future, the clock was wrong: asked now" for s in outcome.misdated)
    for t in outcome.feeds:
        if t.busy:
            say([f"{t.source}: another process writes to the lake; asked again in a minute"])
        elif t.anything or t.gaps:
            wanting = f"; {t.gaps:,} wanting" if t.gaps else ""
            say([f"{t.source}: {t.new:,} new, {t.corrected:,} corrected, {t.rows:,} rows{wanting}"])
    for a in outcome.held_back:
        say([f"held back for the month's budget: {a.day} {one_line(wording.title(a))}"])
    say(outcome.failed.values())
