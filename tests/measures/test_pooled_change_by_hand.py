"""The parts of the pooled model, each against the same worked out by hand or by another way."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import scipy

from comity.measures.change import pooled_change
from comity.measures.change.pooled_change import (
    APART,
    FEWEST_PLACEBOS,
    LEVEL_VARIANCE,
    STEP,
    STRAYS,
    STRAYS_ALONE,
    WIDER,
    CountedSeries,
    PooledModel,
)

YEARS = np.arange(2008, 2013)
WINDOWS = 2008, 2010, 2012


def series(form: str, amounts: list[float], exposure: list[float] | None = None, **more) -> CountedSeries:
    given = {"place": "", "toward": 1, "years": YEARS} | more
    of = np.ones(len(amounts)) if exposure is None else np.array(exposure, float)
    return CountedSeries(form, amounts=np.array(amounts, float), exposure=of, **given)


TEXTS = series("texts", [1, 0, 2, 3, 4], [1, 0, 1, 1, 2])
APART_BY = series("distance", [1, 2, 3, 4, 10], place="there", toward=-1, whole=False)


@pytest.fixture(scope="module")
def model() -> PooledModel:
    return PooledModel([TEXTS, APART_BY], [], WINDOWS)


# Rows


def test_each_year_with_exposure_is_a_row(model: PooledModel) -> None:
    rows = model._own
    assert rows is not None
    assert rows.form.tolist() == [0] * 4 + [1] * 5
    assert rows.place.tolist() == [-1] * 4 + [0] * 5
    assert rows.unit.tolist() == [0] * 4 + [1] * 5
    assert rows.year.tolist() == [1, 3, 4, 5, 1, 2, 3, 4, 5]
    assert rows.sign.tolist() == [1] * 4 + [-1] * 5
    assert rows.y.tolist() == [1, 2, 3, 4, 0.25, 0.5, 0.75, 1, 2.5], "amounts have a mean of 1"
    assert np.exp(rows.log_exposure).tolist() == pytest.approx([1, 1, 1, 2, 1, 1, 1, 1, 1])
    assert rows.at.tolist() == [0, 2, 3, 4, 5, 6, 7, 8, 9], "five years of each form"
    assert (model.span, model.first, model.forms) == (5, 2008, ("texts", "distance"))
    assert model.whole.tolist() == [True, False]


def test_years_outside_forms_unknown_and_series_of_nothing_are_no_rows(model: PooledModel) -> None:
    long = series("texts", [1, 2, 3, 4, 5, 6, 7, 8], years=np.arange(2006, 2014))
    other, nothing = series("other", [1, 1, 1, 1, 1]), series("distance", [0, 0, 0, 0, 0])
    rows = model._rows([other, nothing, long])
    assert rows is not None
    assert (rows.y.tolist(), rows.year.tolist(), set(rows.unit)) == ([3, 4, 5, 6, 7], [1, 2, 3, 4, 5], {2})
    assert model._rows([other, nothing]) is None
    half = PooledModel([TEXTS, nothing, series("unseen", [1, 1, 1, 1, 1], [0] * 5)], [], WINDOWS)
    assert half.forms == ("texts",)
    mixed = PooledModel([TEXTS, replace(TEXTS, whole=False)], [], WINDOWS)
    assert mixed.whole.tolist() == [False], "of a form all must be counts"


def test_walks_move_together_by_the_years_that_they_share(model: PooledModel) -> None:
    rows = model._own
    assert rows is not None
    pair, form, place, level = rows.walks()
    years, signs = rows.year, rows.sign
    for i, j in product(range(9), repeat=2):
        shared = min(years[i], years[j]) * signs[i] * signs[j]
        assert pair[i, j] == shared
        assert form[i, j] == (shared if (i < 4) == (j < 4) else 0)
        assert place[i, j] == (shared if min(i, j) > 3 else 0)
        assert level[i, j] == (LEVEL_VARIANCE if (i < 4) == (j < 4) else 0)


# Dispersion


def test_the_dispersion_of_a_form_is_about_the_mean_rate_of_each_series() -> None:
    swings = series("texts", [2, 0, 20, 6, 12], [1, 0, 1, 1, 1])
    even = series("texts", [1, 0, 1, 1, 2], [1, 0, 1, 1, 2])
    amounts = series("distance", [1, 2, 3, 4, 10], whole=False)
    same = series("trade", [5, 5, 5, 5, 5], whole=False)
    one = series("visits", [7, 0, 0, 0, 0], [1, 0, 0, 0, 0])
    dispersion = PooledModel([swings, even, amounts, same, one], [], WINDOWS)._alone()
    of_swings = sum((y - 10) ** 2 / 10 for y in (2, 20, 6, 12)) / 3
    of_amounts = sum((y / 4 - 1) ** 2 for y in (1, 2, 3, 4, 10)) / 4
    assert dispersion.tolist() == pytest.approx([of_swings / 2, of_amounts, 1e-3, 1.0])
    assert PooledModel([even], [], WINDOWS)._alone().tolist() == [1.0], "counts vary at least by chance"


# The fit of the pair


def kernel_by_hand(one: list[float], other: list[float], step: int) -> tuple[np.ndarray, np.ndarray]:
    walk = np.array([[min(a, b) for b in other] for a in one], float)
    after = np.array([[float(a >= step and b >= step) for b in other] for a in one])
    return 0.02 * walk + STEP**2 * after, 0.03 * walk + 0.2**2 * after


def test_what_a_pair_does_strays_and_steps() -> None:
    kernel = pooled_change._Kernel(1.0, 0.2, 0.02, 0.03, 3)
    one, other = [1.0, 3.0, 5.0], [2.0, 3.0, 4.0, 6.0]
    for told, by_hand in zip(
        kernel.of(np.array(one), np.array(other)), kernel_by_hand(one, other, 3), strict=True
    ):
        assert told == pytest.approx(by_hand)


def test_the_grid_is_of_every_size_of_walks_and_steps_at_the_present_window(model: PooledModel) -> None:
    stray = STRAYS_ALONE**2
    by_hand = [pooled_change._Kernel(w, a, stray * w, stray * w, 3) for w, a in product(WIDER, APART)]
    assert [f.kernel for f in model._fits] == by_hand


def of_rows(model: PooledModel, fit: pooled_change._PairFit) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Covariance of the log rates, their centre, and the dispersion, each by hand."""
    rows = model._own
    assert rows is not None
    pair, apart = fit.kernel.of(rows.year, rows.year)
    same_form = rows.form[:, None] == rows.form[None]
    same_place = (rows.place[:, None] == rows.place[None]) & (rows.place[:, None] >= 0)
    covariance = (pair + apart * (same_form.astype(float) + same_place)) * np.outer(rows.sign, rows.sign)
    covariance += LEVEL_VARIANCE * (rows.unit[:, None] == rows.unit[None])
    return covariance, rows.log_exposure, model._alone()[rows.form]


def test_the_log_rates_are_the_most_likely_and_the_evidence_is_laplaces(model: PooledModel) -> None:
    """The mode found by another search; the evidence as in Rasmussen and Williams (2006, eq. 3.32)."""
    rows, fit = model._own, model._fits[3]
    assert rows is not None
    covariance, centre, dispersion = of_rows(model, fit)
    inverse = np.linalg.inv(covariance)

    def unlikely(eta: np.ndarray) -> float:
        prior = 0.5 * (eta - centre) @ inverse @ (eta - centre)
        return float(prior - ((rows.y * eta - np.exp(eta)) / dispersion).sum())

    best = scipy.optimize.minimize(unlikely, np.zeros(9), method="BFGS", options={"gtol": 1e-8})
    assert fit.eta == pytest.approx(best.x, abs=1e-4)
    rates = np.exp(best.x) / dispersion
    determinant = np.linalg.det(np.eye(9) + covariance @ np.diag(rates))
    assert fit.weight == pytest.approx(-best.fun - 0.5 * np.log(determinant), abs=1e-3)
    assert fit.score == pytest.approx((rows.y - np.exp(fit.eta)) / dispersion)
    known = np.linalg.inv(covariance + np.diag(dispersion / np.exp(fit.eta)))
    assert fit.inverse == pytest.approx(known, abs=1e-6)


def test_year_effects_shift_the_log_rates_with_their_own_doubt(model: PooledModel) -> None:
    rows, fit = model._own, model._fits[0]
    assert rows is not None
    covariance, centre, dispersion = of_rows(model, fit)
    effects, common = np.linspace(-0.5, 0.5, 9), 0.3 * np.eye(9)
    shifted = pooled_change._laplace(rows, fit.kernel, effects, common, dispersion, fit.eta)
    prior = (covariance + common) @ shifted.score
    assert shifted.eta == pytest.approx(centre + effects + prior, abs=1e-3), "at the mode"


def test_the_path_is_what_the_pair_does_given_its_log_rates(model: PooledModel) -> None:
    """The mean over two forms of the pair's own walk and step, predicted as for any Gaussian process."""
    rows, years = model._own, np.arange(1.0, 6.0)
    assert rows is not None
    for forms, place in ((("texts", "distance"), ""), (("distance",), ""), (("distance",), "there")):
        path = model.path(forms, place)
        weights = np.array([f.weight for f in model._fits])
        assert [w for w, _, _ in path] == pytest.approx(scipy.special.softmax(weights))
        for fit, (_, mean, doubt) in zip(model._fits, path, strict=True):
            covariance, centre, dispersion = of_rows(model, fit)
            pair, apart = fit.kernel.of(years, rows.year)
            among = np.array([model.forms[f] in forms for f in rows.form]) / len(forms)
            there = np.array([bool(place) and p == 0 for p in rows.place], float)
            cross = (pair + apart * (among + there)) * rows.sign
            assert mean == pytest.approx(cross @ np.linalg.solve(covariance, fit.eta - centre), abs=2e-3)
            pair, apart = fit.kernel.of(years, years)
            known = np.linalg.inv(covariance + np.diag(dispersion / np.exp(fit.eta)))
            left = pair + apart * (1 / len(forms) + bool(place)) - cross @ known @ cross.T
            assert doubt == pytest.approx(left, abs=1e-6)


# The answer


def test_a_quantile_of_two_normals() -> None:
    half, means, errors = np.array([0.5, 0.5]), np.array([-1.0, 1.0]), np.array([0.5, 0.5])
    assert pooled_change._quantiles(half, means, errors)[1] == pytest.approx(0, abs=1e-9)
    of_one = -1 + 0.5 * scipy.stats.norm.ppf((0.05, 0.5, 0.95))
    assert pooled_change._quantiles(np.array([1.0, 0.0]), means, errors) == pytest.approx(of_one, abs=1e-12)


def test_the_answer_is_the_present_mean_less_that_before(model: PooledModel) -> None:
    path = model.path(("texts", "distance"))
    contrast = np.array([-1 / 2, -1 / 2, 1 / 3, 1 / 3, 1 / 3])
    weights = np.array([w for w, _, _ in path])
    centres = np.array([contrast @ m for _, m, _ in path])
    errors = np.array([np.sqrt(contrast @ c @ contrast) for _, _, c in path])
    told = model.change()
    assert told is not None

    def below(x: float) -> float:
        return float(weights @ scipy.stats.norm.cdf((np.log(x) - centres) / errors))

    assert [below(x) for x in (told.low, told.ratio, told.high)] == pytest.approx([0.05, 0.5, 0.95])
    assert told.probability == pytest.approx(1 - below(1.0))
    assert (told.forms, told.placebos) == (("texts", "distance"), 0)
    one = model.change(["texts"])
    assert one is not None
    assert (one.forms, one.ratio != told.ratio) == (("texts",), True)
    assert model.change(["distance"], "elsewhere") is None
    assert model.change([]) is None


@pytest.mark.parametrize(
    ("years", "inside"),
    [
        ([2008, 2010], True),
        ([2009, 2012], True),
        ([2010, 2012], False),
        ([2007, 2010], False),
        ([2008, 2009], False),
        ([2009, 2013], False),
    ],
)
def test_a_form_is_counted_in_both_windows_by_its_years(years: list[int], inside: bool) -> None:
    of = series("texts", [3, 3], years=np.array(years), place="there")
    told = PooledModel([TEXTS, of], [], WINDOWS).in_both_windows("there")
    assert told == (("texts",) if inside else ())
    assert PooledModel([TEXTS, of], [], WINDOWS).in_both_windows() == ("texts",)
    unseen = replace(of, exposure=np.array([1.0, 0.0]))
    assert PooledModel([TEXTS, unseen], [], WINDOWS).in_both_windows("there") == ()


@pytest.mark.parametrize("step", [2010, 2013, 2017])
def test_since_when_is_by_the_evidence_of_a_step_in_each_year_but_the_edges(step: int) -> None:
    """Windows from 2008 and 2014 to 2020: the first year after a step is one of 2010 to 2019."""
    years = np.arange(2008, 2021)
    one = CountedSeries("texts", "", 1, years, np.where(years >= step, 40.0, 20.0), np.ones(13))
    model = PooledModel([one], [], (2008, 2014, 2020))
    best = max(model._fits, key=lambda f: f.weight)
    rows = model._own
    assert rows is not None
    evidence = []
    for year in range(2010, 2020):
        kernel = replace(best.kernel, step=year - 2007)
        none = np.zeros((13, 13))
        fit = pooled_change._laplace(rows, kernel, np.zeros(13), none, model._alone()[rows.form], best.eta)
        evidence.append(fit.weight)
    below = np.cumsum(scipy.special.softmax(evidence))
    since = model._date_step()
    by_hand = [2010 + int((below < q).sum()) for q in (0.05, 0.5, 0.95)]
    assert [since.earliest, since.year, since.latest] == by_hand
    assert abs(since.year - step) <= 2


def test_of_what_never_moves_every_year_is_as_likely() -> None:
    years = np.arange(2008, 2021)
    flat = CountedSeries("texts", "", 1, years, np.full(13, 20.0), np.ones(13))
    since = PooledModel([flat], [], (2008, 2014, 2020))._date_step()
    assert (since.earliest, since.latest) == (2010, 2019)


# The placebo pairs


def placebos(n: int, effects: list[float], rng: np.random.Generator) -> list[list[CountedSeries]]:
    """Pairs of many texts whose rates move by the same year effects and stray each by itself."""
    made = []
    for _ in range(n):
        walk = np.cumsum(rng.normal(0, 0.1, 5))
        made.append([series("texts", np.round(5000 * np.exp(np.array(effects) + walk)).tolist())])
    return made


def test_year_effects_are_those_that_all_placebo_pairs_have() -> None:
    """With exact counts the common moves are the means of log rates, save the level and the walks."""
    effects = [0.0, 0.6, -0.3, 0.2, 0.9]
    pairs = placebos(40, effects, np.random.default_rng(3))
    prior = PooledModel([TEXTS], pairs, WINDOWS)._prior
    moves = np.diff(prior.effects)
    logs = np.log([p[0].amounts for p in pairs])
    assert moves == pytest.approx(np.diff(logs.mean(0)), abs=0.01)
    spread = np.diff(logs - logs.mean(0), axis=1).std()
    assert np.sqrt(prior.strays[0] + prior.strays[1]) == pytest.approx(spread, rel=0.15)
    assert prior.dispersion[0] == pytest.approx(1, abs=0.5)
    doubt = np.array([[-1, 1, 0, 0, 0]]) @ prior.covariance @ np.array([[-1, 1, 0, 0, 0]]).T
    assert np.sqrt(doubt.item()) == pytest.approx(spread / np.sqrt(40), rel=0.2)


def test_a_form_that_too_few_placebo_pairs_have_gets_no_year_effect() -> None:
    pairs = placebos(FEWEST_PLACEBOS, [0, 1, 0, 1, 0], np.random.default_rng(1))
    for p in pairs[1:]:
        p.append(series("distance", [1, 3, 1, 3, 1], whole=False))
    model = PooledModel([TEXTS, APART_BY], pairs, WINDOWS)
    assert model.placebos == FEWEST_PLACEBOS
    assert (model._prior.effects[:5] != 0).all()
    assert (model._prior.effects[5:] == 0).all()
    assert not model._prior.covariance[5:].any()
    assert not model._prior.covariance[:, 5:].any()
    assert model._prior.covariance[:5, :5].any()
    assert model._prior.dispersion[1] == model._alone()[1], "its dispersion is the pair's own"
    alone = PooledModel([TEXTS, APART_BY], pairs[1:], WINDOWS)._prior
    assert alone.strays == (STRAYS_ALONE**2, STRAYS_ALONE**2)
    assert not alone.effects.any()


def test_how_far_walks_stray_has_its_bounds() -> None:
    still = [[series("texts", [900, 900, 900, 900, 900])] for _ in range(8)]
    rng = np.random.default_rng(1)
    wild = [[series("texts", np.exp(rng.normal(6, 3, 5)).round().tolist())] for _ in range(8)]
    low, high = (PooledModel([TEXTS], p, WINDOWS)._prior.strays for p in (still, wild))
    assert low == pytest.approx((STRAYS[0] ** 2,) * 2)
    assert max(high) == pytest.approx(STRAYS[1] ** 2)
