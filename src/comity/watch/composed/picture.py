"""The picture of a group at a hotspot: both witnesses and every question that stands with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comity.measures.coaction import power
from comity.measures.record import record, shares
from comity.measures.record.record import Record
from comity.measures.verdict import counter_evidence
from comity.measures.verdict.verdict import Picture
from comity.records.finding import Finding, cannot_tell
from comity.vocabulary import hotspots
from comity.vocabulary.states import in_sentence
from comity.watch.composed import sensitivity
from comity.watch.composed.verdict_rows import index
from comity.watch.questions import trend

if TYPE_CHECKING:
    from comity.watch.watch import Watch


def picture(watch: Watch, hotspot: str) -> Picture:
    """Everything that a watch can tell of a hotspot.

    Parameters
    ----------
    hotspot : id of a whole hotspot
    """
    verdict = watch.verdict(hotspot)
    peers = held_against(watch.records, hotspot)
    roles = watch.roles(hotspot)
    rising = watch.rising(hotspot)
    third = in_sentence(watch.third) if watch.third else ""
    return Picture(
        verdict=verdict,
        trend=(verdict.trend, *(f for f in rising if not f.method.startswith("onset"))),
        since=(*_since(watch, hotspot), *(f for f in rising if f.method.startswith("onset"))),
        forms=tuple(shares.by_form(hotspot, peers)) or (_no_form(verdict.record, watch),),
        words_deeds=(shares.deeds(hotspot, peers), *_of(roles, "deeds")),
        leads=(*_of(roles, "follow"), shares.lone(hotspot, peers)),
        division=(
            *_of(roles, "division", "complement", "channels"),
            shares.of_form(hotspot, peers, "division-of-labour"),
        ),
        silence=(*_of(roles, "silence"), shares.of_form(hotspot, peers, "deference")),
        hedging=(*_of(roles, "hedging"), shares.of_form(hotspot, peers, "hedging")),
        third=(*_third(hotspot, peers, third), *_of(roles, "stance", "quiet")),
        against=tuple(_against(watch, hotspot, peers, roles)),
        power=tuple(_power(verdict.timing, verdict.votes)),
        change=tuple(sensitivity.changes(watch, hotspot)),
    )


def held_against(records: dict[str, Record], hotspot: str) -> dict[str, Record]:
    """The records a hotspot is held against, its own among them: other places, not the relation itself."""
    return {h: r for h, r in records.items() if h == hotspot or not hotspots.get(h).own}


def _of(roles: list[Finding], *kinds: str) -> list[Finding]:
    return [f for f in roles if f.detail.get("asks") in kinds]


def _no_form(told: Record, watch: Watch) -> Finding:
    why = (
        "no act together is on record here"
        if watch.verdict(told.hotspot).seen
        else "no record of acts held covers every member"
    )
    return cannot_tell("In what forms did they act together?", why, method=shares.METHOD)


def _third(hotspot: str, peers: dict[str, Record], third: str) -> list[Finding]:
    return [shares.against_third(hotspot, peers, third)] if third else []


def _since(watch: Watch, hotspot: str) -> list[Finding]:
    """The first joint act on record, and the date of the step where the trend has one."""
    told = watch.records[hotspot]
    question = "Since when have they acted jointly here on record?"
    if told.joint:
        first = told.joint[0]
        ids = first.records
        begun = Finding(
            question,
            first.first.isoformat(),
            "",
            record.NULL,
            len(told.joint),
            record.METHOD,
            records=ids,
            records_total=len(ids),
            detail={"precision": first.precision, "no_interval": "the day of a record"},
        )
    else:
        begun = cannot_tell(question, "no joint act is on record here", method=record.METHOD)
    return [begun, trend.since(hotspot, watch.records, watch.data_to)]


def _against(watch: Watch, hotspot: str, peers: dict[str, Record], roles: list[Finding]) -> list[Finding]:
    """The account of the search first, then every search."""
    verdict = watch.verdict(hotspot)
    found = [shares.apart(hotspot, peers), shares.lone(hotspot, peers), watch.votes_apart(hotspot)]
    lone = [f for f in verdict.vetoes if "sole_veto" in f.detail]
    found += lone or [f for f in verdict.vetoes[:1] if not f.known]
    found += [counter_evidence.timing_apart(t) for t in verdict.timing] or [_no_timing(watch, hotspot)]
    found += _of(roles, "channels")
    found += counter_evidence.stances_apart(_of(roles, "stance"), watch.third)
    told = [counter_evidence.marked(f) for f in found]
    return [counter_evidence.searched(told), *told]


def _no_timing(watch: Watch, hotspot: str) -> Finding:
    question = "How many joint bins a year go beyond everyone's news?"
    return cannot_tell(question, watch.verdict(hotspot).why_not, method=counter_evidence.METHOD)


def _power(timing: tuple[Finding, ...], votes: tuple[Finding, ...]) -> list[Finding]:
    out = [power.of_timing(t) for t in timing]
    kappa = index(votes, "kappa")
    if kappa is not None:
        out.append(power.of_votes(kappa))
    return out or [cannot_tell(power.QUESTION, "no stream and no votes were asked", method=power.METHOD)]
