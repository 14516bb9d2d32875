"""Co-action: figures of the study, invariances, small tables, verdicts."""

from __future__ import annotations

import numpy as np
import pytest
from coaction_tables import all_pairs, arithmetic_table, random_table
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from comity.errors import QuestionError
from comity.measures.coaction import statistic
from comity.measures.coaction.pairwise import pair_table
from comity.measures.coaction.time_axis import time_axis
from comity.measures.verdict.verdict import DISAGREE
from comity.records import details
from comity.vocabulary.load import words as list_words
from studies.worlds import plant, world

SEEDS = st.integers(0, 2**32 - 1)


def test_p_values_are_those_of_the_fourth_version() -> None:
    """Pinned, so that no change of the method goes unseen; the first pair is made to act together."""
    pairs = np.array([[5, 9], [6, 13], [4, 7], [8, 12], [10, 11], [12, 13]])
    joint = [0.0213079, 0.5541787, 0.8509093, 0.3089082, 0.9007205, 0.6439986]
    beyond = [0.7738092, 0.6411113, 0.4053815, 0.6364594, 0.8097787, 0.8951788]
    np.testing.assert_allclose(statistic.joint(arithmetic_table(), pairs), joint, atol=1e-6)
    np.testing.assert_allclose(statistic.beyond_group(arithmetic_table(), pairs), beyond, atol=1e-6)


@settings(max_examples=12, deadline=None)
@given(SEEDS)
def test_order_of_states_and_pairs_changes_no_digit(seed: int) -> None:
    counts, rng = random_table(seed), np.random.default_rng(seed)
    pairs = all_pairs(len(counts))
    shuffled, states = rng.permutation(len(pairs)), rng.permutation(len(counts))
    where = np.argsort(states)
    for p_values in (statistic.joint, statistic.beyond_group):
        p = p_values(counts, pairs)
        np.testing.assert_array_equal(p_values(counts, pairs[:, ::-1]), p)
        np.testing.assert_array_equal(p_values(counts, pairs[shuffled]), p[shuffled])
        np.testing.assert_array_equal(p_values(counts[states], where[pairs]), p)
        np.testing.assert_array_equal(p_values(counts[:, :], pairs[:1]), p[:1])


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.uint64, np.float64])
def test_dtype_changes_no_digit(dtype: type) -> None:
    counts, pairs = random_table(3), all_pairs(12)
    p = statistic.beyond_group(counts, pairs)
    np.testing.assert_array_equal(statistic.beyond_group(counts.astype(dtype), pairs), p)
    np.testing.assert_array_equal(statistic.beyond_group(counts, pairs.astype(np.int32)), p)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 9), st.integers(0, 45), st.sampled_from([0.0, 0.3, 2.0, 300.0]))
def test_small_tables_answer_or_say_cannot_tell(seed: int, states: int, bins: int, rate: float) -> None:
    counts = random_table(seed, states, bins, rate)
    pairs = all_pairs(states)
    answers = statistic.assess(counts, pairs)
    for p in (statistic.joint(counts, pairs), statistic.beyond_group(counts, pairs)):
        assert np.isfinite(p).all()
        assert ((p >= 0) & (p <= 1)).all()
        assert [a.verdict == details.NOT_COVERED for a in answers] == [bool(a.why_not) for a in answers]
        assert all(one == 1.0 for one, a in zip(p, answers, strict=True) if a.why_not)


def test_why_it_cannot_be_told() -> None:
    counts = random_table(5, states=8, bins=60, rate=1.5)
    counts[0] = 0
    counts[0, :19] = 1
    counts[1] = 2
    why = [a.why_not for a in statistic.assess(counts, [(0, 2), (1, 2), (2, 2), (2, 3)])]
    assert why == [
        "fewer than 20 acts",
        "a state acts alike in every bin",
        "a state is no pair with itself",
        "",
    ]
    assert statistic.assess(counts[2:7], [(0, 1)])[0].why_not == "fewer than 6 states"
    assert statistic.assess(9 * counts[:, :19], [(2, 3)])[0].why_not == "fewer than 20 bins"


@pytest.mark.parametrize(
    ("counts", "pairs", "says"),
    [
        (np.array([[0.5, 1.0]]), [(0, 0)], "whole numbers"),
        (np.array([[np.nan, 1.0]]), [(0, 0)], "leave bins without coverage out"),
        (np.array([[-1, 1]]), [(0, 0)], "negative"),
        (np.zeros(5, int), [(0, 0)], "states by bins"),
        (np.zeros((3, 30), int), [(0, 3)], "rows 0 to 2"),
        (np.zeros((3, 30), int), [(-1, 0)], "rows 0 to 2"),
        (np.zeros((3, 30), int), [(0, 1, 2)], "shape"),
        (np.zeros((3, 30), int), [(0.0, 1.0)], "whole numbers"),
    ],
)
def test_what_is_no_question(counts: np.ndarray, pairs: list[tuple[int, ...]], says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        statistic.joint(counts, pairs)


def test_no_pairs_no_answers() -> None:
    assert statistic.joint(random_table(1), []).shape == (0,)
    assert statistic.assess(random_table(1), []) == []


@pytest.fixture(scope="module")
def shocked() -> tuple[np.ndarray, np.ndarray]:
    """A world of shocks in which one pair of middling activity coordinates in 60% of its acts."""
    rng = np.random.default_rng(11)
    counts = world("shock", rng, states=30, bins=400).counts
    i, j = np.argsort(counts.sum(axis=1))[[17, 18]]
    counts = plant(counts, (int(i), int(j)), 0.6, rng)
    pairs = all_pairs(30)
    first = np.flatnonzero((np.sort(pairs) == np.sort([i, j])).all(axis=1))
    return counts, np.vstack([pairs[first], np.delete(pairs, first, axis=0)])


def test_a_coordinating_pair_is_together_and_hardly_another(shocked: tuple[np.ndarray, np.ndarray]) -> None:
    answers = statistic.assess(*shocked)
    assert answers[0].verdict == details.TOGETHER
    told = [a for a in answers[1:] if not a.why_not]
    assert len(told) > 100
    assert sum(a.verdict == details.TOGETHER for a in told) <= 3


def test_shuffled_bins_end_it(shocked: tuple[np.ndarray, np.ndarray]) -> None:
    counts, pairs = shocked
    rng = np.random.default_rng(2)
    alone = np.stack([rng.permutation(row) for row in counts])
    words = {a.verdict for a in statistic.assess(alone, pairs)}
    assert words <= {details.LITTLE_OR_NOTHING, details.NOT_SHOWN, details.NOT_COVERED}


def test_an_answer_hangs_together(shocked: tuple[np.ndarray, np.ndarray]) -> None:
    counts, pairs = shocked
    answers = statistic.assess(counts, pairs, bins_a_year=50.0)
    told = [a for a in answers if not a.why_not]
    np.testing.assert_array_equal(
        [a.joint.p if a.joint else 1.0 for a in answers], statistic.joint(counts, pairs)
    )
    np.testing.assert_array_equal(
        [a.beyond.p if a.beyond else 1.0 for a in answers], statistic.beyond_group(counts, pairs)
    )
    q = stats.false_discovery_control([a.joint.p for a in told if a.joint])
    np.testing.assert_allclose([a.joint.q for a in told if a.joint], q)
    for a in told:
        i, j = a.pair
        assert a.active is not None
        assert a.excess is not None
        assert a.interval is not None
        assert a.joint is not None
        assert a.beyond is not None
        if (counts[[i, j]] > 0).mean(axis=1).max() <= 0.6:  # then active is acted
            assert a.observed == ((counts[i] > 0) & (counts[j] > 0)).sum()
            assert a.active == ((counts[i] > 0).sum(), (counts[j] > 0).sum())
        assert a.excess == pytest.approx((a.observed - a.expected) * 50.0 / 400)
        assert a.interval.low < a.interval.high
        assert a.share == a.observed / min(a.active)
        assert a.ladder[-1] == ("matched pairs", a.beyond.z)
        assert a.joint.placebo.of >= 81
        assert 1 <= a.beyond.placebo.rank <= a.beyond.placebo.of
        assert a.tie is not None
        assert a.tie[1].low <= a.tie[0] <= a.tie[1].high
        assert (a.verdict == details.WITH_GROUP) <= bool(a.group)
    assert answers == statistic.assess(counts, pairs, bins_a_year=50.0)  # same seed, same bytes


def test_the_interval_holds_an_excess_of_nought_nine_times_in_ten() -> None:
    """Where states share nothing, over many pairs and worlds."""
    held = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        counts = world("uneven", rng, states=30, bins=500).counts
        answers = statistic.assess(counts, all_pairs(30), bins_a_year=500.0)
        held += [a.interval.low <= 0.0 <= a.interval.high for a in answers if a.interval]
    assert 0.84 <= np.mean(held) <= 0.95


def test_a_bloc_moves_with_its_group_and_the_group_is_named() -> None:
    rng = np.random.default_rng(4)
    made = world("bloc", rng, states=32, bins=600)
    pairs = all_pairs(32)
    fellows = made.group[pairs[:, 0]] == made.group[pairs[:, 1]]
    answers = statistic.assess(made.counts, pairs)
    with_group = [a for a in answers if a.verdict == details.WITH_GROUP]
    inside = [a for a, same in zip(answers, fellows, strict=True) if same and a.verdict == details.WITH_GROUP]
    assert len(with_group) >= 5
    assert len(inside) >= 0.8 * len(with_group)
    named = [(a.pair[0], s) for a in inside for s in a.group]
    assert named
    assert np.mean([made.group[i] == made.group[s] for i, s in named]) >= 0.75


def test_two_who_keep_out_of_each_others_way_have_little_or_nothing_in_common() -> None:
    rng = np.random.default_rng(8)
    counts = rng.poisson(0.7, size=(20, 500))
    counts[1, counts[0] > 0] = 0
    answer = statistic.assess(counts, all_pairs(20))[0]
    assert answer.pair == (0, 1)
    assert answer.verdict == details.LITTLE_OR_NOTHING
    assert answer.tie is not None
    assert answer.tie[1].high < 0


@pytest.mark.parametrize(
    ("joint", "beyond", "grouped", "most", "word"),
    [
        (0.05, 0.05, False, 0.9, details.TOGETHER),
        (0.05, 0.051, False, 0.9, details.NOT_SHOWN),  # a group that is not shown is not named
        (0.05, 0.051, True, 0.9, details.WITH_GROUP),
        (0.05, 0.001, True, 0.9, details.WITH_GROUP),
        (0.051, 0.001, False, 0.9, details.NOT_SHOWN),
        (0.051, 0.001, True, 0.2, details.NOT_SHOWN),
        (0.051, 0.001, True, 0.199, details.LITTLE_OR_NOTHING),
    ],
)
def test_the_rule_of_the_verdict(joint: float, beyond: float, grouped: bool, most: float, word: str) -> None:
    assert statistic.verdict(joint, beyond, grouped=grouped, most=most) == word


def test_the_vocabulary_has_every_word() -> None:
    words = {
        details.TOGETHER,
        details.WITH_GROUP,
        details.LITTLE_OR_NOTHING,
        details.NOT_SHOWN,
        details.NOT_COVERED,
        DISAGREE,
    }
    assert set(list_words("timing")) == words


def test_a_planted_tie_is_estimated_at_about_its_share() -> None:
    """And the upper end of the interval, which the word states, is seldom below it."""
    ties = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        counts = world("uneven", rng, states=40, bins=500).counts
        busy = np.flatnonzero((counts.sum(axis=1) >= 150) & ((counts > 0).mean(axis=1) <= 0.8))
        pairs = rng.permutation(busy)[: len(busy) // 4 * 2].reshape(-1, 2)[:4]
        for i, j in pairs.tolist():
            counts = plant(counts, (i, j), 0.4, rng)
        ties += [a.tie for a in statistic.assess(counts, pairs) if a.tie]
    assert len(ties) >= 15
    assert 0.3 <= np.mean([value for value, _ in ties]) <= 0.5
    assert np.mean([interval.high >= 0.4 for _, interval in ties]) >= 0.85


def test_everyone_silent_at_once_is_an_outage_and_no_bin() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson(1.5, size=(30, 200))
    gone = np.zeros(200, dtype=bool)
    gone[40:45] = gone[150:153] = True
    failed = np.where(gone, 0, counts)
    table = pair_table(failed)
    np.testing.assert_array_equal(table.in_sight, ~gone)
    whole = pair_table(counts[:, ~gone], time_axis(np.flatnonzero(~gone)))
    np.testing.assert_allclose(table.z, whole.z)


def test_both_questions_at_once_are_the_two_asked_apart() -> None:
    counts = np.random.default_rng(5).poisson(0.4, (9, 120))
    pairs = np.column_stack(np.triu_indices(9, 1))
    joint, beyond = statistic.both(pair_table(counts), pairs)
    np.testing.assert_array_equal(joint, statistic.joint(counts, pairs))
    np.testing.assert_array_equal(beyond, statistic.beyond_group(counts, pairs))
