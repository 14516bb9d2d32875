"""From the readings of single rules to the acts of a sentence: merged, placed, dated and weighed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from comity.text.acts import CodedAct, Document
from comity.text.confidence import confidence
from comity.text.dates import when
from comity.text.hotspot import RELATION, Passage, hotspots
from comity.text.focus import Focus
from comity.text.gazetteer import BODIES
from comity.text.lexicon import Hit
from comity.text.roles import Cast
from comity.text.scene import Scene
from comity.text.stance import toward_third

_DOMAIN = {
    "joint-exercise": "military", "joint-patrol": "military", "defence-tie": "military", "arms-transfer": "military",
    "energy-tie": "energy", "trade-tie": "economic", "finance-tie": "finance", "integration": "infrastructure",
    "sanctions-relief": "economic", "sanctions-circumvention": "economic", "material-aid": "economic",
}
_JOINING = frozenset({"institution.join", "institution.participate"})
WESTERN = ("EUU", "NATO")
"""Bodies that joining is closeness with the West, not building institutions without it."""

_TIES = frozenset({"trade-tie", "finance-tie", "energy-tie", "defence-tie", "material-aid", "joint-initiative"})
"""Forms that give way to friction of the same pair in one sentence: the dealing is what the quarrel is about."""

_SOFT = frozenset({"agreement", "general", ""})
"""Forms that say only that there is closeness: dropped beside a form that says how."""


class Maker(Protocol):
    """What the acts need to know of their coder."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def third(self) -> str: ...  # noqa: D102
    @property
    def camp(self) -> frozenset[str]: ...  # noqa: D102


@dataclass(slots=True)
class Draft:
    """One rule's reading: the hit, who takes part (``None``: only adds its form), how it is told."""

    hit: Hit
    roles: Cast | None
    modality: str
    words: str = ""


@dataclass(slots=True)
class _Merged:
    actors: tuple[str, ...]
    partners: tuple[str, ...]
    targets: tuple[str, ...]
    polarity: str
    drafts: list[Draft]
    forms: list[str]


def finish(document: Document, view: Scene, drafts: list[Draft], maker: Maker, context: Passage | None, focus: Focus) -> list[CodedAct]:
    """Acts of one sentence, in the order of their first trigger."""
    merged: list[_Merged] = []
    for d in _firm(drafts):
        _add(merged, d)
    merged = [m for m in merged if _is_act(m)]
    merged = _without_shadows(merged)
    acts = [_act(document, view, m, merged, maker, context, focus) for m in merged]
    return sorted(acts, key=lambda a: a.start)


def _firm(drafts: list[Draft]) -> list[Draft]:
    """Drafts without those taken back where the same states do something else: "no treaty but ties"."""
    taken_back: dict[str, int] = {}
    for d in drafts:
        if d.modality == "denied":
            taken_back.setdefault(d.hit.rule.id, d.hit.start)
    kept = [d for d in drafts if d.roles is not None]
    firm = {(_parties(d), d.hit.rule.polarity) for d in kept if d.modality not in _WEAK and d.hit.start <= taken_back.get(d.hit.rule.id, d.hit.start)}
    return [
        d for d in kept
        if (d.modality not in _WEAK and d.hit.start <= taken_back.get(d.hit.rule.id, d.hit.start)) or (_parties(d), d.hit.rule.polarity) not in firm
    ]


def _parties(d: Draft) -> frozenset[str]:
    return frozenset((*d.roles.actors, *d.roles.partners)) if d.roles is not None else frozenset()


_WEAK = frozenset({"denied", "hypothetical", "called-for"})


def _add(merged: list[_Merged], d: Draft) -> None:
    roles = d.roles
    assert roles is not None
    form = d.hit.rule.form
    polarity = d.hit.rule.polarity
    if roles.joint_against and polarity == "friction":
        polarity, form = "cooperation", "joint-initiative"
    elif polarity == "friction":
        form = form if form != "boycott" else "divergence"
    elif d.hit.rule.roles == "against" and not roles.joint_against:
        polarity, form = "friction", "divergence"
    parties = {*roles.actors, *roles.partners}
    if form == "institution-building" and roles.partners and set(roles.partners) <= set(WESTERN):
        form = "general"
        if "member" in d.words:
            return
    for m in merged:
        same = {*m.actors, *m.partners} == parties and m.polarity == polarity
        if same and (d.modality == m.drafts[0].modality or d.modality not in ("denied", "hypothetical", "called-for")):
            m.drafts.append(d)
            m.targets = tuple(dict.fromkeys((*m.targets, *(t for t in roles.targets if t not in parties))))
            if form not in m.forms:
                m.forms.append(form)
            return
    targets = tuple(t for t in dict.fromkeys(roles.targets) if t not in parties)
    merged.append(_Merged(tuple(dict.fromkeys(roles.actors)), tuple(dict.fromkeys(roles.partners)), targets, polarity, [d], [form]))


def _is_act(m: _Merged) -> bool:
    joins = all(d.hit.rule.id in _JOINING for d in m.drafts)
    if joins and not {*m.actors, *m.partners} & set(BODIES) and not any("#" in d.words for d in m.drafts):
        return False
    if len({*m.actors, *m.partners}) < 2:
        return False
    return bool(m.partners) if m.polarity == "friction" else True


def _without_shadows(merged: list[_Merged]) -> list[_Merged]:
    """Drop a reading that another contains: fewer parties of the same polarity, or nothing but closeness."""
    out = []
    for m in merged:
        parties = {*m.actors, *m.partners}
        shadow = False
        for o in merged:
            if o is m:
                continue
            others = {*o.actors, *o.partners}
            if m.polarity == o.polarity and parties < others and set(m.forms) <= set(o.forms) | _SOFT:
                shadow = True
            if parties == others and m.polarity != o.polarity:
                shadow = shadow or _weaker(m, o)
        if not shadow:
            out.append(m)
    return out


def _weaker(m: _Merged, o: _Merged) -> bool:
    """Of two readings of one pair with opposite polarity, whether ``m`` gives way to ``o``."""
    sure_m, sure_o = (all(d.roles is not None and d.roles.sure for d in x.drafts) for x in (m, o))
    if sure_m != sure_o:
        return sure_o
    soft_m, soft_o = (set(x.forms) <= _SOFT | _TIES and x.polarity == "cooperation" for x in (m, o))
    if soft_m != soft_o:
        return soft_m
    return m.drafts[0].hit.start > o.drafts[0].hit.start


def _act(
    document: Document, view: Scene, m: _Merged, all_merged: list[_Merged], maker: Maker, context: Passage | None, focus: Focus
) -> CodedAct:
    start, end = _evidence(view, m, all_merged)
    parties = tuple(sorted({*m.actors, *m.partners}))
    forms = _forms(view, m)
    passage = Passage(document.text, start, end, view.named)
    spots = hotspots(passage, context, parties, m.targets, tuple(forms), document.published)
    if spots == (RELATION,) and focus.place() and _POINTS.search(view.masked):
        spots = focus.place()
    low = document.text[start:end].lower().replace("’", "'")
    first = m.drafts[0].hit
    told = _told(m)
    sure = all(d.roles is not None and d.roles.sure for d in m.drafts)
    return CodedAct(
        actors=tuple(sorted(m.actors)), partners=tuple(sorted(m.partners)), targets=tuple(sorted(m.targets)),
        hotspots=spots, forms=tuple(forms), domain=next((_DOMAIN[f] for f in forms if f in _DOMAIN), "diplomatic"),
        polarity=m.polarity, deed=any(d.hit.rule.deed for d in m.drafts),
        toward_third=toward_third(low, maker.third, maker.camp, parties, m.targets, m.polarity),
        third=maker.third, modality=told,
        when=when(document.text, start, end, document.published, ahead=told == "planned"),
        start=start, end=end, trigger_start=view.start + first.start, trigger_end=view.start + first.end,
        coder=maker.name, rules=tuple(sorted({d.hit.rule.id for d in m.drafts})),
        confidence=confidence(m.polarity, len({d.hit.rule.id for d in m.drafts}), sure, told, forms),
    )


_POINTS = re.compile(r"\b(?:the|this|these) (?:region|area|subregion|conflict|war|crisis|invasion|issue|waters|sea)\b|\bthere\b(?! (?:is|are|was|were|has|have))|\bregional\b")
"""Words that point back to the place or conflict in view."""
_TALKS = frozenset({"meet.verb", "talks"})
_LEADERS = re.compile(r"\b(?:presidents?|prime ministers?|premiers?|chancellors?|kings?|leaders?|prince|sultan|emir)\b")
_BELOW = re.compile(
    r"\b(?:foreign|defen[cs]e|interior|trade|finance|economy|energy|affairs|deputy|ministers?|secretary of|envoys?|diplomats|officials|delegations?|negotiators?|representatives?|ambassadors?|commanders?|chiefs? of|advis[eo]rs?)\b"
)
_PHONE = re.compile(r"\b(?:phone|telephone|video call|by video|videoconference)\b")
_DEFENCE = re.compile(r"\bdefen[cs]e (?:ministers?|secretar|chiefs?)|\bminister of (?:national )?defen[cs]e|\bsecretary of defen[cs]e|\bmilitary (?:chiefs?|commanders?)")


def _forms(view: Scene, m: _Merged) -> list[str]:
    """Forms of an act: soft ones only where nothing says how; a meeting by the rank of who meets."""
    forms = [f for f in m.forms if f not in _SOFT] or [f for f in m.forms if f]
    if forms == ["agreement"]:
        return ["joint-initiative"]
    met = any(d.hit.rule.id in _TALKS for d in m.drafts)
    if met and m.polarity == "cooperation":
        leaders = [x.kind == "leader" for x in view.named]
        words = view.masked
        top = _LEADERS.search(words.replace("vice president", "")) is not None and words.count("minister") <= words.count("prime minister") + 1
        top = top or any(leaders) and _BELOW.search(words) is None
        if _PHONE.search(words):
            forms = ["consultation" if f == "summit" else f for f in forms]
        elif top:
            forms = ["summit" if f == "consultation" and _BELOW.search(words.replace("prime minister", "")) is None else f for f in forms]
        else:
            forms = ["consultation" if f == "summit" and not any(d.hit.rule.id in ("meet.visit", "meet.summit") for d in m.drafts) else f for f in forms]
        if _DEFENCE.search(words) and "defence-tie" not in forms:
            forms.append("defence-tie")
    return list(dict.fromkeys(forms))


def _told(m: _Merged) -> str:
    """Modality of an act: that of its first words where they take it back, else the firmest."""
    first = m.drafts[0].modality
    if first in ("denied", "hypothetical", "called-for"):
        return first
    return min((d.modality for d in m.drafts), key=_ORDER.index)


_ORDER = ("asserted", "reported", "planned", "called-for", "hypothetical", "denied")


def _evidence(view: Scene, m: _Merged, all_merged: list[_Merged]) -> tuple[int, int]:
    """The sentence, or the clauses of the triggers where the sentence holds other acts too."""
    if len(all_merged) == 1:
        return view.start, view.end
    lo, hi = len(view.toks), 0
    states = {*m.actors, *m.partners}
    for d in m.drafts[:1]:
        at, to = view.token_at(d.hit.start), view.token_at(d.hit.end - 1)
        clause = view.parts[view.clause(at)]
        lo, hi = min(lo, clause.lo), max(hi, clause.hi, to + 1)
    before = [p for p in view.found if p.hi < lo and set(p.states) & states]
    inside = {s for p in view.found if lo <= p.lo < hi for s in p.states}
    if states - inside and before:
        lo = before[-1].lo
    while lo < hi - 1 and view.toks[lo].low in (",", ";", "and", "but", "that", "while", "–", "—", ":"):
        lo += 1
    start, end = view.toks[lo].start, view.toks[hi - 1].end
    first, last = view.start + m.drafts[0].hit.start, view.start + m.drafts[0].hit.end
    return min(start, first), max(end, last)
