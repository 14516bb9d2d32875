"""The model behind expected agreement: its likelihood, its search, and that no vote sees itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize
from scipy.special import expit
from vote_worlds import assembly, positioned

from comity.measures.stats.lbfgs import descend
from comity.measures.votes import dimensions as measure


def problem(seed: int = 0) -> tuple[measure._Problem, np.ndarray]:
    rng = np.random.default_rng(seed)
    made = measure._Problem(rng.integers(-2, 3, (7, 11)).astype(np.int8), 2)
    return made, rng.normal(size=made.cuts[-1] + 11)


def test_gradient_is_the_derivative() -> None:
    made, at = problem()
    numeric = approx_fprime(at, lambda v: made.loss(v)[0], 1e-6)
    assert made.loss(at)[1] == pytest.approx(numeric, abs=1e-4)


def test_loss_is_the_ordinal_logit_written_out() -> None:
    made, at = problem(1)
    position, slope, lower, gap = made.parts(at)
    push = position @ slope.T
    no, yes = expit(lower - push), 1 - expit(lower + np.exp(gap) - push)
    p = np.stack([no, 1 - no - yes, yes])
    states, calls = np.nonzero(made.choices >= 0)
    fitted = np.log(p[made.choices[states, calls], states, calls]).sum()
    prior = ((position**2).sum() + (slope**2).sum() / 9 + (lower**2).sum() / 25 + (gap**2).sum() / 9) / 2
    assert made.loss(at)[0] == pytest.approx(prior - fitted)


def test_descent_finds_what_scipy_finds() -> None:
    made = measure._Problem(positioned(30, 40, 2, seed=2).choices, 2)
    start = made.start(np.zeros((30, 2)))
    theirs = minimize(
        made.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 3000, "maxfun": 6000}
    )
    ours = made.loss(descend(made.loss, start, 3000))[0]
    assert ours == pytest.approx(theirs.fun, rel=1e-5)
    curved = np.array([1.0, 10.0, 1000.0])
    low = descend(lambda x: (float((curved * (x - 3) ** 2).sum()), 2 * curved * (x - 3)), np.zeros(3), 200)
    assert low == pytest.approx(np.full(3, 3.0), abs=1e-4)


def test_no_vote_sees_itself() -> None:
    """Turning a vote round must leave its own prediction as it was, to the last digit, and move others'."""
    choices = positioned(25, 40, 2, seed=3).choices
    before = measure.predict(choices, 2, 1)
    turned = choices.copy()
    turned[4, 9] = 2 - turned[4, 9] if turned[4, 9] != 1 else 0
    after = measure.predict(turned, 2, 1)
    assert (after.p[:, 4, 9] == before.p[:, 4, 9]).all()
    assert (after.p[:, 4] != before.p[:, 4]).any()


def test_predictions_are_probabilities_and_reproduce() -> None:
    choices = positioned(25, 40, 1, seed=4).choices
    one = measure.predict(choices, 2, 1)
    assert one.p.min() >= 0
    assert np.allclose(one.p.sum(0), 1)
    assert (one.p == measure.predict(choices, 2, 1).p).all()
    assert (one.p != measure.predict(choices, 2, 2).p).any()
    assert (one.distance == one.distance.T).all()


def test_votes_come_out_as_often_as_predicted() -> None:
    """Yes and no within .04; the mode is a little too sure of abstentions where it expects many."""
    matrix = positioned(100, 250, 2, seed=5)
    p = measure.predict(matrix.choices, 2, 1).p
    for choice, slack in ((0, 0.04), (1, 0.12), (2, 0.04)):
        for low in (0.0, 0.2, 0.4, 0.6, 0.8):
            told = (matrix.choices >= 0) & (p[choice] >= low) & (p[choice] < low + 0.2)
            if told.sum() >= 300:
                came = (matrix.choices[told] == choice).mean()
                assert came == pytest.approx(p[choice][told].mean(), abs=slack)


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_the_number_of_dimensions_is_found(dimensions: int) -> None:
    chosen, held_out = measure.choose(positioned(80, 200, dimensions, seed=6).choices)
    assert chosen == dimensions
    assert held_out[dimensions - 1] > max(held_out[: dimensions - 1], default=-1)


@pytest.mark.real
def test_the_assembly_needs_three(shared_data) -> None:
    whole = assembly(shared_data)
    recent = whole.select(whole.sessions >= 69).active(0.4)
    chosen, held_out = measure.choose(recent.choices)
    assert chosen == 3
    # the study's held-out figures for 2014 to 2019, with another deal of the votes
    assert held_out == pytest.approx([-0.27, -0.20, -0.175, -0.168], abs=0.012)
