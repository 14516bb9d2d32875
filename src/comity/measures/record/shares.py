"""Shares of the recorded occurrences at a hotspot, compared with the same shares at the other hotspots.

The record is selective, so no share is a level of activity. But a bias that is the same at every hotspot
cancels in a comparison of hotspots. So each share is compared with the same share in the pair's record at its
*other* hotspots, which also serve as placebos. Intervals are Jeffreys' (Brown, Cai and DasGupta 2001,
Statistical Science 16:101).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import scipy

from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.stats import matching
from comity.records.details import ShareDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL

METHOD = "on-record/2"
NULL = "the same share in their record at the other hotspots"
FEWEST = 5
"""Occurrences a share needs, here and at a placebo hotspot."""
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)

Counts = Callable[[Occurrence], bool | None]
"""Whether an occurrence counts; ``None`` where that is not known, and then it is left out."""


def share(kind: Kind, hotspot: str, records: Mapping[str, Record], counts: Counts, unit: str) -> Finding:
    """Return the share of one kind of act among the acts done together at a hotspot.

    Parameters
    ----------
    kind : the question that the share answers
    hotspot : id of the hotspot
    records : the record of this hotspot and of those to compare it with, by id
    counts : function that says whether an act is of the kind
    unit : what the number is a share of

    Returns
    -------
    Finding with a 90% interval. In the detail, ``expected`` is the share elsewhere; ``placebo`` is the rank
    of the hotspot among the others. With fewer than 5 acts the finding has no value.
    """
    parts = {h: _split(r.together, counts) for h, r in records.items()}
    return _ratio(kind, records[hotspot].subject, unit, parts)


Kinds = tuple[Sequence[Occurrence], Sequence[Occurrence]]
"""Occurrences of the kind asked about, and all of which it is known."""


def _ratio(kind: Kind, subject: Subject, unit: str, kinds: Mapping[str, Kinds]) -> Finding:
    yes, known = kinds[subject.place]
    n = len(known)
    if n < FEWEST:
        why = f"{n} on record, fewer than {FEWEST}"
        return cannot_tell(kind, subject, why, method=METHOD, null=NULL, n=n)
    value, ids = len(yes) / n, tuple(i for o in (yes or known) for i in o.records)
    others = [(len(k), len(of)) for h, (k, of) in kinds.items() if h != subject.place]
    low, high = (float(scipy.special.betaincinv(len(yes) + 0.5, n - len(yes) + 0.5, q)) for q in _TAILS)
    of = sum(m for _, m in others)
    expected = sum(k for k, _ in others) / of if of else None
    rank = _rank(value, others)
    return Finding(
        kind,
        subject,
        value,
        unit,
        NULL,
        n,
        METHOD,
        Interval(min(low, value), max(high, value), LEVEL),
        rank,
        ids,
        len(ids),
        detail=ShareDetail(count=len(yes), expected=expected, no_placebo=_why_no(rank)),
    )


def _why_no(rank: PlaceboRank | None) -> str:
    return "" if rank else f"no other hotspot has {FEWEST} on record"


def _split(acts: Sequence[Occurrence], counts: Counts) -> tuple[list[Occurrence], list[Occurrence]]:
    known = [o for o in acts if counts(o) is not None]
    return [o for o in known if counts(o)], known


def _rank(value: float, others: Sequence[tuple[int, int]]) -> PlaceboRank | None:
    shares = [k / of for k, of in others if of >= FEWEST]
    return matching.rank(value, np.array(shares), "the pair's other hotspots") if shares else None


def deeds(hotspot: str, records: Mapping[str, Record]) -> Finding:
    """Return the share of deeds among the acts done together at a hotspot; the other acts are words."""
    return share(Kind.DEED_SHARE, hotspot, records, lambda o: o.deed, "share of acts together")


def against_third(hotspot: str, records: Mapping[str, Record], third: str) -> Finding:
    """Return the share directed against the state ``third``, out of acts done together with or against it."""
    known = {"against": True, "with": False}
    record = records[hotspot]
    parts = {h: _split(r.together, lambda o: known.get(o.toward_third)) for h, r in records.items()}
    return _ratio(Kind.AGAINST_THIRD, replace(record.subject, third=third), "share of stances", parts)


def lone(hotspot: str, records: Mapping[str, Record]) -> Finding:
    """Return the share of acts done by one state without the other, out of these and acts done together."""
    record = records[hotspot]
    kinds = {h: (_lone(r), [*_lone(r), *r.together]) for h, r in records.items()}
    share_alone = _ratio(Kind.LONE, record.subject, "share of acts", kinds)
    by = {s: sum(o.members == (s,) for o in kinds[hotspot][0]) for s in record.group.codes}
    return (
        replace(share_alone, detail=replace(share_alone.read(ShareDetail), by=by))
        if share_alone.known
        else share_alone
    )


def _lone(record: Record) -> list[Occurrence]:
    return [
        o
        for o in record.occurrences
        if not o.together and not o.friction and set(o.members) < set(record.group.codes)
    ]


def apart(hotspot: str, records: Mapping[str, Record]) -> Finding:
    """Return the share of friction (stepping back, opposing) at a hotspot, in it and acts done together."""
    kinds = {
        h: (r.friction, [o for o in r.occurrences if o.friction or o.together]) for h, r in records.items()
    }
    return _ratio(Kind.APART, records[hotspot].subject, "share of occurrences", kinds)
