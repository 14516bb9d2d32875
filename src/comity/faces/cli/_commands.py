"""The commands by group, with the module and help line of each, so that ``--help`` loads nothing else."""

from __future__ import annotations

from importlib import import_module
from typing import IO, Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from comity import plugins
from comity.faces.cli._habits import defaults


class CommandEntry(NamedTuple):
    """The module with a command, in :mod:`comity.faces.cli` or in a part, and the command's help line."""

    file: str
    summary: str


#: Commands by purpose, in the order of the help.
GROUPS: dict[str, dict[str, CommandEntry]] = {
    "Look": {
        "watch": CommandEntry("watch", "Show how a pair acts together, hotspot by hotspot"),
        "why": CommandEntry("why", "List the records behind a pair at a hotspot"),
        "votes": CommandEntry("votes", "Show how alike a pair votes at the United Nations"),
        "compare": CommandEntry("votes", "Set a pair beside others that vote alike, or pairs you name"),
        "check": CommandEntry("check", "Mark every sentence of a text by what is on record"),
        "roles": CommandEntry("roles", "Show who does what in a pair, and how far alignment has gone"),
        "words": CommandEntry("words", "Show what each side says of a hotspot, and leaves unsaid"),
        "base": CommandEntry("base", "Show what a relation rests on: visits, arms, trade, treaties"),
        "hotspots": CommandEntry("hotspots", "List the hotspots, or the forms of acting together"),
    },
    "Bring": {
        "get": CommandEntry("get", "Download a source from its publisher and add it"),
        "add": CommandEntry("lake", "Add files and folders to the lake"),
        "sources": CommandEntry("sources", "List the sources that comity can read"),
        "follow": CommandEntry("follow", "Keep adding what publishers release, and send alerts"),
        "read": CommandEntry("read", "Print the acts that texts report; nothing is stored"),
        "keep": CommandEntry("keep", "Judge press items; keep facts of your own"),
        "round": CommandEntry("keep", "Go through what is new and due for pairs, in ten minutes"),
        "review": CommandEntry("review", "Export coded acts for people to review; import their decisions"),
    },
    "Question": {
        "forecast": CommandEntry("forecast", "Forecast what a pair may do next; score earlier forecasts"),
        "whatif": CommandEntry("whatif", "Show what would stand and what would fall if a pair parted"),
        "souring": CommandEntry("whatif", "Show signs that a relation is getting worse"),
        "method": CommandEntry("validate", "Show each measure with its false-alarm rate and power"),
        "validate": CommandEntry("validate", "Test the measures on data whose answer is known"),
    },
    "Hand on": {
        "brief": CommandEntry("brief", "Write a brief on a pair: PDF, Word, HTML or Markdown"),
        "edition": CommandEntry("brief", "Tell what is new about a pair since a day, or as RSS"),
        "export": CommandEntry("export", "Write files for R, pandas, Gephi, calendars, spreadsheets"),
        "cite": CommandEntry("sources", "Print BibTeX for comity and its sources"),
        "schema": CommandEntry("schema", "Print the JSON Schema of what a command prints as JSON"),
        "serve": CommandEntry("serve", "Open the desk in a browser"),
        "alerts": CommandEntry("alerts", "Show alerts that nobody has acknowledged"),
    },
    "Tend": {
        "status": CommandEntry("lake", "Show what the lake holds and how following goes"),
        "compact": CommandEntry("lake", "Merge the small files of past months, for speed"),
        "verify": CommandEntry("lake", "Check the lake for damage, and repair it"),
        "backup": CommandEntry("lake", "Copy the lake, also while others write to it"),
        "restore": CommandEntry("lake", "Make a backup the lake again"),
    },
}
#: Commands for newcomers, which ``comity --help`` shows.
FIRST = {"watch", "why", "votes", "compare", "check", "get", "add", "status", "brief", "serve"}
COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}
#: Removed command -> what to type instead.
FORMER = {
    "cells": "comity watch PAIR --cells week",
    "claims": "comity words PAIR",
    "diff": "comity get SOURCE --changes",
    "evaluate": "python -m tools.score_coder in a clone of the repository",
    "forms": "comity hotspots --forms",
    "ladder": "comity roles PAIR --ladder",
    "ledger": "comity forecast --ledger",
    "rules": "python -m tools.score_coder in a clone of the repository",
}


class FormerCommandError(click.ClickException):
    """An error about a removed command, which says what to type instead."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the error in one sentence."""
        click.echo(f"comity: {self.message}", file=file, err=True)


class LazyCommands(click.Group):
    """The commands of :data:`GROUPS`, each loaded only when it runs (click, "Lazily loading subcommands")."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands in the order of the help; those of other packages are last."""
        return list(dict.fromkeys([*COMMANDS, *plugins.list_names("commands")]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command by name; return ``None`` for an unknown name."""
        command: click.Command | None
        if cmd_name == show_help.name:
            return show_help
        if cmd_name in COMMANDS and cmd_name not in plugins.OWN["commands"]:
            module = vars(import_module(f"comity.faces.cli.{COMMANDS[cmd_name].file}"))
            command = next(c for c in module.values() if isinstance(c, click.Command) and c.name == cmd_name)
        else:
            command = plugins.find("commands", cmd_name)
        if command is None:
            return None
        if read := ctx.find_root().obj:
            ctx.default_map = {**(ctx.default_map or {}), cmd_name: defaults(command, read)}
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the user typed; raise an error for a removed command."""
        if args[0] in FORMER and self.get_command(ctx, args[0]) is None:
            raise FormerCommandError(f"There is no `comity {args[0]}` any more: type {FORMER[args[0]]}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands that newcomers need, by group, with their help lines."""
        write_groups(formatter, {t: {n: g[n] for n in g if n in FIRST} for t, g in GROUPS.items()})
        formatter.write_paragraph()
        formatter.write_text("All commands: comity help all")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the command names that begin with ``incomplete``, without loading any command."""
        names = [CompletionItem(n, help=e.summary) for n, e in COMMANDS.items() if n.startswith(incomplete)]
        names += [
            CompletionItem(n) for n in plugins.find_entry_points("commands") if n.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


def write_groups(formatter: click.HelpFormatter, groups: dict[str, dict[str, CommandEntry]]) -> None:
    """Write commands with their help lines, group by group."""
    width = max(map(len, COMMANDS))
    for title, group in groups.items():
        if group:
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), entry.summary) for name, entry in group.items()])


def list_all(root: click.Context) -> str:
    """Return all commands by group; only commands of other packages are loaded for this."""
    formatter, group = root.make_formatter(), root.command
    assert isinstance(group, LazyCommands)
    write_groups(formatter, GROUPS)
    loaded = ((n, group.get_command(root, n)) for n in group.list_commands(root) if n not in COMMANDS)
    added = {n: CommandEntry("", c.get_short_help_str(80)) for n, c in loaded if c}
    write_groups(formatter, {"From other packages": added})
    return formatter.getvalue().strip()


@click.command("help", hidden=True)
@click.argument("name", metavar="[COMMAND]", default="")
@click.pass_context
def show_help(context: click.Context, name: str) -> None:
    """Show the help of a COMMAND, or the list of ``all`` commands."""
    root = context.find_root()
    group = root.command
    assert isinstance(group, LazyCommands)
    if not name:
        click.echo(group.get_help(root))
    elif name == "all":
        click.echo(list_all(root))
    else:
        _, command, _ = group.resolve_command(root, [name])
        assert command is not None
        with click.Context(command, info_name=name, parent=root) as inner:
            click.echo(command.get_help(inner))
