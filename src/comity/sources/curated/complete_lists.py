"""Lists within the chronicle that are complete, each with the reason why (``complete_lists.yaml``).

The chronicle is a selection, so its counts cannot show trends. A few lists in it are complete: a series that
its organisers number, or a table that a library keeps. Only these lists may show a trend, and only between
their first and last day.
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

    ``complete_by`` is the reason why the list is complete, ``checked_against`` is a count by others,
    ``left_out`` says what the list excludes by its definition, and ``records`` are fact ids, oldest first.
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
        """Record ids in the lake of the facts on the list."""
        return tuple(record_id("chronicle", r) for r in self.records)

    def covers(self, first: date, last: date) -> bool:
        """Return whether the list is complete from ``first`` to ``last``, so that a trend is valid."""
        return self.since <= first and last <= self.until


@cache
def complete_lists() -> dict[str, CompleteList]:
    """Return every complete list by id.

    Raises
    ------
    VocabularyError
        When the YAML file is invalid.
    """
    data = package_yaml(_FILE)
    return {
        name: CompleteList(**fields(entry, CompleteList, f"{_FILE}: {name}", fixed={"id": name}))
        for name, entry in data.items()
    }
