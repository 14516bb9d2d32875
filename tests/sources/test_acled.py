"""ACLED by its published list of columns; no real file was at hand."""

from __future__ import annotations

from datetime import date

import pytest
from acled_layout import raw
from readers import read, reasons, records

from comity.sources.events import acled

(SOURCE,) = acled.SOURCES


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
    rows = [
        {},
        {"event_id_cnty": "SYR13", "sub_event_type": "Other"},
        {"event_id_cnty": "13"},
        {"event_id_cnty": "SYR14", "sub_event_type": "Hug"},
        {"event_id_cnty": "SYR15", "event_date": "31/1/16"},
        {"event_id_cnty": "SYR16", "time_precision": "4"},
        {"event_id_cnty": "SYR17", "timestamp": "soon"},
        {},
    ]
    found = read(SOURCE, raw(*rows), "a.csv")
    assert found.set_aside == {"header": 1, "development, no act": 1, "repeat": 1}
    assert reasons(found) == [(4, "id"), (5, "code"), (6, "date"), (7, "number"), (8, "date")]
