"""Is a pair unusual, or would any pair look so?  The same questions asked of other pairs.

Other pairs are placebos of like voting habits, or named.  Votes and acts are counted in seconds; timing is
asked of every pair anew and takes longer (:func:`timing`), so it is kept beside the lake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comity.measures.record import record
from comity.records.finding import Finding
from comity.types import Pair
from comity.vocabulary import hotspots
from comity.watch.composed.verdict_rows import index

if TYPE_CHECKING:
    from comity.watch.watch import Watch

ASKED, PLACEBO, NAMED = "asked", "placebo", "named"
POOLED = "pooled"
"""Place of what is told over all hotspots at once."""

HALF = 1.645
"""Half of the 90% interval of a standard score."""

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


Strips = dict[str, list[Mark]]
"""Place (a hotspot's id, or one of the above) -> the pair asked about, then the others; unknown left out."""


def others(watch: Watch, named: Sequence[Pair] = ()) -> list[Pair]:
    """The pairs to compare with: those named, else placebos of like voting habits."""
    return [p for p in named if p != watch.pair] or watch.like_pairs()


def row(watch: Watch, kind: str) -> dict[str, Any]:
    """A pair in one line: votes, joint vetoes, timing; ``None`` where unknown."""
    votes = watch.votes()
    raw, kappa = index(votes, "raw"), index(votes, "kappa")
    joint = next((f for f in watch.pooled() if f.known), None)
    veto = watch.vetoes()[0]
    return {
        "pair": watch.group.id,
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
    """The finding's value as a number."""
    return float(f.value) if isinstance(f.value, (int, float)) else float("nan")


def votes(watch: Watch, pairs: Sequence[Pair]) -> Strips:
    """Kappa of votes in the General Assembly, on all matters and by hotspot.

    The pair asked about has its interval; another one is a tick.
    """
    return watch._memory.once(_part("votes", pairs), lambda: _votes(watch, pairs))


def _votes(watch: Watch, pairs: Sequence[Pair]) -> Strips:
    if watch.assembly is None:
        return {}
    out: Strips = {}
    for place in (None, *(h.id for h in hotspots.watched() if not h.own)):
        own = index(watch.votes(place), "kappa")
        if own is None or own.interval is None:
            continue
        marks = [Mark(watch.group.id, number(own), own.interval.low, own.interval.high, own.n)]
        told = watch.assembly.kappas(pairs, place)
        marks += [Mark("-".join(p), told[p][0], n=told[p][1]) for p in pairs if p in told]
        out[place or ANYWHERE] = marks
    return out


def years(watch: Watch, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
    """Kappa of each pair's votes by year, the pair asked about first; years too thin are left out."""
    return watch._memory.once(_part("years", pairs), lambda: _years(watch, pairs))


def _years(watch: Watch, pairs: Sequence[Pair]) -> dict[str, dict[int, float]]:
    if watch.assembly is None or watch.pair is None:
        return {}
    return {"-".join(p): watch.assembly.by_year(*p) for p in (watch.pair, *pairs)}


def acts(watch: Watch, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
    """Joint acts on record, anywhere and by hotspot: exact counts of a selective record.

    A pair that no record of acts covers is left out: nothing written is not nothing done.  Seconds a pair
    the first time, see :func:`timing`.
    """
    return watch._memory.asked(_part("acts", pairs), lambda: _acts(watch, pairs), compute=compute)


def _acts(watch: Watch, pairs: Sequence[Pair]) -> Strips:
    counted = {watch.group.id: _joint(watch.records)} if watch._seen else {}
    for other in (watch.beside(*p) for p in pairs):
        if other._seen:
            counted[other.group.id] = _joint(record.read_all(other.acts, other.group, other.third))
    places = [ANYWHERE, *(h.id for h in hotspots.watched() if not h.own)]
    return {h: [Mark(p, float(n[h]), n=n[h]) for p, n in counted.items()] for h in places}


def _joint(records: dict[str, record.Record]) -> dict[str, int]:
    told = {h: len(r.joint) for h, r in records.items()}
    return {**told, ANYWHERE: len({o.id for r in records.values() for o in r.joint})}


def timing(watch: Watch, pairs: Sequence[Pair], *, compute: bool = True) -> Strips | None:
    """Excess of co-action of each pair as z, by hotspot and pooled.

    About ten seconds a pair the first time; ``None`` where that was not asked for and nothing is kept.
    """
    return watch._memory.asked(_part("timing", pairs), lambda: _timing(watch, pairs), compute=compute)


def _part(what: str, pairs: Sequence[Pair]) -> str:
    return f"beside {what} {' '.join('-'.join(p) for p in pairs)}"


def _timing(watch: Watch, pairs: Sequence[Pair]) -> Strips:
    out: Strips = {}
    for w in (watch, *(watch.beside(*p) for p in pairs)):
        told = {POOLED: w.pooled(), **{h.id: w.timing(h.id) for h in hotspots.watched() if not h.own}}
        for place, found in told.items():
            best = _seen_most(found)
            if best is not None:
                out.setdefault(place, []).append(_z(w.group.id, best))
    return out


def _seen_most(found: Sequence[Finding]) -> Finding | None:
    """The stream that saw most."""
    known = [f for f in found if _value(f) is not None]
    return max(known, key=lambda f: (f.n, str(f.detail.get("stream", ""))), default=None)


def _value(f: Finding) -> float | None:
    """Standard score of "as a pair or in a group": by itself where pooled, beside the word at a hotspot."""
    told = f.detail.get("joint_z", f.value)
    return float(told) if isinstance(told, (int, float)) else None


def _z(pair: str, f: Finding) -> Mark:
    """Its mark; a standard score has a standard normal error, 90%."""
    value = _value(f) or 0.0
    return Mark(pair, value, value - HALF, value + HALF, f.n)


def rank(marks: Sequence[Mark], pair: str) -> int | None:
    """Place of a pair among the marks, 1 the highest; ties share the better place."""
    own = next((m for m in marks if m.pair == pair), None)
    return None if own is None else 1 + sum(m.value > own.value for m in marks)
