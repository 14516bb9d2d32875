"""Merging of what single rules find in a sentence: one act for the same states and polarity."""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.language.gazetteer import BODIES
from comity.parts.reader.lexicon import RuleMatch
from comity.parts.reader.patterns import forms_that
from comity.parts.reader.rules.modality import FIRMEST, WEAK
from comity.parts.reader.rules.roles import Roles

_APART = 80
"""Words of opposite polarity further apart than this many characters tell two things of one pair."""

_JOINING = frozenset({"institution.join", "institution.participate"})
WESTERN = frozenset({"EUU", "NATO"})
"""Bodies that joining is closeness with the West, not building institutions without it."""


@dataclass(slots=True)
class RuleReading:
    """What one rule finds in a sentence: its match, the states by role, and the modality (done, denied)."""

    hit: RuleMatch
    roles: Roles
    modality: str
    words: str = ""

    @property
    def parties(self) -> frozenset[str]:
        """The states that act and their partners."""
        return frozenset((*self.roles.actors, *self.roles.partners))


@dataclass(slots=True)
class MergedAct:
    """An unfinished act: states by role, polarity, forms, and the findings of single rules behind it.

    ``pairs`` are the pairs of states that the classifier selected, each with its chance.
    """

    actors: tuple[str, ...]
    partners: tuple[str, ...]
    targets: tuple[str, ...]
    polarity: str
    drafts: list[RuleReading]
    forms: list[str]
    pairs: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def parties(self) -> frozenset[str]:
        """The states that act and their partners."""
        return frozenset((*self.actors, *self.partners))

    @property
    def chance(self) -> float | None:
        """The highest chance among the act's pairs of states; ``None`` if no classifier was used."""
        return max(self.pairs.values(), default=None)

    @property
    def sure(self) -> bool:
        """Whether the sentence itself names every state that acts or is a partner."""
        return all(d.roles.sure for d in self.drafts)

    @property
    def modality(self) -> str:
        """Modality (done, planned, denied ...): the first one if it denies or demands, else the firmest."""
        first = self.drafts[0].modality
        return first if first in WEAK else min((d.modality for d in self.drafts), key=FIRMEST.index)


def merge(drafts: list[RuleReading], *, prose: bool = True) -> list[MergedAct]:
    """Merge what single rules found into acts, without acts that another act contains or contradicts.

    In short news items (``prose`` false) some nouns, such as "ties", are no act by themselves.
    """
    merged: list[MergedAct] = []
    for d in _firm(drafts):
        _add(merged, d)
    acts = [m for m in merged if _is_act(m) and (prose or any(d.hit.rule.news != "beside" for d in m.drafts))]
    return [m for m in acts if not any(_shadows(o, m) for o in acts if o is not m)]


def _firm(drafts: list[RuleReading]) -> list[RuleReading]:
    """Return what rules found, without denials if the same states do something else: "no treaty but ties"."""
    taken_back: dict[str, int] = {}
    for d in drafts:
        if d.modality == "denied":
            taken_back.setdefault(_kind(d), d.hit.start)

    def firm(d: RuleReading) -> bool:
        return d.modality not in WEAK and d.hit.start <= taken_back.get(_kind(d), d.hit.start)

    firm_acts = {(d.parties, d.hit.rule.polarity) for d in drafts if firm(d)}
    standing = [d for d in drafts if firm(d) or (d.parties, d.hit.rule.polarity) not in firm_acts]
    bound = [
        d.parties for d in standing if d.hit.rule.news not in ("only", "beside") and d.modality not in WEAK
    ]
    standing = [
        d for d in standing if d.hit.rule.news != "only" or not any(len(d.parties & b) > 1 for b in bound)
    ]
    specific = {(d.parties, d.hit.rule.polarity) for d in standing if not d.hit.rule.id.startswith(_WIDEST)}
    return [
        d
        for d in standing
        if not (d.hit.rule.id.startswith(_WIDEST) and (d.parties, d.hit.rule.polarity) in specific)
    ]


def _kind(d: RuleReading) -> str:
    """Return what a denial applies to: the form (kind of act) that the rule names, or the rule itself."""
    return d.hit.rule.form or d.hit.rule.id


_WIDEST = "wide."
"""Rules of the widest wordings say nothing beside one that names a form."""


def _name_reading(d: RuleReading) -> tuple[str, str]:
    """Return polarity and form (kind of act) of what a rule found, which depend on the states' roles.

    - Friction of several states with a third one is a joint position of theirs.
    - A boycott by one state is friction.
    - Joining a Western body is closeness of no particular kind.
    """
    rule, roles = d.hit.rule, d.roles
    if rule.roles == "against" and rule.polarity == "friction" and roles.joint_against:
        return "cooperation", "joint-initiative"
    if rule.roles == "against" and not roles.joint_against:
        return "friction", rule.form if rule.polarity == "friction" else "divergence"
    if rule.form == "institution-building" and roles.partners and set(roles.partners) <= WESTERN:
        return "cooperation", "general"
    return rule.polarity, rule.form


def _add(merged: list[MergedAct], d: RuleReading) -> None:
    polarity, form = _name_reading(d)
    if form == "general" and d.hit.rule.id in _JOINING and "member" in d.words:
        return
    parties = d.parties
    targets = tuple(t for t in dict.fromkeys(d.roles.targets) if t not in parties)
    for m in merged:
        alike = m.parties == parties and m.polarity == polarity
        if alike and (d.modality == m.drafts[0].modality or d.modality not in WEAK):
            m.drafts.append(d)
            m.targets = tuple(dict.fromkeys((*m.targets, *targets)))
            if form not in m.forms:
                m.forms.append(form)
            return
    actors, partners = tuple(dict.fromkeys(d.roles.actors)), tuple(dict.fromkeys(d.roles.partners))
    merged.append(MergedAct(actors, partners, targets, polarity, [d], [form]))


def _is_act(m: MergedAct) -> bool:
    """Return whether an act has two parties, in friction one on each side; joining also needs a body."""
    joins = all(d.hit.rule.id in _JOINING for d in m.drafts)
    if joins and not m.parties & set(BODIES) and not any("#" in d.words for d in m.drafts):
        return False
    return len(m.parties) > 1 and (m.polarity == "cooperation" or bool(m.partners))


def _shadows(o: MergedAct, m: MergedAct) -> bool:
    """Return whether act ``m`` adds nothing to act ``o`` or is contradicted by it."""
    if o.modality in WEAK and m.modality not in WEAK:
        return False
    soft = forms_that("soft") | {""}
    if m.polarity == o.polarity:
        return m.parties < o.parties and set(m.forms) <= set(o.forms) | soft
    if _vetoes(o, m):
        return True
    apart = abs(m.drafts[0].hit.start - o.drafts[0].hit.start) > _APART
    return m.parties == o.parties and not apart and _weaker(m, o)


def _vetoes(o: MergedAct, m: MergedAct) -> bool:
    """Return whether sanctions, accusations or a rupture in ``o`` exclude the cooperation found in ``m``."""
    if m.polarity != "cooperation" or not m.parties <= o.parties or not o.sure:
        return False
    return not set(m.forms) & forms_that("beside_friction") and any(
        d.hit.rule.id in _VETOES or (d.hit.rule.id.startswith("news.") and d.hit.rule.deed) for d in o.drafts
    )


_VETOES = frozenset({"apart.words", "apart.sanction", "apart.rupture", "apart.incursion"})


def _weaker(m: MergedAct, o: MergedAct) -> bool:
    """Return whether ``m`` is the less certain of two acts of the same states, one friction, one not."""
    if m.sure != o.sure:
        return o.sure
    soft = forms_that("soft") | forms_that("yielding") | {""}
    soft_m, soft_o = (set(x.forms) <= soft and x.polarity == "cooperation" for x in (m, o))
    if soft_m != soft_o:
        return soft_m
    return m.drafts[0].hit.start > o.drafts[0].hit.start
