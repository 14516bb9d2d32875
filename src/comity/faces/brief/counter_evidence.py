"""What speaks against it, always; what was searched in vain; and how sure all of it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from comity.faces.brief import sentences, verbal_scales
from comity.faces.brief.hotspot_material import HotspotMaterial
from comity.faces.brief.model import BriefRow, Claim, Sentence
from comity.faces.brief.sentences import count, minus, percent, some
from comity.measures.coaction.statistic import NOT_COVERED
from comity.records.details import VotesApartDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind


def against(t: HotspotMaterial) -> list[BriefRow]:
    """Always there: what was found against, or all that was searched."""
    account, *searches = t.picture.against
    out = [
        *_apart(t),
        *_opposed(t),
        *_by_chance(t, searches),
    ]
    none = _questions(searches, against=False)
    mute = _questions(searches, against=None)
    if not out:
        sentence = "None found. " if none or mute else "None found: nothing could be searched. "
        return [
            BriefRow(
                "", (Sentence(sentence + f"Searched: {'; '.join(none or mute)}.", (), (*searches, account)),)
            )
        ]
    if none:
        supporting = tuple(f for f in searches if f.detail.against is False)
        own = tuple(c for f in supporting for c in t.rows(f))
        support = own or t.moved(1) or t.latest() or t.apart()
        out.append(BriefRow("Searched, none found", (Sentence(f"{'; '.join(none)}.", support, supporting),)))
    if mute:
        supporting = tuple(f for f in searches if f.detail.against is None)
        out.append(BriefRow("Could not be searched", (Sentence(f"{'; '.join(mute)}.", (), supporting),)))
    return out


def _apart(t: HotspotMaterial) -> list[BriefRow]:
    f = t.counts[Kind.FRICTION]
    claims = t.apart()
    if not claims:
        return []
    text = f"{count(len(t.record.friction), 'time')} apart, last on {sentences.when(t.ground, claims[0])}."
    return [BriefRow("On record", (Sentence(text.replace("last on", "the latest"), claims, (f,)),))]


def _opposed(t: HotspotMaterial) -> list[BriefRow]:
    f = next((f for f in t.picture.against if f.kind is Kind.VOTES_APART and f.known), None)
    if f is None or not (opposed := f.read(VotesApartDetail).count):
        return []
    claims = some(t.ground.of_finding(f, Claim("", "opposed", t.watch.group.codes, t.spot)))
    rank = f"; rank {f.placebo.rank} of {f.placebo.of} among pairs of like habits" if f.placebo else ""
    text = f"On opposite sides in {opposed} of {f.n} shared roll calls{rank}."
    return [BriefRow("In votes", (Sentence(text, claims, (f,)),))] if claims else []


def _by_chance(t: HotspotMaterial, searches: list[Finding]) -> list[BriefRow]:
    out: list[Sentence] = []
    for f in searches:
        if f.kind is not Kind.TIMING_APART or not f.detail.against or f.interval is None:
            continue
        value = float(f.value) if isinstance(f.value, (int, float)) else 0.0
        text = (
            f"In {f.subject.stream}, {minus(value)} joint bins a year beyond everyone’s news, "
            f"{percent(f.interval.level)} range {minus(f.interval.low)} to {minus(f.interval.high)}: "
            "none shown."
        )
        claims = t.moved_by(f)
        timing = next((t for t in t.verdict.timing if t.subject.stream == f.subject.stream), f)
        out.append(Sentence(text, claims, (f, timing)))
    return [BriefRow("In timing", tuple(out))] if out else []


def sure_record(t: HotspotMaterial) -> Sentence:
    """How sure the record makes one."""
    rest = t.counts[Kind.TOGETHER]
    return sentences.record_confidence(t.ground, t.record.together, rest, t.latest())


def sure(t: HotspotMaterial) -> tuple[Sentence, ...]:
    """How sure the statistics make one."""
    known = [f for f in t.verdict.timing if f.known]
    if not known:
        timing = t.verdict.timing[:1] or (t.no_stream(t.verdict.why_not or NOT_COVERED),)
        return (Sentence("Confidence in the statistics cannot be told: they do not speak here.", (), timing),)
    days = sum(
        (date.fromisoformat(f.detail.last) - date.fromisoformat(f.detail.first)).days + 1
        for f in known
        if f.detail.first and f.detail.last
    )
    agree = len({f.value for f in known}) == 1
    counts = {"streams": len(known), "days in sight": days}
    sure = verbal_scales.sure(Kind.STATISTICS_CONFIDENCE, "statistics", counts, known[0], agree=agree)
    which = "that agree" if agree and len(known) > 1 else "that disagree" if not agree else ""
    text = f"Confidence in the statistics is {sure.value}: {count(len(known), 'stream')} {which}".rstrip()
    support = t.moved(1)
    return (Sentence(f"{text}, {days:,} days in sight in all.", support[:2], (sure, *known)),)


def _questions(searches: Sequence[Finding], *, against: bool | None) -> list[str]:
    """What was searched with this outcome, each question once."""
    questions = [f.question.rstrip("?") for f in searches if f.detail.against is against]
    return list(dict.fromkeys(questions))
