"""What could have been seen: the weakest coordination that this many acts can show.

"No more than shared circumstance" is worth as much as the coordination it could have missed, so the
answer is printed beside it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from comity.errors import QuestionError
from comity.measures.coaction.residuals import RESIDUAL_CLIP
from comity.records.details import CoActionDetail, PowerDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind

METHOD = "power/1"
LEVEL, POWER = 0.05, 0.8
NO_INTERVAL = "computed from the spread that the test itself uses"
NO_PLACEBO = "the spread of matched pairs is in it"
_NEEDED = float(ndtri(POWER) - ndtri(LEVEL))


def weakest_share(
    active: ArrayLike,
    bins: int,
    *,
    inflation: ArrayLike = 1.0,
    level: float = 0.05,
    power: float = 0.8,
) -> NDArray[np.float64]:
    """Weakest share of the less active partner's acts that would be seen if planted as joint.

    Parameters
    ----------
    active : (..., 2) bins in which each partner of a pair was active
    bins : bins of the table
    inflation : standard deviation of the pair's z without coordination (autocorrelation and spread of
        the matched pairs), broadcast against the pairs
    level : one-sided level of the test
    power : wanted chance of seeing it

    Returns
    -------
    Shares in (0, 1]; NaN where not even a share of 1 would be seen as often as wanted, or where a
    partner was never or always active.

    Notes
    -----
    Moving share s of a state's T p acts into the partner's active bins raises the z of the pair by
    about s T p (e+ e'+) / sqrt(T), where e+ = sqrt((1 - p) / p) is the residual of an act, clipped as
    the residuals are.  Rates are taken as constant, so where both are driven by news the true figure
    is somewhat higher; the study in ``studies.coaction`` measures by how much.
    """
    rates = np.asarray(active, dtype=float) / bins
    if rates.shape[-1:] != (2,):
        raise QuestionError("Active bins must come in pairs: shape (..., 2).")
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.minimum(np.sqrt((1.0 - rates) / rates), RESIDUAL_CLIP)
        gain = np.sqrt(bins) * rates.min(axis=-1) * surprise.prod(axis=-1)
        needed = (ndtri(power) - ndtri(level)) * np.asarray(inflation, dtype=float)
        share = needed / gain
    return np.where(np.isfinite(share) & (share <= 1.0), share, np.nan)


def of_timing(timing: Finding) -> Finding:
    """The power line of one stream: the weakest tie that its acts would have shown.

    The value is a sentence; ``detail`` has ``weakest_share`` and the shares that would have been seen half
    of the time and nineteen times in twenty (``seen_half``, ``seen_mostly``), by the same approximation.

    Parameters
    ----------
    timing : of :func:`comity.measures.verdict.coaction_findings.together`
    """
    null = f"no coordination, one-sided {LEVEL:.0%}"
    if not timing.known:
        return cannot_tell(Kind.POWER, timing.subject, timing.why_not, method=METHOD, null=null, n=timing.n)
    d = timing.read(CoActionDetail)
    acts = " and ".join(f"{a:,}" for a in d.acts)
    weakest = d.weakest_share
    detail = PowerDetail(weakest_share=weakest, power=POWER, no_interval=NO_INTERVAL, no_placebo=NO_PLACEBO)
    if weakest is None:
        said = f"with {acts} acts not even a pair that always acts together could have been seen"
    else:
        half, mostly = (weakest * (q - ndtri(LEVEL)) / _NEEDED for q in (0.0, ndtri(0.95)))
        detail = replace(detail, seen_half=float(half), seen_mostly=min(1.0, float(mostly)))
        said = (
            f"with {acts} acts a tie weaker than {weakest:.0%} of the less active one's acts "
            "could not have been seen"
        )
    return Finding(
        Kind.POWER,
        timing.subject,
        said,
        "",
        null,
        timing.n,
        METHOD,
        records=timing.records,
        records_total=timing.records_total,
        detail=detail,
    )


def of_votes(kappa: Finding) -> Finding:
    """The power line of votes: the smallest distance of kappa that so many roll calls would have shown."""
    null = f"a kappa like that of like pairs, one-sided {LEVEL:.0%}"
    if not kappa.known or kappa.interval is None:
        return cannot_tell(
            Kind.POWER, kappa.subject, kappa.why_not or "no kappa", method=METHOD, null=null, n=kappa.n
        )
    error = (kappa.interval.high - kappa.interval.low) / 2 / 1.645
    if not error:
        why = "the two voted alike throughout, so the spread of kappa is not known"
        return cannot_tell(Kind.POWER, kappa.subject, why, method=METHOD, null=null, n=kappa.n)
    said = (
        f"with {kappa.n:,} shared roll calls a kappa less than {_NEEDED * error:.2f} away "
        "could not have been seen"
    )
    return Finding(
        Kind.POWER,
        kappa.subject,
        said,
        "",
        null,
        kappa.n,
        METHOD,
        records=kappa.records,
        records_total=kappa.records_total,
        detail=PowerDetail(
            distance=_NEEDED * error, power=POWER, no_interval=NO_INTERVAL, no_placebo=NO_PLACEBO
        ),
    )
