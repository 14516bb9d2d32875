"""What the record says to each question about a hotspot: shares of its occurrences, held against elsewhere.

The record is selective, so no share of it is an activity level.  But what is selective in the same way
everywhere cancels between hotspots: the null of every share here is the same share in the pair's own
record at its *other* hotspots, which also serve as placebos (placebo hotspots).  Intervals are Jeffreys'
(Brown, Cai and DasGupta 2001, Statistical Science 16:101).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import scipy

from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.stats import matching
from comity.records.details import FormDetail, ShareDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL
from comity.vocabulary import forms

METHOD = "on-record/2"
NULL = "the same share in their record at the other hotspots"
NULL_COUNT = "none: a count of a selective record"
FEWEST = 5
"""Occurrences a share needs, here and at a placebo hotspot."""
_TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)

Counts = Callable[[Occurrence], bool | None]
"""Whether an occurrence counts; ``None`` where that is not known, and then it is left out."""


def share(kind: Kind, hotspot: str, records: Mapping[str, Record], counts: Counts, unit: str) -> Finding:
    """Share of the acts together at a hotspot that are of a kind.

    Parameters
    ----------
    kind : what is asked
    hotspot : its id
    records : the record of every hotspot it is held against, and its own, by id
    counts : which acts are of the kind
    unit : what the number is a share of

    Returns
    -------
    Finding with a 90% interval; ``detail`` has ``expected`` (the share elsewhere) and ``placebo`` ranks it
    among the other hotspots.  Cannot be told under 5 acts.
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
    low, high = (float(scipy.stats.beta.ppf(q, len(yes) + 0.5, n - len(yes) + 0.5)) for q in _TAILS)
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
    """Share of what they did together at a hotspot that is deeds and not words."""
    return share(Kind.DEED_SHARE, hotspot, records, lambda o: o.deed, "share of acts together")


def against_third(hotspot: str, records: Mapping[str, Record], third: str) -> Finding:
    """Share of their acts together, of those with or against the third power, that are against it."""
    known = {"against": True, "with": False}
    record = records[hotspot]
    parts = {h: _split(r.together, lambda o: known.get(o.toward_third)) for h, r in records.items()}
    return _ratio(Kind.AGAINST_THIRD, replace(record.subject, third=third), "share of stances", parts)


def of_form(hotspot: str, records: Mapping[str, Record], form: str) -> Finding:
    """Occurrences, standing conditions and totals on record that were read as one form, such as deference.

    A count, not a rate: that nobody wrote one down says nothing.
    """
    record = records[hotspot]
    of_this_form = [
        o for o in (*record.occurrences, *record.standing) if form in map(forms.whole, o.all_forms)
    ]
    return _counted(of_this_form, record, form)


def lone(hotspot: str, records: Mapping[str, Record]) -> Finding:
    """Share of occurrences in which one acted without the other: joint acts that are missing."""
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
    """Share of what passed between them at a hotspot that set them apart."""
    kinds = {
        h: (r.friction, [o for o in r.occurrences if o.friction or o.together]) for h, r in records.items()
    }
    return _ratio(Kind.APART, records[hotspot].subject, "share of occurrences", kinds)


def _counted(counted: Sequence[Occurrence], of: Record, form: str) -> Finding:
    ids = tuple(i for o in counted for i in o.records)
    return Finding(
        Kind.FORM_COUNT,
        replace(of.subject, form=form),
        len(counted),
        "occurrences",
        NULL_COUNT,
        len(of.occurrences) + len(of.standing),
        METHOD,
        records=ids,
        records_total=len(ids),
    )


def by_form(hotspot: str, records: Mapping[str, Record]) -> list[Finding]:
    """Each form of acting together at a hotspot: how often, and how often by the pair's own habit.

    Returns
    -------
    One finding a form seen here or expected at least once, most frequent first.  The value is the count;
    ``detail`` has ``expected`` with its 90% range (``expected_low``, ``expected_high``), the one-sided
    ``p`` of so many or more, and the ``form``.

    Notes
    -----
    Expected: the form's share in the pair's record at all other hotspots times its acts together here; the
    range is that of a beta-binomial with Jeffreys' prior, so that a thin record elsewhere gives a wide
    one.  It asks whether the *mix* here differs from the pair's own, not whether there is much of it.
    """
    together = records[hotspot].together
    elsewhere = [(r.together, h) for h, r in records.items() if h != hotspot]
    n, rest = len(together), sum(len(acts) for acts, _ in elsewhere)
    if not n:
        return []
    findings = []
    for form in sorted({f for acts, _ in [*elsewhere, (together, hotspot)] for o in acts for f in o.forms}):
        of_this_form = [o for o in together if form in o.forms]
        others = [(sum(form in o.forms for o in acts), len(acts)) for acts, _ in elsewhere]
        k = sum(count for count, _ in others)
        if of_this_form or (rest and n * k / rest >= 1):
            subject = replace(records[hotspot].subject, form=form)
            findings.append(_form(subject, of_this_form, n, others))
    return sorted(findings, key=lambda f: (-int(f.value or 0), f.subject.form))


def _form(
    subject: Subject,
    of_this_form: Sequence[Occurrence],
    n: int,
    others: Sequence[tuple[int, int]],
) -> Finding:
    ids = tuple(i for o in of_this_form for i in o.records)
    k, rest = sum(count for count, _ in others), sum(of for _, of in others)
    rank = _rank(len(of_this_form) / n, others)
    common: dict[str, Any] = {"form": subject.form, "acts": n, "no_placebo": _why_no(rank)}
    if rest >= FEWEST:
        law = scipy.stats.betabinom(n, k + 0.5, rest - k + 0.5)
        low, high = (int(law.ppf(q)) for q in _TAILS)
        p = float(law.sf(len(of_this_form) - 1))
        detail = FormDetail(
            expected=n * k / rest, expected_low=low, expected_high=high, p=p, level=LEVEL, **common
        )
    else:
        detail = FormDetail(expected=None, why_no_expected="too little on record at other hotspots", **common)
    return Finding(
        Kind.FORM,
        subject,
        len(of_this_form),
        "occurrences",
        "the same form's share at their other hotspots",
        n,
        METHOD,
        None,
        rank,
        ids,
        len(ids),
        detail=detail,
    )
