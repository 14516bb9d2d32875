"""``comity serve``: the desk in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from comity.errors import MissingExtraError
from comity.faces.cli._options import take
from comity.faces.cli._output import say
from comity.lake.store import Lake
from comity.sources.curated import chronicle
from comity.vocabulary.group import Group

#: Seconds until a computing thread lets an answering thread run: a tenth of Python's default.
SWITCH = 0.0005


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8470, show_default=True, help="Port to listen on.")
@click.option("--add-user", metavar="NAME", help="Add a user, or change the password of one, and exit.")
@click.option("--remove-user", metavar="NAME", help="Remove a user, ending the user's sessions, and exit.")
@click.option(
    "--database",
    default="",
    metavar="URL",
    help="Where cases and notes are kept (a file beside the lake, or postgresql+psycopg://...).",
)
@click.option(
    "--behind-proxy",
    "proxy",
    default="",
    metavar="CIDR",
    help="Trust a proxy that speaks HTTPS, by its address or network.",
)
@click.option("--public-name", default="", metavar="NAME", help="Host name that visitors use for the proxy.")
@take("[PAIR]", lake=True)
def serve(
    group: Group | None,
    lake: str | None,
    add_user: str | None,
    remove_user: str | None,
    **options: Any,
) -> None:
    """Open the desk in a browser.

    PAIR is the one that the first page shows. The desk listens on this machine only; any other address, and
    any proxy, demands a password first.

    \b
      comity serve
      comity serve FRA-DEU --port 9000
      comity serve --add-user anna
      comity serve --behind-proxy 127.0.0.1/32 --public-name desk.example.org
      comity serve --database postgresql+psycopg://anna@db.example/desk
    """  # noqa: D301 - click's \b stops rewrapping
    try:
        from comity.parts.desk.app import create_app  # noqa: PLC0415 - needs the extra
        from comity.parts.desk.http import server  # noqa: PLC0415
        from comity.parts.desk.settings import Settings  # noqa: PLC0415
        from comity.parts.desk.users import Users  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("The desk needs an extra: pip install 'comity[desk]'.") from None
    root = Path(Lake.open(lake).root)
    users = Users(root)
    if add_user:
        users.add(add_user, click.prompt("Password", hide_input=True, confirmation_prompt=True))
        say([f"{add_user} may log in; a desk that had no users asks for a password from its next start on."])
    if remove_user:
        users.remove(remove_user)
        say([f"{remove_user} may not log in any more."])
    if add_user or remove_user:
        return
    start = group.id if group else Group.of(*chronicle.list_states()).id
    settings = Settings(root, start, closed=bool(users.all()), **options)
    app = create_app(settings, ahead=True)
    sys.setswitchinterval(SWITCH)
    address = (
        f"https://{settings.public_name}" if settings.proxy else f"http://{settings.host}:{settings.port}"
    )
    say([f"The desk is at {address}/ (Ctrl-C ends it)."])
    server.run(app, settings)
