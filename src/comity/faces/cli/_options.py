"""Options that several commands share: the pair, the lake, the window, the third power."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from comity.errors import QuestionError
from comity.records import bins
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day, month, quarter or year; ``end`` tells whether its first or its last day is meant."""

    name = "date"

    def __init__(self, *, end: bool) -> None:
        self.end = end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read what was written."""
        if isinstance(value, date):
            return value
        try:
            return bins.window(value)[self.end]
        except QuestionError as e:
            self.fail(str(e), param, ctx)


class GroupType(click.ParamType[Group]):
    """A pair or group, completed from the codes of states."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Group:
        """Read ``CHN-RUS``; an unknown state is a comity error with near names."""
        return value if isinstance(value, Group) else Group.parse(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Codes that may stand here or come next."""
        done, _, last = incomplete.upper().rpartition("-")
        head = f"{done}-" if done else ""
        return [
            CompletionItem(head + code, help=s.name)
            for code, s in states.all_states().items()
            if code.startswith(last)
        ]


class HotspotType(click.ParamType[str]):
    """A hotspot by id, or by the code of its only state."""

    name = "hotspot"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Id of the whole hotspot."""
        return hotspots.whole(hotspots.get(str(value)).id)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Ids of the hotspots."""
        return [
            CompletionItem(i, help=h.about)
            for i, h in hotspots.all_hotspots().items()
            if i.startswith(incomplete.lower())
        ]


class SourceType(click.ParamType[str]):
    """The id of a source; completed from all sources."""

    name = "source"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Ids of the sources."""
        from comity.sources import registry  # noqa: PLC0415 - reads every card

        return [
            CompletionItem(i, help=registry.card(i).title)
            for i in registry.list_ids()
            if i.startswith(incomplete.lower())
        ]


def _of_this_lake(folder: str | None) -> str | None:
    """The folder given, whose own vocabulary holds from here on."""
    if folder:
        os.environ["COMITY_LAKE"] = folder
    return folder


group_argument = click.argument("group", type=GroupType(), metavar="PAIR")
lake_option = click.option(
    "--lake",
    type=click.Path(file_okay=False),
    envvar="COMITY_LAKE",
    is_eager=True,
    callback=lambda _context, _option, value: _of_this_lake(value),
    help="Folder of the lake (or COMITY_LAKE; else your user data folder).",
)


def window_options(command: F) -> F:
    """Add ``--as-of``, ``--since``, ``--until``, ``--third``, ``--source`` and ``--lake``."""
    for option in (
        lake_option,
        click.option(
            "--source",
            "sources",
            type=SourceType(),
            multiple=True,
            help="Only this source (may be repeated).",
        ),
        click.option("--third", help="The third power that stances refer to (USA unless it is watched)."),
        click.option("--until", type=Day(end=True), help="Only what happened up to this day."),
        click.option("--since", type=Day(end=False), help="Only what happened from this day on."),
        click.option("--as-of", type=Day(end=True), help="Only what was known on this day."),
    ):
        command = option(command)
    return command
