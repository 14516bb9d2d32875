"""Where the desk listens, on which lake, and how visitors reach it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from comity.errors import QuestionError


@dataclass(frozen=True, slots=True)
class Settings:
    """What the desk is started with.

    Where ``closed`` is set, a visitor must log in; an open desk is allowed on loopback only.  ``start`` is
    the pair the first page shows.  ``proxy`` is the network of a proxy that speaks HTTPS to visitors, as
    ``10.0.0.0/8``, whose word on who asks is believed; ``public_name`` the name visitors reach it by.
    """

    lake: Path
    start: str
    host: str = "127.0.0.1"
    port: int = 8470
    closed: bool = False
    database: str = ""
    proxy: str = ""
    public_name: str = ""

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


def loopback(host: str) -> bool:
    """Whether only this machine can reach this address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
