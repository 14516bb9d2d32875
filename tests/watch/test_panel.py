"""Words against deeds, and the composite index, from made-up panels whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from comity.measures.roles import words_deeds
from comity.watch.questions import panel
from comity.watch.questions.panel import SIGNED, VOTES, Panel

YEARS = tuple(range(1992, 2022))


def made(words: float, deeds: float, seed: int = 1) -> Panel:
    """Forty pairs of one kind; the first is ``words`` and ``deeds`` standard deviations off the others."""
    rng = np.random.default_rng(seed)
    lift = rng.normal(0, 1, (41, 2))
    lift[0] = words, deeds
    year = rng.normal(0, 0.05, (41, len(YEARS)))
    values = {
        VOTES: np.clip(0.5 + 0.1 * lift[:, :1] + 0.05 * year, 0.01, 0.99),
        SIGNED: rng.poisson(np.exp(0.3 * lift[:, :1]), year.shape).astype(float),
        "trade both ways": np.exp(8 + 0.4 * lift[:, 1:] + year),
        "arms both ways": np.exp(4 + 0.4 * lift[:, 1:] + year),
    }
    values["arms both ways"][:, :8] = np.nan  # told from the ninth year on
    pairs = tuple((f"A{k:02}", f"B{k:02}") for k in range(41))
    return Panel(pairs, YEARS, values, ("toy:1", "toy:2"))


def test_who_says_more_than_it_does_stands_out_and_who_does_both_does_not() -> None:
    much = panel._gap(made(2.5, 0.0))
    both = panel._gap(made(2.5, 2.5))
    less = panel._gap(made(0.0, 2.5))
    for f in (much, both, less):
        assert isinstance(f.value, float)
        assert f.interval is not None
        assert f.interval.low <= f.value <= f.interval.high
        assert f.placebo is not None
    assert much.interval is not None
    assert much.interval.low > 0
    assert much.placebo is not None
    assert much.placebo.share <= 0.1
    assert both.interval is not None
    assert both.interval.low < 0.5
    assert float(less.value or 0.0) < -1.0


def test_without_deeds_there_is_no_gap() -> None:
    told = made(1.0, 0.0)
    only = Panel(told.pairs, told.years, {VOTES: told.values[VOTES], SIGNED: told.values[SIGNED]}, ())
    assert panel._gap(only).value is None


def test_one_indicator_a_side_is_the_plain_gap() -> None:
    told, likes = made(1.0, 0.5), np.arange(1, 41)
    words, deeds = told.values[VOTES], told.values["trade both ways"]
    plain = words_deeds.gap(words, deeds, 0, likes)
    twice = words_deeds.combined_gap([words, words], [deeds, deeds], 0, likes)
    assert twice.value == pytest.approx(plain.value)


def test_the_index_is_higher_for_the_closer_pair_and_says_what_drives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(panel, "REFERENCES", 5)
    close, far = (panel._index(made(x, x, seed=3)) for x in (2.0, -2.0))
    for f in (close, far):
        assert f.known, f.why_not
        assert f.interval is not None
        assert f.interval.low <= float(f.value or 0.0) <= f.interval.high
        assert set(f.detail.contributions) == {VOTES, SIGNED, "trade both ways", "arms both ways"}
        assert f.detail.year == YEARS[-1]
        assert f.records
    assert float(close.value or 0.0) > float(far.value or 0.0)
