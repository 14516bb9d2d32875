"""The alignment index: truth in a known world, order, gaps, parts that add up."""

from __future__ import annotations

import numpy as np
import pytest

from comity.errors import QuestionError
from comity.measures.record import closeness_index as ix
from studies import closeness_index as vi


@pytest.fixture(scope="module")
def world() -> tuple[np.ndarray, np.ndarray]:
    return vi.mixed_rhythms(np.random.default_rng(8))


@pytest.fixture(scope="module")
def fitted(world: tuple[np.ndarray, np.ndarray]) -> ix.Parameters:
    return ix.fit(world[0], vi.NAMES)


def test_the_factor_is_found(world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters) -> None:
    found = ix.read(world[0], vi.NAMES, fitted, draws=0)
    assert np.corrcoef(found.value, world[1])[0, 1] > 0.9
    assert fitted.factor_ar > 0.8


def test_loadings_are_estimated(fitted: ix.Parameters) -> None:
    # with all noise in the state the usual EM step leaves loadings where they start
    assert np.ptp(fitted.loadings) > 0.1


def test_fit_is_near_the_highest_likelihood(
    world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters
) -> None:
    model = ix._model(world[0], fitted)
    here = model.loglike(fitted.vector())
    rng = np.random.default_rng(0)
    for _ in range(20):
        step = fitted.vector()
        step[:9] += rng.normal(0, 0.05, 9)  # other loadings
        assert model.loglike(step) < here + 0.3


def test_order_of_columns_changes_nothing(
    world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters
) -> None:
    order = np.random.default_rng(1).permutation(9)
    names = [vi.NAMES[i] for i in order]
    again = ix.fit(world[0][:, order], names)
    one = ix.read(world[0], vi.NAMES, fitted, draws=2, seed=3)
    two = ix.read(world[0][:, order], names, again, draws=2, seed=3)
    assert np.array_equal(one.value, two.value)
    assert np.array_equal(one.high, two.high)


def test_the_unit_is_the_spread_that_is_seen_and_the_spread_that_is_not(
    world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters
) -> None:
    state, variance, _ = ix._smooth(*ix._ordered(world[0], vi.NAMES)[:1], fitted)
    standard = (state - fitted.origin) / fitted.unit
    assert standard.mean() == pytest.approx(0, abs=1e-9)
    assert standard.var() + (variance / fitted.unit**2).mean() == pytest.approx(1)


def test_contributions_add_up(world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters) -> None:
    found = ix.read(world[0], vi.NAMES, fitted, draws=0)
    total = found.contributions.sum(axis=1) - fitted.origin / fitted.unit
    assert total == pytest.approx(found.value, abs=1e-8)


def test_known_then_never_looks_ahead(world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters) -> None:
    later = world[0].copy()
    later[120:] = np.random.default_rng(2).normal(size=later[120:].shape)
    one = ix.read(world[0], vi.NAMES, fitted, draws=0).known_then
    two = ix.read(later, vi.NAMES, fitted, draws=0).known_then
    assert np.array_equal(one[:120], two[:120])
    assert not np.array_equal(one[120:], two[120:])


def test_band_is_wider_where_less_is_known(
    world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters
) -> None:
    gaps = world[0].copy()
    gaps[80:100] = np.nan
    found = ix.read(gaps, vi.NAMES, fitted, draws=0)
    width = found.high - found.low
    assert width[85:95].min() > width[40:60].max()


def test_unknown_parameters_widen_the_band(
    world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters
) -> None:
    bare, widened = (ix.read(world[0], vi.NAMES, fitted, draws=d) for d in (0, 5))
    assert (widened.high - widened.low >= bare.high - bare.low).all()
    assert np.array_equal(widened.value, bare.value)


def test_pooled_parameters_put_pairs_on_one_scale() -> None:
    rng = np.random.default_rng(5)
    worlds = [vi.mixed_rhythms(rng) for _ in range(4)]
    pooled = ix.pool([w[0] for w in worlds], vi.NAMES)
    values = np.concatenate([ix.read(w[0], vi.NAMES, pooled, draws=0).value for w in worlds])
    assert values.mean() == pytest.approx(0.0, abs=1e-9)
    assert values.std() == pytest.approx(1.0)
    closer = ix.read(worlds[0][0] + 1.0, vi.NAMES, pooled, draws=0).value
    assert (closer > ix.read(worlds[0][0], vi.NAMES, pooled, draws=0).value).all()


def test_as_a_finding(world: tuple[np.ndarray, np.ndarray], fitted: ix.Parameters) -> None:
    f = ix.finding(ix.read(world[0], vi.NAMES, fitted, draws=0), -1)
    assert f.interval is not None
    assert f.interval.low < f.value < f.interval.high
    assert set(f.detail.contributions) == set(vi.NAMES)
    assert f.n == np.isfinite(world[0]).sum()


@pytest.mark.parametrize(
    ("columns", "names", "why"),
    [
        (2, ["a", "b"], "at least 3"),
        (3, ["a", "b", "b"], "named once"),
        (3, ["a", "b", "flat"], "never changes"),
        (3, ["a", "b", "few"], "has 5 values"),
    ],
)
def test_what_cannot_be_fitted_is_refused(columns: int, names: list[str], why: str) -> None:
    values = np.random.default_rng(0).normal(size=(40, columns))
    if "flat" in names:
        values[:, 2] = 1.0
    if "few" in names:
        values[5:, 2] = np.nan
    with pytest.raises(QuestionError, match=why):
        ix.fit(values, names)


@pytest.mark.slow
def test_index_holds_its_bars() -> None:
    assert [r for r in vi.alignment(reps=8, draws=8) if not r.holds] == []
