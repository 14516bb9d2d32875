"""Users of the desk: names and password hashes in a file beside the lake."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
from pathlib import Path

from comity.errors import QuestionError, UnknownNameError

#: Fewest characters of a password.
SHORTEST = 12
#: Binary logarithm of scrypt's N (OWASP, Password Storage Cheat Sheet, 2024: N = 2^17, r = 8, p = 1).
COST = 17
#: Cost of older hashes, which do not state their cost.
EARLIER_COST = 14
#: Hash that no password has, checked for unknown names, so that timing does not reveal which names exist.
_NOBODY = f"{COST}${'00' * 16}${'00' * 64}"
#: Limits hashing to one at a time, since each hash takes 128 MB of memory.
_one_at_a_time = threading.Lock()


class Users:
    """The file of users, read again after each change."""

    def __init__(self, lake: Path) -> None:
        self.path = lake.parent / f"{lake.name}-desk-users.json"
        self._read_at: tuple[int, int] | None = None
        self._hashes: dict[str, str] = {}

    def all(self) -> dict[str, str]:
        """Return the password hashes by user name; empty if the desk has no users.

        Raises
        ------
        QuestionError
            When the file is damaged.
        """
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return {}
        if self._read_at != (stat.st_mtime_ns, stat.st_ino):
            try:
                content = json.loads(self.path.read_text("utf-8"))
                self._hashes = {str(k): str(v) for k, v in content.items()}
            except (json.JSONDecodeError, AttributeError):
                raise QuestionError(f"{self.path} is damaged: delete it and add the users again.") from None
            self._read_at = (stat.st_mtime_ns, stat.st_ino)
        return self._hashes

    def add(self, name: str, password: str) -> None:
        """Add a user, or set a new password, which ends the user's sessions."""
        self._write({**self.all(), name: hash_password(password)})

    def remove(self, name: str) -> None:
        """Remove a user, which ends the user's sessions.

        Raises
        ------
        UnknownNameError
            When there is no such user.
        """
        if name not in self.all():
            raise UnknownNameError("user", name, self.all())
        self._write({k: v for k, v in self.all().items() if k != name})

    def check(self, name: str, password: str) -> str | None:
        """Return the user's hash if the password is right; an unknown name takes as long to check."""
        password_hash = self.all().get(name)
        right = matches(password, password_hash or _NOBODY)
        return password_hash if right else None

    def _write(self, hashes: dict[str, str]) -> None:
        """Write the file completely or not at all, readable by its owner only."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(part, flags, 0o600), "w", encoding="utf-8") as f:
            f.write(json.dumps(hashes, indent=1, sort_keys=True))
            f.flush()
            os.fsync(f.fileno())
        part.replace(self.path)


def hash_password(password: str) -> str:
    """Return what is stored for a password: cost, salt and scrypt hash (RFC 7914).

    Raises
    ------
    QuestionError
        When the password is too short.
    """
    if len(password) < SHORTEST:
        raise QuestionError(f"A password needs at least {SHORTEST} characters.")
    salt = secrets.token_bytes(16)
    return f"{COST}${salt.hex()}${_scrypt(password, salt, COST)}"


def matches(password: str, password_hash: str) -> bool:
    """Return whether a password fits a stored hash; the comparison takes constant time."""
    *cost, salt, expected = password_hash.split("$")
    computed = _scrypt(password, bytes.fromhex(salt), int(cost[0]) if cost else EARLIER_COST)
    return hmac.compare_digest(computed, expected)


def _scrypt(password: str, salt: bytes, cost: int) -> str:
    with _one_at_a_time:
        n, r = 2**cost, 8
        memory = 132 * n * r  # scrypt needs 128 * n * r bytes, plus some overhead
        return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=1, maxmem=memory).hex()
