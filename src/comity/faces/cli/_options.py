"""Options that commands share: the pair, the lake, first and last day, the third power, the format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from comity.errors import QuestionError
from comity.faces.cli._output import Printout
from comity.records import bins
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group

if TYPE_CHECKING:
    from comity.watch import Watch

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date, given as a day, month, quarter or year; ``end`` selects the last day instead of the first."""

    name = "date"

    def __init__(self, *, end: bool) -> None:
        self.end = end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date that the user wrote."""
        if isinstance(value, date):
            return value
        try:
            return bins.window(value)[self.end]
        except QuestionError as e:
            self.fail(str(e), param, ctx)


class GroupType(click.ParamType[Group]):
    """A pair or group of states, completed in the shell from the codes of states."""

    name = "pair"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Group:
        """Return the group for text such as ``CHN-RUS``; raise an error with similar names for others."""
        return value if isinstance(value, Group) else Group.parse(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the state codes that may complete the text typed so far."""
        done, mark, last = incomplete.upper().rpartition("-")
        return _complete({c: s.name for c, s in states.all_states().items()}, last, done + mark)


class HotspotType(click.ParamType[str]):
    """A hotspot, given by its id or by the code of its only state."""

    name = "hotspot"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id of the hotspot; for a part of a hotspot, that of the whole."""
        return hotspots.whole(hotspots.get(str(value)).id)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the ids of the hotspots."""
        return _complete({i: h.about for i, h in hotspots.all_hotspots().items()}, incomplete.lower())


class SourceType(click.ParamType[str]):
    """The id of a source, completed in the shell from the ids of all sources."""

    name = "source"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the ids of the sources."""
        from comity.sources import registry  # noqa: PLC0415 - reads every card

        return _complete({i: registry.card(i).title for i in registry.list_ids()}, incomplete.lower())


def _complete(names: dict[str, str], begun: str, head: str = "") -> list[CompletionItem]:
    return [CompletionItem(head + n, help=text) for n, text in names.items() if n.startswith(begun)]


def _use_lake(folder: str | None) -> str | None:
    """Make the lake (folder of records) the one whose vocabulary is used; return the folder."""
    if folder:
        os.environ["COMITY_LAKE"] = folder
    return folder


#: Names of the options of a window.
WINDOW = ("lake", "as_of", "since", "until", "third", "sources")
FORMATS = ("text", "json", "csv", "tsv")
lake_option = click.option(
    "--lake",
    type=click.Path(file_okay=False),
    envvar="COMITY_LAKE",
    is_eager=True,
    callback=lambda _context, _option, value: _use_lake(value),
    help="Folder of the lake (or COMITY_LAKE; else your user data folder).",
)
as_of_option = click.option("--as-of", type=Day(end=True), help="Only what was known on this day.")
window_options = (
    as_of_option,
    click.option("--since", type=Day(end=False), help="Only what happened from this day on."),
    click.option("--until", type=Day(end=True), help="Only what happened up to this day."),
    click.option("--third", help="The third power that stances refer to (USA unless it is watched)."),
    click.option(
        "--source", "sources", type=SourceType(), multiple=True, help="Only this source (may be repeated)."
    ),
    lake_option,
)
ARGUMENTS: dict[str, Callable[[F], F]] = {
    "PAIR": click.argument("group", type=GroupType(), metavar="PAIR"),
    "[PAIR]": click.argument("group", type=GroupType(), metavar="[PAIR]", required=False),
    "HOTSPOT": click.argument("hotspot", type=HotspotType()),
    "[HOTSPOT]": click.argument("hotspot", type=HotspotType(), required=False),
}


def take(*arguments: str, window: bool = False, lake: bool = False) -> Callable[[F], F]:
    """Return a decorator that gives a command PAIR and HOTSPOT (in brackets: optional), dates or a lake."""
    shared = window_options if window else (lake_option,) if lake else ()

    def decorate(function: F) -> F:
        _add(function, arguments, shared)
        return function

    return decorate


def print_answer(
    *arguments: str,
    window: bool = False,
    lake: bool = True,
    formats: tuple[str, ...] = FORMATS,
    in_a_pipe: str = "tsv",
) -> Callable[[Callable[..., Printout | None]], Callable[..., None]]:
    """Return a decorator that prints the :class:`Printout` of a command in the chosen format.

    It must be the innermost decorator. ``arguments`` and options are those of :func:`take`. With ``window``
    and a PAIR, the command gets the argument ``watch``. If the command returns ``None``, nothing is printed.
    """
    otherwise = "text, in a pipe too" if in_a_pipe == "text" else f"text on a terminal, {in_a_pipe} in a pipe"
    plain = click.option("--plain", "fmt", flag_value="tsv", help="Tab-separated values, one record a line.")
    choice = click.option(
        "--format",
        "fmt",
        type=click.Choice(formats),
        envvar="COMITY_FORMAT" if formats == FORMATS else None,
        help=f"Output format ({otherwise}).",
    )
    shared = window_options if window else (lake_option,) if lake else ()

    def decorate(function: Callable[..., Printout | None]) -> Callable[..., None]:
        @wraps(function)
        def run(*context: click.Context, fmt: str | None, **options: Any) -> None:
            if window and "PAIR" in arguments:
                options["watch"] = make_watch(options.pop("group"), **{o: options.pop(o) for o in WINDOW})
            if answer := function(*context, **options):
                answer.write(fmt or ("text" if sys.stdout.isatty() else in_a_pipe))

        formatting = (choice, plain) if formats == FORMATS else (choice,)
        _add(run, arguments, (*shared, *formatting))
        return run

    return decorate


def _add(function: F, arguments: tuple[str, ...], options: tuple[Any, ...]) -> None:
    """Add arguments and options to a function, in reverse order as click needs."""
    for decorator in (*reversed(options), *(ARGUMENTS[a] for a in reversed(arguments))):
        decorator(function)


def make_watch(
    group: Group,
    lake: str | None,
    as_of: date | None,
    since: date | None,
    until: date | None,
    third: str | None,
    sources: tuple[str, ...],
) -> Watch:
    """Return the watch (a group of states, records and days) for these options of the command line."""
    from comity.lake.store import Lake  # noqa: PLC0415 - `comity hotspots` opens no lake
    from comity.sources import registry  # noqa: PLC0415
    from comity.watch import Watch  # noqa: PLC0415

    _set_up_pyarrow()
    for source in sources:
        registry.card(source)
    return Watch(
        *group.codes,
        lake=Lake.open(lake),
        as_of=as_of,
        since=since,
        until=until,
        third=third,
        sources=sources,
    )


class _NoPandas:
    """An import hook that makes an import of pandas fail."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Raise an import error for pandas; leave all other modules to the usual importers."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _set_up_pyarrow() -> None:
    """Make pyarrow create its first array without importing pandas, which saves 0.3 s.

    Then pyarrow's memory comes from the system allocator, which frees it sooner and saves about 50 MB.
    """
    import pyarrow as pa  # noqa: PLC0415 - `comity hotspots` makes no array

    pa.set_memory_pool(pa.system_memory_pool())
    sys.meta_path.insert(0, _NoPandas)
    pa.array([])
    sys.meta_path.remove(_NoPandas)


def require_pair(watch: Watch) -> Watch:
    """Return the watch unchanged; raise an error if it is of three states or more."""
    if watch.pair is None:
        raise QuestionError("This works for pairs only: name two states, such as FRA-DEU.")
    return watch
