"""Deaths by event: three estimates, one place, known in the summer after."""

from __future__ import annotations

from datetime import date

import pytest
from readers import as_file, events, read, reasons, records
from rwrite import rda

from comity.errors import SourceError
from comity.sources import ucdp_ged
from comity.testing import check_bytes, check_source

(SOURCE,) = ucdp_ged.SOURCES
DAYS = [float((date(2016, 1, d) - date(1970, 1, 1)).days) for d in (1, 2, 3)]


def frame(**changes: object) -> bytes:
    columns = {
        "id": ("dbl", [1.0, 2.0, 3.0]), "type_of_violence": ("dbl", [1.0, 2.0, 3.0]),
        "conflict_name": ("chr", ["Syria: Government"] * 3), "dyad_name": ("chr", ["A - B", "A - B", None]),
        "country": ("chr", ["Syria", "Syria", "Nowhere"]),
        "date_start": ("Date", DAYS), "date_end": ("Date", DAYS),
        "low": ("dbl", [3.0, 0.0, 1.0]), "best": ("dbl", [4.0, 0.0, 1.0]), "high": ("dbl", [9.0, 2.0, 1.0]),
    }  # fmt: skip
    return rda("ged", columns | changes, packed="gz")


def test_three_estimates_of_one_event():
    found = read(SOURCE, frame(), "ged.rda")
    first = [r for r in records(found) if r["row_no"] == 1]
    assert {r["measure"]: r["value"] for r in first} == {
        "deaths (low estimate)": 3.0, "deaths (best estimate)": 4.0, "deaths (high estimate)": 9.0,
    }  # fmt: skip
    assert {(r["sender"], r["receiver"], r["status"], r["known_on"]) for r in first} == {
        (None, "SYR", "state-based", date(2017, 7, 1))
    }
    assert found.kept == 3


def test_bad_events_are_rejected():
    found = read(SOURCE, frame(id=("dbl", [1.0, 2.5, 3.0]), best=("dbl", [None, 0.0, -1.0])), "ged.rda")
    assert reasons(found) == [(1, "number"), (2, "id"), (3, "number")]


def test_another_frame_is_refused():
    with pytest.raises(SourceError, match="columns of UCDP GED"):
        list(SOURCE.read(as_file(rda("x", {"id": ("dbl", [1.0])}, packed="gz"), "ged.rda")))
    assert check_bytes(SOURCE, "ged.rda", b"BZh91AY") is None


def test_the_promise_holds():
    check_source(SOURCE, [("ucdp_ged.rda", frame())])


@pytest.mark.real
def test_the_real_frame(shared_data):
    data = (events(shared_data) / "ucdp/ucdp_ged_syria_data4ds4da.rda").read_bytes()
    found = read(SOURCE, data, "ucdp_ged_syria_data4ds4da.rda")
    assert (found.kept, found.rejects) == (16_566, [])
    assert {r["receiver"] for r in records(found)} == {"SYR"}
