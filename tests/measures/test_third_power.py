"""Toward a third power: shrunk positions, labels that hold, quiet weeks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from comity.errors import QuestionError
from comity.measures.roles import third_power as tp

EVEN = np.linspace(-0.8, 0.8, 9)  # placebo states around an even split, the middle half from -.4 to .4


def test_many_acts_speak_for_themselves() -> None:
    p = tp.positions(np.array([3000.0, 100.0]), np.array([4000.0, 4000.0]))
    assert p.log_odds == pytest.approx(np.log([3.0, 100 / 3900]), abs=0.02)
    # normal theory: sd of a log-odds is sqrt(1/k + 1/(n-k))
    sd = np.sqrt(1 / 3000 + 1 / 1000)
    assert p.high[0] - p.low[0] == pytest.approx(2 * 1.645 * sd, rel=0.05)


def test_few_acts_borrow_from_the_other_places() -> None:
    acts = np.array([200.0] * 10 + [3.0])
    conflict = np.array([150.0, 145, 155, 150, 148, 152, 150, 149, 151, 150, 1.0])
    p = tp.positions(conflict, acts)
    assert p.log_odds[-1] > 0.6  # one conflict of three, where everywhere else it is three in four
    apart = conflict.copy()
    apart[:10] = [20, 190, 100, 10, 180, 60, 150, 5, 195, 90]
    assert tp.positions(apart, acts).log_odds[-1] < 0.2  # places that differ lend little


def test_places_without_acts_are_wide_not_zero() -> None:
    p = tp.positions(np.array([30.0, 10.0, 25.0, 0.0]), np.array([40.0, 40.0, 40.0, 0.0]))
    assert p.high[3] - p.low[3] > 2 * (p.high[0] - p.low[0])


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.1, 2, "against"), (-2, -0.9, "with"), (-0.7, 0, "neither"), (-0.3, 0.6, "unclear")],
)
def test_labels(low: float, high: float, word: str) -> None:
    assert tp.label(low, high, (-0.8, 0.05)) == word


def _weeks(share: float, weeks: int = 60, size: int = 6, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    acts = rng.poisson(size, (4, weeks))
    return rng.binomial(acts, share).astype(float), acts.astype(float)


@pytest.mark.parametrize(("share", "word"), [(0.8, "against"), (0.2, "with"), (0.5, "neither")])
def test_clear_positions_are_told(share: float, word: str) -> None:
    conflict, acts = _weeks(share)
    f = tp.toward_third(conflict, acts, 0, EVEN)
    assert f.value == word
    assert f.detail.flips < tp.FLIPS


def test_a_label_resting_on_one_week_is_unclear() -> None:
    conflict, acts = _weeks(0.5, weeks=12, size=3)
    acts[0], conflict[0] = 1.0, np.arange(12) % 2
    acts[0, 0] = conflict[0, 0] = 60.0
    assert tp.toward_third(conflict, acts, 0, EVEN).value == "unclear"


def test_weeks_that_were_not_covered_are_left_out() -> None:
    conflict, acts = _weeks(0.7)
    gaps = acts.copy()
    gaps[:, :30] = np.nan
    seen = tp.toward_third(conflict, gaps, 0, EVEN)
    short = tp.toward_third(conflict[:, 30:], acts[:, 30:], 0, EVEN)
    assert (seen.value, seen.n) == (short.value, short.n)
    assert seen.detail.log_odds == pytest.approx(short.detail.log_odds)


def test_few_acts_cannot_tell_and_counts_must_fit() -> None:
    assert tp.toward_third(np.zeros((3, 5)), np.ones((3, 5)), 0, EVEN).value is None
    with pytest.raises(QuestionError):
        tp.toward_third(np.ones((3, 5)), np.zeros((3, 5)), 0, EVEN)


def test_rank_among_placebo_states() -> None:
    conflict, acts = _weeks(0.8)
    f = tp.toward_third(conflict, acts, 0, np.array([-1.0, -0.8, -0.5, -0.2, 0.0, 0.5, 0.7, 9.0, np.nan]))
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (2, 9)


def test_the_middle_is_what_like_states_show() -> None:
    # a fifth of the acts conflictual: less than even, but no less than everybody's
    conflict, acts = _weeks(0.2)
    everybody = np.log(0.2 / 0.8) + EVEN
    assert tp.toward_third(conflict, acts, 0, everybody).value == "neither"
    assert tp.toward_third(conflict, acts, 0, everybody - 1.5).value == "against"
    assert tp.toward_third(conflict, acts, 0, everybody[:4]).value is None


def test_quiet_weeks_take_the_third_powers_own_acts_out() -> None:
    rng = np.random.default_rng(7)
    shocks = rng.poisson(rng.choice([0.0, 8.0], 300)).astype(float)
    acts = rng.poisson(5, 300)
    conflict = rng.binomial(acts, expit(-0.8 + 1.0 * np.log1p(shocks))).astype(float)
    f = tp.in_quiet_weeks(conflict, acts.astype(float), shocks)
    assert f.interval is not None
    assert f.interval.low <= -0.8 <= f.interval.high
    assert f.detail.slope == pytest.approx(1.0, abs=0.25)
    raw = tp.toward_third(conflict[None], acts[None].astype(float), 0, EVEN)
    assert raw.value != "with"


def test_quiet_weeks_need_change_in_the_third_powers_acts() -> None:
    conflict, acts = _weeks(0.5)
    assert tp.in_quiet_weeks(conflict[0], acts[0], np.ones(60)).value is None
