"""What remains of acting together when what goes beyond chance and circumstance is taken away?

The joint bins that everyone's news and the two states' own habits explain
(:mod:`comity.measures.coaction.statistic`)
would still be there if the two parted: each would go on acting on the same days because the world does.  The
rest is the excess, which is what a parting could take away.  Accounting, not a forecast.
"""

from __future__ import annotations

from comity.measures.verdict.coaction_findings import A_YEAR
from comity.records.finding import Finding, Interval, cannot_tell

METHOD = "remainder/1"
NULL = "each state's own activity and everyone's news"


def remains(timing: Finding, where: str) -> Finding:
    """Joint bins that would remain without what goes beyond chance, from a finding on timing.

    Parameters
    ----------
    timing : it; its ``detail`` holds the joint bins observed and the excess a year with its 90% interval
    where : names the hotspot in the question

    Returns
    -------
    Finding in bins over the whole stretch; below 0 is cut off. An excess below 0 leaves more than was
    observed: the two acted together less than circumstance explains.
    """
    d = timing.detail
    stream = f" in {d['stream']}" if "stream" in d else ""
    question = f"How much acting together toward {where} would remain without what is beyond chance{stream}?"
    if not timing.known or "excess_a_year" not in d:
        why = timing.why_not or "the stream does not tell what is beyond chance"
        return cannot_tell(question, why, method=METHOD, null=NULL, n=timing.n)
    years = d["bins"] / A_YEAR[d["bin"]]
    observed = int(d["observed"])
    value, low, high = (
        max(observed - d[k] * years, 0.0) for k in ("excess_a_year", "excess_high", "excess_low")
    )
    return Finding(
        question,
        float(value),
        f"joint {d['bin']}s of {observed} observed",
        NULL,
        int(d["bins"]),
        METHOD,
        interval=Interval(min(low, value), max(high, value), d["level"]),
        records=timing.records,
        records_total=timing.records_total,
        detail={
            "stream": d.get("stream", ""),
            "observed": observed,
            "share_remaining": None if not observed else value / observed,
            "hangs_on": timing.value,
        },
    )
