"""Signs that a relation is getting worse, compared with its past and with other (placebo) pairs.

A sign compares a recent rate with the same rate before. There are four: more friction among the acts between
the two states, fewer cooperative acts at equal news volume, different votes, and trade shifted elsewhere. To
exclude chance and world-wide changes, the same ratio is computed for placebo pairs with a similar past. A
sign appears if at most 5% of them moved as far in that direction and the interval excludes "no change". Since
some signs appear by chance, their number is given with the number expected by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.measures.record.occurrence import Occurrence
from comity.measures.stats import matching
from comity.measures.stats.clustered import block_weights
from comity.records.details import SignDetail, SignsDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL, FloatArray

METHOD = "souring/1"
NULL = "placebo pairs with a like past"
ALPHA = 0.05
DRAWS = 500
PLACEBOS = 60
FEWEST_PLACEBOS = 19
FEWEST_BINS = 3
#: Least number of acts or votes in each of the two windows.
FEWEST_COUNT = 20
MORE, LESS = 1, -1


@dataclass(frozen=True, slots=True)
class Rates:
    """A rate of each pair of states by period (bin), ``part`` / ``whole``, shape (pairs, bins).

    Row 0 is the pair asked about. Bins without coverage are NaN in both arrays. ``prior`` is added to the
    parts of a ratio: 0.5 for counts, 0 for amounts.
    """

    part: FloatArray
    whole: FloatArray
    recent: NDArray[np.bool_]
    prior: float = 0.5


def sign(
    kind: Kind, about: Subject, rates: Rates, sour: int, *, records: tuple[str, ...] = (), seed: int = 0
) -> Finding:
    """Compare two states' recent rate with the earlier one, and decide if this is a sign of a break.

    Parameters
    ----------
    kind, about : kind and subject of the finding, with the source
    rates : rates of the pair (row 0) and of possible placebo pairs
    sour : :data:`MORE` if a rise is a sign, :data:`LESS` if a fall is
    records : ids of the pair's records

    Returns
    -------
    Finding with the ratio of the recent rate to the earlier one, its 90% interval (bins resampled in each
    window), the rank among placebo pairs (1 moved furthest in the direction of ``sour``), and
    ``detail.sign``, which is true if the change is a sign.
    """
    covered = ~(np.isnan(rates.part[0]) | np.isnan(rates.whole[0]))
    late, early = covered & rates.recent, covered & ~rates.recent
    n = int(covered.sum())
    counted = rates.prior > 0
    sizes = [float(rates.whole[0, side].sum()) for side in (late, early)]
    short = min(late.sum(), early.sum()) < FEWEST_BINS or (counted and min(sizes) < FEWEST_COUNT)
    if short or min(sizes) <= 0:
        why = f"too little in sight by {about.source}: {late.sum()} bins after and {early.sum()} before"
        return cannot_tell(kind, about, why, method=METHOD, null=NULL, n=n)
    change, usable, past = _changes(rates, late, early)
    usable[0] = True
    placebos = matching.matched(past, 0, PLACEBOS, usable=usable)
    if len(placebos) < FEWEST_PLACEBOS or np.isnan(change[0]):
        why = f"only {len(placebos)} pairs with a like past are in sight by {about.source}"
        return cannot_tell(kind, about, why, method=METHOD, null=NULL, n=n)
    rank = matching.rank(sour * change[0], sour * change[placebos], "a like past")
    low, high = _interval(rates, late, early, seed)
    ratio = float(np.exp(change[0]))
    interval = Interval(min(low, ratio), max(high, ratio), LEVEL)
    beyond = interval.low > 1 if sour == MORE else interval.high < 1
    return Finding(
        kind,
        about,
        ratio,
        "times as much as before",
        NULL,
        n,
        METHOD,
        interval=interval,
        placebo=rank,
        records=records[:50],
        records_total=len(records),
        detail=SignDetail(
            sign=bool(rank.share <= ALPHA and beyond),
            p=rank.share,
            rate_recent=float(rates.part[0, late].sum() / sizes[0]),
            rate_before=float(rates.part[0, early].sum() / sizes[1]),
            placebo_median=float(np.exp(np.median(change[placebos]))),
        ),
    )


def _changes(
    rates: Rates, late: NDArray[np.bool_], early: NDArray[np.bool_]
) -> tuple[FloatArray, NDArray[np.bool_], FloatArray]:
    """Return each pair's log ratio of rates (NaN if unknown), if it has enough data, and its earlier rate."""
    part, whole = np.nan_to_num(rates.part), np.nan_to_num(rates.whole)
    known = ~(np.isnan(rates.part) | np.isnan(rates.whole))
    sums = [(part[:, s].sum(1), whole[:, s].sum(1)) for s in (late, early)]
    least = FEWEST_COUNT if rates.prior > 0 else 1e-12
    usable = known[:, late | early].all(1) & (sums[0][1] >= least) & (sums[1][1] >= least)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = [np.log((p + rates.prior) / (w + 2 * rates.prior)) for p, w in sums]
        past = np.column_stack([logs[1], np.log(sums[1][0] + 1.0)])
        change = logs[0] - logs[1]
    finite = np.isfinite(change) & np.isfinite(past).all(1)
    return np.where(finite, change, np.nan), usable & finite, np.where(finite[:, None], past, 0.0)


def _interval(
    rates: Rates, late: NDArray[np.bool_], early: NDArray[np.bool_], seed: int
) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    logs = []
    for side in (late, early):
        drawn = block_weights(int(side.sum()), DRAWS, rng)
        part, whole = drawn @ rates.part[0, side], drawn @ rates.whole[0, side]
        logs.append(np.log((part + rates.prior + 1e-12) / (whole + 2 * rates.prior + 1e-12)))
    low, high = np.quantile(logs[0] - logs[1], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(np.exp(low)), float(np.exp(high))


def divergence(about: Subject, recent: Sequence[Occurrence], before: Sequence[Occurrence]) -> Finding:
    """Compare the share of friction among two states' recent acts on record with the earlier share.

    The record covers too few pairs for placebo pairs. The finding has a Jeffreys interval, and its detail
    holds Fisher's exact test against the earlier share.
    """
    apart, other = (sum(o.friction for o in side) for side in (recent, before))
    n = len(recent)
    if not recent or not before:
        why = f"{n} occurrences on record lately and {len(before)} before"
        return cannot_tell(Kind.SIGN_RECORD, about, why, method=METHOD, null="its own earlier share", n=n)
    law = scipy.stats.beta(apart + 0.5, n - apart + 0.5)
    low, high = (law.ppf(q) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    share = apart / n
    p = float(scipy.stats.fisher_exact([[apart, n - apart], [other, len(before) - other]], "greater")[1])
    ids = tuple(i for o in recent if o.friction for i in o.records)
    return Finding(
        Kind.SIGN_RECORD,
        about,
        share,
        "share of occurrences",
        "its own earlier share; no placebo pairs are on record",
        n,
        METHOD,
        interval=Interval(min(float(low), share), max(float(high), share), LEVEL),
        records=ids[:50],
        records_total=len(ids),
        detail=SignDetail(sign=p <= ALPHA, p=p, share_before=other / len(before), apart=apart),
    )


def summary(about: Subject, signs: Sequence[Finding]) -> Finding:
    """Return the number of signs of a break that appear, with the number expected by chance."""
    readable = [f for f in signs if f.known]
    if not readable:
        return cannot_tell(Kind.SIGNS, about, "no sign could be read from the records held", method=METHOD)
    shown = [f for f in readable if f.read(SignDetail).sign]
    p = float(scipy.stats.binom.sf(len(shown) - 1, len(readable), ALPHA)) if shown else 1.0
    ids = tuple(i for f in shown for i in f.records)
    return Finding(
        Kind.SIGNS,
        about,
        len(shown),
        f"of {len(readable)} signs that can be read",
        f"{ALPHA:.0%} of signs by chance",
        len(readable),
        METHOD,
        records=ids[:50],
        records_total=len(ids),
        detail=SignsDetail(
            expected_by_chance=ALPHA * len(readable),
            p_if_independent=p,
            shown=tuple(f.question for f in shown),
            cannot_tell=len(signs) - len(readable),
        ),
    )
