"""``comity serve``: the desk in a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from comity.errors import MissingExtraError
from comity.faces.cli._options import GroupType, lake_option
from comity.faces.cli._output import say
from comity.lake.store import Lake
from comity.vocabulary.group import Group
from comity.watch.questions.shipped import shipped

SWITCH = 0.0005
"""Seconds until a thread that computes lets one that answers go on: a tenth of Python's own choice."""


@click.command()
@click.argument("group", type=GroupType(), metavar="[PAIR]", required=False)
@lake_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8470, show_default=True, help="Port to listen on.")
@click.option("--add-user", metavar="NAME", help="Set up a user with a password, and do not start.")
@click.option(
    "--database",
    default="",
    metavar="URL",
    help="Where cases and notes are kept (a file beside the lake, or postgresql+psycopg://...).",
)
def serve(
    group: Group | None, lake: str | None, host: str, port: int, add_user: str | None, database: str
) -> None:
    """Open the desk in a browser: look, doubt, open, hand on.

    PAIR is the one the first page shows.  The desk listens on this machine only; any other address
    demands a password first.

    \b
      comity serve
      comity serve FRA-DEU --port 9000
      comity serve --add-user anna
      comity serve --database postgresql+psycopg://anna@db.example/desk
    """  # noqa: D301 - click's mark
    try:
        import uvicorn  # noqa: PLC0415 - an extra

        from comity.faces.desk import settings  # noqa: PLC0415
        from comity.faces.desk.app import create_app  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("The desk needs the extra: pip install 'comity[desk]'.") from None
    root = Path(Lake.open(lake).root)
    if add_user:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        settings.add_user(root, add_user, password)
        say([f"{add_user} may log in. The desk asks for a password from its next start on."])
        return
    start = group.id if group else next(iter(shipped()))
    told = settings.Settings(root, start, host, port, settings.read_users(root), database)
    app = create_app(told, ahead=True)
    sys.setswitchinterval(SWITCH)
    say([f"The desk is at http://{host}:{port}/ (Ctrl-C ends it)."])
    # Who asks is who connects: a name given in a header (X-Forwarded-For) would get round the rate limit.
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, proxy_headers=False)
