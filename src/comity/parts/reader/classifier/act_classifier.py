"""Selection of the acts that a long text reports, by logistic weights.

First each sentence gets a chance that it reports an act. Then each pair of states in it gets a chance, and
last each form (kind of act). Acts that a rule of the lexicon found are kept if their pair is likely. A likely
pair without such an act gets a new act, whose forms are chosen from the words. Each sentence is scored alone
(:mod:`weights`), and then again with the rest of the text (:mod:`context_rescoring`).
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
    """A parsed sentence, its matching rules, the acts they found, and the states mentioned before it."""

    view: SentenceLayout
    hits: list[RuleMatch]
    merged: list[MergedAct]
    focus: DiscourseState


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """Evidence for scoring a sentence: acts that rules found, possible pairs of states, and features.

    ``about`` are features of the subject matter. ``tells`` adds features of the states' roles and of the
    rules.
    """

    read: list[MergedAct]
    pairs: list[CandidatePair]
    about: frozenset[str]
    tells: frozenset[str]

    def marks(self, pair: CandidatePair) -> frozenset[str]:
        """Return the features that show whether two states cooperate or are in conflict in this sentence."""
        ruled = {f"ruled {m.polarity}" for m in self.read if pair.pair in pairs_of(m)}
        return self.about | pair.features | ruled | {f"read {m.polarity}" for m in self.read}


def evidence_of(s: RuleReadSentence) -> SentenceEvidence:
    """Collect the evidence for scoring a sentence."""
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
    """A sentence of a long text with the evidence for whether it reports an act."""

    read: RuleReadSentence
    evidence: SentenceEvidence


def odds_alone(laid_out: SentenceEvidence, weights: Weights) -> SentenceOdds:
    """Return the log-odds that a sentence, read alone, reports an act, and those for each pair of states."""
    pairs = {}
    for p in laid_out.pairs:
        marks = laid_out.marks(p)
        pairs[p.pair] = weights.odds(COOPERATION, marks), weights.odds(FRICTION, marks)
    return SentenceOdds(weights.odds(TELLS, laid_out.tells), pairs)


def judge_acts(text: Sequence[WeighedSentence], weights: Weights) -> list[list[MergedAct]]:
    """Return for each sentence of a long text the acts that are likely enough, with their forms (kinds)."""
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
    """Return for each possible pair of states the chance and polarity (cooperation, friction) of an act."""
    return {
        p: (again.tells * max(together, apart), COOPERATION if together >= apart else FRICTION)
        for p, (together, apart) in again.pairs.items()
    }


def _acts(s: WeighedSentence, meant: dict[str, set[Pair]]) -> list[MergedAct]:
    acts = [act for m in s.evidence.read if (act := _keep_meant_pairs(m, meant[m.polarity])) is not None]
    for polarity, pairs in meant.items() if states_a_fact(s.read.view) else ():
        left = pairs - {p for m in acts if m.polarity == polarity for p in pairs_of(m)}
        acts += [guess_act(s.read, *two, polarity) for two in sides(left, s.read.view, polarity)]
    return acts


def _meant(again: SentenceChances, chances: dict[Pair, tuple[float, str]]) -> dict[str, set[Pair]]:
    pairs = {p for p, (c, _) in chances.items() if c >= PAIR_LEAST}
    if not pairs and chances and again.tells >= LEAST:
        pairs = {max(chances, key=lambda p: (chances[p], p))}
    return {q: {p for p in pairs if chances[p][1] == q} for q in (COOPERATION, FRICTION)}


def _keep_meant_pairs(m: MergedAct, meant: set[Pair]) -> MergedAct | None:
    """Return an act with only the states of the pairs ``meant``; ``None`` if it has none of them."""
    parties = {s for p in pairs_of(m) & meant for s in p}
    if not parties:
        return None
    actors = tuple(s for s in m.actors if s in parties)
    return replace(m, actors=actors, partners=tuple(s for s in m.partners if s in parties))


def states_a_fact(view: SentenceLayout) -> bool:
    """Return whether a sentence states a fact; headings, questions, orders and poll results do not."""
    low = view.masked
    if low.rstrip(' "').endswith("?") or not has_sign("sentence", low):
        return False
    return not any(has_sign(name, low) for name in ("opinion", "itself", "order"))


def sides(
    pairs: set[Pair], view: SentenceLayout, polarity: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield acts that cover the given pairs of states, each act as its two sides.

    Pairs with a state in common become one act of this state with the others. Three or more states of which
    every two are a pair become one act of them all.
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
    """Return states of ``ranked``, in order, of which every two form a pair; the first is always in it."""
    out: list[str] = []
    for s in ranked:
        if all(tuple(sorted((s, other))) in pairs for other in out):
            out.append(s)
    return tuple(out)


def _rank_states(view: SentenceLayout) -> list[tuple[str, ...]]:
    """Return the states of each phrase, likeliest actors first: subjects, adjectives, people, then places."""

    def rank(kind: str, prep: str) -> int:
        return {"adj": 2, "attr": 3, "people": 4, "place": 5}.get(kind, 1 if prep else 0)

    return [p.states for p in sorted(view.phrases, key=lambda p: (rank(p.kind, p.prep), p.lo))]


def guess_act(s: RuleReadSentence, one: tuple[str, ...], other: tuple[str, ...], polarity: str) -> MergedAct:
    """Build an act between two sides for a sentence in which no rule found this act."""
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
    """Return the position of the first words that show a kind of act; without any, that of the sentence."""
    spots = [(h.start, h.end) for h in hits] or [(s.start, s.end) for s in senses_in(view.masked)]
    return min(spots, default=(0, len(view.masked)))


def list_form_features(forms: Collection[str], polarity: str, laid_out: SentenceEvidence) -> frozenset[str]:
    """Return the features for choosing an act's forms (kinds of act); rules already found ``forms``."""
    return laid_out.about | {f"own {f}" for f in forms} | {f"polarity {polarity}"}


def _forms(m: MergedAct, tells: float, chances: dict[str, float]) -> list[str]:
    """Return an act's forms (kinds), likeliest first: those found by rules, and those its words suggest."""
    weighed = {f: tells * chances[f] for f in all_forms() if f in chances}
    weighed |= {f: 1.0 for f in m.forms if f and f not in chances}
    hard = forms_that("hard")
    likely_forms = [f for f, p in weighed.items() if p >= (HARD_LEAST if f in hard else FORM_LEAST)]
    ranked = sorted(likely_forms, key=lambda f: (-weighed[f], f))
    return ranked[:_MOST] or [f for f in m.forms if f] or (["divergence"] if m.polarity == FRICTION else [])


_MOST = 4
