"""Settings of the desk: address, lake and access."""

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
    """Settings that the desk starts with.

    If ``closed``, visitors must log in; otherwise only this machine may reach the desk. ``start`` is the pair
    of states that the first page shows. ``proxy`` is the network of a trusted HTTPS proxy, such as
    ``10.0.0.0/8``, which states the client's address. ``public_name`` is the host name that visitors use.
    ``answers`` is the folder for computed answers (default: the lake's).
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
        """Return settings with a writable folder for answers, a temporary one if the lake is read-only.

        Another process stores its answers there, and the desk reads them. The lake is the folder of records.
        """
        if os.access(self.lake, os.W_OK):
            return self
        folder = Path(tempfile.mkdtemp(prefix="comity-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return replace(self, answers=folder)


def loopback(host: str) -> bool:
    """Return whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
