"""Values that others published on voting: their columns, years and scales."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from vote_layouts import AGREEMENT, COINCIDENCE, IMPORTANT, POINTS, point, points

from comity.errors import SourceError
from comity.sources.base import Sample, SourceFile
from comity.sources.votes import unga_agreement, unga_coincidence, unga_ideal_points
from comity.testing import check_bytes

SHARE, POINT, POOLED = unga_coincidence.SOURCES[0], unga_ideal_points.SOURCES[0], unga_agreement.SOURCES[0]


def flows(source, name: str, data: bytes) -> list[dict]:
    return check_bytes(source, name, data).tables["flows"].to_pylist()


def value(rows: list[dict], state: str, measure: str, receiver: str | None = None) -> float | None:
    (row,) = (
        r
        for r in rows
        if (r["sender"], r["measure"]) == (state, measure) and receiver in (None, r["receiver"])
    )
    return row["value"]


def test_columns_are_read_by_name_however_they_are_called_and_ordered():
    swapped = (
        b"COUNTRY,ISO,SAME,PARTIAL,OPPOSITE,ABSENT,COINCIDENCE\nRussian Federation,RUS,12,10,60,7,0.20\n"
    )
    for data in (COINCIDENCE, swapped):
        rows = flows(SHARE, "un-2023.csv", data)
        assert value(rows, "RUS", "coincidence-opposite") == 60
        assert value(rows, "RUS", "coincidence-partial") == 10
        assert value(rows, "RUS", "coincidence") == 0.2


def test_each_value_says_which_votes_it_counts():
    assert {r["what"] for r in flows(SHARE, "un-2014.csv", IMPORTANT)} == {"important votes"}
    assert {r["what"] for r in flows(SHARE, "un-2023.csv", COINCIDENCE)} == {"all contested votes"}


def test_russia_is_russia_under_either_name_and_toward_the_base_state():
    for name, data in (("un-2014.csv", IMPORTANT), ("un-2023.csv", COINCIDENCE)):
        assert "RUS" in {r["sender"] for r in flows(SHARE, name, data)}
        assert {r["receiver"] for r in flows(SHARE, name, data)} == {"USA"}


def test_the_year_is_that_of_the_name_and_the_report_came_later():
    rows = flows(SHARE, "un-2014.csv", IMPORTANT)
    assert {(r["date_from"], r["date_to"]) for r in rows} == {(date(2014, 1, 1), date(2014, 12, 31))}
    assert {r["known_on"] for r in rows} == {date(2015, 3, 31)}
    for name in ("un.csv", "2013-2014.csv"):
        file = SourceFile(name, name, "0" * 16, lambda: io.BytesIO(IMPORTANT))
        with pytest.raises(SourceError, match="year"):
            list(SHARE.read(file))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"Atlantis,4,8,1,0,0.33", "unknown-state"),
        (b"Russia,4,8,1,,0.33", "number"),
        (b"Russia,4,8,1,0,33", "number"),
        (b"Russia,4,8,1,0", "width"),
    ],
)
def test_a_wrong_row_of_coincidence_is_a_reject(row, reason):
    data = IMPORTANT.split(b"\n")[0] + b"\n" + row + b"\n"
    assert [r.reason for r in check_bytes(SHARE, "un-2014.csv", data).rejects] == [reason]


def test_ideal_points_are_latin_1_and_keyed_by_session():
    rows = flows(POINT, "x.csv", POINTS)
    assert value(rows, "USA", "ideal-point") == 2.695
    assert (value(rows, "USA", "ideal-point-q05"), value(rows, "USA", "ideal-point-q95")) == (2.19, 3.19)
    assert {r["date_from"] for r in rows if r["sender"] == "USA"} == {date(2019, 1, 1)}
    assert value(rows, "SUN", "ideal-point") == -1.5  # number 365 in session 40, 1985
    assert "Côte d'Ivoire" in {r["sender_raw"] for r in rows}
    assert {r["known_on"] for r in rows} == {date(2020, 4, 30)}


def test_an_issue_is_told_by_the_suffix_of_the_columns():
    nuclear = points(point(2, 33, 2.9, "United States"), suffix="Nuclear")
    assert {r["what"] for r in flows(POINT, "x.csv", nuclear)} == {"nuclear"}
    ids = {r["record_id"] for r in flows(POINT, "x.csv", nuclear)}
    assert not ids & {r["record_id"] for r in flows(POINT, "x.csv", points(point(2, 33, 2.9, "US")))}
    assert not POINT.recognises(Sample("x", nuclear.replace(b"QO%", b"Q0%")))
    assert not POINT.recognises(Sample("x", nuclear.replace(b"Nuclear", b"Unheard")))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (point(2, 0, 1.0, "US"), "number"),
        (point(9999, 74, 1.0, "Atlantis"), "unknown-state"),
        (point(2, 74, 1.0, "US").replace(",1.0,", ",NA,"), "number"),
    ],
)
def test_a_wrong_row_of_ideal_points_is_a_reject(row, reason):
    assert [r.reason for r in check_bytes(POINT, "x.csv", points(row)).rejects] == [reason]


def test_of_two_rows_that_contradict_each_other_neither_is_taken():
    rows = [point(2, 74, v, "US") for v in (1.0, 2.0)]
    assert [r.reason for r in check_bytes(POINT, "x.csv", points(*rows)).rejects] == ["twice", "twice"]


def test_pooled_agreement_is_a_share_over_its_window():
    rows = flows(POOLED, "x.json", AGREEMENT)
    assert value(rows, "CHN", "vote-agreement", "RUS") == 0.74
    assert value(rows, "CHN", "vote-agreement", "USA") == 0.13
    assert {(r["date_from"], r["date_to"]) for r in rows} == {(date(2016, 1, 1), date(2025, 12, 31))}
    assert {r["known_on"] for r in rows} == {date(2026, 8, 8)}


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"QQ": {"blocA": 1, "blocB": 2, "rollCalls": 3}}, "unknown-state"),
        ({"CN": {"blocA": 1, "blocB": 2}}, "number"),
        ({"CN": {"blocA": 1, "blocB": 101, "rollCalls": 3}}, "number"),
        ({"CN": 74}, "number"),
    ],
)
def test_a_wrong_entry_is_a_reject(entry, reason):
    data = json.dumps(json.loads(AGREEMENT) | {"perCountry": entry}).encode()
    assert [r.reason for r in check_bytes(POOLED, "x.json", data).rejects] == [reason]


@pytest.mark.real
def test_the_real_values_are_as_published(shared_data):
    folder = shared_data / "votes"

    def real(source, name: str) -> list[dict]:
        reading = check_bytes(source, name, (folder / name).read_bytes())
        assert reading.rejects == []
        return reading.tables["flows"].to_pylist()

    for year in range(2013, 2024):
        assert len(real(SHARE, f"unga_us_state_coincidence_{year}.csv")) == 5 * 192
    pooled = real(POOLED, "unga_agreement_us_rus_2016_2025.json")
    assert len(pooled) == 2 * 190
    assert value(pooled, "CHN", "vote-agreement", "RUS") == 0.74
    rows = [r for r in real(POINT, "unga_idealpoints_All_Apr2020.csv") if r["date_from"].year == 2019]
    told = [round(value(rows, s, "ideal-point") or 0, 3) for s in ("CHN", "RUS", "USA")]
    assert told == [-0.334, 0.142, 2.695]
