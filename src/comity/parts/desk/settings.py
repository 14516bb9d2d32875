"""Where the desk listens, on which lake, and how visitors reach it."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from comity.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Settings:
    """What the desk is started with.

    Where ``closed`` is set, a visitor must log in; an open desk is allowed on loopback only.  ``start`` is
    the pair the first page shows.  ``proxy`` is the network of a proxy that speaks HTTPS to visitors, as
    ``10.0.0.0/8``, whose word on who asks is believed; ``public_name`` the name visitors reach it by.
    ``answers`` is the folder in which answers are kept where that is not the lake's.
    """

    lake: Path
    start: str
    host: str = "127.0.0.1"
    port: int = 8470
    closed: bool = False
    database: str = ""
    proxy: str = ""
    public_name: str = ""
    answers: Path | None = None

    def __post_init__(self) -> None:
        if bool(self.proxy) != bool(self.public_name):
            raise QuestionError("--behind-proxy and --public-name belong together: name both.")
        if self.proxy:
            try:
                ipaddress.ip_network(self.proxy)
            except ValueError:
                raise QuestionError(
                    f"{self.proxy} is not a network: write an address or a range, such as 127.0.0.1/32."
                ) from None
        if not self.closed and (self.proxy or not loopback(self.host)):
            raise QuestionError(
                f"{self.public_name or self.host} can be reached from other machines, so the desk needs a "
                "password first: run `comity serve --add-user NAME`, or listen on 127.0.0.1."
            )

    def with_answers(self) -> Self:
        """Return the same with a folder for answers: where the lake's cannot be, one for this process.

        What a process of its own computes has to be left somewhere for the desk to read it.
        """
        if os.access(self.lake, os.W_OK):
            return self
        folder = Path(tempfile.mkdtemp(prefix="comity-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return replace(self, answers=folder)


def loopback(host: str) -> bool:
    """Whether only this machine can reach this address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
