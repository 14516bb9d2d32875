"""The command line: every command of ``comity``, listed in :mod:`comity.faces.cli._commands`.

The exit codes are:

- 0: done
- 1: failed; one sentence on standard error says why and what to do
- 2: wrong usage
- 3: done in part, for example if ``add`` left files out, which its receipt lists
- 4: nothing new, so nothing was written (``edition``)
- 130: stopped by Ctrl-C
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import click

from comity.errors import ComityError
from comity.faces.cli import _habits
from comity.faces.cli._commands import LazyCommands

_HELP = """Show how states act together, place by place, from the public record, tested against chance.

\b
  comity watch CHN-RUS                  a pair, hotspot by hotspot
  comity why CHN-RUS venezuela 2019-02  the records behind one cell
  comity get SOURCE                     download a source and add it to the lake
  comity add FOLDER                     add files of your own
  comity status                         what the lake holds, from when to when

With an empty lake, comity answers from the chronicle and the votes that come with it.
"""


@click.group(
    cls=LazyCommands,
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-q", "--quiet", is_flag=True, help="Show results and errors only: no messages, no progress.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Say also what is used, how long it takes, and where it fails."
)
@click.option(
    "--pager/--no-pager",
    default=True,
    help="On a terminal, show long text page by page (COMITY_PAGER, PAGER).",
)
@click.option(
    "--log-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write messages and errors there, too.",
)
@click.version_option(package_name="comity", prog_name="comity")
@click.pass_context
def cli(context: click.Context, quiet: bool, verbose: bool, pager: bool, log_file: Path | None) -> None:
    """Set up logging and signs of life for any command; ``_HELP`` is the help text."""
    context.with_resource(_habits.around(quiet=quiet, verbose=verbose, log_file=log_file))


def _tell(sentence: str) -> int:
    _habits.LOG.error("%s", sentence)
    _habits.LOG.debug("where it failed", exc_info=True)
    click.echo(f"comity: {sentence}", err=True)
    return 1


def main() -> None:
    """Run the command line; turn every expected error into one sentence and its exit code."""
    # Matrices here have some hundred rows, for which threads in numpy's linear algebra (not yet loaded)
    # wait longer than they work. One thread also gives the same sums on any number of processors.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Libraries and tables stay loaded, and searching them for garbage often takes a tenth of the time.
    # Collect rarely rather than never, so that commands that run for weeks (follow, serve) free memory.
    gc.set_threshold(100_000)
    try:
        read = _habits.settings()
        own = {name.replace("-", "_"): value for name, value in read.items()}
        code = cli.main(standalone_mode=False, obj=read, default_map=own)
        sys.stdout.flush()
    except ComityError as e:
        code = _tell(str(e))
    except click.ClickException as e:
        e.show()
        code = e.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("comity: stopped; everything committed so far is safe.", err=True)
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except OSError as e:  # system errors that no layer below has turned into a ComityError
        what = e.filename or "What was to be printed"
        code = _tell(f"{what} cannot be read or written ({e.strerror or e}): check the place and the disk.")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # drop the rest of the output
    sys.exit(code if isinstance(code, int) else 0)
