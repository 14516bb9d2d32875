"""GDELT's friction of one state with each partner by month: events with a negative Goldstein score only.

The state is in no column and in no name: ``gdelt_friction_state.yaml`` tells it.  Both directions are in
one count.  Cooperation is not in the file at all, so that nothing of it may be read as peace or quarrel.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from comity.errors import VocabularyError
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import flows
from comity.sources.kit.flows import count, flow, month, number
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, RowError, gather, of_csv
from comity.vocabulary import states
from comity.vocabulary.load import package_yaml

COLUMNS = ("MonthYear", "Actor2CountryCode", "QuadClass", "SubEventType", "GoldsteinScale", "RecordCount")
_DATA = "sources/gdelt/gdelt_friction_state.yaml"


def _known(sample: Sample) -> bool:
    """By the names in the header line."""
    return next(iter(sample.lines(1)), "") == ",".join(COLUMNS)


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file whole: the largest known has 68,796 rows.

    Raises
    ------
    SourceError
        When the file cannot be split into rows.
    """
    batch = gather("flows", "gdelt_friction", file, of_csv(file, COLUMNS), _records)
    note = "events with a negative Goldstein score only"
    states_covered = frozenset([state()])
    yield from flows.seen_from_to(batch, "gdelt_friction", note, states_seen=states_covered)


@cache
def state() -> str:
    """Code of the state whose friction the file tells."""
    data = package_yaml(_DATA)
    code = data.get("state") if isinstance(data, dict) else None
    if code not in states.all_states():
        raise VocabularyError(_DATA, "state", f"{code!r} is not a state")
    return str(code)


def _records(row: Row) -> list[Row]:
    cell = flows.text_of(row)
    if cell["QuadClass"] not in ("1", "2", "3", "4"):
        raise RowError("number", f"{cell['QuadClass']!r} is no quad class from 1 to 4")
    if (score := number(cell["GoldsteinScale"])) > 0:
        raise RowError("number", f"{cell['GoldsteinScale']!r} is no sum of negative scores")
    pair, what = (state(), cell["Actor2CountryCode"]), f"quad {cell['QuadClass']} type {cell['SubEventType']}"
    period = month(cell["MonthYear"])
    values = (
        ("friction events either way", count(cell["RecordCount"]), "events"),
        ("friction Goldstein sum either way", score, "Goldstein"),
    )
    return [
        flow((cell["MonthYear"], *pair, what, m), period, pair, "cameo", (m, unit), v, what)
        for m, v, unit in values
    ]


SOURCES: tuple[Source, ...] = (Register("gdelt_friction", _known, _read),)
