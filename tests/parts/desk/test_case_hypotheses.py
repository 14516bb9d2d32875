"""Scores of competing hypotheses, worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.parts.desk.store.hypotheses import RATINGS, RatedRecord, weigh

C, N, I = "consistent", "neutral", "inconsistent"  # noqa: E741 - the letters of the method


def one(*values: str) -> dict[int, dict[str, str]]:
    """A row that Ada alone rated."""
    return {h: {"Ada": v} for h, v in enumerate(values, 1) if v}


def test_the_least_against_leads_not_the_most_for() -> None:
    rows = [
        RatedRecord(10, one(C, N)),  # for the first, nothing against the second
        RatedRecord(11, one(C, N)),
        RatedRecord(12, one(I, C)),  # against the first
        RatedRecord(13, one(C, C)),  # tells nothing
        RatedRecord(14, one(C, "")),  # not asked of the second: left out
    ]
    told = weigh([1, 2], rows)
    assert told.scores == {1: 1.0, 2: 0.0}
    assert told.leading == (2,)
    assert told.counted == (10, 11, 12, 13)
    assert told.left_out == (14,)
    assert told.spread == {10: 1.0, 11: 1.0, 12: 2.0, 13: 0.0, 14: None}
    assert told.without == {12: (1, 2)}, "without the one record against the first, both stand alike"


def test_raters_who_differ_count_in_part() -> None:
    cells = {1: {"Ada": I, "Ben": C, "Cyd": I}, 2: {"Ada": N}}
    told = weigh([1, 2], [RatedRecord(1, cells), RatedRecord(2, one(C, I))])
    assert told.scores == {1: 2 / 3, 2: 1.0}
    assert told.leading == (1,)
    assert told.spread[1] == 1 / 3, "(−1 + 1 − 1) / 3 against 0"
    assert told.without == {2: (2,)}


def test_equal_thirds_tie_exactly() -> None:
    thirds = [RatedRecord(k, {1: {"a": I, "b": C, "c": C}, 2: {"a": N}}) for k in range(3)]
    whole = RatedRecord(9, one(C, I))
    assert weigh([1, 2], [*thirds, whole]).leading == (1, 2)


def test_nothing_to_rank_is_said() -> None:
    for hypotheses, rows in (
        ([], []),
        ([1], [RatedRecord(1, one(I))]),
        ([1, 2], []),
        ([1, 2], [RatedRecord(1, one(I, ""))]),
    ):
        told = weigh(hypotheses, rows)
        assert told.leading == ()
        assert not told.without
        assert told.left_out == tuple(r.id for r in rows)


ratings = st.dictionaries(st.sampled_from("abc"), st.sampled_from(list(RATINGS)), max_size=3)


@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(ratings, min_size=n, max_size=n), max_size=6)))
def test_what_any_table_keeps(table: list[list[dict[str, str]]]) -> None:
    hypotheses = list(range(len(table[0]))) if table else [0, 1]
    rows = [RatedRecord(k, dict(enumerate(cells))) for k, cells in enumerate(table)]
    told = weigh(hypotheses, rows)
    assert sorted((*told.counted, *told.left_out)) == [r.id for r in rows]
    assert all(0 <= s <= len(told.counted) for s in told.scores.values())
    assert (not told.leading) == (not told.counted)
    alike = [r for r in rows if r.id in told.counted and told.spread[r.id] == 0]
    assert not {r.id for r in alike if len({tuple(sorted(c.items())) for c in r.cells.values()}) == 1} & (
        told.without.keys() if len(told.counted) > 1 else set()
    ), "a record that reads the same everywhere decides nothing"
    for gone, left in told.without.items():
        assert weigh(hypotheses, [r for r in rows if r.id != gone]).leading == left
