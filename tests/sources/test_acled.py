"""ACLED by its published list of columns; no real file was at hand."""

from __future__ import annotations

from datetime import date

import pytest
from readers import read, reasons, records

from comity.sources import acled
from comity.testing import check_source

(SOURCE,) = acled.SOURCES
COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
CLASH = {
    "event_id_cnty": "SYR12", "event_date": "2016-01-31", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Military Forces of Syria (2000-)", "inter1": "1",
    "actor2": "Rioters (Syria)", "inter2": "5", "country": "Syria", "latitude": "34.8", "longitude": "36.7",
    "geo_precision": "1", "source": "SOHR", "notes": "First; then, more", "timestamp": "1580000000",
}  # fmt: skip


def raw(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    lines = [delimiter.join(COLUMNS)]
    lines += [delimiter.join(f'"{(CLASH | r).get(c, "")}"' for c in COLUMNS) for r in rows]
    return "".join(x + "\n" for x in lines).encode()


def test_an_event():
    (e,) = records(read(SOURCE, raw({}), "acled.csv"), "events")
    assert (e["record_id"], e["code"], e["quad"]) == ("acled:SYR12", "Armed clash", 4)
    assert (e["event_date"], e["known_on"]) == (date(2016, 1, 31), date(2020, 1, 26))
    assert (e["actor"], e["actor_role"], e["actor_is_state"]) == ("SYR", "MIL", True)
    assert (e["target"], e["target_raw"], e["target_is_state"]) == (None, "Rioters (Syria)", False)
    assert (e["geo_state"], e["geo_precision"]) == ("SYR", 3)


@pytest.mark.parametrize("day", ["31 January 2016", "31-Jan-2016", "2016-01-31"])
def test_dates_as_they_are_exported(day):
    found = read(SOURCE, raw({"event_date": day, "timestamp": ""}, delimiter=";"), "a.csv")
    (e,) = records(found, "events")
    assert e["event_date"] == e["known_on"] == date(2016, 1, 31)


def test_police_and_governments():
    rows = [
        {"actor1": "Police Forces of Iran (1989-)"},
        {"actor1": "Government of Iran (1989-)", "inter1": "State forces"},
    ]
    found = records(
        read(SOURCE, raw(*(r | {"event_id_cnty": f"IRN{i}"} for i, r in enumerate(rows))), "a.csv"), "events"
    )
    assert [(e["actor"], e["actor_role"], e["actor_is_state"]) for e in found] == [
        ("IRN", "COP", False),
        ("IRN", "GOV", True),
    ]


def test_what_is_no_act_is_set_aside_and_bad_rows_are_rejected():
    rows = [{}, {"event_id_cnty": "SYR13", "sub_event_type": "Other"}, {"event_id_cnty": "13"},
            {"event_id_cnty": "SYR14", "sub_event_type": "Hug"},
            {"event_id_cnty": "SYR15", "event_date": "31/1/16"},
            {"event_id_cnty": "SYR16", "time_precision": "4"},
            {"event_id_cnty": "SYR17", "timestamp": "soon"}, {}]  # fmt: skip
    found = read(SOURCE, raw(*rows), "a.csv")
    assert found.set_aside == {"header": 1, "development, no act": 1, "repeat": 1}
    assert reasons(found) == [(4, "id"), (5, "code"), (6, "date"), (7, "number"), (8, "date")]


def test_the_promise_holds():
    rows = [{"event_id_cnty": f"SYR{i}", "sub_event_type": t} for i, t in enumerate(acled.quads())]
    check_source(SOURCE, [("acled.csv", raw(*rows)), ("acled2.csv", raw(*rows, delimiter=";"))])
    assert SOURCE.card.tried_on.startswith("not yet tried on real files")
