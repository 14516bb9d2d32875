"""Whether a record tells the votes that a claim tells, cast in the same place."""

from __future__ import annotations

import re

from comity.checking.ballots import ALL, NO, VETO
from comity.checking.candidates import CandidateRecord, seated
from comity.checking.comparison.differences import (
    ACT,
    CAST,
    NUMBER,
    PARTY,
    PLACE,
    STRENGTH,
    Difference,
    in_words,
)
from comity.checking.reading import SentenceReading

_VOTE_FORMS = frozenset({"joint-vote", "joint-veto", "joint-abstention"})


def tells_votes(c: CandidateRecord) -> bool:
    """Whether a record says who voted how."""
    return c.reading.voting or bool(c.forms & _VOTE_FORMS and c.reading.ballots)


def compare_ballots(claim: SentenceReading, c: CandidateRecord) -> tuple[float, str, float, list[Difference]]:
    """A claim about votes beside a record that says who voted how: every choice that is claimed."""
    differences = list[Difference]()
    for b in claim.ballots:
        if b.whose:
            if not any(
                (r.choice, r.whose, r.denied) == (b.choice, b.whose, b.denied) for r in c.reading.ballots
            ):
                differences.append(Difference(PARTY, "the record does not say how the others voted"))
            continue
        did = {a for r in c.reading.ballots if _as(r.choice, b.choice) and not r.denied for a in r.agents}
        if any(r.whose == ALL and _as(r.choice, b.choice) for r in c.reading.ballots):
            did |= b.agents & c.actors
        how = {a: r.choice for r in c.reading.ballots if not r.denied for a in r.agents if a not in did}
        if b.denied and (both := b.agents & did):
            return 1.0, f"{in_words(both)} {CAST[b.choice]}", 0.5, []
        if b.denied:
            continue
        if otherwise := sorted(a for a in b.agents if a in how):
            return 1.0, f"{in_words(otherwise[:1])} {CAST[how[otherwise[0]]]}", 0.5, []
        rest = b.agents - did
        alone = any(r.alone and _as(r.choice, b.choice) for r in c.reading.ballots)
        if rest and (alone or (b.choice == VETO and did and rest <= seated(c))):
            return 1.0, f"{in_words(did)} did, {in_words(rest)} did not", 0.5, []
        if b.alone and b.agents and (too := did - b.agents):
            return 1.0, f"{in_words(too)} did, too", 0.5, []
        if rest or not (b.agents or b.number is not None):
            whose = f"how {in_words(rest)} voted" if rest else "who voted so"
            differences.append(Difference(ACT if not did else PARTY, f"the record does not say {whose}"))
        if b.alone and not alone and "only" not in c.tokens:
            differences.append(Difference(STRENGTH, "that nobody else did is not in the record"))
        numbers = {r.number for r in c.reading.ballots if _as(r.choice, b.choice)} - {None}
        if b.number is not None and numbers and b.number not in numbers and b.number != len(did):
            differences.append(
                Difference(NUMBER, f"the number on record is {min(n for n in numbers if n is not None)}")
            )
    return 1.0, "", 0.0 if differences else 1.0, differences


_BODIES = {
    "UNGA": re.compile(r"\b(?<!National )Assembly\b"),
    "UNSC": re.compile(r"\bSecurity Council\b|(?<!Rights )\bCouncil\b"),
    "HRC": re.compile(r"\b(?:Council|Commission on Human Rights)\b"),
    "IAEA": re.compile(r"\bIAEA\b|\b[Nn]uclear agency\b"),
}
"""Where a vote may be cast, by the words for it; "the Council" may be either of two."""
_CAST_IN = re.compile(
    r"\b(?:in|at|before) the (?:[A-Z]\w+ )*(?:Assembly|Council|Commission on Human Rights|IAEA)\b"
    r"|\b(?:Assembly|Council|Commission on Human Rights|IAEA)(?=['’]s|(?: also| then)? \w+ed\b)"
)
_OF_SYMBOL = {"A/HRC": "HRC", "E/CN.": "HRC", "S/": "UNSC", "A/": "UNGA"}


def other_body(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Where a vote was cast, if the claim says that it was cast elsewhere."""
    where = " ".join(m[0] for m in _CAST_IN.finditer(claim.text))
    claimed = {body for body, words in _BODIES.items() if words.search(where)}
    if "Security Council" in claim.text:
        claimed.discard("HRC")
    there = {body for symbol in c.symbols for start, body in _OF_SYMBOL.items() if symbol.startswith(start)}
    if "HRC" in there:
        there = {"HRC"}
    there |= {"IAEA"} & c.states
    if not claimed or not there or claimed & there:
        return []
    return [Difference(PLACE, "the vote was cast elsewhere")]


def _as(choice: str, other: str) -> bool:
    """Whether a choice on record is the one claimed: a veto is a vote against."""
    return choice == other or (choice, other) == (VETO, NO)
