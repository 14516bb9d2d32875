"""Lists of the chronicle that are complete, with what makes them so (``complete_lists.yaml``).

A chronicle is a choice, so its counts say nothing of more or less over time.  A few lists in it are not: a
series that its makers number, a table that a library keeps.  Only these may carry a trend, and only within
their days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from comity.records.schemas import record_id
from comity.vocabulary.load import fields, package_yaml

_FILE = "sources/curated/complete_lists.yaml"


@dataclass(frozen=True, slots=True)
class CompleteList:
    """A list that is complete from ``since`` to ``until``, both included.

    ``complete_by`` is what makes it complete, ``checked_against`` an outside count, ``left_out`` what it
    does not hold by its own rule; ``records`` are slugs of the chronicle, oldest first.
    """

    id: str
    what: str
    since: date
    until: date
    complete_by: str
    checked_against: str
    left_out: str
    records: tuple[str, ...]

    @property
    def record_ids(self) -> tuple[str, ...]:
        """Ids of the records as the lake and the watch know them."""
        return tuple(record_id("chronicle", r) for r in self.records)

    def covers(self, first: date, last: date) -> bool:
        """Whether the list is complete over a whole window, so that a trend over it may be drawn."""
        return self.since <= first and last <= self.until


@cache
def complete_lists() -> dict[str, CompleteList]:
    """Every complete list, by id.

    Raises
    ------
    VocabularyError
        When the file is not what it should be.
    """
    data = package_yaml(_FILE)
    return {
        name: CompleteList(**fields(entry, CompleteList, f"{_FILE}: {name}", fixed={"id": name}))
        for name, entry in data.items()
    }
