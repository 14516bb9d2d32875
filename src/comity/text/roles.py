"""Who acts, with whom, toward whom: roles of the states around the words that name a form."""

from __future__ import annotations

from dataclasses import dataclass

from comity.text.lexicon import Rule
from comity.text.scene import Scene
from comity.text.signs import forms_that
from comity.text.tokens import Phrase

_WITH = frozenset({"with", "alongside", "between", "among"})


_CLOSE = 4
"""How many tokens after the words a bare object may stand."""


@dataclass(slots=True)
class Cast:
    """States by role; ``sure`` is false where a party was carried over from the text before."""

    actors: tuple[str, ...]
    partners: tuple[str, ...]
    targets: tuple[str, ...]
    joint_against: bool = False
    sure: bool = True


@dataclass(slots=True)
class _Around:
    """The phrases around a trigger, by place."""

    subject: Phrase | None
    owner: Phrase | None
    agent: Phrase | None
    between: Phrase | None
    right: list[Phrase]
    left_with: list[Phrase]
    told: list[Phrase]
    left: list[Phrase]
    elsewhere: list[Phrase]
    mutually: bool
    bare: list[Phrase]
    at: int
    to: int


def cast(rule: Rule, scene: Scene, start: int, end: int) -> Cast | None:
    """Roles of the states for a rule found at ``masked[start:end]``; ``None`` when nobody fits."""
    around = _look_around(rule, scene, scene.token_at(start), scene.token_at(max(start, end - 1)))
    return _BY_ROLE[rule.roles](rule, around)


def _look_around(rule: Rule, scene: Scene, at: int, to: int) -> _Around:
    clause = scene.parts[scene.clause(at)]
    inside = [p for p in scene.found if p.lo >= at and p.hi <= to]
    right = [
        p for p in scene.found if p.lo > at and p.lo < max(clause.hi, to + 1) and p.named != "each other"
    ]
    right = [p for p in right if p.lo >= at]
    owner = scene.owner(at)
    if (inside and inside[0].lo == at) or (inside := [p for p in scene.found if p.lo <= at <= p.hi]):
        owner = inside[0]
        right = [p for p in right if p is not owner]
    agent = next((p for p in right if p.prep == "by" and p.kind != "place" and _by(scene, to, p)), None)
    spoken = [p for p in scene.found if clause.lo <= p.lo < clause.hi]
    between = next(
        (p for p in spoken if p.prep in ("between", "among") and len(p.states) > 1 and abs(p.lo - to) <= 15),
        None,
    )
    left_with = [p for p in spoken if p.hi < at and p.prep in ("with", "alongside") and p is not owner]
    n = scene.clause(to)
    that = (
        scene.parts[n + 1]
        if n + 1 < len(scene.parts) and scene.parts[n + 1].opener in ("that", "if")
        else None
    )
    told = [
        p
        for p in scene.found
        if that is not None and that.lo <= p.lo < that.hi and p.kind not in ("attr", "people", "place")
    ]
    left = [
        p
        for p in spoken
        if p.hi < at
        and p.prep in ("to", "with", "of", "from", "toward", "towards", "on")
        and p.kind not in ("attr", "people", "place")
    ]
    bare = [p for p in spoken if p.hi < at and p.prep == "" and p.kind == "actor"]
    elsewhere = [p for p in scene.found if p not in spoken and p.kind not in ("attr", "people", "place")]
    mutually = "each other" in scene.masked or "one another" in scene.masked
    return _Around(
        scene.subject(at),
        owner,
        agent,
        between,
        right,
        left_with,
        told,
        left,
        elsewhere,
        mutually,
        bare,
        at,
        to,
    )


def _by(scene: Scene, to: int, p: Phrase) -> bool:
    """Whether "by" before the phrase belongs to the trigger: close, and no other participle between."""
    between = [t.low for t in scene.toks[to + 1 : p.lo]]
    at = between.index("by") if "by" in between else 9
    return at <= 3 and not any(w.endswith("ed") for w in between[:at])


def _partner(rule: Rule, around: _Around, taken: tuple[str, ...]) -> list[Phrase]:
    """The counterparty: the first phrase after the words that hangs on a fitting preposition."""
    preps = frozenset(rule.preps)
    for p in around.right:
        if p.prep in rule.prefer and not set(p.states) <= set(taken) and p.kind not in ("attr", "people"):
            return [p]
    for p in around.right:
        if (
            p is around.agent
            or (p is around.between and "between" not in preps)
            or set(p.states) <= set(taken)
            or (p.kind in ("attr", "people") and p.lo > around.to)
        ):
            continue
        if p.kind == "adj" and not p.joined and rule.form in forms_that("between_actors"):
            continue
        if p.kind == "place" and not (
            rule.places
            or (rule.form in forms_that("in_place") and p.prep in ("in", "at"))
            or (rule.form == "divergence" and p.prep == "within")
        ):
            continue
        if p.prep == "" and p.lo > around.to and p.lo - around.to > (_CLOSE if preps else 7):
            continue
        if not preps or p.prep in preps or p.lo <= around.to or (p.kind == "place" and rule.places):
            return [p]
    return []


def _mutual(rule: Rule, around: _Around) -> Cast | None:
    if around.between is not None:
        return Cast(around.between.states, (), _others(around, around.between.states))
    owner, base = around.owner, around.agent or around.subject
    if owner is not None and len(owner.states) > 1 and rule.form not in forms_that("merging"):
        return Cast(owner.states, (), _others(around, owner.states))
    if owner is not None and (len(owner.states) > 1 or base is None or owner.kind == "adj" or owner.poss):
        base = (
            owner
            if len(owner.states) > 1 or base is None or not _partner(rule, around, base.states)
            else base
        )
    taken = base.states if base is not None else ()
    with_whom = _partner(rule, around, taken)
    if len(taken) > 1:
        with_whom = [p for p in with_whom if p.prep in _WITH or p.lo <= around.to]
    side = [p for p in around.left_with if not set(p.states) <= set(taken)]
    if (
        base is not None
        and not with_whom
        and not side
        and len(taken) == 1
        and owner is not None
        and owner is not base
    ):
        with_whom = [owner]
    if (
        base is not None
        and not with_whom
        and not side
        and len(taken) == 1
        and base is owner
        and around.subject is not None
    ):
        side = [around.subject] if around.subject.states != taken else []
    if base is not None and not with_whom and not side and len(taken) == 1:
        bare = around.bare if rule.form in ("joint-exercise", "joint-patrol") else []
        side = [p for p in (*around.left, *bare) if not set(p.states) & set(taken) and p.lo > base.hi][:1]
    rest = _union(with_whom + side, taken)
    if base is None:
        if len(rest) == 1:
            rest = (*rest, *_union(_partner(rule, around, rest), rest))
        return Cast(rest, (), ()) if len(rest) > 1 else None
    if len(taken) > 1 and rest and rule.form not in forms_that("merging"):
        return Cast(taken, rest, ())
    if rule.form in forms_that("merging") or (len(rest) <= 1 and len(taken) == 1):
        return Cast((*taken, *rest), (), _others(around, (*taken, *rest))) if taken else None
    return Cast(taken, rest, ())


def _toward(rule: Rule, around: _Around) -> Cast | None:
    owner = around.owner
    actor = around.agent or around.subject
    if owner is not None and (owner.kind == "adj" or owner.poss or actor is None) and around.agent is None:
        other = _partner(rule, around, owner.states)
        if other or actor is None or actor.states == owner.states:
            actor = owner
    if actor is None:
        return None
    partners = _partner(rule, around, actor.states)
    if not partners and owner is not None and not set(owner.states) <= set(actor.states):
        partners = [owner]
    if not partners and around.agent is not None and around.subject is not None:
        partners = [around.subject]
    if not partners and rule.form in forms_that("far_partner"):
        partners = [
            p
            for p in (*around.left, *around.bare, *around.elsewhere)
            if p.lo > actor.hi or p in around.elsewhere
            if not set(p.states) & set(actor.states)
        ][:1]
    states = _union(partners, actor.states)
    if not states and len(actor.states) > 1 and rule.roles == "toward":
        return None
    return Cast(actor.states, states, _others(around, (*actor.states, *states)))


def _from(rule: Rule, around: _Around) -> Cast | None:
    return _toward(rule, around)


def _together(rule: Rule, around: _Around) -> Cast | None:
    including = next(
        (
            p
            for p in around.right
            if p.prep == "including"
            or (p.lo - around.to <= 4 and len(p.states) > 1 and around.subject is None)
        ),
        None,
    )
    owned = (
        around.owner is not None
        and around.owner.named != "capital"
        and around.owner is not around.subject
        and around.at - around.owner.hi <= 2
    )
    subject = None if owned else around.subject
    agent = around.agent
    if agent is not None and around.subject is not None and around.subject.states != agent.states:
        if rule.form == "joint-initiative":
            return None
        agent = None
    between = around.between if around.between is not None and around.between.lo - around.to <= 4 else None
    for p in (agent, between, around.owner, subject, including):
        if p is not None and len(p.states) > 1 and p.kind not in ("place", "people"):
            return Cast(p.states, (), _others(around, p.states))
    lone = around.agent or around.subject or around.owner
    if (
        around.owner is not None
        and around.owner is not lone
        and around.owner.named != "capital"
        and around.at - around.owner.hi <= 2
    ):
        return None
    side = [
        p
        for p in around.left_with
        if lone is not None and p.states != lone.states and p.prep in ("with", "alongside")
    ]
    if lone is None:
        return None
    joined = _union(side, lone.states)
    if joined and lone.kind != "place":
        parties = (*lone.states, *joined)
        return Cast(parties, (), _others(around, parties))
    return Cast(lone.states, (), _others(around, lone.states)) if lone.kind != "adj" else None


def _against(rule: Rule, around: _Around) -> Cast | None:
    owner = around.owner
    actor = around.agent or around.subject
    if actor is None or (owner is not None and owner.kind == "adj" and owner is not actor):
        actor = owner if actor is None else actor
    if actor is None:
        return None
    opposed = _partner(rule, around, actor.states) or [p for p in around.told[:1] if p.states != actor.states]
    if not opposed and around.agent is not None and around.subject is not None:
        opposed = [around.subject]
    if not opposed and owner is not None and not set(owner.states) & set(actor.states):
        opposed = [owner]
    states = _union(opposed, actor.states)
    if len(actor.states) > 1 and not states and (around.mutually or rule.id == "apart.rupture"):
        return Cast(actor.states[:1], actor.states[1:], ())
    if len(actor.states) > 1:
        return Cast(actor.states, (), states or _others(around, actor.states), joint_against=True)
    return Cast(actor.states, states, ())


def _behind(rule: Rule, around: _Around) -> Cast | None:
    found = _toward(rule, around)
    if found is not None and len(found.actors) > 1:
        return Cast(found.actors, (), tuple(dict.fromkeys((*found.partners, *found.targets))))
    return found


def _relation(rule: Rule, around: _Around) -> Cast | None:
    found = _mutual(rule, around)
    if found is None or rule.polarity == "cooperation":
        return found
    parties = (*found.actors, *found.partners)
    if found.partners:
        return found
    return Cast(parties[:1], parties[1:], ())


def _none(rule: Rule, around: _Around) -> Cast | None:
    return None


_BY_ROLE = {
    "mutual": _mutual,
    "toward": _toward,
    "from": _from,
    "together": _together,
    "against": _against,
    "behind": _behind,
    "relation": _relation,
    "domain": _none,
}


def _union(found: list[Phrase], without: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for p in found for s in p.states if s not in without))


def _others(around: _Around, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Third states named after the words, not those on whose behalf a text was drafted ("by")."""
    later = [
        p for p in around.right if p.prep != "by" and p.kind not in ("people", "place") and p.named != "body"
    ]
    return _union(later[:2], parties)
