"""What speaks against it, always; what was searched in vain; and how sure all of it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from comity.faces.brief import compose, words
from comity.faces.brief.compose import count, minus, percent, some
from comity.faces.brief.model import Claim, Row, Sentence
from comity.faces.brief.telling import Telling
from comity.measures.coaction.statistic import CANNOT_TELL
from comity.records.details import VotesApartDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind


def against(t: Telling) -> list[Row]:
    """Always there: what was found against, or all that was searched."""
    account, *searches = t.told.against
    out = [
        *_apart(t),
        *_opposed(t),
        *_by_chance(t, searches),
    ]
    none = _asked(searches, against=False)
    mute = _asked(searches, against=None)
    if not out:
        told = "None found. " if none or mute else "None found: nothing could be searched. "
        return [
            Row("", (Sentence(told + f"Searched: {'; '.join(none or mute)}.", (), (*searches, account)),))
        ]
    if none:
        found = tuple(f for f in searches if f.detail.against is False)
        own = tuple(c for f in found for c in t.rows(f))
        support = own or t.moved(1) or t.latest() or t.apart()
        out.append(Row("Searched, none found", (Sentence(f"{'; '.join(none)}.", support, found),)))
    if mute:
        found = tuple(f for f in searches if f.detail.against is None)
        out.append(Row("Could not be searched", (Sentence(f"{'; '.join(mute)}.", (), found),)))
    return out


def _apart(t: Telling) -> list[Row]:
    f = t.counts[Kind.FRICTION]
    claims = t.apart()
    if not claims:
        return []
    text = f"{count(len(t.record.friction), 'time')} apart, last on {compose.when(t.ground, claims[0])}."
    return [Row("On record", (Sentence(text.replace("last on", "the latest"), claims, (f,)),))]


def _opposed(t: Telling) -> list[Row]:
    f = next((f for f in t.told.against if f.kind is Kind.VOTES_APART and f.known), None)
    if f is None or not (opposed := f.read(VotesApartDetail).count):
        return []
    claims = some(t.ground.of_finding(f, Claim("", "opposed", t.watch.group.codes, t.spot)))
    rank = f"; rank {f.placebo.rank} of {f.placebo.of} among pairs of like habits" if f.placebo else ""
    text = f"On opposite sides in {opposed} of {f.n} shared roll calls{rank}."
    return [Row("In votes", (Sentence(text, claims, (f,)),))] if claims else []


def _by_chance(t: Telling, searches: list[Finding]) -> list[Row]:
    out: list[Sentence] = []
    for f in searches:
        if f.kind is not Kind.TIMING_APART or not f.detail.against or f.interval is None:
            continue
        shipped = any(t.shipped for t in t.verdict.timing)
        value = float(f.value) if isinstance(f.value, (int, float)) else 0.0
        text = (
            f"In {f.subject.stream}, {minus(value)} joint bins a year beyond everyone’s news, "
            f"{percent(f.interval.level)} range {minus(f.interval.low)} to {minus(f.interval.high)}: "
            "none shown."
        )
        claims = () if shipped else t.moved_by(f)
        told = next((t for t in t.verdict.timing if t.subject.stream == f.subject.stream), f)
        out.append(Sentence(text, claims, (f, told) if not shipped else (told, f)))
    return [Row("In timing", tuple(out))] if out else []


def sure_record(t: Telling) -> Sentence:
    """How sure the record makes one."""
    rest = t.counts[Kind.TOGETHER]
    return compose.record_confidence(t.ground, t.record.together, rest, t.latest())


def sure(t: Telling) -> tuple[Sentence, ...]:
    """How sure the statistics make one."""
    known = [f for f in t.verdict.timing if f.known]
    if not known:
        told = t.verdict.timing[:1] or (t.no_stream(t.verdict.why_not or CANNOT_TELL),)
        return (Sentence("Confidence in the statistics cannot be told: they do not speak here.", (), told),)
    days = sum(
        (date.fromisoformat(f.detail.last) - date.fromisoformat(f.detail.first)).days + 1
        for f in known
        if f.detail.first and f.detail.last
    )
    agree = len({f.value for f in known}) == 1
    counts = {"streams": len(known), "days in sight": days}
    sure = words.sure(Kind.STATISTICS_CONFIDENCE, "statistics", counts, known[0], agree=agree)
    which = "that agree" if agree and len(known) > 1 else "that disagree" if not agree else ""
    text = f"Confidence in the statistics is {sure.value}: {count(len(known), 'stream')} {which}".rstrip()
    support = t.moved(1)
    return (Sentence(f"{text}, {days:,} days in sight in all.", support[:2], (sure, *known)),)


def _asked(searches: Sequence[Finding], *, against: bool | None) -> list[str]:
    """What was searched with this outcome, each question once."""
    told = [f.question.rstrip("?") for f in searches if f.detail.against is against]
    return list(dict.fromkeys(told))
