"""Whether a record tells the votes that a claim tells, cast in the same place."""

from __future__ import annotations

import re

from comity.parts.check.candidates import CandidateRecord, seated
from comity.parts.check.choices import ALIKE, ALL, APART, NO, VETO, ClaimedBallot
from comity.parts.check.comparison.differences import (
    ACT,
    CAST,
    NUMBER,
    PARTY,
    PLACE,
    STRENGTH,
    Difference,
    in_words,
)
from comity.parts.check.reading import SentenceReading

_VOTE_FORMS = frozenset({"joint-vote", "joint-veto", "joint-abstention"})


def tells_votes(c: CandidateRecord) -> bool:
    """Whether a record says who voted how."""
    single = any(b.choice not in (ALIKE, APART) for b in c.reading.ballots)
    return (c.reading.voting and single) or bool(c.forms & _VOTE_FORMS and c.reading.ballots)


def compare_ballots(claim: SentenceReading, c: CandidateRecord) -> tuple[float, str, float, list[Difference]]:
    """A claim about votes beside a record that says who voted how: every choice that is claimed."""
    differences = list[Difference]()
    for b in claim.ballots:
        read = _beside_one_another if b.choice in (ALIKE, APART) else _of_group if b.whose else _ballot
        opposed, more = read(b, c)
        if opposed and _claimed_besides(b, claim):
            opposed, more = "", [Difference(ACT, "the record does not say both of these votes")]
        if opposed:
            return 1.0, opposed, 0.5, []
        differences += more
    return 1.0, "", 0.0 if differences else 1.0, differences


def _claimed_besides(b: ClaimedBallot, claim: SentenceReading) -> bool:
    """Whether a claim has the same states choose otherwise, too, in another vote."""
    single = (q for q in claim.ballots if q.choice not in (ALIKE, APART) and not q.whose)
    return any(q.choice != b.choice and q.agents & b.agents for q in single) and not b.whose


_Compared = tuple[str, list[Difference]]


def _of_group(b: ClaimedBallot, c: CandidateRecord) -> _Compared:
    """What is said of all or of the others, which a record must say in the same way."""
    if any((r.choice, r.whose, r.denied) == (b.choice, b.whose, b.denied) for r in c.reading.ballots):
        return "", []
    return "", [Difference(PARTY, "the record does not say how the others voted")]


def _ballot(b: ClaimedBallot, c: CandidateRecord) -> _Compared:
    """How a record opposes what some states are said to have chosen, or where it differs."""
    did = {a for r in c.reading.ballots if _as(r.choice, b.choice) and not r.denied for a in r.agents}
    if any(r.whose == ALL and _as(r.choice, b.choice) for r in c.reading.ballots):
        did |= b.agents & c.actors
    if b.denied:
        both = b.agents & did
        return (f"{in_words(both)} {CAST[b.choice]}" if both else ""), []
    alone = any(r.alone and _as(r.choice, b.choice) for r in c.reading.ballots)
    return _otherwise(b, c, did, alone=alone), _missing(b, c, did, alone=alone)


def _otherwise(b: ClaimedBallot, c: CandidateRecord, did: set[str], *, alone: bool) -> str:
    """How a record opposes a choice: they chose otherwise, or others did so without them, or beside them."""
    how = {a: choice for a, choice in _choices(c).items() if a not in did}
    if b.choice == VETO:  # a vote against one text is no word on the veto of another
        how = {a: choice for a, choice in how.items() if choice != NO}
    if otherwise := sorted(a for a in b.agents if a in how):
        return f"{in_words(otherwise[:1])} {CAST[how[otherwise[0]]]}"
    rest = b.agents - did
    if rest and (alone or (b.choice == VETO and did and rest <= seated(c))):
        return f"{in_words(did)} did, {in_words(rest)} did not"
    too = did - b.agents
    return f"{in_words(too)} did, too" if b.alone and b.agents and too else ""


def _missing(b: ClaimedBallot, c: CandidateRecord, did: set[str], *, alone: bool) -> list[Difference]:
    """What a record does not say of a choice."""
    out, rest = list[Difference](), b.agents - did
    if rest or not (b.agents or b.number is not None):
        whose = f"how {in_words(rest)} voted" if rest else "who voted so"
        lacks = tuple(f"{b.choice} {a}" for a in sorted(rest))
        out.append(Difference(ACT if not did else PARTY, f"the record does not say {whose}", lacks=lacks))
    if b.alone and not alone and "only" not in c.tokens:
        out.append(Difference(STRENGTH, "that nobody else did is not in the record"))
    numbers = sorted(
        {r.number for r in c.reading.ballots if _as(r.choice, b.choice) and r.number is not None}
    )
    if b.number is not None and numbers and b.number not in (*numbers, len(did)):
        out.append(Difference(NUMBER, f"the number on record is {numbers[0]}"))
    return out


def _choices(c: CandidateRecord) -> dict[str, str]:
    """What each state chose by the words of a record."""
    single = [r for r in c.reading.ballots if not r.denied and r.choice not in (ALIKE, APART)]
    return {a: r.choice for r in single for a in r.agents}


def _beside_one_another(b: ClaimedBallot, c: CandidateRecord) -> _Compared:
    """How a record opposes that some voted alike, or apart, or that it does not say so."""
    how = _choices(c)
    if not b.agents <= set(how):
        return "", [Difference(PARTY, f"the record does not say how {in_words(b.agents - set(how))} voted")]
    alike = len({how[a] for a in b.agents}) == 1
    if alike == ((b.choice == ALIKE) != b.denied):
        return "", []
    return f"{in_words(b.agents)} voted {'alike' if alike else 'differently'}", []


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


_ORGANS = (
    "General Assembly",
    "Security Council",
    "Human Rights Council",
    "Conference on Disarmament",
    "IAEA",
)


def other_body(claim: SentenceReading, c: CandidateRecord, *, voting: bool) -> list[Difference]:
    """Where a vote was cast or something was done, if the claim says that it was elsewhere."""
    if not voting:
        claimed, recorded = ({o for o in _ORGANS if o in text} for text in (claim.text, c.what))
        other = claimed and recorded and not claimed & recorded
        return [Difference(PLACE, f"the record says “{min(recorded)}”")] if other else []
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
