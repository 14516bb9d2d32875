"""The questions: words or deeds, who leads, who keeps silent, with or against, and what would change it."""

from __future__ import annotations

from comity.faces.brief import sentences, verbal_scales
from comity.faces.brief.hotspot_material import HotspotMaterial
from comity.faces.brief.model import BriefRow, Claim, Sentence
from comity.faces.brief.sentences import count, percent, some
from comity.records.details import ShareDetail, TurnDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.types import LEVEL


def questions(t: HotspotMaterial) -> list[BriefRow]:
    """The questions of a brief with what can be told of each."""
    third = sentences.named(t.watch.third) if t.watch.third else "a third power"
    answers: list[tuple[str, list[Sentence | None]]] = [
        ("Words or deeds?", [deeds(t)]),
        ("Who leads?", [leads(t), lone(t)]),
        ("Who keeps silent?", [silence(t)]),
        (f"With or against {third}?", [toward_third(t)]),
        ("What would change it?", [*change(t)]),
    ]
    rows = [(q, tuple(s for s in sentences if s is not None)) for q, sentences in answers]
    return [BriefRow(q, sentences) for q, sentences in rows if sentences]


def deeds(t: HotspotMaterial) -> Sentence:
    """How many were deeds and how many verbal_scales."""
    n, said = t.counts[Kind.DEEDS], t.counts[Kind.WORDS]
    deeds, spoken, _ = t.record.deeds()
    claims = (*t.latest(deed=True), *t.latest(deed=False))
    return Sentence(
        f"{count(deeds, 'deed')} and {count(spoken, 'word')} among the acts together.", claims, (n, said)
    )


def leads(t: HotspotMaterial) -> Sentence | None:
    """Whether one follows the other in time."""
    f = next((f for f in t.picture.leads if f.kind is Kind.FOLLOW and f.known), None)
    if f is None:
        return None
    width, n = f.detail.bin, f.n
    return Sentence(f"In timing {f.value}, by {count(n, width)} of {f.subject.stream}.", t.rows(f), (f,))


def lone(t: HotspotMaterial) -> Sentence | None:
    """How often each acted without the other."""
    f = next((f for f in t.picture.leads if f.kind is Kind.LONE), None)
    if f is None or not f.known:
        return None
    claims = sentences.alone(t.ground, t.watch, t.record.occurrences, t.both)
    return (
        Sentence(f"On record each acted here without the other: {sentences.alone_in_words(f)}.", claims, (f,))
        if claims
        else None
    )


def silence(t: HotspotMaterial) -> Sentence:
    """Who gave ground or kept silent."""
    f = next((f for f in t.picture.silence if f.known and f.records), t.picture.silence[-1])
    if f.known and f.records and isinstance(f.value, int):
        claims = coded(t, f)
        if claims:
            text = f"{count(f.value, 'act')} of deference on record: silence kept or ground given."
            return Sentence(text, claims, (f,))
    if not f.known:
        return Sentence(f"Cannot be told: {f.why_not}.", (), (f,))
    return Sentence(
        "No act of deference is on record here; silence that left no record cannot be seen.", (), (f,)
    )


def coded(t: HotspotMaterial, f: Finding) -> tuple[Claim, ...]:
    """Records of any member that are coded as deference, behind a count of it."""
    findings = [
        c
        for s in t.watch.group.codes
        for c in t.ground.of_finding(f, Claim("", "alone", (s,), t.spot, form="deference"))
    ]
    return tuple({c.record: c for c in findings}.values())[:1]


def toward_third(t: HotspotMaterial) -> Sentence | None:
    """With or against the third power."""
    f = t.picture.third[0] if t.picture.third else None
    if f is None:
        return None
    if not isinstance(f.detail, ShareDetail):
        return (
            Sentence(f"Cannot be told: {f.why_not or 'no stance is on record'}.", (), (f,))
            if not f.known
            else None
        )
    against, n = f.detail.count, f.n
    split = Finding(f.kind, f.subject, n - against, "acts", f.null, n, f.method)
    claims = (*t.latest(stance="against"), *t.latest(stance="with"))
    return Sentence(
        f"Against in {against} and with in {n - against} of {n} acts together with a stance.",
        claims,
        (f, split),
    )


def change(t: HotspotMaterial) -> list[Sentence]:
    """What would turn the words, and by the past rate how likely that is."""
    out: list[Sentence] = []
    for f in t.picture.change:
        d = f.detail
        if not isinstance(f.value, int) or not isinstance(d, TurnDetail):
            continue
        claims = t.moved_by(f) if f.subject.stream else some(t.ground.of_finding(f, t.both))
        if not claims:
            continue
        whose = f" of {f.subject.stream}" if f.subject.stream else ""
        unit = "acts withdrawn" if f.kind is Kind.HOLD_RUNG else f.unit
        text = f"The word{whose} would become «{d.becomes}» with {f.value} {unit}."
        out.append(Sentence(text, claims, (f,)))
        if d.likelihood is not None and d.low is not None and d.high is not None:
            p = d.likelihood
            text = (
                f"By the past rate this {verbal_scales.likelihood(p)} "
                f"({percent(p)}, {percent(LEVEL)} range "
                f"{percent(d.low)} to {percent(d.high)})."
            )
            out.append(Sentence(text, claims, (f,)))
    return out[:4] or [
        Sentence(f"Cannot be told: {f.why_not}.", (), (f,)) for f in t.picture.change[:1] if not f.known
    ]
