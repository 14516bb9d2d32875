"""Whatever the table, the answer is a number in its range or "cannot tell": nothing crashes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import QuestionError
from comity.measures import timing
from comity.measures.coaction import statistic
from comity.measures.votes.dynamic_ideal_points import ideal_points

DTYPES = ("int8", "uint8", "int32", "int64", "uint64", "float64")


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """Six to twelve states over 20 to 800 bins, with every trouble that a real table may bring."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    states, bins = draw(st.integers(6, 12)), draw(st.sampled_from([20, 21, 39, 40, 53, 173, 800]))
    counts = rng.poisson(draw(st.sampled_from([0.0, 0.05, 0.7, 20.0])), (states, bins))
    for trouble in draw(st.lists(st.sampled_from(TROUBLES), max_size=3)):
        trouble(counts, rng)
    dtype = draw(st.sampled_from(DTYPES))
    top = 1e6 if dtype in ("int64", "uint64", "int32", "float64") else np.iinfo(dtype).max
    return np.minimum(counts, top).astype(dtype)


def nobody(counts: np.ndarray, rng: np.random.Generator) -> None:
    counts[rng.permutation(len(counts))[: rng.integers(1, len(counts))]] = 0


def one_rules(counts: np.ndarray, rng: np.random.Generator) -> None:
    counts[0] = rng.integers(0, 1_000_000, counts.shape[1])


def twins(counts: np.ndarray, _rng: np.random.Generator) -> None:
    counts[1] = counts[0]


def always(counts: np.ndarray, _rng: np.random.Generator) -> None:
    counts[2] = 3


def once(counts: np.ndarray, rng: np.random.Generator) -> None:
    counts[3] = 0
    counts[3, rng.integers(counts.shape[1])] = 1_000_000


def outage(counts: np.ndarray, _rng: np.random.Generator) -> None:
    counts[:, : counts.shape[1] // 2] = 0


TROUBLES = (nobody, one_rules, twins, always, once, outage)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_every_pair_of_any_table_gets_an_answer(counts: np.ndarray) -> None:
    pairs = np.column_stack(np.triu_indices(len(counts), 0))  # a state with itself among them
    for p in (statistic.joint(counts, pairs), statistic.beyond_group(counts, pairs)):
        assert p.shape == (len(pairs),)
        assert ((p >= 0) & (p <= 1)).all()
    assert statistic.beyond_group(counts, pairs).shape == (len(pairs),)
    z = timing.lead_z(counts, pairs)
    assert z.shape == (len(pairs),)
    assert np.isfinite(z).all()
    for answer in statistic.assess(counts, pairs[:3]):
        assert answer.verdict
        assert answer.why_not or answer.joint is not None


@pytest.mark.parametrize("none", [[], np.empty((0, 2), int), np.empty((0, 2))])
def test_no_pairs_no_answers(none: Any) -> None:
    counts = np.random.default_rng(1).poisson(0.5, (8, 60))
    assert statistic.joint(counts, none).shape == (0,)
    assert statistic.beyond_group(counts, none).shape == (0,)
    assert timing.lead_z(counts, none).shape == (0,)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(2, 8),
    st.integers(1, 3),
    st.integers(1, 12),
    st.sampled_from([(1 / 3, 1 / 3, 1 / 3), (0.98, 0.01, 0.01), (0.5, 0.0, 0.5)]),
)
def test_any_ballots_give_positions_or_a_sentence(
    seed: int, members: int, sessions: int, calls: int, mix: tuple[float, float, float]
) -> None:
    rng = np.random.default_rng(seed)
    choice = rng.choice(["yes", "abstain", "no"], (sessions, calls, members), p=mix)
    cast = np.argwhere(rng.random(choice.shape) < 0.8)
    rows = [(f"r{s}.{c}", s + 1, f"S{m}", choice[s, c, m]) for s, c, m in cast]
    frame = pd.DataFrame(rows, columns=["roll_call_id", "session", "state", "choice"])
    try:
        points = ideal_points(frame, anchor="S0").to_pandas()
    except QuestionError as e:
        said = str(e)
    else:
        assert np.isfinite(points[["theta", "se"]].to_numpy()).all()
        return
    assert said.endswith(".")
