"""Counts are honest: what `why` prints with a form is counted in it, for every pair, place and form."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from comity.lake.query.view import View
from comity.lake.store import Lake
from comity.measures.record import record
from comity.vocabulary.group import Group

LEAST = 15
"""Records about a pair from which on it is tried."""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return Lake(tmp_path_factory.mktemp("forms") / "none").view(packaged=True)


def pairs(view: View) -> list[tuple[str, str]]:
    """Pairs that enough records are about, by code."""
    rows = view.recorded_acts().select(["actors", "partners"]).to_pylist()
    counts = Counter(p for r in rows for p in combinations(sorted({*r["actors"], *r["partners"]}), 2))
    return sorted(p for p, n in counts.items() if n >= LEAST)


def test_a_folded_occurrence_keeps_the_form_of_each_record(view: View) -> None:
    acts = view.recorded_acts()
    given = {a["record_id"]: set(a["forms"]) for a in acts.to_pylist()}
    for pair in pairs(view):
        for r in record.read_all(acts, Group.of(*pair)).values():
            for o in (*r.occurrences, *r.standing):
                assert set(o.all_forms) == set().union(*(given[x] for x in o.records)), (pair, o.id)
                assert set(o.forms).isdisjoint(o.other_forms), (pair, o.id)


def test_every_record_of_a_pair_is_printed_at_its_place(view: View) -> None:
    """China's answer to a charge of the United States is an act of China alone, not a quarrel of nobody's."""
    group = Group.of("CHN", "RUS")
    acts = record.select_involving(view.recorded_acts(), group, view.chosen_for_others(group.codes))
    read = record.read_all(acts, group)
    shown = {x for r in read.values() for o in (*r.occurrences, *r.standing) for x in o.records}
    assert shown == set(acts["record_id"].to_pylist())
    (answer,) = [o for o in read["arctic"].occurrences if "chronicle:arc-china-answers-2019" in o.records]
    assert (answer.members, answer.together, answer.friction) == (("CHN",), False, False)
