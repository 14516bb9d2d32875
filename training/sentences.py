"""Preparation of labelled texts for fitting: the features of each sentence, and its labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from comity.parts.reader.classifier.act_classifier import (
    SentenceEvidence,
    WeighedSentence,
    guess_act,
    list_form_features,
)
from comity.parts.reader.classifier.hotspot_classifier import features
from comity.parts.reader.classifier.pairs import pairs_of
from comity.parts.reader.classifier.weights import COOPERATION
from comity.parts.reader.coders.assemble import spots_by_rule
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.rules.hotspot import Passage
from comity.records.coded_acts import CodedAct, Document
from comity.types import Pair
from training.scores import LabelledDocument, ScoredClaim


@dataclass(slots=True)
class LabelledSentence:
    """A sentence of a labelled text with its features and labels.

    ``start`` and ``end`` are its position in the text, ``about`` the features of the hotspot of each pair,
    ``claims`` the labelled claims.
    """

    start: int
    end: int
    evidence: SentenceEvidence
    about: dict[Pair, frozenset[str]]
    claims: list[ScoredClaim] = field(default_factory=list)

    @property
    def firm(self) -> list[ScoredClaim]:
        """The labelled claims that are not doubtful."""
        return [c for c in self.claims if not c.optional]

    @property
    def tells(self) -> bool | None:
        """Whether the sentence reports an act; ``None`` if all labelled claims are doubtful."""
        return bool(self.firm) if self.firm or not self.claims else None

    def polarities(self, pair: Pair) -> frozenset[str] | None:
        """Return the labelled polarities of a pair; ``None`` if only doubtful claims are about the pair."""
        polarities = frozenset(c.polarity for c in self.firm if pair in c.pairs)
        return polarities if polarities or not any(pair in c.pairs for c in self.claims) else None

    def forms_by(self, pairs: Collection[Pair], polarity: str) -> frozenset[str]:
        """Return the features from which the forms of an act of ``pairs`` are predicted."""
        read = [m for m in self.evidence.read if m.polarity == polarity and not pairs_of(m).isdisjoint(pairs)]
        return list_form_features({f for m in read for f in m.forms}, polarity, self.evidence)

    def forms_of(self, claim: ScoredClaim) -> frozenset[str]:
        """Return the features from which the forms of a claim are predicted."""
        return self.forms_by(claim.pairs, claim.polarity)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A labelled text; ``article`` is the name of the article from which the text comes."""

    article: str
    sentences: list[LabelledSentence]


@dataclass(frozen=True, slots=True)
class LayoutCoder(RuleCoder):
    """The rule-based coder, changed so that it collects sentences with features instead of scoring them."""

    sentences: list[LabelledSentence] = field(default_factory=list)

    def judge(self, document: Document, text: Sequence[WeighedSentence]) -> list[CodedAct]:
        """Collect the sentences and return no acts."""
        self.sentences.extend(_labelled(document, s) for s in text)
        return []


def _labelled(document: Document, s: WeighedSentence) -> LabelledSentence:
    view, focus = s.read.view, s.read.focus
    passage = Passage(document.text, view.start, view.end, view.named)
    about = {}
    for p in s.evidence.pairs:
        m = next((m for m in s.evidence.read if p.pair in pairs_of(m)), None)
        m = m or guess_act(s.read, p.pair[:1], p.pair[1:], COOPERATION)
        spots = spots_by_rule(document, view, m, (view.start, view.end), None, focus)
        about[p.pair] = features(view, passage, focus, m.parties, spots, document.published)
    return LabelledSentence(view.start, view.end, s.evidence, about)


def laid_out(gold: Iterable[LabelledDocument]) -> list[LabelledText]:
    """Convert labelled documents to labelled texts with the features of each sentence."""
    out = []
    for g in gold:
        coder = LayoutCoder()
        coder.code(g.document)
        for s in coder.sentences:
            home = max(g.items, key=lambda i: (min(i.end, s.end) - max(i.start, s.start), -i.start))
            s.claims = home.claims
        out.append(
            LabelledText(f"{g.document.title or g.document.id} {g.document.published}", coder.sentences)
        )
    return out
