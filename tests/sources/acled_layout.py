"""Small files in ACLED's published layout, made here."""

from __future__ import annotations

from comity.sources.events import acled

COLUMNS = (
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
)
CLASH = {
    "event_id_cnty": "SYR12",
    "event_date": "2016-01-31",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Syria (2000-)",
    "inter1": "1",
    "actor2": "Rioters (Syria)",
    "inter2": "5",
    "country": "Syria",
    "latitude": "34.8",
    "longitude": "36.7",
    "geo_precision": "1",
    "source": "SOHR",
    "notes": "First; then, more",
    "timestamp": "1580000000",
}


def raw(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    lines = [delimiter.join(COLUMNS)]
    lines += [delimiter.join(f'"{(CLASH | r).get(c, "")}"' for c in COLUMNS) for r in rows]
    return "".join(x + "\n" for x in lines).encode()


_ROWS = [{"event_id_cnty": f"SYR{i}", "sub_event_type": t} for i, t in enumerate(acled.quads())]
FILES = {"acled": [("acled.csv", raw(*_ROWS)), ("acled2.csv", raw(*_ROWS, delimiter=";"))]}
