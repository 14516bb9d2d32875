"""The commands by group, with the file and the line of help of each: all that ``--help`` has to load."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem

from comity import plugins
from comity.faces.cli._habits import defaults


class CommandEntry(NamedTuple):
    """The file of a command in :mod:`comity.faces.cli` (or the part that has it), and its line of help."""

    file: str
    summary: str


GROUPS: dict[str, dict[str, CommandEntry]] = {
    "Look": {
        "watch": CommandEntry("watch", "Show how a pair acts together, hotspot by hotspot"),
        "why": CommandEntry("why", "List the records behind a pair at a hotspot"),
        "check": CommandEntry("check", "Mark every sentence of a text by what is on record"),
        "compare": CommandEntry("compare", "Set a pair beside others that vote alike, or pairs you name"),
        "votes": CommandEntry("votes", "Show how alike a pair votes at the United Nations"),
        "roles": CommandEntry("roles", "Show who does what in a pair at a hotspot"),
        "words": CommandEntry("words", "Show what each side says of a hotspot, and leaves unsaid"),
        "ladder": CommandEntry("roles", "Show how far a pair has gone in military alignment"),
        "base": CommandEntry("base", "Show what a relation rests on: visits, arms, trade, treaties"),
        "cells": CommandEntry("cells", "Count the acts of a pair by hotspot and time bin"),
        "hotspots": CommandEntry("lists", "List the hotspots"),
        "forms": CommandEntry("lists", "List the forms of acting together or apart"),
    },
    "Bring": {
        "get": CommandEntry("get", "Download a source from its publisher and add it"),
        "add": CommandEntry("add", "Add files and folders to the lake"),
        "follow": CommandEntry("follow", "Keep adding what publishers release, and send alerts"),
        "read": CommandEntry("read", "Print the acts that texts report; nothing is stored"),
        "review": CommandEntry("review", "Export coded acts for people to review; import their decisions"),
        "sources": CommandEntry("sources", "List the sources that comity can read"),
    },
    "Question": {
        "whatif": CommandEntry("whatif", "Show what would stand and what would fall if a pair parted"),
        "souring": CommandEntry("whatif", "Show signs that a relation is getting worse"),
        "forecast": CommandEntry("forecast", "Forecast what a pair may do next"),
        "ledger": CommandEntry("ledger", "Show frozen forecasts, their outcomes and their scores"),
        "method": CommandEntry("validate", "Show each measure with its false-alarm rate and power"),
        "validate": CommandEntry("validate", "Test the measures on data whose answer is known"),
    },
    "Hand on": {
        "brief": CommandEntry("brief", "Write a brief on a pair: PDF, Word, HTML or Markdown"),
        "edition": CommandEntry("edition", "Tell what is new about a pair since a day, or as RSS"),
        "cite": CommandEntry("cite", "Print BibTeX for comity and its sources"),
        "export": CommandEntry("export", "Write files for R, pandas, Gephi, calendars, spreadsheets"),
        "schema": CommandEntry("schema", "Print the JSON Schema of what a command prints as JSON"),
        "serve": CommandEntry("serve", "Open the desk in a browser"),
        "alerts": CommandEntry("alerts", "Show alerts that nobody has acknowledged"),
    },
    "Tend": {
        "status": CommandEntry("status", "Show what the lake holds and how following goes"),
        "diff": CommandEntry("diff", "Show what a publisher changed between two downloads"),
        "compact": CommandEntry("compact", "Merge the small files of past months, for speed"),
        "verify": CommandEntry("verify", "Check the lake for damage, and repair it"),
        "backup": CommandEntry("verify", "Copy the lake, also while others write to it"),
        "restore": CommandEntry("verify", "Make a backup the lake again"),
    },
}
"""Commands by what they are for, in the order of the help."""
PAGED = {*GROUPS["Look"], *GROUPS["Question"], "sources", "read", "status"}
"""Commands whose text a terminal shows page by page."""
COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}


class LazyCommands(click.Group):
    """The commands of :data:`GROUPS`, each loaded when it runs (click, "Lazily loading subcommands")."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of all commands, in the order of the help; those of other packages come last."""
        return list(dict.fromkeys([*COMMANDS, *plugins.list_names("commands")]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command by name; ``None`` where there is none."""
        command: click.Command | None
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by group; only those of other packages are loaded for it."""
        width = max(map(len, COMMANDS))
        rows = {title: [(n, e.summary) for n, e in group.items()] for title, group in GROUPS.items()}
        added = [n for n in self.list_commands(ctx) if n not in COMMANDS]
        if added:
            loaded = ((n, self.get_command(ctx, n)) for n in added)
            rows["From other packages"] = [(n, c.get_short_help_str(80)) for n, c in loaded if c]
        for title, lines in rows.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), summary) for name, summary in lines])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name without loading any of them."""
        names = [CompletionItem(n, help=e.summary) for n, e in COMMANDS.items() if n.startswith(incomplete)]
        names += [
            CompletionItem(n) for n in plugins.find_entry_points("commands") if n.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]
