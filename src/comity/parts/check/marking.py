"""The mark of a sentence: on record, differs, in general, no record found, no claim; seldom contradicted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from comity.parts.check.comparisons import ComparedPart, compare
from comity.parts.check.evidence import CandidateRecord, EvidenceIndex, EvidenceRecord, name_code
from comity.parts.check.readings import NONE, STANDING, SentenceReading
from comity.parts.check.wording import find
from comity.vocabulary import forms, hotspots

ON_RECORD, DIFFERS, IN_GENERAL = "on record", "differs", "in general"
NOT_FOUND, NO_CLAIM, CONTRADICTED = "no record found", "no claim", "contradicted"
MARKS = (ON_RECORD, DIFFERS, IN_GENERAL, CONTRADICTED, NOT_FOUND, NO_CLAIM)
#: Chance that the first record is the right one from which a sentence is compared with it, and shown with it.
SURE, LIKELY, SHOWN = 0.5, 0.3, 0.02
RECORDS = 3


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record that bears on a sentence: how likely it is meant, and what agrees and differs."""

    record: EvidenceRecord
    chance: float
    parts: tuple[ComparedPart, ...] = ()

    @property
    def differing(self) -> tuple[ComparedPart, ...]:
        """What differs."""
        return tuple(p for p in self.parts if not p.agrees)


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """A mark with its reason in one sentence, the records, and how many acts bear on a claim in general."""

    mark: str
    reason: str
    records: tuple[ShownRecord, ...] = ()
    acts: int = 0

    @property
    def differs(self) -> tuple[str, ...]:
        """Names of the parts that differ from the first record."""
        first = self.records[0].differing if self.records and self.mark == DIFFERS else ()
        return tuple(dict.fromkeys(p.part for p in first))


def show(s: SentenceReading, candidates: Collection[CandidateRecord]) -> tuple[ShownRecord, ...]:
    """Return the records found as they are shown, each compared with the sentence."""
    return tuple(ShownRecord(f.record, round(f.chance, 3), compare(s, f.record)) for f in candidates)


def mark_sentence(s: SentenceReading, records: EvidenceIndex, pair: Collection[str]) -> ClaimMark:
    """Mark one sentence, or one clause, by the records that bear on it."""
    if s.kind == NONE and s.why_none.startswith("It is a heading"):
        return ClaimMark(NO_CLAIM, s.why_none)
    candidates = records.find(s, pair)
    shown = show(s, [f for f in candidates[:RECORDS] if f.chance >= SHOWN])
    sure = bool(shown) and shown[0].chance >= SURE
    if s.kind == NONE and not sure:
        return ClaimMark(NO_CLAIM, s.why_none, shown if shown and shown[0].chance >= LIKELY else ())
    marked = _mark_denial(s, records, pair)
    if not marked and sure and (s.kind != STANDING or not shown[0].differing):
        marked = _mark_sure(shown)
    if not marked and (not s.days or s.kind == STANDING):
        marked = _mark_general(s, records, pair, candidates)
    if not marked and sure:
        marked = _mark_sure(shown)
    return marked or _mark_unfound(s, candidates, shown)


def _mark_unfound(
    s: SentenceReading, candidates: Collection[CandidateRecord], shown: tuple[ShownRecord, ...]
) -> ClaimMark:
    """Mark a sentence that no record says, with the nearest records."""
    near = shown if len(shown) == RECORDS else show(s, _near(s, candidates))
    if not near:
        return ClaimMark(NOT_FOUND, "Nothing on record is about this place or these states.")
    return ClaimMark(NOT_FOUND, "No record says this; the nearest on record are listed.", near)


def _mark_sure(shown: tuple[ShownRecord, ...]) -> ClaimMark:
    first = shown[0]
    if not first.differing:
        return ClaimMark(ON_RECORD, _agreement(first), shown)
    return ClaimMark(DIFFERS, "; ".join(p.in_words for p in first.differing).capitalize() + ".", shown)


def _agreement(first: ShownRecord) -> str:
    agreeing = list(dict.fromkeys(p.part for p in first.parts if p.agrees))
    return f"The record has the same {', '.join(agreeing)}." if agreeing else "The record says the same."


def _near(s: SentenceReading, candidates: Collection[CandidateRecord]) -> list[CandidateRecord]:
    """Return the nearest records of the place or the states of a sentence."""
    places = s.places or s.section
    near = [
        f
        for f in candidates
        if f.chance >= SHOWN or places & f.record.places or len(s.states & f.record.states) > 1
    ]
    return (near or [f for f in candidates if s.states & f.record.states])[:RECORDS]


def _mark_general(
    s: SentenceReading, records: EvidenceIndex, pair: Collection[str], candidates: Collection[CandidateRecord]
) -> ClaimMark | None:
    """Mark a standing claim by the acts of its place, form and states."""
    acts, form = find_acts(s, records, pair, candidates)
    if len(acts) < 2:
        return None
    inside = {r.record_id for r in acts}
    at_place = [
        f for f in candidates if not (s.places or s.section) or (s.places or s.section) & f.record.places
    ]
    likely = [f.record for f in at_place if f.chance >= _RELEVANT or f.record.record_id in inside][:RECORDS]
    strongest = sorted(acts, key=lambda r: (-weight_of(r), -r.last.toordinal(), r.record_id))
    newest = max(acts, key=lambda r: (r.last, r.record_id))
    listed = list(dict.fromkeys([*likely, newest, *strongest]))[:RECORDS]
    chances = {f.record.record_id: f.chance for f in candidates}
    shown = tuple(ShownRecord(r, round(chances.get(r.record_id, 0.0), 3), ()) for r in listed)
    what = f" of the kind “{forms.get(form).name.lower()}”" if form else ""
    places = sorted(s.places or s.section)
    where = f" on {hotspots.get(places[0]).in_sentence}" if len(places) == 1 else ""
    who = " and ".join(name_code(c) for c in sorted(s.states & set(pair) or set(pair)))
    reason = f"In general: {len(acts)} acts on record{what} by {who}{where}."
    return ClaimMark(IN_GENERAL, reason, shown, len(acts))


def weight_of(r: EvidenceRecord) -> int:
    """Return how strong an act is, by the field of its fact."""
    return int(r.fact["strength"]) if r.fact else 0


def find_acts(
    s: SentenceReading, records: EvidenceIndex, pair: Collection[str], candidates: Collection[CandidateRecord]
) -> tuple[list[EvidenceRecord], str]:
    """Find the acts of the place, the states and, where it can be told, the form of a claim."""
    members = s.states & set(pair) or frozenset(pair)
    others = (s.mentioned - set(pair)) if not (s.places or s.section) else frozenset()
    places = s.places or s.section
    acts = [
        r
        for r in records.rows
        if r.kind != "view"
        and members & r.actors
        and (not places or places & r.places)
        and others <= r.states
        and (places or members <= r.actors)
    ]
    likely: Counter[str] = Counter()
    inside = {r.record_id for r in acts}
    for f in list(candidates)[:8]:
        if f.record.record_id in inside and f.chance >= _RELEVANT:
            likely.update(dict.fromkeys(f.record.forms, f.chance))
    form = max(likely, key=lambda k: (likely[k], k), default="")
    of_form = [r for r in acts if form in r.forms]
    if len(of_form) > 1:
        return of_form, form
    return (acts if places or s.kind == STANDING else []), ""


#: Chance from which a record says something of the kind of act that a claim in general is about.
_RELEVANT = 0.02

#: What a denial denies, and the forms that records of it have.
_DENIED = (
    (
        re.compile(r"\b(?:disagree\w*|differ\w*|part(?:ed)? (?:ways|company)|quarrel\w*|fall\w* out)\b"),
        {"divergence"},
    ),
    (re.compile(r"\b(?:drill\w*|exercis\w*|manoeuvre\w*)\b"), {"joint-exercise"}),
    (re.compile(r"\b(?:patrol\w*)\b"), {"joint-patrol"}),
    (re.compile(r"\bvetoed? (?:\w+ )*(?:together|jointly)\b|\b(?:joint|double) veto\w*"), {"joint-veto"}),
    (re.compile(r"\b(?:met|meet|summit\w*)\b"), {"summit"}),
)


def _mark_denial(s: SentenceReading, records: EvidenceIndex, pair: Collection[str]) -> ClaimMark | None:
    """Mark a "never" that records of the same states, place and form speak against."""
    if not find("never", s.low) or s.days or s.voting:
        return None
    wanted = next((forms_ for words, forms_ in _DENIED if words.search(s.low)), None)
    places = s.places or s.section
    members = s.states & set(pair)
    if wanted is None or len(members) < 2 or len(s.states - set(pair)) > len(places):
        return None
    against = [
        r
        for r in records.rows
        if wanted & r.forms
        and members <= r.states
        and (not places or places & r.places)
        and r.kind == "event"
    ]
    if not against:
        return None
    newest = sorted(against, key=lambda r: (r.last, r.record_id), reverse=True)[:RECORDS]
    acts = "1 act" if len(against) == 1 else f"{len(against)} acts"
    return ClaimMark(
        CONTRADICTED,
        f"The record has {acts} to the contrary.",
        show(s, [CandidateRecord(r, 1.0) for r in newest]),
    )


_CUT = re.compile(r"; |,? (?:and|but|while|whereas)(?: then| also| later)? |, (?=then )")
_VERB = re.compile(
    r"\b\w{3,}ed\b|\b(?:met|held|took|made|gave|sold|sent|won|put|said|built|bought|began|set|was|were)\b"
)
_LEAST_WORDS = 4


def cut_clauses(text: str) -> tuple[str, str] | None:
    """Cut a sentence that tells two acts in two; ``None`` where it does not.

    A second part that names nobody takes the subject of the first.
    """
    for m in _CUT.finditer(text):
        first, second = text[: m.start()], text[m.end() :]
        verb, own = _VERB.search(first), _VERB.search(second)
        if verb and own and min(len(first.split()), len(second.split())) >= _LEAST_WORDS:
            bare = own.start() < _SOON and not second[:1].isupper()
            subject = first[: verb.start()] if bare and verb.start() < len(first) / 2 else ""
            return f"{first}.", f"{subject}{second}"
    return None


_SOON = 12
