"""A comparison of a pair with other pairs: is the pair unusual, or would any pair look the same?

The other pairs are placebo pairs with similar voting habits, or pairs that the user names. Counting votes and
acts takes seconds. Timing is computed anew for every pair and takes longer (:func:`timing`), so its result is
stored beside the lake.
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
#: Number of similar pairs that make a band.
LIKE = 60
#: Fewest other pairs for a band or a rank.
FEWEST = 6
FAMILIAR = "vocabulary/data/familiar_pairs.yaml"
#: Place name for a result over all hotspots together.
POOLED = "pooled"

#: Place name for a result on all matters, of any hotspot or none.
ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Mark:
    """The value of one pair for one measure at one place, with its interval (if any) and its sample size."""

    pair: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int = 0


def familiar() -> list[Pair]:
    """Return pairs that most readers know (``vocabulary/data/familiar_pairs.yaml``)."""
    return [Group.parse(p).pairs[0] for p in package_yaml(FAMILIAR)]


def band(marks: Iterable[float]) -> tuple[float, float] | None:
    """Return the 10% and 90% quantiles of some values; ``None`` for fewer than :data:`FEWEST` values."""
    values = list(marks)
    if len(values) < FEWEST:
        return None
    low, high = np.quantile(values, [0.1, 0.9])
    return float(low), float(high)


#: Place (a hotspot's id, ``pooled`` or ``anywhere``) -> the pair asked about, then the other pairs, without
#: unknown values.
Strips = dict[str, list[Mark]]


def peers(answers: Answers, named: Sequence[Pair] = ()) -> list[Pair]:
    """Return the pairs to compare with: the named ones, else placebo pairs with similar voting habits."""
    return [p for p in named if p != answers.inquiry.pair] or answers.ask("votes.like_pairs", PLACEBOS)


def row(answers: Answers, kind: str) -> dict[str, Any]:
    """Return the row on a pair in a table of pairs: votes, joint vetoes, timing; ``None`` if unknown."""
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
    """Return how alike pairs vote in the Assembly (kappa) since the same day, on all matters and by hotspot.

    Only the pair asked about gets an interval.
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
    """Return how alike each pair votes (kappa) by year, the pair asked about first, if votes are enough."""
    return answers.once(_part("years", pairs), lambda: _years(answers, pairs))


def _years(answers: Answers, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
    assembly, pair = answers.inquiry.assembly, answers.inquiry.pair
    if assembly is None or pair is None:
        return {}
    return {"-".join(p): assembly.by_year(*p) for p in (pair, *pairs)}


def acts(answers: Answers, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
    """Return the number of joint acts of each pair, anywhere and by hotspot.

    These are exact counts of a selective record. A pair that no record of acts covers is left out, because no
    record does not mean no act. Takes seconds per pair the first time; ``compute`` works as in
    :func:`timing`.
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
    """Return z scores of how often each pair acts on the same days, by hotspot (place) and over all.

    Takes about ten seconds per pair the first time; returns ``None`` if nothing is stored and ``compute`` is
    false.
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
            best = _choose_fullest(of_place)
            if best is not None:
                out.setdefault(place, []).append(_z(a.inquiry.group.id, best))
    return out


def _choose_fullest(findings: Sequence[Finding]) -> Finding | None:
    known = [f for f in findings if _value(f) is not None]
    return max(known, key=lambda f: (f.n, f.subject.stream), default=None)


def _value(f: Finding) -> float | None:
    """Return the z score of acting on the same days from a finding, or ``None`` if it has none.

    Pooled findings have it as their value, findings at a hotspot in their detail.
    """
    z = f.detail.joint_z if isinstance(f.detail, CoActionDetail) else f.value
    return float(z) if isinstance(z, (int, float)) else None


def _z(pair: str, f: Finding) -> Mark:
    """Return a pair's mark with a 90% interval, since a z score has a standard normal error."""
    value = _value(f) or 0.0
    return Mark(pair, value, value - Z90, value + Z90, f.n)


def rank(marks: Sequence[Mark], pair: str) -> int | None:
    """Return the rank of a pair among the marks, 1 for the highest value; ties share the better rank."""
    own = next((m for m in marks if m.pair == pair), None)
    return None if own is None else 1 + sum(m.value > own.value for m in marks)


@dataclass(frozen=True, slots=True)
class CompareNamespace:
    """Questions of a watch asked of other pairs, for comparison."""

    _answers: Answers

    def peers(self, named: Sequence[Pair] = ()) -> list[Pair]:
        """Return the pairs to compare with: the named ones, else placebo pairs with similar voting habits."""
        return peers(self._answers, named)

    def row(self, kind: str) -> dict[str, Any]:
        """Return the row on the pair in a table of pairs: votes, joint vetoes, timing; ``None``: unknown."""
        return row(self._answers, kind)

    def votes(self, pairs: Sequence[Pair]) -> Strips:
        """Return how alike pairs vote in the Assembly (kappa), on all matters and by hotspot."""
        return votes(self._answers, pairs)

    def years(self, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
        """Return how alike each pair votes in the Assembly (kappa) by year, the pair asked about first."""
        return years(self._answers, pairs)

    def acts(self, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
        """Return the numbers of joint acts of pairs; ``None`` if not stored and ``compute`` is false."""
        return acts(self._answers, pairs, compute=compute)

    def timing(self, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
        """Return how much pairs act on the same days; ``None`` if not stored and ``compute`` is false."""
        return timing(self._answers, pairs, compute=compute)
