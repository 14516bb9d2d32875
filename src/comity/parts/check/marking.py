"""Marks of a sentence: on record, differs, in general, no record found, no claim, seldom contradicted."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from comity.parts.check.comparisons import DATE, DEED, NUMBER, PARTS, VOTE, ComparedPart, compare
from comity.parts.check.evidence import (
    MEMBERSHIP,
    CandidateRecord,
    EvidenceIndex,
    EvidenceRecord,
    TextContext,
    name_code,
    weigh,
)
from comity.parts.check.readings import A_HEADING, NONE, STANDING, SentenceReading
from comity.parts.check.wording import find
from comity.types import FloatArray
from comity.vocabulary import forms, hotspots

ON_RECORD, DIFFERS, IN_GENERAL = "on record", "differs", "in general"
NOT_FOUND, NO_CLAIM, CONTRADICTED = "no record found", "no claim", "contradicted"
#: The sign of each mark in the margin; the word stands beside it.
SIGNS = {ON_RECORD: "●", DIFFERS: "◐", IN_GENERAL: "≡", CONTRADICTED: "✕", NOT_FOUND: "○", NO_CLAIM: "–"}
MARKS = tuple(SIGNS)
#: Chance that the first record is the right one from which a sentence is compared with it, and shown with it.
SURE, LIKELY, SHOWN = 0.5, 0.1, 0.02
RECORDS = 3
#: Chance from which a sentence is on record, differs, and has a record that bears on it; log of days apart.
_HOLDS, _DIFFERS, _BEARS, _YEARS = 0.72, 0.5, 0.3, math.log1p(800)
#: Words of a sentence that says no more than who belongs to a body since when.
_SHORT = 14


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record shown for a sentence: the probability that it is meant, and which parts agree or differ."""

    record: EvidenceRecord
    chance: float
    parts: tuple[ComparedPart, ...] = ()

    @property
    def differing(self) -> tuple[ComparedPart, ...]:
        """The parts (such as date or number) in which the record differs from the sentence."""
        return tuple(p for p in self.parts if not p.agrees)


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """The mark of a sentence, the reason, the records shown, and how many acts fit it if it is general."""

    mark: str
    reason: str
    records: tuple[ShownRecord, ...] = ()
    acts: int = 0

    @property
    def differs(self) -> tuple[str, ...]:
        """Names of the parts that differ from the first record; empty unless the mark is *differs*."""
        first = self.records[0].differing if self.records and self.mark == DIFFERS else ()
        return tuple(dict.fromkeys(p.part for p in first))


def show(s: SentenceReading, candidates: Collection[CandidateRecord]) -> tuple[ShownRecord, ...]:
    """Return candidate records in the form in which they are shown, each compared with the sentence."""
    return tuple(ShownRecord(f.record, round(f.chance, 3), compare(s, f.record)) for f in candidates)


def mark_sentence(s: SentenceReading, records: EvidenceIndex, context: TextContext) -> ClaimMark:
    """Return the mark of one sentence or clause, from the records found for it in ``context``."""
    if s.why_none == A_HEADING:
        return ClaimMark(NO_CLAIM, s.why_none)
    candidates = records.find(s, context)
    shown = show(s, [f for f in candidates[:RECORDS] if f.chance >= SHOWN])
    if marked := _mark_denial(s, records, context.pair) or _mark_by_record(s, candidates, shown):
        return marked
    likeliest = shown[0].chance if shown else 0.0
    if s.kind == NONE:
        return ClaimMark(NO_CLAIM, s.why_none, shown if likeliest >= LIKELY else ())
    general = None
    if s.kind == STANDING or not s.days or s.section or likeliest >= _BEARS:
        general = _mark_general(s, records, context.pair, candidates)
    return general or _mark_unfound(s, candidates, shown)


def _mark_by_record(
    s: SentenceReading, candidates: Sequence[CandidateRecord], shown: tuple[ShownRecord, ...]
) -> ClaimMark | None:
    """Mark a sentence *on record* or *differs* by the first record shown; ``None`` if neither is sure."""
    if not shown:
        return None
    first, differing = shown[0], shown[0].differing
    of_body = first.record.kind == MEMBERSHIP and len(s.text.split()) <= _SHORT and find("joins", s.low)
    if of_body and s.periods and {p.part for p in differing} <= {DATE}:
        reason = (
            differing[0].in_words if differing else f"the table of memberships has it, {first.record.when}"
        )
        return ClaimMark(DIFFERS if differing else ON_RECORD, f"{reason[0].upper()}{reason[1:]}.", shown)
    on_record, differs = weigh_marks(describe_mark(s, candidates[0], first.parts))
    if on_record >= _HOLDS and not any(p.part in (VOTE, DEED) for p in differing):
        return ClaimMark(ON_RECORD, _agreement(first), shown)
    if differs >= _DIFFERS and len(differing) == 1 and _is_comparable(s, candidates[0], differing[0]):
        return ClaimMark(DIFFERS, f"{differing[0].in_words[:1].upper()}{differing[0].in_words[1:]}.", shown)
    return None


def _is_comparable(s: SentenceReading, first: CandidateRecord, part: ComparedPart) -> bool:
    """Return whether a sentence and a record are about one matter: common states, same place, close days."""
    places, record = s.places or s.section, first.record
    same_place = not places or not record.places or bool(places & record.places)
    both_have = part.part != NUMBER or bool(record.numbers)
    return (
        bool(s.states & record.states) and same_place and both_have and first.features["days apart"] < _YEARS
    )


def describe_mark(s: SentenceReading, first: CandidateRecord, parts: Collection[ComparedPart]) -> FloatArray:
    """Return the features that decide the mark of a sentence, given the record most likely meant."""
    of, words = first.features, len(s.text.split())
    differing = {p.part for p in parts if not p.agrees}
    chance = min(max(first.chance, 0.0025), 0.9975)
    return np.array([
        1.0, math.log(chance / (1 - chance)), *(of[f] for f in _OF_RECORD), float(not s.days),
        *(float(p in differing) for p in PARTS), math.log(words + 1), float(s.kind == STANDING),
        words * (1 - of["words of the sentence"]) / 10,
    ])  # fmt: skip


_OF_RECORD = (
    *("words of the sentence", "day meets", "near the writing", "names missing", "numbers missing"),
    "states missing",
)
MARK_FEATURES = (
    *("intercept", "chance", *_OF_RECORD, "undated", *(f"{p} differs" for p in PARTS)),
    *("length", "standing", "words not in the record"),
)
"""What a sentence and the record likeliest meant are marked by."""


def weigh_marks(features: FloatArray) -> tuple[float, float]:
    """Return two probabilities: that the record says the same as the sentence, and that it differs."""
    odds = np.exp([weigh("on record", features), weigh("differs", features)])
    on_record, differs = odds / (1 + odds.sum())
    return float(on_record), float(differs)


def _mark_unfound(
    s: SentenceReading, candidates: Collection[CandidateRecord], shown: tuple[ShownRecord, ...]
) -> ClaimMark:
    if len(shown) < RECORDS:
        places = s.places or s.section
        of_it = [f for f in candidates if places & f.record.places or len(s.states & f.record.states) > 1]
        near = of_it or [f for f in candidates if s.states & f.record.states]
        shown = (*shown, *(r for r in show(s, near[: 2 * RECORDS]) if r not in shown))[:RECORDS]
    if not shown:
        return ClaimMark(NOT_FOUND, "Nothing on record is about this place or these states.")
    return ClaimMark(NOT_FOUND, "No record says this; the nearest on record are listed.", shown)


def _agreement(first: ShownRecord) -> str:
    agreeing = list(dict.fromkeys(p.part for p in first.parts if p.agrees))
    return f"The record has the same {', '.join(agreeing)}." if agreeing else "The record says the same."


def _mark_general(
    s: SentenceReading, records: EvidenceIndex, pair: Collection[str], candidates: Sequence[CandidateRecord]
) -> ClaimMark | None:
    """Mark a general claim ("they often ...") by counting such acts at its place; ``None`` if too few."""
    places, acts, form = s.places or s.section, find_acts(s, records, pair), ""
    likely: Counter[str] = Counter()
    for f in candidates[:8]:
        if f.record in acts and f.chance >= SHOWN:
            likely.update(dict.fromkeys(f.record.forms, f.chance))
    best = max(likely, key=lambda k: (likely[k], k), default="")
    best = next((k for r in acts for k in r.forms if _names_form(s, k)), best)
    of_form = [r for r in acts if best in r.forms]
    if len(of_form) > 1:
        acts, form = of_form, best
    elif len(acts) < 2 or not (places or s.kind == STANDING):
        return None
    bearing = [
        f.record
        for f in candidates
        if f.chance >= LIKELY
        or ((f.chance >= SHOWN or f.record in acts) and (not places or places & f.record.places))
    ]
    newest = max(acts, key=lambda r: (r.last, r.record_id))
    strength = {r.record_id: int(r.fact["strength"]) if r.fact else 0 for r in acts}
    strongest = sorted(acts, key=lambda r: (-strength[r.record_id], -r.last.toordinal(), r.record_id))
    listed = list(dict.fromkeys([*bearing[:RECORDS], newest, *strongest]))[:RECORDS]
    chances = {f.record.record_id: f.chance for f in candidates}
    shown = show(s, [CandidateRecord(r, chances.get(r.record_id, 0.0)) for r in listed])
    what = f" of the kind “{forms.get(form).name.lower()}”" if form else ""
    where = f" on {hotspots.get(min(places)).in_sentence}" if len(places) == 1 else ""
    who = " and ".join(name_code(c) for c in sorted(s.states & set(pair) or set(pair)))
    bears = "A record bears on it. " if candidates[0].chance >= SURE else ""
    reason = f"{bears}In general: {len(acts)} acts on record{what} by {who}{where}."
    return ClaimMark(IN_GENERAL, reason, shown, len(acts))


def _names_form(s: SentenceReading, form: str) -> bool:
    return forms.get(form).name.lower().split()[-1] in re.findall(r"[a-z]+", s.low)


def find_acts(s: SentenceReading, records: EvidenceIndex, pair: Collection[str]) -> list[EvidenceRecord]:
    """Return the acts of the states and the place that a general claim is about."""
    members, places = s.states & set(pair) or frozenset(pair), s.places or s.section
    others = frozenset() if places else s.mentioned - set(pair)
    return [
        r
        for r in records.rows
        if r.kind != "view"
        and (members & r.actors and places & r.places if places else members <= r.actors)
        and others <= r.states
    ]


#: What a denial denies, and the form that records of it have.
_DENIED = {
    "divergence": re.compile(
        r"\b(?:disagree\w*|differ\w*|part(?:ed)? (?:ways|company)|quarrel\w*|fall\w* out)\b"
    ),
    "joint-exercise": re.compile(r"\b(?:drill|exercis|manoeuvre)"),
    "joint-patrol": re.compile(r"\bpatrol"),
    "joint-veto": re.compile(r"\bvetoed? (?:\w+ )*(?:together|jointly)\b|\b(?:joint|double) veto\w*"),
    "summit": re.compile(r"\b(?:met|meet|summit\w*)\b"),
}


def _mark_denial(s: SentenceReading, records: EvidenceIndex, pair: Collection[str]) -> ClaimMark | None:
    """Mark a "never" *contradicted* if there are such acts of these states at this place; else ``None``."""
    form = next((form for form, words in _DENIED.items() if words.search(s.low)), "")
    elsewhere = len(s.states - set(pair)) > len(s.places or s.section)
    if not (find("never", s.low) and form) or s.days or s.voting or not s.states >= set(pair) or elsewhere:
        return None
    against = [r for r in find_acts(s, records, pair) if form in r.forms and s.states & set(pair) <= r.states]
    if not against:
        return None
    newest = sorted(against, key=lambda r: (r.last, r.record_id), reverse=True)[:RECORDS]
    reason = f"The record has {len(against)} act{'s' * (len(against) > 1)} to the contrary."
    return ClaimMark(CONTRADICTED, reason, show(s, [CandidateRecord(r, 1.0) for r in newest]))
