"""Roles of the states in an act: who acts, with whom, and against whom.

The *trigger* is the words that name the act, such as "held talks".
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.language import words
from comity.language.gazetteer import BODIES
from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import Phrase
from comity.parts.reader.lexicon import LexiconRule
from comity.parts.reader.patterns import forms_that
from comity.parts.reader.rules.trigger_context import TriggerContext

States = tuple[str, ...]

_WITH = frozenset({"with", "alongside", "between", "among"})
_REACH, _REACH_FREE = 4, 7
"""How many tokens after the words a bare object may stand: where a rule asks for prepositions, else."""

_QUALIFIED = ("attr", "people")
"""Kinds of phrase that name a state without meaning it."""

_CLOSE = 4
"""How many tokens after the words a group may stand to be the one that acted ("include A, B and C")."""


@dataclass(slots=True)
class Roles:
    """States by role (actor, partner, target); ``sure`` is false if one comes from an earlier sentence."""

    actors: States
    partners: States
    targets: States
    joint_against: bool = False
    sure: bool = True


def assign_roles(rule: LexiconRule, scene: SentenceLayout, start: int, end: int) -> Roles | None:
    """Return each state's role in the act that ``masked[start:end]`` names; ``None`` if no states fit."""
    around = TriggerContext(scene, scene.token_at(start), scene.token_at(max(start, end - 1)))
    if rule.form in forms_that("between_actors") and _private(around.agent or around.subject):
        return None
    return _BY_ROLE[rule.roles](rule, around)


def _private(p: Phrase | None) -> bool:
    """Return whether the phrase is a private firm known only by its country ("a British company")."""
    return p is not None and p.kind == "firm" and p.named == "demonym"


def _partner(rule: LexiconRule, around: TriggerContext, taken: States) -> list[Phrase]:
    """Return the other side of an act: the first suitable phrase after it, preferred prepositions first."""
    hosts = bool(taken) and set(taken) <= set(BODIES)  # a body does not deal with the state it meets in
    fitting = [
        p for p in around.right if not set(p.states) <= set(taken) and not (hosts and p.kind == "place")
    ]
    chosen = next(
        (p for p in fitting if p.prep in rule.prefer and (rule.people or p.kind not in _QUALIFIED)), None
    )
    chosen = chosen or next((p for p in fitting if _may_be_partner(rule, around, p)), None)
    return [chosen, *_likewise(around, chosen)] if chosen is not None else []


def _likewise(around: TriggerContext, p: Phrase) -> list[Phrase]:
    """Return phrases that continue the other side by the same preposition: "against A *and against B*"."""
    toks, out = around.scene.toks, [p]
    for q in around.right:
        joins = [t.low for t in toks[out[-1].hi + 1 : q.lo]]
        if q.lo > out[-1].hi and joins in (["and", p.prep], [",", p.prep], [",", "and", p.prep]):
            out.append(q)
    return out[1:]


def _may_be_partner(rule: LexiconRule, around: TriggerContext, p: Phrase) -> bool:
    inside = p.lo <= around.to
    enforcer = rule.form == "sanctions-circumvention" and _owns_sanctions(around, p)
    if enforcer or p is around.agent or (p is around.between and rule.roles in ("mutual", "relation")):
        return False
    if p.kind in _QUALIFIED and not (rule.people and p.kind == "people"):
        hit = rule.polarity == "friction" and rule.deed and p.kind == "attr" and p.lo == around.to + 1
        return hit or (inside and (p.kind == "attr" or rule.polarity == "friction"))
    qualifies = rule.polarity == "cooperation" and not inside and _only_qualifies(rule, around, p)
    silent = p.kind == "adj" and not p.joined and rule.form in forms_that("between_actors")
    if qualifies or silent or (p.kind == "place" and not _partner_as_place(rule, p)):
        return False
    reach = rule.near or (_REACH if rule.preps else _REACH_FREE)
    if (p.prep == "" or rule.near) and p.lo - around.to > reach:
        return False
    return not rule.preps or p.prep in rule.preps or inside or (p.kind == "place" and rule.places)


def _only_qualifies(rule: LexiconRule, around: TriggerContext, p: Phrase) -> bool:
    """Return whether a state is not the other side but only describes a matter or a private firm.

    "Discuss the programme *of Iran*" and "buy a *Dutch* firm" report no contact with either state. If a drill
    is held *against* a state, that state is the target.
    """
    if p.kind == "firm" and p.named == "demonym":
        return rule.form not in forms_that("firms")
    if p.prep == "against" and rule.roles == "mutual":
        return True
    if p.prep == "of" and rule.form in forms_that("between_actors"):
        return p.lo - around.to > _OF_NEAR
    return p.kind == "adj" and not p.joined and rule.roles == "mutual" and p.prep not in _TOWARD


_OF_NEAR = 3
"""How many tokens after the words "of" may stand: "a meeting of the leaders *of Japan*"."""

_TOWARD = frozenset({"with", "to", "from", "for", "between", "among"})


def _owns_sanctions(around: TriggerContext, p: Phrase) -> bool:
    """Return whether the phrase says whose sanctions they are: "despite *American* sanctions"."""
    after = [t.low for t in around.scene.toks[p.hi + 1 : p.hi + 4]]
    return any(w.startswith(("sanction", "embargo", "restriction", "dollar", "export")) for w in after)


def _partner_as_place(rule: LexiconRule, p: Phrase) -> bool:
    """Return whether a place may be the other side: visited, invested in or, in friction, fought over."""
    if rule.places or (rule.form in forms_that("in_place") and p.prep in ("in", "at")):
        return True
    return rule.form == "divergence" and p.prep == "within"


def _mutual(rule: LexiconRule, around: TriggerContext) -> Roles | None:
    """Return the states by role in a mutual act, such as talks: the subject and its partner act together."""
    merging = rule.form in forms_that("merging")
    owner = around.owner
    if around.between is not None:
        return _fill_two(rule, around, around.between)
    own_drill = rule.form == "joint-exercise" and owner is not around.subject
    if owner is not None and len(owner.states) > 1 and (not merging or own_drill):
        return Roles(owner.states, (), _others(around, owner.states))
    base = _base(rule, around)
    if base is None:
        return _fill_after_words(rule, around)
    rest = _counterparty(rule, around, base)
    parties = (*base.states, *rest)
    each = any(p.prep in _EACH and set(rest) <= set(p.states) for p in around.right)
    hub = rule.form in _ONE_WITH_EACH and len(base.states) == 1 and len(rest) > 1 and each
    if (merging and not hub) or (len(rest) <= 1 and len(base.states) == 1):
        return Roles(parties, (), _others(around, parties))
    return Roles(base.states, rest, ())


_ONE_WITH_EACH = frozenset({"consultation", "agreement"})
"""What one state has with several, each on its own: "talks with A and B" is nothing between A and B."""

_EACH = frozenset({"with", "to"})


def _fill_two(rule: LexiconRule, around: TriggerContext, two: Phrase) -> Roles | None:
    """Return who acts in something "between A and B": A and B, or a mediator with each of them.

    A truce or deal between two states that somebody else only proposes is no act yet.
    """
    subject = around.subject
    third = (
        subject if subject is not None and subject.hi < around.at and subject.states != two.states else None
    )
    if third is not None and around.scene.toks[around.at].low.startswith(_BROKERS):
        rest = tuple(s for s in two.states if s not in third.states)
        return Roles(third.states, rest, ())
    toward = {t.low for t in around.scene.toks[max(around.at - _TOWARD_NEAR, 0) : around.at]} & _AIMING
    if third is not None and toward and rule.form in ("friction-avoidance", "agreement"):
        return None
    return Roles(two.states, (), _others(around, two.states))


_TOWARD_NEAR = 5
_AIMING = frozenset(
    {"toward", "towards", "aimed", "aiming", "efforts", "effort", "propose", "proposes", "revive"}
)


_BROKERS = ("mediat", "broker", "facilitat")
"""Beginnings of words by which somebody brings two others together: it deals with each of them."""


def _fill_after_words(rule: LexiconRule, around: TriggerContext) -> Roles | None:
    """Return the roles if both states follow the words for the act: "talks between A and B"."""
    firsts = _partner(rule, around, ())
    if not around.fronted and not any(p.prep in _OPENERS or len(p.states) > 1 for p in firsts):
        return None
    first = _union(firsts, ())
    rest = (*first, *_union(_partner(rule, around, first), first))
    return Roles(rest, (), ()) if len(rest) > 1 else None


_OPENERS = frozenset({"between", "among", "with", "of", "by", "from"})
"""On these hangs the first party of what has no subject: "talks *between* Iran and ..."."""


def _base(rule: LexiconRule, around: TriggerContext) -> Phrase | None:
    """Return one side of a mutual act: the agent ("by A") or subject, or else the owner ("A's talks")."""
    owner, base = around.owner, around.agent or around.subject
    if owner is None or base is None:
        return base or owner
    if len(owner.states) > 1:
        return owner
    return owner if _owns(around, owner) and not _partner(rule, around, base.states) else base


def _counterparty(rule: LexiconRule, around: TriggerContext, base: Phrase) -> States:
    taken = base.states
    phrases = _partner(rule, around, taken)
    if len(taken) > 1:
        phrases = [p for p in phrases if p.prep in _WITH or p.lo <= around.to]
    phrases = phrases + [p for p in around.left_with if not set(p.states) <= set(taken)]
    if phrases or len(taken) > 1:
        return _union(phrases, taken)
    owner, subject = around.owner, around.subject
    if owner is not None and owner is not base:
        return _union([owner], taken) if around.in_clause(base) else ()
    if owner is base and subject is not None and subject.states != taken:
        return _union([subject], taken) if around.in_clause(subject) else ()
    bare = around.bare if rule.form in ("joint-exercise", "joint-patrol") else []
    return _union(
        [p for p in (*around.left, *bare) if not set(p.states) & set(taken) and p.lo > base.hi][:1], taken
    )


def _fill_toward(rule: LexiconRule, around: TriggerContext) -> Roles | None:
    """Return the states by role in an act of one toward another: aid, visits, recognition, deference."""
    actor = _one_way_actor(rule, around)
    if actor is None or (rule.id == _LONE and len(actor.states) > 1):
        return None
    partners = _partner(rule, around, actor.states)
    owner = around.owner
    if not partners and owner is not None and not set(owner.states) <= set(actor.states):
        partners = [owner]
    if not partners and around.agent is not None and around.subject is not None:
        partners = [around.subject]
    speaker = around.speaker
    if not partners and speaker is not None and rule.form in forms_that("far_partner"):
        actor, partners = speaker, [actor]
    partners = partners or _far(rule, around, actor)
    states = _union(partners, actor.states)
    if not states and len(actor.states) > 1 and rule.roles == "toward":
        return None
    return Roles(actor.states, states, _others(around, (*actor.states, *states)))


_LONE = "deference.lone-abstention"


def _far(rule: LexiconRule, around: TriggerContext, base: Phrase) -> list[Phrase]:
    """Return the phrase for the other side elsewhere in the sentence, if this kind of act allows it."""
    if rule.form not in forms_that("far_partner"):
        return []
    near = [p for p in (*around.left, *around.objects) if p.lo > base.hi]
    return [p for p in (*near, *around.elsewhere) if not set(p.states) & set(base.states)][:1]


def _one_way_actor(rule: LexiconRule, around: TriggerContext) -> Phrase | None:
    owner, actor = around.owner, around.agent or around.subject
    if owner is None or around.agent is not None:
        return actor
    if actor is None or (_owns(around, owner) and _partner(rule, around, owner.states)):
        return owner
    return actor


def _owns(around: TriggerContext, owner: Phrase) -> bool:
    """Return whether a phrase owns the next noun: true for "*U.S.* aid", false for "gives *Syria* aid"."""
    return owner.kind == "adj" or owner.poss or around.scene.toks[owner.hi].low in _ABBREVIATED


_ABBREVIATED = frozenset({"u.s.", "us", "u.k.", "uk", "e.u.", "eu"})


def _together(rule: LexiconRule, around: TriggerContext) -> Roles | None:
    """Return the states by role in a joint act of several states; a single actor is returned alone."""
    agent, subject = around.agent, around.subject
    if rule.id == "initiative.demand" and _goes_to_citizens(around):
        return None
    if rule.id.startswith("vote.") and agent is not None and agent.lo - around.to > _BY_NEXT:
        done = around.at > 0 and around.scene.toks[around.at - 1].low in words("copula") | {"been", "being"}
        agent = agent if done else None  # "veto a resolution *by A and B*" names who wrote it
    if agent is not None and subject is not None and subject.states != agent.states:
        if rule.form == "joint-initiative":
            return None
        agent = None
    between = (
        around.between if around.between is not None and around.between.lo - around.to <= _CLOSE else None
    )
    after = _named_after(rule, around)
    listed = after if after is not None and after.lo == around.to + 1 else None
    some = next((p for p in reversed(around.left_with) if p.prep == "including" and len(p.states) > 1), None)
    for p in (listed, agent, between, around.owner, some, None if around.owned else subject, after):
        if p is not None and len(p.states) > 1 and _acts_as_group(p, around):
            return Roles(p.states, (), _others(around, p.states))
    lone = (agent if rule.id.startswith("vote.") else around.agent) or subject or around.owner
    if lone is None or lone.kind in ("adj", "place") or (around.owned and around.owner is not lone):
        return None
    parties = (*lone.states, *_union(around.left_with, lone.states))
    return Roles(parties, (), _others(around, parties))


_BY_NEXT = 3
"""So many words after those of a vote its voters may stand: "vetoed *by the* ..."."""


def _acts_as_group(p: Phrase, around: TriggerContext) -> bool:
    """Return whether the states named in a phrase act; in "the *British-Canadian* fighter" they do not."""
    qualifies = p.kind == "adj" and p is not around.owner and not around.at <= p.lo <= around.to
    return p.kind not in ("place", "people") and not qualifies


def _named_after(rule: LexiconRule, around: TriggerContext) -> Phrase | None:
    """Return the states listed after the words for a vote: "the states that opposed it include A and B"."""
    for p in around.right:
        if p.prep == "including":
            return p
        votes = rule.form in ("joint-vote", "joint-veto", "joint-abstention")
        bracketed = p.lo == around.to + 1 and rule.id == "vote.listed"
        if (
            votes
            and p.lo - around.to <= _CLOSE
            and len(p.states) > 1
            and (around.subject is None or bracketed)
        ):
            return p
    return None


def _against(rule: LexiconRule, around: TriggerContext) -> Roles | None:
    """Return the states by role in friction, or in a joint position of several that speak against another."""
    owner = around.owner
    actor = around.agent or around.subject or owner
    if owner is not None and owner is not actor and around.agent is None and rule.id == "apart.rupture":
        actor = owner if owner.poss or owner.kind == "adj" else actor
    if actor is None or _own_people(around, actor) or (actor.kind == "adj" and actor is not owner):
        return None
    opposed = _partner(rule, around, actor.states) or [
        p for p in around.reported[:1] if p.states != actor.states
    ]
    if not opposed and around.agent is not None and around.subject is not None:
        opposed = [around.subject]
    if not opposed and owner is not None and not set(owner.states) & set(actor.states):
        opposed = [owner]
    states = _union(opposed, actor.states)
    if len(actor.states) == 1:
        return Roles(actor.states, states, ())
    states = states or _others(around, actor.states)
    if not states and rule.polarity == "friction":
        return Roles(actor.states[:1], actor.states[1:], ()) if _each_other(rule, around) else None
    if rule.polarity == "friction" and rule.deed and states:
        return Roles(actor.states, states, ())
    return Roles(actor.states, (), states, joint_against=True)


def _each_other(rule: LexiconRule, around: TriggerContext) -> bool:
    """Return whether several states that name no opponent are in conflict with each other."""
    broken = {t.low for t in around.scene.toks[around.at : around.to + 1]}
    return around.mutually or (rule.id == "apart.rupture" and not broken.isdisjoint(_BONDS))


_BONDS = frozenset({"ties", "relations", "talks", "contacts", "negotiations", "border", "borders"})


def _own_people(around: TriggerContext, actor: Phrase) -> bool:
    """Return whether the words address the actor's own people: "urges *Americans* to leave Libya"."""
    near = [p for p in around.scene.phrases if around.at <= p.lo <= around.to + 3]
    people = any(p.kind == "people" and set(p.states) <= set(actor.states) for p in near)
    return people or _goes_to_citizens(around)


def _goes_to_citizens(around: TriggerContext) -> bool:
    """Return whether an act's words address citizens without naming another state."""
    toks = around.scene.toks
    return any(
        t.low in _CITIZENS and not (n and toks[n - 1].mention is not None)
        for n, t in enumerate(toks[around.at : around.to + 5], around.at)
        if t.mention is None
    )


_CITIZENS = frozenset({"citizens", "nationals", "residents", "travelers", "travellers", "tourists"})


def _behind(rule: LexiconRule, around: TriggerContext) -> Roles | None:
    """Return the states by role in support: one backs a partner, or several together speak on a target."""
    roles = _fill_toward(rule, around)
    if roles is not None and len(roles.actors) == 1 and rule.form == "recognition" and _refuses(around):
        return None
    if roles is not None and len(roles.actors) > 1:
        return Roles(roles.actors, (), tuple(dict.fromkeys((*roles.partners, *roles.targets))))
    return roles


def _refuses(around: TriggerContext) -> bool:
    """Return whether the words for the act contain a refusal, such as a refusal to recognise a state."""
    return any(t.low in _NOT or t.low.endswith("n't") for t in around.scene.toks[around.at : around.to + 1])


_NOT = frozenset({"not", "never", "nor", "neither", "refuse", "refuses", "refused", "declines", "declined"})


def _relation(rule: LexiconRule, around: TriggerContext) -> Roles | None:
    """Return the states by role for a noun that two share, such as "ties"; in friction one on each side."""
    roles = _mutual(rule, around)
    if rule.polarity == "friction" and not _ties_two_states(around):
        return None
    if roles is None or roles.partners or rule.polarity == "cooperation":
        return roles
    return Roles(roles.actors[:1], roles.actors[1:], ())


def _ties_two_states(around: TriggerContext) -> bool:
    """Return whether a dispute is between two states: owned by both, or introduced by "between" or "with"."""
    owner, subject = around.owner, around.subject
    joined = any(p is not None and len(p.states) > 1 for p in (owner, subject, around.between))
    return joined or any(
        p.prep in _WITH | {"of", "against", "from"} or p.lo <= around.to for p in around.right
    )


_BY_ROLE = {
    "mutual": _mutual,
    "toward": _fill_toward,
    "together": _together,
    "against": _against,
    "behind": _behind,
    "relation": _relation,
}


def _union(phrases: list[Phrase], without: States) -> States:
    return tuple(dict.fromkeys(s for p in phrases for s in p.states if s not in without))


def _others(around: TriggerContext, parties: States) -> States:
    """Return other states named after the act, except after "by", which names who wrote a text."""
    later = [
        p for p in around.right if p.prep != "by" and p.kind not in ("people", "place") and p.named != "body"
    ]
    return _union(later[:2], parties)
