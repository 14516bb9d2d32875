"""The acts of a sentence of prose: what rules read and what may be guessed, kept by the gate's scores."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from comity.text.confidence import SENSED
from comity.text.focus import Focus
from comity.text.gate import FRICTION, KEEP, Said, chance, heads, said, standing
from comity.text.guess import guesses
from comity.text.lexicon import Hit, Rule
from comity.text.merge import Draft, Merged
from comity.text.modality import WEAK, modality
from comity.text.roles import Cast
from comity.text.scene import Scene
from comity.text.senses import found as senses_of
from comity.text.ways import forms_told

LEAST, UNLIKELY = 0.4, 0.1
"""A guess is kept from the first chance on, what a rule read unless it is less likely than the second."""

FORM_LEAST = 0.3
"""A form is told from this chance on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible act and the features by which it and its forms are judged."""

    merged: Merged
    features: frozenset[str]
    about_forms: frozenset[str]
    tells: frozenset[str]
    ruled: bool

    @property
    def chance(self) -> float:
        """Chance that the sentence tells this act."""
        return chance(KEEP, self.features)


def candidates(
    view: Scene, hits: Collection[Hit], merged: list[Merged], focus: Focus, *, acted: bool
) -> list[Candidate]:
    """What rules read, then what is possible beside it."""
    tells = said(view, hits, focus, acted=acted)
    told = forms_told(tells.senses)
    ways = {f"way {f}" for f in told}
    sour = chance(FRICTION, tells.features | ways)
    read = [m for m in merged if m.told not in WEAK]
    beside = {f"beside {min(len(read), 2)}"}
    taken_back = {frozenset(m.parties) for m in merged if m.told in WEAK}
    out = []
    for m in read:
        if sour >= _SOURED and m.polarity == "cooperation" and set(m.forms) <= {"", "general"}:
            _turn(m)
        marks = {"ruled", f"polarity {m.polarity}", *(f"rule {_family(d.hit.rule.id)}" for d in m.drafts)}
        marks |= {"sure"} if m.sure else set()
        marks |= {"several rules"} if len({d.hit.rule.id for d in m.drafts}) > 1 else set()
        out.append(_candidate(m, tells, ways, marks | beside, view, focus, ruled=True))
    known = {m.parties for m in read}
    for g in guesses(view, focus):
        if g.parties in known:
            continue
        marks = {f"guess {g.how}"} | beside | ({"taken back"} if g.parties in taken_back else set())
        m = _guessed(view, hits, g.one, g.other, friction=sour >= 0.5)
        out.append(_candidate(m, tells, ways, marks, view, focus, ruled=False))
    return out


_SOURED = 0.7
"""From this chance of friction on, relations without a named way are told as friction."""


def _turn(m: Merged) -> None:
    """Make friction of an act without a named way."""
    parties = (*m.actors, *m.partners)
    m.actors, m.partners = parties[:1], parties[1:]
    m.polarity, m.forms = "friction", ["divergence"]


def _family(rule: str) -> str:
    return rule if rule.startswith(("close.", "loose.", "wide.")) else rule.split(".", maxsplit=1)[0]


def _candidate(
    m: Merged, tells: Said, ways: set[str], marks: set[str], view: Scene, focus: Focus, *, ruled: bool
) -> Candidate:
    own = {f"own {f}" for f in m.forms} | {f"polarity {m.polarity}"}
    features = tells.features | ways | marks | standing(view, focus, m.parties)
    said_so = tells.features | ways
    return Candidate(m, frozenset(features), frozenset(said_so | own), frozenset(said_so), ruled)


def _guessed(
    view: Scene, hits: Collection[Hit], one: tuple[str, ...], other: tuple[str, ...], *, friction: bool
) -> Merged:
    polarity = "friction" if friction else "cooperation"
    start, end = _trigger(view, hits)
    hit = Hit(Rule(SENSED, "general", (), "", "relation", (), polarity=polarity), start, end)
    actors, partners = (one, other) if friction else ((*one, *other), ())
    told = modality(view, start, end, hit.rule)
    draft = Draft(
        hit, Cast(actors, partners, (), sure=False), "asserted" if told in WEAK else told,
        words=view.masked[start:end],
    )  # fmt: skip
    return Merged(actors, partners, (), polarity, [draft], ["divergence"] if friction else [])


def _trigger(view: Scene, hits: Collection[Hit]) -> tuple[int, int]:
    """The first words that bear a sense or a form, else the sentence."""
    spots = [(h.start, h.end) for h in hits] or [(s.start, s.end) for s in senses_of(view.masked)]
    return min(spots, default=(0, len(view.masked)))


def judged(
    view: Scene, hits: Collection[Hit], merged: list[Merged], focus: Focus, *, acted: bool
) -> list[Merged]:
    """Acts of a sentence of prose: the candidates that are likely enough, with their forms."""
    out = [m for m in merged if m.told in WEAK]
    for c in sorted(candidates(view, hits, merged, focus, acted=acted), key=lambda c: -c.chance):
        if c.chance < (UNLIKELY if c.ruled else LEAST) or (not c.ruled and out):
            continue
        c.merged.forms = _forms(c)
        out.append(c.merged)
    return out


def _forms(c: Candidate) -> list[str]:
    """Forms of a kept candidate, the likeliest first: those of the rules and those that the senses tell."""
    possible = {f for f in c.merged.forms if f} | set(heads()) - {KEEP, FRICTION}
    likely = {f: form_chance(f, c) for f in possible}
    told = sorted((f for f, p in likely.items() if p >= FORM_LEAST), key=lambda f: (-likely[f], f))
    return told[:_MOST] or [f for f in c.merged.forms if f] or _worded(c)


def _worded(c: Candidate) -> list[str]:
    """Forms whose words stand in the sentence, though their roles were not filled."""
    polarity = c.merged.polarity
    found = sorted(f.removeprefix("hit ") for f in c.tells if f.startswith("hit "))
    return [f for f in found if (f in _SOUR) == (polarity == "friction")] or (
        ["divergence"] if polarity == "friction" else []
    )


_SOUR = frozenset({"divergence"})
"""Forms of friction only."""


def form_chance(form: str, c: Candidate) -> float:
    """Chance of a form; a form without weights stands where a rule names it."""
    if form not in heads():
        return 1.0 if form in c.merged.forms else 0.0
    return chance(form, c.about_forms)


_MOST = 4
