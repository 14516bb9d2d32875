"""What could have been seen: the weakest coordination that this many acts can show.

"No more than shared circumstance" is worth as much as the coordination it could have missed, so the
answer is printed beside it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from comity.errors import QuestionError
from comity.measures.residuals import RESIDUAL_CLIP


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
    is somewhat higher; :mod:`comity.measures.validity` measures by how much.
    """
    rates = np.asarray(active, dtype=float) / bins
    if rates.shape[-1:] != (2,):
        raise QuestionError("Active bins must come in pairs: shape (..., 2).")
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.minimum(np.sqrt((1.0 - rates) / rates), RESIDUAL_CLIP)
        gain = np.sqrt(bins) * rates.min(axis=-1) * surprise.prod(axis=-1)
        needed = (stats.norm.isf(level) + stats.norm.ppf(power)) * np.asarray(inflation, dtype=float)
        share = needed / gain
    return np.where(np.isfinite(share) & (share <= 1.0), share, np.nan)
