"""The acts of a text of prose: which sentences tell one, then of which two states, then in which forms.

What rules of the lexicon read is kept where it tells of such a pair; a likely pair that no rule reads becomes
an act whose forms are those that its words tell.  Each sentence is weighed alone
(:mod:`weights`), then again in the light of the whole text (:mod:`context_rescoring`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from comity.language.discourse_state import DiscourseState
from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.classifier.confidence import SENSED
from comity.parts.reader.classifier.context_rescoring import (
    NamedAct,
    SentenceChances,
    SentenceOdds,
    rescore,
    rescored_names,
)
from comity.parts.reader.classifier.ngram_features import list_sentence_stems
from comity.parts.reader.classifier.pairs import CandidatePair, candidate_pairs, family, pairs_of
from comity.parts.reader.classifier.sentence_features import features_of
from comity.parts.reader.classifier.weights import COOPERATION, FORM_AGAIN, FRICTION, TELLS, Weights
from comity.parts.reader.form_inference import inferred_forms
from comity.parts.reader.lexicon import LexiconRule, RuleMatch
from comity.parts.reader.patterns import forms_that, has_sign
from comity.parts.reader.rules.merge import MergedAct, RuleReading
from comity.parts.reader.rules.modality import WEAK, modality
from comity.parts.reader.rules.roles import Roles
from comity.parts.reader.senses import senses_in
from comity.types import Pair
from comity.vocabulary.forms import all_forms

PAIR_LEAST = 0.3
"""An act of a pair is told from this chance on: that the sentence tells one, times that it is of the pair."""

LEAST = 0.45
"""A sentence that tells an act with this chance tells the likeliest where none is likely enough."""

FORM_LEAST = 0.25
"""A form is told from this chance on, that of the sentence included ..."""

HARD_LEAST = 0.2
"""... and one that is told in many ways from this: the best threshold is half the F1 that can be had (Lipton,
Elkan and Naryanaswamy 2014), and there is less to be had of those."""


@dataclass(frozen=True, slots=True)
class RuleReadSentence:
    """A sentence as the rules read it: its scene, what the lexicon hits, the acts, and what was in view."""

    view: SentenceLayout
    hits: list[RuleMatch]
    merged: list[MergedAct]
    focus: DiscourseState


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """What is weighed of a sentence: acts read by rule, candidate pairs, features of the whole.

    ``about`` says what the sentence speaks of, ``tells`` also how states stand in it and what rules read it.
    """

    read: list[MergedAct]
    pairs: list[CandidatePair]
    about: frozenset[str]
    tells: frozenset[str]

    def marks(self, pair: CandidatePair) -> frozenset[str]:
        """Features by which it is weighed whether a pair is told to act together, or to differ."""
        ruled = {f"ruled {m.polarity}" for m in self.read if pair.pair in pairs_of(m)}
        return self.about | pair.features | ruled | {f"read {m.polarity}" for m in self.read}


def evidence_of(s: RuleReadSentence) -> SentenceEvidence:
    """Lay out a sentence for weighing."""
    view, hits, merged, focus = s.view, s.hits, s.merged, s.focus
    sentence = features_of(view, hits, focus)
    about = (
        sentence.features
        | {f"way {f}" for f in inferred_forms(sentence.senses)}
        | list_sentence_stems(view.toks)
    )
    read = [m for m in merged if m.modality not in WEAK]
    pairs = candidate_pairs(view, focus, read, [m for m in merged if m.modality in WEAK])
    marks = {f"pair {p.named}" for p in pairs} | {
        f"rule {family(d.hit.rule.id)}" for m in read for d in m.drafts
    }
    marks |= {f"any {f}" for p in pairs if p.named == _BOTH for f in p.features if f.startswith(_CONNECTED)}
    tells = frozenset(about | marks | ({"ruled"} if read else set()))
    return SentenceEvidence(read, pairs, frozenset(about), tells)


_BOTH = 2
_CONNECTED = ("stand", "joined", "apart", "one clause", "m ", "kinds")
"""How two named states are connected: features of the pair that speak for the sentence too."""


@dataclass(frozen=True, slots=True)
class WeighedSentence:
    """A sentence of prose as read, and laid out for weighing."""

    read: RuleReadSentence
    evidence: SentenceEvidence


def odds_alone(laid_out: SentenceEvidence, weights: Weights) -> SentenceOdds:
    """Return a sentence as weighed alone."""
    pairs = {}
    for p in laid_out.pairs:
        marks = laid_out.marks(p)
        pairs[p.pair] = weights.odds(COOPERATION, marks), weights.odds(FRICTION, marks)
    return SentenceOdds(weights.odds(TELLS, laid_out.tells), pairs)


def judge_acts(text: Sequence[WeighedSentence], weights: Weights) -> list[list[MergedAct]]:
    """Acts of each sentence of prose that are likely enough, with their forms."""
    out, named, made = [], [], []
    for n, (s, again) in enumerate(
        zip(text, rescore([odds_alone(s.evidence, weights) for s in text], weights), strict=True)
    ):
        chances = likely(again)
        meant = _meant(again, chances)
        acts = _acts(s, meant)
        out.append([m for m in s.read.merged if m.modality in WEAK] + acts)
        for m in acts:
            m.pairs = {p: chances[p][0] for p in sorted(pairs_of(m) & meant[m.polarity])}
            named.append(
                NamedAct(n, m.pairs, weights.forms(list_form_features(m.forms, m.polarity, s.evidence)))
            )
            made.append((m, again.tells))
    for (m, tells), chances_of in zip(made, rescored_names(named, FORM_AGAIN, weights), strict=True):
        m.forms = _forms(m, tells, chances_of)
    return out


def likely(again: SentenceChances) -> dict[Pair, tuple[float, str]]:
    """Of each candidate pair, the chance that an act of it is told, and the likelier polarity."""
    return {
        p: (again.tells * max(together, apart), COOPERATION if together >= apart else FRICTION)
        for p, (together, apart) in again.pairs.items()
    }


def _acts(s: WeighedSentence, meant: dict[str, set[Pair]]) -> list[MergedAct]:
    """Return what the rules read of the pairs that are meant, and what they did not read."""
    acts = [act for m in s.evidence.read if (act := _keep_meant_pairs(m, meant[m.polarity])) is not None]
    for polarity, pairs in meant.items() if states_a_fact(s.read.view) else ():
        left = pairs - {p for m in acts if m.polarity == polarity for p in pairs_of(m)}
        acts += [guess_act(s.read, *two, polarity) for two in sides(left, s.read.view, polarity)]
    return acts


def _meant(again: SentenceChances, chances: dict[Pair, tuple[float, str]]) -> dict[str, set[Pair]]:
    """Polarity -> the pairs of which the sentence tells an act."""
    pairs = {p for p, (c, _) in chances.items() if c >= PAIR_LEAST}
    if not pairs and chances and again.tells >= LEAST:
        pairs = {max(chances, key=lambda p: (chances[p], p))}
    return {q: {p for p in pairs if chances[p][1] == q} for q in (COOPERATION, FRICTION)}


def _keep_meant_pairs(m: MergedAct, meant: set[Pair]) -> MergedAct | None:
    """Return what a rule read, of the pairs that are meant; ``None`` where none is."""
    parties = {s for p in pairs_of(m) & meant for s in p}
    if not parties:
        return None
    actors = tuple(s for s in m.actors if s in parties)
    return replace(m, actors=actors, partners=tuple(s for s in m.partners if s in parties))


def states_a_fact(view: SentenceLayout) -> bool:
    """Whether it is no heading, question or order, nor what polls say or a text says of itself."""
    low = view.masked
    if low.rstrip(' "').endswith("?") or not has_sign("sentence", low):
        return False
    return not any(has_sign(name, low) for name in ("opinion", "itself", "order"))


def sides(
    pairs: set[Pair], view: SentenceLayout, polarity: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs as acts: of three or more that all act together, then of one state with others.

    The state that most of the pairs share comes first.
    """
    order = {s: n for n, s in enumerate(s for p in _rank_states(view) for s in p)}
    while pairs:
        counts = Counter(s for p in pairs for s in p)
        ranked = sorted(counts, key=lambda s: (-counts[s], order.get(s, len(order)), s))
        together = _together(ranked, pairs) if polarity == COOPERATION else ()
        if len(together) > _BOTH:
            pairs = pairs - {tuple(sorted(p)) for p in combinations(together, 2)}
            yield together, ()
            continue
        mine = {p for p in pairs if ranked[0] in p}
        others = {s for p in mine for s in p} - {ranked[0]}
        pairs = pairs - mine
        yield (ranked[0],), tuple(s for s in ranked if s in others)


def _together(ranked: Sequence[str], pairs: set[Pair]) -> tuple[str, ...]:
    """States of which every two are a pair, begun from the first: as many as follow each other."""
    out: list[str] = []
    for s in ranked:
        if all(tuple(sorted((s, other))) in pairs for other in out):
            out.append(s)
    return tuple(out)


def _rank_states(view: SentenceLayout) -> list[tuple[str, ...]]:
    """States by how likely they act: subjects, then owners, then people and places."""

    def rank(kind: str, prep: str) -> int:
        return {"adj": 2, "attr": 3, "people": 4, "place": 5}.get(kind, 1 if prep else 0)

    return [p.states for p in sorted(view.phrases, key=lambda p: (rank(p.kind, p.prep), p.lo))]


def guess_act(s: RuleReadSentence, one: tuple[str, ...], other: tuple[str, ...], polarity: str) -> MergedAct:
    """Return an act that no rule reads."""
    view, friction = s.view, polarity == FRICTION
    start, end = _trigger(view, s.hits)
    hit = RuleMatch(LexiconRule(SENSED, "general", (), "", "relation", (), polarity=polarity), start, end)
    actors, partners = (*one, *other) if not friction and len(other) == 1 else one, other
    partners = () if len(actors) > 1 else partners
    mood = modality(view, start, end, hit.rule)
    draft = RuleReading(
        hit,
        Roles(actors, partners, (), sure=False),
        "asserted" if mood in WEAK else mood,
        words=view.masked[start:end],
    )
    return MergedAct(actors, partners, (), polarity, [draft], ["divergence"] if friction else [])


def _trigger(view: SentenceLayout, hits: Collection[RuleMatch]) -> tuple[int, int]:
    """Return the first words that bear a sense or a form, else the sentence."""
    spots = [(h.start, h.end) for h in hits] or [(s.start, s.end) for s in senses_in(view.masked)]
    return min(spots, default=(0, len(view.masked)))


def list_form_features(forms: Collection[str], polarity: str, laid_out: SentenceEvidence) -> frozenset[str]:
    """Features by which the forms of an act are weighed; ``forms`` are those that rules read."""
    return laid_out.about | {f"own {f}" for f in forms} | {f"polarity {polarity}"}


def _forms(m: MergedAct, tells: float, chances: dict[str, float]) -> list[str]:
    """Forms of an act, the likeliest first: those of the rules and those that its words tell."""
    weighed = {f: tells * chances[f] for f in all_forms() if f in chances}
    weighed |= {f: 1.0 for f in m.forms if f and f not in chances}
    hard = forms_that("hard")
    likely_forms = [f for f, p in weighed.items() if p >= (HARD_LEAST if f in hard else FORM_LEAST)]
    ranked = sorted(likely_forms, key=lambda f: (-weighed[f], f))
    return ranked[:_MOST] or [f for f in m.forms if f] or (["divergence"] if m.polarity == FRICTION else [])


_MOST = 4
