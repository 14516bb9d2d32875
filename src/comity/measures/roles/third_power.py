"""Toward a third power: with it, against it, neither, or unclear, place by place.

Each partner's acts toward the third power in a hotspot are conflictual or cooperative; their log-odds is
the position.  The label holds it against the middle half of states of like activity: in every stream most
acts are words of cooperation, so an even split is nobody's middle.

Hotspots with few acts borrow from the others (hierarchical beta-binomial; Gelman et al. 2013, Bayesian
Data Analysis, ch. 5), over a grid of its two hyperparameters rather than at one best guess of them: with a
dozen hotspots a best guess gives intervals that are too narrow (Kass and Steffey 1989, JASA 84:717).  Acts
of a week come together, so counts are divided by their design effect first.

The third power dominates many streams and often acts first; :func:`in_quiet_weeks` gives the position at
weeks in which it did nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from scipy.special import betaln, digamma, expit, polygamma

from comity.errors import QuestionError
from comity.measures.stats import matching, regression
from comity.measures.stats.block_bootstrap import block_weights, design_effect_at, likeness
from comity.records.details import QuietWeeksDetail, StanceDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import LEVEL, Z90, FloatArray

METHOD = "third-power/1"

FEWEST_ACTS = 20
FEWEST_PLACEBOS = 8
FLIPS = 0.10
"""A label that turns in a tenth of resamples or more is unclear."""
DRAWS = 200
SHOCK_LAGS = 4

_MEANS = expit(np.linspace(-4.0, 4.0, 33))
_CONCENTRATIONS = np.exp(np.linspace(0.0, np.log(300.0), 17))
_STEPS = np.linspace(-5.0, 5.0, 101)  # standard deviations at which the distribution is read


@dataclass(frozen=True, slots=True)
class Positions:
    """Log-odds of conflict over cooperation per hotspot, shrunk; arrays have shape (hotspots,)."""

    log_odds: FloatArray
    low: FloatArray
    high: FloatArray


def positions(conflict: FloatArray, acts: FloatArray) -> Positions:
    """Shrunk log-odds of each hotspot with its 90% interval.

    Parameters
    ----------
    conflict, acts : (hotspots,) conflictual acts and all acts toward the third power, divided by their
        design effect; need not be whole numbers

    Notes
    -----
    Posterior of each hotspot's share under beta(mM, (1-m)M), averaged over a grid of m (even in logit) and
    M (even in log, 1 to 300) weighted by the likelihood of all hotspots. The log-odds is the posterior mean.
    """
    a, b, weight = _posterior(conflict, acts)
    means = digamma(a) - digamma(b)
    centre = means @ weight
    spread = np.sqrt((polygamma(1, a) + polygamma(1, b) + (means - centre[:, None]) ** 2) @ weight)
    grid = centre[:, None] + spread[:, None] * _STEPS
    law = scipy.stats.beta
    cdf = np.array([law.cdf(expit(g)[:, None], x, y) @ weight for g, x, y in zip(grid, a, b, strict=True)])
    tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    low, high = (np.array([np.interp(q, c, g) for c, g in zip(cdf, grid, strict=True)]) for q in tails)
    return Positions(np.asarray(centre), low, high)


def log_odds(conflict: FloatArray, acts: FloatArray) -> FloatArray:
    """The positions of :func:`positions` alone, (hotspots,): their intervals cost a hundred times as much."""
    a, b, weight = _posterior(conflict, acts)
    return np.asarray((digamma(a) - digamma(b)) @ weight)


def _posterior(conflict: FloatArray, acts: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Both parameters of each hotspot's beta at each point of the grid that counts, and its weight there."""
    conflict, acts = np.asarray(conflict, float), np.asarray(acts, float)
    m, concentration = np.meshgrid(_MEANS, _CONCENTRATIONS)
    a0, b0 = (m * concentration).ravel(), ((1 - m) * concentration).ravel()
    a, b = conflict[:, None] + a0, (acts - conflict)[:, None] + b0
    evidence = (betaln(a, b) - betaln(a0, b0)).sum(0)
    weight = np.exp(evidence - evidence.max())
    weight /= weight.sum()
    matters = weight > 1e-5  # the rest of the grid adds nothing but time
    weight = weight[matters] / weight[matters].sum()
    return a[:, matters], b[:, matters], weight


def label(low: float, high: float, half: tuple[float, float]) -> str:
    """``against``, ``with``, ``neither`` or ``unclear``.

    Parameters
    ----------
    low, high : interval of the position
    half : lower and upper quartile of the placebo states' positions

    Returns
    -------
    ``against`` or ``with`` where the whole interval lies above or below the middle half of states,
    ``neither`` where it lies within, ``unclear`` where it crosses an edge.
    """
    if low > half[1]:
        return "against"
    if high < half[0]:
        return "with"
    return "neither" if half[0] <= low and high <= half[1] else "unclear"


def toward_third(
    conflict: FloatArray,
    acts: FloatArray,
    own: int,
    placebos: FloatArray,
    *,
    seed: int = 0,
    records: tuple[str, ...] = (),
) -> Finding:
    """Where one partner stands toward the third power in hotspot ``own``.

    Parameters
    ----------
    conflict, acts : (hotspots, weeks) conflictual acts, and conflictual plus cooperative ones, of the
        partner toward the third power; a week that is NaN in either (not covered) is left out
    own : row of the hotspot asked about
    placebos : (states,) log-odds of placebo states toward the third power in the same hotspot, each by
        :func:`positions`; their quartiles are what the label is held against, and they give the rank (1:
        most against)
    seed : of the resamples
    records : ids behind the counts of the hotspot

    Returns
    -------
    Finding whose value is the label; ``detail`` has ``log_odds``, ``low``, ``high``, the placebo states'
    ``middle_half`` and ``flips``, the share of resamples of whole weeks in which the label turns. Cannot be
    told under 20 acts over all hotspots, none in this one, or with fewer than 8 placebo states.

    Notes
    -----
    "Against" means more conflict than three in four states of like activity show, not enmity.
    """
    conflict, acts = np.asarray(conflict, float), np.asarray(acts, float)
    if conflict.shape != acts.shape or (conflict > acts).any():
        raise QuestionError("Conflictual acts must be counted among all acts, in the same weeks.")
    covered = ~(np.isnan(conflict) | np.isnan(acts))
    conflict, acts = np.where(covered, conflict, 0.0), np.where(covered, acts, 0.0)  # 0 of 0: no weight
    n, null = int(acts[own].sum()), "states of like activity"
    placebos = placebos[~np.isnan(placebos)]
    if acts.sum() < FEWEST_ACTS or n == 0 or len(placebos) < FEWEST_PLACEBOS:
        total = int(acts.sum())
        why = f"{n} acts toward the third power here, {total} in all; {len(placebos)} placebo states"
        return cannot_tell(Kind.STANCE, NO_SUBJECT, why, method=METHOD, null=null, n=n)
    alike = likeness(conflict, acts)
    effect = np.array([design_effect_at(alike, row) for row in acts])
    p = positions(conflict.sum(1) / effect, acts.sum(1) / effect)
    centre, low, high = (float(x[own]) for x in (p.log_odds, p.low, p.high))
    half = (float(np.quantile(placebos, 0.25)), float(np.quantile(placebos, 0.75)))
    word = label(low, high, half)
    flips = _flips(conflict[own], acts[own], half, word, np.random.default_rng(seed))
    return Finding(
        Kind.STANCE,
        NO_SUBJECT,
        word if flips < FLIPS else "unclear",
        "",
        null,
        n,
        METHOD,
        interval=Interval(low, high, LEVEL),
        placebo=matching.rank(centre, placebos, "activity"),
        records=records,
        records_total=len(records),
        detail=StanceDetail(
            interval_of="log-odds of conflict",
            log_odds=centre,
            low=low,
            high=high,
            level=LEVEL,
            middle_half=half,
            flips=flips,
            share=float(conflict[own].sum()) / n,
            design_effect=float(effect[own]),
        ),
    )


def _flips(
    conflict: FloatArray, acts: FloatArray, half: tuple[float, float], word: str, rng: np.random.Generator
) -> float:
    """Share of resamples of whole weeks in which the raw position contradicts the label."""
    busy = acts > 0
    if word == "unclear":
        return 0.0
    if busy.sum() < 2:
        return 1.0
    weights = block_weights(int(busy.sum()), DRAWS, rng)
    k, n = weights @ conflict[busy], weights @ acts[busy]
    odds = np.log((k + 0.5) / (n - k + 0.5))
    above, below = odds > half[1], odds < half[0]
    agrees = {"against": above, "with": below, "neither": ~(above | below)}[word]
    return float(1 - agrees.mean())


def in_quiet_weeks(
    conflict: FloatArray, acts: FloatArray, shocks: FloatArray, records: tuple[str, ...] = ()
) -> Finding:
    """Log-odds of conflict in weeks in which the third power did nothing toward the hotspot.

    Parameters
    ----------
    conflict, acts : (weeks,) as in :func:`toward_third`, one hotspot
    shocks : (weeks,) the third power's own conflictual acts in the week and the one before

    Returns
    -------
    Finding with the log-odds at no shock, its 90% interval, and in ``detail`` the ``slope`` on
    log(1 + shocks). A shared opponent that acts first moves everybody; what is left here is not that.

    Notes
    -----
    Binomial regression with HAC errors over weeks (Newey and West 1987). Cannot be told without 20 acts
    of which 5 are of either kind, or where the third power's acts never vary.
    """
    busy = (acts > 0) & ~np.isnan(shocks)
    y, n, x = conflict[busy], acts[busy], np.log1p(shocks[busy])
    k, total = float(y.sum()), float(n.sum())
    null = "none: an estimate"
    if total < FEWEST_ACTS or min(k, total - k) < 5 or np.ptp(x) == 0 or len(y) < 3 * SHOCK_LAGS:
        why = "too few acts of either kind, or no change in what the third power did"
        return cannot_tell(Kind.QUIET_WEEKS, NO_SUBJECT, why, method=METHOD, null=null, n=int(total))
    design = np.column_stack([np.ones(len(y)), x])
    fit = regression.fit_binomial(y, n, design)
    value, half = float(fit.coefficients[0]), Z90 * float(fit.errors_in_time(SHOCK_LAGS)[0])
    return Finding(
        Kind.QUIET_WEEKS,
        NO_SUBJECT,
        value,
        "log-odds of conflict over cooperation",
        null,
        int(total),
        METHOD,
        interval=Interval(value - half, value + half, LEVEL),
        records=records,
        records_total=len(records),
        detail=QuietWeeksDetail(
            slope=float(fit.coefficients[1]), no_placebo="the third power's acts are its comparison"
        ),
    )
