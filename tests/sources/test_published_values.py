"""Ideal points as published in 2020: their columns, years and scales."""

from __future__ import annotations

from datetime import date

import pytest
from vote_layouts import POINTS, point, points

from comity.sources.base import Sample
from comity.sources.votes import unga_ideal_points
from comity.testing import check_bytes

(POINT,) = unga_ideal_points.SOURCES


def flows(source, name: str, data: bytes) -> list[dict]:
    return check_bytes(source, name, data).tables["flows"].to_pylist()


def value(rows: list[dict], state: str, measure: str) -> float | None:
    (row,) = (r for r in rows if (r["sender"], r["measure"]) == (state, measure))
    return row["value"]


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


@pytest.mark.real
def test_the_real_values_are_as_published(shared_data):
    name = "unga_idealpoints_All_Apr2020.csv"
    reading = check_bytes(POINT, name, (shared_data / "votes" / name).read_bytes())
    assert reading.rejects == []
    rows = [r for r in reading.tables["flows"].to_pylist() if r["date_from"].year == 2019]
    told = [round(value(rows, s, "ideal-point") or 0, 3) for s in ("CHN", "RUS", "USA")]
    assert told == [-0.334, 0.142, 2.695]
