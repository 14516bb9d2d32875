"""Alerts from the record: joint acts, first acts of a form, divergence, and acts after a long silence.

An act on record, or a public vote, is no chance event, so no threshold limits these alerts. Their rate among
similar pairs is given if the record covers such pairs. Acts that a machine coded are wrong at a known rate,
measured on labelled sentences. They are held back once the errors expected in a month reach the limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pyarrow as pa
import scipy

from comity.measures.record import coder_error, record
from comity.measures.record.occurrence import Occurrence
from comity.measures.votes import joint_vetoes, veto_rates
from comity.parts.follow.alerts.alert import RECORDS_SHOWN, Alert, stable_id
from comity.parts.follow.alerts.wanted import Wanted
from comity.records.details import ActAlertDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL
from comity.vocabulary import forms, hotspots
from comity.vocabulary.states import permanent_seats
from comity.watch.inquiry import Inquiry

METHOD = "alerts-on-record/1"
#: Acts older than this when they enter the lake cause no alert.
RECENT = timedelta(days=45)
#: Time without a joint act on record after which the next one breaks a silence.
SILENCE = timedelta(days=730)
VOTES_BACK = timedelta(days=3652)
MONTH = 365.25 / 12


def alerts(inquiry: Inquiry, wanted: Wanted, on: date) -> list[Alert]:
    """Return alerts for acts of the last 45 days before ``on``, oldest first."""
    acts_read = pa.concat_tables([inquiry.acts, inquiry.leads])  # leads too: an alert is itself a lead
    records = record.read_all(acts_read, inquiry.group, inquiry.third)
    out: list[Alert] = []
    for spot in wanted.spots:
        acts = records[spot.id].occurrences
        for o in acts:
            if on - RECENT <= o.last <= on:
                kind, form = _kind(o, acts, wanted)
                if kind:
                    out.append(_alert(inquiry, wanted, spot.id, o, kind, form, on))
    return sorted(out, key=lambda a: (a.day, a.hotspot, a.kind))


def _kind(o: Occurrence, acts: Sequence[Occurrence], wanted: Wanted) -> tuple[str, str]:
    """Return the strongest kind of alert that a watch wants for an act, and the act's form; "" for none."""
    if o.friction and not o.together:
        return ("divergence", o.forms[0] if o.forms else "") if wanted.asks("divergence") else ("", "")
    shown = [f for f in o.forms if not wanted.forms or {f, forms.whole(f)} & set(wanted.forms)]
    if not (o.together and o.rung in ("joint", "standing") and shown):
        return "", ""
    earlier = [x for x in acts if x.together and x.rung in ("joint", "standing") and x.last < o.first]
    done = {f for x in earlier for f in x.forms}
    new = [f for f in shown if f not in done]
    if new and wanted.asks("first"):
        return "first", new[0]
    last = max((x.last for x in earlier), default=None)
    if last is not None and o.first - last >= SILENCE and wanted.asks("silence-broken"):
        return "silence-broken", shown[0]
    return ("joint-act", shown[0]) if wanted.asks("joint-act") else ("", "")


def _alert(
    inquiry: Inquiry, wanted: Wanted, spot: str, o: Occurrence, kind: str, form: str, on: date
) -> Alert:
    group = inquiry.group.name
    name, what = hotspots.get(spot).name, forms.get(form).name.lower() if form else "act"
    heads = {
        "first": f"First {what} of {group} on {name} on record",
        "silence-broken": f"{group} act together on {name} again, after two years or more: {what}",
        "joint-act": f"{group} on {name}: {what}",
        "divergence": f"{group} part on {name}: {what}",
    }
    return Alert(
        id=stable_id(wanted.name, wanted.pair, spot, o.id),
        watch=wanted.name,
        pair=wanted.pair,
        hotspot=spot,
        kind=kind,
        form=form,
        day=o.first,
        told_on=on,
        by="record",
        headline=f"{heads[kind]}. {o.summary}",
        why=_why(inquiry, spot, o, form, on),
        records=o.records[:RECORDS_SHOWN],
        records_total=len(o.records),
    )


def _why(inquiry: Inquiry, spot: str, o: Occurrence, form: str, on: date) -> Finding:
    about = Subject(states=inquiry.group.codes, place=spot, form=form)
    detail = ActAlertDetail(
        occurrence=o.id, window=(o.first.isoformat(), o.last.isoformat()), reports=o.reports
    )
    if o.coded:
        rate = misread(about, inquiry, detail)
    elif form == joint_vetoes.FORM:
        rate = rate_of_like_pairs(about, inquiry, on, detail)
    else:
        why = "it is written down by people, and their record is a choice: no rate of chance can be told"
        rate = replace(
            cannot_tell(Kind.FALSE_ACT, about, why, method=METHOD, n=len(o.records)), detail=detail
        )
    return replace(rate, records=o.records[:RECORDS_SHOWN], records_total=len(o.records))


def misread(about: Subject, inquiry: Inquiry, detail: ActAlertDetail) -> Finding:
    """Return as a finding (result) the share of machine-coded acts that are wrong."""
    of = coder_error.estimate_error(inquiry.group.id, inquiry.view.reviewed.tallies).precision
    low, high = of.bounds()
    return Finding(
        Kind.FALSE_ACT,
        about,
        1 - of.value,
        "share of acts read wrongly",
        "labelled sentences",
        round(of.of),
        coder_error.METHOD,
        Interval(1 - high, 1 - low, LEVEL),
        detail=replace(detail, coded=True),
    )


def rate_of_like_pairs(about: Subject, inquiry: Inquiry, on: date, detail: ActAlertDetail) -> Finding:
    """Return how often other pairs of permanent Council members vetoed together in the ten years before."""
    since = on - VOTES_BACK
    ballots, calls = inquiry.council
    drafts = veto_rates.vetoed_drafts(ballots, calls, since, on - timedelta(days=1))
    own = set(inquiry.group.codes)
    seats = [s for s, (first, last) in permanent_seats().items() if first <= on <= last]
    others = [p for p in combinations(sorted(seats), 2) if set(p) != own]
    met = sum(set(p) <= d.by for p in others for d in drafts)
    months = len(others) * (on - since).days / MONTH
    tail = (1 - LEVEL) / 2
    low = float(scipy.stats.chi2.ppf(tail, 2 * met)) / 2 if met else 0.0
    high = float(scipy.stats.chi2.ppf(1 - tail, 2 * met + 2)) / 2
    mine = sum(own <= d.by for d in drafts)
    return Finding(
        Kind.LIKE_VETOES,
        about,
        met / months,
        "joint vetoes a month and pair",
        "the other pairs of permanent members",
        len(drafts),
        METHOD,
        Interval(low / months, high / months, LEVEL),
        detail=replace(detail, pairs=len(others), own=mine, own_a_month=mine * len(others) / months),
    )


def _coded(a: Alert) -> bool:
    return isinstance(a.why.detail, ActAlertDetail) and a.why.detail.coded


def ration_alerts(
    candidates: Iterable[Alert], before: Iterable[Alert], budget: float
) -> tuple[list[Alert], list[Alert]]:
    """Split alerts into those to send, and alerts on machine-coded acts held back by the month's limit.

    Parameters
    ----------
    before : alerts already sent; those of the last 30 days use up the limit
    budget : false alarms per month allowed for machine-coded acts
    """
    sent, held_back = [], []
    spent = [(a.told_on, float(a.why.value or 0)) for a in before if _coded(a)]
    for a in candidates:
        if not _coded(a):
            sent.append(a)
            continue
        month = sum(s for day, s in spent if timedelta() <= a.told_on - day < timedelta(days=30))
        if month + float(a.why.value or 0) <= budget:
            spent.append((a.told_on, float(a.why.value or 0)))
            sent.append(a)
        else:
            held_back.append(a)
    return sent, held_back
