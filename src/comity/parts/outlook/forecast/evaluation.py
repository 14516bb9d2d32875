"""Scores of past forecasts of one series, each made only from data before it (rolling origins)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from comity.parts.outlook.forecast import counts, scores
from comity.parts.outlook.forecast.counts import Ahead, Forecast
from comity.types import FloatArray

#: Share of outcomes that the displayed intervals should cover.
LEVEL = 0.8

#: Benchmark rules that forecasts are compared with.
RULES = ("climatology", "mean", "persistence", "level")


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Past forecasts and outcomes of one series, oldest first; arrays have shape (origins,).

    ``loss`` holds the CRPS (a loss; lower is better) of the forecast (``"own"``) and of each rule in
    :data:`RULES`. ``any`` is the forecast probability of at least one event. ``pit`` is the place of each
    outcome in its forecast distribution, from 0 to 1. ``now`` is the forecast after the last month, whose
    outcome is unknown.
    """

    ahead: Ahead
    origins: tuple[int, ...]
    outcome: FloatArray
    low: FloatArray
    middle: FloatArray
    high: FloatArray
    any: FloatArray
    pit: FloatArray
    log: FloatArray
    loss: dict[str, FloatArray]
    now: Forecast | None

    @property
    def n(self) -> int:
        """Number of forecasts with a known outcome."""
        return len(self.origins)

    @property
    def coverage(self) -> float:
        """Share of outcomes inside the intervals that were forecast."""
        return float(np.mean((self.low <= self.outcome) & (self.outcome <= self.high)))

    @property
    def brier(self) -> float:
        """Brier score (mean squared error) of the probability of at least one event."""
        return float(np.mean(scores.brier(self.any, (self.outcome > 0).astype(float))))

    @property
    def uniform(self) -> float:
        """P value of a test that PIT values are uniform, which allows for overlapping forecasts."""
        return scores.uniform(self.pit, self.ahead.reach)

    def skill(self, rule: str) -> float:
        """Return by what share the forecast's loss (CRPS) is below that of a benchmark rule."""
        return scores.skill(self.loss["own"], self.loss[rule])

    def against(self, rule: str) -> tuple[float, float]:
        """Return the Diebold-Mariano statistic (below 0 if a rule has more loss) and its p value."""
        return scores.diebold_mariano(self.loss["own"], self.loss[rule], self.ahead.reach)


def track(
    series: FloatArray, ahead: Ahead, *, plain: float = 0.0, volume: FloatArray | None = None, seed: int = 0
) -> Track | None:
    """Score all past forecasts of a series; ``None`` if none has a known outcome.

    Parameters
    ----------
    series : one count per month, oldest first, NaN for a month without data, shape (months,)
    ahead : which sum of months is forecast
    plain : weight (0 to 1) of the empirical distribution of the last 24 months
    volume : other events, as in :func:`comity.parts.outlook.forecast.counts.forecast`
    seed : seed for the random part of the PIT
    """
    truth = counts.outcomes(series, ahead)
    forecasts = counts.benchmarks(series, ahead)
    forecasts["own"] = counts.pool(
        counts.rolling(series, ahead, volume=volume), forecasts["climatology"], plain
    )
    at = [
        t
        for t in range(len(series))
        if not np.isnan(truth[t]) and all(f[t] is not None for f in forecasts.values())
    ]
    if not at:
        return None
    own = [f for t in at if (f := forecasts["own"][t]) is not None]
    observed = truth[at]
    uniform = np.random.default_rng(seed).random(len(at))
    ends = np.array([scores.central(f.pmf, LEVEL) for f in own], dtype=float)
    return Track(
        ahead=ahead,
        origins=tuple(at),
        outcome=observed,
        low=ends[:, 0],
        high=ends[:, 1],
        middle=_each(scores.quantile(f.pmf, 0.5) for f in own),
        any=_each(f.any for f in own),
        pit=_each(scores.pit(f.pmf, int(y), u) for f, y, u in zip(own, observed, uniform, strict=True)),
        log=_each(scores.log_score(f.pmf, int(y)) for f, y in zip(own, observed, strict=True)),
        loss={
            k: _each(scores.crps(f.pmf, int(truth[t])) for t in at if (f := fs[t]) is not None)
            for k, fs in forecasts.items()
        },
        now=forecasts["own"][-1],
    )


def _each(values: Iterable[float]) -> FloatArray:
    return np.array([float(v) for v in values])
