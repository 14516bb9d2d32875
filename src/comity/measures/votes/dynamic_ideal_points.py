"""Dynamic ideal points: the position of each state in each session, from roll calls, in one dimension.

The model is an ordinal probit (no < abstain < yes) in which the position of a state moves from session to
session as a random walk (Bailey, Strezhnev and Voeten 2017, Journal of Conflict Resolution 61:430). These
authors draw from the posterior. Here Fisher scoring finds its mode, alternating roll calls and states, which
is deterministic and takes seconds. As in their work, positions are standardised within each session;
otherwise the scale would drift with the agenda.

One dimension serves to describe and to compare with published points. It is too few to predict how much two
states *should* agree: :mod:`comity.measures.votes.dimensions` does that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from comity.errors import QuestionError
from comity.measures.votes.ballots import ABSTAIN, CODES, NO, YES, BallotMatrix
from comity.types import FloatArray, IntArray

METHOD = "ideal-points/1"
STEP_VARIANCE = 0.1
"""Variance of a position's step from one session to the next (times the gap where sessions are missing)."""
LEVEL_PRECISION = 2.0
"""Precision of the normal prior that holds every position near the middle of its session."""
SLOPE_VARIANCE = 1.0
"""Prior variance of a roll call's slope: loose ones let a few lopsided votes stretch a session."""
CUT_VARIANCE = 25.0

ROUNDS = 60
TOLERANCE = 1e-3
"""Largest change of a position, in standard deviations of its session, at which the search stops."""
_LEAST = 1e-9  # smallest probability; keeps the logarithm finite
_APART = 1e-2  # least distance of the two cuts
_LONGEST = 0.7  # longest scoring step of a cut or slope

POINTS = pa.schema(
    [
        pa.field("state", pa.string(), nullable=False),
        pa.field("session", pa.int32(), nullable=False),
        pa.field("theta", pa.float64(), nullable=False),
        pa.field("se", pa.float64(), nullable=False),
        pa.field("n", pa.int32(), nullable=False),
    ]
)
"""One row a state and session in which it voted on a contested roll call."""


def ideal_points(ballots: pa.Table | BallotMatrix, *, anchor: str = "USA") -> pa.Table:
    """Estimate the positions of all states in all sessions of one body, or on one issue in it.

    Parameters
    ----------
    ballots : columns ``roll_call_id``, ``session``, ``state`` and ``choice`` (``yes``, ``abstain``, ``no``;
        other words are no vote), or a matrix; unanimous roll calls are left out, since they say
        nothing about positions
    anchor : the state whose side is positive; the search starts from agreement with it

    Returns
    -------
    Table of schema :data:`POINTS`, by state and session. ``theta`` has mean 0 and standard deviation 1 over
    the states of a session. ``se`` is the posterior standard deviation given the parameters of the roll
    calls, so it is a little too small. ``n`` is the number of contested roll calls in which the state voted.

    Raises
    ------
    QuestionError
        If the anchor cast no vote, or there is no contested roll call.
    """
    votes = _Votes.of(ballots)
    position, items = _start(votes, anchor)
    walk = _walk(votes.sessions)
    for _ in range(ROUNDS):
        for _ in range(2):
            items = _score_items(votes, items, position)
        before = position
        position, precision, spread = _score_paths(votes, items, position, walk)
        if np.abs(position - before)[votes.n > 0].max() < TOLERANCE:
            break
    row = votes.states.index(anchor)
    if (position[row] * votes.n[row]).sum() < 0:
        position = -position
    se = np.sqrt(np.diagonal(np.linalg.inv(precision), axis1=1, axis2=2)) / spread
    state, session = np.nonzero(votes.n)
    columns = {
        "state": [votes.states[k] for k in state],
        "session": votes.sessions[session],
        "theta": position[state, session],
        "se": se[state, session],
        "n": votes.n[state, session],
    }
    return pa.table({f.name: pa.array(columns[f.name], f.type) for f in POINTS}, schema=POINTS)


@dataclass(frozen=True, slots=True)
class _Votes:
    """Votes in contested roll calls, one entry per vote, in order of roll call and state."""

    states: list[str]  # (S)
    sessions: NDArray[np.int32]  # (K)
    state: IntArray  # (votes) row of the state
    call: IntArray  # (votes) number of the roll call, of C
    cell: IntArray  # (votes) state * K + session
    choice: NDArray[np.int8]  # (votes)
    n: NDArray[np.int64]  # (S, K) votes
    calls: int

    @classmethod
    def of(cls, ballots: pa.Table | BallotMatrix) -> _Votes:
        calls, sessions, states, choice = _list_contested(ballots)
        if not len(choice):
            raise QuestionError("There is no contested roll call to place states by.")
        states, state = np.unique(states, return_inverse=True)
        sessions, session = np.unique(sessions, return_inverse=True)
        calls, call = np.unique(calls, return_inverse=True)
        order = np.lexsort((state, call))
        cell = (state * len(sessions) + session)[order]
        n = np.bincount(cell, minlength=len(states) * len(sessions)).reshape(len(states), -1)
        return cls(states.tolist(), sessions, state[order], call[order], cell, choice[order], n, len(calls))

    def per_call(self, values: FloatArray) -> FloatArray:
        """Return the sum over the votes of each roll call (C)."""
        return np.asarray(np.bincount(self.call, values, self.calls), float)

    def per_cell(self, values: FloatArray) -> FloatArray:
        """Return the sum over the votes of each state and session (S, K)."""
        return np.asarray(np.bincount(self.cell, values, self.n.size).reshape(self.n.shape), float)


class _Items(NamedTuple):
    """Parameters of roll calls (C): no below ``lower``, yes above ``upper``, on ``slope`` x position."""

    lower: FloatArray
    upper: FloatArray
    slope: FloatArray


class _Fit(NamedTuple):
    """For each vote, densities at both cuts, probabilities of the choices, and the parts of the score."""

    low: FloatArray
    high: FloatArray
    p: tuple[FloatArray, FloatArray, FloatArray]
    at_lower: FloatArray  # derivative of the log-likelihood by the lower cut
    at_upper: FloatArray


def _list_contested(
    ballots: pa.Table | BallotMatrix,
) -> tuple[NDArray[np.str_], NDArray[np.int32], NDArray[np.str_], NDArray[np.int8]]:
    """Return roll call, session, state and coded choice of each vote in contested roll calls."""
    if isinstance(ballots, BallotMatrix):
        state, call = np.nonzero(ballots.choices >= NO)
        calls, states = np.array(ballots.roll_calls)[call], np.array(ballots.states)[state]
        sessions, choice = ballots.sessions[call], ballots.choices[state, call]
    else:
        ballots = ballots if isinstance(ballots, pa.Table) else pa.table(ballots)
        votes = pa.array([w for w, code in CODES.items() if code >= NO], pa.string())
        table = ballots.filter(pc.is_in(ballots["choice"].cast(pa.string()), votes))
        calls, states = (np.array(table[c].to_pylist(), str) for c in ("roll_call_id", "state"))
        sessions = np.asarray(table["session"], np.int32)
        choice = np.array([CODES[w] for w in table["choice"].to_pylist()], np.int8)
    _, call = np.unique(calls, return_inverse=True)
    lowest, highest = np.full(len(choice), YES), np.full(len(choice), NO)
    np.minimum.at(lowest, call, choice)
    np.maximum.at(highest, call, choice)
    split = (lowest < highest)[call]
    return calls[split], sessions[split], states[split], choice[split]


def _start(votes: _Votes, anchor: str) -> tuple[FloatArray, _Items]:
    """Return starting positions from agreement with the anchor, and cuts from the shares of each choice."""
    if anchor not in votes.states:
        raise QuestionError(f"{anchor} cast no vote in these roll calls; name another anchor.")
    size = votes.per_call(np.ones(len(votes.call)))
    centred = votes.choice - (votes.per_call(votes.choice.astype(float)) / size)[votes.call]
    side = np.zeros(votes.calls)
    own = votes.state == votes.states.index(anchor)
    side[votes.call[own]] = centred[own]
    position = votes.per_cell(centred * side[votes.call]) / np.maximum(votes.n, 1)
    placed = position[votes.n > 0]
    share_no = np.clip(votes.per_call((votes.choice == NO).astype(float)) / size, 0.01, 0.97)
    share_yes = np.clip(votes.per_call((votes.choice == YES).astype(float)) / size, 0.02, 0.98)
    lower = ndtri(share_no)
    upper = np.maximum(ndtri(1 - share_yes), lower + 0.1)
    return (position - placed.mean()) / placed.std(), _Items(lower, upper, np.sign(side) / 2)


def _walk(sessions: NDArray[np.int32]) -> FloatArray:
    """Return the prior precision of one state's path (K, K): a random walk with a weak pull to the middle."""
    size = len(sessions)
    out = np.eye(size) * LEVEL_PRECISION
    tie = 1 / (STEP_VARIANCE * np.diff(sessions))
    steps = np.arange(size - 1)
    out[steps, steps] += tie
    out[steps + 1, steps + 1] += tie
    out[steps, steps + 1] -= tie
    out[steps + 1, steps] -= tie
    return out


def _fit(votes: _Votes, items: _Items, x: FloatArray) -> _Fit:
    """Return the probabilities of each vote's three choices, and the derivatives of its own choice."""
    push = items.slope[votes.call] * x
    lower, upper = items.lower[votes.call] - push, items.upper[votes.call] - push
    below, above = ndtr(lower), ndtr(-upper)
    low, high = _density(lower), _density(upper)
    no, yes = np.maximum(below, _LEAST), np.maximum(above, _LEAST)
    middle = np.maximum(1 - below - above, _LEAST)
    is_no, is_yes = votes.choice == NO, votes.choice == YES
    is_abstention = votes.choice == ABSTAIN
    at_lower = np.where(is_no, low / no, np.where(is_abstention, -low / middle, 0))
    at_upper = np.where(is_abstention, high / middle, np.where(is_yes, -high / yes, 0))
    return _Fit(low, high, (no, middle, yes), at_lower, at_upper)


def _score_items(votes: _Votes, items: _Items, position: FloatArray) -> _Items:
    """Take one Fisher step for the cuts and slope of every roll call, with fixed positions."""
    x = position.ravel()[votes.cell]
    f = _fit(votes, items, x)
    no, middle, yes = f.p
    ll = f.low**2 * (1 / no + 1 / middle)
    uu = f.high**2 * (1 / middle + 1 / yes)
    lu = -f.low * f.high / middle
    s = votes.per_call
    information = np.array(
        [
            [s(ll) + 1 / CUT_VARIANCE, s(lu), s(-x * (ll + lu))],
            [s(lu), s(uu) + 1 / CUT_VARIANCE, s(-x * (uu + lu))],
            [s(-x * (ll + lu)), s(-x * (uu + lu)), s(x * x * (ll + uu + 2 * lu)) + 1 / SLOPE_VARIANCE],
        ]
    ).transpose(2, 0, 1)
    score = np.stack(
        [
            s(f.at_lower) - items.lower / CUT_VARIANCE,
            s(f.at_upper) - items.upper / CUT_VARIANCE,
            s(-x * (f.at_lower + f.at_upper)) - items.slope / SLOPE_VARIANCE,
        ],
        axis=1,
    )
    step = np.clip(np.linalg.solve(information, score[..., None])[..., 0], -_LONGEST, _LONGEST)
    lower = items.lower + step[:, 0]
    return _Items(lower, np.maximum(items.upper + step[:, 1], lower + _APART), items.slope + step[:, 2])


def _score_paths(
    votes: _Votes, items: _Items, position: FloatArray, walk: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Take one Fisher step for the path of every state, with fixed roll calls, and standardise sessions.

    Returns positions (S, K), their posterior precision before standardising (S, K, K), and the standard
    deviation by which each session was divided (K).
    """
    f = _fit(votes, items, position.ravel()[votes.cell])
    no, middle, yes = f.p
    slope = items.slope[votes.call]
    gradient = votes.per_cell(-slope * (f.at_lower + f.at_upper))
    weight = f.low**2 / no + (f.high - f.low) ** 2 / middle + f.high**2 / yes
    information = votes.per_cell(slope**2 * weight)
    precision = walk + information[:, :, None] * np.eye(len(walk))
    path = np.linalg.solve(precision, (information * position + gradient)[..., None])[..., 0]
    voted = votes.n > 0
    n = voted.sum(0)
    centre = (path * voted).sum(0) / n
    spread = np.sqrt((((path - centre) * voted) ** 2).sum(0) / n)
    spread = np.where(spread > 0, spread, 1.0)
    return (path - centre) / spread, precision, spread


def _density(x: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi))
