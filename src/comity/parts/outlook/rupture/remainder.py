"""What remains of acting together when what goes beyond chance and circumstance is taken away?

The joint bins that everyone's news and the two states' own habits explain
(:mod:`comity.measures.coaction.statistic`)
would still be there if the two parted: each would go on acting on the same days because the world does.  The
rest is the excess, which is what a parting could take away.  Accounting, not a forecast.
"""

from __future__ import annotations

from comity.measures.verdict.coaction_findings import A_YEAR
from comity.records.details import CoActionDetail, RemainderDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import Kind

METHOD = "remainder/1"
NULL = "each state's own activity and everyone's news"


def remains(timing: Finding) -> Finding:
    """Joint bins that would remain without what goes beyond chance, from a finding on timing.

    Parameters
    ----------
    timing : of :func:`comity.measures.verdict.coaction_findings.together`

    Returns
    -------
    Finding in bins over the whole stretch; below 0 is cut off. An excess below 0 leaves more than was
    observed: the two acted together less than circumstance explains.
    """
    d, kind, subject = timing.detail, Kind.REMAINDER, timing.subject
    if not isinstance(d, CoActionDetail):
        why = timing.why_not or "the stream does not tell what is beyond chance"
        return cannot_tell(kind, subject, why, method=METHOD, null=NULL, n=timing.n)
    years = d.bins / A_YEAR[d.bin]
    observed = d.observed
    value, low, high = (
        max(observed - k * years, 0.0) for k in (d.excess_a_year, d.excess_high, d.excess_low)
    )
    return Finding(
        kind,
        subject,
        float(value),
        f"joint {d.bin}s of {observed} observed",
        NULL,
        d.bins,
        METHOD,
        interval=Interval(min(low, value), max(high, value), d.level),
        records=timing.records,
        records_total=timing.records_total,
        detail=RemainderDetail(
            observed=observed,
            share_remaining=None if not observed else value / observed,
            hangs_on=str(timing.value),
        ),
    )
