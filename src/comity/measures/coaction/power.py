"""Power: the weakest coordination that a test with so many acts can show.

"Not shown" means little without the coordination that the test could have missed. So each result gives this
limit. It is computed by the rule that gives the verdict: both tests, corrected for the number of places.
"""

from __future__ import annotations

from scipy.special import ndtri

from comity.measures.coaction.statistic import Score
from comity.records.details import CoActionDetail, PowerDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind
from comity.types import Z90

METHOD = "power/3"
LEVEL, POWER = 0.05, 0.8
NO_INTERVAL = "computed from the spread that the test itself uses"
NO_PLACEBO = "the spread of matched pairs is in it"
_NEEDED = float(ndtri(POWER) - ndtri(LEVEL))
WORD_POWER = 0.75
"""Chance with which a tie of the stated strength gets the word "together"."""
_EACH = 0.8  # chance with which each of two kin questions must be answered yes, that both are in WORD_POWER
_LEFT = 0.9  # part of a planted tie that is left to the pair where its group is taken out


def weakest_share(score: Score, places: int, *, stories: bool = True) -> float | None:
    """Return the weakest coordination that would get the word "together", as a share of days.

    The share is of the active days of the less active state that, if made joint, would give this word.

    Parameters
    ----------
    score : score of the pair at the place
    places : number of places that the verdict is corrected for
    stories : whether the stream gives the story of each act
        (:func:`~comity.measures.coaction.statistic.words`)

    Returns
    -------
    A share up to 1; ``None`` if even a share of 1 would get the word less often than :data:`WORD_POWER`.

    Notes
    -----
    The first test must pass at ``LEVEL / places`` (Benjamini-Hochberg, if no other place passes). The second
    test follows only then, at ``LEVEL``. ``studies.coaction`` measures how often such a share gets the word.
    """
    first = (ndtri(_EACH) - ndtri(LEVEL / places)) * score.joint_tie
    second = (ndtri(_EACH) - ndtri(LEVEL)) * score.beyond_tie / _LEFT
    doubt = 0.0 if stories else score.small(score.doubled)
    share = score.share(float(max(first, second)) + doubt)
    return share if share < 1.0 else None


def compute_timing_power(timing: Finding) -> Finding:
    """Return as a finding the weakest coordination that the acts of one stream of events would have shown.

    The value is a sentence. ``weakest_share`` in the detail is the share of days that would get the word
    "together" in three of four cases.

    Parameters
    ----------
    timing : finding of :func:`comity.measures.verdict.coaction_findings.together`
    """
    null = f"no coordination; the word's own rule, {LEVEL:.0%} over the places asked"
    if not timing.known:
        return cannot_tell(Kind.POWER, timing.subject, timing.why_not, method=METHOD, null=null, n=timing.n)
    d = timing.read(CoActionDetail)
    acts = " and ".join(f"{a:,}" for a in d.acts)
    weakest = d.weakest_share
    if weakest is None:
        said = f"with {acts} acts not even a pair that always acts together could have been shown"
    else:
        said = (
            f"with {acts} acts a tie weaker than {weakest:.0%} of the less active one's acts "
            "could not have been shown"
        )
    detail = PowerDetail(
        weakest_share=weakest, power=WORD_POWER, no_interval=NO_INTERVAL, no_placebo=NO_PLACEBO
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


def compute_vote_power(kappa: Finding) -> Finding:
    """Return the least difference of kappa (agreement beyond chance) that so many roll calls would show."""
    null = f"a kappa like that of like pairs, one-sided {LEVEL:.0%}"
    if not kappa.known or kappa.interval is None:
        return cannot_tell(
            Kind.POWER, kappa.subject, kappa.why_not or "no kappa", method=METHOD, null=null, n=kappa.n
        )
    error = (kappa.interval.high - kappa.interval.low) / 2 / Z90
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
