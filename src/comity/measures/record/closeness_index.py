"""How close is a pair in all, month by month?  One factor under indicators of any rhythm and any gaps.

A dynamic factor model: each indicator (votes, trade, arms, statements, visits ...), standardised, is a
loading times one AR(1) factor plus its own AR(1) noise, on a monthly grid.  Annual series stand in one
month of the year and are NaN in the others; series that begin late are NaN before.  Nothing is filled in.

Expectation-maximisation for any pattern of gaps: Banbura and Modugno 2014 (J. Appl. Econometrics 29:133),
on the state space of statsmodels' ``DynamicFactorMQ``.  The smoother's band takes the parameters as known;
they are not, so a parametric bootstrap widens it until it holds what it should (calibration after Beran
1987, Biometrika 74:457).

Loadings of one pair drift to whatever trends in it, so indices that are to be compared use loadings,
centres and units pooled over many reference pairs (:func:`pool`).  A common trend of the media enters as
the factor: give placebo-standardised indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from comity.errors import QuestionError
from comity.records.details import ClosenessDetail
from comity.records.finding import Finding, Interval
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import LEVEL, Z90, FloatArray

METHOD = "alignment-index/1"

FEWEST_INDICATORS = 3
"""Of two indicators nobody can tell which one is noise."""
FEWEST_VALUES = 6
"""Values an indicator needs; else nothing of it can be fitted."""
DRAWS = 40

_TOLERANCE, _ITERATIONS = 1e-3, 150
_QUICK_TOLERANCE, _QUICK_ITERATIONS = 1e-2, 20  # bootstrap fits start at the answer
_PERSISTENCE = 0.99
_LEAST_VARIANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Parameters:
    """A fitted factor model; arrays have shape (indicators,), in the order of ``names`` (sorted).

    ``centre`` and ``scale`` standardise the indicators; ``unit`` is the size of one index unit in the
    model's own units, ``origin`` the model's value that is index 0.
    """

    names: tuple[str, ...]
    centre: FloatArray
    scale: FloatArray
    loadings: FloatArray
    factor_ar: float
    factor_sd: float
    noise_ar: FloatArray
    noise_variance: FloatArray
    origin: float = 0.0
    unit: float = 1.0

    def vector(self) -> FloatArray:
        """Parameters in the order statsmodels wants them."""
        own = [self.factor_ar, self.factor_sd]
        return np.concatenate([self.loadings, own, self.noise_ar, self.noise_variance])

    def moved(self, vector: FloatArray) -> Parameters:
        """The same standardisation with other model parameters, persistence kept below 1."""
        n = len(self.names)
        return replace(
            self,
            loadings=vector[:n],
            factor_ar=float(np.clip(vector[n], -_PERSISTENCE, _PERSISTENCE)),
            factor_sd=float(vector[n + 1]),
            noise_ar=np.clip(vector[n + 2 : 2 * n + 2], -_PERSISTENCE, _PERSISTENCE),
            noise_variance=np.maximum(vector[2 * n + 2 :], _LEAST_VARIANCE),
        )


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one pair; arrays have shape (months,).

    ``value`` uses all months (smoothed), ``known_then`` only those up to each month (filtered: what could
    have been said then, at today's parameters). ``low`` and ``high`` bound ``value`` at 90%.
    ``contributions`` (months, indicators) add up to ``value`` less the origin.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    known_then: FloatArray
    contributions: FloatArray
    parameters: Parameters
    observed: int


def fit(values: FloatArray, names: Sequence[str]) -> Parameters:
    """Fit the model to one pair, index units being standard deviations of the factor over its months.

    Parameters
    ----------
    values : (months, indicators) NaN wherever an indicator has no value
    names : (indicators,) names, each once; columns are taken in their order, so that the order given
        cannot matter

    Raises
    ------
    QuestionError
        With fewer than 3 indicators, with a name twice, or an indicator with under 6 values or no spread.
    """
    values, sorted_names = _ordered(values, names)
    start = _start(values, sorted_names)
    return _scaled(values, _upright(_maximise(values, start, _TOLERANCE, _ITERATIONS)))


def pool(panels: Sequence[FloatArray], names: Sequence[str]) -> Parameters:
    """Parameters for comparing pairs: centres, scales, loadings and units over many reference pairs.

    Parameters
    ----------
    panels : (months, indicators) for each reference pair, same indicators in the same order

    Notes
    -----
    Indicators are standardised over all panels together; each panel is fitted, turned so that its loadings
    sum to more than 0, and the median of each parameter is taken; a unit is one standard deviation of the
    index over all reference pairs and months, 0 their mean.
    """
    ordered = [_ordered(p, names) for p in panels]
    together = np.concatenate([v for v, _ in ordered])
    sorted_names = ordered[0][1]
    shared = _start(together, sorted_names)
    fits = []
    for values, _ in ordered:
        own = replace(_start(values, sorted_names), centre=shared.centre, scale=shared.scale)
        fits.append(_upright(_maximise(values, own, _TOLERANCE, _ITERATIONS)).vector())
    pooled = shared.moved(np.median(fits, axis=0))
    states = np.concatenate([_smooth(values, pooled)[0] for values, _ in ordered])
    return replace(pooled, origin=float(states.mean()), unit=float(states.std()))


def read(
    values: FloatArray, names: Sequence[str], parameters: Parameters, *, draws: int = DRAWS, seed: int = 0
) -> Index:
    """The index of one pair under given parameters.

    Parameters
    ----------
    values, names : as for :func:`fit`; the same names as ``parameters``
    parameters : own (:func:`fit`) or pooled (:func:`pool`)
    draws : bootstrap draws for the uncertainty of the parameters; 0 takes them as known
    seed : of the draws
    """
    values, sorted_names = _ordered(values, names)
    if sorted_names != parameters.names:
        raise QuestionError(
            f"The index was fitted to {', '.join(parameters.names)}, not to these indicators."
        )
    state, variance, filtered = _smooth(values, parameters)
    wider = _widening(values, parameters, draws, np.random.default_rng(seed)) if draws else 1.0
    half = Z90 * wider * np.sqrt(variance) / parameters.unit
    value = (state - parameters.origin) / parameters.unit
    return Index(
        value=value,
        low=value - half,
        high=value + half,
        known_then=(filtered - parameters.origin) / parameters.unit,
        contributions=_contributions(values, parameters) / parameters.unit,
        parameters=parameters,
        observed=int((~np.isnan(values)).sum()),
    )


def finding(
    index: Index,
    month: int,
    *,
    placebos: int = 0,
    records: tuple[str, ...] = (),
    about: Subject = NO_SUBJECT,
) -> Finding[ClosenessDetail]:
    """The index in one month as a finding, with what each indicator adds to it.

    Parameters
    ----------
    month : position in the series, -1 for the last
    placebos : reference pairs behind pooled parameters; 0 where the pair's own were used
    records : ids behind the indicators
    about : the states
    """
    null = f"{placebos} reference pairs" if placebos else "none: the pair's own history"
    added = dict(zip(index.parameters.names, map(float, index.contributions[month]), strict=True))
    return Finding(
        Kind.CLOSENESS,
        about,
        float(index.value[month]),
        "standard deviations",
        null,
        index.observed,
        METHOD,
        interval=Interval(float(index.low[month]), float(index.high[month]), LEVEL),
        records=records,
        records_total=len(records),
        detail=ClosenessDetail(contributions=added, known_then=float(index.known_then[month])),
    )


def _ordered(values: FloatArray, names: Sequence[str]) -> tuple[FloatArray, tuple[str, ...]]:
    """Columns in the order of their names, checked."""
    values = np.asarray(values, float)
    if values.ndim != 2 or values.shape[1] != len(names) or len(set(names)) != len(names):
        raise QuestionError("The index needs a table of months by indicators, each indicator named once.")
    if len(names) < FEWEST_INDICATORS:
        raise QuestionError(f"The index needs at least {FEWEST_INDICATORS} indicators, not {len(names)}.")
    order = np.argsort(np.array(names))
    return np.ascontiguousarray(values[:, order]), tuple(names[i] for i in order)


def _start(values: FloatArray, names: tuple[str, ...]) -> Parameters:
    """Standardisation, and moments to start from: loadings by the mean indicator, noise at half."""
    count = (~np.isnan(values)).sum(0)
    for name, n in zip(names, count, strict=True):
        if n < FEWEST_VALUES:
            raise QuestionError(f"Indicator {name} has {n} values; the index needs {FEWEST_VALUES}.")
    centre, scale = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    for name, spread in zip(names, scale, strict=True):
        if not spread > 0:
            raise QuestionError(f"Indicator {name} never changes, so it says nothing about the index.")
    z = np.nan_to_num((values - centre) / scale)
    cross = z.T @ z
    np.fill_diagonal(cross, 0.0)
    signs = np.where(np.linalg.eigh(cross)[1][:, -1] >= 0, 1.0, -1.0)
    n = len(names)
    return Parameters(names, centre, scale, 0.7 * signs, 0.9, 0.4, np.full(n, 0.3), np.full(n, 0.5))


def _model(values: FloatArray, p: Parameters) -> Any:
    import statsmodels.api as sm  # noqa: PLC0415 - takes seconds to load, and few questions need it

    z = (values - p.centre) / p.scale
    return sm.tsa.DynamicFactorMQ(z, factors=1, factor_orders=1, idiosyncratic_ar1=True, standardize=False)


def _smoothed(model: Any) -> Any:
    """States, their covariances and those of neighbours in time."""
    from statsmodels.tsa.statespace import kalman_smoother as k  # noqa: PLC0415 - takes seconds to load, and few questions need it

    return model.ssm.smooth(
        smoother_output=k.SMOOTHER_STATE | k.SMOOTHER_STATE_COV | k.SMOOTHER_STATE_AUTOCOV
    )


def _maximise(values: FloatArray, start: Parameters, tolerance: float, most: int) -> Parameters:
    """Expectation-maximisation from ``start`` until no loading moves by more than ``tolerance``.

    Persistences and variances are maximised as usual.  Loadings are moment estimates, E(y f) / E(f f): where
    all noise is in the state, the usual step never moves them (statsmodels 0.15 leaves them where they
    start), while E(y f) = loading x E(f f) holds at the truth and came within 0.2 of the highest
    log-likelihood found by gradient on the two panels tried.
    """
    model, p, n = _model(values, start), start, len(start.names)
    z = np.asarray(model.endog)
    known, z = ~np.isnan(z), np.nan_to_num(z)
    for _ in range(most):
        model.update(p.vector())
        r = _smoothed(model)
        state, cov = r.smoothed_state[: n + 1], r.smoothed_state_cov
        square = state**2 + np.array([cov[i, i] for i in range(n + 1)])
        lagged = state[:, 1:] * state[:, :-1]
        lagged = lagged + np.array([r.smoothed_state_autocov[i, i, :-1] for i in range(n + 1)])
        ar = lagged.sum(1) / square[:, :-1].sum(1)
        variance = (square[:, 1:].sum(1) - ar * lagged.sum(1)) / lagged.shape[1]
        loadings = (z.T @ state[0]) / (known.T @ square[0])
        own = [ar[0], np.sqrt(max(variance[0], _LEAST_VARIANCE))]
        moved = float(np.abs(loadings - p.loadings).max())
        p = p.moved(np.concatenate([loadings, own, ar[1:], variance[1:]]))
        if moved < tolerance:
            break
    return p


def _upright(p: Parameters) -> Parameters:
    """Turn the factor so that more of it is more cooperation (loadings sum to more than 0)."""
    return p if p.loadings.sum() >= 0 else replace(p, loadings=-p.loadings)


def _smooth(values: FloatArray, p: Parameters) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Smoothed factor, its variance at known parameters, and the filtered factor."""
    model = _model(values, p)
    model.update(p.vector())
    r = _smoothed(model)
    return tuple(  # type: ignore[return-value]
        np.array(a, float) for a in (r.smoothed_state[0], r.smoothed_state_cov[0, 0], r.filtered_state[0])
    )


def _scaled(values: FloatArray, p: Parameters) -> Parameters:
    """Unit: the factor's spread over these months, what is seen of it and what is not."""
    state, variance, _ = _smooth(values, p)
    return replace(p, origin=float(state.mean()), unit=float(np.sqrt(state.var() + variance.mean())))


def _widening(values: FloatArray, p: Parameters, draws: int, rng: np.random.Generator) -> float:
    """How much wider than the smoother says the band must be to hold the factor at 90%.

    In panels drawn from the model with the same gaps, fitted anew, the errors of the standardised factor
    are held against the smoother's own standard deviations.
    """
    errors = []
    for _ in range(draws):
        factor, again = _simulated(values, p, rng)
        other = _scaled(again, _upright(_maximise(again, p, _QUICK_TOLERANCE, _QUICK_ITERATIONS)))
        state, variance, _ = _smooth(again, other)
        truth = (factor - factor.mean()) / factor.std()
        errors.append(np.abs(truth - (state - other.origin) / other.unit) / np.sqrt(variance) * other.unit)
    return max(1.0, float(np.quantile(np.concatenate(errors), LEVEL)) / Z90)


def _simulated(values: FloatArray, p: Parameters, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """A factor and a panel drawn from the model, with the same gaps."""
    months = len(values)
    factor = _ar1(np.array([p.factor_ar]), np.array([p.factor_sd]), months, rng)
    noise = _ar1(p.noise_ar, np.sqrt(p.noise_variance), months, rng)
    drawn = p.centre + p.scale * (factor * p.loadings + noise)
    return factor[:, 0], np.where(np.isnan(values), np.nan, drawn)


def _ar1(ar: FloatArray, sd: FloatArray, months: int, rng: np.random.Generator) -> FloatArray:
    shocks = rng.normal(size=(months, len(ar))) * sd
    shocks[0] /= np.sqrt(1 - ar**2)
    for t in range(1, months):
        shocks[t] += ar * shocks[t - 1]
    return shocks


def _contributions(values: FloatArray, p: Parameters) -> FloatArray:
    """What each indicator's values add: the smoother is linear, so each is smoothed with the rest at 0."""
    parts = []
    for i in range(values.shape[1]):
        alone = np.where(np.isnan(values), np.nan, p.centre)
        alone[:, i] = values[:, i]
        parts.append(_smooth(alone, p)[0])
    return np.column_stack(parts)
