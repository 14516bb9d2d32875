"""States by their names and codes, on the day they were written for."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from comity.vocabulary import states


def un_state(name: str, on: date) -> str | None:
    """Code of the state that a table of the United Nations means by ``name`` on that day.

    Such tables write short names for whoever held the seat: "China" is Taipei's delegation before
    25 October 1971, "Russia" the Soviet Union before 26 December 1991.  The names of other
    publishers are tried second.
    """
    return states.resolve(name, "un", on) or states.resolve(name, "any-name", on)


@lru_cache(maxsize=1 << 16)
def code_on(raw: str, system: str, on: date) -> str | None:
    """Return the state that a code means, as the one that bore the seat on that day."""
    return states.resolve(states.resolve(raw, system, on), "iso3", on)
