"""The terminal: every command of ``comity``, listed in :mod:`comity.faces.cli._commands`.

Exit codes: 0 done; 1 failed (one sentence on standard error says why and what to do); 2 wrong usage; 3 done
in part (``get`` or ``add`` left files out: the receipt names them); 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys

import click

from comity import __version__
from comity.errors import ComityError
from comity.faces.cli._commands import LazyCommands

_HELP = """Show how states act together, place by place, from the public record, tested against chance.

\b
  comity watch CHN-RUS                  a pair, hotspot by hotspot
  comity why CHN-RUS venezuela 2019-02  the records behind one cell
  comity get SOURCE                     download a source and add it to the lake
  comity add FOLDER                     add files of your own
  comity status                         what the lake holds, from when to when

With an empty lake, comity answers from the chronicle that comes with it, and says so.
"""


@click.group(
    cls=LazyCommands,
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
        click.echo("comity: stopped; everything committed so far is safe.", err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
