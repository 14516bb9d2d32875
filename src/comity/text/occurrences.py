"""One occurrence from many reports: acts that tell the same thing share an occurrence.

Two acts tell one occurrence when the same states do the same kind of thing about the same place within a
few days and the passages share words (Jaccard 1912 over words of four letters and more).  Reports stay as
they are: the fold only says which belong together, so that counts can be of occurrences, not of copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from comity.vocabulary.forms import all_forms, whole

DAYS = 3
"""Within how many days reports may tell one occurrence."""

ALIKE = 0.25
"""Share of words (of their union) from which two passages tell the same."""

_WORD = re.compile(r"\w{4,}")

Key = tuple[Any, ...]


def fold(acts: pa.Table, *, days: int = DAYS, alike: float = ALIKE) -> pa.Table:
    """Acts with ``occurrence`` set to the first record of each occurrence, in the order given.

    Parameters
    ----------
    acts : table of :data:`comity.records.schemas.ACT`
    days : longest distance of two reports that are linked directly
    alike : least word overlap of two such reports, in [0, 1]
    """
    rows = acts.select(
        ["record_id", "date_from", "actors", "partners", "polarity", "forms", "hotspots", "summary"]
    )
    by_key: dict[Key, list[tuple[date, str, frozenset[str]]]] = {}
    for r in rows.to_pylist():
        entry = (r["date_from"], r["record_id"], frozenset(_WORD.findall(r["summary"].lower())))
        by_key.setdefault(_key(r), []).append(entry)
    of: dict[str, str] = {}
    for entries in by_key.values():
        of.update(_linked(sorted(entries, key=lambda e: e[:2]), days, alike))
    column = pa.array([of[i] for i in acts["record_id"].to_pylist()], pa.string())
    at = acts.schema.get_field_index("occurrence")
    return acts.set_column(at, acts.schema.field(at), column)


def fold_read(acts: pa.Table) -> pa.Table:
    """:func:`fold` for the acts that were read from text; the others as they are, and first."""
    read = pc.is_valid(acts["coder"])
    coded = acts.filter(read).sort_by("record_id")
    return pa.concat_tables([acts.filter(pc.invert(read)), fold(coded)])


def _key(r: dict[str, Any]) -> Key:
    """What two reports of one occurrence must have in common: parties, polarity, main form, hotspots."""
    form = r["forms"][0] if r["forms"] else ""
    family = whole(form) if form in all_forms() else form
    parties = tuple(sorted({*r["actors"], *r["partners"]}))
    return parties, r["polarity"], family, tuple(sorted(r["hotspots"]))


def _linked(entries: Iterable[tuple[date, str, frozenset[str]]], days: int, alike: float) -> dict[str, str]:
    """Record -> first record of its occurrence: each joins the earliest open occurrence that has its like."""
    out: dict[str, str] = {}
    open_ones: list[tuple[str, list[tuple[date, frozenset[str]]]]] = []
    for day, record, said in entries:
        for first, members in open_ones:
            if any((day - d).days <= days and _overlap(said, w) >= alike for d, w in members):
                members.append((day, said))
                out[record] = first
                break
        else:
            open_ones.append((record, [(day, said)]))
            out[record] = record
        open_ones = [o for o in open_ones if (day - o[1][-1][0]).days <= days]
    return out


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0
