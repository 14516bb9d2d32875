"""The picture of a group at a hotspot: the verdict and the findings that go with it."""

from __future__ import annotations

from collections.abc import Iterable

from comity.measures.coaction import power
from comity.measures.record import shares
from comity.measures.record.record import Record
from comity.measures.verdict import counter_evidence
from comity.measures.verdict.verdict import Picture, Verdict
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.vocabulary import hotspots
from comity.watch.answers import Answers
from comity.watch.composed.verdicts import find_verdict, index


def picture(answers: Answers, hotspot: str) -> Picture:
    """Return whether the group acts together at a hotspot (by id or its only state), with all findings."""
    spot = hotspots.whole(hotspot)
    return answers.once(f"picture {spot}", lambda: _picture(answers, spot))


def _picture(answers: Answers, hotspot: str) -> Picture:
    verdict = find_verdict(answers, hotspot)
    peers = compared_with({**answers.records, hotspot: answers.record(hotspot)}, hotspot)
    roles = answers.ask("roles.roles", hotspots.get(hotspot))
    third = answers.inquiry.third
    return Picture(
        verdict=verdict,
        words_deeds=(shares.deeds(hotspot, peers),),
        leads=tuple(_choose_stream([f for f in roles if f.kind is Kind.FOLLOW], verdict)),
        third=tuple(_third(hotspot, peers, third)),
        against=tuple(_against(answers, hotspot, peers)),
        power=tuple(_power(_choose_stream(verdict.timing, verdict), verdict.votes)),
    )


def compared_with(records: dict[str, Record], hotspot: str) -> dict[str, Record]:
    """Return the records of a hotspot and of those to compare it with: all but the relation itself."""
    return {h: r for h, r in records.items() if h == hotspot or not hotspots.get(h).own}


def _choose_stream(findings: Iterable[Finding], verdict: Verdict) -> list[Finding]:
    """Return the findings of the stream that decides the verdict's word, or all if no stream does."""
    best = [f.subject.stream for f in verdict.known_timing[:1]]
    return [f for f in findings if not best or f.subject.stream in best]


def _third(hotspot: str, peers: dict[str, Record], third: str) -> list[Finding]:
    return [shares.against_third(hotspot, peers, third)] if third else []


def _against(answers: Answers, hotspot: str, peers: dict[str, Record]) -> list[Finding]:
    """Return the results of all searches for evidence against acting together."""
    verdict = find_verdict(answers, hotspot)
    opposed = answers.ask("vote_comparisons.opposed", hotspots.get(hotspot))
    searches = [shares.apart(hotspot, peers), shares.lone(hotspot, peers), opposed]
    lone = [f for f in verdict.vetoes if f.kind is Kind.LONE_VETOES]
    searches += lone or [f for f in verdict.vetoes[:1] if not f.known]
    timing = _choose_stream(verdict.timing, verdict)
    searches += [counter_evidence.timing_apart(t) for t in timing] or [_no_timing(verdict)]
    return [counter_evidence.mark(f) for f in searches]


def _no_timing(verdict: Verdict) -> Finding:
    about = Subject(states=verdict.group.codes)
    return cannot_tell(Kind.TIMING_APART, about, verdict.why_not, method=counter_evidence.METHOD)


def _power(timing: list[Finding], votes: tuple[Finding, ...]) -> list[Finding]:
    out = [power.compute_timing_power(t) for t in timing]
    kappa = index(votes, "kappa")
    if kappa is not None:
        out.append(power.compute_vote_power(kappa))
    return out or [
        cannot_tell(Kind.POWER, NO_SUBJECT, "no stream and no votes were asked", method=power.METHOD)
    ]
