"""The acts of a sentence of prose: first whether it tells one, then of which two states, then in which forms.

What rules of the lexicon read is kept where it tells of such a pair; a likely pair that no rule reads becomes
an act whose forms are those that its senses tell.  All is weighed by :mod:`gate`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from comity.text.confidence import SENSED
from comity.text.focus import Focus
from comity.text.gate import FRICTION, PAIR, TELLS, chance, heads, said
from comity.text.lexicon import Hit, Rule
from comity.text.merge import Draft, Merged
from comity.text.modality import WEAK, modality
from comity.text.pairs import Pair, Possible, family, pairs_of, possible
from comity.text.roles import Cast
from comity.text.scene import Scene
from comity.text.senses import found as senses_of
from comity.text.signs import sign
from comity.text.ways import forms_told

LEAST = 0.45
"""A sentence tells an act from this chance on ..."""

MEANT, RULED = 0.75, 0.2
"""... of each pair from the first chance, of one that a rule read from the second, else of the likeliest."""

FORM_LEAST = 0.3
"""A form is told from this chance on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is weighed of a sentence: acts read by rule, possible pairs, features of the whole.

    ``about`` says what the sentence speaks of, ``tells`` also how states stand in it and what rules read it.
    """

    read: list[Merged]
    pairs: list[Possible]
    about: frozenset[str]
    tells: frozenset[str]

    @property
    def chance(self) -> float:
        """Chance that the sentence tells an act."""
        return chance(TELLS, self.tells)

    @property
    def sour(self) -> float:
        """Chance that what it tells is friction."""
        return chance(FRICTION, self.about)


def reading(
    view: Scene, hits: Collection[Hit], merged: Collection[Merged], focus: Focus, *, acted: bool
) -> Reading:
    """Lay out a sentence for weighing."""
    told = said(view, hits, focus, acted=acted)
    about = told.features | {f"way {f}" for f in forms_told(told.senses)}
    read = [m for m in merged if m.told not in WEAK]
    pairs = possible(view, focus, read, [m for m in merged if m.told in WEAK])
    marks = {f"pair {p.named}" for p in pairs} | {
        f"rule {family(d.hit.rule.id)}" for m in read for d in m.drafts
    }
    marks |= {f"any {f}" for p in pairs if p.named == _BOTH for f in p.features if f.startswith(_CONNECTED)}
    return Reading(read, pairs, frozenset(about), frozenset(about | marks | ({"ruled"} if read else set())))


_BOTH = 2
_CONNECTED = ("stand", "joined", "apart", "one clause", "mid ", "kinds")
"""How two named states are connected: features of the pair that speak for the sentence too."""


def judged(
    view: Scene, hits: Collection[Hit], merged: list[Merged], focus: Focus, *, acted: bool
) -> list[Merged]:
    """Acts of a sentence of prose that are likely enough, with their forms."""
    here = reading(view, hits, merged, focus, acted=acted)
    out = [m for m in merged if m.told in WEAK]
    if not here.pairs or here.chance < LEAST:
        return out
    meant = _meant(here.pairs)
    acts = [m for m in here.read if pairs_of(m) & meant]
    if here.sour >= _SOURED:
        for m in acts:
            _turn(m)
    left = meant - {p for m in acts for p in pairs_of(m)} if _states_a_fact(view) else set()
    acts += [guessed(view, hits, *sides, friction=here.sour >= _EVEN) for sides in _sides(left, view)]
    for m in acts:
        m.forms = _forms(m, about_forms(m, here))
    return out + acts


_SOURED, _EVEN = 0.7, 0.5
"""From these chances on a relation without a named way, and one that no rule reads, is friction."""


def _meant(pairs: list[Possible]) -> set[Pair]:
    chances = {p.pair: chance(PAIR, p.features) for p in pairs}
    ruled = {p.pair for p in pairs if "ruled" in p.features and chances[p.pair] >= RULED}
    least = MEANT if ruled else min(MEANT, max(chances.values()))
    return ruled | {p for p, c in chances.items() if c >= least}


def _states_a_fact(view: Scene) -> bool:
    """Whether it is no heading or question, not what polls and thinkers say or a text says of itself."""
    low = view.masked
    if low.rstrip(' "').endswith("?") or not sign("sentence").search(low):
        return False
    return not sign("opinion").search(low) and not sign("itself").search(low)


def _sides(pairs: set[Pair], view: Scene) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs as acts of one state with others, the state that most of them share first."""
    order = {s: n for n, s in enumerate(s for p in _ranked(view) for s in p)}
    while pairs:
        counts = Counter(s for p in pairs for s in p)
        hub = min(counts, key=lambda s: (-counts[s], order.get(s, len(order)), s))
        mine = {p for p in pairs if hub in p}
        others = sorted({s for p in mine for s in p} - {hub}, key=lambda s: (order.get(s, len(order)), s))
        pairs = pairs - mine
        yield (hub,), tuple(others)


def _ranked(view: Scene) -> list[tuple[str, ...]]:
    """States by how likely they act: subjects, then owners, then people and places."""

    def rank(kind: str, prep: str) -> int:
        return {"adj": 2, "attr": 3, "people": 4, "place": 5}.get(kind, 1 if prep else 0)

    return [p.states for p in sorted(view.found, key=lambda p: (rank(p.kind, p.prep), p.lo))]


def _turn(m: Merged) -> None:
    """Make friction of a relation without a named way."""
    if m.polarity == "cooperation" and set(m.forms) <= {"", "general"}:
        parties = (*m.actors, *m.partners)
        m.actors, m.partners = parties[:1], parties[1:]
        m.polarity, m.forms = "friction", ["divergence"]


def guessed(
    view: Scene, hits: Collection[Hit], one: tuple[str, ...], other: tuple[str, ...], *, friction: bool
) -> Merged:
    """An act that no rule reads."""
    polarity = "friction" if friction else "cooperation"
    start, end = _trigger(view, hits)
    hit = Hit(Rule(SENSED, "general", (), "", "relation", (), polarity=polarity), start, end)
    actors, partners = (*one, *other) if not friction and len(other) == 1 else one, other
    partners = () if len(actors) > 1 else partners
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


def about_forms(m: Merged, here: Reading) -> frozenset[str]:
    """Features by which the forms of an act are weighed."""
    return here.about | {f"own {f}" for f in m.forms} | {f"polarity {m.polarity}"}


def _forms(m: Merged, features: frozenset[str]) -> list[str]:
    """Forms of an act, the likeliest first: those of the rules and those that the senses tell."""
    own = [f for f in m.forms if f]
    weighed = set(heads()) - {TELLS, PAIR, FRICTION}
    likely = {f: chance(f, features) if f in weighed else 1.0 for f in (*own, *weighed)}
    told = sorted((f for f, p in likely.items() if p >= FORM_LEAST), key=lambda f: (-likely[f], f))
    return told[:_MOST] or own or _worded(m, features)


_MOST = 4


def _worded(m: Merged, features: Iterable[str]) -> list[str]:
    """Forms whose words stand in the sentence, though their roles were not filled."""
    found = sorted(f.removeprefix("hit ") for f in features if f.startswith("hit "))
    sour = m.polarity == "friction"
    return [f for f in found if (f in _SOUR) == sour] or (["divergence"] if sour else [])


_SOUR = frozenset({"divergence"})
"""Forms of friction only."""
