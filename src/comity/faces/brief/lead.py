"""The heading and the first paragraph: the record, each stream, the votes, the trend."""

from __future__ import annotations

from comity.faces.brief import sentences
from comity.faces.brief.hotspot_material import HotspotMaterial
from comity.faces.brief.model import Claim, Sentence
from comity.faces.brief.sentences import count, newest, percent, some
from comity.faces.present.hotspot_view import headline
from comity.measures.record.share_trend import LITTLE
from comity.records.details import CoActionDetail, RecordTrendDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind


def lead(t: HotspotMaterial) -> tuple[Sentence, ...]:
    """The first paragraph."""
    sentences = [acts(t), *timing(t), votes(t), trend(t)]
    return tuple(s for s in sentences if s is not None)


def heading(t: HotspotMaterial) -> Sentence:
    """Both witnesses and the trend, in the words of the desk."""
    text = headline(t.picture)
    rung = t.counts[Kind.RUNG]
    claims = t.latest(rung=t.verdict.rung) if t.verdict.rung in ("joint", "standing") else ()
    return Sentence(
        text, claims or t.latest() or t.moved(1), (rung, *t.mute(), t.picture.trend[0], *t.verdict.timing)
    )


def acts(t: HotspotMaterial) -> Sentence:
    """How much is on record, and from when to when."""
    n, joint = (
        t.counts[Kind.TOGETHER],
        t.counts[Kind.JOINT],
    )
    if not t.record.together:
        return Sentence("No act together is on record here.", (), (n,))
    acts_together = t.record.joint or t.record.together
    first = some(t.ground.of_occurrences(acts_together, t.both))
    last = some(t.ground.of_occurrences(newest(acts_together), t.both))
    kind = "joint act" if t.record.joint else "act alike"
    text = f"{count(len(t.record.together), 'act')} together on record, {len(t.record.joint)} of them joint"
    if len(acts_together) == 1 and first:
        text += f", on {sentences.when(t.ground, first[0])}"
    elif first and last:
        begun = sentences.when(t.ground, first[0])
        text += f"; the first {kind} dates from {begun}, the latest from {sentences.when(t.ground, last[0])}"
    return Sentence(text + ".", (*first, *last), (n, joint))


def timing(t: HotspotMaterial) -> list[Sentence]:
    """What each event stream says, or why none can."""
    if not any(f.known for f in t.verdict.timing):
        why = t.verdict.why_not or "no event stream held covers them here"
        findings = t.verdict.timing[:1] or t.mute() or (t.no_stream(why),)
        return [Sentence(f"Whether they move together in time cannot be told: {why}.", (), findings)]
    return [_stream(t, f) for f in t.verdict.timing if f.known]


def _stream(t: HotspotMaterial, f: Finding) -> Sentence:
    d = f.detail
    text = f"In {f.subject.stream}, {f.value}"
    if isinstance(d, CoActionDetail):
        text += (
            f": on {d.observed:,} of {count(d.bins, d.bin)} both acted, "
            f"where everyone’s news gives {d.expected:.1f}"
        )
    if f.placebo is not None:
        text += f"; rank {f.placebo.rank} of {f.placebo.of} among pairs matched by {f.placebo.matched_on}"
    return Sentence(text + ".", t.rows(f), (f,))


def votes(t: HotspotMaterial) -> Sentence | None:
    """How alike they vote on the matter, beyond habit where that can be told."""
    by_index = {f.kind: f for f in t.verdict.votes if f.known}
    raw, kappa = by_index.get(Kind.AGREEMENT_RAW), by_index.get(Kind.AGREEMENT_KAPPA)
    if raw is None or raw.interval is None or not isinstance(raw.value, float):
        return None
    claim = Claim("", "alike" if raw.value else "opposed", t.watch.group.codes, t.spot)
    text = (
        f"In the General Assembly they voted alike in {percent(raw.value)} of {raw.n} shared roll calls "
        f"({percent(raw.interval.level)} range {percent(raw.interval.low)} to {percent(raw.interval.high)})"
    )
    if kappa is not None and kappa.placebo is not None:
        text += f"; beyond the habits of each, rank {kappa.placebo.rank} of {kappa.placebo.of} like pairs"
    findings = tuple(f for f in (raw, kappa) if f)
    claims = some(t.ground.of_finding(raw, claim))
    return Sentence(text + ".", claims, findings)


def trend(t: HotspotMaterial) -> Sentence:
    """Whether the hotspot takes a larger part of their record lately."""
    f = t.picture.trend[0]
    if not f.known:
        return Sentence(f"Whether they are stepping up cannot be told: {f.why_not}.", (), (f,))
    d = f.detail
    if not isinstance(d, RecordTrendDetail) or f.interval is None:
        claims = t.latest()
        none = () if claims else (cannot_tell(f.kind, f.subject, str(f.value), method=f.method),)
        return Sentence(f"Whether they are stepping up: {f.value}.", claims, (f, *none))
    now, then = d.here_after, d.here_before
    lately = "Whether it is more lately is " if f.value == LITTLE else "Lately it is "
    text = (
        f"{lately}{f.value}: {now} of the {now + d.elsewhere_after} newest acts compared, "
        f"{then} of the {then + d.elsewhere_before} before "
        f"(odds ratio {d.odds_ratio:.1f}, {percent(f.interval.level)} range {f.interval.low:.1f} to "
        f"{f.interval.high:.1f})."
    )
    sums = Finding(
        f.kind, f.subject, now + d.elsewhere_after, "acts", f.null, then + d.elsewhere_before, f.method
    )
    return Sentence(text, t.latest(), (f, sums))
