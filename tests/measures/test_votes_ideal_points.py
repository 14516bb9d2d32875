"""Ideal points: known positions found again, nothing but the votes matters, the published points matched."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.stats import spearmanr
from vote_worlds import assembly, matrix_of

from comity.errors import QuestionError
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.dynamic_ideal_points import ideal_points
from comity.vocabulary import states

SEATS = {"SUN"}  # published under the seat's later holder
WORDS = np.array(["no", "abstain", "yes"])


def simulated(
    seed: int = 1, n: int = 60, sessions: int = 8, per_session: int = 50
) -> tuple[BallotMatrix, np.ndarray]:
    """Votes of states that wander, by the model itself; positions (states, sessions) beside them."""
    rng = np.random.default_rng(seed)
    steps = np.hstack([rng.normal(size=(n, 1)), rng.normal(scale=0.3, size=(n, sessions - 1))])
    position = np.cumsum(steps, 1)
    position = (position - position.mean(0)) / position.std(0)
    session = np.repeat(np.arange(1, sessions + 1), per_session)
    slope = rng.normal(size=len(session)) * 1.5
    low = rng.normal(size=len(session)) - 0.5
    x = position[:, session - 1] * slope + rng.normal(size=(n, len(session)))
    choices = (x > low).astype(int) + (x > low + rng.random(len(session)))
    choices[rng.random(choices.shape) < 0.1] = -2
    return matrix_of(choices, sessions=session.astype(np.int32)), position


def long(matrix: BallotMatrix) -> pd.DataFrame:
    state, call = np.nonzero(matrix.choices >= 0)
    return pd.DataFrame(
        {
            "roll_call_id": np.array(matrix.roll_calls)[call],
            "session": matrix.sessions[call],
            "state": np.array(matrix.states)[state],
            "choice": WORDS[matrix.choices[state, call]],
        }
    )


def grid(points: pa.Table, column: str = "theta") -> pd.DataFrame:
    return points.to_pandas().pivot(index="state", columns="session", values=column)


def test_known_positions_are_found_again() -> None:
    matrix, truth = simulated()
    anchor = matrix.states[int(truth.mean(1).argmax())]
    found = grid(ideal_points(matrix, anchor=anchor)).to_numpy()
    r = [np.corrcoef(found[:, k], truth[:, k])[0, 1] for k in range(truth.shape[1])]
    assert min(r) > 0.95
    assert float(np.median(r)) > 0.97
    # the other side as anchor turns the picture round and changes nothing else
    turned = grid(ideal_points(matrix, anchor=matrix.states[int(truth.mean(1).argmin())])).to_numpy()
    assert np.abs(found + turned).max() < 0.01


def test_standard_errors_say_how_far_off_it_is() -> None:
    matrix, truth = simulated(seed=2)
    points = ideal_points(matrix, anchor=matrix.states[int(truth.mean(1).argmax())])
    off = (grid(points).to_numpy() - truth) / grid(points, "se").to_numpy()
    assert 0.75 < np.mean(np.abs(off) < 1.645) < 0.95  # a little small, as documented
    few = ideal_points(matrix.select(np.arange(400) % 5 == 0), anchor=matrix.states[0])
    assert np.median(few["se"].to_numpy()) > 1.5 * np.median(points["se"].to_numpy())


def test_sessions_are_standardised_and_votes_counted() -> None:
    matrix, _ = simulated()
    points = ideal_points(matrix, anchor="S000")
    theta = grid(points)
    assert np.allclose(theta.mean(), 0)
    assert np.allclose(theta.std(ddof=0), 1)
    split = np.array([len(np.unique(v[v >= 0])) > 1 for v in matrix.choices.T])
    first = (matrix.sessions == 1) & split
    assert (grid(points, "n")[1].to_numpy() == (matrix.choices[:, first] >= 0).sum(1)).all()


def test_rows_of_any_order_and_form_give_the_same_bytes() -> None:
    matrix, _ = simulated(n=25, sessions=4, per_session=20)
    frame = long(matrix)
    once = ideal_points(matrix, anchor="S003")
    mixed = frame.sample(frac=1, random_state=5)
    unanimous = pd.DataFrame({"roll_call_id": "x", "session": 2, "state": ["S001", "S002"], "choice": "yes"})
    absent = pd.DataFrame(
        {"roll_call_id": ["r00001"], "session": [1], "state": ["S777"], "choice": ["absent"]}
    )
    for frame in (mixed, pd.concat([mixed, unanimous, absent])):
        table = pa.Table.from_pandas(frame, preserve_index=False)
        assert ideal_points(table, anchor="S003").equals(once)


def test_a_missing_session_lets_positions_wander_further() -> None:
    matrix, _ = simulated(sessions=3)
    near = matrix.select(matrix.sessions != 2)
    far = BallotMatrix(
        near.states,
        near.roll_calls,
        near.record_ids,
        near.bodies,
        near.dates,
        np.where(near.sessions == 3, 30, near.sessions).astype(np.int32),
        near.issues,
        near.choices,
    )
    moved = [np.abs(np.diff(grid(ideal_points(m, anchor="S000")), axis=1)).mean() for m in (near, far)]
    assert moved[1] > moved[0]


def test_what_cannot_be_asked() -> None:
    matrix, _ = simulated(n=10, sessions=2, per_session=10)
    with pytest.raises(QuestionError, match="USA cast no vote"):
        ideal_points(matrix)
    with pytest.raises(QuestionError, match="no contested roll call"):
        ideal_points(matrix_of(np.full((5, 9), 2)), anchor="S000")


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "issue", "median", "least"),
    [
        ("All", None, 0.98, 0.95),
        ("MiddleEast", "me", 0.97, 0.85),
        ("HumanRights", "hr", 0.97, 0.9),
        ("Nuclear", "nu", 0.96, 0.85),
    ],
)
def test_published_points_of_april_2020(
    shared_data, file: str, issue: str | None, median: float, least: float
) -> None:
    matrix = assembly(shared_data)
    points = ideal_points(matrix.on_issue(issue) if issue else matrix).to_pandas()
    points["code"] = [states.get(s).heir or s if s in SEATS else s for s in points["state"]]
    published = pd.read_csv(
        shared_data / "votes" / f"unga_idealpoints_{file}_Apr2020.csv", encoding="latin-1"
    )
    published = published.rename(columns={"iso3c": "code", f"IdealPoint{file if issue else ''}": "theirs"})
    both = points.merge(published[["code", "session", "theirs"]], on=["code", "session"])
    assert len(both) > 0.98 * len(published)
    r, rho = [], []
    for _, session in both.groupby("session"):
        r.append(np.corrcoef(session["theta"], session["theirs"])[0, 1])
        rho.append(spearmanr(session["theta"], session["theirs"]).statistic)
    assert np.median(r) >= median
    assert min(r) >= least
    if issue is None:
        assert np.median(rho) >= 0.99
        assert np.corrcoef(both["theta"], both["theirs"])[0, 1] > 0.95
