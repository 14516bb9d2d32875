"""Agreement beyond position: by hand, in worlds whose truth is known, and on the real record."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kstest
from vote_worlds import assembly, matrix_of, positioned

from comity.errors import QuestionError
from comity.measures.votes import excess as measure
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.dimensions import predict
from comity.records.details import NO_DETAIL, BeyondPositionDetail
from comity.records.finding import Finding, PlaceboRank
from comity.records.kinds import Kind, Subject

RECENT = (69, 74)  # the sessions of 2014 to 2019


def all_places(e: measure.Excess, distance: np.ndarray, sample: int = 500) -> np.ndarray:
    """Shares of placebo pairs at or above, for randomly chosen pairs."""
    pairs = np.column_stack(np.triu_indices(len(e.n), 1))
    pairs = pairs[e.n[pairs[:, 0], pairs[:, 1]] >= measure.FEWEST_SHARED]
    asked = pairs[np.random.default_rng(3).permutation(len(pairs))[:sample]]
    _, place = measure.places(e, distance, asked)
    return place.rank / place.of


# --- by hand ----------------------------------------------------------------------------------------


def test_excess_by_hand() -> None:
    choices = np.array([[2, 0, 1, -1], [2, 2, 1, 2]], np.int8)
    p = np.zeros((3, 2, 4))
    p[:, :, 0] = [[0.0, 0.2], [0.5, 0.0], [0.5, 0.8]]  # expected .4
    p[:, :, 1] = [[0.5, 0.1], [0.0, 0.0], [0.5, 0.9]]  # .05 + .45 = .5
    p[:, :, 2] = [[0.0, 0.0], [1.0, 0.3], [0.0, 0.7]]  # .3
    p[:, :, 3] = 1 / 3  # the first did not vote: counts for nothing
    e = measure.excess(choices, p)
    assert e.n[0, 1] == 3
    assert e.agreed[0, 1] == pytest.approx(2 / 3)
    assert e.expected[0, 1] == pytest.approx(1.2 / 3)
    variance = 0.4 * 0.6 + 0.5 * 0.5 + 0.3 * 0.7
    assert e.z[0, 1] == pytest.approx((2 - 1.2) / np.sqrt(variance))
    assert e.z[1, 0] == pytest.approx(e.z[0, 1])


def test_z_is_standard_where_the_probabilities_are_the_true_ones() -> None:
    rng = np.random.default_rng(1)
    p = rng.dirichlet([1, 1, 1], size=(40, 300)).transpose(2, 0, 1)
    drawn = (rng.random((40, 300)) > np.cumsum(p, 0)[:2]).sum(0).astype(np.int8)
    z = measure.excess(drawn, p).z[np.triu_indices(40, 1)]
    assert abs(z.mean()) < 0.1
    assert z.std() == pytest.approx(1, abs=0.06)


# --- worlds whose truth is known ----------------------------------------------------------------------


@cache
def world() -> measure.VoteModel:
    """Two dimensions; S000 copies S001 in two votes of five, S002 differs from S003 in as many."""
    matrix = positioned(60, 240, 2, seed=11)
    choices = matrix.choices.copy()
    rng = np.random.default_rng(12)
    copied, crossed = rng.random((2, 240)) < 0.4
    choices[0, copied] = choices[1, copied]
    choices[2, crossed] = np.where(choices[3, crossed] >= 0, (choices[3, crossed] + 1) % 3, -2)
    return measure.model_votes(replace(matrix, choices=choices))


def test_planted_copying_is_beyond_position_and_planted_crossing_below() -> None:
    model = world()
    word, share = measure.excess_agreement(model, "S001", "S000")
    assert word.value == measure.BEYOND
    assert share.interval is not None
    assert share.interval.low > 0.05
    assert share.value == pytest.approx(word.detail.agreed - word.detail.expected)
    assert set(word.detail.ranks) == {f"{d} dimensions, start {s}" for d in (2, 3) for s in (1, 2, 3)}
    assert measure.excess_agreement(model, "S002", "S003")[0].value == measure.BELOW


def test_states_that_merely_stand_close_are_not_beyond_position() -> None:
    model = world()
    distance = model.runs[0].distance.copy()
    distance[np.tril_indices(60)] = np.inf
    distance[:4] = np.inf
    close = np.column_stack(np.unravel_index(np.argsort(distance, axis=None)[:20], distance.shape))
    names = model.matrix.states
    words = [measure.excess_agreement(model, names[a], names[b])[0].value for a, b in close]
    assert words.count(measure.BEYOND) <= 2
    assert words.count(measure.AS_PREDICTED) >= 10


def test_ranks_are_uniform_where_positions_are_all_there_is() -> None:
    matrix = positioned(60, 200, 2, seed=13)
    run = predict(matrix.choices, 2, 1)
    shares = all_places(measure.excess(matrix.choices, run.p), run.distance)
    assert kstest(shares, "uniform").pvalue > 0.01
    assert 0.02 <= np.mean(shares <= 0.05) <= 0.08


def test_one_dimension_too_few_calls_a_shared_second_axis_agreement() -> None:
    """Why dimensions are chosen: the pairs alike on the second axis lead with one, not with two."""
    matrix = positioned(60, 240, 2, seed=14)
    matrix_two = predict(matrix.choices, 2, 1)
    spread = {}
    for run in (predict(matrix.choices, 1, 1), matrix_two):
        z = measure.excess(matrix.choices, run.p).z[np.triu_indices(60, 1)]
        spread[run.dimensions] = z.std()
    assert spread[1] > 2 * spread[2]


def test_order_of_the_pair_changes_nothing_and_findings_carry_their_grounds() -> None:
    model = world()
    one = measure.excess_agreement(model, "S010", "S020", about=Subject(topic="peace"))
    assert one == measure.excess_agreement(model, "S020", "S010", about=Subject(topic="peace"))
    word, share = one
    assert word.question == "Did S010 and S020 vote alike more than their positions say on peace?"
    assert word.placebo is not None
    assert word.placebo.of >= 301
    assert (word.records_total, word.null) == (word.n, measure.NULL)
    assert share.unit == "share of shared roll calls"


def test_a_part_of_the_roll_calls_is_asked_alone() -> None:
    model = world()
    mask = np.arange(240) < 90
    part = measure.excess_agreement(model, "S000", "S001", mask=mask)[1]
    assert part.n == ((model.matrix.choices[:2, :90] >= 0).all(0)).sum()
    assert set(part.records) <= set(model.matrix.roll_calls[:90])


def test_runs_that_disagree_give_no_word() -> None:
    model = world()
    swapped = model.runs[0].p.copy()
    swapped[:, 0] = np.eye(3)[np.maximum(model.matrix.choices[0], 0)].T  # a run that knew every vote of S000
    swapped[:, 1] = np.eye(3)[np.maximum(model.matrix.choices[1], 0)].T
    runs = (replace(model.runs[0], p=swapped), *model.runs[1:])
    word, share = measure.excess_agreement(replace(model, runs=runs), "S000", "S001")
    assert (word.value, word.why_not) == (None, "It depends on the model: cannot tell.")
    assert word.detail.word == measure.DEPENDS
    assert share.known


def test_what_cannot_be_told() -> None:
    model = world()

    def why(found: list[Finding]) -> str:
        assert all(f.value is None for f in found)
        return found[0].why_not

    assert "USA" not in model.matrix.states
    assert why(measure.excess_agreement(model, "S000", "USA")).startswith(
        "United States voted in fewer than 40%"
    )
    few = np.arange(240) < 12
    assert "at least 15" in why(measure.excess_agreement(model, "S000", "S001", mask=few))
    one_day = BallotMatrix(
        model.matrix.states,
        model.matrix.roll_calls,
        model.matrix.record_ids,
        model.matrix.bodies,
        np.full(240, np.datetime64("2001-01-01")),
        model.matrix.sessions,
        model.matrix.issues,
        model.matrix.choices,
    )
    assert "only 1 days" in why(measure.excess_agreement(replace(model, matrix=one_day), "S000", "S001"))
    with pytest.raises(QuestionError, match="Only 6 states"):
        measure.model_votes(matrix_of(np.random.default_rng(1).integers(0, 3, (6, 30))))


def test_q_is_over_everything_that_was_asked() -> None:
    """Ranks 1, 150 and 300 of 300: two-sided p 2/300, 1 and 2/300, so q is .01, 1 and .01 by hand."""

    def asked(rank: int, topic: str) -> list[Finding]:
        subject = Subject(states=("CHN", "RUS"), topic=topic)
        detail = BeyondPositionDetail(word="", agreed=0.7, expected=0.6, dimensions=2, ranks={})
        placebo = PlaceboRank(rank, 300, "distance of positions")
        word = Finding(
            *(Kind.BEYOND_POSITION, subject, "beyond position", "", measure.NULL, 90, measure.METHOD),
            placebo=placebo,
            detail=detail,
        )
        unknown = replace(word, kind=Kind.BEYOND_POSITION_SHARE, value=None, why_not="not asked")
        return [word, unknown]

    three = [*asked(1, "a"), *asked(150, "b"), *asked(300, "c")]
    q = [f.detail.q for f in measure.add_q_values(three)]
    assert q == pytest.approx([0.01, 0.01, 1, 1, 0.01, 0.01])
    nothing = replace(three[0], placebo=None, value=None, why_not="too few", detail=NO_DETAIL)
    assert measure.add_q_values([nothing]) == [nothing]


def test_too_few_pairs_give_no_placebos() -> None:
    small = measure.model_votes(positioned(12, 80, 1, seed=15))
    assert "too few to choose placebos" in measure.excess_agreement(small, "S000", "S001")[0].why_not


# --- the real record ----------------------------------------------------------------------------------


def period(folder: Path, first: int, last: int) -> BallotMatrix:
    whole = assembly(folder)
    return whole.select((whole.sessions >= first) & (whole.sessions <= last))


@pytest.mark.real
@pytest.mark.slow
def test_china_and_russia_2014_to_2019(shared_data) -> None:
    model = measure.model_votes(period(shared_data, *RECENT))
    assert model.dimensions == 3

    def ask(issue: str | None) -> Finding:
        mask = None if issue is None else model.matrix.tagged(issue)
        return measure.excess_agreement(model, "CHN", "RUS", mask=mask)[0]

    assert (ask(None).value, ask("nu").value) == (measure.BEYOND, measure.BEYOND)
    assert ask("di").value == measure.AS_PREDICTED
    assert ask("me").value in (measure.AS_PREDICTED, measure.BELOW, None)
    assert min(ask("me").detail.ranks.values()) > 0.5
    # human rights lean the same way in every run, though not below .05 in each
    assert max(ask("hr").detail.ranks.values()) < 0.15
    for run in (model.runs[0], model.runs[3]):
        for issue in (None, "nu", "hr"):
            mask = (
                np.ones(len(model.matrix.roll_calls), bool) if issue is None else model.matrix.tagged(issue)
            )
            e = measure.excess(model.matrix.choices[:, mask], run.p[:, :, mask])
            shares = all_places(e, run.distance)
            assert kstest(shares, "uniform").pvalue > 0.01
            assert 0.03 <= np.mean(shares <= 0.05) <= 0.07


@pytest.mark.real
@pytest.mark.slow
def test_it_stepped_up_after_2014(shared_data) -> None:
    shares = {}
    for first, last in ((55, 61), (62, 68), RECENT):
        matrix = period(shared_data, first, last).active(0.4)
        run = predict(matrix.choices, 3, 1)
        rows = np.array([[matrix.states.index("CHN"), matrix.states.index("RUS")]])
        for issue in (None, "nu", "hr", "me"):
            mask = slice(None) if issue is None else matrix.tagged(issue)
            _, place = measure.places(
                measure.excess(matrix.choices[:, mask], run.p[:, :, mask]), run.distance, rows
            )
            shares[issue, first] = float(place.rank[0] / place.of[0])
    assert shares[None, 69] <= 0.02
    assert min(shares[None, 55], shares[None, 62]) > 0.025
    assert shares["nu", 55] > 0.5 > shares["nu", 62] > 0.05 > shares["nu", 69]
    assert min(shares["hr", 55], shares["hr", 62]) > 0.15
    assert shares["hr", 69] < 0.11
    assert min(shares["me", first] for first in (55, 62, 69)) > 0.8
