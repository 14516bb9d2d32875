"""Agreement by session: bands by hand in a small world, then the sessions of China and Russia."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from vote_worlds import assembly, matrix_of

from comity.measures.votes import agreement_by_session as measure
from comity.measures.votes.roll_call_agreement import agreement
from comity.records.kinds import Kind


def world() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Twelve states that vote by the toss of a coin; the first two alike from the second session on."""
    rng = np.random.default_rng(2)
    choices = rng.integers(0, 3, (12, 120))
    sessions = np.repeat([47, 48, 49], 40).astype(np.int32)
    choices[1, sessions > 47] = choices[0, sessions > 47]
    return choices, np.arange(120) // 2, sessions


def test_each_session_has_its_own_value_and_both_bands() -> None:
    matrix = matrix_of(*world())
    of = measure.compare_sessions(matrix, "S001", "S000")
    assert [f.detail.session for f in of] == [47, 48, 49]
    assert of[0].subject.span == "session 47, from 1992"
    assert abs(of[0].value) < 0.4
    assert [round(f.value, 6) for f in of[1:]] == [1.0, 1.0]
    for f in of:
        alone = matrix.select(matrix.sessions == f.detail.session)
        kappa = next(x for x in agreement(alone, "S000", "S001") if x.kind is Kind.AGREEMENT_KAPPA)
        assert f.value == kappa.value
        for band in (f.detail.band, f.detail.band_anew):
            assert band[0] <= band[1] <= band[2] < 1
        assert f.question.endswith(f"beyond the habits of each, {f.subject.span}?")
    assert of[1].placebo is not None
    assert (of[1].placebo.rank, of[1].detail.rank_anew) == (1, 1)


def test_the_band_is_the_middle_of_the_pairs_that_it_names() -> None:
    """With few pairs all others are like pairs, by either rule: the band is their quantiles."""
    matrix = matrix_of(*world())
    first = measure.compare_sessions(matrix, "S000", "S001")[0]
    alone = matrix.select(matrix.sessions == 47)
    states = matrix.states
    pairs = [(a, b) for i, a in enumerate(states) for b in states[i + 1 :] if (a, b) != ("S000", "S001")]
    others = [
        float(next(f for f in agreement(alone, a, b) if f.kind is Kind.AGREEMENT_KAPPA).value or 0)
        for a, b in pairs
    ]
    assert first.detail.band == pytest.approx(np.quantile(others, measure.EDGES))
    assert first.detail.band_anew == pytest.approx(first.detail.band)


def test_the_sessions_of_china_and_russia(shared_data: Path) -> None:
    """As the picture has them, from -.11 in 1992 to .63 in 2019, and above the band from session 54 on."""
    of = {f.detail.session: f for f in measure.compare_sessions(assembly(shared_data), "CHN", "RUS")}
    values = [round(float(of[s].value or 0), 2) for s in (47, 50, 54, 61, 68, 74)]
    assert values == [-0.11, -0.09, 0.21, 0.54, 0.43, 0.63]
    assert 46 not in of, "no votes of Russia"
    assert all(f.value > f.detail.band[2] for s, f in of.items() if s >= 54)
    assert all(1 <= of[s].detail.rank_anew <= 96 for s in range(66, 75))
