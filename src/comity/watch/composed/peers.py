"""Is a pair unusual, or would any pair look so?  The same questions asked of other pairs.

Other pairs are placebos of like voting habits, or named.  Votes and acts are counted in seconds; timing is
asked of every pair anew and takes longer (:func:`timing`), so it is kept beside the lake.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.measures.record import record
from comity.records.details import CoActionDetail
from comity.records.finding import Finding
from comity.types import Z90, Pair
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.load import package_yaml
from comity.watch.answers import PLACEBOS, Answers
from comity.watch.composed.verdicts import index
from comity.watch.questions.votes import present_from

OWN, PLACEBO, NAMED = "asked", "placebo", "named"
LIKE = 60
"""Pairs of like habits that make a band."""
FEWEST = 6
"""Other pairs that make a band or a rank, at least."""
FAMILIAR = "vocabulary/data/familiar_pairs.yaml"
POOLED = "pooled"
"""Place of what is told over all hotspots at once."""

ANYWHERE = "anywhere"
"""Place of what is told of all matters, whatever the hotspot."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One pair on one measure at one place: its value, its interval where one was made, from how many."""

    pair: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int = 0


def familiar() -> list[Pair]:
    """Pairs that most readers know something of (``vocabulary/data/familiar_pairs.yaml``)."""
    return [Group.parse(p).pairs[0] for p in package_yaml(FAMILIAR)]


def band(marks: Iterable[float]) -> tuple[float, float] | None:
    """Return the middle eighty per cent of some values; ``None`` of fewer than :data:`FEWEST`."""
    values = list(marks)
    if len(values) < FEWEST:
        return None
    low, high = np.quantile(values, [0.1, 0.9])
    return float(low), float(high)


Strips = dict[str, list[Mark]]
"""Place (a hotspot's id, or one of the above) -> the pair asked about, then the others; unknown left out."""


def peers(answers: Answers, named: Sequence[Pair] = ()) -> list[Pair]:
    """Return the pairs to compare with: those named, else placebo pairs of like voting habits."""
    return [p for p in named if p != answers.inquiry.pair] or answers.ask("votes.like_pairs", PLACEBOS)


def row(answers: Answers, kind: str) -> dict[str, Any]:
    """Return a pair in one line: votes, joint vetoes, timing; ``None`` where unknown."""
    agreement = answers.ask("votes.present_agreement")
    raw, kappa = index(agreement, "raw"), index(agreement, "kappa")
    joint = next((f for f in answers.ask("timing.timing")[1] if f.known), None)
    veto = answers.ask("votes.vetoes")[0]
    return {
        "pair": answers.inquiry.group.id,
        "kind": kind,
        "votes_n": raw.n if raw else None,
        "alike": number(raw) if raw else None,
        "kappa": number(kappa) if kappa else None,
        "kappa_low": kappa.interval.low if kappa and kappa.interval else None,
        "kappa_high": kappa.interval.high if kappa and kappa.interval else None,
        "joint_vetoes": veto.value if veto.known else None,
        "timing_z": number(joint) if joint else None,
        "timing_rank": joint.placebo.rank if joint and joint.placebo else None,
        "timing_of": joint.placebo.of if joint and joint.placebo else None,
    }


def number(f: Finding) -> float:
    """Return the finding's value as a number."""
    return float(f.value) if isinstance(f.value, (int, float)) else float("nan")


def votes(answers: Answers, pairs: Sequence[Pair]) -> Strips:
    """Kappa of votes in the General Assembly since the same day for all, on all matters and by hotspot.

    The pair asked about has its interval; another one is a tick.
    """
    return answers.once(_part("votes", pairs), lambda: _votes(answers, pairs))


def _votes(answers: Answers, pairs: Sequence[Pair]) -> Strips:
    assembly, pair = answers.inquiry.assembly, answers.inquiry.pair
    if assembly is None or pair is None:
        return {}
    assembly = assembly.agenda(*pair, present_from(answers.inquiry))
    out: Strips = {}
    for place in (None, *(h.id for h in hotspots.watched() if not h.own)):
        own = index(answers.ask("votes.present_agreement", place), "kappa")
        if own is None or own.interval is None:
            continue
        marks = [Mark(answers.inquiry.group.id, number(own), own.interval.low, own.interval.high, own.n)]
        kappas = assembly.kappas(pairs, place)
        marks += [Mark("-".join(p), kappas[p][0], n=kappas[p][1]) for p in pairs if p in kappas]
        out[place or ANYWHERE] = marks
    return out


def years(answers: Answers, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
    """Kappa of each pair's votes by year, the pair asked about first; years too thin are left out."""
    return answers.once(_part("years", pairs), lambda: _years(answers, pairs))


def _years(answers: Answers, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
    assembly, pair = answers.inquiry.assembly, answers.inquiry.pair
    if assembly is None or pair is None:
        return {}
    return {"-".join(p): assembly.by_year(*p) for p in (pair, *pairs)}


def acts(answers: Answers, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
    """Joint acts on record, anywhere and by hotspot: exact counts of a selective record.

    A pair that no record of acts covers is left out: nothing written is not nothing done.  Seconds a pair
    the first time, see :func:`timing`.
    """
    return answers.if_ready(_part("acts", pairs), lambda: _acts(answers, pairs), wanted=compute)


def _acts(answers: Answers, pairs: Sequence[Pair]) -> Strips:
    counted = {answers.inquiry.group.id: _joint(answers.records)} if answers.covered else {}
    for other in (answers.inquiry.of_members(*p) for p in pairs):
        if other.covers("acts"):
            counted[other.group.id] = _joint(record.read_all(other.acts, other.group, other.third))
    places = [ANYWHERE, *(h.id for h in hotspots.watched() if not h.own)]
    return {h: [Mark(p, float(n[h]), n=n[h]) for p, n in counted.items()] for h in places}


def _joint(records: dict[str, record.Record]) -> dict[str, int]:
    by_hotspot = {h: len(r.joint) for h, r in records.items()}
    return {**by_hotspot, ANYWHERE: len({o.id for r in records.values() for o in r.joint})}


def timing(answers: Answers, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
    """Excess of co-action of each pair as z, by hotspot and pooled.

    About ten seconds a pair the first time; ``None`` where that was not asked for and nothing is kept.
    """
    return answers.if_ready(_part("timing", pairs), lambda: _timing(answers, pairs), wanted=compute)


def _part(what: str, pairs: Sequence[Pair]) -> str:
    return f"peers {what} {' '.join('-'.join(p) for p in pairs)}"


def _timing(answers: Answers, pairs: Sequence[Pair]) -> Strips:
    out: Strips = {}
    for a in (answers, *(Answers(answers.inquiry.of_members(*p)) for p in pairs)):
        findings = {
            POOLED: a.ask("timing.timing")[1],
            **{h.id: a.timing(h.id) for h in hotspots.watched() if not h.own},
        }
        for place, of_place in findings.items():
            best = _of_most_bins(of_place)
            if best is not None:
                out.setdefault(place, []).append(_z(a.inquiry.group.id, best))
    return out


def _of_most_bins(findings: Sequence[Finding]) -> Finding | None:
    """Return what the stream that saw most bins says."""
    known = [f for f in findings if _value(f) is not None]
    return max(known, key=lambda f: (f.n, f.subject.stream), default=None)


def _value(f: Finding) -> float | None:
    """Return standard score of "as a pair or in a group".

    By itself where pooled, beside the word at a hotspot.
    """
    z = f.detail.joint_z if isinstance(f.detail, CoActionDetail) else f.value
    return float(z) if isinstance(z, (int, float)) else None


def _z(pair: str, f: Finding) -> Mark:
    """Its mark; a standard score has a standard normal error, 90%."""
    value = _value(f) or 0.0
    return Mark(pair, value, value - Z90, value + Z90, f.n)


def rank(marks: Sequence[Mark], pair: str) -> int | None:
    """Place of a pair among the marks, 1 the highest; ties share the better place."""
    own = next((m for m in marks if m.pair == pair), None)
    return None if own is None else 1 + sum(m.value > own.value for m in marks)


@dataclass(frozen=True, slots=True)
class CompareNamespace:
    """The same questions asked of other pairs."""

    _answers: Answers

    def peers(self, named: Sequence[Pair] = ()) -> list[Pair]:
        """Return the pairs to compare with: those named, else placebo pairs of like voting habits."""
        return peers(self._answers, named)

    def row(self, kind: str) -> dict[str, Any]:
        """Return the pair in one line: votes, joint vetoes, timing; ``None`` where unknown."""
        return row(self._answers, kind)

    def votes(self, pairs: Sequence[Pair]) -> Strips:
        """Kappa of votes in the General Assembly of the pair and others, on all matters and by hotspot."""
        return votes(self._answers, pairs)

    def years(self, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
        """Kappa of each pair's votes by year, the pair asked about first."""
        return years(self._answers, pairs)

    def acts(self, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
        """Joint acts on record of the pair and others; ``None`` where not kept and not to be computed."""
        return acts(self._answers, pairs, compute=compute)

    def timing(self, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
        """Excess of joint days of the pair and others; ``None`` where not kept and not to be computed."""
        return timing(self._answers, pairs, compute=compute)
