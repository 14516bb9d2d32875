"""Values that records have in place of a state but that are not states (``data/not_states.yaml``).

Territories, regions, armed groups, bundles and blanks are listed by code system with an explanation.  So a
source can set such a row aside with a reason, and a name that is truly new is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from comity.errors import VocabularyError
from comity.vocabulary import states
from comity.vocabulary.load import data_text, fields, read_yaml

KINDS = ("territory", "region", "place", "group", "bundle", "unknown")


@dataclass(frozen=True, slots=True)
class NotState:
    """A value that is no state: its kind, an explanation, the state it belongs to or acts in ("" if none)."""

    kind: str
    what: str
    of: str = ""


def read_not_states(text: str, name: str) -> dict[str, dict[str, NotState]]:
    """Parse a file of values that are no states, by system and lower-case value; ``name`` is for errors."""
    data = read_yaml(text, name)
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must be a mapping of systems to values")
    out: dict[str, dict[str, NotState]] = {}
    for system, entries in data.items():
        if system not in states.SYSTEMS or not isinstance(entries, dict):
            raise VocabularyError(name, str(system), "is not a code system with a mapping of values")
        for value, entry in entries.items():
            where = f"{name}: {system}: {value}"
            if not isinstance(value, str):
                raise VocabularyError(where, "the value", "must be written in quotes")
            entry_read = NotState(**fields(entry, NotState, where, allowed={"kind": KINDS}))
            if entry_read.of and entry_read.of not in states.all_states():
                raise VocabularyError(where, "of", f"{entry_read.of!r} is not a state")
            if states.resolve(value, system) is not None:
                raise VocabularyError(where, "the value", "is a state in names.csv")
            out.setdefault(system, {})[states.fold(value)] = entry_read
    return out


@cache
def all_not_states() -> dict[str, dict[str, NotState]]:
    """Return every value that is known to be no state, by code system and folded (lower-case) value."""
    return read_not_states(data_text("not_states.yaml"), "vocabulary/data/not_states.yaml")


def look_up(value: str | None, system: str) -> NotState | None:
    """Return the entry of a value that is not a state, or ``None`` if the value is unknown.

    The systems ``un`` and ``any-name`` use the list of free names.
    """
    if not value:
        return None
    return (
        all_not_states().get("name" if system in ("un", "any-name") else system, {}).get(states.fold(value))
    )
