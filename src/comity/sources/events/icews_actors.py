"""Roles of ICEWS actors, and whether they are state organs, from their sectors and dated corrections.

``icews_sectors.csv`` ranks the publisher's sectors: the first sector in it that an actor has decides.
``icews_overrides.yaml`` corrects actors that are coded to the wrong state or whose sectors are outdated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from comity.errors import VocabularyError
from comity.vocabulary import states
from comity.vocabulary.load import OPEN, fields, package_csv, package_yaml

ORGANS = ("yes", "no", "unless-party", "")
_SECTORS = "sources/events/icews_sectors.csv"
_OVERRIDES = "sources/events/icews_overrides.yaml"
_PARTY = ("PTY", "OPP")


@dataclass(frozen=True, slots=True)
class Override:
    """A correction: for some time, the actor ``name`` coded to ``coded`` belongs to ``state`` ("": none).

    ``role`` and ``organ`` replace the values from the sectors. ``organ`` says whether the actor is an organ
    of ``state``.
    """

    id: str
    name: str
    coded: str
    state: str
    role: str
    organ: bool
    reason: str
    since: date = date.min
    until: date = OPEN


@cache
def overrides() -> dict[tuple[str, str], tuple[Override, ...]]:
    """Return the corrections of each actor, by actor name and coded country.

    Raises
    ------
    VocabularyError
        When an entry is invalid, names no state, or overlaps another entry of the same actor.
    """
    data = package_yaml(_OVERRIDES)
    if not isinstance(data, dict):
        raise VocabularyError(_OVERRIDES, "the file", "must be a mapping of ids to overrides")
    out: dict[tuple[str, str], tuple[Override, ...]] = {}
    for key, entry in data.items():
        o = Override(**fields(entry, Override, f"{_OVERRIDES}: {key}", fixed={"id": key}))
        if o.state and o.state not in states.all_states():
            raise VocabularyError(_OVERRIDES, f"{key}: state", f"{o.state!r} is not a state")
        if o.organ and not o.state:
            raise VocabularyError(_OVERRIDES, f"{key}: organ", "an organ needs a state")
        others = out.get((o.name, o.coded), ())
        if any(o.since <= x.until and x.since <= o.until for x in others):
            raise VocabularyError(_OVERRIDES, key, f"overlaps another entry for {o.name}")
        out[o.name, o.coded] = (*others, o)
    return out


def override(name: str, coded: str, on: date) -> Override | None:
    """Return the correction that applies to an actor on a day, or ``None``."""
    return next((o for o in overrides().get((name, coded), ()) if o.since <= on <= o.until), None)


@cache
def _sectors() -> dict[str, tuple[int, str, str]]:
    out: dict[str, tuple[int, str, str]] = {}
    for line, r in package_csv(_SECTORS, ("sector", "role", "organ")):
        key = f"line {line}"
        if r["organ"] not in ORGANS or bool(r["role"]) != bool(r["organ"]):
            raise VocabularyError(_SECTORS, key, "a sector with a role needs organ yes, no or unless-party")
        if r["sector"] in out:
            raise VocabularyError(_SECTORS, key, f"{r['sector']!r} stands twice")
        out[r["sector"]] = (line, r["role"], r["organ"])
    return out


def sectors(text: str) -> list[str]:
    """Split the text of an actor's sectors at commas, except commas before a blank."""
    return [s for s in re.split(r",(?! )", text) if s]


def find_role(name: str, text: str, state: str | None) -> tuple[str | None, bool | None]:
    """Return the role of an actor and whether the actor is an organ of its state.

    Parameters
    ----------
    name, text : the actor's name and sectors as published
    state : code of the state to which the actor is coded

    Returns
    -------
    ``(None, True)`` for the state itself ("Russia"), ``(None, None)`` if the sectors do not decide.
    """
    ranked = [_sectors()[s] for s in sectors(text) if s in _sectors() and _sectors()[s][1]]
    if ranked:
        _, role, organ = min(ranked)
        party = any(r in _PARTY for _, r, _ in ranked)
        return role, state is not None and (organ == "yes" or (organ == "unless-party" and not party))
    if not sectors(text) and state is not None and states.resolve(name, "any-name") == state:
        return None, True
    return None, None
