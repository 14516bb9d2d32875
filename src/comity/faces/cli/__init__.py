"""The terminal face: ``comity get``, ``add``, ``status``, ``watch``, ``why``, ``cite`` and the lists.

Exit codes: 0 done; 1 it could not be done (one sentence on standard error says why and what to do);
2 the command was written wrongly; 3 done in part (``get`` or ``add`` left files out: the receipt names them);
130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from comity import __version__
from comity.errors import ComityError

_HELP = """How states act together, place by place, from the public record, tested against chance.

\b
  comity watch CHN-RUS                  the picture of a pair, hotspot by hotspot
  comity why CHN-RUS venezuela 2019-02  the records behind one cell of it
  comity add FOLDER                     take more of the record into the lake
  comity get SOURCE                     download it from its publisher and take it in
  comity status                         what is held, from when to when

Without anything added, comity answers from the chronicle that comes with it, and says so.
"""


FILES = {
    "add": "add",
    "alerts": "alerts",
    "base": "base",
    "brief": "brief",
    "cells": "cells",
    "cite": "cite",
    "claims": "whatif",
    "compact": "compact",
    "compare": "compare",
    "diff": "diff",
    "evaluate": "evaluate",
    "export": "export",
    "follow": "follow",
    "forecast": "forecast",
    "forms": "lists",
    "get": "get",
    "hotspots": "lists",
    "ladder": "roles",
    "ledger": "ledger",
    "method": "validate",
    "read": "read",
    "review": "review",
    "roles": "roles",
    "rules": "evaluate",
    "serve": "serve",
    "sources": "lists",
    "souring": "whatif",
    "status": "status",
    "train": "evaluate",
    "validate": "validate",
    "votes": "votes",
    "watch": "watch",
    "whatif": "whatif",
    "why": "why",
}
"""The file of each command: a command loads its own and no more (click, "Lazily loading subcommands")."""


class Commands(click.Group):
    """The commands of :data:`FILES`, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in order."""
        return list(FILES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name; ``None`` where there is none."""
        if cmd_name not in FILES:
            return None
        own = vars(import_module(f"{__name__}.{FILES[cmd_name]}")).values()
        return next(c for c in own if isinstance(c, click.Command) and c.name == cmd_name)


@click.group(
    cls=Commands,
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="comity")
def cli() -> None:
    """Root of all commands; its help is written above."""


def main() -> None:
    """Run the command line; every expected fault ends in one sentence and its exit code."""
    # Matrices here have some hundred rows: threads of the linear algebra (numpy's, which is not loaded yet)
    # wait for one another longer than they work, and the same sums come out on any number of processors.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = cli.main(standalone_mode=False)
    except ComityError as e:
        click.echo(f"comity: {e}", err=True)
        code = 1
    except click.ClickException as e:
        e.show()
        code = e.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("comity: stopped; what was already committed is kept.", err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
