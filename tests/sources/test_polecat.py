"""POLECAT by its published list of columns, and extracts of ten of them."""

from __future__ import annotations

import gzip
from collections import defaultdict
from datetime import date

import pytest
from polecat_layout import EXTRACT, extract, line, raw
from readers import read, reasons, records
from rwrite import rds

from comity.sources import registry
from comity.sources.base import Sample
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


def test_a_missing_actor_is_nobody():
    (one,) = records(
        read(SOURCE, raw(line(Actor_Name="None", Actor_Country="NA", Event_ID="b")), "x.txt"), "events"
    )
    assert (one["actor"], one["actor_raw"], one["actor_is_state"], one["story"]) == (None, None, None, None)


def joint(actors: str, recipients: str) -> tuple[set, set]:
    """Pairs of actor and target of one event, and the states on its actor side."""
    row = extract(Actor_Country=actors, Recipient_Country=recipients)
    reading = read(SOURCE, raw(row, columns=EXTRACT), "extract.tsv")
    assert (reading.accepted, reading.rejects) == (1, [])
    events, parties = records(reading, "events"), records(reading, "participants")
    assert {p["event_id"] for p in parties} <= {events[0]["record_id"]}
    assert len({e["record_id"] for e in events}) == len(events)
    acting = {p["state"] for p in parties if p["side"] == "actor" and p["state"]}
    return {(e["actor"], e["target"]) for e in events}, acting


@pytest.mark.parametrize(
    ("actors", "recipients", "pairs", "together"),
    [
        ("China; Russia", "United States", {("CHN", "USA"), ("RUS", "USA")}, {"CHN", "RUS"}),
        ("China; None; Russia", "None; Iran", {("CHN", "IRN"), ("RUS", "IRN")}, {"CHN", "RUS"}),
        ("China; China", "Iran; Cuba", {("CHN", "IRN"), ("CHN", "CUB")}, {"CHN"}),
        ("China; United States", "China; United States", {("CHN", "USA"), ("USA", "CHN")}, {"CHN", "USA"}),
        (
            "China; Iran; France",
            "China; Iran; France",
            {("CHN", None), ("IRN", None), ("FRA", None)},
            {"CHN", "IRN", "FRA"},
        ),
        (
            "China; Iran; France",
            "China; Iran; Cuba",
            {("CHN", "CUB"), ("IRN", "CUB"), ("FRA", "CUB")},
            {"CHN", "IRN", "FRA"},
        ),
        ("China; Cuba", "Cuba", {("CHN", "CUB"), ("CUB", None)}, {"CHN", "CUB"}),
        (
            "China; Iran; Cuba",
            "China; Iran",
            {("CHN", None), ("IRN", None), ("CUB", "CHN"), ("CUB", "IRN")},
            {"CHN", "IRN", "CUB"},
        ),
        ("None; None", "Cuba", {(None, "CUB")}, set()),
    ],
)
def test_one_side_acts_together_and_never_against_itself(actors, recipients, pairs, together):
    assert joint(actors, recipients) == (pairs, together)


def test_names_run_in_step_with_countries():
    row = extract(
        Actor_Name="Beijing; None; Wang Yi",
        Actor_Country="China; Russia; China",
        Recipient_Name="Joe Biden",
        Recipient_Country="United States",
    )
    reading = read(SOURCE, raw(row, columns=EXTRACT), "extract.tsv")
    events = {e["actor"]: e for e in records(reading, "events")}
    assert (events["CHN"]["actor_raw"], events["CHN"]["actor_is_state"]) == ("Beijing", True)
    assert (events["RUS"]["actor_raw"], events["RUS"]["actor_is_state"]) == (None, None)
    assert [p["name"] for p in records(reading, "participants")] == ["Beijing", None, "Wang Yi", "Joe Biden"]
    short = extract(Actor_Name="Beijing; Moscow", Actor_Country="China; Russia; Iran")
    assert reasons(read(SOURCE, raw(short, columns=EXTRACT), "x.tsv")) == [(2, "list")]


def test_an_extract_as_r_data_reads_like_its_text():
    keys = [f"2023010{i}-0393-06cfdacabe9{i}_ACCUSE_disapprove" for i in range(1, 4)]
    cells = {
        "Event ID": ("chr", keys),
        "Event Date": ("Date", [19358, 19359, 19360]),
        "Event Type": ("chr", ["ACCUSE"] * 3),
        "Event Mode": ("chr", ["disapprove", None, "None"]),
        "Intensity": ("dbl", [-2.0, -2.0, -3.5]),
        "Contexts": ("chr", ["None"] * 3),
        "Actor Name": ("chr", ["José; None", "None", "None"]),
        "Actor Country": ("chr", ["China; Russia", "China", "Cuba"]),
        "Recipient Name": ("chr", ["None"] * 3),
        "Recipient Country": ("chr", ["Iran"] * 3),
    }
    reading = read(SOURCE, rds(cells), "full_events.RDS")
    assert (reading.accepted, reading.rejects) == (3, [])
    days = {e["event_date"] for e in records(reading, "events")}
    assert (min(days), max(days)) == (date(2023, 1, 1), date(2023, 1, 3))
    assert {(e["actor"], e["code"]) for e in records(reading, "events")} >= {
        ("RUS", "ACCUSE-disapprove"),
        ("CUB", "ACCUSE"),
    }


@pytest.mark.real
def test_the_real_extract_as_text_and_as_r_data(shared_data):
    """74,174 rows, 60,728 events; 2,169 in which China (2,170 with Hong Kong) and Russia act together."""
    folder = shared_data.parent / "data_2026" / "events" / "polecat"
    ids = []
    for name in (
        "derived_polecat_actor_china_recipient_usa.tsv.gz",
        "polecat_actor_china_recipient_usa_2020_2024.RDS",
    ):
        data = (folder / name).read_bytes()
        reading = read(
            SOURCE, gzip.decompress(data) if name.endswith(".gz") else data, name.removesuffix(".gz")
        )
        assert (reading.accepted, reading.set_aside["repeat"], reading.rejects) == (60_728, 13_446, [])
        acting = defaultdict(set)
        for p in records(reading, "participants"):
            if p["side"] == "actor":
                acting[p["event_id"]].add(p["state"])
        assert sum({"CHN", "RUS"} <= states for states in acting.values()) == 2_169
        ids.append({e["record_id"] for e in records(reading, "events")})
    assert ids[0] == ids[1]


def test_a_person_resolved_to_a_place_keeps_its_country():
    row = extract(Actor_Name="Jinping Commandery; Kumo Xi", Actor_Country="China; China")
    reading = read(SOURCE, raw(row, columns=EXTRACT), "extract.tsv")
    assert {e["actor"] for e in records(reading, "events")} == {"CHN"}
    assert {p["state"] for p in records(reading, "participants") if p["side"] == "actor"} == {"CHN"}


def test_a_filtered_extract_is_a_sample_and_gives_no_base_rate():
    reading = read(SOURCE, raw(extract(), columns=EXTRACT), "extract.tsv")
    assert reading.coverage
    assert all(c.selective for c in reading.coverage)


def test_made_up_rows_of_the_package_rpolecat_are_nobodys():
    """Its sample is drawn at random and has columns that no published file has."""
    head = (
        "event_id source source_actor source_agent source_country target target_actor target_agent "
        "target_country event_type mode context latitude longitude goldstein url"
    )
    row = "EVT-0001 USA/GOV GOV president USA RUS/GOV GOV minister RUS accuse x political 38 -77 -2.0 u"
    for sep in ("\t", ","):
        data = f"{sep.join(head.split())}\n{sep.join(row.split())}\n".encode()
        assert not [
            i for i, s in registry.all_sources().items() if s.recognises(Sample("polecat_sample.txt", data))
        ]


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
