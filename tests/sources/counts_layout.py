"""Small files of daily counts, made here."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from comity.records.coverage import Coverage
from comity.sources.cards import COUNTED
from comity.sources.events import daily_counts

DAY = date(2019, 2, 1)


def row(**changes: object) -> dict[str, object]:
    return {
        "day": DAY,
        "actor": "CHN",
        "target": "IRN",
        "code_system": "cameo",
        "kind": "04",
        "quad": 1,
        "between_states": True,
        "known_on": DAY,
        "places": "",
        "acts": 1,
    } | changes


def file(source: str, *rows: dict[str, object]) -> bytes:
    fields = [f for f in daily_counts.SCHEMA if f.name != "made_by"]
    table = pa.Table.from_pylist(list(rows), schema=pa.schema(fields))
    sight = [Coverage(source, "events", DAY, date(2019, 2, 28))]
    return daily_counts.encode_counts(table, source, sight, {"counted": list(COUNTED[source])})


ROWS = (row(acts=3), row(places="IRN IRQ"), row(target=None, places="SYR", known_on=date(2019, 2, 2)))
FILES = {source: [(f"{source}.parquet", file(source, *ROWS))] for source in COUNTED}
