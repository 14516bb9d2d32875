"""Agreement indices: by hand, against scikit-learn, by their symmetries, and on the real record."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from vote_worlds import DAY, assembly, ballots, matrix_of, roll_calls, spelled

from comity.errors import QuestionError
from comity.measures.votes import roll_call_agreement as measure
from comity.measures.votes.ballots import ABSENT, UNRECORDED, BallotMatrix
from comity.records.finding import Finding, to_plain
from comity.types import RECORDS_SHOWN

INDICES = tuple(measure.INDICES)


def by_index(findings: list[Finding]) -> dict[str, Finding]:
    return dict(zip((*INDICES, "absence"), findings, strict=True))


# --- the matrix -----------------------------------------------------------------------------------


def test_matrix_holds_what_the_tables_say_and_tells_absence_from_no_record() -> None:
    matrix = BallotMatrix.from_tables(*spelled({"RUS": "yna-", "CHN": "ya -"}))
    assert matrix.states == ("CHN", "RUS")
    assert matrix.choices.tolist() == [[2, 1, UNRECORDED, ABSENT], [2, 0, 1, ABSENT]]
    assert matrix.votes("USA").tolist() == [UNRECORDED] * 4


def test_matrix_does_not_depend_on_the_order_of_rows() -> None:
    cast, calls = spelled({"RUS": "ynanya", "CHN": "yaayny", "USA": "nnnaay"})
    mixed = np.random.default_rng(4)
    other = BallotMatrix.from_tables(
        cast.take(pa.array(mixed.permutation(len(cast)))), calls.take(pa.array(mixed.permutation(len(calls))))
    )
    matrix = BallotMatrix.from_tables(cast, calls)
    assert (other.states, other.roll_calls, other.record_ids) == (
        matrix.states,
        matrix.roll_calls,
        matrix.record_ids,
    )
    assert (other.choices == matrix.choices).all()
    assert (other.dates == matrix.dates).all()


def test_records_that_contradict_each_other_leave_the_cell_unrecorded() -> None:
    rows = [
        ("r1", "CHN", "yes", DAY),
        ("r1", "CHN", "no", DAY),
        ("r1", "RUS", "no", DAY),
        ("r1", "RUS", "no", DAY),
    ]
    matrix = BallotMatrix.from_tables(ballots(rows), roll_calls(["r1"], [DAY]))
    assert matrix.choices.tolist() == [[UNRECORDED], [0]]
    assert matrix.disputed == 1


def test_only_the_roll_calls_given_are_held_and_filters_keep_what_they_say() -> None:
    cast, calls = spelled(
        {"CHN": "yyn", "RUS": "ynn"},
        [date(2001, 1, 1), date(2002, 1, 1), date(2003, 1, 1)],
        issues=[["nu"], ["nu", "me"], []],
        body=["UNGA", "HRC", "UNGA"],
    )
    matrix = BallotMatrix.from_tables(cast, calls)
    assert BallotMatrix.from_tables(cast, calls.slice(1)).roll_calls == ("r0001", "r0002")
    assert matrix.on_issue("me").roll_calls == ("r0001",)
    assert matrix.of_body("UNGA").roll_calls == ("r0000", "r0002")
    assert matrix.between(date(2002, 1, 1), date(2003, 1, 1)).roll_calls == ("r0001", "r0002")
    assert matrix.select(np.array([True, False, True])).choices.tolist() == [[2, 0], [2, 0]]


def test_several_records_of_a_roll_call_are_told_as_one() -> None:
    cast, _ = spelled({"CHN": "yn", "RUS": "yy"})
    calls = roll_calls(
        ["r0000", "r0001", "r0000"],
        [DAY, DAY, DAY],
        record_id=["b:1", "b:2", "b:1:issues"],
        session=[3, None, None],
        issues=[["me"], [], ["nu", "me"]],
    )
    for table in (calls, calls.take(pa.array([2, 1, 0]))):
        matrix = BallotMatrix.from_tables(cast, table)
        assert matrix.record_ids == ("b:1", "b:2")
        assert matrix.sessions.tolist() == [3, -1]
        assert matrix.issues == (frozenset({"me", "nu"}), frozenset())


def test_a_choice_nobody_knows_is_refused() -> None:
    cast = ballots([("r1", "CHN", "present", DAY)])
    with pytest.raises(QuestionError, match="'present'"):
        BallotMatrix.from_tables(cast, roll_calls(["r1"], [DAY]))


# --- the indices ----------------------------------------------------------------------------------


def test_indices_by_hand() -> None:
    # a: 2 no, 3 abstain, 5 yes; b: 2 no, 2 abstain, 6 yes; a step apart in three calls, opposite in one
    got = measure.indices(np.array([[1, 0, 1], [1, 1, 1], [0, 1, 4]]))
    # raw 6/10; mean distance (0.5 * 3 + 1 * 1) / 10 = .25
    assert float(got["raw"]) == pytest.approx(0.6)
    # by chance a step apart: .2*.2 + .3*.2 + .3*.6 + .5*.2 = .38; opposite: .2*.6 + .5*.2 = .22
    assert float(got["kappa"]) == pytest.approx(1 - 0.25 / (0.5 * 0.38 + 0.22))


@given(st.integers(0, 10_000))
def test_kappa_is_scikit_learns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = rng.integers(0, 3, (2, int(rng.integers(2, 200))))
    seen = np.zeros((3, 3))
    np.add.at(seen, (one, other), 1)
    got = measure.indices(seen)
    if len(set(one)) == 1 and set(one) == set(other):
        assert math.isnan(got["kappa"])
        return
    labels = [0, 1, 2]
    assert float(got["kappa"]) == pytest.approx(
        cohen_kappa_score(one, other, labels=labels, weights="linear"), abs=1e-12
    )


@given(st.lists(st.integers(0, 40), min_size=9, max_size=9))
def test_indices_do_not_depend_on_who_is_named_first(cells: list[int]) -> None:
    seen = np.array(cells).reshape(3, 3)
    one, other = measure.indices(seen), measure.indices(seen.T)
    turned = measure.indices(seen[::-1, ::-1])  # a reader who counts from yes to no
    for index in INDICES:
        assert float(one[index]) == pytest.approx(float(other[index]), abs=1e-12, nan_ok=True)
        assert float(one[index]) == pytest.approx(float(turned[index]), abs=1e-12, nan_ok=True)


def test_all_pairs_at_once_are_the_pairs_one_by_one() -> None:
    choices = np.random.default_rng(1).integers(-2, 3, (7, 90))
    tables = measure.pair_tables(matrix_of(choices))
    for a in range(7):
        for b in range(7):
            both = (choices[a] >= 0) & (choices[b] >= 0)
            seen = np.zeros((3, 3), int)
            np.add.at(seen, (choices[a][both], choices[b][both]), 1)
            assert (tables[a, b] == seen).all()


def test_kappa_sees_through_an_agenda_on_which_everyone_says_yes() -> None:
    rng = np.random.default_rng(2)
    got = {}
    for share in (0.5, 0.95):  # two states that vote without regard to each other
        a, b = (rng.random((2, 200_000)) < share).astype(int) * 2
        seen = np.zeros((3, 3))
        np.add.at(seen, (a, b), 1)
        got[share] = measure.indices(seen)
    assert float(got[0.95]["raw"]) > 0.9
    assert float(got[0.5]["raw"]) < 0.51
    for index in ("kappa",):
        assert float(got[0.95][index]) == pytest.approx(0, abs=0.01)


# --- findings -------------------------------------------------------------------------------------


def bloc(pairs: int = 20, calls: int = 200, seed: int = 3) -> BallotMatrix:
    """States that vote at random in like measure, but that S001 copies S000 half the time."""
    rng = np.random.default_rng(seed)
    choices = rng.choice(3, size=(2 * pairs, calls), p=[0.2, 0.3, 0.5])
    copy = rng.random(calls) < 0.5
    choices[1, copy] = choices[0, copy]
    return matrix_of(choices, days=np.arange(calls) // 4)


def test_a_pair_that_copies_stands_first_among_its_like() -> None:
    found = by_index(measure.agreement(bloc(), "S001", "S000"))
    for index in INDICES:
        f = found[index]
        assert f.placebo is not None
        assert f.interval is not None
        assert (f.placebo.rank, f.detail.rank_of_all_pairs) == (1, 1)
        assert f.placebo.of >= 1 + 780 // 4  # a quarter of 780 pairs, ties and itself
        assert f.interval.low < float(f.value) < f.interval.high  # type: ignore[arg-type]
        assert (f.n, f.records_total, f.detail.days) == (200, 200, 50)
        assert len(f.records) == RECORDS_SHOWN
        assert f.records[0] == "r00199"


def test_findings_do_not_depend_on_who_is_named_first_nor_on_the_run() -> None:
    matrix = bloc()
    one = measure.agreement(matrix, "S000", "S001")
    assert one == measure.agreement(matrix, "S001", "S000") == measure.agreement(matrix, "S000", "S001")
    assert one != measure.agreement(matrix, "S000", "S001", seed=2)


def test_votes_of_one_day_count_as_one_block() -> None:
    """Copies of each vote within its day must leave the interval nearly as wide, not shrink it."""
    choices = bloc().choices[:, ::4]
    days = np.arange(50)
    single = by_index(measure.agreement(matrix_of(choices, days), "S000", "S001"))["raw"]
    tenfold = by_index(
        measure.agreement(matrix_of(np.repeat(choices, 10, 1), np.repeat(days, 10)), "S000", "S001")
    )["raw"]
    assert single.interval is not None
    assert tenfold.interval is not None
    assert tenfold.n == 10 * single.n
    assert tenfold.interval == single.interval


def test_interval_covers_at_its_level() -> None:
    rng = np.random.default_rng(8)
    hits = 0
    for k in range(200):
        agree = np.repeat(rng.random(60) < 0.6, 3)  # three like votes a day
        choices = np.vstack([np.full(180, 2), np.where(agree, 2, 1), rng.integers(0, 3, (4, 180))])
        f = measure.agreement(matrix_of(choices, np.arange(180) // 3), "S000", "S001", seed=k)[0]
        assert f.interval is not None
        hits += f.interval.low <= 0.6 <= f.interval.high
    assert 0.84 <= hits / 200 <= 0.95


def test_a_pair_that_never_differed_may_still_differ() -> None:
    """Twenty days without a difference: by hand, up to 1 − .05^(1/20) = 13.9% of days may differ."""
    same = np.tile([0, 2], 10)
    others = np.random.default_rng(1).integers(0, 3, (4, 20))
    found = by_index(measure.agreement(matrix_of(np.vstack([same, same, others])), "S000", "S001"))
    most = 1 - 0.05 ** (1 / 20)
    assert most == pytest.approx(0.139, abs=0.001)
    for index, low in {"raw": 1 - most, "kappa": 1 - 2 * most}.items():
        told = found[index]
        assert told.value == 1
        assert told.interval is not None
        assert (told.interval.low, told.interval.high) == pytest.approx((low, 1.0))


def test_too_little_is_said_to_be_too_little() -> None:
    few = measure.agreement(matrix_of(bloc().choices[:, :14]), "S000", "S001")
    assert all(f.value is None and "only 14" in f.why_not for f in few[:2])
    one_day = measure.agreement(matrix_of(bloc().choices, np.zeros(200, int)), "S000", "S001")
    assert all(f.value is None and "1 days" in f.why_not for f in one_day[:2])
    stranger = measure.agreement(bloc(), "S000", "USA")
    assert stranger[0].why_not == "United States cast no vote in these roll calls."


def test_where_chance_leaves_nothing_to_correct_kappa_cannot_be_told() -> None:
    choices = bloc().choices.copy()
    choices[:2] = 2
    found = by_index(measure.agreement(matrix_of(choices), "S000", "S001"))
    assert found["raw"].value == 1.0
    assert {i for i in INDICES if found[i].value is None} == {"kappa"}


def test_absences_stand_apart_from_votes() -> None:
    spelled_out = {"CHN": "y" * 20 + "-y- y", "RUS": "y" * 10 + "n" * 10 + "y--n "}
    days = [DAY + timedelta(days=k) for k in range(25)]
    found = by_index(measure.agreement(BallotMatrix.from_tables(*spelled(spelled_out, days)), "RUS", "CHN"))
    away = found["absence"]
    assert found["raw"].n == 20
    assert (away.value, away.n) == (2, 24)
    assert to_plain(away.detail) == {
        "away": {"CHN": 1, "RUS": 1},
        "both_away": 1,
        "one_unrecorded": 2,
        "first": "2001-01-01",
        "last": "2001-01-25",
    }
    unrecorded = BallotMatrix.from_tables(*spelled({"CHN": "y" * 20, "RUS": "y" * 19 + " "}))
    assert measure.absence(unrecorded, "CHN", "RUS").value is None


# --- the real record ------------------------------------------------------------------------------


@pytest.mark.real
def test_china_and_russia_in_the_assembly(shared_data) -> None:
    whole = assembly(shared_data)
    since_1992 = whole.between(date(1992, 1, 1), date(2020, 1, 31))
    found = by_index(measure.agreement(since_1992, "CHN", "RUS"))
    assert found["raw"].value == pytest.approx(0.702, abs=0.001)
    assert found["raw"].n == 2402


@pytest.mark.real
def test_published_and_studied_values(shared_data) -> None:
    whole = assembly(shared_data)
    recent = whole.select(whole.sessions >= 55)
    split = np.array(
        [len(np.unique(v[v >= 0])) > 1 for v in recent.choices.T]
    )  # the study left out unanimous calls
    for matrix, wanted in (
        (recent.select(split), {"raw": 0.756}),
        (recent.on_issue("me"), {"raw": 0.823}),
    ):
        a, b = matrix.states.index("CHN"), matrix.states.index("RUS")
        got = measure.indices(measure.pair_tables(matrix)[a, b])
        assert {i: round(float(got[i]), 3) for i in wanted} == pytest.approx(wanted, abs=0.001)


@pytest.mark.real
def test_decades_of_other_pairs(shared_data) -> None:
    whole = assembly(shared_data)
    for pair, wanted in {
        ("CHN", "RUS"): (None, 76.2, 75.3),
        ("FRA", "GBR"): (87.9, 92.1, 92.8),
        ("USA", "ISR"): (69.7, 73.9, 85.0),
        ("IND", "BRA"): (79.1, 70.7, 73.2),
    }.items():
        for decade, share in zip((1990, 2000, 2010), wanted, strict=True):
            matrix = whole.between(date(decade, 1, 1), date(decade + 9, 12, 31))
            a, b = (matrix.states.index(s) for s in pair)
            got = measure.indices(measure.pair_tables(matrix)[a, b])["raw"]
            if share is not None:  # until 1991 the seat was the Soviet Union's
                assert 100 * float(got) == pytest.approx(share, abs=0.05)
