"""Deaths by event: three estimates, one place, known in the summer after."""

from __future__ import annotations

from datetime import date

import pytest
from ged_layout import frame
from readers import as_file, events, read, reasons, records
from rwrite import rda

from comity.errors import SourceError
from comity.sources.events import ucdp_ged
from comity.testing import check_bytes

(SOURCE,) = ucdp_ged.SOURCES


def test_three_estimates_of_one_event():
    found = read(SOURCE, frame(), "ged.rda")
    first = [r for r in records(found) if r["row_no"] == 1]
    assert {r["measure"]: r["value"] for r in first} == {
        "deaths (low estimate)": 3.0,
        "deaths (best estimate)": 4.0,
        "deaths (high estimate)": 9.0,
    }
    assert {(r["sender"], r["receiver"], r["status"], r["known_on"]) for r in first} == {
        (None, "SYR", "state-based", date(2017, 7, 1))
    }
    assert found.accepted == 3


def test_bad_events_are_rejected():
    found = read(SOURCE, frame(id=("dbl", [1.0, 2.5, 3.0]), best=("dbl", [None, 0.0, -1.0])), "ged.rda")
    assert reasons(found) == [(1, "number"), (2, "id"), (3, "number")]


def test_another_frame_is_refused():
    with pytest.raises(SourceError, match="columns of UCDP GED"):
        list(SOURCE.read(as_file(rda("x", {"id": ("dbl", [1.0])}, packed="gz"), "ged.rda")))
    assert check_bytes(SOURCE, "ged.rda", b"BZh91AY") is None


@pytest.mark.real
def test_the_real_frame(shared_data):
    data = (events(shared_data) / "ucdp/ucdp_ged_syria_data4ds4da.rda").read_bytes()
    found = read(SOURCE, data, "ucdp_ged_syria_data4ds4da.rda")
    assert (found.accepted, found.rejects) == (16_566, [])
    assert {r["receiver"] for r in records(found)} == {"SYR"}
