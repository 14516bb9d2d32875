"""Counts by pair and year of ICEWS, from R: what is counted, for whom, and what not."""

from __future__ import annotations

import io
from datetime import date

import pyarrow as pa
import pytest

from comity.errors import SourceError
from comity.sources.base import Sample, SourceFile
from comity.sources.events import icews_dyads

(ICEWS,) = icews_dyads.SOURCES


def read(source, data: bytes, name: str):
    assert source.recognises(Sample(name, data[: 1 << 16]))
    batches = list(source.read(SourceFile(name, name, "0" * 16, lambda: io.BytesIO(data))))
    assert all(b.balances for b in batches)
    return batches, pa.concat_tables(b.tables["flows"] for b in batches).to_pylist()


@pytest.mark.parametrize("head", [b"", b"Source,Target,Year\n", b"<html>", b"RDX3\nX\n", b"\xfd7zXZ\x00"])
def test_other_files_are_not_claimed(head):
    assert not ICEWS.recognises(Sample("icews.rda", head))


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
