"""POLECAT by its published list of columns; no real file was at hand."""

from __future__ import annotations

from datetime import date

from polecat_layout import line, raw
from readers import read, reasons, records

from comity.sources.events import polecat

(SOURCE,) = polecat.SOURCES


def test_an_event():
    (e,) = records(read(SOURCE, raw(line()), "ngecEvents.20230102.txt"), "events")
    assert (e["record_id"], e["story"]) == ("polecat:20230102-7_1", "20230102-7")
    assert (e["code_system"], e["code"], e["quad"], e["goldstein_x10"]) == ("plover", "CONSULT-meet", 1, 45)
    assert (e["event_date"], e["known_on"]) == (date(2023, 1, 2), date(2023, 1, 5))
    assert (e["actor"], e["actor_role"], e["actor_is_state"]) == ("CHN", "GOV", True)
    assert (e["target"], e["target_role"], e["target_is_state"]) == ("RUS", None, True)
    assert (e["geo_state"], e["geo_precision"], e["lat_x10000"]) == ("RUS", 3, 557_500)


def test_a_headline_column_tabs_at_the_end_and_both_encodings():
    columns = (*polecat.COLUMNS[:33], "Headline", *polecat.COLUMNS[33:])
    plain = read(SOURCE, raw(line(Actor_Name="José")), "x.txt")
    rows = raw(line(columns, Actor_Name="José") + "\t\t", columns=(*columns, "", ""))
    old = rows.decode().encode("latin-1")
    for data in (rows, old):
        found = read(SOURCE, data, "x.txt")
        assert (found.accepted, found.rejects) == (1, [])
        assert records(found, "events")[0]["actor_raw"] == "José"
        assert found.ids() == plain.ids()


def test_several_countries_are_no_state_and_none_is_missing():
    both, gone = (
        line(Actor_Country="CHN;RUS", Event_ID="a"),
        line(Actor_Name="None", Actor_Country="NA", Event_ID="b"),
    )
    one, two = records(read(SOURCE, raw(both, gone), "x.txt"), "events")
    assert (one["actor"], one["actor_is_state"]) == (None, False)
    assert (two["actor"], two["actor_raw"], two["actor_is_state"], two["story"]) == (None, None, None, None)


def test_bad_rows_and_repeats():
    bad = [
        line(Event_ID="c", Event_Type="LOVE"),
        line(Event_ID="d", Event_Date="2023-02-30"),
        line(Event_ID=""),
        line(Event_ID="e", Latitude="north"),
        "a\tb",
    ]
    found = read(SOURCE, raw(line(), *bad, line()), "x.txt")
    assert reasons(found) == [(3, "code"), (4, "date"), (5, "id"), (6, "number"), (7, "width")]
    assert found.set_aside == {"header": 1, "repeat": 1}


def test_every_type_of_the_ontology_has_a_class():
    assert len(polecat.quads()) == 16
    assert {polecat.quads()[t] for t in ("AID", "COOPERATE", "RETREAT")} == {2}
