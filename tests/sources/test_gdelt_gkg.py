"""What a report is about: 27, 11 and 15 columns, long fields, and places that bear another's country."""

from __future__ import annotations

from datetime import date

import pytest
from event_files import unpacked
from gkg_layouts import COUNT, ONE, REPORT, REPORTS, TWO, line, raw
from readers import events, read, reasons, records

from comity.sources.gdelt import gdelt_gkg

(SOURCE,) = gdelt_gkg.SOURCES


def test_states_come_from_the_first_level_not_from_the_country_code():
    (r,) = records(read(SOURCE, TWO, "x.gkg.csv"), "themes")
    assert r["states"] == ["IRN", "ISR", "USA"]  # Israel by the place without a first level
    assert r["themes"] == ["SANCTIONS", "VETO"]
    assert (r["record_id"], r["tone_x1000"], r["outlet"]) == (
        "gdelt_gkg:20150218230000-T7",
        -7954,
        "example.org",
    )


def test_a_row_of_the_first_graph_stands_for_a_set_of_reports():
    (r,) = records(read(SOURCE, ONE, "x.gkg.csv"), "themes")
    assert (r["documents"], r["outlet"], r["url"]) == (2, "a.org", "http://a.org/1")
    assert (r["states"], r["date"]) == (["RUS"], date(2016, 3, 8))


def test_numbers_told_are_flows_without_a_sender():
    (r,) = records(read(SOURCE, COUNT, "x.gkgcounts.csv"))
    assert (r["receiver"], r["value"], r["unit"], r["what"]) == ("SYR", 53.0, "as told", "KILL: soldiers")
    assert r["sender"] is None


def test_headers_and_long_fields():
    header = "\t".join(gdelt_gkg.GKG1)
    found = read(SOURCE, raw(header, line(gdelt_gkg.GKG1, REPORTS)), "x.csv")
    assert (found.set_aside, found.ids()) == ({"header": 1}, read(SOURCE, ONE, "y.csv").ids())
    long = raw(line(gdelt_gkg.GKG2, REPORT, GCAM="c1.1:1," * 60_000))
    assert (
        read(SOURCE, raw(line(gdelt_gkg.GKG2, REPORT, GKGRECORDID="20150218230000-1")) + long, "x").accepted
        == 2
    )


def test_bad_rows():
    bad = [
        line(gdelt_gkg.GKG2, REPORT, **c)
        for c in ({"DATE": "2015"}, {"GKGRECORDID": "x"}, {"Locations": "1#Iran#IR"}, {"V2Tone": "x"})
    ]
    found = read(SOURCE, TWO + raw(*bad) + TWO + b"a\tb\n", "x")
    assert reasons(found) == [(2, "date"), (3, "id"), (4, "place"), (5, "number"), (7, "width")]
    assert found.set_aside == {"repeat": 1}


def test_a_report_cited_on_paper_has_no_address():
    row = line(gdelt_gkg.GKG2, REPORT, DocumentIdentifier="as listed /BBC Monitoring/(c) BBC")
    assert records(read(SOURCE, raw(row), "x"), "themes")[0]["url"] is None


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "table", "kept", "aside"),
    [
        ("gdelt1_raw/head1000_of_20160308.gkg.csv.gz", "themes", 999, {"header": 1}),
        ("gdelt1_raw/head1000_of_20160308.gkgcounts.csv.gz", "flows", 999, {"header": 1}),
        ("gdelt2_raw/spark_gdelt_fixtures/gkg1.csv.gz", "themes", 95, {}),
        ("gdelt2_raw/spark_gdelt_fixtures/gkg1Count.csv.gz", "flows", 90, {"repeat": 10}),
        ("gdelt2_raw/spark_gdelt_fixtures/gkg.csv.gz", "themes", 100, {}),
        ("gdelt2_raw/spark_gdelt_fixtures/gkgT.csv.gz", "themes", 100, {}),
        ("gdelt_variants/moxious_gkg21_20200222_header_comma.csv.gz", "themes", 199, {"header": 1}),
    ],
)
def test_the_real_files(shared_data, path, table, kept, aside):
    name, data = unpacked(events(shared_data) / path)
    found = read(SOURCE, data, name)
    assert (found.tables[table].num_rows, found.set_aside, found.rejects) == (kept, aside, [])


@pytest.mark.real
def test_in_the_first_days_every_place_bears_the_last_ones_country(shared_data):
    _, data = unpacked(events(shared_data) / "gdelt2_raw/spark_gdelt_fixtures/gkgT.csv.gz")
    second = data.decode().splitlines()[1].split("\t")
    assert {p.split("#")[2] for p in second[9].split(";")} == {"IS"}
    found = records(read(SOURCE, data, "gkgT.csv"), "themes")
    assert found[1]["states"] == ["IRN", "ISR", "USA"]
