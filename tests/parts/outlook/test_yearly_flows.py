"""Flows by year: every row of a year counts, in what passed between the two and in the total alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from comity.lake.query.snapshot import Embedded
from comity.lake.query.view import View
from comity.lake.storage import chain
from comity.lake.storage.manifest import FileEntry
from comity.records.coverage import Coverage
from comity.records.schemas import FLOW
from comity.watch.questions.yearly_flows import yearly_flows

JANUARY, JULY = date(2020, 1, 1), date(2020, 7, 1)
ROWS = [
    ("FRA", "DEU", JANUARY, 30.0),
    ("FRA", "DEU", JULY, 10.0),
    ("USA", "DEU", JANUARY, 50.0),
    ("USA", "DEU", JULY, 70.0),
    ("DEU", "FRA", JANUARY, 5.0),
    ("USA", "FRA", date(2021, 1, 1), 20.0),
    ("DEU", "FRA", date(2021, 1, 1), 5.0),
    ("FRA", "DEU", date(2019, 1, 1), 99.0),
]


@pytest.fixture(scope="module")
def view() -> View:
    rows = [
        {
            "record_id": f"toy:{k}",
            "source": "toy",
            "file_id": "f",
            "row_no": k,
            "known_on": day,
            "date_from": day,
            "date_to": day,
            "sender": sender,
            "receiver": receiver,
            "measure": "imports",
            "value": value,
            "unit": "USD",
        }
        for k, (sender, receiver, day, value) in enumerate(ROWS)
    ]
    sight = Coverage("toy", "flows", date(2019, 1, 1), date(2021, 12, 31))
    n = len(rows)
    counts = {"flows": n}
    file = FileEntry("f", "f", "f", "toy", "toy", "toy", n, n, {}, {}, counts, JANUARY, JULY, (sight,))
    return View(chain.read(Path("none")), [Embedded(file, {"flows": pa.Table.from_pylist(rows, FLOW)})])


def test_a_year_with_two_dates_is_the_sum_of_both(view: View) -> None:
    lines = {(x.what, x.sender): x.by_year for x in yearly_flows(view, ("DEU", "FRA"), range(2020, 2022))}
    assert lines["imports", "FRA"] == {2020: 40.0, 2021: 0.0}
    assert lines["imports", "DEU"] == {2020: 5.0, 2021: 5.0}
    # Germany imported 30 + 10 + 50 + 70 in 2020 and nothing told in 2021; France 5 of 25 in 2021.
    assert lines["share of all imports", "FRA"] == {2020: pytest.approx(40 / 160), 2021: None}
    assert lines["share of all imports", "DEU"] == {2020: 1.0, 2021: pytest.approx(0.2)}
