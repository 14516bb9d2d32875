"""The results of the last study of validity as the package shows them."""

from __future__ import annotations

import json
from collections import Counter

from comity.measures.validity import PARTS, BarRow, Measure, last_study, list_measures
from studies.suite import CHECKS, as_text


def row(measure: str, value: float | None, published: float | None = None) -> BarRow:
    return BarRow(measure, "w", "s", value, "", None, 1, published)


def test_a_difference_needs_both_values() -> None:
    assert row("m/1", 0.5, 0.2).difference == 0.3
    assert row("m/1", None, 0.2).difference is None
    assert row("m/1", 0.5).difference is None


def test_rows_of_another_version_are_not_a_measures_own() -> None:
    rows = [row("m/1", 1.0), row("m/2", 1.0), row("alias", 1.0)]
    assert Measure("m/2", "?", ("alias",)).own(rows) == rows[1:]


def test_every_row_shipped_belongs_to_one_measure_and_one_part() -> None:
    rows = last_study()
    assert {r.part for r in rows} == set(PARTS)
    owners = Counter(r for m in list_measures() for r in m.own(rows))
    assert set(owners) == set(rows)
    assert set(owners.values()) == {1}
    assert not [r for r in rows if (r.value is None) != bool(r.why_not)]


def test_every_row_shipped_was_measured_by_a_check_that_there_is() -> None:
    checks = {c.name: c.part for c in CHECKS}
    assert {r.check: r.part for r in last_study()} == checks


def test_the_file_is_what_the_suite_writes() -> None:
    rows = last_study()
    assert tuple(BarRow(**r) for r in json.loads(as_text(rows))) == rows


def test_names_of_checks_are_their_own() -> None:
    assert len({c.name for c in CHECKS}) == len(CHECKS)
    assert {c.part for c in CHECKS} == set(PARTS)
    assert all(0 < c.quick <= c.full for c in CHECKS)
