"""SQL that DuckDB and Spark both understand, with named values.

A value appears as ``$name`` in the SQL and is bound as a parameter; ``IN $names`` takes a list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

import pyarrow as pa

from comity.errors import UnknownNameError
from comity.records.schemas import TABLES

NOTHING_GIVEN: Mapping[str, pa.Table] = MappingProxyType({})
_MARKER = re.compile(r"\$([a-z]\w*)")
_ORIGIN = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")


def select(name: str, columns: Iterable[str] | None = None, rest: str = "") -> str:
    """Return a SELECT of ``columns`` (default: all) of a table of records, followed by ``rest``.

    Raises
    ------
    UnknownNameError
        When there is no such table or column.
    """
    if name not in TABLES:
        raise UnknownNameError("table", name, TABLES)
    wanted = list(columns or TABLES[name].names)
    if unknown := [c for c in wanted if c not in TABLES[name].names]:
        raise UnknownNameError(f"column of {name}", unknown[0], TABLES[name].names)
    return f"SELECT {', '.join(wanted)} FROM {name} {rest}"  # noqa: S608 - both names are checked


def tables_read(sql: str) -> frozenset[str]:
    """Return the names of the record tables that an SQL text reads."""
    return frozenset(_ORIGIN.findall(sql)) & frozenset(TABLES)


def spread_lists(sql: str, values: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """Replace each list by one named value per member, since Spark accepts no list after IN; return both."""
    scalars: dict[str, object] = {}

    def spread(marker: re.Match[str]) -> str:
        name, value = marker[1], values[marker[1]]
        if isinstance(value, str) or not isinstance(value, Collection):
            scalars[name] = value
            return marker[0]
        members = {f"{name}_{n}": v for n, v in enumerate(value)}
        scalars.update(members)
        return f"({', '.join(f'${m}' for m in members) or 'NULL'})"

    return _MARKER.sub(spread, sql), scalars


def replace_dollars(sql: str) -> str:
    """Return the SQL with ``:name`` instead of ``$name``, the notation of Spark."""
    return _MARKER.sub(r":\1", sql)
