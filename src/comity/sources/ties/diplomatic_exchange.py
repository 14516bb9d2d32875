"""Diplomatic envoys between two states, about every five years, from Correlates of War.

The data are those of Bayer (v2006.1). A tie joins consecutive observations with the same levels of
representation. Between two observations nothing was observed, and after 2005 nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from comity.records.schemas import Reject
from comity.sources.base import Batch, SourceFile
from comity.sources.kit.dyad_years import DyadYears
from comity.sources.kit.layout import load_layout, make_source

_ID = "diplomatic_exchange"
_LEVELS = {0: "none", 1: "chargé d'affaires", 2: "minister", 3: "ambassador", 9: "other"}
_COLUMNS = load_layout(_ID).tables[0].columns[:6]


def _read(file: SourceFile) -> Iterator[Batch]:
    rows = load_layout(_ID).tables[0].read(file)
    numbers = np.array([[_digits(r[c]) for c in _COLUMNS] for _, r in rows.rows], np.int64).reshape(-1, 6)
    dyads = DyadYears.from_table(pa.table({c: numbers[:, i] for i, c in enumerate(_COLUMNS)}))
    at_1, at_2, exchange = numbers[:, 3:].T
    sense = dyads.good & np.isin(numbers[:, 3:5], tuple(_LEVELS)).all(axis=1) & np.isin(exchange, (0, 1))
    again = sense & dyads.mark_repeats()
    sense &= ~again
    mirror = dyads.mirror()
    alike = (at_1 == at_2[mirror]) & (at_2 == at_1[mirror]) & (exchange == exchange[mirror])
    second = sense & (mirror >= 0) & alike & (dyads.first > dyads.second)
    accepted = sense & (exchange == 1) & ~second
    moments = np.unique(dyads.year[sense])
    spells = dyads.spells(accepted, [at_1, at_2], np.searchsorted(moments, dyads.year).astype(np.int64))

    def tell(a: int) -> dict[str, Any]:
        levels = (("first", at_1), ("second", at_2))
        clauses = [f"who stands at the {which}: {_LEVELS[int(level[a])]}" for which, level in levels]
        return {"row_no": rows.rows[a][0], "kind": "diplomatic-exchange", "clauses": clauses}

    none = sense & (exchange == 0) & ~second
    rules = {"repeat": again, "mirror": second, "no exchange": none}
    rejects = [
        Reject(rows.rows[i][0], "row", "a state, the year or a level is none", str(numbers[i].tolist()))
        for i in np.flatnonzero(~sense & ~again)
    ]
    note = f"looked at in {', '.join(map(str, moments.tolist()))} alone"
    yield Batch(
        {"ties": dyads.ties(_ID, file, spells, int(moments.max(initial=0)), tell)},
        rows.row_count,
        int(accepted.sum()),
        rows.set_aside | {rule: int(mask.sum()) for rule, mask in rules.items() if mask.any()},
        rows.rejects + rejects,
        dyads.coverage(_ID, "ties", sense, note),
    )


def _digits(cell: str) -> int:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 6 else -1


SOURCES = (make_source(_ID, reader=_read),)
