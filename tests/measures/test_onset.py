"""Dates of steps: only after a verdict, and where the step was put."""

from __future__ import annotations

import numpy as np
import pytest

from comity.measures.change import onset
from comity.records.finding import Finding
from comity.records.kinds import NO_SUBJECT, Kind

LABELS = [f"{2005 + m // 12}-{m % 12 + 1:02d}" for m in range(120)]


def _trend(word: str) -> Finding:
    return Finding(Kind.RISING, NO_SUBJECT, word, "", "placebo pairs", 100, "test/1", records=("a:1",))


def _series(step: int, ratio: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    volume = np.linspace(-1, 1, 120) + rng.normal(0, 0.2, 120)
    mean = 8 * np.exp(0.8 * volume) * np.where(np.arange(120) < step, 1.0, ratio)
    return rng.poisson(mean).astype(float), volume


def test_profile_by_hand() -> None:
    # constant volume, counts 1 then 3: at the true month the log-likelihood is sum y log(rate)
    counts = np.array([[1.0] * 12 + [3.0] * 8])
    months, likelihood = onset.profile(counts, np.zeros(20), 1, np.array([1.0]))
    assert months.tolist() == [12, 13, 14]
    assert likelihood[0, 0] == pytest.approx(12 * np.log(1.0) + 24 * np.log(3.0))
    assert likelihood[0].argmax() == 0
    _, wrong_way = onset.profile(counts, np.zeros(20), -1, np.array([1.0]))
    assert wrong_way[0] == pytest.approx([36 * np.log(36 / 20)] * 3)


@pytest.mark.parametrize(("word", "ratio"), [("stepping up", 4.0), ("easing", 0.25)])
def test_a_clear_step_is_dated(word: str, ratio: float) -> None:
    counts, volume = _series(84, ratio)
    f = onset.onset(_trend(word), counts, volume, LABELS)
    assert abs(LABELS.index(str(f.value)) - 84) <= 2
    assert f.detail.earliest <= LABELS[84] <= f.detail.latest
    assert f.records == ("a:1",)


def test_no_verdict_no_date() -> None:
    counts, volume = _series(84, 4.0)
    f = onset.onset(_trend("steady"), counts, volume, LABELS)
    assert f.value is None
    assert "no step" in f.why_not


def test_uncovered_months_do_not_move_the_date() -> None:
    counts, volume = _series(84, 4.0)
    counts[30:40] = np.nan
    assert abs(LABELS.index(str(onset.onset(_trend("stepping up"), counts, volume, LABELS).value)) - 84) <= 2


def test_too_few_months() -> None:
    counts, volume = _series(84, 4.0)
    assert onset.onset(_trend("easing"), counts[:20], volume[:20], LABELS[:20]).value is None


def test_same_seed_same_date() -> None:
    counts, volume = _series(60, 1.5)
    trend = _trend("stepping up")
    assert onset.onset(trend, counts, volume, LABELS, seed=5) == onset.onset(
        trend, counts, volume, LABELS, seed=5
    )
