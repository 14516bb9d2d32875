"""One answer from all complete series: a hierarchical model of the series of a pair and its placebo pairs.

Placebo pairs are comparable pairs with no reason to coordinate. The log rate of each series is the sum of its
level, a year effect of its form of acting that all comparable pairs share, and what the pair does by itself:
over all forms, in that form, and in that place:

    log rate = level[series] + year[form, t] +/- (pair[t] + pair_form[t] + pair_place[t])

The sign is minus if a smaller value means a closer pair (a distance). Each of the last three terms is a
random walk. For the pair asked about, these walks also have a step at the beginning of the present window.
Each form has its exposure (texts, years) and its dispersion.

The year effects, the variances of the walks and the dispersions are fitted over the placebo pairs by
penalised quasi-likelihood and restricted maximum likelihood (Breslow and Clayton 1993, JASA 88:9; the updates
of Zhou et al. 2019, J. Comput. Graph. Stat. 28:350). The pair asked about is then added by Laplace's
approximation. The year effects keep the uncertainty that the placebo pairs leave. The variance of the pair's
walks, and the spread of its steps over forms, are integrated over a grid. The pair's step is hardly shrunk,
so that a pair that moves is not drawn toward pairs that do not. To date the change, the model compares the
evidence of a step at each year.

The answer is the mean over the forms that have data in both windows (a finite population; Gelman 2005, Annals
of Statistics 33:1). So a form with many acts does not outweigh another, and no shares of a fixed total are
compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import product

import numpy as np
import scipy

from comity.measures.change import window_change
from comity.types import LEVEL, BoolArray, FloatArray, IntArray

METHOD = "pooled-change/1"

FEWEST_PLACEBOS = 5
"""Placebo pairs that a form needs for a year effect; without it the form's own exposure must do."""
ROUNDS = 25
LEVEL_VARIANCE = 25.0
"""Prior variance of a series' level: as good as none on the scale of logs."""
STRAYS = (0.01, 0.3)
"""Least and largest standard deviation of a walk's year that placebo pairs may set."""
STRAYS_ALONE = 0.1
"""The same where there are no placebo pairs."""
WIDER = (1.0, 4.0)
"""Multiples of that variance that the pair asked about may have, equally likely."""
STEP = 1.0
"""Prior standard deviation of the pair's step: as good as not shrunk."""
APART = (0.05, 0.2, 0.6)
"""Standard deviations that the steps of forms and places may have around the pair's, equally likely."""
EDGE = 1
"""Years at either end of the two windows without a step."""
_NEWTON, _CLOSE = 30, 1e-4
_FURTHEST = 12.0  # log rates: beyond it nothing is counted, or everything
_LEAST = 1e-6
_HALVINGS = 50  # of some tens of units of log rate: beyond what a double tells apart
_QUANTILES = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)


@dataclass(frozen=True, slots=True, eq=False)
class CountedSeries:
    """Yearly amounts of one form of acting (vetoes, trade ...) of a pair, in one ``place`` or (if "") in all.

    ``toward`` is 1 if a larger value means a closer pair, -1 if a smaller one does. ``years``, ``amounts``
    and ``exposure`` have shape (n,); years without exposure are left out. ``whole`` says that the amounts are
    counts, whose variance is at least their mean. Other amounts are scaled to a mean of 1.
    """

    form: str
    place: str
    toward: int
    years: IntArray
    amounts: FloatArray
    exposure: FloatArray
    whole: bool = True

    @property
    def counts(self) -> bool:
        """Whether any amount in the covered years is above 0."""
        return bool(self.amounts[self.exposure > 0].sum() > 0)


@dataclass(frozen=True, slots=True)
class PooledChange:
    """How a pair's acting changed: the present rate divided by the earlier one, its 90% range and a word.

    ``probability`` is the probability of an increase, and ``forms`` are the forms averaged. If the word is up
    or down, ``since`` is the first year after the change, with its 90% range.
    """

    word: str
    ratio: float
    low: float
    high: float
    probability: float
    forms: tuple[str, ...]
    placebos: int
    since: window_change.Since | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """All series of a pair, a row per series and year; ``unit`` numbers the series, ``at`` form and year."""

    form: IntArray
    place: IntArray
    unit: IntArray
    year: FloatArray
    sign: FloatArray
    y: FloatArray
    log_exposure: FloatArray
    at: IntArray

    def walks(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return covariance matrices (rows, rows) of random walks of pair, form and place, and of levels."""
        walk = np.minimum.outer(self.year, self.year) * np.outer(self.sign, self.sign)
        of_form = walk * np.equal.outer(self.form, self.form)
        placed = (self.place >= 0) & np.equal.outer(self.place, self.place)
        return walk, of_form, walk * placed, LEVEL_VARIANCE * np.equal.outer(self.unit, self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class _Prior:
    """What comparable (placebo) pairs tell: variances of walks, dispersions, year effects, covariance."""

    strays: tuple[float, float]
    dispersion: FloatArray
    effects: FloatArray
    covariance: FloatArray


class PooledModel:
    """A model of change over the years, fitted to a pair and its placebo (comparable) pairs.

    Parameters
    ----------
    own : series of the pair
    placebos : series of each placebo pair, over all places
    windows : first year of the earlier window, first year of the present window, and last year
    """

    def __init__(
        self,
        own: Sequence[CountedSeries],
        placebos: Sequence[Sequence[CountedSeries]],
        windows: tuple[int, int, int],
    ) -> None:
        self.windows = windows
        self.counted = [s for s in own if s.counts]
        self.forms = tuple(dict.fromkeys(s.form for s in self.counted))
        self.first = min((int(s.years.min()) for s in self.counted), default=windows[0])
        self.whole = np.array([all(s.whole for s in self.counted if s.form == f) for f in self.forms], bool)
        self.places: tuple[str, ...] = ()
        pairs = [r for p in placebos if (r := self._rows(p)) is not None]
        self.placebos = len(pairs)
        self._prior = self._fit_placebos(pairs)
        self._fit()

    def with_series(self, own: Sequence[CountedSeries]) -> PooledModel:
        """Return the same fit of placebo pairs with other series of the pair, such as series by place."""
        other = copy(self)
        other.counted = [s for s in own if s.counts]
        other._fit()
        return other

    @property
    def span(self) -> int:
        """Number of years from the first to the last."""
        return self.windows[2] - self.first + 1

    def _rows(self, series: Sequence[CountedSeries]) -> _Rows | None:
        columns: list[tuple[FloatArray, ...]] = []
        for number, s in enumerate(series):
            inside = (s.exposure > 0) & (s.years >= self.first) & (s.years <= self.windows[2])
            total = s.amounts[inside].sum()
            if s.form not in self.forms or not total > 0:
                continue
            y, n = s.amounts[inside].astype(np.float64), int(inside.sum())
            of_form = self.forms.index(s.form)
            of_place = self.places.index(s.place) if s.place else -1
            year = (s.years[inside] - self.first).astype(np.float64)
            columns.append(
                (
                    *(np.full(n, float(k)) for k in (of_form, of_place, number)),
                    year + 1.0,
                    np.full(n, float(s.toward)),
                    y if s.whole else y * (n / total),
                    np.log(s.exposure[inside].astype(np.float64)),
                    of_form * self.span + year,
                )
            )
        if not columns:
            return None
        joined = [np.concatenate(c) for c in zip(*columns, strict=True)]
        form, place, unit, at = (joined[k].astype(np.int64) for k in (0, 1, 2, 7))
        year, sign, y, log_exposure = joined[3:7]
        return _Rows(form, place, unit, year, sign, y, log_exposure, at)

    # The placebo pairs

    def _fit_placebos(self, pairs: Sequence[_Rows]) -> _Prior:
        """Fit the model to the placebo pairs; a form of acting that few of them have gets no year effect."""
        size = len(self.forms) * self.span
        pairs_with = np.zeros(len(self.forms))
        for r in pairs:
            pairs_with[np.unique(r.form)] += 1
        compared = pairs_with >= FEWEST_PLACEBOS
        usable = [s for r in pairs if (s := _select(r, compared[r.form])) is not None]
        dispersion = self._alone()
        effects, covariance = np.zeros(size), np.zeros((size, size))
        if not usable:
            return _Prior((STRAYS_ALONE**2,) * 2, dispersion, effects, covariance)
        steps = np.full(2, STRAYS_ALONE**2)
        etas = [_start(r) for r in usable]
        walks = [r.walks() for r in usable]
        for _ in range(ROUNDS):
            effects, covariance, steps, dispersion, etas = self._round(
                usable, walks, etas, steps, dispersion, compared
            )
        known = np.repeat(compared, self.span)
        effects, covariance = effects * known, covariance * np.outer(known, known)
        low, high = (s**2 for s in STRAYS)
        pair, form = (float(np.clip(s, low, high)) for s in steps)
        return _Prior((pair, form), dispersion, effects, covariance)

    def _round(
        self,
        pairs: Sequence[_Rows],
        walks: Sequence[tuple[FloatArray, ...]],
        etas: Sequence[FloatArray],
        steps: FloatArray,
        dispersion: FloatArray,
        compared: BoolArray,
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, list[FloatArray]]:
        size = len(self.forms) * self.span
        precision, score = np.full(size, _LEAST), np.zeros(size)
        whole = np.diag(precision)
        updates = []
        for r, (pair, form, _, level), eta in zip(pairs, walks, etas, strict=True):
            mean = np.exp(eta)
            working = eta - r.log_exposure + (r.y - mean) / mean
            latent = steps[0] * pair + steps[1] * form + level
            inverse = np.linalg.inv(latent + np.diag(dispersion[r.form] / mean))
            whole[np.ix_(r.at, r.at)] += inverse
            score[r.at] += inverse @ working
            updates.append((working, latent, inverse, mean))
        covariance = np.linalg.inv(whole)
        effects = covariance @ score
        quad, trace = np.zeros(2 + len(self.forms)), np.zeros(2 + len(self.forms))
        new = []
        for r, (pair, form, _, _), (working, latent, inverse, mean) in zip(
            pairs, walks, updates, strict=True
        ):
            residual = inverse @ (working - effects[r.at])
            projector = inverse - inverse @ covariance[np.ix_(r.at, r.at)] @ inverse
            for k, walk in enumerate((pair, form)):
                quad[k] += residual @ walk @ residual
                trace[k] += (projector * walk).sum()
            np.add.at(quad, 2 + r.form, residual**2 / mean)
            np.add.at(trace, 2 + r.form, np.diag(projector) / mean)
            eta = r.log_exposure + effects[r.at] + latent @ residual
            new.append(np.clip(eta, -_FURTHEST, _FURTHEST))
        ratio = np.sqrt(np.divide(quad, trace, out=np.ones_like(quad), where=trace > 0))
        floor = np.where(self.whole, 1.0, 1e-3)
        changed = np.maximum(dispersion * ratio[2:], floor)
        return effects, covariance, steps * ratio[:2], np.where(compared, changed, dispersion), new

    def _alone(self) -> FloatArray:
        """Return the dispersion by form of the pair's series around their means, at least 1 for counts."""
        out = []
        for form, whole in zip(self.forms, self.whole, strict=True):
            dispersions = []
            for s in self.counted:
                if s.form == form:
                    at = s.exposure > 0
                    y = s.amounts[at] if s.whole else s.amounts[at] / s.amounts[at].mean()
                    mean = s.exposure[at] * y.sum() / s.exposure[at].sum()
                    dispersions.append(float(((y - mean) ** 2 / mean).sum()) / max(len(y) - 1, 1))
            out.append(max(float(np.mean(dispersions)), 1.0 if whole else 1e-3))
        return np.array(out)

    # The pair asked about

    def _fit(self) -> None:
        self.places = tuple(dict.fromkeys(s.place for s in self.counted if s.place))
        self._own = self._rows(self.counted)
        self._fits: list[_PairFit] = []
        if self._own is None:
            return
        eta = np.clip(_start(self._own), -_FURTHEST, _FURTHEST)
        for wider, apart in product(WIDER, APART):
            fit = self._laplace(wider, apart, self.windows[1], eta)
            self._fits.append(fit)
            eta = fit.eta

    def _laplace(self, wider: float, apart: float, step: int, eta: FloatArray) -> _PairFit:
        """Return the fit of the pair for one variance of its walks and steps, and one year of the step."""
        rows, prior = self._own, self._prior
        assert rows is not None  # asked only where there are
        kernel = _Kernel(
            wider, apart, prior.strays[0] * wider, prior.strays[1] * wider, step - self.first + 1
        )
        common = prior.covariance[np.ix_(rows.at, rows.at)]
        return _laplace(rows, kernel, prior.effects[rows.at], common, prior.dispersion[rows.form], eta)

    def path(self, forms: Sequence[str], place: str = "") -> list[tuple[float, FloatArray, FloatArray]]:
        """Return the pair's change by year, averaged over forms: weight, mean and covariance of each fit."""
        rows, years = self._own, np.arange(1.0, self.span + 1)
        assert rows is not None
        among = np.isin(rows.form, [self.forms.index(f) for f in forms]) / len(forms)
        in_place = (rows.place == self.places.index(place)) if place else np.zeros(len(rows.y), bool)
        out = []
        for fit in self._fits:
            pair, apart = fit.kernel.of(years, rows.year)
            cross = (pair + apart * (among + in_place)) * rows.sign
            pair, apart = fit.kernel.of(years, years)
            prior = pair + apart * (1 / len(forms) + bool(place))
            out.append((fit.weight, cross @ fit.score, prior - cross @ fit.inverse @ cross.T))
        total = scipy.special.logsumexp([w for w, _, _ in out])
        return [(math.exp(w - total), m, c) for w, m, c in out]

    def in_both_windows(self, place: str = "") -> tuple[str, ...]:
        """Return the forms of acting with data in both windows of years, over all places or in one."""
        middle, late, last = self.windows
        out = []
        for form in self.forms:
            years = [
                s.years[s.exposure > 0]
                for s in self.counted
                if s.form == form and (not place or s.place == place)
            ]
            known = np.concatenate(years) if years else np.zeros(0)
            if ((known >= middle) & (known < late)).any() and ((known >= late) & (known <= last)).any():
                out.append(form)
        return tuple(out)

    def change(self, forms: Sequence[str] | None = None, place: str = "") -> PooledChange | None:
        """Return the pair's change averaged over forms of acting; ``None`` without data in both windows."""
        of = self.in_both_windows(place) if forms is None else tuple(forms)
        if not of or not self._fits or (place and place not in self.places):
            return None
        path = self.path(of, place)
        years = np.arange(self.first, self.windows[2] + 1)
        middle, late, _ = self.windows
        present, before = years >= late, (years >= middle) & (years < late)
        contrast = present / present.sum() - before / before.sum()
        weights = np.array([w for w, _, _ in path])
        means = np.array([contrast @ m for _, m, _ in path])
        errors = np.sqrt([max(float(contrast @ c @ contrast), _LEAST**2) for _, _, c in path])
        low, centre, high = _quantiles(weights, means, errors)
        more = float(weights @ scipy.special.ndtr(means / errors))
        ends = math.exp(low), math.exp(high)
        word = window_change.word(*ends)
        since = self._date_step() if word in (window_change.UP, window_change.DOWN) else None
        return PooledChange(word, math.exp(centre), *ends, more, of, self.placebos, since)

    def _date_step(self) -> window_change.Since:
        """Return the year in which the pair's rate jumped, with 90% range; all years are equally likely."""
        best = max(self._fits, key=lambda f: f.weight)
        middle, _, last = self.windows
        years = np.arange(middle + 1 + EDGE, last + 1 - EDGE)
        weights = []
        for year in years.tolist():
            fit = self._laplace(best.kernel.wider, best.kernel.around, year, best.eta)
            weights.append(fit.weight)
        below = np.cumsum(np.exp(np.array(weights) - scipy.special.logsumexp(weights)))
        at = np.minimum(np.searchsorted(below, _QUANTILES), len(years) - 1)
        low, centre, high = years[at].tolist()
        return window_change.Since(centre, low, high)


@dataclass(frozen=True, slots=True)
class _Kernel:
    """The variances of the walks and steps of a pair.

    ``wider`` and ``around`` are factors of the grid. ``pair`` is the yearly variance of the pair's walk,
    ``apart`` that of its walk in a form or place. ``step`` is the year of the step, 1 for the first year.
    """

    wider: float
    around: float
    pair: float
    apart: float
    step: int

    def of(self, one: FloatArray, other: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return covariances (one, other): of the pair's walk, and of its walks in a form or place."""
        walk = np.minimum.outer(one, other)
        after = np.outer(one >= self.step, other >= self.step)
        return self.pair * walk + STEP**2 * after, self.apart * walk + self.around**2 * after


@dataclass(frozen=True, slots=True, eq=False)
class _PairFit:
    """Laplace's approximation for one kernel: log evidence, log rates, and what predictions need."""

    weight: float
    kernel: _Kernel
    eta: FloatArray
    score: FloatArray
    inverse: FloatArray


def _select(rows: _Rows, mask: BoolArray) -> _Rows | None:
    if not mask.any():
        return None
    return _Rows(*(getattr(rows, f)[mask] for f in _Rows.__slots__))


def _start(rows: _Rows) -> FloatArray:
    """Return for each row the log of the series' mean rate times the exposure."""
    exposure = np.exp(rows.log_exposure)
    rate = np.bincount(rows.unit, rows.y) / np.maximum(np.bincount(rows.unit, exposure), _LEAST)
    return np.asarray(np.log(rate[rows.unit]) + rows.log_exposure)


def _laplace(
    rows: _Rows,
    kernel: _Kernel,
    effects: FloatArray,
    common: FloatArray,
    dispersion: FloatArray,
    eta: FloatArray,
) -> _PairFit:
    pair, apart = kernel.of(rows.year, rows.year)
    placed = (rows.place >= 0) & np.equal.outer(rows.place, rows.place)
    latent = pair + apart * (np.equal.outer(rows.form, rows.form).astype(float) + placed)
    level = LEVEL_VARIANCE * np.equal.outer(rows.unit, rows.unit)
    covariance = latent * np.outer(rows.sign, rows.sign) + level + common
    centre = rows.log_exposure + effects
    for _ in range(_NEWTON):
        mean = np.exp(eta)
        working = eta - centre + (rows.y - mean) / mean
        new = centre + covariance @ np.linalg.solve(covariance + np.diag(dispersion / mean), working)
        moved = np.clip(new - eta, -2.0, 2.0)
        eta = np.clip(eta + moved, -_FURTHEST, _FURTHEST)
        if np.abs(moved).max() < _CLOSE:
            break
    mean = np.exp(eta)
    score = (rows.y - mean) / dispersion
    _, log_det = np.linalg.slogdet(np.eye(len(eta)) + covariance * (mean / dispersion))
    log_likelihood = float(((rows.y * eta - mean) / dispersion).sum())
    evidence = log_likelihood - 0.5 * float((eta - centre) @ score) - 0.5 * float(log_det)
    inverse = np.linalg.inv(covariance + np.diag(dispersion / mean))
    return _PairFit(evidence, kernel, eta, score, inverse)


def _quantiles(weights: FloatArray, means: FloatArray, errors: FloatArray) -> list[float]:
    """Return quantiles of a mixture of normals by bisection, which saves importing SciPy's solver (0.2 s)."""
    low, high = ((means + sign * 8 * errors) for sign in (-1, 1))
    ends = np.full(len(_QUANTILES), low.min()), np.full(len(_QUANTILES), high.max())
    for _ in range(_HALVINGS):
        middle = (ends[0] + ends[1]) / 2
        below = scipy.special.ndtr((middle[:, None] - means) / errors) @ weights < _QUANTILES
        ends = np.where(below, middle, ends[0]), np.where(below, ends[1], middle)
    return [float(x) for x in (ends[0] + ends[1]) / 2]
