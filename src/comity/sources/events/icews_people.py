"""Who an ICEWS name stands for when only the name is known, as in the knowledge graphs.

In order: the dated overrides of :mod:`_actors`; the name of a state; a role with a state in brackets,
``Foreign Affairs (China)`` (``icews_heads.csv``); a leader or foreign minister in office that day.
Other names (persons, parties, firms) have no state here: it is not known, not none.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from comity.errors import VocabularyError
from comity.sources.events import icews_actors
from comity.vocabulary import states
from comity.vocabulary.load import package_csv

_HEADS = "sources/events/icews_heads.csv"
_BRACKET = re.compile(r"^(.+?) \((.+)\)$")
_OFFICES = ("leader", "foreign-minister")


class Who(NamedTuple):
    """State, role and standing of a name on a day, and the override that gave them, if any."""

    state: str | None
    role: str | None
    organ: bool | None
    amended: str | None = None


@cache
def _heads() -> dict[str, tuple[str, bool]]:
    out: dict[str, tuple[str, bool]] = {}
    for line, r in package_csv(_HEADS, ("head", "role", "organ")):
        if r["organ"] not in ("yes", "no") or r["head"] in out:
            raise VocabularyError(_HEADS, f"line {line}", "needs organ yes or no, and each head once")
        out[r["head"]] = (r["role"], r["organ"] == "yes")
    return out


@cache
def _overridden() -> dict[str, tuple[icews_actors.Override, ...]]:
    out: dict[str, tuple[icews_actors.Override, ...]] = {}
    for (name, _), some in sorted(icews_actors.overrides().items()):
        out[name] = (*out.get(name, ()), *some)
    return {k: v for k, v in out.items() if len({o.coded for o in v}) == 1}


def who(name: str, on: date) -> Who:
    """Who a name stands for on a day."""
    for o in _overridden().get(name, ()):
        if o.since <= on <= o.until:
            return Who(o.state or None, o.role or None, o.organ, o.id)
    country, role, organ = _by_form(name)
    if country is not None:
        return Who(states.resolve(country, "any-name", on), role, organ)
    for system, short in _offices(name):
        state = states.resolve(short, system, on)
        if state:
            return Who(state, "GOV", True)
    return Who(None, role, organ)


@lru_cache(maxsize=100_000)
def _by_form(name: str) -> tuple[str | None, str | None, bool | None]:
    """Name of the state within a name, role and standing, as far as its form tells."""
    if states.resolve(name, "any-name"):
        return name, None, True
    match = _BRACKET.match(name)
    if not match:
        return None, None, None
    head, country = match.groups()
    role, organ = _heads().get(head, (None, None))
    if states.resolve(country, "any-name"):
        return country, role, organ
    where = _overridden().get(country)
    if where and where[0].state:
        return states.display(where[0].state), role, organ
    return None, role, False if role else None


@lru_cache(maxsize=100_000)
def _offices(name: str) -> tuple[tuple[str, str], ...]:
    """Where to look up a person: the whole name, then first and last word (patronymics fall away)."""
    words = name.split()
    forms = dict.fromkeys([name, f"{words[0]} {words[-1]}"] if len(words) > 2 else [name])
    return tuple((s, f) for f in forms for s in _OFFICES if states.fold(f) in states.table(s))
