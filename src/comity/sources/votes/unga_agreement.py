"""Agreement of each member of the General Assembly with two anchor states, pooled: a JSON file.

Computed by a third party from the United Nations Digital Library's table of votes, in whole per
cent over one window of years.  Reference values: they show no single vote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.errors import SourceError
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import references as ref
from comity.sources.kit.register import Register
from comity.sources.votes.unga import by_name
from comity.vocabulary import states

ID = "unga_agreement"

_KEYS = ("fetchedAt", "anchors", "sessions", "perCountry")
_BLOCS = ("blocA", "blocB")
_NOTE = "states with votes in the window; agreement with the two anchors alone"


def _known(sample: Sample) -> bool:
    """Whether an object names its anchors and then agreement by country."""
    head = sample.head.lstrip()
    return head.startswith(b"{") and all(f'"{k}"'.encode() in head for k in (*_KEYS, *_BLOCS))


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read the file as one batch, an entry a row.

    Raises
    ------
    SourceError
        When it is no such object, or does not say its window, its day and its anchors.
    """
    with file.open() as stream:
        raw = stream.read()
    try:
        data = json.loads(raw.decode("utf-8"))
        day = date.fromisoformat(data["fetchedAt"][:10])
        years = sorted(int(y) for y in data["sessions"])
        window = date(years[0], 1, 1), date(years[-1], 12, 31)
        anchors = {b: data["anchors"][b] for b in _BLOCS}
        entries = list(data["perCountry"].items())
    except (ValueError, OverflowError, LookupError, TypeError, AttributeError) as e:
        said = f"{file.place} is damaged or of another layout ({type(e).__name__}: {e}); get it again."
        raise SourceError(said) from None
    codes = {b: by_name(str(name), day) for b, name in anchors.items()}
    if None in codes.values():
        raise SourceError(f"{file.place} names anchors that are no states: {anchors}.")
    out = ref.ValueTable(ID, file.file_id, row_count=len(entries))
    for row_no, (iso2, entry) in enumerate(entries, start=1):
        out.add(_value_row(row_no, iso2, entry, (window, day), {b: (codes[b], anchors[b]) for b in _BLOCS}))
    yield out.batch(_NOTE)


def _value_row(
    row_no: int,
    iso2: str,
    entry: Any,
    when: tuple[tuple[date, date], date],
    anchors: dict[str, tuple[str | None, str]],
) -> ref.ValueRow | Reject:
    raw, (window, day) = f"{iso2}: {entry}", when
    state = states.resolve(iso2, "iso2", day)
    if state is None:
        return Reject(row_no, "unknown-state", f"{iso2!r} is the code of no state", raw)
    numbers = {
        k: ref.number(entry.get(k)) if isinstance(entry, dict) else None for k in (*_BLOCS, "rollCalls")
    }
    if any(v is None or v < 0 for v in numbers.values()) or any((numbers[b] or 0) > 100 for b in _BLOCS):
        return Reject(row_no, "number", "the entry lacks a percentage or the number of roll calls", raw)
    span = f"{window[0].year}-{window[1].year}"
    values = tuple(
        ref.Value(
            f"{span}:{state}:{anchors[b][0]}",
            "vote-agreement",
            (numbers[b] or 0) / 100,
            "share",
            f"{int(numbers['rollCalls'] or 0)} roll calls",
            *anchors[b],
        )
        for b in _BLOCS
    )
    return ref.ValueRow(row_no, state, iso2, window, day, values, raw)


SOURCES = (Register(ID, _known, _read),)
