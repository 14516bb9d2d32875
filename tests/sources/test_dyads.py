"""Counts by pair and year: GDELT in two layouts, ICEWS from R; what is counted, for whom, and what not."""

from __future__ import annotations

import io
from datetime import date

import pyarrow as pa
import pytest
from dyad_layouts import BOTH, PAIR, SHARES, TOTALS, directed, either
from event_files import unpacked

from comity.errors import SourceError
from comity.sources.base import Sample, SourceFile
from comity.sources.events import icews_dyads
from comity.sources.gdelt import gdelt_dyads

(GDELT,), (ICEWS,) = gdelt_dyads.SOURCES, icews_dyads.SOURCES


def read(source, data: bytes, name: str = "x.csv"):
    assert source.recognises(Sample(name, data[: 1 << 16]))
    batches = list(source.read(SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))))
    assert all(b.balances for b in batches)
    return batches, pa.concat_tables(b.tables["flows"] for b in batches).to_pylist()


def test_counts_either_way_say_so_and_see_one_state():
    old, new = BOTH | {"Year": "1985"}, BOTH | {"Year": "2010"}
    (batch,), rows = read(GDELT, either(old, new))
    assert [(r["sender"], r["receiver"], r["value"]) for r in rows] == [
        ("SUN", "CHN", 7.0),
        ("RUS", "CHN", 7.0),
    ]
    assert {(r["measure"], r["what"], r["unit"]) for r in rows} == {
        ("events either way", "verbal conflict", "events")
    }
    assert (rows[0]["date_from"], rows[0]["date_to"]) == (date(1985, 1, 1), date(1985, 12, 31))
    (sight,) = batch.coverage
    assert sight.states == {"SUN", "RUS"}


def test_shares_become_counts_of_their_class():
    shares = {"Material Cooperation": "0.1", "Verbal Cooperation": "0.6", "Verbal Conflict": "0.3"}
    row = PAIR | shares | {"Material Conflict": "0.0", "NumberOfRowsBetweenCountries": "10"}
    (batch,), rows = read(GDELT, directed(SHARES, row))
    assert {r["what"]: r["value"] for r in rows} == {
        "verbal cooperation": 6.0,
        "material cooperation": 1.0,
        "verbal conflict": 3.0,
        "material conflict": 0.0,
    }
    assert {(r["sender"], r["receiver"], r["measure"]) for r in rows} == {("CHN", "RUS", "events")}
    assert batch.accepted == 1
    assert batch.coverage[0].states is None


def test_totals_without_classes_are_totals():
    _, (row,) = read(GDELT, directed(TOTALS, PAIR | {"NumberOfRowsBetweenCountries": "6405"}))
    assert (row["what"], row["value"]) == ("all classes", 6405.0)


def test_regions_keep_their_code_without_a_state():
    _, (row,) = read(GDELT, directed(TOTALS, PAIR | {"Actor1CountryCode": "AFR"}))
    assert (row["sender"], row["sender_raw"]) == (None, "AFR")


def test_damaged_rows_are_refused_and_repeats_set_aside():
    good = BOTH | {"Year": "2010"}
    bad = [
        good | {"QuadClass": "5"},
        good | {"ECount": "-1"},
        good | {"ECount": "nan"},
        good | {"Year": "10"},
    ]
    (batch,), rows = read(GDELT, either(good, *bad, good) + b"a,b\n")
    assert len(rows) == batch.accepted == 1
    assert batch.set_aside == {"header": 1, "repeat": 1}
    assert sorted((r.row_no, r.reason) for r in batch.rejects) == [
        (3, "number"),
        (4, "number"),
        (5, "number"),
        (6, "number"),
        (8, "width"),
    ]


@pytest.mark.parametrize("head", [b"", b"Source,Target,Year\n", b"<html>", b"RDX3\nX\n", b"\xfd7zXZ\x00"])
def test_other_files_are_not_claimed(head):
    assert not GDELT.recognises(Sample("2000_gdelt.csv", head))
    assert not ICEWS.recognises(Sample("icews.rda", head))


@pytest.mark.real
@pytest.mark.parametrize(("state", "rows"), [("CHN", 8_818), ("RUS", 9_506)])
def test_the_real_counts_either_way(shared_data, state, rows):
    folder = shared_data / "events" / "gdelt_aggregated" / "temporalpolimap_year_quadclass"
    name, data = unpacked(folder / f"{state}.csv.gz")
    batches, found = read(GDELT, data, name)
    assert len(found) == rows
    assert not any(b.rejects for b in batches)


@pytest.mark.real
def test_the_real_directed_counts(shared_data):
    folder = shared_data / "events" / "gdelt_aggregated" / "gdelt_tgnn_dyad_year_1979_2008"
    found = {}
    for year in (2000, 2008):
        name, data = unpacked(folder / f"{year}_gdelt.csv.gz")
        rows = read(GDELT, data, name)[1]
        found[year] = [r["value"] for r in rows if (r["sender"], r["receiver"]) == ("CHN", "RUS")]
    assert found == {2000: [3022.0, 161.0, 148.0, 87.0], 2008: [6405.0]}


@pytest.mark.real
def test_the_subset_of_all_years_tells_the_same_counts(shared_data):
    folder = shared_data / "events" / "gdelt_aggregated" / "gdelt_tgnn_dyad_year_1979_2008"
    batches, rows = read(GDELT, (folder / "derived_subset.parquet").read_bytes(), "derived_subset.parquet")
    assert sum(b.accepted for b in batches) == 78_012
    assert not any(b.rejects for b in batches)
    told = {r["record_id"]: r["value"] for r in rows}
    for year in (2000, 2008):
        name, data = unpacked(folder / f"{year}_gdelt.csv.gz")
        pairs = {r["record_id"]: r["value"] for r in read(GDELT, data, name)[1]}
        same = told.keys() & pairs.keys()
        assert len(same) > 1_000
        assert all(told[k] == pairs[k] for k in same)


@pytest.mark.real
def test_a_damaged_parquet_file_is_refused(shared_data):
    folder = shared_data / "events" / "gdelt_aggregated" / "gdelt_tgnn_dyad_year_1979_2008"
    data = (folder / "derived_subset.parquet").read_bytes()[:-9]
    name = "derived_subset.parquet"
    with pytest.raises(SourceError, match="damaged"):
        list(GDELT.read(SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))))


@pytest.fixture(scope="module")
def netify(shared_data) -> bytes:
    return (shared_data / "events" / "icews_aggregated" / "netify_icews_dyad_year_2002_2014.rda").read_bytes()


@pytest.mark.real
def test_the_real_icews_dyads(netify):
    batches, rows = read(ICEWS, netify, "icews.rda")
    assert sum(b.accepted for b in batches) == 298_376
    assert len(rows) == 4 * 298_376
    assert all(r["sender"] and r["receiver"] for r in rows)
    assert len({r["record_id"] for r in rows}) == len(rows)
    first = {r["what"]: r["value"] for r in rows if r["row_no"] == 1}
    assert first == {
        "verbal cooperation": 6.0,
        "material cooperation": 1.0,
        "verbal conflict": 0.0,
        "material conflict": 0.0,
    }
    sight = batches[0].coverage[0]
    assert (sight.first, sight.last, len(sight.states)) == (date(2002, 1, 1), date(2014, 12, 31), 152)
    assert not sight.sees("VEN", date(2010, 1, 1))


@pytest.mark.real
def test_a_cut_r_file_is_refused(netify):
    cut = netify[: len(netify) // 2]
    with pytest.raises(SourceError):
        list(ICEWS.read(SourceFile("icews.rda", "icews.rda", "0" * 16, lambda: io.BytesIO(cut))))
