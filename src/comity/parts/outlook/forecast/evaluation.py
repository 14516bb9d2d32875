"""How good were the forecasts?  Rolling origins over one series, each forecast from its own past alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from comity.parts.outlook.forecast import counts, scores
from comity.parts.outlook.forecast.counts import Ahead, Forecast
from comity.types import FloatArray

LEVEL = 0.8
"""Share of outcomes that the intervals shown should cover."""

RULES = ("climatology", "mean", "persistence", "level")
"""Benchmarks of the forecasts."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Past forecasts of one series and target beside what came, oldest first, all of shape (origins,).

    ``loss`` holds the CRPS of the forecast (``"own"``) and of each rule of :data:`RULES`; ``any`` is the
    probability given to at least one, ``pit`` the randomised PIT.  ``now`` is the forecast after the last
    month, whose outcome is still open.
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
        """Origins scored."""
        return len(self.origins)

    @property
    def coverage(self) -> float:
        """Share of outcomes inside the intervals."""
        return float(np.mean((self.low <= self.outcome) & (self.outcome <= self.high)))

    @property
    def brier(self) -> float:
        """Brier score of "at least one"."""
        return float(np.mean(scores.brier(self.any, (self.outcome > 0).astype(float))))

    @property
    def uniform(self) -> float:
        """P value that PIT values are uniform, errors that overlap allowed for."""
        return scores.uniform(self.pit, self.ahead.reach)

    def skill(self, rule: str) -> float:
        """CRPS skill over a rule."""
        return scores.skill(self.loss["own"], self.loss[rule])

    def against(self, rule: str) -> tuple[float, float]:
        """Diebold-Mariano statistic (negative: the forecast loses less) and p value against a rule."""
        return scores.diebold_mariano(self.loss["own"], self.loss[rule], self.ahead.reach)


def track(
    series: FloatArray, ahead: Ahead, *, plain: float = 0.0, volume: FloatArray | None = None, seed: int = 0
) -> Track | None:
    """Score every past forecast of a series; ``None`` where there is none whose target was seen.

    Parameters
    ----------
    series : one number a month, oldest first, NaN where the month was not seen, shape (months,)
    ahead : the target
    plain : share of the forecast that goes to the last 24 months as they lie
    volume : events of all others, as in :func:`comity.parts.outlook.forecast.counts.forecast`
    seed : of the randomised PIT
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
