"""The terminal face: ``comity get``, ``add``, ``status``, ``watch``, ``why``, ``cite`` and the lists.

Exit codes: 0 done; 1 it could not be done (one sentence on standard error says why and what to do);
2 the command was written wrongly; 3 done in part (``get`` or ``add`` left files out: the receipt names them);
130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys

import click

from comity import __version__
from comity.errors import ComityError
from comity.faces.cli.add import add
from comity.faces.cli.alerts import alerts
from comity.faces.cli.base import base
from comity.faces.cli.brief import brief
from comity.faces.cli.cells import cells
from comity.faces.cli.cite import cite
from comity.faces.cli.compact import compact
from comity.faces.cli.compare import compare
from comity.faces.cli.diff import diff
from comity.faces.cli.evaluate import evaluate, rules, train
from comity.faces.cli.export import export
from comity.faces.cli.follow import follow
from comity.faces.cli.forecast import forecast
from comity.faces.cli.get import get
from comity.faces.cli.ledger import ledger
from comity.faces.cli.lists import COMMANDS
from comity.faces.cli.read import read
from comity.faces.cli.review import review_command
from comity.faces.cli.roles import ladder, roles
from comity.faces.cli.serve import serve
from comity.faces.cli.status import status
from comity.faces.cli.validate import method, validate
from comity.faces.cli.votes import votes
from comity.faces.cli.watch import watch
from comity.faces.cli.whatif import claims, souring, whatif
from comity.faces.cli.why import why

_HELP = """How states act together, place by place, from the public record, tested against chance.

\b
  comity watch CHN-RUS                  the picture of a pair, hotspot by hotspot
  comity why CHN-RUS venezuela 2019-02  the records behind one cell of it
  comity add FOLDER                     take more of the record into the lake
  comity get SOURCE                     download it from its publisher and take it in
  comity status                         what is held, from when to when

Without anything added, comity answers from the chronicle that comes with it, and says so.
"""


@click.group(help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="comity")
def cli() -> None:
    """Root of all commands; its help is written above."""


for _command in (
    watch,
    base,
    cells,
    brief,
    export,
    why,
    votes,
    roles,
    ladder,
    compare,
    forecast,
    ledger,
    get,
    follow,
    alerts,
    add,
    compact,
    diff,
    status,
    cite,
    read,
    evaluate,
    rules,
    train,
    review_command,
    method,
    validate,
    serve,
    whatif,
    souring,
    claims,
    *COMMANDS,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; every expected fault ends in one sentence and its exit code."""
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
