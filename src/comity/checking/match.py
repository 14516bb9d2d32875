"""How well a record bears a claim out: a score of named parts, and in words what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from comity.checking.ballots import NO, VETO, YES
from comity.checking.candidates import CandidateRecord, Candidates, plain
from comity.checking.periods import AT, SINCE, Period
from comity.checking.quantities import EXACT, Quantity, agrees
from comity.checking.reading import TOGETHER, Proposition, SentenceReading
from comity.checking.rules import act_kinds, grammar, stem, weights, word_lists
from comity.vocabulary import states
from comity.vocabulary.forms import all_forms
from comity.vocabulary.seats import permanent_seats

PARTY, ACT, DATE, PLACE, NUMBER, STRENGTH = "party", "form", "date", "place", "number", "strength"

_BALLOTS = frozenset({"veto", "abstain", "vote-for", "vote-against"})
_REPORTING = "declare"
"""The kind of act by which a record only says who said what was or was not done."""
_TAKING_SIDES = _BALLOTS | {"back", "oppose"}
_DECISIVE = (
    "first",
    "second",
    "largest",
    "last",
    "biggest",
    "every",
    "all",
    "always",
    "only",
    "sole",
    "secret",
    "permanent",
    "record",
)
"""Words whose absence from a record makes a claim stronger than the record."""
_ALONE = frozenset({"alone", "only", "sole"})
_TURNING = frozenset({"halt", "call", "silence", "differ", "relief"})
"""Kinds of act that turn what stands beside them round: a call for the end of what a claim supports."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a claim and a record: which part, and in words.

    ``of_roles``: only who does what by the grammar of the two sentences, everybody named being in both.
    """

    part: str
    words: str
    of_roles: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A claim and a record compared.

    ``score`` is the share of all points; ``parts`` gives each part from 0 to 1; ``own_words`` is as the part
    ``words``, but words that only name the kind of act must be the record's own; ``opposed`` says how the
    record says the opposite, "" where it does not.
    """

    candidate: CandidateRecord
    score: float
    parts: dict[str, float]
    differences: tuple[Difference, ...]
    opposed: str
    own_words: float

    @property
    def words(self) -> float:
        """Share of the claim's words that the record has, by how rare they are."""
        return self.parts["words"]


def matches(claim: SentenceReading, candidates: Candidates, more: Iterable[Match] = ()) -> list[Match]:
    """The records worth comparing with a claim, best first, ties by date and id.

    Parameters
    ----------
    more : records of this claim alone, already compared: the roll calls that it may mean
    """
    out = [m for c in candidates.rows if (m := compare(claim, c, candidates)) is not None]
    floor = weights().candidate
    return sorted(
        (*more, *(m for m in out if m.score >= floor or m.opposed)),
        key=lambda m: (-m.score, not m.candidate.may_lead, m.candidate.first, m.candidate.record_id),
    )


def compare(claim: SentenceReading, c: CandidateRecord, candidates: Candidates) -> Match | None:
    """A claim and a record compared; ``None`` where they have nothing in common."""
    if claim.states and not claim.states & c.states:
        return None
    if _reversed(claim) != _reversed(c.reading) and any(act_kinds()[k].stance for k in claim.kinds):
        return None
    words, own_words = _words(claim, c, candidates)
    by_votes = claim.voting and _tells_votes(c)
    act, opposed, agents, party = _by_ballots(claim, c) if by_votes else _acts(claim, c)
    if words == 0 or (act == 0 and words < weights().words_partly):
        return None
    differences = [*party]
    known = c.states | (seated(c) if opposed else set())
    missing = {s for s in claim.states - known if not word_lists().stands_for.get(s, frozenset()) & c.states}
    differences += [_missing_state(claim, s) for s in sorted(missing)]
    dated = dates(claim, c)
    names = _names(claim, c)
    numbers = _numbers(claim, c)
    if by_votes:
        differences += _body(claim, c)
    linked = [] if missing else _links(claim, c)
    differences += [*dated, *names, *numbers, *_strength(claim, c), *linked]
    differences += [] if opposed else _contrary(claim, c)
    if act == 0 and claim.propositions:
        sure = claim.kinds.isdisjoint(_TAKING_SIDES)
        differences.append(Difference(ACT, "no such act is in the record", of_roles=sure))
    parts = {
        "words": words,
        "act": act,
        "agents": agents,
        "states": 1 - len(missing) / max(len(claim.states), 1),
        "period": 0.0 if dated else 1.0 if claim.periods else 0.6,
        "names": 1 - len(names) / max(len(claim.names | claim.symbols), 1),
        "numbers": 1 - len(numbers) / max(len(claim.numbers), 1),
    }
    points = weights().points
    score = sum(points[k] * v for k, v in parts.items()) / sum(points.values())
    if by_votes and not differences:
        score = max(score, vote_score(words))
    return Match(c, round(score, 6), parts, tuple(dict.fromkeys(differences)), opposed, own_words)


def vote_score(words: float) -> float:
    """The score of a record of a vote: one that is about what the claim is about comes before all others."""
    return round(1 + words if words >= weights().words_roll_call else words, 6)


def evidence(claim: SentenceReading, m: Match, candidates: Candidates) -> float:
    """How unlikely it is that another record would share what this one shares with a claim.

    The sum of the logarithms of how few records share each state, each date and each word: the weight of
    agreement of record linkage (Fellegi and Sunter 1969), every part taken as independent.
    """
    c, same, common = m.candidate, word_lists().same, word_lists().common
    total = sum(candidates.rarity_of_state(s) for s in claim.states & c.states)
    total += sum(candidates.rarity_of_days(p.first, p.last) for p in claim.periods if p.relation == AT)
    shared = (w for w in _wanted(claim) if w in c.terms or not c.terms.isdisjoint(same.get(w, ())))
    return total + sum(candidates.rarity(w) for w in sorted(shared) if w not in common)


def _wanted(claim: SentenceReading) -> frozenset[str]:
    """The words of a claim, those of its names among them."""
    return claim.words | {stem(n) for name in claim.names for n in re.split(r"[ -]", name)}


def shares_words(claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a record has any word, name, text or number of a claim, and not only its states and dates."""
    same = word_lists().same
    words = any(w in c.terms or not c.terms.isdisjoint(same.get(w, ())) for w in _wanted(claim))
    return words or bool(claim.symbols & c.symbols) or any(_counted(q, c) for q in claim.numbers)


def _reversed(reading: SentenceReading) -> bool:
    """Whether a sentence takes sides on a refusal, which turns for and against round."""
    return grammar()["reversal"].search(reading.low) is not None


def _words(claim: SentenceReading, c: CandidateRecord, candidates: Candidates) -> tuple[float, float]:
    """Share of the claim's words, by rarity, that the record has or that stand for one it has.

    The first share counts the words that name a kind of act which the record has in other words, the second
    does not.  A large number and a state that the record bears out count as half a rare word, a person as
    a quarter; of a roll call the states that it is about count as words.
    """
    common, same = word_lists().common, word_lists().same
    acted = frozenset(w for p in claim.propositions if _kind(p, c) == 1 for w in p.words)
    cited = candidates.rarest if claim.symbols else 0.0
    total, covered = cited, cited if claim.symbols & c.symbols else 0.0
    wanted = _wanted(claim)
    if c.roll_call:
        wanted -= word_lists().voting
        about = claim.states - claim.agents
        total += candidates.rarest * len(about)
        covered += candidates.rarest * len(about & c.states)
    borne_out = [q for q in claim.numbers if q.value > _SMALL and not q.ordinal and _counted(q, c)]
    persons = [name for name in claim.leaders if _named(name, c)]
    named = sum(candidates.rarity_of_state(s) for s in claim.states & c.states if not c.roll_call)
    named += candidates.rarest * (len(borne_out) + len(persons) / 2)
    total, covered = total + named / 2, covered + named / 2
    own = covered
    for w in sorted(wanted):
        rarity = candidates.rarity(w) * (0.25 if w in common else 1.0)
        present = w in c.terms or not c.terms.isdisjoint(same.get(w, ()))
        by_act = present or w in acted
        total += 0.0 if w in common and not by_act else rarity
        covered += rarity if by_act else 0.0
        own += rarity if present else 0.0
    return (covered / total, own / total) if total else (0.0, 0.0)


_SMALL = 12
"""Up to which number many records have the same by chance."""


def _counted(q: Quantity, c: CandidateRecord) -> bool:
    return any(agrees(q, r, weights().about) for r in c.reading.numbers)


def _acts(claim: SentenceReading, c: CandidateRecord) -> tuple[float, str, float, list[Difference]]:
    """How far kinds of act and agents agree: act, how it is opposed, agents, differences."""
    if c.kind == "view" or not claim.propositions:
        return (0.5 if c.kind == "view" else 0.0), "", 0.5, []
    stances = list[Difference]()
    best: tuple[float, float, list[Difference]] = (0.0, 0.0, [])
    verb = min((p.at for p in claim.propositions if p.agents and p.kind != _REPORTING), default=-1)
    for p in claim.propositions:
        act = _kind(p, c)
        if act_kinds()[p.kind].stance and p.agents and not _same_side(p, c) and not refused(p, c):
            if opposed := _turned(p, c):
                return 0.5, opposed, 0.5, []
            silent = not c.reading.kinds & (act_kinds()[p.kind].against | _BALLOTS | _TURNING)
            words = f"the record does not say so of {in_words(p.agents)}"
            if not any(q.kind in _BALLOTS and p.agents <= q.agents for q in claim.propositions):
                stances.append(Difference(ACT, words, of_roles=silent and p.agents <= c.states))
        may_turn = p.kind in _TAKING_SIDES and (not act or c.roll_call)
        if may_turn and (opposed := _other_side(p, claim, c)):
            return 0.5, opposed, 0.5, []
        if not act:
            continue
        opposed, differences = ("", []) if refused(p, c) else _agents(p, claim, c)
        if opposed:
            return act, opposed, 0.5, []
        stances += [d for d in differences if d.part == ACT and p.at == verb]
        agents = 0.0 if differences else 1.0 if p.agents else 0.5
        if not best[0] or (act, agents) > best[:2] or (differences and p.kind in _BALLOTS):
            best = (act, agents, differences)
    head = min((p.at for p in claim.propositions if p.agents), default=-1)
    if head >= 0 and not any(_kind(p, c) for p in claim.propositions if p.at == head):
        best = (min(best[0], _WEAK), *best[1:])
    best = (*best[:2], [*best[2], *stances[:1]])
    cast = {p.kind for p in claim.propositions} & _BALLOTS
    if cast and not any(_kind(p, c) for p in claim.propositions if p.kind in cast):
        return 0.0, "", best[1], best[2]
    return best[0], "", best[1], best[2]


_VOTE_FORMS = frozenset({"joint-vote", "joint-veto", "joint-abstention"})


def _tells_votes(c: CandidateRecord) -> bool:
    """Whether a record says who voted how."""
    return c.reading.voting or bool(c.forms & _VOTE_FORMS and c.reading.ballots)


def _by_ballots(claim: SentenceReading, c: CandidateRecord) -> tuple[float, str, float, list[Difference]]:
    """A claim about votes beside a record that says who voted how: every choice that is claimed."""
    differences = list[Difference]()
    for b in claim.ballots:
        did = {a for r in c.reading.ballots if _as(r.choice, b.choice) and not r.denied for a in r.agents}
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


def _body(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
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


_WEAK = 0.4
"""How much it counts where the record has not the first act of the claim but only a later one."""


def _kind(p: Proposition, c: CandidateRecord) -> float:
    """1 where the record has the kind of act in its words, less where only its form may be one."""
    if act_kinds()[p.kind].stance and not refused(p, c):
        return _stance(p, c)
    if p.kind in c.reading.kinds or refused(p, c):
        return 1.0
    if p.kind in _BALLOTS:
        formed = act_kinds()[p.kind].forms & c.forms & _SURE
        side = "joint-vote" in c.forms and _SIDES.get(p.kind) in c.reading.kinds
        return 0.8 if (formed or side) and not c.reading.kinds & _BALLOTS else 0.0
    if p.kind in _TAKING_SIDES and c.reading.kinds & act_kinds()[p.kind].against:
        return 0.0
    return 0.7 if act_kinds()[p.kind].forms & c.forms else 0.0


def _stance(p: Proposition, c: CandidateRecord) -> float:
    """1 where the record's words have the same stance on the same matter, little where they may have."""
    if any(r.kind == p.kind for r in _same_side(p, c)):
        return 1.0
    kind = act_kinds()[p.kind]
    if _same_side(p, c):
        return 0.8
    formed = not c.reading.kinds & kind.against and kind.forms & c.forms
    return _WEAK if formed or p.kind in c.reading.kinds else 0.0


def _same_side(p: Proposition, c: CandidateRecord) -> list[Proposition]:
    """The acts of a record by which the agents of a claim take its side, on the same matter."""
    like = act_kinds()[p.kind].like | {p.kind}
    return [
        r
        for r in c.reading.propositions
        if r.kind in like
        and r.negated == p.negated
        and _on(p, r)
        and p.agents <= _agents_of(r, c)
        and not _of_partner(p, r, c)
    ]


def _turned(p: Proposition, c: CandidateRecord) -> str:
    """How a record says that the agents of a claim took the other side on the same matter."""
    kind = act_kinds()[p.kind]
    for r in c.reading.propositions:
        denied = r.kind in kind.like | {p.kind} and r.negated != p.negated
        other = r.kind in kind.against and not r.negated and not p.negated
        both = p.agents & _agents_of(r, c)
        if both and (denied or other) and _on(p, r, sure=True) and not _of_partner(p, r, c):
            if other:
                return f"{in_words(both)} {CAST.get(r.kind, 'took the other side')}"
            return f"the record says that {in_words(both)} {'did' if p.negated else 'did not'}"
    return ""


def _of_partner(p: Proposition, r: Proposition, c: CandidateRecord) -> bool:
    """Whether the record's agents side with or against one another, where the claim names nobody."""
    codes = frozenset(states.all_states())
    return bool((r.topic & c.states & codes) - r.agents) and not p.topic & codes


def _agents_of(r: Proposition, c: CandidateRecord) -> frozenset[str]:
    """Who did an act of a record; all its actors where nobody is named and it is the record's first."""
    first = min(q.at for q in c.reading.propositions)
    of_others = grammar()["other_subject"].search(c.reading.low[: r.at])
    return r.agents or (c.actors if r.at == first and not of_others else frozenset())


def _on(p: Proposition, r: Proposition, *, sure: bool = False) -> bool:
    """Whether two acts are about the same matter, as far as both say what; ``sure``: both must."""
    if not p.topic or not r.topic:
        return not sure
    if sure and not p.topic & frozenset(states.all_states()) <= r.topic | r.agents:
        return False
    if not sure:
        return _overlap(p.topic, r.topic)
    one = p.topic - word_lists().common
    return _overlap(one - frozenset(states.all_states()) or one, r.topic)


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    lists = word_lists()
    near = other.union(*(lists.same[w] for w in other if w in lists.same))
    return not one.isdisjoint(near)


_SIDES = {"vote-for": "back", "vote-against": "oppose"}
"""What the record of a joint vote may call it."""
_SURE = frozenset({"joint-veto", "joint-abstention"})
"""Forms of votes that say how the votes were cast."""


def _other_side(p: Proposition, claim: SentenceReading, c: CandidateRecord) -> str:
    """How the record says that these agents took the other side, which the claim does not say itself."""
    for r in c.reading.propositions:
        both = p.agents & (r.agents or c.actors)
        opposite = r.kind in act_kinds()[p.kind].against and not r.negated and not p.negated
        on = not act_kinds()[p.kind].stance or _on(p, r, sure=True)
        claimed = any(q.kind == r.kind and q.agents & both for q in claim.propositions)
        if opposite and both and on and not claimed:
            return f"{in_words(both)} {CAST[r.kind]}"
    return ""


CAST = {
    YES: "voted for it",
    NO: "voted against it",
    "absent": "did not vote",
    "veto": "vetoed it",
    "abstain": "abstained",
    "vote-for": "voted for it",
    "vote-against": "voted against it",
    "back": "backed it",
    "oppose": "opposed it",
}


def refused(p: Proposition, c: CandidateRecord) -> bool:
    """Whether a record says that the agents did the opposite of what a claim says that they did not do."""
    done = {r.kind for r in c.reading.propositions if not r.negated and p.agents <= (r.agents or c.actors)}
    return p.negated and p.kind not in done and not done.isdisjoint(act_kinds()[p.kind].against)


def _agents(p: Proposition, claim: SentenceReading, c: CandidateRecord) -> tuple[str, list[Difference]]:
    """How the record opposes who is said to act, or where the agents differ."""
    same = [r for r in c.reading.propositions if r.kind == p.kind]
    did = {a for r in same for a in r.agents if not r.negated}
    did_not = {a for r in same for a in r.agents if r.negated}
    if opposed := _opposed(p, c, same, did, did_not):
        return opposed, []
    if acting := _acting(p, same):
        return "", [Difference(PARTY, f"the record does not say it of {in_words(acting)}")]
    if not p.negated and not did and did_not & p.agents:
        return "", [Difference(ACT, f"the record says that {in_words(did_not)} did not")]
    acted = (did_not if p.negated else did) or c.actors
    missing = {a for a in set(p.agents) - acted if not word_lists().stands_for.get(a, frozenset()) & acted}
    symmetric = p.kind in TOGETHER and any(all_forms()[f].roles == "symmetric" for f in c.forms)
    if p.kind in _BALLOTS and did and not did & p.agents:
        symmetric = False  # the record names who voted so
    named = c.reading.states | c.actors
    if not missing or (missing <= c.actors and (symmetric or acted == c.actors)):
        return "", []
    if p.kind in _LOOSE and missing <= named and p.agents & acted:
        return "", []
    strict = p.kind in (_BALLOTS | TOGETHER) - _LOOSE or act_kinds()[p.kind].one_way
    sure = missing <= named and not strict
    words = f"the record names {in_words(acted)}, not {in_words(missing)}"
    return "", [Difference(PARTY, words, of_roles=sure)]


def _opposed(
    p: Proposition, c: CandidateRecord, same: list[Proposition], did: set[str], did_not: set[str]
) -> str:
    """How the record says that others did what is claimed, or that these did not."""
    denied = bool(same) and all(r.negated for r in same)
    head = min((r.at for r in c.reading.propositions if r.agents and r.kind != _REPORTING), default=-1)
    main = any(r.at == head for r in same)
    turned = main and p.negated != denied and any(_on(p, r) and _done(p, r) for r in same)
    if turned and p.agents <= (did | did_not or c.actors):
        return f"the record says that {in_words(p.agents or c.actors)} {'did' if p.negated else 'did not'}"
    all_did = (did or c.actors) & set(states.all_states())
    if p.negated:
        return ""
    if p.alone and p.kind != "vote" and len(p.agents) == 1 and p.agents < all_did:
        return f"{in_words(all_did)} did"
    missing = set(p.agents) - (did or c.actors)
    if p.kind == "veto" and did & p.agents and missing & seated(c):
        return f"{in_words(did)} did, {in_words(missing & seated(c))} did not"
    against = act_kinds()[p.kind].against
    stance = act_kinds()[p.kind].stance
    opponents = [r for r in c.reading.propositions if r.kind in against]
    other = {a for r in opponents if not stance or _on(p, r, sure=True) for a in r.agents} | did_not
    alone = p.kind in _BALLOTS and any(r.alone for r in same) and missing <= c.actors
    if missing and (alone or missing & other):
        return f"{in_words(did)} did, {in_words(missing if alone else missing & other)} did not"
    return ""


def _done(p: Proposition, r: Proposition) -> bool:
    """Whether a one-way act of a record gives the same to the same states as the claim's."""
    if not act_kinds()[p.kind].one_way:
        return True
    codes = frozenset(states.all_states())
    given = p.topic - codes
    return (p.topic - p.agents) & codes <= r.topic and (not given or _overlap(given, r.topic - codes))


_LOOSE = frozenset({"meet", "consult", "declare", "propose", "mark"})
"""Kinds of which a sentence may name some beside those who did it, so that a host or guest counts."""
_OF_GROUPS = frozenset({"take-part", "found", "build"})
_MUTUAL = TOGETHER - _OF_GROUPS


def _acting(p: Proposition, same: Sequence[Proposition]) -> frozenset[str]:
    """States to whom a claim says that something is done, and to whom the record does not."""
    if p.kind in _MUTUAL or not same:
        return frozenset()
    codes = frozenset(states.all_states())
    done_to = (p.topic - p.agents) & codes
    if p.kind in _OF_GROUPS and all(r.topic & codes and not r.topic & done_to for r in same):
        return done_to
    return done_to & frozenset.intersection(*(r.agents - r.topic for r in same))


def seated(c: CandidateRecord) -> set[str]:
    """Who could cast a veto on a record's day: its casters are known, so the rest of them did not."""
    return {s for s, (first, last) in permanent_seats().items() if first <= c.first <= last}


def _missing_state(claim: SentenceReading, state: str) -> Difference:
    part = PARTY if state in claim.agents else PLACE
    return Difference(part, f"{states.in_sentence(state)} is not in the record")


def dates(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Which of the claim's dates the record does not have."""
    out, on_record = [], 0
    for p in claim.periods:
        if _since_another(p, c):
            out.append(Difference(DATE, "the record counts from another date"))
        elif _in(p, c.first, c.last):
            on_record += 1
            if _vaguer(c, p) and not _spoken(p, c):
                out.append(Difference(DATE, f"the record says only {day_in_words(c)}"))
        elif not _spoken(p, c):
            out.append(Difference(DATE, f"the date was {day_in_words(c)}"))
    if claim.periods and not on_record and not out and c.kind == "event":
        out.append(Difference(DATE, f"the date was {day_in_words(c)}"))
    return out[:1]


def _since_another(p: Period, c: CandidateRecord) -> bool:
    """Whether the record counts from another date than the claim."""
    since = [q for q in c.reading.periods if q.relation == SINCE]
    return p.relation == SINCE and bool(since) and all(q.first != p.first for q in since)


def _in(p: Period, first: date, last: date) -> bool:
    if p.relation == SINCE:
        return last >= p.first
    if p.relation == AT:
        return first <= p.last and last >= p.first
    return first <= p.last and (p.last - last).days <= _BY_THEN


_BY_THEN = 750
"""How many days before a day something happened that was done "by" that day."""

_FINER = {"day": 0, "span": 1, "month": 2, "year": 3}


def _vaguer(c: CandidateRecord, p: Period) -> bool:
    """Whether the claim is dated more finely than the record."""
    if p.relation != AT or c.kind == "standing":
        return False
    return (c.last - c.first).days > (p.last - p.first).days and _FINER[c.precision] > _FINER[p.precision]


def _spoken(p: Period, c: CandidateRecord) -> bool:
    """Whether the record's own words name the same period."""
    return any((q.first, q.last) == (p.first, p.last) for q in c.reading.periods)


def day_in_words(c: CandidateRecord) -> str:
    """The record's date in words."""
    if c.precision == "day":
        return f"{c.first.day} {c.first:%B %Y}"
    if c.precision == "month":
        return f"{c.first:%B %Y}"
    if c.precision == "year":
        return str(c.first.year)
    return f"{c.first.day} {c.first:%B} to {c.last.day} {c.last:%B %Y}"


def _names(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Names and symbols of the claim that the record does not have."""
    shared = set[str]()
    for group, tokens in _groups_named(claim.low):
        if any(f" {v} " in f" {c.text} " for v in group):
            shared |= tokens
    out = []
    for name in sorted(claim.names):
        pieces = name.replace("-", " ").split()
        if len(pieces) > 1 and (f" {' '.join(pieces)} " in f" {c.text} " or set(pieces) <= shared):
            continue
        if pieces[:2] == ["sea", "of"] and " seas of " in c.text and pieces[-1] in c.tokens:
            continue
        if len(pieces) > 1 or not all(p in shared or _has(p, c) for p in pieces):
            out.append(Difference(PLACE, f"“{name.title()}” is not in the record"))
    plain_text = claim.text.lower().replace("’", "'")
    personal = not _PERSONAL.isdisjoint(claim.kinds)
    for leader in sorted(claim.leaders):
        owner = f"{leader}'s" in plain_text
        if not _named(leader, c) and not _in_office(leader, c, personal=personal, owner=owner):
            out.append(Difference(PARTY, f"{leader.title()} is not in the record"))
    if claim.symbols and not claim.symbols & c.symbols:
        out.append(Difference(NUMBER, f"the text is not {sorted(claim.symbols)[0]}"))
    return out


def _has(name: str, c: CandidateRecord) -> bool:
    """Whether a record has a name, or the adjective of it: Siberia, Siberian."""
    adjectives = (f"{name}n", f"{name}an", f"{name}ian", f"{name.rstrip('ae')}ian", f"{name}ese")
    return name in c.tokens or stem(name) in c.terms or not c.tokens.isdisjoint(adjectives)


@lru_cache(maxsize=256)
def _groups_named(low: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The groups of names that a claim uses one of, each with the words of those it uses."""
    plain = f" {' '.join(low.replace('-', ' ').replace(',', ' ').split())} "
    return tuple(
        (group, frozenset(token for v in group if v in plain for token in v.split()))
        for group in dict.fromkeys(word_lists().names.values())
        if any(v in plain for v in group)
    )


def _named(leader: str, c: CandidateRecord) -> bool:
    """Whether a record names somebody, in full or by one of the names: Hu for Hu Jintao."""
    names = set(leader.split())
    full = any(names <= set(other.split()) or set(other.split()) <= names for other in c.reading.leaders)
    family, *given = leader.split()
    family_first = re.search(rf"\b{re.escape(family.capitalize())}\b(?! [A-Z])", c.what) is not None
    return full or (given or [family])[-1] in c.tokens or (family_first and bool(given))


_PERSONAL = frozenset({"meet", "consult"})
"""Kinds of act that whoever leads a state does in person."""


def _links(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """States that stand where the record has another: lent *to*, sold *from*, *whose* refusal."""
    for word in sorted({w for w, _ in claim.links}):
        claimed = {s for w, s in claim.links if w == word}
        alike = {word, *(f"own {w}" for w in word_lists().same.get(word.removeprefix("own "), ()))}
        others = {s for w, s in c.reading.links if w in alike}
        if others and not claimed & others and others <= set(states.all_states()):
            words = f"the record names {in_words(others)} there, not {in_words(claimed)}"
            return [Difference(PARTY, words)]
    return []


def _of_office(name: states.Name, c: CandidateRecord) -> bool:
    """Whether a record tells of a meeting of those who hold an office."""
    if name.system == "foreign-minister":
        return "foreign" in c.tokens and not c.tokens.isdisjoint({"minister", "ministers"})
    return "summit" in c.forms


_TITLES = frozenset({"president", "leader", "king"})
"""Who leads a state, where a record does not name him."""
_PREMIERS = frozenset({"premier", "premiers", "prime"})


def _in_office(leader: str, c: CandidateRecord, *, personal: bool, owner: bool) -> bool:
    """Whether somebody of this name held office on a record's day, in a state of which it names nobody.

    The state is one that acts, or where something is only called theirs (``owner``) any that it concerns.
    """
    premiers = not c.tokens.isdisjoint(_PREMIERS)  # beside whom a head of state may stand in the record
    states_named = {n.state for other in c.reading.leaders for n in _called(other)} if not premiers else set()
    return any(
        n.state not in states_named
        and n.state in (c.states if owner or not c.tokens.isdisjoint(_TITLES) else c.actors)
        and (n.state not in c.actors or not personal or _of_office(n, c))
        and n.first <= c.last
        and c.first <= n.last
        for n in _called(leader)
    )


def led(leader: str, c: CandidateRecord, offices: Sequence[str] = ("leader",)) -> bool:
    """Whether somebody of this name led one of a record's actors on its day."""
    return any(
        n.state in c.actors and n.first <= c.last and c.first <= n.last and n.system in offices
        for n in _called(leader)
    )


@lru_cache(maxsize=256)
def _called(leader: str) -> tuple[states.Name, ...]:
    """Everybody of the vocabulary who has this name, or part of it."""
    names = set(leader.split())
    return tuple(
        n for n in states.all_names() if names <= (known := set(n.value.lower().split())) or known <= names
    )


_OTHERS = re.compile(r" others?\b")
"""After a number that leaves one out of those on record: "with 44 others" of 45."""
_OF_PARTIES = re.compile(
    r"\b(?:states|countries|nations|members|powers|sides|leaders|presidents|ministers|governments|capitals"
    r"|neighbours|parties|founders)\b"
)
"""What a number counts where it may be that of all who acted."""
_TIME_UNITS = frozenset(stem(w) for w in ("day", "week", "month", "year", "hour", "decade", "century"))


def _numbers(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Numbers of the claim that the record does not bear out, or that count the same as another there."""
    out = []
    for q in claim.numbers:
        nouns = _counts(claim.low, q)
        of_all = q.bound == EXACT and q.kind == "count" and not q.ordinal and nouns[:1] != ["times"]
        actors = (
            of_all
            and q.value == len(c.actors)
            and (not nouns or _OF_PARTIES.search(" ".join(nouns)) is not None)
        )
        if _OTHERS.match(claim.low, q.end) and _counted(replace(q, value=q.value + 1), c):
            continue
        alike = _of_the_same(q, nouns, c)
        borne_out = any(agrees(q, r, weights().about) for r in alike) if alike else _counted(q, c)
        if not actors and not borne_out and not _same_words(q, claim, c):
            like = alike or [r for r in c.reading.numbers if (r.kind, r.ordinal) == (q.kind, q.ordinal)]
            on_record = len(like) == 1
            words = f"the number on record is {like[0].value:,.12g}" if on_record else ""
            out.append(Difference(NUMBER, words or f"the number {q.value:,.12g} is not in the record"))
    return [*out, *_ordinals(claim, c), *_intervals(claim, c)]


def _counts(low: str, q: Quantity) -> list[str]:
    """The words after a number that say what it counts, up to a mark or a preposition."""
    m = _COUNTED.match(low, q.end)
    words = m[1].replace("-", " ").split() if m else []
    stop = next((n for n, w in enumerate(words) if _STOP.fullmatch(w)), len(words))
    return [w for w in words[:stop] if not _SCALE.fullmatch(w)][:_NOUN_WORDS]


_COUNTED = re.compile(r"[\s-]*((?:[a-z]+(?:[\s-]|(?=[^a-z]|$))){1,5})")
_STOP = re.compile(r"(?:of|in|on|at|to|for|from|by|with|and|or|that|who|which|but|was|were|is|are|had|has)")
_SCALE = re.compile(r"(?:hundred|thousand|million|billion|trillion|bn|percent|per|cent)")
_NOUN_WORDS = 3


def _of_the_same(q: Quantity, nouns: Sequence[str], c: CandidateRecord) -> list[Quantity]:
    """The numbers of a record that count what a number of a claim counts: years beside years."""
    ours = {stem(w) for w in nouns} - word_lists().common
    if nouns and stem(nouns[-1]) in ours:
        ours = {stem(nouns[-1])}
    out = []
    for r in c.reading.numbers:
        theirs = {stem(w) for w in _counts(c.reading.low, r)}
        same_unit = bool(ours & theirs) or bool(ours & _TIME_UNITS and theirs & _TIME_UNITS)
        if same_unit and (r.kind, r.ordinal) == (q.kind, q.ordinal):
            out.append(r if ours & theirs else replace(r, value=-1.0))  # weeks are not months
    return out


_ORDINAL = re.compile(
    r"\b(?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s+"
    r"(?P<what>\w+(?:\s+\w+)?)"
)


def _ordinals(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """The how-manieth of a claim where the record has another for the same thing."""
    on_record = [
        (m["ordinal"], {stem(w) for w in m["what"].split()}) for m in _ORDINAL.finditer(c.reading.low)
    ]
    for m in _ORDINAL.finditer(claim.low):
        what = {stem(w) for w in m["what"].split()}
        same = [ordinal for ordinal, theirs in on_record if what & theirs]
        if same and m["ordinal"] not in same:
            return [Difference(NUMBER, f"the record says “{same[0]}”, not “{m['ordinal']}”")]
    return []


_INTERVAL = re.compile(
    r"\b(?P<n>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s"
    r"(?P<unit>day|week|month|year)s?\s(?P<which>before|after|later|earlier)\b"
)


_GROUP = re.compile(r"\bthe (?P<n>two|three|four|five|six|seven|eight|nine|ten) (?P<unit>[a-z]+?)s?\b")
"""All of a kind, which no number is compared with elsewhere: "the six powers"."""


def _intervals(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """How far apart two acts are, or how many are meant, where the record counts the same otherwise."""
    for pattern in (_INTERVAL, _GROUP):
        theirs = {(m["unit"], m["n"]) for m in pattern.finditer(c.reading.text.lower())}
        for m in pattern.finditer(claim.text.lower()):
            same = sorted(n for unit, n in theirs if unit == m["unit"])
            if same and m["n"] not in same:
                return [Difference(NUMBER, f"the record says {same[0]} {m['unit']}s, not {m['n']}")]
    return []


def _same_words(q: Quantity, claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a record has a small number of a claim before the same word: "the four men"."""
    following = plain(claim.low[q.start : q.end + 20]).split()[:2]
    return len(following) == _A_PAIR and not q.ordinal and f" {' '.join(following)} " in f" {c.text} "


_A_PAIR = 2


def _strength(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Words that make the claim stronger than the record."""
    decisive = frozenset(grammar()["no_limit"].sub(" ", claim.low).split()) & frozenset(_DECISIVE)
    alone = any(
        p.alone and r.alone and p.kind == r.kind and p.agents <= r.agents
        for p in claim.propositions
        for r in c.reading.propositions
    )
    return [
        Difference(STRENGTH, f"“{w}” is not in the record")
        for w in _DECISIVE
        if w in decisive and w not in c.tokens and not (alone and w in _ALONE)
    ]


def _contrary(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Words of the claim where the record has another that excludes it: gas for oil, road for rail."""
    claimed = _excluding(claim.low)
    if not claimed:
        return []
    on_record = _excluding(c.reading.low)
    for part, sides in word_lists().contrary:
        ours, theirs = [claimed & side for side in sides], [on_record & side for side in sides]
        missing = [min(w) for w, r in zip(ours, theirs, strict=True) if w and not r]
        there = [min(r) for w, r in zip(ours, theirs, strict=True) if r and not w]
        if missing and there:
            words = f"the record says “{there[0]}”, not “{missing[0]}”".replace("/", " ")
            return [Difference(part, words)]
    return []


@lru_cache(maxsize=4096)
def _excluding(low: str) -> frozenset[str]:
    """The words of a text that exclude others, two that follow one another joined by a stroke."""
    words = plain(low).split()
    stems = {stem(w) for w in words} | {f"{stem(a)}/{stem(b)}" for a, b in pairwise(words)}
    return frozenset(w for w, stemmed in _exclusive().items() if stemmed in stems)


@cache
def _exclusive() -> dict[str, str]:
    """Every word that excludes others, with its stem."""
    words = (w for _, sides in word_lists().contrary for side in sides for w in side)
    return {w: "/".join(map(stem, w.split("/"))) for w in words}


def in_words(codes: Iterable[str]) -> str:
    """States by name, for a sentence."""
    names = [states.in_sentence(s) for s in sorted(codes)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "nobody named"
