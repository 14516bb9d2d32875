"""Publishers of reports, and how much their reports prove about a given fact (``outlets.yaml``)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from comity.errors import VocabularyError
from comity.vocabulary import states
from comity.vocabulary.load import fields, own_files, package_yaml, read_yaml, words

_FILE = "sources/kit/outlets.yaml"
_RUN_BY_A_STATE = {"government": "party-statement", "state-media": "state-media"}


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher: its kind, its owner, and its country ("" if it has none)."""

    name: str
    kind: str
    owner: str
    country: str

    def evidence(self, concerned: Collection[str]) -> str:
        """Return what kind of evidence a report by this publisher is, for a fact about some states.

        A report by a state's government or media is that state's own statement if the fact is about the
        state; on other facts it counts as press. The kinds are ``source_kinds`` in ``words.yaml``.
        """
        if self.kind in _RUN_BY_A_STATE:
            return _RUN_BY_A_STATE[self.kind] if self.country in concerned else "press"
        return self.kind


@cache
def _all() -> dict[str, dict[str, Outlet]]:
    """Return all outlets: the package's, replaced by the user's (``vocabulary/outlets/*.yaml``)."""
    data = package_yaml(_FILE)
    out = {part: _read(data, part, _FILE) for part in ("hosts", "repositories")}
    for path in own_files("outlets"):
        out["hosts"] |= _read(read_yaml(path.read_text("utf-8"), str(path)), "hosts", str(path))
    return out


def _read(data: Any, part: str, file: str) -> dict[str, Outlet]:
    if not isinstance(data, dict) or not isinstance(data.get(part), dict):
        raise VocabularyError(file, part, "must be a mapping of names to outlets")
    allowed = {"kind": (*words("source_kinds"), "government")}
    out = {
        name: Outlet(**fields(o, Outlet, f"{file}: {name}", fixed={"name": name}, allowed=allowed))
        for name, o in data[part].items()
    }
    for o in out.values():
        if o.kind in _RUN_BY_A_STATE and o.country not in states.all_states():
            raise VocabularyError(file, f"{o.name}: country", f"{o.country!r} is not a state")
    return out


@cache
def _list_refused() -> dict[str, str]:
    return dict(package_yaml(_FILE)["refused"])


def outlet(url: str | None, place: str | None) -> Outlet | None:
    """Return the outlet of a web address, or of a place ``owner/repository: path``; ``None`` if unknown."""
    repository, _, path = (place or "").partition(": ")
    if path:
        return _all()["repositories"].get(repository)
    return next((o for o in map(_all()["hosts"].get, _names(url, place)) if o), None)


@cache
def owned_by_states() -> dict[str, Outlet]:
    """Return the outlets of governments and of their media, by the name of their owner."""
    return {o.owner: o for o in _all()["hosts"].values() if o.kind in _RUN_BY_A_STATE}


def explain_refusal(url: str | None, place: str | None) -> str:
    """Return why comity refuses the outlet of an address or place as a source, or "" if it does not."""
    return next((w for w in map(_list_refused().get, _names(url, place)) if w), "")


def _names(url: str | None, place: str | None) -> list[str]:
    try:
        host = urlsplit(url).hostname if url else place
    except ValueError:
        return []
    parts = (host or "").lower().rstrip(".").split(".")
    return [".".join(parts[i:]) for i in range(len(parts))]
