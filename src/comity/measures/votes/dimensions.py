"""A model of votes: how many dimensions the positions of states need, and what positions predict.

The model is an ordinal logit with constant positions within a period. With position ``x`` of the state, cuts
``c1 < c2`` and slopes ``s`` of the roll call, P(no) = F(c1 - s x) and P(yes) = 1 - F(c2 - s x). L-BFGS finds
the mode under normal priors (positions N(0, 1), slopes N(0, 9), first cut N(0, 25)).

One dimension is too few for the General Assembly and gives false results: states that share a second
dimension would seem to agree beyond their positions. So the number of dimensions is chosen on votes held out
of the fit. Every vote is predicted by a model that was not fitted to it (cross-fitting, as in Chernozhukov et
al. 2018, Econometrics Journal 21:C1).

The likelihood of an ordinal logit splits into two binary ones, because ``F(c2 - e) - F(c1 - e) = F(c2 - e) (1
- F(c1 - e)) (1 - exp(c1 - c2))``. No and abstention depend on the first cut, abstention and yes on the
second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import expit

from comity.lazy import lazy
from comity.measures.stats.lbfgs import descend
from comity.measures.votes.ballots import ABSTAIN, NO, YES
from comity.types import FloatArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Choices = NDArray[np.int8]

FOLDS = 5
MOST = 6
"""Dimensions tried at most."""
WORTH = 0.05
"""A further dimension is worth having if it takes this share off the loss on held-out votes."""
SLOPE_VARIANCE, CUT_VARIANCE, GAP_VARIANCE = 9.0, 25.0, 9.0

ROUNDS = 200
_WIDEST = 6.0  # bound on the logarithm of the distance of the cuts
_JOLT = 0.3  # standard deviation by which each start moves the positions it begins from


@dataclass(frozen=True, slots=True)
class Prediction:
    """Predictions of every vote of ``S`` states in ``R`` roll calls, by models not fitted to that vote.

    ``p`` has the probabilities of no, abstention and yes (3, S, R), also for votes that were not cast.
    ``distance`` is the distance of the positions of two states (S, S), averaged over the models. ``held_out``
    is the mean log-likelihood of a vote.
    """

    dimensions: int
    start: int
    p: FloatArray
    distance: FloatArray
    held_out: float


def predict(choices: Choices, dimensions: int, start: int) -> Prediction:
    """Cross-fit a model: deal votes into five folds, and predict each fold from the other four.

    Parameters
    ----------
    choices : (S, R) no 0, abstention 1, yes 2, negative for no vote
    dimensions : number of dimensions of the positions
    start : seed for the folds and for the starting positions
    """
    rng = np.random.default_rng([start, dimensions])
    fold = rng.integers(FOLDS, size=choices.shape)
    jolt = rng.normal(scale=_JOLT, size=(len(choices), dimensions))
    p = np.empty((3, *choices.shape))
    distance = np.zeros((len(choices), len(choices)))
    for k in range(FOLDS):
        model = fit(np.where(fold == k, -1, choices).astype(np.int8), jolt)
        p[:, fold == k] = model.probabilities()[:, fold == k]
        apart = model.position[:, None] - model.position[None]
        distance += np.sqrt((apart**2).sum(-1)) / FOLDS
    return Prediction(dimensions, start, p, distance, _mean_log(p, choices, choices >= NO))


def choose(choices: Choices, start: int = 1) -> tuple[int, list[float]]:
    """Return the smallest number of dimensions after which one more does not help, on votes held out.

    The second result is the mean log-likelihood of a held-out vote for each number tried.
    """
    rng = np.random.default_rng([start, 0])
    hidden = rng.integers(FOLDS, size=choices.shape) == 0
    shown = np.where(hidden, -1, choices).astype(np.int8)
    tried: list[float] = []
    for dimensions in range(1, MOST + 1):
        jolt = rng.normal(scale=_JOLT, size=(len(choices), dimensions))
        p = fit(shown, jolt).probabilities()
        tried.append(_mean_log(p, choices, hidden & (choices >= NO)))
        if dimensions > 1 and tried[-1] < (1 - WORTH) * tried[-2]:
            return dimensions - 1, tried
    return MOST, tried


class Model(NamedTuple):
    """Fitted positions (S, D), slopes (R, D) and cuts (R)."""

    position: FloatArray
    slope: FloatArray
    lower: FloatArray
    upper: FloatArray

    def probabilities(self) -> FloatArray:
        """Return the probabilities of no, abstention and yes for every state and roll call (3, S, R)."""
        push = _along(self.position, self.slope)
        below, under = expit(self.lower - push), expit(self.upper - push)
        return np.stack([below, under - below, 1 - under])


def fit(choices: Choices, jolt: FloatArray) -> Model:
    """Fit positions, slopes and cuts to votes; the search starts from principal axes plus ``jolt`` (S, D)."""
    problem = _Problem(choices, jolt.shape[1])
    position, slope, lower, gap = problem.parts(descend(problem.loss, problem.start(jolt), ROUNDS))
    return Model(position, slope, lower, lower + np.exp(gap))


class _Problem:
    """The negative log-posterior of the model of votes, with its gradient."""

    def __init__(self, choices: Choices, dimensions: int) -> None:
        self.choices = choices
        self.shape = (*choices.shape, dimensions)
        flat = choices.ravel()
        calls = np.broadcast_to(np.arange(choices.shape[1]), choices.shape).ravel()
        self.at_lower = np.flatnonzero((flat == NO) | (flat == ABSTAIN))
        self.at_upper = np.flatnonzero((flat == ABSTAIN) | (flat == YES))
        self.side_lower = np.where(flat[self.at_lower] == NO, 1.0, -1.0)
        self.side_upper = np.where(flat[self.at_upper] == ABSTAIN, 1.0, -1.0)
        self.abstentions = np.bincount(calls[flat == ABSTAIN], minlength=choices.shape[1])

    @lazy
    def cuts(self) -> list[int]:
        """Positions at which the parts of the parameter vector end."""
        states, calls, dimensions = self.shape
        ends = np.cumsum([states * dimensions, calls * dimensions, calls])
        return [int(e) for e in ends]

    def parts(self, vector: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Split a vector into positions (S, D), slopes (R, D), lower cuts (R), log distances of cuts (R)."""
        states, calls, dimensions = self.shape
        position, slope, lower, gap = np.split(vector, self.cuts)
        return (
            position.reshape(states, dimensions),
            slope.reshape(calls, dimensions),
            lower,
            np.clip(gap, -_WIDEST, _WIDEST),
        )

    def start(self, jolt: FloatArray) -> FloatArray:
        """Return starting values: principal axes of centred votes, and cuts from the shares of choices."""
        voted = self.choices >= NO
        n = voted.sum(0)
        no, yes = (((self.choices == k).sum(0) + 0.5) / (n + 1) for k in (NO, YES))
        score = np.where(voted, self.choices - ABSTAIN, 0.0)
        centred = np.where(voted, score - score.sum(0) / np.maximum(n, 1), 0.0)
        axes = np.linalg.eigh(centred @ centred.T)[1][:, ::-1][:, : self.shape[2]]
        # the sign of an axis is arbitrary and differs between machines; fix it by its largest entry
        axes = axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(axes.shape[1])])
        wide = np.sqrt(len(self.choices))
        slope = centred.T @ axes * 3 / wide
        position = axes * wide + jolt
        lower = np.log(no / (1 - no))
        upper = np.log((1 - yes) / yes)
        gap = np.log(np.maximum(upper - lower, 0.2))
        return np.concatenate([position.ravel(), slope.ravel(), lower, gap])

    def loss(self, vector: FloatArray) -> tuple[float, FloatArray]:
        position, slope, lower, gap = self.parts(vector)
        apart = np.exp(gap)
        push = _along(position, slope)
        low, of_low = _logistic((lower - push).ravel()[self.at_lower] * self.side_lower)
        up, of_up = _logistic((lower + apart - push).ravel()[self.at_upper] * self.side_upper)
        between = -np.expm1(-apart)
        fitted = low + up + (self.abstentions * np.log(between)).sum()
        prior = (
            (position**2).sum()
            + (slope**2).sum() / SLOPE_VARIANCE
            + (lower**2).sum() / CUT_VARIANCE
            + (gap**2).sum() / GAP_VARIANCE
        ) / 2
        pull = np.zeros(push.shape)
        flat = pull.reshape(-1)
        flat[self.at_upper] = of_up * self.side_upper
        by_upper = pull.sum(0)
        flat[self.at_lower] += of_low * self.side_lower
        by_gap = by_upper * apart + self.abstentions * apart * np.exp(-apart) / between
        gradient = [
            (position + np.einsum("sr,rd->sd", pull, slope)).ravel(),
            (slope / SLOPE_VARIANCE + np.einsum("sr,sd->rd", pull, position)).ravel(),
            lower / CUT_VARIANCE - pull.sum(0),
            gap / GAP_VARIANCE - by_gap,
        ]
        return float(prior - fitted), np.concatenate(gradient)


def _logistic(x: FloatArray) -> tuple[float, FloatArray]:
    """Return the sum of the log of the logistic function, and its derivative at each ``x``."""
    small = np.exp(-np.abs(x))
    return float(np.minimum(x, 0).sum() - np.log1p(small).sum()), np.where(x > 0, small, 1) / (1 + small)


def _along(position: FloatArray, slope: FloatArray) -> FloatArray:
    """Return the position of each state along the slope of each roll call (S, R)."""
    # einsum, not @: threads of the matrix library cost more than they save at this size, and their
    # number would show in the last digits
    return np.asarray(np.einsum("sd,rd->sr", position, slope))


def _mean_log(p: FloatArray, choices: Choices, where: NDArray[np.bool_]) -> float:
    made = np.take_along_axis(p, np.maximum(choices, 0)[None].astype(np.intp), 0)[0]
    return float(np.log(np.maximum(made[where], 1e-9)).mean())
