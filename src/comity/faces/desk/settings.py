"""Where the desk listens, on which lake, and who may come in."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from comity.errors import QuestionError

_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
SHORTEST = 12
"""Fewest characters of a password."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the desk is started with.

    ``users`` maps names to password hashes; where it is empty the desk is open, which is allowed on
    loopback only.  ``start`` is the pair the first page shows.
    """

    lake: Path
    start: str
    host: str = "127.0.0.1"
    port: int = 8470
    users: dict[str, str] = field(default_factory=dict)
    database: str = ""

    def __post_init__(self) -> None:
        if not loopback(self.host) and not self.users:
            raise QuestionError(
                f"{self.host} can be reached from other machines, so the desk needs a password first: "
                "run `comity serve --add-user NAME`, or listen on 127.0.0.1."
            )

    @property
    def closed(self) -> bool:
        """Whether a visitor must log in."""
        return bool(self.users)


def loopback(host: str) -> bool:
    """Whether only this machine can reach this address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hashed(password: str) -> str:
    """A password as it is kept: salt and scrypt hash (RFC 7914), never the words themselves.

    Raises
    ------
    QuestionError
        When it is too short to keep anybody out.
    """
    if len(password) < SHORTEST:
        raise QuestionError(f"A password needs at least {SHORTEST} characters.")
    salt = secrets.token_bytes(16)
    return salt.hex() + "$" + hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT).hex()


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that was kept; takes the same time either way."""
    salt, _, told = kept.partition("$")
    found = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_SCRYPT).hex()
    return hmac.compare_digest(found, told)


def users_file(lake: Path) -> Path:
    """Where names and password hashes lie: beside the lake, readable by its owner only."""
    return lake.parent / f"{lake.name}-desk-users.json"


def read_users(lake: Path) -> dict[str, str]:
    """Names and password hashes; none where nobody was added.

    Raises
    ------
    QuestionError
        When the file is damaged.
    """
    path = users_file(lake)
    if not path.exists():
        return {}
    try:
        told = json.loads(path.read_text("utf-8"))
        return {str(k): str(v) for k, v in told.items()}
    except (json.JSONDecodeError, AttributeError):
        raise QuestionError(f"{path} is damaged: delete it and add the users again.") from None


def add_user(lake: Path, name: str, password: str) -> None:
    """Keep a user: written whole or not at all, readable by its owner only."""
    kept = {**read_users(lake), name: hashed(password)}
    path = users_file(lake)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as f:
        f.write(json.dumps(kept, indent=1, sort_keys=True))
        f.flush()
        os.fsync(f.fileno())
    part.replace(path)
