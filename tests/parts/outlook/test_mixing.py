"""Mixtures for many origins at once, and their correction: against one by one, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from comity.parts.outlook.forecast import mixtures, scores


@pytest.mark.parametrize("means", [(0.3, 4.0), (80.0, 2500.0)])
def test_a_mixture_is_the_sum_of_its_parts(means):
    widths = np.array([0.02, 0.6])
    weights = np.array([[[0.5, 0.0], [0.2, 0.3]], [[0.0, 1.0], [0.0, 0.0]]])
    mean = np.array([[means[0], means[1]], [means[1], means[0]]])
    for t, got in enumerate(mixtures.mixtures(mean, weights, widths)):
        whole = np.zeros(len(got))
        for r, j in np.argwhere(weights[t] > 0):
            part = scores.negative_binomial(mean[r, t], widths[j])[: len(got)]
            whole[: len(part)] += weights[t, r, j] * part
        assert np.cumsum(got) == pytest.approx(np.cumsum(whole), abs=2e-4)
        assert got.sum() == pytest.approx(1)


def test_counts_are_worked_out_at_the_same_places_whatever_the_longest():
    short, long = mixtures.support(900), mixtures.support(50_000)
    assert (long[: len(short)] == short).all()
    assert short[-1] >= 900
    assert (np.diff(long) >= 1).all()
    assert len(long) < 1200
    assert (mixtures.support(7) == np.arange(8)).all()


def test_a_stretch_of_pit_by_hand():
    (row,) = mixtures.stretches([np.array([0.2, 0.4, 0.4])], np.array([1.0]))
    at = dict(zip(np.round(mixtures.LINES, 3), row, strict=True))
    assert [at[x] for x in (0.1, 0.2, 0.4, 0.6, 0.9)] == pytest.approx([0, 0, 0.5, 1, 1])
    (beyond,) = mixtures.stretches([np.array([0.5, 0.5])], np.array([9.0]))
    assert beyond[-2:] == pytest.approx([0, 1])


def test_what_always_lay_low_is_moved_up_once_it_is_old_enough():
    pmf = np.full(100, 0.01)
    high = np.clip((mixtures.LINES - 0.5) / 0.5, 0, 1)  # every outcome so far lay in the upper half
    assert mixtures.correct(pmf, 60 * high, 60) is pmf
    moved = mixtures.correct(pmf, 180 * high, 180)  # three parts of the lean to one of none
    assert moved.sum() == pytest.approx(1)
    assert np.cumsum(moved)[[24, 49, 74]] == pytest.approx([0.0625, 0.125, 0.25 * 0.75 + 0.75 * 0.5])
