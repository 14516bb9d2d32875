"""Whether a record has the act of a claim, done by the same."""

from __future__ import annotations

from collections.abc import Sequence

from comity.parts.check.candidates import CandidateRecord, seated
from comity.parts.check.comparison.differences import ACT, CAST, PARTY, Difference, in_words
from comity.parts.check.predicates import verb_lists
from comity.parts.check.propositions import TOGETHER, Proposition
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import act_kinds, grammar, stem, weights, word_lists
from comity.vocabulary import states
from comity.vocabulary.forms import all_forms

BALLOT_KINDS = frozenset({"veto", "abstain", "vote-for", "vote-against"})
_REPORTING = "declare"
"""The kind of act by which a record only says who said what was or was not done."""
_DECIDING = BALLOT_KINDS | {"host"}
"""Kinds by which a record that tells them of others differs, whatever else it bears out."""
TAKING_SIDES = BALLOT_KINDS | {"back", "oppose"}


_TURNING = frozenset({"halt", "call", "silence", "differ", "relief"})
"""Kinds of act that turn what stands beside them round: a call for the end of what a claim supports."""


_TELLING = BALLOT_KINDS | _TURNING


def compare_acts(
    claim: SentenceReading, c: CandidateRecord, agreed: Sequence[float]
) -> tuple[float, str, float, list[Difference]]:
    """How far kinds of act and agents agree: act, how it is opposed, agents, differences.

    ``agreed`` says of each act of the claim how far the record has it (:func:`act_agreement`).
    """
    if c.kind == "view" or not claim.propositions:
        return (0.5 if c.kind == "view" else 0.0), "", 0.5, []
    stances, deciding = list[Difference](), list[Difference]()
    best: tuple[float, float, list[Difference]] = (0.0, 0.0, [])
    verb = min((p.at for p in claim.propositions if p.agents and p.kind != _REPORTING), default=-1)
    acts = list(zip(claim.propositions, agreed, strict=True))
    for p, act in acts:
        if act_kinds()[p.kind].stance and p.agents and not _same_side(p, c) and not refused(p, c):
            if opposed := _turned(p, c):
                return 0.5, opposed, 0.5, []
            opposite = act_kinds()[p.kind].against  # where none is known, silence says nothing
            silent = opposite and not p.negated and not c.reading.kinds & (opposite | _TELLING)
            words = f"the record does not say so of {in_words(p.agents)}"
            voted = any(q.kind in BALLOT_KINDS and p.agents <= q.agents for q in claim.propositions)
            if not voted and not _worded(p, c) and not (verb < p.at and _told_too(p, c)):
                open_ = bool(silent) and p.agents <= c.states
                lacks = tuple(f"{p.kind} {a}" for a in sorted(p.agents))
                stances.append(Difference(ACT, words, "roles" if open_ else "side", lacks))
        may_turn = p.kind in TAKING_SIDES and (not act or c.roll_call)
        if may_turn and (opposed := _other_side(p, claim, c)):
            return 0.5, opposed, 0.5, []
        if not act:
            continue
        opposed, differences = ("", []) if refused(p, c) else _agents(p, claim, c)
        if opposed and (p.at <= verb or verb < 0 or p.kind in BALLOT_KINDS):
            return act, opposed, 0.5, []
        stances += [d for d in differences if d.part == ACT and p.at == verb]
        deciding += differences if p.kind in _DECIDING else []
        agents = 0.0 if differences else 1.0 if p.agents else 0.5
        least = weights().act if claim.periods else 1.0  # from where on it matters more who did it
        if not best[0] or (act >= least, agents, act) > (best[0] >= least, best[1], best[0]):
            best = (act, agents, differences)
    head = min((p.at for p in claim.propositions if p.agents), default=-1)
    if head >= 0 and not any(act for p, act in acts if p.at == head):
        best = (min(best[0], _WEAK), *best[1:])
    best = (*best[:2], [*best[2], *stances[:1], *deciding])
    cast = {p.kind for p in claim.propositions} & BALLOT_KINDS
    if cast and not any(act for p, act in acts if p.kind in cast):
        return 0.0, "", best[1], best[2]
    return best[0], "", best[1], best[2]


def other_teller(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Who says something, where in the record another says it: "Mali said that Chad had left"."""
    claimed, recorded = _tellers(claim), _tellers(c.reading)
    if not claimed or not recorded or claimed & recorded:
        return []
    words = f"in the record {in_words(recorded)} say{'s' * (len(recorded) == 1)} it, not {in_words(claimed)}"
    return [Difference(PARTY, words, lacks=tuple(sorted(claimed)))]


def _tellers(reading: SentenceReading) -> frozenset[str]:
    saying = {stem(w) for w in verb_lists()["saying"] & set(reading.low.split())}
    return frozenset(a for p in reading.propositions if p.words & saying for a in p.agents)


_WEAK = 0.4
"""How much it counts where the record has not the first act of the claim but only a later one."""


def act_agreement(p: Proposition, c: CandidateRecord) -> float:
    """1 where the record has the kind of act in its words, less where only its form may be one."""
    if act_kinds()[p.kind].stance and not refused(p, c):
        return _stance(p, c)
    if p.kind in c.reading.kinds or refused(p, c):
        return 1.0
    if p.kind in BALLOT_KINDS:
        formed = act_kinds()[p.kind].forms & c.forms & _SURE
        side = "joint-vote" in c.forms and _SIDES.get(p.kind) in c.reading.kinds
        return 0.8 if (formed or side) and not c.reading.kinds & BALLOT_KINDS else 0.0
    if p.kind in TAKING_SIDES and c.reading.kinds & act_kinds()[p.kind].against:
        return 0.0
    return 0.7 if act_kinds()[p.kind].forms & c.forms or _worded(p, c) else 0.0


def _worded(p: Proposition, c: CandidateRecord) -> bool:
    """Whether a record that has no such kind of act has the words by which a claim tells it, or like ones."""
    same, kind = word_lists().same, act_kinds()[p.kind]
    near = {p.kind} | kind.like | kind.against
    if p.negated or not p.agents <= c.actors or c.reading.kinds & near:
        return False
    words, own = p.words - word_lists().common - word_lists().empty, c.reading.words
    return bool(words) and all(w in own or not own.isdisjoint(same.get(w, ())) for w in words)


def _told_too(p: Proposition, c: CandidateRecord) -> bool:
    """Whether a record tells of an act of the same kind, whoever did it."""
    return any(r.kind == p.kind and r.negated == p.negated for r in c.reading.propositions)


def _stance(p: Proposition, c: CandidateRecord) -> float:
    """1 where the record's words have the same stance on the same matter, little where they may have."""
    if any(r.kind == p.kind for r in _same_side(p, c)):
        return 1.0
    kind = act_kinds()[p.kind]
    if _same_side(p, c):
        return 0.8
    if _worded(p, c):
        return 0.7
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
        words = f"the record does not say it of {in_words(acting)}"
        return "", [Difference(PARTY, words, "link", tuple(sorted(acting)))]
    if not p.negated and not did and did_not & p.agents:
        return "", [Difference(ACT, f"the record says that {in_words(did_not)} did not")]
    acted = (did_not if p.negated else did) or c.actors
    missing = {a for a in set(p.agents) - acted if not word_lists().stands_for.get(a, frozenset()) & acted}
    symmetric = p.kind in TOGETHER and any(all_forms()[f].roles == "symmetric" for f in c.forms)
    if p.kind not in _LOOSE and did and not did & p.agents:
        symmetric = False  # the record names who did so
    named = c.reading.states | c.actors
    by_all = missing <= c.actors and (symmetric or acted == c.actors)
    done_to = p.passive and missing <= c.reading.named
    beside = p.kind in _LOOSE and missing <= named and p.agents & acted
    if not missing or by_all or done_to or beside:
        return "", []
    strict = p.kind in (BALLOT_KINDS | TOGETHER | {"boycott"}) - _LOOSE or act_kinds()[p.kind].one_way
    sure = missing <= named and not strict and p.kind not in _TURNING
    words = f"the record names {in_words(acted)}, not {in_words(missing)}"
    return "", [Difference(PARTY, words, "roles" if sure else "", tuple(sorted(missing)))]


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
    by_itself = any(r.alone and r.agents and r.agents <= p.agents for r in c.reading.propositions)
    if p.alone and p.kind != "vote" and len(p.agents) == 1 and p.agents < all_did and not by_itself:
        return f"{in_words(all_did)} did"
    missing = set(p.agents) - (did or c.actors)
    if p.kind == "veto" and did & p.agents and missing & seated(c):
        return f"{in_words(did)} did, {in_words(missing & seated(c))} did not"
    against = act_kinds()[p.kind].against
    stance = act_kinds()[p.kind].stance
    opponents = [r for r in c.reading.propositions if r.kind in against]
    other = {a for r in opponents if not stance or _on(p, r, sure=True) for a in r.agents} | did_not
    alone = p.kind in BALLOT_KINDS and any(r.alone for r in same) and missing <= c.actors
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
    if "with" in p.words:
        return frozenset()
    done_to = (p.objects - p.agents) & codes
    if p.kind in _OF_GROUPS and all(r.topic & codes and not r.topic & done_to for r in same):
        return done_to
    return done_to & frozenset.intersection(*(r.agents - r.topic for r in same))
