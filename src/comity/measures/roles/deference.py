"""Whether a state keeps silent where it would be expected to speak.

Silence is data only where a statement would have shown: the stream must have seen the state act elsewhere
in the same window.  What would be expected is the state's habit given everyone's news in those bins
(:func:`habit`, kin to :mod:`comity.measures.coaction.residuals`); what was said is held against the lower
tail of
the sum of negative binomials over episodes named beforehand (the partner's core interests), and against
the same share for placebo states.

No established estimator of deference exists; the tail of an overdispersed count model is that of outbreak
detection turned round (Farrington et al. 1996, JRSS A 159:547).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.errors import QuestionError
from comity.measures.coaction.residuals import smooth
from comity.measures.stats import matching
from comity.records.details import SilenceDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import LEVEL, FloatArray

METHOD = "deference/1"

FEWEST_ELSEWHERE = 20
"""Acts elsewhere in the window that prove the stream sees the state."""
FEWEST_EXPECTED = 5.0
"""Below this many expected acts even full silence is not surprising enough."""
ALPHA = 0.05

_LEAST_DISPERSION = 1e-9
_LEAST_LEVEL = 1e-3  # a calm without any news is a calm with next to none
_TAIL = 1e-10


@dataclass(frozen=True, slots=True)
class Habit:
    """What was said and what was to be expected, per episode, and how widely the state's acts scatter.

    ``observed`` and ``expected`` have shape (episodes,); ``expected`` is NaN where no calm bin lies near
    enough to tell the state's habit.  ``dispersion`` is phi of the variance mu + phi mu^2 in calm bins.
    """

    observed: FloatArray
    expected: FloatArray
    dispersion: float


def habit(counts: FloatArray, state: int, partner: int, episodes: NDArray[np.int64]) -> Habit:
    """What a state was to be expected to say in each episode, from its acts outside all of them.

    Parameters
    ----------
    counts : (states, bins) acts toward the hotspot
    state : row of the state asked about
    partner : row of the partner whose interests are at stake; kept out of everyone's news, as is the state
    episodes : (bins,) number of the episode (0, 1, ...) that each bin belongs to, -1 for none

    Notes
    -----
    Expected = the state's own slow share in calm bins x everyone's total in the bin over its calm level.
    The silence asked about must not lower the habit it is held against, so episodes are left out of both
    smooths.
    """
    counts = np.asarray(counts, float)
    calm = (episodes < 0).astype(float)
    others = np.delete(counts, [state, partner], axis=0)
    total = (others / (others.mean(1, keepdims=True) + 0.3)).sum(0)
    near = smooth(calm)
    near = np.where(near > 0, near, np.nan)
    own, level = smooth(counts[state] * calm) / near, smooth(total * calm) / near
    mean = own * total / np.maximum(level, _LEAST_LEVEL)
    y, m = counts[state][calm > 0], mean[calm > 0]
    dispersion = ((y - m) ** 2 - m).sum() / max(float((m**2).sum()), _LEAST_DISPERSION)
    inside, number = episodes >= 0, int(episodes.max()) + 1
    observed, expected = np.zeros(number), np.zeros(number)
    np.add.at(observed, episodes[inside], counts[state][inside])
    np.add.at(expected, episodes[inside], mean[inside])
    return Habit(observed, expected, max(float(dispersion), 0.0))


def silence_p(observed: int, expected: FloatArray, dispersion: float) -> float:
    """P(sum of acts <= observed), acts of each episode negative binomial and independent.

    Parameters
    ----------
    observed : acts over all episodes
    expected : (episodes,) expected acts of each
    dispersion : phi of the variance mu + phi mu^2; 0 is Poisson

    Notes
    -----
    The distribution of the sum is convolved exactly (up to 1e-10 in each tail). One phi stands for
    bins within an episode acting as one: that is the cautious reading, since bins that are independent
    would give a narrower sum.
    """
    return float(min(1.0, _chances(observed, expected, dispersion).sum()))


def power_for(level: float, expected: FloatArray, dispersion: float) -> float:
    """Chance that a state which says ``level`` of what is expected is called silent at :data:`ALPHA`.

    What silence could not have been seen: below one half or so, "not silent" says little.

    Notes
    -----
    Where episodes are alike the sum is sufficient and no test of this size sees more (Neyman and Pearson
    1933).  Ten episodes of four acts with dispersion 1 see a halving .52 of the time, twenty .81.
    """
    mean = np.asarray(expected, float)
    below = np.cumsum(_chances(int(mean.sum()), mean, dispersion))
    least = int(np.searchsorted(below, ALPHA, side="right")) - 1  # the most acts still called silence
    if least < 0:
        return 0.0
    return float(min(1.0, _chances(least, level * mean, dispersion).sum()))


def _chances(most: int, expected: FloatArray, dispersion: float) -> FloatArray:
    """P(sum of acts = 0, 1 ... ``most``)."""
    total = np.ones(1)
    for mean in np.sort(np.asarray(expected, float)):
        if dispersion > _LEAST_DISPERSION:
            size = 1.0 / dispersion
            law = scipy.stats.nbinom(size, size / (size + mean))
        else:
            law = scipy.stats.poisson(mean)
        pmf = law.pmf(np.arange(int(law.ppf(1 - _TAIL)) + 1))
        total = np.convolve(total, pmf)[: most + 1]
    return np.asarray(total[: most + 1])


def deference(
    observed: FloatArray,
    expected: FloatArray,
    dispersion: float,
    elsewhere: int,
    *,
    placebos: FloatArray | None = None,
    matched_on: str = "states of like activity",
    records: tuple[str, ...] = (),
) -> Finding:
    """Whether a state said less than its habit over episodes that touch its partner's core interests.

    Parameters
    ----------
    observed, expected : (episodes,) acts, and those expected from its habit given everyone's news; NaN
        where the stream did not cover the state
    dispersion : phi of the state's negative binomial in the same model
    elsewhere : acts of the state toward anything else in the same window
    placebos : the same ratio (observed over expected) of placebo states, for the rank
    records : ids of the acts that were observed

    Returns
    -------
    Finding whose value is the share of expected acts that were made, with a 90% interval; ``detail`` has
    ``p``, ``silent``, the two sums and the power for a halved rate. Cannot be told under 20 acts
    elsewhere or 5 expected. ``placebo`` ranks silence: 1 is the most silent.

    Notes
    -----
    Interval: the true level is a gamma with the observed count and the design effect of the negative
    binomials (Jeffreys' prior). Fails when the state speaks through a channel the stream does not read,
    and when its expected level was fitted on the very silence (fit on other episodes).
    """
    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    if observed.shape != expected.shape or observed.ndim != 1:
        raise QuestionError("Observed and expected acts must be given for the same episodes.")
    ok = ~(np.isnan(observed) | np.isnan(expected))
    said, mean = int(observed[ok].sum()), expected[ok]
    null = "its own habit given everyone's news"
    if elsewhere < FEWEST_ELSEWHERE:
        why = f"the stream shows {elsewhere} acts of it elsewhere, fewer than {FEWEST_ELSEWHERE}"
        return cannot_tell(Kind.SILENCE, NO_SUBJECT, why, method=METHOD, null=null, n=int(ok.sum()))
    if mean.sum() < FEWEST_EXPECTED:
        why = f"only {mean.sum():.1f} acts were to be expected"
        return cannot_tell(Kind.SILENCE, NO_SUBJECT, why, method=METHOD, null=null, n=int(ok.sum()))
    p = silence_p(said, mean, dispersion)
    share = said / float(mean.sum())
    rank = None if placebos is None else matching.rank(-share, -np.asarray(placebos, float), matched_on)
    return Finding(
        Kind.SILENCE,
        NO_SUBJECT,
        share,
        "share of expected acts",
        null,
        int(ok.sum()),
        METHOD,
        interval=_interval(said, mean, dispersion),
        placebo=rank,
        records=records,
        records_total=len(records),
        detail=SilenceDetail(
            p=p,
            silent=p <= ALPHA,
            said=said,
            expected=float(mean.sum()),
            power_halved=power_for(0.5, mean, dispersion),
        ),
    )


def _interval(said: int, mean: FloatArray, dispersion: float) -> Interval:
    """Gamma interval of the level, its count deflated by the overdispersion at that level."""
    level = max(said, 1) / mean.sum()
    deflate = 1.0 + dispersion * level * float((mean**2).sum() / mean.sum())
    scale = deflate / float(mean.sum())
    tails = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    low, high = (scipy.stats.gamma.ppf(q, said / deflate + 0.5) * scale for q in tails)
    share = said / float(mean.sum())
    return Interval(min(float(low), share), max(float(high), share), LEVEL)
