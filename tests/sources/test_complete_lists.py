"""Lists that say they are complete: their records are held, within their days, and as many as numbered."""

from __future__ import annotations

from datetime import date

import pytest

from comity.errors import UnknownNameError
from comity.sources.curated import chronicle
from comity.sources.curated.complete_lists import complete_list, complete_lists


@pytest.fixture(scope="module")
def acts() -> dict[str, dict]:
    file, source = chronicle.load_embedded()
    (batch,) = source.read(file)
    return {a["record_id"]: a for a in batch.tables["acts"].to_pylist()}


@pytest.mark.parametrize("name", sorted(complete_lists()))
def test_the_records_of_a_list_are_held_within_its_days(name, acts):
    entry = complete_list(name)
    assert len(set(entry.records)) == len(entry.records)
    days = [acts[i]["date_from"] for i in entry.record_ids]
    assert days == sorted(days)
    assert all(
        entry.since <= acts[i]["date_to"] and acts[i]["date_from"] <= entry.until for i in entry.record_ids
    )
    assert entry.what
    assert entry.complete_by
    assert entry.checked_against


def test_numbered_series_have_as_many_as_their_makers_count():
    sizes = {name: len(entry.records) for name, entry in complete_lists().items()}
    assert (sizes["air-patrols"], sizes["naval-patrols"], sizes["peace-mission"]) == (10, 6, 10)
    assert sizes["vetoes"] == 37


def test_vetoes_by_whom(acts):
    forms = [acts[i]["forms"][0] for i in complete_list("vetoes").record_ids]
    assert forms.count("joint-veto") == 15


def test_a_trend_is_covered_only_within_the_days_of_a_list():
    vetoes = complete_list("vetoes")
    assert vetoes.covers(date(2012, 1, 1), date(2023, 12, 31))
    assert not vetoes.covers(date(2012, 1, 1), date(2024, 1, 1))


def test_a_list_that_is_not_complete_is_refused():
    with pytest.raises(UnknownNameError, match="complete list"):
        complete_list("joint-statements")
