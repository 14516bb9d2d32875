"""How different the things are that two states do.

*Division*: Jensen-Shannon divergence (Lin 1991, IEEE Trans. Inf. Theory 37:145) of the two mixes of acts, in
bits (0 the same mix, 1 nothing in common), less the bias of small counts (Miller 1955; Madow), against
weeks that change sides.  Single acts must not change sides: the acts of a week belong to one story, and
event-level shuffles call states different that are not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from comity.errors import QuestionError
from comity.measures.stats import matching
from comity.measures.stats.clustered import block_weights
from comity.records.details import DivisionDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import LEVEL, FloatArray

METHOD = "division/1"

FEWEST_ACTS = 30
"""Acts each side needs: weeks themselves mislead when one side has a handful."""
DRAWS = 499
ALPHA = 0.05

_TINY = 1e-12


def jensen_shannon(a: FloatArray, b: FloatArray) -> FloatArray:
    """Jensen-Shannon divergence of counts, in bits, less its bias to first order; not below 0.

    Parameters
    ----------
    a, b : (..., classes) counts of acts, at least one on each side

    Notes
    -----
    The plug-in entropy of each side is too low by (classes seen - 1) / 2n (Miller 1955); that of the
    even mixture by half the sum of its classes' sampling variances over their shares, the same
    expansion for a mean of two samples.
    """
    n = np.asarray(a, float).sum(-1, keepdims=True)
    m = np.asarray(b, float).sum(-1, keepdims=True)
    p, q = a / n, b / m
    mix = (p + q) / 2
    raw = _entropy(mix) - (_entropy(p) + _entropy(q)) / 2
    variance = (p * (1 - p) / n + q * (1 - q) / m) / 4
    too_low_mix = (variance / np.maximum(mix, _TINY)).sum(-1) / 2
    too_low = (((p > 0).sum(-1) - 1) / n[..., 0] + ((q > 0).sum(-1) - 1) / m[..., 0]) / 4
    return np.asarray(np.maximum(raw + (too_low_mix - too_low) / np.log(2), 0.0))


def _entropy(p: FloatArray) -> FloatArray:
    return np.asarray(-(p * np.log2(np.maximum(p, _TINY))).sum(-1))


def week_test(a: FloatArray, b: FloatArray, rng: np.random.Generator, draws: int = DRAWS) -> float:
    """P value that both states draw their weeks of acts from one mix.

    Parameters
    ----------
    a, b : (weeks, classes) acts of each state in the same weeks

    Notes
    -----
    Weeks in which both act swap sides or stay; weeks of one state alone are dealt out anew, as many to
    each as before. So a week's common story stays in its week. The statistic is the squared difference
    of the mixes over its clustered variance; studentised, the shuffle holds its size though one state
    has more or larger weeks (Janssen 1997, Stat. Probab. Lett. 36:9; Chung and Romano 2013, Ann. Stat.
    41:484). Plain divergence gave false alarms down to .00 with
    weeks dealt out and up to .17 with weeks swapped.
    """
    busy = (a.sum(1) > 0) | (b.sum(1) > 0)
    a, b = a[busy], b[busy]
    observed = _contrast(a, b)
    above = sum(_contrast(x, y) >= observed - _TINY for x, y in _swap(a, b, rng, draws))
    return (above + 1) / (draws + 1)


def _swap(
    a: FloatArray, b: FloatArray, rng: np.random.Generator, draws: int
) -> Iterator[tuple[FloatArray, FloatArray]]:
    of_a, of_b = a.sum(1) > 0, b.sum(1) > 0
    alone = np.flatnonzero(of_a ^ of_b)
    for _ in range(draws):
        swap = rng.random(len(a)) < 0.5
        swap[alone] = rng.permutation(of_a[alone]) != of_a[alone]
        yield np.where(swap[:, None], b, a), np.where(swap[:, None], a, b)


def _contrast(a: FloatArray, b: FloatArray) -> float:
    """Chi-square distance of the mixes over its week-clustered variance."""
    n, m = a.sum(), b.sum()
    if n == 0 or m == 0:
        return 0.0
    p, q = a.sum(0) / n, b.sum(0) / m
    mix = np.maximum((p + q) / 2, _TINY)
    pull = (a - p * a.sum(1, keepdims=True)) / n - (b - q * b.sum(1, keepdims=True)) / m
    spread = ((pull**2).sum(0) / mix).sum()
    return float((((p - q) ** 2) / mix).sum() / max(spread, _TINY))


def division(
    a: FloatArray,
    b: FloatArray,
    classes: tuple[str, ...],
    *,
    placebos: FloatArray | None = None,
    seed: int = 0,
    records: tuple[str, ...] = (),
) -> Finding:
    """How different the two mixes of acts toward a hotspot are.

    Parameters
    ----------
    a, b : (weeks, classes) acts of each state, by class, in the same weeks; a week that is NaN for either
        (not covered) is left out
    classes : name of each class
    placebos : the divergence of placebo pairs (two random states differ, too), for the rank
    seed : of the shuffles and of the bootstrap
    records : ids behind the counts

    Returns
    -------
    Finding with the divergence in bits, 90% interval from whole weeks drawn anew, ``p`` of the week test in
    ``detail`` and, in ``leans``, the class each state does more of than the other. Cannot be told under
    30 acts a side.

    Raises
    ------
    QuestionError
        When the tables differ in shape or do not match the classes.
    """
    a, b = np.asarray(a, float), np.asarray(b, float)
    if a.shape != b.shape or a.ndim != 2 or a.shape[1] != len(classes):
        raise QuestionError("Both states need a table of the same weeks by the same classes of acts.")
    covered = ~(np.isnan(a) | np.isnan(b)).any(1)
    a, b = a[covered], b[covered]
    n, m = int(a.sum()), int(b.sum())
    null = "weeks that change sides"
    if min(n, m) < FEWEST_ACTS:
        why = f"{min(n, m)} acts on one side, fewer than {FEWEST_ACTS}"
        return cannot_tell(Kind.DIVISION, NO_SUBJECT, why, method=METHOD, null=null, n=n + m)
    rng = np.random.default_rng(seed)
    value = float(jensen_shannon(a.sum(0), b.sum(0)))
    p_value = week_test(a, b, rng)
    excess = a.sum(0) / n - b.sum(0) / m
    leans = (classes[int(excess.argmax())], classes[int(excess.argmin())])
    return Finding(
        Kind.DIVISION,
        NO_SUBJECT,
        value,
        "bits",
        null,
        n + m,
        METHOD,
        interval=_interval(a, b, value, rng),
        placebo=None if placebos is None else matching.rank(value, placebos, "activity"),
        records=records,
        records_total=len(records),
        detail=DivisionDetail(p=p_value, differ=p_value <= ALPHA, leans=leans, acts=(n, m)),
    )


def _interval(a: FloatArray, b: FloatArray, value: float, rng: np.random.Generator) -> Interval:
    """Percentiles of the divergence over weeks drawn anew, less the bias that drawing anew adds."""
    weights = block_weights(len(a), DRAWS, rng)
    x, y = weights @ a, weights @ b
    filled = (x.sum(1) > 0) & (y.sum(1) > 0)
    drawn = jensen_shannon(x[filled], y[filled])
    drawn = np.clip(drawn - (drawn.mean() - value), 0.0, 1.0)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(min(float(low), value), max(float(high), value), LEVEL)
